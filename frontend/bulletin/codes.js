// Draws the frames of docs/formats/qr-frames.md one after the other. The page brings them ready: each is the modules of
// one code, row by row, a bit for each, dark ones set.

import { fromBase64 } from "./bytes.js";
import { fill } from "./words.js";

export var QUIET = 4;
var DOTS = 6;
var MILLISECONDS = 200;

export function isDark(bits, at) {
  return bits[at >> 3] & (0x80 >> (at & 7));
}

function draw(canvas, side, bits) {
  var context = canvas.getContext("2d");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = "#000";
  for (var row = 0; row < side; row++) {
    for (var column = 0; column < side; column++) {
      if (isDark(bits, row * side + column)) {
        context.fillRect((column + QUIET) * DOTS, (row + QUIET) * DOTS, DOTS, DOTS);
      }
    }
  }
}

// Puts a button into a place of the page; it starts and stops the frames. "words" are the language's.
export function offer(place, codes, words) {
  var button = document.createElement("button");
  var canvas = document.createElement("canvas");
  var label = document.createElement("p");
  var running = null;
  var shown = 0;

  function next() {
    draw(canvas, codes.side, fromBase64(codes.frames[shown]));
    shown = (shown + 1) % codes.frames.length;
    label.textContent = fill(words.frame, { number: shown || codes.frames.length, count: codes.frames.length });
  }

  function toggle() {
    if (running === null) {
      place.appendChild(canvas);
      place.appendChild(label);
      running = window.setInterval(next, MILLISECONDS);
      next();
    } else {
      window.clearInterval(running);
      running = null;
      place.removeChild(canvas);
      place.removeChild(label);
    }
    button.textContent = running === null ? words.show : words.stop;
  }

  canvas.width = canvas.height = (codes.side + 2 * QUIET) * DOTS;
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", words.show);
  label.className = "soft screen";
  button.type = "button";
  button.textContent = words.show;
  button.onclick = toggle;
  place.appendChild(button);
}
