"""How much a fact matters to who can be told only a few: points, each for a reason, added up.

Nothing in it looks at who says it: who speaks, of whom, and on what side, adds or takes nothing.
docs/formats/bulletin.md prints the rule, and a test compares it with this file.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from typing import Any

Row = Mapping[str, Any]

# For each power of ten of people: 4 points for 9 killed, 8 for 99.
HARM = {
    "killed": 4,
    "casualties": 4,
    "missing": 3,
    "abducted": 3,
    "injured": 3,
    "hospitalised": 2,
    "detained": 2,
    "displaced": 2,
    "released": 1,
    "present": 1,
    "troops": 1,
}
# Which figures tell how large an event was, by its type and mode, else its type.
MEASURES: dict[tuple[str, str | None], tuple[str, ...]] = {
    ("ASSAULT", None): ("killed", "casualties", "missing", "abducted", "injured", "hospitalised"),
    ("ASSAULT", "kill"): ("killed", "casualties"),
    ("ASSAULT", "wound"): ("injured", "hospitalised", "casualties"),
    ("ASSAULT", "abduct"): ("abducted", "missing"),
    ("COERCE", "arrest"): ("detained",),
    ("COERCE", "deport"): ("displaced",),
    ("PROTEST", None): ("present",),
    ("MOBILIZE", None): ("troops",),
    ("RETREAT", "release"): ("released",),
}
# For what is done. What is only said (demands, promises, accusations) has none.
DEEDS = {"ASSAULT": 4, "COERCE": 3, "PROTEST": 2, "MOBILIZE": 2, "RETREAT": 2, "SANCTION": 1}
# For the network going and coming back: whoever reads this may be without it.
NETWORK = {("COERCE", "censor"): 3, ("RETREAT", "access"): 3}
STANDINGS = {"contested": 5, "withdrawn": 4, "denied": 3, "corroborated": 1}
QUESTION = 3  # for being asked, of an event or figure, and not known
MOST_ORIGINS = 5  # a point for each origin, affirming or denying, or for each voice that asks
FRESH, OLDEST = 6, -12  # points on the last day of which the record tells; one less for each day before, down to OLDEST
HEARD = 2  # for what somebody spoke of within the last day
UNPLACED, UNDATED = -2, -2
# Taken off for each fact at the same place that was chosen before, and for each that tells the same there.
SAME_PLACE, MOST_SAME_PLACE = -1, -6
SAME_THING, MOST_SAME_THING = -2, -6


def harm(measure: str | None, number: float | None) -> float:
    """Points for people harmed or concerned."""
    if measure not in HARM or number is None or number <= 0:
        return 0.0
    return HARM[measure] * math.log10(1 + number)


def measures(type_: str, mode: str | None) -> tuple[str, ...]:
    """The measures of the figure that tells how large an event was."""
    return MEASURES.get((type_, mode)) or MEASURES.get((type_, None), ())


def deed(type_: str | None, mode: str | None) -> float:
    return DEEDS.get(type_ or "", 0) + NETWORK.get((type_ or "", mode or ""), 0)


def points(row: Row, origins: int, today: str) -> float:
    """The points of an event's or a figure's row, but for the people that an event harmed.

    `today` is the last ISO day of which the record tells.
    """
    total = float(min(origins, MOST_ORIGINS)) + STANDINGS.get(row["standing"], 0)
    if row["began"] is None:
        total += UNDATED
    else:
        total += max(FRESH - _days(row["began"], today), OLDEST)
    if row["place"] is None:
        total += UNPLACED
    if row.get("measure") is not None:
        total += harm(row["measure"], highest(row))
    else:
        total += deed(row["type"], row["mode"])
    return total


def heard(row: Row, at: str) -> float:
    """Points for news: something was said of it within the day before the moment."""
    return HEARD if _days(row["known_at"][:10], at[:10]) <= 1 else 0


def crowding(same_place: int, same_thing: int) -> float:
    """Points taken off for what was chosen before, so that the bulletin is not all of one place and one kind."""
    return max(SAME_PLACE * same_place, MOST_SAME_PLACE) + max(SAME_THING * same_thing, MOST_SAME_THING)


def highest(row: Row) -> float | None:
    """The highest number that a figure's row holds possible, as far as it is bounded."""
    known = [value for value in (row["low"], row["high"]) if value is not None]
    return max(known, default=None)


def _days(day: str, later: str) -> int:
    return max((date.fromisoformat(later[:10]) - date.fromisoformat(day[:10])).days, 0)
