"""What readers outside Dalel propose: nothing is believed that does not show its words in the text.

A plug-in (a pipeline, a model, an endpoint) answers with JSON, described by `proposals.schema.json`. Every quote
in it must be exactly in the text, every number of a figure in its quote, every type, measure and value among those
that Dalel knows. What fails is refused, whole, and counted with the reason.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any, TypeVar

from dalel.extract.figures import numbers
from dalel.extract.text import Text
from dalel.model import (
    ActorMention,
    Answer,
    Event,
    Factuality,
    Figure,
    Kind,
    Label,
    PlaceMention,
    Refusal,
    Role,
    Span,
    Statement,
    TimeMention,
    Voice,
)

SCHEMA: Mapping[str, Any] = json.loads((files("dalel.extract") / "proposals.schema.json").read_text("utf-8"))


def _values(*path: str) -> frozenset[str]:
    """The values that the schema allows at a place within a statement."""
    found: Any = SCHEMA["properties"]["statements"]["items"]
    for name in path:
        found = found["properties"][name]
    return frozenset(found["enum"])


EVENT_TYPES = _values("event", "type")
MEASURES = _values("figure", "measure")
RELATIONS = _values("figure", "relation")
GROUPS = _values("label", "group")
ACTOR_TYPES = frozenset(("PERSON", "ORGANIZATION", "GROUP"))

# Limits on an answer, so that a hostile or broken plug-in costs little.
MOST_CHARACTERS = 4_000_000
MOST_ITEMS = 2_000
LONGEST_QUOTE = 2_000
LONGEST_WORD = 60

T = TypeVar("T")


@dataclass
class Proposals:
    """The parts of an answer, and what was refused so far."""

    by: str
    statements: list[Mapping[str, Any]] = field(default_factory=list)
    actors: list[Mapping[str, Any]] = field(default_factory=list)
    places: list[Mapping[str, Any]] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)

    def refuse(self, reason: str, item: object) -> None:
        shown = " ".join(str(item).split())[:80].encode("utf-8", "replace").decode()
        self.refused.append(Refusal(self.by, reason, shown))


class _UnfitError(ValueError):
    """A proposal that cannot be taken; the message is the reason."""


def parse(answer: Answer) -> Proposals:
    """The lists of an answer. One that is no JSON object, or is beyond all bounds, is refused as a whole."""
    found = Proposals(answer.by)
    try:
        if len(answer.body) > MOST_CHARACTERS:
            raise ValueError(f"longer than {MOST_CHARACTERS} characters")
        body = json.loads(answer.body)
        if not isinstance(body, dict):
            raise ValueError("no JSON object")
    except (ValueError, RecursionError) as error:
        found.refuse("the answer is not JSON of the agreed form", error)
        return found
    for name in ("statements", "actors", "places"):
        items = body.get(name, [])
        if not isinstance(items, list) or len(items) > MOST_ITEMS:
            found.refuse(f"`{name}` is no list of at most {MOST_ITEMS}", name)
            continue
        for item in items:
            if isinstance(item, dict):
                getattr(found, name).append(item)
            else:
                found.refuse("no JSON object", item)
    return found


def actors(text: Text, proposed: Proposals, known: Sequence[ActorMention]) -> list[ActorMention]:
    """The proposed actors whose words stand in the text and that are not known already."""

    def one(item: Mapping[str, Any], used: Counter[str]) -> ActorMention:
        span = _span(text.text, item, used)
        return ActorMention(span, _among(item, "type", ACTOR_TYPES), " ".join(span.text.split()))

    taken = _Taken(mention.span for mention in known)
    return [found for found in _each(proposed, proposed.actors, one) if taken.add(found.span)]


def place_spans(text: Text, proposed: Proposals, known: Sequence[PlaceMention]) -> list[Span]:
    """The words of the proposed places that stand in the text and are not known already."""
    taken = _Taken(mention.span for mention in known)
    spans = _each(proposed, proposed.places, lambda item, used: _span(text.text, item, used))
    return [span for span in spans if text.words_in(span.start, span.end) and taken.add(span)]


@dataclass(frozen=True)
class Around:
    """What is known of a text, by which proposals are completed: its places, times and actors by their words."""

    text: Text
    places: Sequence[PlaceMention]
    times: Sequence[TimeMention]
    actors: Sequence[ActorMention]


def statements(around: Around, proposed: Proposals) -> list[Statement]:
    """The proposed statements that hold against the text; their ids are still empty."""
    return _each(proposed, proposed.statements, lambda item, used: _statement(around, proposed.by, item, used))


def untold(proposed: Iterable[Statement], known: Iterable[Statement]) -> list[Statement]:
    """Those of the proposed statements that no known one tells: the same event, figure or label at the same words."""
    told = _Told()
    for one in known:
        told.add(one)
    return [one for one in proposed if told.add(one)]


def counted(refused: Iterable[Refusal]) -> dict[str, Counter[str]]:
    """How much was refused, by plug-in and reason."""
    counts: dict[str, Counter[str]] = {}
    for refusal in refused:
        counts.setdefault(refusal.by, Counter())[refusal.reason] += 1
    return counts


class _Taken:
    """Spans that do not overlap, found by where they lie."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._characters: set[int] = set()
        for span in spans:
            self.add(span)

    def add(self, span: Span) -> bool:
        """Take a span; False, and nothing taken, where one that overlaps it was taken before."""
        characters = range(span.start, span.end)
        if not self._characters.isdisjoint(characters):
            return False
        self._characters.update(characters)
        return True


class _Told:
    """What is stated at which words: by what it says, the spans that say it."""

    def __init__(self) -> None:
        self._spans: dict[object, _Taken] = {}

    def add(self, one: Statement) -> bool:
        """Note a statement; False where the same is told there already."""
        event, figure = one.event, one.figure
        if one.kind is Kind.EVENT and event is not None:
            said: object = event.type
        else:
            said = (figure.measure, figure.low, figure.high) if figure is not None else Kind.LABEL
        words = event.trigger if one.kind is Kind.EVENT and event is not None else one.span
        return self._spans.setdefault(said, _Taken(())).add(words)


def _each(
    proposed: Proposals, items: Sequence[Mapping[str, Any]], make: Callable[[Mapping[str, Any], Counter[str]], T]
) -> list[T]:
    used: Counter[str] = Counter()
    made = []
    for item in items:
        try:
            made.append(make(item, used))
        except _UnfitError as unfit:
            proposed.refuse(str(unfit), item.get("quote", item))
    return made


def _statement(around: Around, by: str, item: Mapping[str, Any], used: Counter[str]) -> Statement:
    span = _span(around.text.text, item, used)
    kind = Kind(_among(item, "kind", frozenset(Kind)))
    factuality = Factuality(_among(item, "factuality", frozenset(Factuality)))
    event = _event(around, span, item["event"]) if item.get("event") is not None else None
    if kind is Kind.EVENT and event is None:
        raise _UnfitError("an event statement without an event")
    figure = _figure(around.text, span, _part(item, "figure")) if kind is Kind.FIGURE else None
    label = _label(span, _part(item, "label")) if kind is Kind.LABEL else None
    voice = _voice(around, span, _part(item, "voice"))
    return Statement("", kind, span, voice, factuality, by, event, figure, label)


def _voice(around: Around, near: Span, item: Mapping[str, Any]) -> Voice:
    role = Role(_among(item, "role", frozenset(Role)))
    if role is not Role.NAMED:
        return Voice(role)
    span = _near(around.text.text, item.get("quote"), near, "the voice")
    entity = next((actor.entity for actor in around.actors if actor.span == span), " ".join(span.text.split()))
    return Voice(role, entity, span)


def _event(around: Around, near: Span, item: object) -> Event:
    if not isinstance(item, dict):
        raise _UnfitError("`event` is no object")
    text = around.text.text
    mode = item.get("mode")
    return Event(
        type=_among(item, "type", EVENT_TYPES),
        mode=None if mode is None else _word(mode, "mode"),
        trigger=_near(text, item.get("trigger"), near, "the trigger"),
        agents=_participants(text, item.get("agents"), near),
        patients=_participants(text, item.get("patients"), near),
        place=_mention(around.places, text, item.get("place"), near, "the place"),
        time=_mention(around.times, text, item.get("time"), near, "the time"),
    )


def _participants(text: str, quotes: object, near: Span) -> tuple[Span, ...]:
    if quotes is None:
        return ()
    if not isinstance(quotes, list) or len(quotes) > MOST_ITEMS:
        raise _UnfitError("participants are no list")
    return tuple(_near(text, quote, near, "a participant") for quote in quotes)


M = TypeVar("M", PlaceMention, TimeMention)


def _mention(known: Sequence[M], text: str, quote: object, near: Span, what: str) -> M | None:
    """The place or time that Dalel itself read at a quote: coordinates and dates are not taken from outside."""
    if quote is None:
        return None
    span = _near(text, quote, near, what)
    return next((one for one in known if one.span.start < span.end and span.start < one.span.end), None)


def _figure(text: Text, near: Span, item: Mapping[str, Any]) -> Figure:
    low, high = _number(item, "low"), _number(item, "high")
    words = text.words_in(near.start, near.end)
    begins = [index for index in numbers.starts(text)[0] if index in words]
    read = {number for found in numbers.find(text, words.start, words.stop, begins, set()) for number in
            (found.low, found.high, found.value, *(found.pair or ()))}  # fmt: skip
    if low is None and high is None:
        raise _UnfitError("a figure without a number")
    if not {low, high} - {None} <= read:
        raise _UnfitError("the number is not in the quote")
    of = item.get("of")
    if of is not None:
        of = _near(text.text, of, near, "the population").text
    if low is not None and high is not None and low > high:
        raise _UnfitError("bounds are reversed")
    return Figure(_among(item, "measure", MEASURES), low, high, _among(item, "relation", RELATIONS), of)


def _label(span: Span, item: Mapping[str, Any]) -> Label:
    return Label(span.text, _word(item.get("lemma"), "lemma"), _among(item, "group", GROUPS))


def _span(text: str, item: Mapping[str, Any], used: Counter[str]) -> Span:
    """The words of a proposal. The same quote proposed again is its next occurrence."""
    quote = _quote(item.get("quote"), "the quote")
    start = item.get("start")
    if start is None:
        at = -1
        for _ in range(used[quote] + 1):
            at = text.find(quote, at + 1)
        if at < 0 and used[quote]:
            raise _UnfitError("the quote is proposed more often than it stands in the text")
        used[quote] += 1
    elif isinstance(start, int) and not isinstance(start, bool) and start >= 0 and text.startswith(quote, start):
        at = start
    else:
        at = -1
    if at < 0:
        raise _UnfitError("the quote is not in the text")
    return Span(at, at + len(quote), quote)


def _near(text: str, quote: object, near: Span, what: str) -> Span:
    """The occurrence of some words inside a span, else the nearest before it, else the first after it."""
    words = _quote(quote, what)
    at = text.find(words, near.start, near.end)
    if at < 0:
        at = text.rfind(words, 0, near.start)
    if at < 0:
        at = text.find(words, near.start)
    if at < 0:
        raise _UnfitError(f"{what} is not in the text")
    return Span(at, at + len(words), words)


def _quote(value: object, what: str) -> str:
    if not isinstance(value, str) or not value.strip() or value != value.strip():
        raise _UnfitError(f"{what} is no text")
    if len(value) > LONGEST_QUOTE:
        raise _UnfitError(f"{what} is longer than {LONGEST_QUOTE} characters")
    return value


def _part(item: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = item.get(name)
    if not isinstance(part, dict):
        raise _UnfitError(f"`{name}` is no object")
    return part


def _among(item: Mapping[str, Any], name: str, values: frozenset[Any]) -> str:
    value = item.get(name)
    if not isinstance(value, str) or value not in values:
        raise _UnfitError(f"`{name}` is none of Dalel's")
    return value


def _word(value: object, name: str) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST_WORD or not value.isprintable():
        raise _UnfitError(f"`{name}` is no word")
    return value


def _number(item: Mapping[str, Any], name: str) -> float | None:
    value = item.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e15:
        raise _UnfitError(f"`{name}` is no number")
    return float(value)
