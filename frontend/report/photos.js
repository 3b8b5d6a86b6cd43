// Photos, drawn anew: what a camera writes into a file beside the picture (place, time, maker, preview) stays behind.

import { fromBase64, joined } from "./bytes.js";

const LONGEST_SIDE = 1600;
const QUALITY = 0.8;

// Whether the browser gives back what is drawn. Some hide it against fingerprinting and would send noise.
export function isFaithful() {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 2;
  const context = canvas.getContext("2d");
  const drawn = [200, 30, 90, 255, 20, 180, 40, 255, 7, 60, 250, 255, 255, 255, 255, 255];
  const image = context.createImageData(2, 2);
  image.data.set(drawn);
  context.putImageData(image, 0, 0);
  const read = context.getImageData(0, 0, 2, 2).data;
  return drawn.every((value, index) => read[index] === value);
}

function shrunk(image) {
  const scale = Math.min(1, LONGEST_SIDE / Math.max(image.naturalWidth, image.naturalHeight));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(image.naturalWidth * scale));
  canvas.height = Math.max(1, Math.round(image.naturalHeight * scale));
  const context = canvas.getContext("2d");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas;
}

// A JPEG without what the browser itself writes into it (a colour profile, which tells browsers apart): of the segments
// before the picture, application data but JFIF's own and comments are left out (ITU-T T.81, B.1.1.4).
function bare(jpeg) {
  const kept = [jpeg.subarray(0, 2)];
  let at = 2;
  while (jpeg[at + 1] !== 0xda) {
    const next = at + 2 + jpeg[at + 2] * 256 + jpeg[at + 3];
    const marker = jpeg[at + 1];
    if (jpeg[at] !== 0xff || next >= jpeg.length) throw new Error("a browser that writes no JPEG");
    if (!(marker > 0xe0 && marker < 0xf0) && marker !== 0xfe) kept.push(jpeg.subarray(at, next));
    at = next;
  }
  return joined(kept.concat(jpeg.subarray(at)));
}

// A photo's pixels as a new JPEG: {bytes, canvas}. Refused where the browser cannot show the file.
export function redrawn(file) {
  return new Promise((resolve, reject) => {
    const image = new Image();
    const address = URL.createObjectURL(file);
    image.onerror = () => {
      URL.revokeObjectURL(address);
      reject(new Error("no picture that this browser can show"));
    };
    image.onload = () => {
      URL.revokeObjectURL(address);
      const canvas = shrunk(image);
      try {
        resolve({ bytes: bare(fromBase64(canvas.toDataURL("image/jpeg", QUALITY).split(",")[1])), canvas });
      } catch (error) {
        reject(error);
      }
    };
    image.src = address;
  });
}
