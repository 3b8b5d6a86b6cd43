"""ECB+ topics as mentions: gold ones, and those that the reader finds.

As usual with this corpus: only the sentences that were validated (`ECBplus_coreference_sentences.csv`), only action
mentions (tags `ACTION_…` and `NEG_ACTION_…`), coreference across the documents of one topic, mentions of no chain as
chains of their own. A mention is known by its head token: the last token that is no particle.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from xml.etree import ElementTree

from dalel.extract.actors import NO_BOOK
from dalel.extract.language import load
from dalel.extract.reading import read
from dalel.extract.text import cut
from dalel.model import (
    FOREVER,
    Event,
    Factuality,
    Kind,
    Place,
    PlaceMention,
    Reading,
    Role,
    Span,
    Statement,
    Voice,
)
from dalel.resolve.alike import Mention
from dalel.resolve.alike.traits import Page
from dalel.resolve.heard import place_key
from dalel.resolve.people import People, Registry

# The type of a deed that the reader knows no type for.
UNTYPED = "OTHER"
_PARTICLES = frozenset(
    [
        "up",
        "down",
        "out",
        "in",
        "into",
        "off",
        "on",
        "over",
        "to",
        "back",
        "away",
        "for",
        "of",
        "with",
        "from",
        "at",
        "by",
        "as",
        "a",
        "the",
    ]
)
_NIGHT = "2000-01-01T00:00:00Z"


@dataclass(frozen=True)
class Marked:
    """A mention by its head token ("document token"), with its chain; None where only the reader has it."""

    key: str
    lemma: str
    chain: str | None
    mention: Mention


@dataclass(frozen=True)
class Topic:
    """The mentions of a topic: the gold standard's, and the reader's with gold's chains where it has them."""

    name: str
    gold: tuple[Marked, ...]
    read: tuple[Marked, ...]


def topics(folder: Path) -> list[Topic]:
    """All topics of the corpus, in order."""
    validated: defaultdict[str, set[int]] = defaultdict(set)
    with (folder / "ECBplus_coreference_sentences.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            validated[f"{row['Topic']}_{row['File']}"].add(int(row["Sentence Number"]))
    found = []
    for topic in sorted((path for path in folder.iterdir() if path.is_dir()), key=lambda path: int(path.name)):
        gold: list[Marked] = []
        by_reader: list[Marked] = []
        for path in sorted(topic.glob("*.xml"), key=_number):
            marked, read_too = document(path, validated[path.stem], len(gold), len(by_reader))
            gold += marked
            by_reader += read_too
        found.append(Topic(topic.name, tuple(gold), tuple(by_reader)))
    return found


def _number(path: Path) -> tuple[int, str]:
    part = path.stem.split("_")[1]
    digits = "".join(letter for letter in part if letter.isdigit())
    return int(digits), part


def document(path: Path, validated: set[int], row: int, read_row: int) -> tuple[list[Marked], list[Marked]]:
    """The gold mentions of one document, and the reader's."""
    root = ElementTree.parse(path).getroot()
    tokens = [one for one in root.iter("token") if not ("plus" in path.stem and one.get("sentence") == "0")]
    pieces, offsets, position, before = [], {}, 0, None
    for token in tokens:
        gap = "" if before is None else ("\n" if token.get("sentence") != before else " ")
        word = token.text or ""
        offsets[token.get("t_id", "")] = (position + len(gap), position + len(gap) + len(word))
        pieces += [gap, word]
        position += len(gap) + len(word)
        before = token.get("sentence")
    text = "".join(pieces)
    language = load("en")
    assert language is not None
    reading = read(text, "en", None)
    page = Page(cut(text, language), reading.mentions, reading.statements)
    people = People(reading.mentions.actors, Registry(NO_BOOK), "en")
    words = {one.get("t_id", ""): one for one in tokens}
    chains = _chains(root)
    heads: dict[int, str] = {}  # where a gold mention's head starts -> its chain
    gold: list[Marked] = []
    for markable in root.find("Markables") or ():
        ids = [anchor.get("t_id", "") for anchor in markable.findall("token_anchor")]
        is_action = markable.tag.removeprefix("NEG_").startswith("ACTION")
        if not is_action or not ids or any(one not in words for one in ids):
            continue
        head = _head(ids, words)
        if int(words[head].get("sentence", "")) not in validated or offsets[head][0] in heads:
            continue
        start, end = offsets[head]
        chain = chains.get(markable.get("m_id", ""), f"{path.stem} {head}")
        heads[start] = chain
        statement = _statement_at(text, start, end, reading)
        mention = mention_of(statement, page, people, path.stem, row + len(gold))
        gold.append(Marked(f"{path.stem} {start}", mention.traits.trigger, chain, mention))
    sentence_of = {offsets[one.get("t_id", "")][0]: int(one.get("sentence", "")) for one in tokens}
    starts = sorted(sentence_of)
    found: dict[int, Marked] = {}
    for statement in reading.statements:
        if statement.event is None:
            continue
        trigger = statement.event.trigger
        within = [start for start in starts if trigger.start <= start < trigger.end]
        start = next((one for one in within if one in heads), within[0] if within else None)
        if start is None or start in found or sentence_of[start] not in validated:
            continue
        end = next(last for first, last in offsets.values() if first == start)
        own = replace(statement, event=replace(statement.event, trigger=Span(start, end, text[start:end])))
        mention = mention_of(own, page, people, path.stem, read_row + len(found))
        found[start] = Marked(f"{path.stem} {start}", mention.traits.trigger, heads.get(start), mention)
    return gold, list(found.values())


def _chains(root: ElementTree.Element) -> dict[str, str]:
    """The chain of each mention that is in one."""
    found: dict[str, str] = {}
    for relation in root.find("Relations") or ():
        name = (
            relation.get("note")
            if relation.tag == "CROSS_DOC_COREF"
            else f"{root.get('doc_name')} {relation.get('r_id')}"
        )
        for source in relation.findall("source"):
            found[source.get("m_id", "")] = str(name)
    return found


def _head(ids: list[str], words: dict[str, ElementTree.Element]) -> str:
    """The last token of a mention that is no particle."""
    whole = [one for one in ids if (words[one].text or "").lower() not in _PARTICLES]
    return (whole or ids)[-1]


def _statement_at(text: str, start: int, end: int, reading: Reading) -> Statement:
    """The reader's statement with its trigger at a word, else one of no type."""
    trigger = Span(start, end, text[start:end])
    for statement in reading.statements:
        event = statement.event
        if event is not None and event.trigger.start <= start < event.trigger.end:
            return replace(statement, event=replace(event, trigger=trigger))
    event = Event(UNTYPED, None, trigger, place=_place_near(text, start, reading))
    return Statement("", Kind.EVENT, trigger, Voice(Role.AUTHOR), Factuality.CERTAIN, "", event=event)


def _place_near(text: str, start: int, reading: Reading) -> PlaceMention | None:
    """The place that a word's line names, where it is one."""
    first, last = text.rfind("\n", 0, start) + 1, text.find("\n", start)
    within = [one for one in reading.mentions.places if first <= one.span.start and (last < 0 or one.span.end <= last)]
    return within[0] if len({place_key(one.place) for one in within}) == 1 else None


def mention_of(statement: Statement, page: Page, people: People, document: str, row: int) -> Mention:
    """A statement as a mention; the corpus gives no dates of publication."""
    event = statement.event
    assert event is not None
    place: Place | None = event.place.place if event.place else None
    return Mention(
        row=row,
        id=f"{document}{event.trigger.start}",
        order=f"{document} {event.trigger.start:07}",
        known_at=_NIGHT,
        believed_to=FOREVER,
        type=event.type,
        mode=event.mode,
        place=place_key(place),
        place_kind=place.kind if place else None,
        country=place.country if place else None,
        day=None,
        day_basis="unknown",
        began=None,
        ended=None,
        passage="",
        origin=None,
        factuality=str(statement.factuality),
        traits=page.traits(statement, people),
    )
