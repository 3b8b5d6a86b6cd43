// A signed message: COSE_Sign1 (RFC 9052) with Ed25519, as dalel/sync/cose.py writes it.

// The small form of the library: slower than its other one, a tenth of a second on an old phone, and half as long.
import nacl from "tweetnacl/nacl.js";
import { concat, fromText, isSame, toHex } from "./bytes.js";
import { read } from "./cbor.js";

var TYPE = "application/vnd.dalel.bulletin";

// L, the order of the group, least significant byte first: a signature's second half is less (RFC 8032, 5.1.7). TweetNaCl
// does not look, and so would take a second form of each signature.
var ORDER = [
  0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0, 0, 0, 0, 0,
  0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

// Points of small order: whoever takes one for a key takes signatures that anybody can make.
var SMALL_ORDER = [
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0100000000000000000000000000000000000000000000000000000000000000",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
];

function head(kind, number) {
  var high = kind << 5;
  if (number < 24) return [high | number];
  if (number < 256) return [high | 24, number];
  return [high | 25, number >> 8, number & 255];
}

function bytesItem(bytes) {
  return concat([head(2, bytes.length), bytes]);
}

function textItem(text) {
  var bytes = fromText(text);
  return concat([head(3, bytes.length), bytes]);
}

function header(key) {
  return concat([[0xa3, 1, 0x27, 4], bytesItem(key), [16], textItem(TYPE)]);
}

function isBelowOrder(half) {
  for (var at = 31; at >= 0; at--) if (half[at] !== ORDER[at]) return half[at] < ORDER[at];
  return false;
}

function isKey(key) {
  var plain = new Uint8Array(key);
  plain[31] &= 0x7f;
  return key.length === 32 && SMALL_ORDER.indexOf(toHex(plain)) < 0;
}

// Who signed the message (32 bytes) and what: {key, payload}. Throws Error unless the signature holds.
export function open(message) {
  if (message.length > 0xffff || message[0] !== 0xd2) throw new Error("no signed message");
  var parts = read(message).value;
  if (!(parts instanceof Array) || parts.length !== 4) throw new Error("no signed message");
  var payload = parts[2];
  var signature = parts[3];
  var bytes = [parts[0], payload, signature];
  for (var one = 0; one < 3; one++) if (!(bytes[one] instanceof Uint8Array)) throw new Error("no signed message");
  var key = read(parts[0])[4];
  if (!(key instanceof Uint8Array) || !isKey(key) || !isSame(parts[0], header(key))) throw new Error("no key");
  var whole = concat([head(6, 18), head(4, 4), bytesItem(parts[0]), [0xa0], bytesItem(payload), bytesItem(signature)]);
  if (!isSame(whole, message)) throw new Error("not written as a signed message is");
  var signed = concat([head(4, 4), textItem("Signature1"), bytesItem(parts[0]), bytesItem([]), bytesItem(payload)]);
  if (signature.length !== 64 || !isBelowOrder(signature.subarray(32))) throw new Error("no signature");
  if (!nacl.sign.detached.verify(signed, signature, key)) throw new Error("the signature does not hold");
  return { key: key, payload: payload };
}
