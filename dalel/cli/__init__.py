"""The command line: parse, call, print. Names and JSON keys are a contract (docs/reference/cli.md).

Exit codes: 0 done; 1 done, but some input could not be taken (each named on stderr); 2 wrong usage or
a record that cannot be opened.
"""

from __future__ import annotations

import click

from dalel import __version__
from dalel.cli import commands, listings, questions
from dalel.cli.review import review


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
    commands.serve,
    commands.rebuild,
    commands.verify,
):
    main.add_command(command)
