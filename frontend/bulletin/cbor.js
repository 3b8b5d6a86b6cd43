// Reading CBOR (RFC 8949) as far as a bulletin is written in it: no indefinite lengths, no simple values but null, true
// and false. A map becomes an object with its keys as strings, a tag an object with "tag" and "value".
//
// That the bytes are in the one form that is allowed is not checked here: who signed them answers for that, and Dalel
// refuses others before it writes a page.

import { toText } from "./bytes.js";

var DEEPEST = 8;

// The value of exactly these bytes. Throws Error.
export function read(bytes) {
  var at = 0;
  var view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);

  function take(count) {
    if (count > bytes.length - at) throw new Error("cut short");
    at += count;
    return at - count;
  }

  function argument(low) {
    if (low < 24) return low;
    if (low === 24) return bytes[take(1)];
    if (low === 25) return view.getUint16(take(2));
    if (low === 26) return view.getUint32(take(4));
    if (low !== 27) throw new Error("no length");
    var start = take(8);
    var high = view.getUint32(start);
    if (high > 0x1fffff) throw new Error("a number beyond 2 to the power of 53");
    return high * 0x100000000 + view.getUint32(start + 4);
  }

  function half(bits) {
    var sign = bits & 0x8000 ? -1 : 1;
    var exponent = (bits >> 10) & 31;
    var fraction = bits & 1023;
    if (exponent === 31) throw new Error("no number");
    return sign * (exponent ? Math.pow(2, exponent - 25) * (1024 + fraction) : Math.pow(2, -24) * fraction);
  }

  function simple(low) {
    if (low === 20) return false;
    if (low === 21) return true;
    if (low === 22) return null;
    if (low === 25) return half(view.getUint16(take(2)));
    if (low === 26) return view.getFloat32(take(4));
    if (low === 27) return view.getFloat64(take(8));
    throw new Error("a value that is not used");
  }

  function item(depth) {
    if (depth > DEEPEST) throw new Error("too deep");
    var head = bytes[take(1)];
    var kind = head >> 5;
    if (kind === 7) return simple(head & 31);
    var number = argument(head & 31);
    var start, made, left;
    if (kind === 0) return number;
    if (kind === 1) return -1 - number;
    if (kind === 2 || kind === 3) {
      start = take(number);
      made = bytes.subarray(start, start + number);
      return kind === 2 ? made : toText(made);
    }
    if (kind === 6) return { tag: number, value: item(depth + 1) };
    if (number > bytes.length - at) throw new Error("cut short");
    made = kind === 4 ? [] : {};
    for (left = number; left > 0; left--) {
      if (kind === 4) made.push(item(depth + 1));
      else key(made, depth);
    }
    return made;
  }

  function key(made, depth) {
    var name = item(depth + 1);
    if (typeof name !== "number" || made.hasOwnProperty(name)) throw new Error("a key that is not used");
    made[name] = item(depth + 1);
  }

  var value = item(0);
  if (at !== bytes.length) throw new Error("bytes left over");
  return value;
}
