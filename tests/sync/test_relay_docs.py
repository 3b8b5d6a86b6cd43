"""The commands that the pages about a shutdown tell people to type are there, with these options."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from dalel.cli import main
from dalel.cli.bulletin import bulletin
from dalel.cli.bundle import bundle
from dalel.cli.key import key
from dalel.cli.relay import relay
from dalel.cli.report import report
from dalel.cli.verify import verify

DOCS = Path(__file__).parents[2] / "docs"
PAGES = ("threat-model.md", "how-to/relay.md", "how-to/shutdown.md")
COMMANDS = {**main.commands, **{str(one.name): one for one in (bulletin, bundle, key, relay, report, verify)}}


def typed() -> Iterator[tuple[str, str]]:
    """Each command of each page, as it would be typed, without the remark behind it."""
    for page in PAGES:
        text = (DOCS / page).read_text("utf-8")
        blocks = re.findall(r"^```\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
        for line in "\n".join(blocks).splitlines():
            if line.startswith("dalel "):
                yield page, line
        for inline in re.findall(r"`(dalel [^`]+)`", text):
            yield page, inline


@pytest.mark.parametrize(("page", "line"), list(typed()))
def test_a_command_of_the_pages_is_one_that_dalel_knows(page: str, line: str) -> None:
    words = shlex.split(line, comments=True)[1:]
    known: click.Command | None = COMMANDS.get(words[0])
    if words[0] == "sync" and known is None:
        pytest.skip("`dalel sync` is not there yet")
    assert known is not None, f"{page}: {line}"
    rest = words[1:]
    while isinstance(known, click.Group) and rest and rest[0] in known.commands:
        known = known.commands[rest[0]]
        rest = rest[1:]
    options = {name for parameter in known.params for name in parameter.opts}
    assert {word for word in rest if word.startswith("-")} <= options, f"{page}: {line}"
    if isinstance(known, click.Group) and not known.invoke_without_command:
        assert not rest, f"{page}: {line}"


@pytest.mark.parametrize("page", PAGES)
def test_the_pages_link_to_headings_that_are_there(page: str) -> None:
    path = DOCS / page
    for target, anchor in re.findall(r"\]\(([^)#:]*)#([^)]+)\)", path.read_text("utf-8")):
        linked = (path.parent / target) if target else path
        headings = re.findall(r"^#+ (.*)$", linked.read_text("utf-8"), re.MULTILINE)
        slugs = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
        assert anchor in slugs, f"{page}: {target}#{anchor}"
