"""Time expressions: a text and its publication time in, TIMEX3 mentions with their bounds out.

The forms of each language are data (languages/*/times.toml). `grammar` compiles them, `scan` finds
them in a text, `meaning` says what each kind of form means, `scene` holds what it is read against
(publication time, tense, the times before it), `calendar` knows days, weeks and quarters. `learned` brings them
together with what a model found.
"""

from __future__ import annotations

from datetime import datetime

from dalel.extract.text import Text
from dalel.extract.times.grammar import grammar
from dalel.extract.times.learned import agree
from dalel.extract.times.meaning import mean
from dalel.extract.times.scan import scan
from dalel.extract.times.scene import Scene
from dalel.model import TimeMention

__all__ = ["agree", "find"]


def find(text: Text, anchor: datetime | None) -> list[TimeMention]:
    """The time expressions of a text, in text order, none overlapping.

    Relative expressions are anchored at `anchor`, the publication time; without it their value is None.
    Bounds are in the anchor's zone, in UTC without one.
    """
    scene = Scene(text, grammar(text.language), anchor)
    mentions: list[TimeMention] = []
    for match in scan(text, scene.grammar):
        scene.first, scene.last = match.first, match.last
        sense = mean(match.rule.kind, match.slots, scene)
        if sense is not None:
            scene.remember(sense)
            span = text.span(match.first, match.last)
            mentions.append(TimeMention(span, sense.type, sense.value, sense.earliest, sense.latest))
    return mentions
