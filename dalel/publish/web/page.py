"""From a view's answers to a page: the templates, what they can call, and what every page shows."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from dalel import __version__
from dalel.analyse import timeline
from dalel.publish.web import charts, words
from dalel.publish.web.asking import Ask
from dalel.record import queries

MOST_DAYS = 92
STRIP_WIDTH, STRIP_HEIGHT = 960.0, 44.0

NAVIGATION = (
    ("/", "Now"),
    ("/events", "Events"),
    ("/figures", "Figures"),
    ("/map", "Map"),
    ("/unknown", "Unknown"),
    ("/questions", "Questions"),
    ("/promises", "Promises"),
    ("/wording", "Wording"),
    ("/sources", "Sources"),
    ("/documents", "Documents"),
    ("/about", "Guide"),
)


@cache
def environment() -> Environment:
    found = Environment(
        loader=FileSystemLoader(str(files("dalel.publish.web") / "templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for function in (
        words.what,
        words.measure,
        words.group_name,
        words.number,
        words.bounds,
        words.quantity,
        words.day,
        words.weekday,
        words.moment,
        words.short_moment,
        words.plural,
        words.web_address,
        words.language_tag,
        words.shorten,
    ):
        found.globals[function.__name__] = function
    found.filters["zip_same"] = lambda values: [(value, value) for value in values]
    found.globals.update(words=words.words(), version=__version__, standings=queries.STANDINGS, navigation=NAVIGATION)
    return found


def render(ask: Ask, template: str, title: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A page of the record, with the moment it is asked for and the way to other moments."""
    buckets = timeline.buckets(queries.density(ask.connection), MOST_DAYS)
    strip = charts.bars(buckets, STRIP_WIDTH, STRIP_HEIGHT)
    values = {**values, "ask": ask, "title": title, "strip": strip, "strip_size": (STRIP_WIDTH, STRIP_HEIGHT)}
    return HTMLResponse(environment().get_template(template).render(**values), status)


def error_page(status: int, message: str) -> HTMLResponse:
    """An error in the page's style. It needs no record, which may be what failed."""
    page = environment().get_template("error.html").render(title=f"Error {status}", status=status, message=message)
    return HTMLResponse(page, status)
