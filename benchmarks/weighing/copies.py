"""How well copies, rewrites and translations are told from independent reports, on the gold stories.

    python -m benchmarks.weighing.copies [--part dev|held] [--errors]

The rules are mended on `dev`; of `held` only the figures are looked at (`--errors` is refused there).

Reports are taken in the order of their publication. Each is compared with the earlier ones of other sources that share
keys with it; a copied sentence goes back to the best earlier one, and so on to the root.

reports     pairs of reports of one story: right where both sides agree on whether the later is made from the earlier,
            or both from a third. Quoting chains count neither way: they are told by their voices.
sentences   pairs of marks of one event in different reports, one of them at least in a newsroom's own words: right
            where both sides agree on whether they have one origin. Who is quoted is taken from the marks, so that
            only copying is measured.
marks       all pairs of marks of one event, with the voices that Dalel reads; `across` those of different reports.
candidates  of the derived reports, the share whose original was found by keys.
"""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import dataclass, field
from itertools import combinations

from dalel.extract.actors import NO_BOOK
from dalel.extract.reading import read
from dalel.model import Reading, Role, Statement, Voice
from dalel.resolve.copies import MIN_SHARED_KEYS, Copied, Sketch, compare, credit, keys, named_source, sketch
from dalel.resolve.heard import origin_of
from dalel.resolve.people import People, Registry
from tests.gold.stories import PARTS, Mark, Report, Story, stories

DERIVED = ("copy", "edited", "partial", "rewrite", "translation")


@dataclass
class Read:
    """A report as the record would hold it.

    `roots` maps the start of a copied sentence to the report that it goes back to and the sentence there.
    """

    report: Report
    reading: Reading
    sketch: Sketch
    keys: frozenset[int]
    people: People
    credited: str | None
    copied: dict[str, Copied] = field(default_factory=dict)
    roots: dict[int, tuple[Read, int, int]] = field(default_factory=dict)

    def sentence_at(self, start: int) -> int | None:
        return next((one.start for one in self.sketch.sentences if one.start <= start < one.end), None)

    def root(self, start: int) -> tuple[Read, int, int] | None:
        sentence = self.sentence_at(start)
        return self.roots.get(sentence) if sentence is not None else None


def read_story(story: Story) -> list[Read]:
    """All reports of a story, each with what it goes back to."""
    done: list[Read] = []
    registry = Registry(NO_BOOK)
    known: set[str] = set()
    for report in story.reports:
        reading = read(report.text, report.language, report.published)
        kept = sketch(report.text, report.language, reading)
        one = Read(
            report,
            reading,
            kept,
            keys(kept),
            People(reading.mentions.actors, registry, report.language),
            _credited(report, known),
        )
        follow(one, [earlier for earlier in done if earlier.report.source != report.source])
        done.append(one)
        known.add(report.source)
    return done


def _credited(report: Report, known: set[str]) -> str | None:
    """The other source that a report names as its own."""
    found = credit(report.text, None, known | {report.source})
    return found if found != report.source else None


def follow(one: Read, earlier: list[Read]) -> None:
    """Compare a report with the earlier ones that share keys, and link its copied sentences to their roots."""
    best: dict[int, float] = {}
    for other in earlier:
        if len(one.keys & other.keys) < MIN_SHARED_KEYS:
            continue
        copied = compare(one.sketch, other.sketch)
        if copied is None:
            continue
        one.copied[other.report.id] = copied
        for link in copied.links:
            if link.score > best.get(link.start, -1.0):
                best[link.start] = link.score
                one.roots[link.start] = other.roots.get(
                    link.earlier_start, (other, link.earlier_start, link.earlier_end)
                )


def origin(one: Read, mark: Mark) -> str:
    """Who the record says a mark goes back to.

    What is told in a copied sentence goes back to whoever told it where the sentence comes from: the statement there
    that tells the same, else whoever speaks there alone.
    """
    statement = _statement(one.reading, mark)
    voice = _voice(one, statement, mark)
    root = one.root(mark.start)
    if root is None:
        return _key(one, voice, mark)
    source, start, end = root
    there = [other for other in source.reading.statements if start <= other.span.start < end]
    if not there:
        return _key(source, voice, mark)
    sentence = one.sentence_at(mark.start) or 0
    same = [other for other in there if statement is not None and _told(other) == _told(statement)]
    nearest = min(same or there, key=lambda other: abs((other.span.start - start) - (mark.start - sentence)))
    return _key(source, nearest.voice, mark)


def _newsroom(one: Read, mark: Mark, known: set[str]) -> str:
    """The newsroom that the record takes a mark's sentence back to: by copying, by a credit, or by being quoted."""
    root = one.root(mark.start)
    if root is not None:
        return root[0].report.source
    voice = _voice(one, _statement(one.reading, mark), mark)
    quoted = named_source(voice.name, known) if voice.name is not None else None
    return quoted or one.credited or one.report.source


def _key(one: Read, voice: Voice, mark: Mark) -> str:
    if voice.role is Role.AUTHOR and one.credited is not None:
        return one.people.source(one.credited)
    found = origin_of(voice.role, voice.name, one.report.source, one.people)
    if voice.role is Role.UNNAMED:
        return f"{found}: {voice.name}"
    return found or f"hearsay in {one.report.id}"


def _told(statement: Statement) -> tuple[object, ...]:
    event, figure = statement.event, statement.figure
    return (event.type, event.mode) if event else (), (figure.measure, figure.low, figure.high) if figure else ()


def _statement(reading: Reading, mark: Mark) -> Statement | None:
    """The statement that has most in common with a mark."""
    over = [one for one in reading.statements if one.span.start < mark.end and mark.start < one.span.end]
    return max(over, key=lambda one: _overlap(one, mark), default=None)


def _voice(one: Read, statement: Statement | None, mark: Mark) -> Voice:
    """The voice of a mark's statement; where none was read, the one that speaks in its sentence."""
    if statement is not None:
        return statement.voice
    sentence = one.sentence_at(mark.start)
    spoken = (other.voice for other in one.reading.statements if one.sentence_at(other.span.start) == sentence)
    return next((voice for voice in spoken if voice.role is not Role.AUTHOR), Voice(Role.AUTHOR))


def _overlap(statement: Statement, mark: Mark) -> tuple[int, int]:
    core = statement.event.trigger if statement.event is not None else statement.span
    inside = min(core.end, mark.end) - max(core.start, mark.start)
    return inside, min(statement.span.end, mark.end) - max(statement.span.start, mark.start)


@dataclass
class Pairs:
    """Counts of pairs that one or both sides call the same."""

    right: int = 0
    found: int = 0
    gold: int = 0

    def add(self, found: bool, gold: bool) -> None:
        self.right += found and gold
        self.found += found
        self.gold += gold

    def __str__(self) -> str:
        precision, recall = self.right / max(self.found, 1), self.right / max(self.gold, 1)
        counts = f"{self.right} right, {self.found} found, {self.gold} gold"
        return f"precision {precision:.3f}  recall {recall:.3f}  ({counts})"


def _gold_origin(story: Story, mark: Mark) -> str:
    """A voice's name, or a newsroom's: all its reports are one origin."""
    sources = {report.id: report.source for report in story.reports}
    return sources.get(mark.origin, mark.origin)


def _root_of(story: Story, id_: str) -> str:
    while story.report(id_).how in DERIVED:
        id_ = story.report(id_).made_from
    return id_


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", choices=PARTS, default="dev")
    parser.add_argument("--errors", action="store_true")
    options = parser.parse_args()
    if options.errors and options.part != "dev":
        parser.error("of the held part only the figures are looked at")
    reports, sentences, marks, across = Pairs(), Pairs(), Pairs(), Pairs()
    hows: Counter[tuple[str, bool]] = Counter()
    candidates = derived = 0
    errors: list[str] = []
    for story in stories(options.part):
        done = read_story(story)
        by_id = {one.report.id: one for one in done}
        name = story.path.stem
        for earlier, later in combinations(done, 2):
            gold = _root_of(story, later.report.id) == _root_of(story, earlier.report.id)
            if earlier.report.source == later.report.source or later.report.how == "chain":
                continue
            found = earlier.report.id in later.copied
            reports.add(found, gold)
            if found != gold:
                how = later.copied[earlier.report.id].kind if found else later.report.how
                errors.append(f"{name} {later.report.id} < {earlier.report.id}: {'wrong' if found else 'missed'} {how}")
        for one in done:
            if one.report.how in DERIVED:
                derived += 1
                made_from = by_id[one.report.made_from]
                candidates += len(one.keys & made_from.keys) >= MIN_SHARED_KEYS
                hows[
                    one.report.how,
                    any(root[0].report.id == _root_of(story, made_from.report.id) for root in one.roots.values()),
                ] += 1
        newsrooms = {one.report.source for one in done}
        told = [(one, mark, origin(one, mark)) for one in done for mark in one.report.marks]
        for (one, mark, found_origin), (other, second, other_origin) in combinations(told, 2):
            if mark.event == second.event and mark.event:
                golds = [_gold_origin(story, each) for each in (mark, second)]
                is_own = [each.origin in by_id for each in (mark, second)]
                if one is not other and any(is_own):
                    words = [
                        _newsroom(report, each, newsrooms) if own else gold_origin
                        for own, gold_origin, report, each in zip(
                            is_own, golds, (one, other), (mark, second), strict=True
                        )
                    ]
                    sentences.add(words[0] == words[1], golds[0] == golds[1])
                    if (words[0] == words[1]) != (golds[0] == golds[1]):
                        errors.append(
                            f"{name} {one.report.id} {mark.quote[:50]!r} {golds[0]} [{words[0]}] | "
                            f"{other.report.id} {second.quote[:50]!r} {golds[1]} [{words[1]}]: sentence"
                        )
                found, gold = found_origin == other_origin, _gold_origin(story, mark) == _gold_origin(story, second)
                marks.add(found, gold)
                if one is not other:
                    across.add(found, gold)
                    if found != gold:
                        errors.append(
                            f"{name} {one.report.id} {mark.quote[:40]!r} {mark.origin} [{found_origin}] | "
                            f"{other.report.id} {second.quote[:40]!r} {second.origin} [{other_origin}]: "
                            f"{'wrong' if found else 'missed'}"
                        )
    print(f"reports     {reports}")
    print(f"sentences   {sentences}")
    print(f"marks       {marks}")
    print(f"  across    {across}")
    print(f"candidates  {candidates} of {derived}")
    for how in DERIVED:
        print(f"  {how:12}{hows[how, True]} of {hows[how, True] + hows[how, False]} go back to the root")
    for line in errors if options.errors else ():
        print(line)


if __name__ == "__main__":
    main()
