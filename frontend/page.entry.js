// out: dalel/publish/bulletin/page_script.js target: es5
// The script of a bulletin's page: it checks the signature over the bytes that the page brings, makes the words from them
// anew, and says whether these are the words that stand in the page. Written in ES5 throughout, for old phones.

import sha256 from "fast-sha256";
import { fromBase64, fromText, isSame, toHex } from "./bulletin/bytes.js";
import { offer } from "./bulletin/codes.js";
import { open } from "./bulletin/cose.js";
import { decode } from "./bulletin/facts.js";
import { part, still } from "./bulletin/layout.js";
import { fill, tell } from "./bulletin/words.js";

var LANGUAGES = ["en", "ru", "kk"];
// In the page they stand in this order: the one that is shown when none is chosen is last, as page_style.css needs it.
var ORDER = ["ru", "kk", "en"];

// The public line as dalel/sync/keys.py writes it: name, id and fingerprint are made of it, and it must name the signer.
function readKey(line, signer) {
  var parts = line.split(" ")[0].split("+");
  var name = parts[0];
  var encoded = fromBase64(parts.slice(2).join("+"));
  if (encoded[0] !== 1 || !isSame(encoded.subarray(1), signer)) throw new Error("another key signed");
  var named = fromText(name + "\n");
  var whole = new Uint8Array(named.length + encoded.length);
  whole.set(named);
  whole.set(encoded, named.length);
  var digits = toHex(sha256(fromText(line))).slice(0, 32);
  return { name: name, id: toHex(sha256(whole)).slice(0, 8), fingerprint: digits.match(/.{4}/g).join(" ") };
}

function build(data) {
  var opened = open(fromBase64(data.signed));
  var key = readKey(data.public, opened.key);
  var bulletin = decode(opened.payload, data.tables);
  var isOneCode = data.codes.frames.length === 1;
  var told = {};
  LANGUAGES.forEach(function (code) {
    var one = data.languages[code];
    told[code] = { code: code, page: one.page, told: tell(bulletin, code, one.words, one.signs) };
  });
  var links = LANGUAGES.map(function (code) {
    return told[code];
  });
  var parts = ORDER.map(function (code) {
    return part(links, told[code], key, isOneCode);
  });
  if (isOneCode) parts.push(still(data.codes));
  return { key: key, title: told.en.told.title, parts: parts };
}

// The elements that a reader sees, or null where something stands in the body that the page never has.
function shown() {
  var found = [];
  for (var node = document.body.firstChild; node; node = node.nextSibling) {
    if (node.nodeType === 1 && node.nodeName !== "SCRIPT") found.push(node);
    else if (node.nodeType !== 1 && /\S/.test(node.nodeValue)) return null;
  }
  return found;
}

function isOwnStyle(style, data) {
  return style.nodeName === "STYLE" && toHex(sha256(fromText(style.textContent))) === data.style;
}

function isAsBuilt(built, data) {
  var found = shown();
  var styles = document.querySelectorAll("style, link");
  if (found === null || found.length !== built.parts.length || document.title !== built.title) return false;
  if (document.body.attributes.length || document.documentElement.attributes.length !== 1) return false;
  if (styles.length !== 1 || !isOwnStyle(styles[0], data)) return false;
  return built.parts.every(function (one, at) {
    return one.isEqualNode(found[at]);
  });
}

// Puts what was signed in the place of what stands in the page, and takes away styles that are not the page's own.
function mend(built, data) {
  var styles = document.querySelectorAll("style, link");
  for (var at = 0; at < styles.length; at++) {
    if (!isOwnStyle(styles[at], data)) styles[at].parentNode.removeChild(styles[at]);
  }
  while (document.body.attributes.length) document.body.removeAttribute(document.body.attributes[0].name);
  for (var node = document.body.firstChild, next; node; node = next) {
    next = node.nextSibling;
    if (node.nodeName !== "SCRIPT") document.body.removeChild(node);
  }
  built.parts.forEach(function (one) {
    document.body.appendChild(one);
  });
  document.title = built.title;
}

function say(data, verdict, key) {
  var found = document.querySelectorAll(".verdict");
  if (verdict === "bad") document.body.className = "false";
  for (var at = 0; at < found.length; at++) {
    var section = found[at].parentNode;
    var language = data.languages[section.id];
    if (!language) continue;
    found[at].className = "verdict " + verdict;
    found[at].textContent = fill(language.page[verdict], key || {});
  }
}

// A page that was altered may have no place left for a verdict.
function accuse(data) {
  for (var at = ORDER.length - 1; at >= 0; at--) {
    var code = ORDER[at];
    var section = document.getElementById(code);
    if (section && section.querySelector(".verdict")) continue;
    var warning = document.createElement("p");
    warning.className = "verdict bad";
    warning.textContent = data.languages[code].page.bad;
    document.body.insertBefore(warning, document.body.firstChild);
  }
}

function choose() {
  var wanted = (navigator.language || "").slice(0, 2);
  if (!location.hash && wanted !== "en" && LANGUAGES.indexOf(wanted) >= 0) location.replace("#" + wanted);
}

function main() {
  var data = JSON.parse(document.getElementById("data").textContent);
  var built;
  try {
    built = build(data);
  } catch (problem) {
    accuse(data);
    say(data, "bad");
    return;
  }
  if (isAsBuilt(built, data)) {
    say(data, "good", built.key);
  } else {
    mend(built, data);
    say(data, "altered");
  }
  choose();
  if (data.codes.frames.length > 1) {
    ORDER.forEach(function (code) {
      var place = document.getElementById(code).querySelector(".codes");
      offer(place, data.codes, data.languages[code].page);
    });
  }
}

main();
