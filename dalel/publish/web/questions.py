"""The views of what is open: questions, and demands and promises with what became of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from starlette.responses import JSONResponse, Response

from dalel.analyse import promises as pledged
from dalel.analyse import questions as asked_for
from dalel.analyse.promises_made import KINDS
from dalel.analyse.questions_json import pledge_json, question_json
from dalel.publish.web.asking import MOST_ROWS, Ask, Refused, whole
from dalel.publish.web.page import render
from dalel.record.asking import Desk

Row = dict[str, Any]

ON_PAGE, IN_ANSWER = 30, 100
QUESTION_FILTERS = {"asks": asked_for.ASKS, "state": asked_for.STATES}
PROMISE_FILTERS = {"kind": KINDS, "state": pledged.STATES}
DAYS = ("since", "until")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def questions(ask: Ask) -> Response:
    """What is asked and not known."""
    return _page(ask, "questions.html", "Open questions", QUESTION_FILTERS, _questions)


def promises(ask: Ask) -> Response:
    """Demands and promises."""
    return _page(ask, "promises.html", "Demands and promises", PROMISE_FILTERS, _promises)


def api_questions(ask: Ask) -> Response:
    return _answer(ask, QUESTION_FILTERS, _questions)


def api_promises(ask: Ask) -> Response:
    return _answer(ask, PROMISE_FILTERS, _promises)


def _questions(ask: Ask, chosen: dict[str, str], offset: int, limit: int) -> list[Row]:
    first, last = chosen.get("since", ""), _end_of(chosen)
    desk = Desk(ask.connection, ask.at)
    found = asked_for.listed(desk, first, last, chosen.get("asks"), chosen.get("state"), offset, limit)
    return [question_json(one) for one in found]


def _promises(ask: Ask, chosen: dict[str, str], offset: int, limit: int) -> list[Row]:
    first, last = chosen.get("since", ""), _end_of(chosen)
    desk = Desk(ask.connection, ask.at)
    found = pledged.listed(desk, first, last, chosen.get("kind"), chosen.get("state"), offset, limit)
    return [pledge_json(one) for one in found]


def _end_of(chosen: dict[str, str]) -> str | None:
    return f"{chosen['until']}T23:59:59Z" if "until" in chosen else None


Listing = Callable[[Ask, dict[str, str], int, int], list[Row]]


def _page(ask: Ask, template: str, title: str, known: Mapping[str, Sequence[str]], listing: Listing) -> Response:
    chosen = _chosen(ask, known, {"page"})
    number = whole(ask, "page", 1, 1, 1_000_000)
    rows = listing(ask, chosen, (number - 1) * ON_PAGE, ON_PAGE + 1)
    return render(
        ask,
        template,
        title,
        rows=rows[:ON_PAGE],
        number=number,
        more=len(rows) > ON_PAGE,
        chosen={name: chosen.get(name) for name in (*known, *DAYS)},
        narrowed=bool(chosen),
        filters=known,
    )


def _answer(ask: Ask, known: Mapping[str, Sequence[str]], listing: Listing) -> Response:
    chosen = _chosen(ask, known, {"limit", "offset"})
    limit = whole(ask, "limit", IN_ANSWER, 1, MOST_ROWS)
    offset = whole(ask, "offset", 0, 0, 999_999_999)
    rows = listing(ask, chosen, offset, limit + 1)
    # The next page is of the same moment, whatever is added in between.
    following = ask.here(as_of=ask.at, limit=limit, offset=offset + limit) if len(rows) > limit else None
    return JSONResponse({"as_of": ask.at, "items": rows[:limit], "next": following})


def _chosen(ask: Ask, known: Mapping[str, Sequence[str]], more: set[str]) -> dict[str, str]:
    """The filters of an address; one that is not known, or has a value that is none of its own, is refused."""
    allowed = {*known, *DAYS, "as_of", *more}
    for name in ask.params:
        if name not in allowed:
            raise Refused(400, f"There is no filter “{name[:40]}” here; there are: {', '.join(sorted(allowed))}.")
    chosen = {name: ask.params[name].strip() for name in (*known, *DAYS) if ask.params.get(name, "").strip()}
    for name, values in known.items():
        if name in chosen and chosen[name] not in values:
            raise Refused(400, f"{name} “{chosen[name][:40]}” is none of: {', '.join(values)}.")
    for name in DAYS:
        if name in chosen and not _DAY.fullmatch(chosen[name]):
            raise Refused(400, f"{name} “{chosen[name][:40]}” is no day. Write it like 2022-01-05.")
    return chosen
