"""Bulletins for tests: those of docs/formats/bulletin.md, and any that there can be."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from dalel.publish.bulletin import tables
from dalel.publish.bulletin.codes import MOST_COUNT, MOST_LISTED, MOST_NUMBER
from dalel.publish.bulletin.facts import (
    Amount,
    Bulletin,
    Count,
    Counts,
    EventFact,
    FigureFact,
    Place,
    QuestionFact,
    Said,
    Voice,
    When,
    name_of,
)

ALMATY = Place("city", "KZ", 1526384, "Almaty", "Алматы", "Алматы")
COUNTRY = Place("country", "KZ", 1522867, "Kazakhstan", "Казахстан", "Қазақстан")
AS_OF, MADE_AT = datetime(2022, 1, 10, 18, 0, tzinfo=UTC), datetime(2022, 1, 10, 18, 5, tzinfo=UTC)
WIRE, MINISTRY, HEALTH = Voice("source", "Meridian"), Voice("named", "МВД"), Voice("named", "Минздрав")

CONTESTED_EVENT = EventFact(
    ref=bytes.fromhex("1a2b3c4d"),
    type="ASSAULT",
    mode="firearms",
    standing="contested",
    place=ALMATY,
    when=When(date(2022, 1, 6), date(2022, 1, 6)),
    affirmed_by=4,
    denied_by=1,
    affirmed=(WIRE, Voice("unnamed", "Meridian"), Voice("withheld", "Ала-Тоо")),
    denied=(MINISTRY,),
    count=Count("injured", Amount(8, None, "="), "single-origin"),
)
CONTESTED_FIGURE = FigureFact(
    ref=bytes.fromhex("00000001"),
    measure="killed",
    standing="contested",
    of="civilians",
    place=COUNTRY,
    when=When(date(2022, 1, 2), date(2022, 1, 9), "reported"),
    period="total",
    range=Amount(26, 164),
    origins=2,
    said=(
        Said(MINISTRY, "affirm", date(2022, 1, 10), Amount(26, 26), before=Amount(18, None, ">")),
        Said(HEALTH, "affirm", date(2022, 1, 9), Amount(164, 164)),
    ),
)
WITHDRAWN_FIGURE = FigureFact(
    ref=bytes.fromhex("00000002"),
    measure="price",
    standing="withdrawn",
    of="litre of gas",
    said=(Said(WIRE, "affirm", date(2022, 1, 3), Amount(120.5, 120.5, "~"), until=date(2022, 1, 4)),),
)
QUESTION = QuestionFact(
    ref=bytes.fromhex("1a2b3c4d"),
    asks="who",
    state="open",
    type="ASSAULT",
    mode="firearms",
    place=ALMATY,
    when=When(date(2022, 1, 6), date(2022, 1, 6)),
    asked=(WIRE,),
)
CUT = EventFact(
    ref=bytes.fromhex("ffffffff"),
    type="COERCE",
    mode="censor",
    standing="corroborated",
    place=COUNTRY,
    when=When(date(2022, 1, 5), date(2022, 1, 10)),
    affirmed_by=3,
    affirmed=(WIRE,),
)

EMPTY = Bulletin("Meridian-desk", AS_OF, MADE_AT)
FULL = Bulletin(
    desk="Meridian-desk",
    as_of=AS_OF,
    made_at=MADE_AT,
    facts=(CONTESTED_EVENT, CONTESTED_FIGURE, QUESTION, WITHDRAWN_FIGURE, CUT),
    left_out=Counts(41, 7, 3),
    documents=55,
    sources=17,
    since=date(2022, 1, 2),
    country="KZ",
)

names = st.text(min_size=1, max_size=90).map(name_of).filter(bool)
counts = st.integers(0, MOST_COUNT)
numbers = st.integers(-MOST_NUMBER, MOST_NUMBER).map(float) | st.floats(-1e6, 1e6, width=32)
days = st.dates(date(2000, 1, 1), date(2040, 1, 1))


def _amount(one: float, other: float | None, side: str, relation: str) -> Amount:
    """A number between two others, or open on one side where there is no other."""
    if other is not None:
        return Amount(min(one, other), max(one, other), relation)
    return Amount(one, None, relation) if side == "above" else Amount(None, one, relation)


def _when(first: date, length: int, basis: str) -> When:
    return When(first, first + timedelta(days=length), basis)


amounts = st.builds(
    _amount, numbers, st.none() | numbers, st.sampled_from(["above", "below"]), st.sampled_from(tables.RELATIONS)
)
countries = st.none() | st.sampled_from(["KZ", "SD", "FR"])
places = st.builds(
    Place, st.sampled_from(tables.PLACE_KINDS), countries, st.none() | st.integers(1, 10**8), names, names, names
)
voices = st.builds(Voice, st.sampled_from(tables.ROLES), names) | st.just(Voice("withheld", ""))
few_voices = st.lists(voices, max_size=MOST_LISTED).map(tuple)
whens = st.builds(_when, days, st.integers(0, 400), st.sampled_from(tables.BASES))
settings_ = {"place": st.none() | places, "when": st.none() | whens}
refs = st.binary(min_size=4, max_size=4)
standings = st.sampled_from(tables.STANDINGS)
measures = st.sampled_from(tables.MEASURES)
deeds = st.sampled_from(tables.DEEDS)

events = deeds.flatmap(
    lambda deed: st.builds(
        EventFact,
        refs,
        st.just(deed[0]),
        st.just(deed[1]),
        standings,
        affirmed_by=counts,
        denied_by=counts,
        affirmed=few_voices,
        denied=few_voices,
        count=st.none() | st.builds(Count, measures, amounts, standings),
        **settings_,
    )
)
said = st.builds(
    Said,
    voices,
    st.sampled_from(tables.SIDES),
    days,
    amounts,
    st.none() | amounts,
    st.none() | days,
)
figures = st.builds(
    FigureFact,
    refs,
    measures,
    standings,
    of=st.none() | st.sampled_from(tables.POPULATIONS) | names,
    period=st.sampled_from(tables.PERIODS),
    range=st.none() | amounts,
    origins=counts,
    said=st.lists(said, max_size=MOST_LISTED).map(tuple),
    **settings_,
)
asks = {"asks": st.sampled_from(tables.ASKS), "state": st.sampled_from(tables.STATES), "asked": few_voices}
questions = deeds.flatmap(
    lambda deed: st.builds(QuestionFact, refs, type=st.just(deed[0]), mode=st.just(deed[1]), **asks, **settings_)
) | st.builds(QuestionFact, refs, measure=measures, **asks, **settings_)
moments = st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1)).map(
    lambda one: one.replace(tzinfo=UTC, microsecond=0)
)

bulletins = st.builds(
    Bulletin,
    names,
    moments,
    moments,
    facts=st.lists(events | figures | questions, max_size=5).map(tuple),
    left_out=st.builds(Counts, counts, counts, counts),
    documents=counts,
    sources=counts,
    since=st.none() | days,
    place=st.none() | names,
    country=countries,
)
