"""The views of words: what each side calls the same people, all groups side by side, and since when it is otherwise."""

from __future__ import annotations

from datetime import date
from typing import Any

from starlette.responses import Response

from dalel.analyse import wording as analysis
from dalel.analyse.changes import MOST_FALSE, change_json, changes
from dalel.analyse.families import families, family_of
from dalel.analyse.wording import Use
from dalel.publish.web import charts, words
from dalel.publish.web.asking import Ask, Refused
from dalel.publish.web.page import render
from dalel.record import queries, tracking

Row = dict[str, Any]

MOST_WORDS = 7
MOST_QUOTED = 120
MOST_PERIODS = 45
MOST_PANELS = 40
PANEL_WIDTH, PANEL_HEIGHT = 420.0, 130.0
VIEWS = ("sides", "changes")
# Families that show their groups in a like light have one colour: by what they do, in the right, as violent, …
COLOURS = {"protesting": 0, "serving": 0, "protest": 0, "innocent": 1, "uprising": 1, "violent": 2, "disorder": 2}
COLOURS |= {"operation": 3, "repression": 4, "plain": 5}
_PARAMS = frozenset({"group", "by", "per", "event", "view", "name", "lemma", "family", "day"})


def wording(ask: Ask) -> Response:
    """Shares of words for one group with the quotes behind them, all groups side by side, or changes of wording."""
    for name in ask.params:
        if name not in _PARAMS | {"as_of"}:
            raise Refused(400, f"There is no filter “{name[:40]}” here; there are: {', '.join(sorted(_PARAMS))}.")
    by = _choice(ask, "by", analysis.SERIES) or "affiliation"
    view = _choice(ask, "view", VIEWS)
    event = ask.params.get("event") or None
    if event is not None and queries.event(ask.connection, ask.at, event) is None:
        raise Refused(404, f"The record held no event {event[:40]} as of {ask.at}.")
    groups = sorted(tracking.groups(ask.connection, ask.at, event), key=lambda item: words.group_order(item[0]))
    common = {"groups": groups, "by": by, "view": view, "event": event}
    if view == "changes":
        return _changes(ask, common)
    if view == "sides":
        return _sides(ask, common)
    return _group(ask, common, ask.params.get("group") or (groups[0][0] if groups else ""))


def _choice(ask: Ask, name: str, among: tuple[str, ...]) -> str | None:
    """A parameter that has few values."""
    given = ask.params.get(name) or None
    if given is not None and given not in among:
        raise Refused(400, f"`{name}` is {', '.join(among[:-1])} or {among[-1]}.")
    return given


def _group(ask: Ask, common: Row, group: str) -> Response:
    """The words for one group, by period."""
    by = common["by"]
    found = analysis.uses(tracking.labels(ask.connection, ask.at, group, common["event"]), by)
    fitting = analysis.fitting((use.row["known_at"] for use in found), MOST_PERIODS)
    per = _choice(ask, "per", analysis.PERIODS) or fitting
    panels = analysis.panels(found, per)
    frequent = [share.lemma for share in analysis.shares(found)[:MOST_WORDS]]
    days = sorted({analysis.period_of(use.row["known_at"], per) for use in found})
    chosen = _chosen(found, group, per, ask)
    return render(
        ask,
        "wording.html",
        "Wording",
        **common,
        group=group,
        per=per,
        panels=[(panel, charts.columns(panel, days, frequent, PANEL_WIDTH, PANEL_HEIGHT)) for panel in panels],
        frequent=frequent,
        days=days,
        size=(PANEL_WIDTH, PANEL_HEIGHT),
        quotes=_quotes(ask, chosen[:MOST_QUOTED]),
        found=len(chosen),
        period=period,
        percent=percent,
    )


def _sides(ask: Ask, common: Row) -> Response:
    """Every group beside the others: the families of words that each affiliation or source uses for it."""
    by = common["by"]
    kept: dict[str, dict[str, list[Use]]] = {}
    for use in analysis.uses(tracking.labels(ask.connection, ask.at, event=common["event"]), by):
        kept.setdefault(use.name, {}).setdefault(use.row["group"], []).append(use)
    said = {name: sum(map(len, by_group.values())) for name, by_group in kept.items()}
    names = sorted(kept, key=lambda name: (-said[name], name))
    rows = [
        (name, [(group, _bar(kept[name].get(group, []), group)) for group, _ in common["groups"]])
        for name in names[:MOST_PANELS]
    ]
    shown = {(family.group, family.key): family.shown for family in families()}
    return render(
        ask,
        "wording_sides.html",
        "Wording, all groups side by side",
        **common,
        rows=rows,
        left=len(names) - len(rows),
        shown=shown,
        colours=COLOURS,
        percent=percent,
    )


def _bar(chosen: list[Use], group: str) -> list[tuple[analysis.Share, float, float]]:
    """The families that these uses belong to, each with where its part of a bar begins and how long it is."""
    parts, x = [], 0.0
    for share in analysis.family_shares(chosen, group):
        if chosen:
            length = round(PANEL_WIDTH * share.part, 2)
            parts.append((share, round(x, 2), length))
            x += length
    return parts


def _changes(ask: Ask, common: Row) -> Response:
    """Since when a word's share is different, by group, so that no side's words are looked at alone."""
    found = changes(tracking.labels(ask.connection, ask.at, event=common["event"]))
    rows = [change_json(change) for change in found]
    numbers = [change.first["row"] for change in found]
    first = {row["row"]: {**row, "near": ask.near(row)} for row in tracking.statements(ask.connection, numbers)}
    by_group: dict[str, list[tuple[Row, Row]]] = {group: [] for group, _ in common["groups"]}
    for row, number in zip(rows, numbers, strict=True):
        by_group[row["group"]].append((row, first[number]))
    return render(
        ask,
        "wording_changes.html",
        "Wording, since when otherwise",
        **common,
        by_group=by_group,
        most_false=MOST_FALSE,
        percent=percent,
    )


def _chosen(found: list[Use], group: str, per: str, ask: Ask) -> list[Use]:
    """The uses behind one share; none where no share was asked for."""
    name, lemma, family, day = (ask.params.get(one) or None for one in ("name", "lemma", "family", "day"))
    if (name, lemma, family, day) == (None, None, None, None):
        return []
    return [
        use
        for use in found
        if name in (None, use.name)
        and lemma in (None, use.row["lemma"])
        and day in (None, analysis.period_of(use.row["known_at"], per))
        and (family is None or family == getattr(family_of(group, use.row["lemma"]), "key", None))
    ]


def _quotes(ask: Ask, chosen: list[Use]) -> list[tuple[Row, int]]:
    """The first statement of each use with the words around it, and how many others say the same."""
    rows = tracking.statements(ask.connection, [use.row["row"] for use in chosen])
    return [({**row, "near": ask.near(row)}, len(use.statements) - 1) for row, use in zip(rows, chosen, strict=True)]


def period(value: str) -> str:
    """A period in words: "5 January 2022, 13:00 UTC", "week of 3 January 2022"."""
    if "T" in value:
        return f"{words.day(value[:10])}, {value[11:]}:00 UTC"
    if "W" in value:
        return f"week of {words.day(date.fromisocalendar(int(value[:4]), int(value[6:]), 1).isoformat())}"
    return words.day(value)


def percent(low: float, high: float) -> str:
    """An interval of shares in whole per cent: "21 to 94 %"."""
    return f"{100 * low:.0f} to {100 * high:.0f} %"
