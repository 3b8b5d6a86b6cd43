"""What was later reported of a demand or promise: sentences that speak of the same, scored by printable reasons.

A sentence is taken where what it tells is the same by its words or its deed, and where it says that something was done,
was not, or was done in part. Whether anything was kept is what its voice says, never what Dalel finds.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from dalel.analyse.promises_made import DEMANDS, FILE, Made
from dalel.analyse.questions_text import Row, Sentence, Words, main_places, names, shown, words
from dalel.extract.phrases import Phrases
from dalel.resolve import same
from dalel.resolve.alike.weights import kind_of
from dalel.resolve.days import shifted
from dalel.resolve.heard import NEGATIVE, POSITIVE

ENOUGH, ENOUGH_BY_WORDS = 2.5, 3.0
_WORDS, _DUE_WORDS = 2.5, 1.5  # what words alone must be worth, without a term and with one
REACH = 5  # words
_FEW_NAMES = 2
_AROUND = 4  # days after a term
FOLLOWED_DAYS = 45
SAYS = ("kept", "kept in part", "broken")

# What a demand of some mode asks for, as later reports call it.
_FULFILS = {
    "yield": frozenset(("RETREAT",)),
    "change": frozenset(("CONCEDE", "RETREAT", "SANCTION")),
    "assist": frozenset(("AID", "COOPERATE", "MOBILIZE")),
    "meet": frozenset(("CONSULT",)),
}
# Deeds that are asked for or promised, where a clause holds one: what is only spoken of in it is done already.
_ASKED_FOR = frozenset(("RETREAT", "AID", "COOPERATE", "CONSULT", "MOBILIZE", "SANCTION", "SUPPORT"))
# Reasons beside which fewer words in common are enough.
_TELLING = frozenset(("same deed", "speaks of it"))
_RARE, _USUAL = 3, 10  # sentences that hold a word


@dataclass(frozen=True, slots=True)
class Outcome:
    """A later report: what it says of the demand or promise, and why it is taken to speak of it."""

    sentence: Sentence
    row: Row | None
    says: str
    late: bool
    score: float
    reasons: tuple[tuple[str, float], ...]

    @property
    def voice(self) -> str:
        return shown(self.sentence, self.row)

    @property
    def origin(self) -> str:
        return str(self.row["origin"]) if self.row is not None else str(self.sentence.paper.row["source"])

    @property
    def known_at(self) -> str:
        return self.sentence.known_at


@dataclass(frozen=True, slots=True)
class Asked:
    """What is compared of a demand or promise: what the words of its deed mean, and those around it; actors, places,
    names, events and deeds."""

    made: tuple[Made, ...]
    keys: frozenset[str]
    around: frozenset[str]
    actors: frozenset[str]
    places: frozenset[str]
    names: frozenset[str]
    topics: frozenset[str]
    deeds: frozenset[str]
    until: str | None

    @property
    def since(self) -> str:
        return self.made[0].sentence.known_at

    @property
    def began(self) -> str:
        """The first day on which an outcome may be told."""
        return self.since[:10]

    @property
    def ended(self) -> str:
        """The last day: some weeks after the term, or after the demand or promise where it has none."""
        return shifted(max(self.until or "", self.began), FOLLOWED_DAYS)


def asked(made: Sequence[Made]) -> Asked:
    """What one demand or promise, as reported in one or more sentences, is compared by."""
    keys: set[str] = set()
    around: set[str] = set()
    actors: set[str] = set()
    places: set[str] = set()
    rows: list[Row] = []
    for one in made:
        tag = one.sentence.text.language.tag
        keys |= one.keys_of_deed
        around |= one.sentence.keys
        actors |= {same.institution(name, tag) for name in (one.by, *one.of) if name is not None}
        rows += one.sentence.statements
        places |= main_places(one.sentence.paper)
    places |= {row["place"] for row in rows if row["place"] is not None and row["place_kind"] != "country"}
    deeds: set[str] = set()
    for row in rows:
        if row["type"] in DEMANDS:
            deeds |= _FULFILS.get(row["mode"], frozenset())
        elif row["type"] in _ASKED_FOR and row["factuality"] == "Uu":
            deeds.add(kind_of(row["type"], row["mode"]))
    return Asked(
        tuple(made),
        frozenset(keys),
        frozenset(around - keys),
        frozenset(actors),
        frozenset(places),
        frozenset(name for one in made[:1] for name in names(one.sentence.paper)),
        frozenset(row["event"] for row in rows if row["event"] is not None),
        frozenset(deeds),
        next((one.term.day for one in made if one.term is not None), None),
    )


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of a later report: its events, main places and names; and in how many sentences of all reports that
    are looked at each key stands."""

    events: frozenset[str]
    places: frozenset[str]
    names: frozenset[str]
    counts: Mapping[str, int]


def outcome(what: Asked, sentence: Sentence, context: Context) -> Outcome | None:
    """What a later sentence says of a demand or promise."""
    known = words(sentence.text.language.tag, FILE)
    if known is None or sentence.is_question or not what.began <= _day(sentence) <= what.ended:
        return None
    shared = sentence.keys & what.keys
    row = _row(what, sentence)
    says = _says(what, sentence, row, known, shared)
    if not shared or says is None:
        return None
    reasons = _reasons(what, sentence, row, known, context)
    score = sum(weight for _, weight in reasons)
    worth = {name.split(":")[0]: weight for name, weight in reasons}
    least = 1.0 if worth.keys() & _TELLING else _DUE_WORDS if what.until else _WORDS
    if worth["same words"] < least:
        return None
    if score < (ENOUGH if worth.keys() & _TELLING else ENOUGH_BY_WORDS):
        return None
    late = what.until is not None and _day(sentence) > what.until
    return Outcome(sentence, row, says, late, score, tuple(reasons))


def _reasons(
    what: Asked, sentence: Sentence, row: Row | None, known: Words, context: Context
) -> list[tuple[str, float]]:
    tag = sentence.text.language.tag
    found: list[tuple[str, float]] = []
    own = sentence.keys
    shared = own & what.keys
    if shared:
        found.append((f"same words: {', '.join(sorted(shared))}", _weight(shared, context.counts)))
    beside = own & what.around
    if beside:
        found.append((f"words around it: {', '.join(sorted(beside))}", min(len(beside), 2) * 0.5))
    if row is not None and _is_deed(what, row):
        is_kind = kind_of(row["type"], row["mode"]) in what.deeds
        found.append((f"same deed: {row['type']}", 1.5 if is_kind else 1.0))
    if sentence.find(known.table("refers")):
        found.append(("speaks of it: " + " ".join(_hit_words(sentence, known)), 1.0))
    topics = {one["event"] for one in sentence.statements} & what.topics
    if topics:
        found.append(("same event", 1.0))
    elif context.events & what.topics:
        found.append(("same event in the same report", 0.5))
    if _actors(sentence, tag) & what.actors:
        found.append(("same actor", 1.0))
    places = {one["place"] for one in sentence.statements} - {None}
    if places & what.places:
        found.append(("same place", 0.5))
    elif places and what.places and not context.places & what.places and not context.names & what.names:
        found.append(("another place", -1.0))
    elif context.places & what.places:
        found.append(("same place in the same report", 0.5))
    named = context.names & what.names
    if named:
        found.append((f"same names in the same report: {len(named)}", 1.0 if len(named) > _FEW_NAMES else 0.5))
    if what.until is not None and what.until <= _day(sentence) <= shifted(what.until, _AROUND):
        found.append(("told when its term ended", 0.5))
    return found


def _weight(shared: frozenset[str], counts: Mapping[str, int]) -> float:
    """What words in common are worth: a rare one more than one of which every report speaks."""
    worth = sorted(
        (1.5 if counts[key] <= _RARE else 1.0 if counts[key] <= _USUAL else 0.5 for key in shared), reverse=True
    )
    return sum(worth[:4])


def _hit_words(sentence: Sentence, known: Words) -> list[str]:
    hits = sentence.find(known.table("refers"))[:2]
    return [" ".join(sentence.text.words[hit.first : hit.last]) for hit in hits]


def _actors(sentence: Sentence, tag: str) -> set[str]:
    found: set[str] = set()
    for row in sentence.statements:
        event = json.loads(row["body"])["event"]
        spoken = [one["text"] for role in ("agents", "patients") for one in (event[role] if event else ())]
        found |= {same.institution(name, tag) for name in (*spoken, *([row["voice"]] if row["voice"] else ()))}
    return found


def _is_deed(what: Asked, row: Row) -> bool:
    """Whether a statement is of a deed that was asked for: of a type that fulfils it, or of a kind its clause names."""
    if row["type"] == "AGREE" and what.made[0].kind == "demand":
        return True
    return row["type"] is not None and (row["type"] in what.deeds or kind_of(row["type"], row["mode"]) in what.deeds)


def _row(what: Asked, sentence: Sentence) -> Row | None:
    """The statement that speaks for a sentence: one of the deed that was asked for, else the first."""
    rows = [row for row in sentence.statements if row["kind"] == "event" and row["origin"] is not None]
    told = [row for row in rows if row["factuality"] in POSITIVE | NEGATIVE]
    return next((row for row in told if _is_deed(what, row)), told[0] if told else None)


def _says(what: Asked, sentence: Sentence, row: Row | None, known: Words, shared: frozenset[str]) -> str | None:
    """Done, not done, or done in part, by words near those that are shared, or by the deed; None where it says neither.

    A sentence that demands or promises once more tells no outcome.
    """
    if any(one["type"] in DEMANDS for one in sentence.statements):
        return None
    is_deed = row is not None and _is_deed(what, row)
    denied = row is not None and is_deed and row["factuality"] in NEGATIVE
    if denied or _stands_near(sentence, known.table("broken"), shared):
        return "broken"
    promises = any(hit.row["of"] == "strong" for hit in sentence.find(known.table("promise")))
    if (promises and not is_deed) or not (is_deed or _stands_near(sentence, known.table("kept"), shared)):
        return None
    return "kept in part" if sentence.find(known.table("partly")) else "kept"


def _stands_near(sentence: Sentence, table: Phrases, shared: frozenset[str]) -> bool:
    """Whether a phrase stands within a few words of one that is shared."""
    hits = sentence.find(table)
    if not hits:
        return False
    words_ = [word for word in range(sentence.first, sentence.last) if sentence.key_of(word) in shared]
    return any(hit.first - REACH <= word < hit.last + REACH for hit in hits for word in words_)


def _day(sentence: Sentence) -> str:
    published = sentence.paper.row["published_at"] or sentence.known_at
    return datetime.fromisoformat(published).date().isoformat()
