"""Figures, labels, events and factuality on the gold documents (tests/gold/documents).

They were marked by hand before any reader saw them.

    python -m benchmarks.reading.gold [--half dev|held] [--language en|ru|kk] [--errors]

The reader is mended on the half `dev`; of `held` only the figures are looked at (`--errors` is refused there).

figures     F1. Right: some words in common, the same measure and bounds; and, a second time, the same voice too.
labels      F1. Right: some words in common and the same group. The plain words for state forces ("police",
            "soldiers") are kept by the record, since shares need them, but not marked; they count neither way.
events      Share of the marked ones found: a statement with the same type and some words of the trigger in common.
            Of those found, the shares with the right, a wrong and no place, and day; a place is known by any of its
            names ("Kulsary", "Qulsary").
factuality  Share of the marked figures and events with the right value, of those where a statement stands (of whatever
            type), and of all.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from dalel.extract.language import Language, load
from dalel.extract.places import gazetteer
from dalel.extract.reading import read
from dalel.model import Event, Figure, Place, Role, Statement, Voice
from dalel.resolve.same import fold, institution
from tests.gold.documents import HALVES, LANGUAGES, GoldDocument, GoldEvent, GoldFigure, GoldLabel, read_half

# The marks tell some measures apart that the record does not.
SAME_MEASURE = {
    "hostages": "abducted",
    "price_change": "price",
    "money": "price",
    "vehicles_damaged": "damaged",
    "buildings_damaged": "damaged",
}
# Sums and shares that are no prices are read but not marked.
UNMARKED = frozenset(("money", "percent"))
PLAIN = frozenset(
    ("police", "troops", "law enforcement", "riot police", "security forces", "national guard", "silovik")
)


@dataclass
class Score:
    """What was counted over some documents of one language, and what was wrong, a line each."""

    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def f1(self, right: str, read: str, gold: str) -> float:
        return 2 * self.counts[right] / max(self.counts[read] + self.counts[gold], 1)

    def share(self, right: str, of: str) -> float:
        return self.counts[right] / max(self.counts[of], 1)


def score(documents: Sequence[GoldDocument]) -> Score:
    result = Score()
    for document in documents:
        _Marks(document, result).count()
    return result


class _Marks:
    """One document's marks beside what is read in it."""

    def __init__(self, document: GoldDocument, result: Score) -> None:
        language = load(document.language)
        assert language is not None
        self.document, self.language, self.result = document, language, result
        self.statements = read(document.text, document.language, document.published).statements

    def count(self) -> None:
        self._figures()
        self._labels()
        for gold in self.document.events:
            self._event(gold)

    def _figures(self) -> None:
        left = [one for one in self.statements if one.figure]
        left = [one for one in left if (one.figure and one.figure.high != 0) or _is_marked(one, self.document)]
        self.result.counts["figures read"] += len(left)
        for gold in self.document.figures:
            same = [one for one in left if _overlap(one, gold) and one.figure and same_figure(one.figure, gold)]
            same.sort(key=lambda one: not same_voice(one.voice, gold.voice, self.language))
            self._add("figures", "gold")
            if not same:
                at = [_told(one) for one in self.statements if one.figure and _overlap(one, gold)]
                self._wrong(f"figure missed: {gold.quote!r} {gold.measure} {gold.low}..{gold.high}; read: {at}")
            else:
                found = same[0]
                left.remove(found)
                if gold.measure == "price_change":  # one mark holds what the record states as two prices
                    ends = [one for one in same[1:] if one.figure and one.figure.low == one.figure.high]
                    left = [one for one in left if one not in ends]
                    self.result.counts["figures read"] -= len(ends)
                self._add("figures", "right")
                self._voice("figures", found, gold)
            judged = same or [one for one in self.statements if one.figure and _overlap(one, gold)]
            self._factuality(judged, gold)
        for one in left:
            if one.figure and one.figure.measure in UNMARKED:
                self.result.counts["figures read"] -= 1
            else:
                self._wrong(f"figure too many: {_told(one)}")

    def _labels(self) -> None:
        left = [one for one in self.statements if one.label and one.label.lemma not in PLAIN]
        self.result.counts["labels read"] += len(left)
        for gold in self.document.labels:
            self._add("labels", "gold")
            same = [one for one in left if _overlap(one, gold) and one.label and one.label.group == gold.group]
            if not same:
                self._wrong(f"label missed: {gold.quote!r} {gold.group}")
                continue
            left.remove(same[0])
            self._add("labels", "right")
            self._voice("labels", same[0], gold)
        for one in left:
            self._wrong(f"label too many: {one.span.text!r} {one.label.group if one.label else ''}")

    def _event(self, gold: GoldEvent) -> None:
        at = [one for one in self.statements if one.event and _triggered(one.event, gold)]
        found = next((one for one in at if one.event and one.event.type == gold.type), None)
        self._add("events", "gold")
        self._factuality([found] if found else at, gold)
        if found is None or found.event is None:
            kinds = [(one.event.type, one.event.mode) for one in at if one.event]
            self._wrong(f"event missed: {gold.trigger!r} {gold.type} {gold.mode}; read: {kinds}")
            return
        self._add("events", "found")
        self._voice("events", found, gold)
        event = found.event
        if gold.place:
            place = event.place.place if event.place else None
            name = place.name if place else None
            self._compare("place", gold.place, gold.place if place and same_place(place, gold.place) else name, gold)
        if gold.date:
            value = event.time.value if event.time else None
            self._compare("day", gold.date, value[: len(gold.date)] if value else None, gold)

    def _voice(self, kind: str, found: Statement, gold: GoldFigure | GoldLabel | GoldEvent) -> None:
        if same_voice(found.voice, gold.voice, self.language):
            self._add(kind, "right voice")
        else:
            self._wrong(
                f"voice of {kind} {found.span.text!r}: {gold.voice!r}, read {found.voice.name or found.voice.role}"
            )

    def _factuality(self, judged: Sequence[Statement], gold: GoldFigure | GoldEvent) -> None:
        self._add("factuality", "gold")
        if judged:
            self._add("factuality", "judged")
            if _sure(judged[0]) == gold.factuality:
                self._add("factuality", "right")
            else:
                self._wrong(f"factuality of {judged[0].span.text!r}: {gold.factuality}, read {judged[0].factuality}")

    def _compare(self, what: str, wanted: str, read: str | None, gold: GoldEvent) -> None:
        self._add(what, "gold")
        if wanted == read:
            self._add(what, "right")
        else:
            self._add(what, "wrong" if read else "missing")
            self._wrong(f"{what} of {gold.trigger!r}: {wanted!r}, read {read!r}")

    def _add(self, what: str, how: str) -> None:
        self.result.counts[f"{what} {how}"] += 1

    def _wrong(self, line: str) -> None:
        self.result.wrong.append(f"{self.document.language}/{self.document.path.stem}: {line}")


def same_figure(figure: Figure, gold: GoldFigure) -> bool:
    """The same measure and bounds; of a change of price, the bounds are those of the change in per cent."""
    if _measure(figure.measure) != _measure(gold.measure):
        return False
    bounds = (figure.low, figure.high)
    if gold.measure == "price_change" and (gold.low, gold.high) == (None, None):
        return any(value is not None and value in bounds for value in (gold.percent, gold.from_, gold.to))
    return bounds == (gold.low, gold.high)


def same_place(place: Place, wanted: str) -> bool:
    """Whether a place is meant by a name: by its usual one, or by one it also goes by where no other place owns it."""
    if place.name == wanted:
        return True
    bearers = gazetteer.lookup(wanted)
    usual = [one for one in bearers if one.own]
    return place.geonames is not None and place.geonames in {
        one.geonames for one in usual or bearers[: len(bearers) == 1]
    }


def same_voice(voice: Voice, wanted: str, language: Language) -> bool:
    """The same role, and for a name the same institution or one name within the other ("Mamin", "Askar Mamin")."""
    if wanted in ("author", "unnamed", "hearsay") or voice.role is not Role.NAMED:
        return voice.role == wanted
    left, right = institution(voice.name or ""), institution(wanted)
    if left == right:
        return True
    words = [{language.lemma(word) for word in fold(name).split()} for name in (voice.name or "", wanted)]
    return words[0] <= words[1] or words[1] <= words[0]


def _measure(name: str) -> str:
    return SAME_MEASURE.get(name, name)


def _overlap(one: Statement, gold: GoldFigure | GoldLabel) -> bool:
    return one.span.start < gold.end and gold.start < one.span.end


def _triggered(event: Event, gold: GoldEvent) -> bool:
    return event.trigger.start < gold.end and gold.start < event.trigger.end


def _sure(one: Statement) -> str:
    """ "No one was killed" is a figure of zero to the record, and an event that did not happen to the marks."""
    return "CT-" if one.figure and one.figure.high == 0 else str(one.factuality)


def _is_marked(one: Statement, document: GoldDocument) -> bool:
    return any(_overlap(one, gold) for gold in document.figures)


def _told(one: Statement) -> str:
    figure = one.figure
    return f"{one.span.text!r} {figure.measure} {figure.low}..{figure.high}" if figure else ""


MEASURES = (
    ("figures F1: measure, bounds", lambda one: one.f1("figures right", "figures read", "figures gold")),
    ("figures F1: and voice", lambda one: one.f1("figures right voice", "figures read", "figures gold")),
    ("labels F1", lambda one: one.f1("labels right", "labels read", "labels gold")),
    ("labels F1: and voice", lambda one: one.f1("labels right voice", "labels read", "labels gold")),
    ("events found", lambda one: one.share("events found", "events gold")),
    ("events: right voice", lambda one: one.share("events right voice", "events found")),
    ("events: right place", lambda one: one.share("place right", "place gold")),
    ("events: wrong place", lambda one: one.share("place wrong", "place gold")),
    ("events: no place", lambda one: one.share("place missing", "place gold")),
    ("events: right day", lambda one: one.share("day right", "day gold")),
    ("events: wrong day", lambda one: one.share("day wrong", "day gold")),
    ("events: no day", lambda one: one.share("day missing", "day gold")),
    ("factuality, of those found", lambda one: one.share("factuality right", "factuality judged")),
    ("factuality, of all", lambda one: one.share("factuality right", "factuality gold")),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--half", default="dev", choices=HALVES)
    parser.add_argument("--language", choices=LANGUAGES)
    parser.add_argument("--errors", action="store_true", help="list what was wrong (dev only)")
    arguments = parser.parse_args()
    if arguments.errors and arguments.half != "dev":
        raise SystemExit("the errors of the held half are not looked at: leave out --errors or --half")
    languages = [arguments.language] if arguments.language else list(LANGUAGES)
    scores = {language: score(read_half(language, arguments.half)) for language in languages}
    print(f"{arguments.half:30}" + "".join(f"{language:>8}" for language in languages))
    for name, of in MEASURES:
        print(f"{name:30}" + "".join(f"{of(one):8.3f}" for one in scores.values()))
    if arguments.errors:
        for one in scores.values():
            print(*one.wrong, sep="\n")


if __name__ == "__main__":
    main()
