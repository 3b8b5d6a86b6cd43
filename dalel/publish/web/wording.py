"""The view of words: what each side calls the same people, by day."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from dalel.analyse import wording as analysis
from dalel.publish.web import charts, words
from dalel.publish.web.asking import Ask, Refused
from dalel.publish.web.page import render
from dalel.record import queries

Row = dict[str, Any]

MOST_WORDS = 7
MOST_QUOTED = 120
MOST_PERIODS = 45
PANEL_WIDTH, PANEL_HEIGHT = 420.0, 130.0
_PARAMS = frozenset({"group", "by", "name", "lemma", "day"})


def wording(ask: Ask) -> Response:
    """Shares of words for one group, as small charts and as a table; with the quotes behind a chosen share."""
    for name in ask.params:
        if name not in _PARAMS | {"as_of"}:
            raise Refused(400, f"There is no filter “{name[:40]}” here; there are: {', '.join(sorted(_PARAMS))}.")
    by = ask.params.get("by") or "affiliation"
    if by not in ("affiliation", "source"):
        raise Refused(400, "`by` is affiliation or source.")
    rows = analysis.periods(queries.labels(ask.connection, ask.at), MOST_PERIODS)
    groups = sorted(analysis.groups(rows), key=lambda item: words.group_order(item[0]))
    group = ask.params.get("group") or (groups[0][0] if groups else "")
    panels = analysis.panels(rows, group, by)
    lemmas = analysis.panels([{**row, "all": "all"} for row in rows], group, "all")
    frequent = [share.lemma for share in lemmas[0].shares[:MOST_WORDS]] if lemmas else []
    days = sorted({row["day"] for row in rows if row["group"] == group})
    chosen = _chosen(rows, group, by, ask)
    return render(
        ask,
        "wording.html",
        "Wording",
        groups=groups,
        group=group,
        by=by,
        panels=[(panel, charts.columns(panel, days, frequent, PANEL_WIDTH, PANEL_HEIGHT)) for panel in panels],
        frequent=frequent,
        days=days,
        size=(PANEL_WIDTH, PANEL_HEIGHT),
        quotes=_quotes(ask, chosen[:MOST_QUOTED]),
        found=len(chosen),
    )


def _chosen(rows: list[Row], group: str, by: str, ask: Ask) -> list[Row]:
    """The labels behind one share; none where no share was asked for."""
    wanted = {column: ask.params[name] for name, column in (("name", by), ("lemma", "lemma"), ("day", "day"))
              if ask.params.get(name)}  # fmt: skip
    if not wanted:
        return []
    wanted["group"] = group
    return [row for row in rows if all((row[column] or analysis.UNSTATED) == value for column, value in wanted.items())]


def _quotes(ask: Ask, chosen: list[Row]) -> list[Row]:
    """The labels with the words around them."""
    statements: dict[int, Row] = {}
    for document in dict.fromkeys(row["document"] for row in chosen):
        statements |= {row["row"]: row for row in queries.statements_in(ask.connection, document)}
    found = [statements[row["row"]] for row in chosen]
    return [{**row, "near": ask.near(row)} for row in found]
