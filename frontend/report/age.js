// Encryption to one X25519 recipient in the age format (age-encryption.org/v1, C2SP age.md). It only seals: whoever has
// this page can open nothing.
//
// The package age-encryption is not used: it needs streams, BigInt and, in a page opened from a phone's storage, a
// crypto.subtle that is not there. These libraries run on anything that has typed arrays and a source of random bytes.

import { ChaCha20Poly1305 } from "@stablelib/chacha20poly1305";
import { HKDF } from "@stablelib/hkdf";
import { hmac } from "@stablelib/hmac";
import { SHA256 } from "@stablelib/sha256";
import nacl from "tweetnacl";
import { base64, joined, utf8 } from "./bytes.js";

const CHUNK = 64 * 1024;
const COLUMNS = 64;

function derived(secret, salt, info) {
  return new HKDF(SHA256, secret, salt, utf8(info)).expand(32);
}

function unpadded(bytes) {
  return base64(bytes).replace(/=+$/, "");
}

// The X25519 stanza: the file key, wrapped for the recipient.
function stanza(fileKey, recipient) {
  const ephemeral = nacl.randomBytes(32);
  const share = nacl.scalarMult.base(ephemeral);
  const shared = nacl.scalarMult(ephemeral, recipient);
  if (shared.every((byte) => byte === 0)) throw new Error("the desk's key is not one to seal to");
  const key = derived(shared, joined([share, recipient]), "age-encryption.org/v1/X25519");
  const body = new ChaCha20Poly1305(key).seal(new Uint8Array(12), fileKey);
  return "-> X25519 " + unpadded(share) + "\n" + unpadded(body) + "\n";
}

// STREAM: chunks of 64 KiB, numbered in the nonce, the last one marked.
function payload(fileKey, plain) {
  const nonce = nacl.randomBytes(16);
  const cipher = new ChaCha20Poly1305(derived(fileKey, nonce, "payload"));
  const parts = [nonce];
  const count = new Uint8Array(12);
  for (let at = 0; at === 0 || at < plain.length; at += CHUNK) {
    new DataView(count.buffer).setUint32(7, at / CHUNK);
    count[11] = at + CHUNK < plain.length ? 0 : 1;
    parts.push(cipher.seal(count, plain.subarray(at, at + CHUNK)));
  }
  return joined(parts);
}

// The bytes of an age file that only the holder of the recipient's key can open. `recipient` is 32 bytes.
export function sealed(plain, recipient) {
  const fileKey = nacl.randomBytes(16);
  const header = "age-encryption.org/v1\n" + stanza(fileKey, recipient) + "---";
  const mac = hmac(SHA256, derived(fileKey, undefined, "header"), utf8(header));
  return joined([utf8(header + " " + unpadded(mac) + "\n"), payload(fileKey, plain)]);
}

// The same as text that a message can carry: age's armor, strict PEM.
export function armored(bytes) {
  const text = base64(bytes);
  const lines = ["-----BEGIN AGE ENCRYPTED FILE-----"];
  for (let at = 0; at < text.length; at += COLUMNS) lines.push(text.slice(at, at + COLUMNS));
  return lines.concat("-----END AGE ENCRYPTED FILE-----", "").join("\n");
}

