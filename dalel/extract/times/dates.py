"""Dates and times of day: what year, month, day, weekday, part of the day and clock mean together."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta, timezone

from dalel.extract.times.calendar import Period, add_months, period
from dalel.extract.times.scan import Slots
from dalel.extract.times.scene import Scene, Sense

# Months in which one that comes is meant, though the verb be in the past tense, unless it stands right beside:
# "placed orders for November"; and the same after "until".
_AHEAD, _AHEAD_UNTIL = 1, 6
_A_DAY, _HALF_A_DAY = timedelta(days=1), timedelta(hours=12)
_NOON, _NIGHTFALL, _DAYBREAK = 12, 22, 6  # hours
_FAR = 60  # days beyond which a day of the month follows the tense


def calendar(slots: Slots, scene: Scene) -> Sense | None:
    """Year, month, day, weekday, part of the day and time, as far as they are said."""
    if "number2" in slots:
        slots = {**slots, "numericdate": f"{slots['number']}.{slots['number2']}.{slots['year']}"}
    if "numericdate" in slots:
        slots = {**slots, **_numeric(str(slots["numericdate"]), scene.grammar.numeric_order)}
    if "holiday" in slots:
        month_day = str(slots["holiday"]).split(".")
        slots = {**slots, "month": int(month_day[0]), "day": int(month_day[1])}
    if "ambiguous" in slots:
        return Sense("DATE", None)
    if "month" in slots or "monthnumber" in slots:
        month = integer(slots, "month") or integer(slots, "monthnumber")
        if "day" in slots:
            return _day_of_month(slots, scene, month)
        if slots.keys() & {"year", "shift", "thatyear"}:
            year = year_of(slots, scene)
            if year is None:
                return Sense("DATE", None)
            return _range_to_month(slots, scene, Period("M", date(year, month, 1)))
        return _bare_month(slots, scene, month)
    if "weekday" in slots:
        return of_day(_weekday(integer(slots, "weekday"), scene), slots, scene)
    if "year" in slots:
        begin = Period("Y", date(_whole_year(integer(slots, "year"), scene), 1, 1))
        return until(begin, Period("Y", date(integer(slots, "year2"), 1, 1)) if "year2" in slots else None, scene)
    if "day" in slots:
        return of_day(_day_alone(integer(slots, "day"), scene), slots, scene)
    return _time_alone(slots, scene)


def _day_alone(day: int, scene: Scene) -> date | None:
    """ "5-го числа": of this month, or of the one before or after it as the tense says."""
    if scene.today is None:
        return None
    this = scene.today.replace(day=1)
    month = this
    if scene.direction() > 0:
        month = this if day >= scene.today.day else add_months(this, 1)
    elif day > scene.today.day:
        month = add_months(this, -1)
    return month.replace(day=day)


def _time_alone(slots: Slots, scene: Scene) -> Sense:
    """A time of day without a day: of the day before it in the text, else the last or next such time by the tense."""
    day = scene.day()
    sense = of_day(day, slots, scene)
    if day is None or scene.anchor is None or scene.direction() > 0:
        return sense
    if day != scene.today:
        return _after_midnight(sense, slots, scene)
    if slots.get("part") == "NI" and "hour" not in slots:
        return of_day(day, {**slots, "before": 1}, scene)
    dated_only = scene.anchor.time() == time()  # midnight sharp is a date without a time
    if sense.earliest and sense.earliest > scene.anchor and not dated_only and not scene.nearby():
        return of_day(day - _A_DAY, slots, scene)
    return sense


def _after_midnight(sense: Sense, slots: Slots, scene: Scene) -> Sense:
    """ "22:50 … 00:10": a time of day that is long before the one it follows is of the next day, if that is over."""
    before = scene.nearby()
    if before is None or before.type != "TIME" or sense.period is None or scene.anchor is None:
        return sense
    if before.earliest is None or sense.earliest is None:
        return sense
    if before.earliest - sense.earliest < _HALF_A_DAY or sense.earliest + _A_DAY > scene.anchor:
        return sense
    return of_day(sense.period.start + _A_DAY, slots, scene)


def _numeric(written: str, order: str) -> Slots:
    """05.01.2022: in the order of the language, or in the only order that is possible."""
    one, two, three = written.split(".")
    if len(one) == 4:
        return {"year": int(one), "month": int(two), "day": int(three)}
    first, second = int(one), int(two)
    year = int(three) if len(three) == 4 else 2000 + int(three)
    if order == "unclear":
        if first <= 12 and second <= 12 and first != second:
            return {"ambiguous": 1}
        order = "mdy" if second > 12 else "dmy"
    day, month = (first, second) if order == "dmy" else (second, first)
    return {"year": year, "month": month, "day": day}


def integer(slots: Slots, name: str) -> int:
    return int(slots.get(name, 0))


def year_of(slots: Slots, scene: Scene) -> int | None:
    if "year" in slots:
        return _whole_year(integer(slots, "year"), scene)
    if "thatyear" in slots and scene.previous and scene.previous.period:
        return scene.previous.period.start.year
    if "shift" in slots and "weekday" not in slots and scene.today:
        return scene.today.year + integer(slots, "shift")
    return None


def _whole_year(year: int, scene: Scene) -> int:
    """ "в 91-м году": of the century that puts it nearest to the publication."""
    if year >= 100:
        return year
    this = scene.today.year if scene.today else 2000
    return min((1900 + year, 2000 + year), key=lambda option: abs(option - this))


def _day_of_month(slots: Slots, scene: Scene, month: int) -> Sense | None:
    day, year = integer(slots, "day"), year_of(slots, scene)
    if year is None:
        year = _nearest_year(scene, month, day)
    if year is None:
        date(2000, month, day)
        return Sense("DATE", f"XXXX-{month:02}-{day:02}")
    if "day2" in slots:
        last_month = integer(slots, "month2") or month
        last_year = integer(slots, "year2") or year
        if "month2" in slots and "year2" not in slots and last_month < month:
            if "year" in slots:
                year -= 1
            else:
                last_year += 1
        first, last = date(year, month, day), date(last_year, last_month, integer(slots, "day2"))
        if last < first:
            return None
        if "part" in slots:
            return _night_between(first, last, slots, scene)
        return until(Period("D", first), Period("D", last), scene)
    return of_day(date(year, month, day), slots, scene)


def until(begin: Period, end: Period | None, scene: Scene) -> Sense | None:
    """A range: the value of its first period, bounded by the end of its last."""
    sense = scene.whole(begin)
    if end is None:
        return sense
    return None if end.start < begin.start else replace(sense, latest=scene.whole(end).latest)


def _night_between(first: date, last: date, slots: Slots, scene: Scene) -> Sense:
    begin, end = scene.grammar.parts[str(slots["part"])]
    if end <= 24:
        return replace(of_day(first, slots, scene), latest=scene.moment(last, end))
    value = f"{first}T{slots['part']}"
    earliest = scene.moment(first, begin if begin > _NOON else _NIGHTFALL)
    return Sense("TIME", value, Period("D", first), earliest, scene.moment(last, end - 24))


def _nearest_year(scene: Scene, month: int, day: int) -> int | None:
    """The year of a day without a year: the nearest such day, by the tense where none is near."""
    if scene.today is None:
        return None
    today = scene.today
    options = []
    for year in (today.year - 1, today.year, today.year + 1):
        try:
            options.append(date(year, month, day))
        except ValueError:
            continue  # 29 February
    if not options:
        return today.year
    nearest = min(options, key=lambda option: abs((option - today).days))
    if abs((nearest - today).days) > _FAR:
        direction = scene.direction()
        sided = [option for option in options if (option - today).days * direction >= 0]
        nearest = min(sided or options, key=lambda option: abs((option - today).days))
    return nearest.year


def _range_to_month(slots: Slots, scene: Scene, begin: Period) -> Sense | None:
    if "month2" not in slots:
        return scene.whole(begin)
    return until(begin, Period("M", date(begin.start.year, integer(slots, "month2"), 1)), scene)


def _bare_month(slots: Slots, scene: Scene, month: int) -> Sense:
    if scene.today is None:
        return Sense("DATE", f"XXXX-{month:02}")
    this = period("M", scene.today)
    found = Period("M", date(this.start.year, month, 1))
    ahead = (found.start.month - this.start.month) % 12
    bound = integer(slots, "direction")  # "until" looks ahead, "since" back
    if 1 <= ahead <= (_AHEAD_UNTIL if bound > 0 else _AHEAD):
        direction = scene.sure_direction() or bound or 1
    else:
        direction = scene.direction() or bound or -1
    if direction < 0 and found.start > this.start:
        found = found.shift(-12)
    if direction > 0 and found.start < this.start:
        found = found.shift(12)
    return scene.whole(found)


def _weekday(number: int, scene: Scene) -> date | None:
    """The nearest such weekday in the direction of the tense; the day of publication itself counts."""
    if scene.today is None:
        return None
    behind = (scene.today.isoweekday() - number) % 7
    if behind and scene.direction() > 0:
        return scene.today + timedelta(days=7 - behind)
    return scene.today - timedelta(days=behind)


def of_day(day: date | None, slots: Slots, scene: Scene) -> Sense:
    """A day, or the part or minute of it that is said."""
    clock = _clock(slots)
    if clock is None and "part" not in slots:
        return Sense("DATE", None) if day is None else scene.whole(Period("D", day))
    if day is None:
        return Sense("TIME", None)
    if clock is None:
        return _part_of(day, str(slots["part"]), scene, bool(slots.get("before")))
    hour, minute, second = clock
    value = f"{day}T{hour:02}:{minute:02}" + ("" if second is None else f":{second:02}")
    start = scene.moment(day, hour + minute / 60 + (second or 0) / 3600)
    if start is not None and "zone" in slots and slots["zone"] != "local":
        offset = timedelta(hours=float(slots["zone"]))
        start = datetime(day.year, day.month, day.day, tzinfo=timezone(offset)) + timedelta(
            hours=hour, minutes=minute, seconds=second or 0
        )
    return Sense("TIME", value, Period("D", day), start, start and start + timedelta(minutes=1))


def _part_of(day: date, part: str, scene: Scene, before: bool) -> Sense:
    """Part of a day. A night belongs to the day on which it begins, or (`before`) to that on which it ends."""
    begin, end = scene.grammar.parts[part]
    if before:
        begin, end = _NIGHTFALL - 24, _DAYBREAK  # в ночь на 6 января: from ten in the evening of the 5th
    earliest, latest = scene.moments(day, begin, end)
    return Sense("TIME", f"{day}T{part}", Period("D", day), earliest, latest)


def _clock(slots: Slots) -> tuple[int, int, int | None] | None:
    if "clockword" in slots:
        return integer(slots, "clockword"), 0, None
    if "hhmm" in slots:
        (hour, minute), second = divmod(integer(slots, "hhmm"), 100), None
    elif "dotclock" in slots:
        hour, minute = (int(part) for part in str(slots["dotclock"]).split("."))
        second = None
    elif "hour" in slots:
        hour, minute = integer(slots, "hour"), integer(slots, "minute")
        second = integer(slots, "minute2") if "minute2" in slots else None
    else:
        return None
    half = str(slots.get("ampm", "") or slots.get("part", ""))
    if half in ("pm", "EV", "AF") and hour < 12:
        hour += 12
    elif half in ("am", "NI") and hour == 12:
        hour = 0
    return hour, minute, second
