// What is sealed: the report in deterministic CBOR, filled up to one of a few lengths. See docs/formats/sealed-report.md.

import { joined, utf8 } from "./bytes.js";

const MAGIC = "dalel-report-1\n";
const FIRST_STEP = 750;
const LAST_STEP = 6000;

// The head of a CBOR item (RFC 8949, 3): its major type and a number, in the fewest bytes.
function head(major, number) {
  const type = major << 5;
  if (number < 24) return Uint8Array.of(type | number);
  if (number < 0x100) return Uint8Array.of(type | 24, number);
  if (number < 0x10000) return Uint8Array.of(type | 25, number >> 8, number & 255);
  const bytes = Uint8Array.of(type | 26, 0, 0, 0, 0);
  new DataView(bytes.buffer).setUint32(1, number);
  return bytes;
}

function bytes(value) {
  return joined([head(2, value.length), value]);
}

function text(value) {
  const written = utf8(value);
  return joined([head(3, written.length), written]);
}

// `report` has saw, heard, where, day and hour (texts, "" where nothing was said), the language of the form, and photos
// (a list of bytes).
function encoded(report) {
  const members = [report.saw, report.heard, report.where, report.day, report.hour, report.language]
    .map((value, index) => (value ? [head(0, index + 1), text(value)] : null))
    .concat(report.photos.length ? [[head(0, 7), head(4, report.photos.length)].concat(report.photos.map(bytes))] : [])
    .filter((member) => member !== null);
  return joined([head(5, members.length)].concat(...members));
}

function log2(number) {
  return 31 - Math.clz32(number);
}

// The length that so many bytes are filled up to: 750, 1500, 3000, 6000, then by Padmé.
export function paddedLength(length) {
  for (let step = FIRST_STEP; step <= LAST_STEP; step *= 2) if (length <= step) return step;
  const exponent = log2(length);
  const unit = Math.pow(2, exponent - log2(exponent) - 1);
  return Math.ceil(length / unit) * unit;
}

export function plaintext(report) {
  const body = encoded(report);
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, body.length);
  const whole = joined([utf8(MAGIC), length, body]);
  const padded = new Uint8Array(paddedLength(whole.length));
  padded.set(whole);
  return padded;
}
