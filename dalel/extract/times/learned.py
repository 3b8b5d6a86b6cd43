"""Times where a language has a learned model: the model says where a time stands, the rules what it means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from dalel.extract.text import Text
from dalel.model import Span, TimeMention

TYPES = frozenset(("DATE", "TIME"))

_DAY = len("2022-01-06")


def agree(text: Text, ruled: Sequence[TimeMention], learned: Sequence[tuple[int, int, str]]) -> list[TimeMention]:
    """The times of a text: the DATE and TIME among what is learned (words [first, last)), with the value of the rules.

    A learned time takes the value of the rules' time in it. Where the rules see several, one within the other ("this
    year", "on 5 January"), it takes the narrowest; where they see several apart ("from March 27 to April 4"), these
    stand. One that the rules do not know has no value. What only the rules see stands if it has bounds: a day that
    can be told on a calendar is not lost for want of an example to learn from.
    """
    found: list[TimeMention] = []
    number = 0
    spans = [(text.span(first, last), type_) for first, last, type_ in learned if type_ in TYPES]
    ruled = _parted(ruled, spans)
    for span, type_ in spans:
        while number < len(ruled) and ruled[number].span.end <= span.start:
            found += _bounded(ruled[number])
            number += 1
        inside = []
        while number < len(ruled) and ruled[number].span.start < span.end:
            inside.append(ruled[number])
            number += 1
        if not inside:
            found.append(TimeMention(span, type_, None))
        elif (narrowest := _narrowest(inside)) is not None:
            found.append(replace(narrowest, span=span))
        else:
            end = found[-1].span.end if found else 0
            found += [time for time in inside if time.span.start >= end]
    for time in ruled[number:]:
        found += _bounded(time)
    return found


def _parted(ruled: Sequence[TimeMention], spans: Sequence[tuple[Span, str]]) -> list[TimeMention]:
    """The rules' times, one that holds several learned ones given to one of them, or to a day and an hour apart.

    Of "бүгін таңертең" the day is that of "бүгін", and "таңертең" has the value of both ("2022-01-06TMO"), as its day
    is that of the words before it. Else it is given to the last of its type: of "9 сәуір, сағат 17:00" to the day,
    where the year is not known and nothing is said of the hour.
    """
    parted: list[TimeMention] = []
    number = 0
    for time in ruled:
        while number < len(spans) and spans[number][0].end <= time.span.start:
            number += 1
        last = number
        while last < len(spans) and spans[last][0].start < time.span.end:
            last += 1
        held = spans[number:last]
        day, _, hour = (time.value or "").partition("T")
        if len(held) < 2:
            parted.append(time)
        elif len(held) == 2 and hour and time.earliest is not None and len(day) == _DAY:
            midnight = time.earliest.replace(hour=0, minute=0, second=0, microsecond=0)
            parted.append(TimeMention(held[0][0], "DATE", day, midnight, midnight + timedelta(days=1)))
            parted.append(replace(time, span=held[1][0]))
        else:
            wanted = "TIME" if time.type == "TIME" else "DATE"
            own = [span for span, type_ in held if type_ == wanted] or [span for span, _ in held]
            parted.append(replace(time, span=own[-1]))
    return parted


def _bounded(time: TimeMention) -> list[TimeMention]:
    return [time] if time.earliest is not None and time.latest is not None else []


def _narrowest(times: Sequence[TimeMention]) -> TimeMention | None:
    """The time that lies within all others; None where they lie apart."""
    bounded = [time for time in times if time.earliest is not None and time.latest is not None]
    if not bounded:
        return times[0] if len(times) == 1 else None
    narrowest = min(bounded, key=_length)
    return narrowest if all(_within(narrowest, other) for other in bounded) else None


def _length(time: TimeMention) -> float:
    assert time.earliest is not None and time.latest is not None
    return (time.latest - time.earliest).total_seconds()


def _within(inner: TimeMention, outer: TimeMention) -> bool:
    assert inner.earliest is not None and inner.latest is not None
    assert outer.earliest is not None and outer.latest is not None
    return outer.earliest <= inner.earliest and inner.latest <= outer.latest
