// Bytes and their written forms.

export function utf8(text) {
  return new TextEncoder().encode(text);
}

export function joined(parts) {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export function base64(bytes) {
  const pieces = [];
  // A multiple of three, so that pieces can be joined, and few enough for the arguments of one call.
  for (let at = 0; at < bytes.length; at += 12288) {
    pieces.push(btoa(String.fromCharCode.apply(null, bytes.subarray(at, at + 12288))));
  }
  return pieces.join("");
}

export function fromBase64(text) {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

// RFC 9285: two bytes are three of the characters that a QR code holds most tightly.
export function base45(bytes) {
  const letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
  let text = "";
  for (let at = 0; at < bytes.length; at += 2) {
    const isPair = at + 1 < bytes.length;
    const value = isPair ? bytes[at] * 256 + bytes[at + 1] : bytes[at];
    text += letters[value % 45] + letters[Math.floor(value / 45) % 45];
    if (isPair) text += letters[Math.floor(value / 2025)];
  }
  return text;
}
