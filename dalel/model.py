"""The nouns: what every other module talks about.

All values are frozen and carry no behaviour beyond checks. Spans are counted in
Unicode code points of a document's stored text; `end` is exclusive, so that
`text[start:end]` is exactly the quote. Times are aware `datetime`s.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

# The end of what still holds; moments are kept as UTC texts, which sort as they do in time.
FOREVER = "9999-12-31T23:59:59Z"


class SourceKind(StrEnum):
    """What a source is; nothing is weighed by it, it is only shown."""

    OUTLET = "outlet"
    AGENCY = "agency"
    INSTITUTION = "institution"
    CHANNEL = "channel"
    EYEWITNESS = "eyewitness"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Source:
    """Who publishes. `country` is ISO 3166-1 alpha-2, `languages` are BCP 47 tags."""

    name: str
    kind: SourceKind = SourceKind.UNKNOWN
    country: str | None = None
    languages: tuple[str, ...] = ()
    affiliation: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One published text version.

    `text` is what all spans refer to. Where a title is known apart from the body, the text begins
    with it, followed by a blank line. `published_at` is None where the source does not say; it is
    never guessed. `updated_at` is the time of this version where the source gives one. `received_at`
    is when the record got it.
    """

    source: str
    text: str
    language: str
    received_at: datetime
    url: str | None = None
    title: str | None = None
    author: str | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None

    def __post_init__(self) -> None:
        for name in ("received_at", "published_at", "updated_at"):
            moment = getattr(self, name)
            if moment is not None and moment.tzinfo is None:
                raise ValueError(f"{name} {moment.isoformat()} has no time zone")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a document's text. Empty spans do not exist."""

    start: int
    end: int
    text: str

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"span {self.start}..{self.end} is empty or reversed")
        if self.end - self.start != len(self.text):
            raise ValueError(f"span {self.start}..{self.end} does not fit its text {self.text!r}")


class Kind(StrEnum):
    EVENT = "event"
    FIGURE = "figure"
    LABEL = "label"


class Role(StrEnum):
    """Whose voice: the document's author, a speaker inside it (named or not), or hearsay."""

    AUTHOR = "author"
    NAMED = "named"
    UNNAMED = "unnamed"
    HEARSAY = "hearsay"


@dataclass(frozen=True, slots=True)
class Voice:
    """Who says it. `span` is where the text names the speaker; the author has none."""

    role: Role
    name: str | None = None
    span: Span | None = None


class Factuality(StrEnum):
    """FactBank's values (Saurí and Pustejovsky 2009): certainty and polarity of what is said."""

    CERTAIN = "CT+"
    PROBABLE = "PR+"
    POSSIBLE = "PS+"
    CERTAINLY_NOT = "CT-"
    PROBABLY_NOT = "PR-"
    POSSIBLY_NOT = "PS-"
    UNCOMMITTED = "Uu"


@dataclass(frozen=True, slots=True)
class TimeMention:
    """A TIMEX3 expression. `value` is the TIMEX3 value (None where it cannot be anchored).

    `earliest` and `latest` bound the time meant, [earliest, latest); None where unbounded or unknown.
    """

    span: Span
    type: str
    value: str | None
    earliest: datetime | None = None
    latest: datetime | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the gazetteer: GeoNames id, ISO 3166-1 alpha-2 country, WGS 84 degrees.

    `kind` is "city", "region" or "country".
    """

    name: str
    geonames: int | None
    country: str | None
    lat: float | None
    lon: float | None
    kind: str = "city"


@dataclass(frozen=True, slots=True)
class PlaceMention:
    span: Span
    place: Place


@dataclass(frozen=True, slots=True)
class ActorMention:
    """A person, organisation or group. `type` is PERSON, ORGANIZATION or GROUP.

    `entity` is the name under which mentions of the same actor meet: the fullest name of it in the
    text, or the entry's name in an actor file or lexicon.
    """

    span: Span
    type: str
    entity: str


@dataclass(frozen=True, slots=True)
class NumberMention:
    """A number, with its bound and what it counts where that is money, a percentage or a unit of measure.

    `type` is CARDINAL, ORDINAL, PERCENT, MONEY or QUANTITY. `value` is what the number is worth, without its bound;
    None where it is two ("10 to 15"), none in particular ("dozens"), or not understood.
    """

    span: Span
    type: str
    value: float | None


class ActorType(StrEnum):
    PERSON = "PERSON"
    ORGANIZATION = "ORGANIZATION"
    GROUP = "GROUP"


@dataclass(frozen=True, slots=True)
class Tenure:
    """A role, or a body that somebody belonged to, from the first day to the last; None where the end is open."""

    name: str
    since: date | None = None
    until: date | None = None

    def held(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Actor:
    """An entry of a desk's actor file: who goes by which names, in any language and script.

    `name` is the entity under which all mentions meet. Such knowledge is no news: it holds for all times.
    """

    name: str
    type: ActorType
    aliases: tuple[str, ...] = ()
    roles: tuple[Tenure, ...] = ()
    affiliations: tuple[Tenure, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who said what, by which words. `source` is None where the text names nobody."""

    source: Span | None
    cue: Span
    content: Span


@dataclass(frozen=True, slots=True)
class Event:
    """What a statement is about: PLOVER `type` and `mode`, where, when and to whom."""

    type: str
    mode: str | None
    trigger: Span
    agents: tuple[Span, ...] = ()
    patients: tuple[Span, ...] = ()
    place: PlaceMention | None = None
    time: TimeMention | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity somebody stated, with the bounds they stated.

    `low` and `high` are inclusive; None is unbounded. "At least 26" is (26, None, ">=").
    `relation` is one of `=` `>=` `>` `<=` `<` `~`. `of` is the population, in the text's words.
    """

    measure: str
    low: float | None
    high: float | None
    relation: str
    of: str | None = None

    def __post_init__(self) -> None:
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"figure bounds are reversed: {self.low} > {self.high}")


@dataclass(frozen=True, slots=True)
class Label:
    """The words a voice uses for a group or an event. `group` is the group they stand for."""

    term: str
    lemma: str
    group: str


@dataclass(frozen=True, slots=True)
class Statement:
    """What one voice says in one place. `by` names the rule or model that found it.

    `id` is a hash of the document's text and of what is stated, so that the same text gives the same
    ids anywhere; `dalel.extract.reading.statement_id` says what counts.
    """

    id: str
    kind: Kind
    span: Span
    voice: Voice
    factuality: Factuality
    by: str
    event: Event | None = None
    figure: Figure | None = None
    label: Label | None = None


@dataclass(frozen=True, slots=True)
class Mentions:
    """Everything recognised in a text, used in a statement or not."""

    times: tuple[TimeMention, ...] = ()
    places: tuple[PlaceMention, ...] = ()
    actors: tuple[ActorMention, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    numbers: tuple[NumberMention, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a reader outside Dalel answered about a text: `by` names it and its model, `body` is its JSON, untrusted."""

    by: str
    body: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something a reader outside Dalel proposed that was not taken: by whom, why, and the first words of it."""

    by: str
    reason: str
    item: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What extraction finds in one text; `refused` is what plug-ins proposed and the text does not bear out."""

    mentions: Mentions
    statements: tuple[Statement, ...]
    refused: tuple[Refusal, ...] = ()


class Action(StrEnum):
    """What a reviewer decides."""

    CONFIRM = "confirm"
    DISPUTE = "dispute"
    MERGE = "merge"
    SPLIT = "split"
    CORRECT = "correct"
    ANNOTATE = "annotate"
    REDACT = "redact"
    UNDO = "undo"


class About(StrEnum):
    """What a review speaks of. An event or a figure is named by a statement of it, which outlives its id."""

    EVENT = "event"
    FIGURE = "figure"
    STATEMENT = "statement"
    DOCUMENT = "document"
    ENTRY = "entry"


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a review points to: a document, by its id; in it a span; of it a statement, by kind and id.

    A statement is found again by its id, or, where another version of Dalel reads the text otherwise, as the statement
    of that document and kind that shares most of the span.
    """

    document: str
    start: int | None = None
    end: int | None = None
    kind: str | None = None
    statement: str | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """What a reviewer decided. Who and when stand in the log's entry.

    `changes` is plain JSON data: what is put right by a correction, which entry an undo ends, which entries a redaction
    emptied; entries are named by the hash of their content. A merge has two targets and keeps the event of the first.
    """

    action: Action
    about: About
    targets: tuple[Anchor, ...]
    note: str | None = None
    changes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decision:
    """A review as the views see it: in force from `known_at` until `believed_to`, when it was undone.

    Of those in force, the later `turn` wins, which is the same in every record. `rows` are, for each target, the rows
    of the statement it points to now: none where it finds nothing, more than one where the statement was corrected.
    `key` names what a split founds.
    """

    seq: int
    review: Review
    by: str
    known_at: str
    believed_to: str
    turn: tuple[str, str, int]
    rows: tuple[tuple[int, ...], ...]
    key: str
