"""The command line: parse, call, print. Names and JSON keys are a contract (docs/reference/cli.md).

Exit codes: 0 done; 1 done, but some input could not be taken (each named on stderr); 2 wrong usage or
a record that cannot be opened.
"""

from __future__ import annotations

import click

from dalel import __version__
from dalel.cli import commands, listings, questions
from dalel.cli.bulletin import bulletin
from dalel.cli.bundle import bundle
from dalel.cli.key import key
from dalel.cli.relay import relay
from dalel.cli.report import report
from dalel.cli.review import review
from dalel.cli.sync import sync
from dalel.cli.verify import verify


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="dalel")
def main() -> None:
    """A sourced record of an unfolding crisis, from reports that contradict each other.

    Begin with `dalel demo`, or `dalel init my.dalel` and `dalel add reports/ -r my.dalel`.
    """


for command in (
    commands.demo,
    commands.init,
    commands.add,
    commands.read,
    listings.events,
    listings.statements,
    listings.figures,
    listings.wording,
    listings.sources,
    questions.questions,
    questions.promises,
    review,
    key,
    bundle,
    sync,
    bulletin,
    report,
    relay,
    commands.serve,
    commands.rebuild,
    verify,
):
    main.add_command(command)
