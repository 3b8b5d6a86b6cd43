"""Until when something is demanded or promised: the times of a sentence that a word beside them makes a term."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from dalel.analyse.questions_text import Row, Sentence, Words
from dalel.extract import times
from dalel.extract.language import load
from dalel.extract.phrases import Hit
from dalel.extract.text import Text, cut
from dalel.model import TimeMention

_NEAR = 2  # words between a time and the word that makes it a term
_WEEK, _DAY = timedelta(days=7), timedelta(days=1)
_DURATION = re.compile(
    r"P(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?)?"
)


@dataclass(frozen=True, slots=True)
class Term:
    """The last day of a term and the words that name it.

    `is_stated`: a word makes it one; `is_ahead`: it is a later day than that of publication.
    """

    day: str
    words: str
    is_stated: bool
    is_ahead: bool


def term(sentence: Sentence, known: Words) -> Term | None:
    """The term that a sentence sets; None where it names none, or where the day of publication is not known."""
    published = published_at(sentence.paper.row)
    language = load(known.language.tag)
    if published is None or language is None:
        return None
    text = cut(sentence.quote, language)
    hits = known.table("term").find(text.spelled, 0, len(text.words))
    found = list(_terms(text, hits, published))
    return next((one for one in found if one.is_stated), found[0] if found else None)


def _terms(text: Text, hits: list[Hit], published: datetime) -> Iterator[Term]:
    for mention in times.find(text, published):
        inside = text.words_in(mention.span.start, mention.span.end)
        if not len(inside):
            continue
        first, last = inside[0], inside[-1] + 1
        makes = next((hit for hit in hits if _makes(hit, first, last)), None)
        ends = _end(mention, published, makes)
        if ends is None or ends.date() < published.date():
            continue
        begin = first if makes is None else min(makes.first, first)
        end = last if makes is None else max(makes.last, last)
        is_ahead = ends.date() > published.date()
        yield Term(ends.date().isoformat(), text.span(begin, end).text, makes is not None, is_ahead)


def _makes(hit: Hit, first: int, last: int) -> bool:
    """Whether a word makes the words [first, last) of a time a term."""
    if hit.row["of"] == "after":
        return hit.last > first and hit.first - last <= 1
    return hit.first < last and -1 <= first - hit.last <= _NEAR


def _end(mention: TimeMention, published: datetime, makes: Hit | None) -> datetime | None:
    """The last moment of a term: a length of time from publication on, or the end of a day that lies ahead."""
    if mention.latest is None:
        length = _length(mention.value) if mention.type == "DURATION" and makes is not None else None
        return None if length is None else _plus(published, length)
    if mention.type not in ("DATE", "TIME"):
        return None
    last = mention.latest - timedelta(seconds=1)
    if makes is not None and last < published:
        # A term lies ahead: "until Friday", said on a Saturday, is the next; "until evening", said at noon, is today's.
        ahead = last + (_DAY if mention.type == "TIME" and published - last <= _DAY else _WEEK)
        last = ahead if ahead >= published else last
    return last


def _length(value: str | None) -> timedelta | None:
    match = _DURATION.fullmatch(value or "")
    if match is None:
        return None
    years, months, weeks, days, hours, minutes = (int(part or 0) for part in match.groups())
    return timedelta(days=365 * years + 30 * months + 7 * weeks + days, hours=hours, minutes=minutes)


def _plus(moment: datetime, length: timedelta) -> datetime | None:
    try:
        return moment + length
    except OverflowError:
        return None


def published_at(row: Row) -> datetime | None:
    """When a document was published, in its own zone; when it became known where it does not say is no substitute."""
    if row["published_at"] is None:
        return None
    moment = datetime.fromisoformat(row["published_at"])
    zone = datetime.strptime(row["zone"], "%z").tzinfo if row["zone"] else UTC
    return moment.astimezone(zone)
