"""What the forms of the time grammar mean: a function for each kind of rule, from slots to a sense."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from dalel.extract.times.calendar import Period, period
from dalel.extract.times.dates import calendar, integer, of_day, year_of
from dalel.extract.times.scan import Slots
from dalel.extract.times.scene import Scene, Sense

Meaning = Callable[[Slots, Scene], Sense | None]

_SEASON_MONTHS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
_CLOCK_UNITS = {"H": 3600, "MIN": 60, "SEC": 1}
_DURATIONS = {"H": "PT{}H", "MIN": "PT{}M", "SEC": "PT{}S", "L": "P{}L"}
# Units that TimeBank counts in others: three quarters are P9M, two decades P20Y, a fortnight P2W.
_COUNTED_IN = {"Q": (3, "M"), "E": (10, "Y"), "C": (100, "Y"), "F": (2, "W")}
_HALVES = {"Y": "6M", "D": "T12H", "H": "T30M", "MIN": "T30S"}
_JUST_OVER = 100  # days in which a quarter that is over is still the one that is reported
_ABOUT = 0.5  # of a period that is said to be early or late in it


def mean(kind: str, slots: Slots, scene: Scene) -> Sense | None:
    """The sense of a match; None where its numbers are no time (30 February) or it is a trap."""
    try:
        sense = KINDS[kind](slots, scene)
    except (OverflowError, ValueError):
        return None  # beyond the calendar
    if sense is not None and "mod" in slots:
        sense = _narrowed(sense, str(slots["mod"]), scene)
    return sense


def nothing(_: Slots, __: Scene) -> Sense | None:
    """A trap: "the Sunday Times", "16 years old"."""
    return None


def fixed(slots: Slots, _: Scene) -> Sense | None:
    """ "now", "recently", "daily": the value stands in the grammar."""
    return Sense(str(slots.get("type", "DATE")), str(slots["value"]))


def deictic(slots: Slots, scene: Scene) -> Sense | None:
    """ "today", "yesterday evening", "the day before yesterday"."""
    if scene.today is None:
        return of_day(None, slots, scene)
    if "either" in slots and scene.direction() <= 0:
        slots = {**slots, "before": 1}  # сегодня ночью: the night that is over, in the past tense
    return of_day(scene.today + timedelta(days=integer(slots, "deictic")), slots, scene)


def shifted(slots: Slots, scene: Scene) -> Sense | None:
    """ "last week", "this summer", "next Tuesday evening", "last night", "last May"."""
    today, shift = scene.today, integer(slots, "shift")
    if today is None:
        return Sense("TIME" if "part" in slots else "DATE", None)
    if "weekday" in slots:
        behind = (today.isoweekday() - integer(slots, "weekday")) % 7
        day = today - timedelta(days=behind)
        if shift < 0 and not behind:
            day -= timedelta(days=7)
        elif shift > 0 or (shift == 0 and behind and scene.direction() >= 0):
            day += timedelta(days=7)
        return of_day(day, slots, scene)
    if "month" in slots:
        found = Period("M", date(today.year, integer(slots, "month"), 1))
        this = period("M", today)
        if shift < 0 and found.start >= this.start:
            found = found.shift(-12)
        elif shift > 0 and found.start <= this.start:
            found = found.shift(12)
        return scene.whole(found)
    if "season" in slots:
        return _season(str(slots["season"]), shift, today, scene)
    if "part" in slots:
        if shift < 0 and slots["part"] != "NI":
            return of_day(today - timedelta(days=1), slots, scene)
        return of_day(today + timedelta(days=shift), slots, scene)
    unit = str(slots["unit"])
    if unit in _CLOCK_UNITS or unit in ("L", "F"):
        return None
    if unit == "WE" and shift == 0:
        found = period("WE", today)
        if found.start > today and scene.direction() < 0:
            found = found.shift(-1)
        return scene.whole(found)
    return scene.whole(period(unit, today).shift(shift))


def _season(season: str, shift: int, today: date, scene: Scene) -> Sense:
    found = Period("S", date(today.year, _SEASON_MONTHS[season], 1))
    if season == "WI" and today.month < 3:
        found = found.shift(-4)
    this = period("S", today)
    if shift < 0 and found.start >= this.start:
        found = found.shift(-4)
    elif shift > 0 and found.start <= this.start:
        found = found.shift(4)
    return scene.whole(found)


def season(slots: Slots, scene: Scene) -> Sense | None:
    """ "the winter of 1994", "in spring"."""
    name = str(slots["season"])
    if "year" in slots or "shift" in slots:
        year = year_of(slots, scene)
        return Sense("DATE", None) if year is None else scene.whole(Period("S", date(year, _SEASON_MONTHS[name], 1)))
    if scene.today is None:
        return Sense("DATE", f"XXXX-{name}")
    found = _season(name, 0, scene.today, scene).period
    assert found is not None
    direction = scene.direction()
    if direction < 0 and found.start > scene.today:
        found = found.shift(-4)
    elif direction > 0 and found.end <= scene.today:
        found = found.shift(4)
    return scene.whole(found)


def quarter(slots: Slots, scene: Scene) -> Sense | None:
    """ "the third quarter", "third quarter of 1988", "the latest quarter"."""
    number = integer(slots, "ordinal") or integer(slots, "number")
    if not 1 <= number <= 4:
        return None
    if "year" in slots or "shift" in slots:
        year = year_of(slots, scene)
        if year is None:
            return Sense("DATE", None)
        return _reported(Period("Q", date(year, number * 3 - 2, 1)), scene)
    if scene.today is None:
        return Sense("DATE", f"XXXX-Q{number}")
    return _reported(_near_quarter(number, scene.today, scene), scene)


def _reported(found: Period, scene: Scene) -> Sense:
    """A quarter; the latest of those that are over is what the text reports on."""
    over = scene.today is None or found.end <= scene.today or (found.start < scene.today and scene.direction() < 0)
    if over and (scene.quarter is None or scene.quarter.start < found.start):
        scene.quarter = found
    if over:
        scene.longer = False
    return scene.whole(found)


def _near_quarter(number: int, today: date, scene: Scene) -> Period:
    found = Period("Q", date(today.year, number * 3 - 2, 1))
    if found.start > today and scene.direction() <= 0:
        return found.shift(-4)
    if found.end <= today and (today - found.end).days > _JUST_OVER and scene.direction() > 0:
        return found.shift(4)
    return found


def half_year(slots: Slots, scene: Scene) -> Sense | None:
    """ "the first half of 1989": 1989-H1."""
    number = integer(slots, "ordinal")
    year = year_of(slots, scene)
    if year is None and scene.today:
        year = scene.today.year
    if number not in (1, 2):
        return None
    if year is None:
        return Sense("DATE", f"XXXX-H{number}")
    first = Period("M", date(year, number * 6 - 5, 1))
    earliest, latest = scene.moment(first.start, 0), scene.moment(first.shift(6).start, 0)
    return Sense("DATE", f"{year:04}-H{number}", first, earliest, latest)


def decade(slots: Slots, scene: Scene) -> Sense | None:
    """ "the 1990s", "the nineties"."""
    begin = integer(slots, "decade") or integer(slots, "tens")
    return scene.whole(Period("E", date(begin if begin > 99 else 1900 + begin, 1, 1)))


def century(slots: Slots, scene: Scene) -> Sense | None:
    """ "the 20th century": 19."""
    number = integer(slots, "ordinal") or integer(slots, "number")
    return scene.whole(Period("C", date(max(1, (number - 1) * 100), 1, 1))) if 1 <= number <= 30 else None


def _count(slots: Slots) -> float | None:
    """How many; None where the text leaves it open ("several", "weeks")."""
    if "fuzzy" in slots:
        return None
    half = 0.5 if "half" in slots else 0
    if "number" in slots:
        return float(slots["number"]) + half
    return half if half and "one" not in slots else 1 + half


def offset(slots: Slots, scene: Scene) -> Sense | None:
    """ "two years ago", "in three days", "two hours later": from the publication or the time before it."""
    unit, sign, count = str(slots["unit"]), integer(slots, "sign"), _count(slots)
    relative = bool(slots.get("relative"))
    if count is None:
        return Sense("DATE", "PAST_REF" if sign < 0 else "FUTURE_REF")
    nearby = scene.nearby() if relative else None
    if unit == "Y" and sign < 0 and scene.quarter and count == int(count):
        compared = scene.quarter.shift(-4 * int(count))
        return scene.whole(period("Y", compared.start) if scene.longer else compared)
    if unit in _CLOCK_UNITS:
        base = nearby.earliest if nearby and nearby.type == "TIME" and nearby.earliest else scene.anchor
        if base is None:
            return Sense("TIME", None)
        moment = base + timedelta(seconds=sign * count * _CLOCK_UNITS[unit])
        step = timedelta(hours=1) if unit == "H" else timedelta(minutes=1)
        return Sense("TIME", f"{moment:%Y-%m-%dT%H:%M}", Period("D", moment.date()), moment, moment + step)
    day = nearby.period.start if nearby and nearby.period else scene.today
    if day is None:
        return Sense("DATE", None)
    times, inner = _COUNTED_IN.get(unit, (1, unit)) if unit not in ("Q", "E", "C") else (1, unit)
    if count != int(count):
        times, inner, count = (6, "M", count * 2) if inner == "Y" else (1, inner, float(int(count)))
    return scene.whole(period(inner, day).shift(sign * int(count) * times))


def duration(slots: Slots, scene: Scene) -> Sense | None:
    """ "for 180 days", "two-hour", "a minute and a half", "several weeks"."""
    count = _count(slots)
    times, unit = 1, str(slots["unit"])
    if count is not None:
        times, unit = _COUNTED_IN.get(unit, (1, unit))
    if count is not None and count % 1 == 0.5 and unit in _HALVES and times == 1:
        whole = _written(unit, f"{count - 0.5:g}") if count > 1 else "P"
        return Sense("DURATION", whole + _HALVES[unit].removeprefix("T" if "T" in whole else ""))
    return Sense("DURATION", _written(unit, "X" if count is None else f"{count * times:g}"))


def _written(unit: str, amount: str) -> str:
    return _DURATIONS.get(unit, "P{}" + unit).format(amount)


def coming(slots: Slots, scene: Scene) -> Sense | None:
    """ "in five years": a date in the future tense, else how long it took."""
    return offset(slots, scene) if scene.direction() > 0 else duration(slots, scene)


def repeated(slots: Slots, scene: Scene) -> Sense | None:
    """ "every day", "each July", "on Mondays", "every Monday evening"."""
    part = f"T{slots['part']}" if "part" in slots else ""
    if "weekday" in slots or "weekdays" in slots:
        return Sense("SET", f"XXXX-WXX-{slots.get('weekday', slots.get('weekdays'))}{part}")
    if "month" in slots:
        return Sense("SET", f"XXXX-{integer(slots, 'month'):02}")
    if "season" in slots:
        return Sense("SET", f"XXXX-{slots['season']}")
    if "part" in slots:
        return Sense("SET", f"XXXX-XX-XX{part}")
    unit = str(slots["unit"])
    count = _count(slots) or 1
    if unit == "Q":
        return Sense("SET", f"P{count:g}Q")
    found = duration({"unit": unit, "number": count}, scene)
    return found and replace(found, type="SET")


def same(slots: Slots, scene: Scene) -> Sense | None:
    """ "that day", "the same year", "the following week": from the time before it, else the publication."""
    previous = scene.previous.period if scene.previous else None
    day = previous.start if previous else scene.today
    if previous and slots.get("unit") == "D" and previous.unit != "D":
        return Sense("DATE", None)  # "that day", of a year
    shift = integer(slots, "relshift")
    if day is None:
        return Sense("TIME" if "part" in slots else "DATE", None)
    if "weekday" in slots:
        distance = (day.isoweekday() - integer(slots, "weekday")) % 7 or 7
        return of_day(day - timedelta(days=distance if shift < 0 else distance - 7), slots, scene)
    if "part" in slots:
        return of_day(day + timedelta(days=shift), slots, scene)
    unit = str(slots["unit"])
    if unit in _CLOCK_UNITS or unit in ("L", "F"):
        return None
    return scene.whole(period(unit, day).shift(shift))


def that_day(slots: Slots, scene: Scene) -> Sense | None:
    """ "for the third day", "a second night in a row": of the day before it in the text, else the publication."""
    return of_day(scene.day(), slots, scene)


def latest(slots: Slots, scene: Scene) -> Sense | None:
    """ "the quarter", "the latest period", "the 1988 period": what is reported, else the last quarter that is over."""
    if scene.today is None:
        return Sense("DATE", None)
    if "weak" in slots and scene.quarter is None:
        return None  # "in the period", where nothing is reported on
    base = scene.quarter or period("Q", scene.today).shift(-1)
    if "back" in slots or "year" in slots:
        found = Period("Q", date(integer(slots, "year"), base.start.month, 1)) if "year" in slots else base.shift(-4)
        return scene.whole(period("Y", found.start) if scene.longer and "named" not in slots else found)
    scene.longer = scene.longer and "named" not in slots
    return scene.whole(base)


def year_end(slots: Slots, scene: Scene) -> Sense | None:
    """ "year-end": the last day of the year."""
    if scene.today is None:
        return Sense("DATE", None)
    ended = integer(slots, "direction") < 0 or (scene.direction() < 0 and scene.today.month < 7)
    year = scene.today.year - ended
    return scene.whole(Period("D", date(year, 12, 31)))


def _narrowed(sense: Sense, mod: str, scene: Scene) -> Sense:
    """ "early Wednesday", "the end of November", "earlier this month": the bounds that this leaves."""
    earliest, latest_ = sense.earliest, sense.latest
    if earliest is None or latest_ is None:
        return sense
    span = latest_ - earliest
    match mod:
        case "START":
            return replace(sense, latest=earliest + span * _ABOUT)
        case "END":
            return replace(sense, earliest=latest_ - span * _ABOUT)
        case "MID":
            return replace(sense, earliest=earliest + span / 4, latest=latest_ - span / 4)
    if scene.anchor is not None and earliest < scene.anchor < latest_:
        return replace(sense, latest=scene.anchor) if mod == "BEFORE" else replace(sense, earliest=scene.anchor)
    return sense


KINDS: dict[str, Meaning] = {
    "nothing": nothing,
    "fixed": fixed,
    "calendar": calendar,
    "deictic": deictic,
    "shifted": shifted,
    "season": season,
    "quarter": quarter,
    "decade": decade,
    "century": century,
    "half_year": half_year,
    "offset": offset,
    "duration": duration,
    "coming": coming,
    "repeated": repeated,
    "same": same,
    "that_day": that_day,
    "latest": latest,
    "year_end": year_end,
}
