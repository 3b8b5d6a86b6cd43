// What stands in the body of a bulletin's page, made from what it tells: the same as dalel/publish/bulletin/page_layout.py
// makes, node by node, so that a page that was altered is found by comparing.

import { fromBase64 } from "./bytes.js";
import { QUIET, isDark } from "./codes.js";
import { fill } from "./words.js";

export function element(name, attributes, children) {
  var svg = name === "svg" || name === "path";
  var made = svg ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
  for (var key in attributes) made.setAttribute(key, attributes[key]);
  (children || []).forEach(function (child) {
    made.appendChild(typeof child === "string" ? document.createTextNode(child) : child);
  });
  return made;
}

function paragraph(text, kind) {
  return element("p", kind ? { class: kind } : {}, [text]);
}

function fact(item) {
  var said = item.lines.map(function (line) {
    return element("li", {}, [line]);
  });
  var head = element("h3", {}, [item.head + " ", element("small", {}, ["[" + item.ref + "]"])]);
  var parts = [head, paragraph(item.standing)];
  if (said.length) parts.push(element("ul", {}, said));
  return element("li", { class: item.kind }, parts);
}

function languages(all, own) {
  var links = all.map(function (one) {
    if (one.code === own.code) return element("strong", {}, [one.page.language]);
    return element("a", { href: "#" + one.code, lang: one.code }, [one.page.language]);
  });
  return element("nav", { "aria-label": own.page.languages }, links);
}

// The part of one language. "all" are the languages in the order of their links: {code, page, told}.
export function part(all, own, key, isOneCode) {
  var told = own.told;
  var page = own.page;
  var parts = [
    languages(all, own),
    element("h1", {}, [told.title]),
    paragraph(told.as_of, "as-of"),
    element("p", { class: "verdict", role: "status" }, [page.unchecked]),
  ];
  told.sections.forEach(function (section) {
    parts.push(element("h2", {}, [section.title]), element("ul", { class: "facts" }, section.items.map(fact)));
  });
  if (!told.sections.length) parts.push(paragraph(told.empty));
  parts.push(
    element("div", { class: "soft" }, [paragraph(told.read)].concat(told.notes.map(function (note) {
      return paragraph(note);
    }))),
    element("h2", {}, [page.signature]),
    paragraph(fill(page.key_of, key)),
    paragraph(page.fingerprint),
    paragraph(key.fingerprint, "digits"),
    paragraph(page.compare, "soft"),
    element("h2", { class: "screen" }, [page.pass_on]),
    element("p", { class: "soft screen" }, [isOneCode ? page.pass_on_one : page.pass_on_frames]),
    element("div", { class: "codes" })
  );
  return element("section", { class: "lang", id: own.code, lang: own.code }, parts);
}

// The whole bulletin as one code that also prints: each row's runs of dark modules as rectangles.
export function still(codes) {
  var size = codes.side + 2 * QUIET;
  var bits = fromBase64(codes.frames[0]);
  var drawn = "";
  for (var row = 0; row < codes.side; row++) {
    for (var column = 0, run = 0; column <= codes.side; column++) {
      if (column < codes.side && isDark(bits, row * codes.side + column)) run++;
      else if (run) {
        drawn += "M" + (column - run + QUIET) + " " + (row + QUIET) + "h" + run + "v1h-" + run + "z";
        run = 0;
      }
    }
  }
  var box = { viewBox: "0 0 " + size + " " + size, role: "img", "aria-label": "QR", "shape-rendering": "crispEdges" };
  return element("div", { class: "still" }, [element("svg", box, [element("path", { d: drawn })])]);
}
