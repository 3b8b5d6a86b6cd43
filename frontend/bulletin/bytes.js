// Bytes, text and base64, in ES5.

export function fromBase64(text) {
  var binary = window.atob(text);
  var bytes = new Uint8Array(binary.length);
  for (var at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
  return bytes;
}

export function toHex(bytes) {
  var digits = "";
  for (var at = 0; at < bytes.length; at++) digits += (bytes[at] < 16 ? "0" : "") + bytes[at].toString(16);
  return digits;
}

// Throws URIError where the bytes are no UTF-8.
export function toText(bytes) {
  var escaped = "";
  for (var at = 0; at < bytes.length; at++) escaped += "%" + (bytes[at] < 16 ? "0" : "") + bytes[at].toString(16);
  return decodeURIComponent(escaped);
}

export function fromText(text) {
  var binary = unescape(encodeURIComponent(text));
  var bytes = new Uint8Array(binary.length);
  for (var at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
  return bytes;
}

export function concat(parts) {
  var length = 0;
  for (var one = 0; one < parts.length; one++) length += parts[one].length;
  var whole = new Uint8Array(length);
  for (var part = 0, at = 0; part < parts.length; at += parts[part].length, part++) whole.set(parts[part], at);
  return whole;
}

export function isSame(one, other) {
  if (one.length !== other.length) return false;
  for (var at = 0; at < one.length; at++) if (one[at] !== other[at]) return false;
  return true;
}
