"""ACLED's sub-event types, told from what was read: type, mode, and what kinds of actors and things are named.

`of_event` maps one event by the table `acled.tsv`; `of_text` gives the one sub-event type of a text, from the events
that its voices say took place. Which word is of which kind is data of the language (`acled_kinds.tsv`), and is the
same whatever is told of it. Nothing here enters the statements: it is for ACLED's columns in an export.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from dalel.extract.language import Language, load
from dalel.extract.lexicon import rows
from dalel.extract.phrases import Phrases
from dalel.extract.text import cut
from dalel.model import Event, Factuality, Span, Statement

HAPPENED = frozenset((Factuality.CERTAIN, Factuality.PROBABLE, Factuality.POSSIBLE))
SUB_EVENTS = {
    "GOV_REGAINS_TERIT": ("Battles", "Government regains territory"),
    "NON_STATE_ACTOR_OVERTAKES_TER": ("Battles", "Non-state actor overtakes territory"),
    "ARMED_CLASH": ("Battles", "Armed clash"),
    "CHEM_WEAP": ("Explosions/Remote violence", "Chemical weapon"),
    "AIR_STRIKE": ("Explosions/Remote violence", "Air/drone strike"),
    "SUIC_BOMB": ("Explosions/Remote violence", "Suicide bomb"),
    "ART_MISS_ATTACK": ("Explosions/Remote violence", "Shelling/artillery/missile attack"),
    "REM_EXPLOS": ("Explosions/Remote violence", "Remote explosive/landmine/IED"),
    "GRENADE": ("Explosions/Remote violence", "Grenade"),
    "SEX_VIOL": ("Violence against civilians", "Sexual violence"),
    "ATTACK": ("Violence against civilians", "Attack"),
    "ABDUCT_DISSAP": ("Violence against civilians", "Abduction/forced disappearance"),
    "PEACE_PROTEST": ("Protests", "Peaceful protest"),
    "PROTEST_WITH_INTER": ("Protests", "Protest with intervention"),
    "FORCE_AGAINST_PROTEST": ("Protests", "Excessive force against protesters"),
    "VIOL_DEMONSTR": ("Riots", "Violent demonstration"),
    "MOB_VIOL": ("Riots", "Mob violence"),
    "AGREEMENT": ("Strategic developments", "Agreement"),
    "ARREST": ("Strategic developments", "Arrests"),
    "CHANGE_TO_GROUP_ACT": ("Strategic developments", "Change to group/activity"),
    "DISR_WEAP": ("Strategic developments", "Disrupted weapons use"),
    "HQ_ESTABLISHED": ("Strategic developments", "Headquarters or base established"),
    "PROPERTY_DISTRUCT": ("Strategic developments", "Looting/property destruction"),
    "NON_VIOL_TERRIT_TRANSFER": ("Strategic developments", "Non-violent transfer of territory"),
    "OTHER": ("Strategic developments", "Other"),
}


@dataclass(frozen=True, slots=True)
class SubEvent:
    """An ACLED sub-event type. `rank` is the place of its row in the table: the lower, the graver."""

    code: str
    rank: int

    @property
    def event_type(self) -> str:
        """ACLED's event type, "Riots"."""
        return SUB_EVENTS[self.code][0]

    @property
    def sub_event_type(self) -> str:
        """ACLED's sub-event type, "Mob violence"."""
        return SUB_EVENTS[self.code][1]


@dataclass(frozen=True, slots=True)
class _Rule:
    types: frozenset[str]
    modes: frozenset[str]
    agent: frozenset[str]
    patient: frozenset[str]
    words: frozenset[str]
    around: frozenset[str]
    result: SubEvent


def of_event(event: Event, around: str, language: str) -> SubEvent | None:
    """The sub-event type of an event. `around` is the text it stands in, in which other kinds may be named."""
    known = load(language)
    if known is None:
        return None
    agents, patients = _kinds_of(event.agents, known), _kinds_of(event.patients, known)
    named = _kinds_of((event.trigger,), known) | patients | agents
    near = _kinds(around, known)
    for rule in _rules():
        fits = event.type in rule.types and (not rule.modes or (event.mode or "") in rule.modes)
        if (
            fits
            and (not rule.agent or rule.agent & agents)
            and (not rule.patient or rule.patient & patients)
            and (not rule.words or rule.words & named)
            and (not rule.around or rule.around & near)
        ):
            return rule.result
    return None


def of_text(text: str, statements: Iterable[Statement], language: str) -> SubEvent | None:
    """The one sub-event type of a text: the highest in the table of all that is said to have happened."""
    found = [
        sub_event
        for statement in statements
        if statement.event is not None and statement.factuality in HAPPENED and not _is_nought(statement)
        if (sub_event := of_event(statement.event, _around(text, statement.event.trigger), language)) is not None
    ]
    return min(found, key=lambda sub_event: sub_event.rank, default=None)


def _is_nought(statement: Statement) -> bool:
    """ "Nobody was arrested" is a figure of nought: nothing took place."""
    return statement.figure is not None and statement.figure.high == 0


def _around(text: str, trigger: Span) -> str:
    """The paragraph that a trigger stands in."""
    start, end = text.rfind("\n", 0, trigger.start) + 1, text.find("\n", trigger.end)
    return text[start : end if end >= 0 else len(text)]


def _kinds_of(spans: Iterable[Span], language: Language) -> frozenset[str]:
    return frozenset(kind for span in spans for kind in _kinds(span.text, language))


@cache
def _kinds(words: str, language: Language) -> frozenset[str]:
    spelled = cut(words, language).spelled
    return frozenset(hit.row["kind"] for table in _tables(language) for hit in table.find(spelled, 0, len(spelled)))


@cache
def _tables(language: Language) -> tuple[Phrases, ...]:
    """One table a kind, so that a word may be of several."""
    table = list(rows(language.data("acled_kinds.tsv")))
    kinds = dict.fromkeys(row["kind"] for row in table)
    return tuple(Phrases([row for row in table if row["kind"] == kind]) for kind in kinds)


@cache
def _rules() -> tuple[_Rule, ...]:
    table = rows((files("dalel.extract") / "acled.tsv").read_text("utf-8"))
    return tuple(_rule(number, row) for number, row in enumerate(table))


def _rule(number: int, row: dict[str, str]) -> _Rule:
    if row["code"] not in SUB_EVENTS:
        raise ValueError(f"acled.tsv: {row['code']!r} is no sub-event type of ACLED's")

    def cell(name: str) -> frozenset[str]:
        return frozenset(row[name].split("|")) if row[name] else frozenset()

    return _Rule(
        cell("type"), cell("mode"), cell("agent"), cell("patient"), cell("words"), cell("with"),
        SubEvent(row["code"], number),
    )  # fmt: skip
