// A bulletin in words, as dalel/publish/bulletin/wording.py says it; a test compares the two on many bulletins. The words
// themselves come with the page: "words" is the file of a language, "signs" are its month names and marks in numbers.

var SECTIONS = ["contested", "unknown", "withdrawn", "network", "figures", "events"];
var SECTION_OF = { contested: "contested", denied: "withdrawn", withdrawn: "withdrawn", "open question": "unknown" };
var NETWORK = ["COERCE/censor", "RETREAT/access"];
var DAY = 86400;

export function fill(template, parts) {
  return template.replace(/\{(\w+)\}/g, function (whole, name) {
    return parts[name];
  });
}

function deedOf(fact) {
  return fact.mode ? fact.type + "/" + fact.mode : fact.type;
}

function sectionOf(fact) {
  if (fact.kind === "question") return "unknown";
  if (SECTION_OF.hasOwnProperty(fact.standing)) return SECTION_OF[fact.standing];
  if (fact.kind === "figure") return "figures";
  return NETWORK.indexOf(deedOf(fact)) < 0 ? "events" : "network";
}

// A number to three digits after the point, halves to the even one, as Unicode's "#,##0.###" says.
function decimal(value, signs) {
  var digits = String(Math.abs(value));
  if (digits.indexOf("e") >= 0) digits = "0";
  var parts = digits.split(".");
  var whole = parts[0];
  var rest = parts[1] || "";
  var kept = (rest + "000").slice(0, 3);
  var cut = rest.slice(3);
  var thousandths = whole + kept;
  var isOdd = Number(thousandths.slice(-1)) % 2 === 1;
  if (cut > "5" || (cut === "5" && isOdd)) thousandths = String(Number(thousandths) + 1);
  while (thousandths.length < 4) thousandths = "0" + thousandths;
  whole = thousandths.slice(0, -3).replace(/^0+(?=\d)/, "").replace(/\B(?=(\d{3})+$)/g, signs.group);
  kept = thousandths.slice(-3).replace(/0+$/, "");
  return (value < 0 ? signs.minus : "") + whole + (kept ? signs.decimal + kept : "");
}

// A date by a pattern of Unicode's with d, MMM, MMMM, y and quoted text.
function dated(days, pattern, signs) {
  var date = new Date(days * DAY * 1000);
  return pattern.replace(/'([^']*)'|d|MMMM|MMM|y/g, function (part, quoted) {
    if (part === "d") return date.getUTCDate();
    if (part === "y") return date.getUTCFullYear();
    if (part === "MMM") return signs.short_months[date.getUTCMonth()];
    if (part === "MMMM") return signs.months[date.getUTCMonth()];
    return quoted;
  });
}

export function tell(bulletin, language, words, signs) {
  var year = new Date(bulletin.as_of * 1000).getUTCFullYear();

  function line(table, key, parts) {
    return fill(words[table][key], parts);
  }

  function number(value) {
    return decimal(value, signs);
  }

  function day(days, isShort) {
    var key = isShort ? "short" : "day";
    if (new Date(days * DAY * 1000).getUTCFullYear() !== year) key += "_year";
    return dated(days, words.date[key], signs);
  }

  function moment(seconds) {
    var minutes = Math.floor((seconds % DAY) / 60);
    var clock = [Math.floor(minutes / 60), minutes % 60].map(function (part) {
      return part < 10 ? "0" + part : part;
    });
    var date = dated(Math.floor(seconds / DAY), words.date.day_year, signs);
    return line("date", "moment", { day: date, time: clock.join(":") });
  }

  function when(found) {
    if (found === null) return words.date.unknown;
    var text = day(found.first);
    if (found.last !== found.first) text = line("date", "from_to", { first: text, last: day(found.last) });
    return found.basis === "stated" ? text : line("date", "reported", { day: text });
  }

  function amount(found) {
    var low = found.low;
    var high = found.high;
    var parts = { low: low === null ? "" : number(low), high: high === null ? "" : number(high) };
    if (low !== null && high !== null) {
      return line("amount", low !== high ? "range" : found.relation === "~" ? "~" : "=", parts);
    }
    if (low !== null) return line("amount", found.relation === ">" ? ">" : ">=", parts);
    return line("amount", found.relation === "<" ? "<" : "<=", parts);
  }

  function voice(found) {
    return line("voice", found.name ? found.role : "nobody", { name: found.name });
  }

  function voiced(lines, key, voices, count) {
    if (!voices.length) return;
    var named = voices.map(voice).join(", ");
    if (count > voices.length) named = line("line", "more", { voices: named, more: number(count - voices.length) });
    lines.push(line("line", key, { voices: named }));
  }

  function said(one) {
    var parts = { voice: voice(one.voice), amount: amount(one.amount), day: day(one.day, true) };
    var text = line("line", { affirm: "affirms", deny: "denies", open: "opens" }[one.side], parts);
    if (one.before !== null) text = line("line", "before", { told: text, amount: amount(one.before) });
    if (one.until !== null) text = line("line", "until", { told: text, day: day(one.until, true) });
    return text;
  }

  function counted(fact) {
    var what = words.measure[fact.measure];
    var of = fact.of;
    if (fact.period) what += ", " + words.period[fact.period];
    if (of !== null) of = words.population.hasOwnProperty(of) ? words.population[of] : "\u201c" + of + "\u201d";
    if (fact.range === null) return of === null ? what : line("line", "of", { amount: what, of: of });
    var many = amount(fact.range);
    return line("line", "counted", { what: what, amount: of === null ? many : line("line", "of", { amount: many, of: of }) });
  }

  function head(fact) {
    var parts = { place: fact.place === null ? words.line.place : fact.place[language], when: when(fact.when) };
    if (fact.kind === "question") {
      parts.what = fact.type === null ? words.measure[fact.measure] : words.deed[deedOf(fact)];
      parts.asks = words.asks[fact.asks];
      return line("line", "question", parts);
    }
    parts.what = fact.kind === "event" ? words.deed[deedOf(fact)] : counted(fact);
    return line("line", "head", parts);
  }

  function lines(fact) {
    var found = [];
    if (fact.kind === "question") voiced(found, "asked", fact.asked, fact.asked.length);
    if (fact.kind === "figure") found = fact.said.map(said);
    if (fact.kind === "event") {
      if (fact.count !== null) {
        var doubt = fact.count.standing === "corroborated" ? "" : words.standing[fact.count.standing];
        var many = { what: words.measure[fact.count.measure], amount: amount(fact.count.amount) };
        found.push(line("line", "counted", many) + (doubt ? ", " + doubt : ""));
      }
      var isBack = fact.standing === "withdrawn";
      voiced(found, isBack ? "was_said" : "affirmed", fact.affirmed, fact.affirmed_by);
      voiced(found, isBack ? "taken_back" : "denied", fact.denied, fact.denied_by);
    }
    return found;
  }

  function standing(fact) {
    if (fact.kind === "question") return words.state[fact.state];
    return line("standing", fact.standing, { origins: number(fact.kind === "figure" ? fact.origins : fact.affirmed_by) });
  }

  function item(fact) {
    var isFigure = fact.kind === "figure" || (fact.kind === "question" && fact.measure !== null);
    return {
      ref: (isFigure ? "f" : "e") + fact.ref,
      head: head(fact),
      standing: standing(fact),
      kind: fact.kind === "question" ? "open" : fact.standing.split(" ")[0],
      lines: lines(fact),
    };
  }

  function notes() {
    var left = bulletin.left_out;
    var held = { documents: number(bulletin.documents), sources: number(bulletin.sources) };
    var found = [line("bulletin", "made_at", { moment: moment(bulletin.made_at) }), line("bulletin", "held", held)];
    if (bulletin.since !== null) found.push(line("bulletin", "since", { day: day(bulletin.since) }));
    if (bulletin.place !== null) found.push(line("bulletin", "place", { place: bulletin.place }));
    if (bulletin.country !== null) {
      found.push(line("bulletin", "country", { country: signs.countries[bulletin.country] || bulletin.country }));
    }
    if (left.events || left.figures || left.questions) {
      left = { events: number(left.events), figures: number(left.figures), questions: number(left.questions) };
      found.push(line("bulletin", "left_out", left));
    }
    return found;
  }

  var sections = [];
  SECTIONS.forEach(function (key) {
    var facts = bulletin.facts.filter(function (fact) {
      return sectionOf(fact) === key;
    });
    if (facts.length) sections.push({ key: key, title: words.section[key], items: facts.map(item) });
  });
  return {
    title: line("bulletin", "title", { desk: bulletin.desk }),
    as_of: line("bulletin", "as_of", { moment: moment(bulletin.as_of) }),
    notes: notes(),
    sections: sections,
    read: words.bulletin.read,
    empty: words.bulletin.empty,
  };
}
