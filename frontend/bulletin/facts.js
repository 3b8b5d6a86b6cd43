// A bulletin's payload (docs/formats/bulletin.md) as values. Names are those of dalel/publish/bulletin/facts.py; days are
// counted since 1970-01-01, moments are seconds since then. "tables" are the page's, out of tables.py.

import { read } from "./cbor.js";
import { toHex } from "./bytes.js";

var VERSION = 1;
var DAY = 86400;

// Throws Error where the payload is no bulletin of the version that this script knows.
export function decode(payload, tables) {
  var whole = read(payload);
  if (!whole || whole[0] !== VERSION) throw new Error("no bulletin of this version");
  var today = Math.floor(whole[2] / DAY);
  var places = list(whole[4]).map(place);
  var voices = list(whole[5]).map(function (one) {
    return { role: of(tables.roles, one[0]), name: one[1] };
  });

  function of(table, code) {
    if (typeof code !== "number" || !(code in table)) throw new Error("a code that is not known");
    return table[code];
  }

  function list(value) {
    if (value === undefined) return [];
    if (!(value instanceof Array)) throw new Error("no list");
    return value;
  }

  function place(parts) {
    var names = parts.slice(3);
    while (names.length < 3) names.push(names[names.length - 1]);
    return { kind: of(tables.place_kinds, parts[0]), country: parts[1], en: names[0], ru: names[1], kk: names[2] };
  }

  function amount(value) {
    if (value === undefined || value === null) return null;
    if (typeof value === "number") return { low: value, high: value, relation: "=" };
    return { relation: of(tables.relations, value[0]), low: value[1], high: value[2] };
  }

  function day(ago) {
    return ago === undefined || ago === null ? null : today - ago;
  }

  function named(numbers) {
    return list(numbers).map(function (number) {
      return of(voices, number);
    });
  }

  function said(parts) {
    return {
      voice: of(voices, parts[0]),
      side: of(tables.sides, parts[1]),
      day: day(parts[2]),
      amount: amount(parts[3]),
      before: amount(parts[4]),
      until: day(parts[5]),
    };
  }

  function fact(parts) {
    var first = day(parts[6]);
    var deed = parts[2] === undefined ? [null, null] : of(tables.deeds, parts[2]);
    var made = {
      kind: of(["event", "figure", "question"], parts[0]),
      ref: toHex(parts[1]),
      type: deed[0],
      mode: deed[1],
      measure: parts[3] === undefined ? null : of(tables.measures, parts[3]),
      place: parts[5] === undefined ? null : of(places, parts[5]),
      when: first === null ? null : { first: first, last: first + (parts[7] || 0), basis: of(tables.bases, parts[8] || 0) },
    };
    if (made.kind === "question") {
      made.asks = of(tables.asks, parts[18]);
      made.state = of(tables.states, parts[19] || 0);
      made.asked = named(parts[20]);
      return made;
    }
    made.standing = of(tables.standings, parts[4]);
    if (made.kind === "event") {
      made.affirmed_by = parts[9] || 0;
      made.denied_by = parts[10] || 0;
      made.affirmed = named(parts[11]);
      made.denied = named(parts[12]);
      made.count = parts[13] === undefined ? null : count(parts[13]);
    } else {
      made.of = typeof parts[14] === "number" ? of(tables.populations, parts[14]) : parts[14] || null;
      made.period = of(tables.periods, parts[15] || 0);
      made.range = amount(parts[16]);
      made.origins = parts[9] || 0;
      made.said = list(parts[17]).map(said);
    }
    return made;
  }

  function count(parts) {
    return {
      measure: of(tables.measures, parts[0]),
      standing: of(tables.standings, parts[1]),
      amount: amount(parts[2]),
    };
  }

  var left = whole[7] || [0, 0, 0];
  return {
    desk: whole[1],
    as_of: whole[2],
    made_at: whole[3],
    facts: list(whole[6]).map(fact),
    left_out: { events: left[0], figures: left[1], questions: left[2] },
    documents: whole[8][0],
    sources: whole[8][1],
    since: day(whole[9]),
    place: whole[10] === undefined ? null : whole[10],
    country: whole[11] === undefined ? null : whole[11],
  };
}
