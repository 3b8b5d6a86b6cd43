// out: dalel/reports/form.js target: es2015
// The form of a sealed report: takes what somebody writes, seals it to the desk, gives it out as file, text or codes.
// It keeps nothing and asks no network; the page's policy allows it none.

import { armored, sealed } from "./report/age.js";
import { fromBase64 } from "./report/bytes.js";
import { draw, texts } from "./report/codes.js";
import { isFaithful, redrawn } from "./report/photos.js";
import { plaintext } from "./report/plaintext.js";

const MOST_PHOTOS = 5;
const LONGEST_TEXT_TO_COPY = 40000; // characters; more than that no messenger takes

const page = JSON.parse(document.getElementById("page").textContent);
const by = (id) => document.getElementById(id);
const fields = ["where", "day", "hour", "saw", "heard"];
let language = page.languages[0];
let photos = [];
let address = null; // of the file to save
let told = []; // what is said at the moment, so that it changes with the language

function words(key, values) {
  return page.words[language][key].replace(/\{(\w+)\}/g, (_, name) => String((values || {})[name]));
}

function show(id, isShown) {
  by(id).hidden = !isShown;
}

function tell(id, key, values) {
  told = told.filter((one) => one.id !== id);
  if (key) told.push({ id, key, values });
  by(id).textContent = key ? words(key, values) : "";
}

function speak(chosen) {
  language = chosen;
  document.documentElement.lang = chosen;
  document.title = words("title");
  for (const element of document.querySelectorAll("[data-word]")) {
    element.textContent = words(element.getAttribute("data-word"), page.desk);
  }
  for (const button of document.querySelectorAll("#languages button")) {
    button.setAttribute("aria-pressed", String(button.value === chosen));
  }
  for (const one of told) by(one.id).textContent = words(one.key, one.values);
  captions();
}

function captions() {
  const captioned = document.querySelectorAll("#codes figcaption");
  for (let at = 0; at < captioned.length; at += 1) {
    captioned[at].textContent = captioned.length > 1 ? words("code", { n: at + 1, of: captioned.length }) : "";
  }
  for (const button of document.querySelectorAll("#photos button")) button.textContent = words("remove");
}

function showPhotos() {
  const list = by("photos");
  list.textContent = "";
  photos.forEach((photo, index) => {
    const item = document.createElement("li");
    const button = document.createElement("button");
    photo.canvas.setAttribute("role", "img");
    button.type = "button";
    button.onclick = () => {
      photos.splice(index, 1);
      showPhotos();
    };
    item.appendChild(photo.canvas);
    item.appendChild(button);
    list.appendChild(item);
  });
  captions();
}

// One after the other: an old phone does not hold five large pictures at once.
function take(files) {
  if (!files.length) return Promise.resolve();
  if (photos.length >= MOST_PHOTOS) {
    tell("photo-problem", "too_many_photos", { most: MOST_PHOTOS });
    return Promise.resolve();
  }
  return redrawn(files[0])
    .then((photo) => {
      photos.push(photo);
      showPhotos();
    })
    .catch(() => tell("photo-problem", "no_photo"))
    .then(() => take(files.slice(1)));
}

function attach() {
  const files = Array.from(by("photo").files);
  by("photo").value = ""; // the browser lets go of the file and its name
  tell("photo-problem", null);
  if (!isFaithful()) {
    tell("photo-problem", "no_canvas");
    return;
  }
  show("sealing", true);
  take(files).then(() => show("sealing", false));
}

// Whether it is a day of the calendar as the format writes it: the desk refuses "2022-02-30", and the report with it.
function isDay(text) {
  const moment = new Date(text + "T00:00:00Z");
  return !isNaN(moment) && moment.toISOString().slice(0, 10) === text && text.slice(0, 4) !== "0000";
}

// What was written. Where the browser has no field for a day, it is in the writer's own words and goes with the hour.
function written() {
  const report = { language, photos: photos.map((photo) => photo.bytes) };
  for (const name of fields) report[name] = by(name).value.replace(/\r\n?/g, "\n").trim();
  if (!isDay(report.day)) {
    report.hour = [report.day, report.hour].filter(Boolean).join(", ");
    report.day = "";
  }
  return report;
}

function forget() {
  by("form").reset();
  photos = [];
  showPhotos();
}

function seal() {
  const report = written();
  if (!report.saw && !report.heard) {
    tell("problem", "nothing_written");
    by("saw").focus();
    return;
  }
  tell("problem", null);
  let message;
  try {
    message = sealed(plaintext(report), fromBase64(page.recipient));
  } catch (error) {
    tell("problem", "not_sealed", { why: error.message });
    return;
  }
  forget();
  give(message);
}

function give(message) {
  address = URL.createObjectURL(new Blob([message], { type: "application/octet-stream" }));
  by("save").href = address;
  const text = armored(message);
  const isText = text.length <= LONGEST_TEXT_TO_COPY;
  by("armored").value = isText ? text : "";
  show("as-text", isText);
  tell("text-problem", isText ? null : "too_long_for_text");
  const codes = texts(message);
  codes.forEach(addCode);
  tell("codes-say", codes.length > 1 ? "codes_many" : codes.length ? "codes_one" : "codes_none", { n: codes.length });
  tell("size", "size", { kb: Math.ceil(message.length / 1000) });
  captions();
  show("form", false);
  show("before", false);
  show("result", true);
  by("result").focus();
  window.scrollTo(0, 0);
}

function addCode(text) {
  const figure = document.createElement("figure");
  const canvas = document.createElement("canvas");
  canvas.setAttribute("role", "img");
  draw(canvas, text);
  figure.appendChild(canvas);
  figure.appendChild(document.createElement("figcaption"));
  by("codes").appendChild(figure);
}

function copy() {
  by("armored").select();
  tell("copied", document.execCommand("copy") ? "copied" : "not_copied");
}

function clear() {
  forget();
  if (address) URL.revokeObjectURL(address);
  address = null;
  by("save").removeAttribute("href");
  by("armored").value = "";
  by("codes").textContent = "";
  for (const id of ["problem", "photo-problem", "text-problem", "codes-say", "size", "copied"]) tell(id, null);
  show("result", false);
  show("before", true);
  show("form", true);
  window.scrollTo(0, 0);
}

function begin() {
  const source = window.crypto && window.crypto.getRandomValues;
  if (!source || !window.TextEncoder || !window.URL) {
    tell("problem", "too_old");
    by("seal").disabled = true;
  }
  by("form").onsubmit = (event) => {
    event.preventDefault();
    seal();
  };
  by("photo").onchange = attach;
  by("copy").onclick = copy;
  by("clear").onclick = clear;
  by("wipe").onclick = clear;
  for (const button of document.querySelectorAll("#languages button")) button.onclick = () => speak(button.value);
  // Whoever goes back to this page later must find it empty.
  window.addEventListener("pagehide", clear);
  const wanted = (navigator.language || "").slice(0, 2);
  speak(page.languages.indexOf(wanted) >= 0 ? wanted : language);
  show("unscripted", false);
  show("form", true);
}

begin();
