// A sealed report as QR codes: one code, or the first frames of docs/formats/qr-frames.md, which are the message's own
// bytes. All of them must be read then, in any order; the frames that mend what is missed are not made here.

import { hash } from "@stablelib/sha256";
import qrcode from "qrcode-generator";
import { base45, joined } from "./bytes.js";

const MOST_IN_ONE = 962;
const SYMBOL = 256;
const MOST_CODES = 16;

// What the codes say, one text each; none where the message is too long for codes that a person photographs.
export function texts(message) {
  if (message.length <= MOST_IN_ONE) return ["DALEL1:" + base45(message)];
  const count = Math.ceil(message.length / SYMBOL);
  if (count > MOST_CODES) return [];
  const id = hash(message).subarray(0, 8);
  const found = [];
  for (let number = 0; number < count; number += 1) {
    const symbol = new Uint8Array(SYMBOL);
    symbol.set(message.subarray(number * SYMBOL, (number + 1) * SYMBOL));
    const length = Uint8Array.of(message.length >> 8, message.length & 255);
    found.push("DALEL1F:" + base45(joined([length, id, Uint8Array.of(number >> 8, number & 255), symbol])));
  }
  return found;
}

// A text as a code, drawn on a canvas with the quiet margin that readers need.
export function draw(canvas, text) {
  const code = qrcode(0, "M");
  code.addData(text, "Alphanumeric");
  code.make();
  const modules = code.getModuleCount();
  const margin = 4;
  const scale = 4;
  canvas.width = canvas.height = (modules + 2 * margin) * scale;
  const context = canvas.getContext("2d");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = "#000";
  for (let row = 0; row < modules; row += 1) {
    for (let column = 0; column < modules; column += 1) {
      if (code.isDark(row, column)) context.fillRect((column + margin) * scale, (row + margin) * scale, scale, scale);
    }
  }
}
