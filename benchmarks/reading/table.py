"""Rows of the table of all reading benchmarks, and the bars that they are held against (`bars.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

BARS = Path(__file__).with_name("bars.toml")

Key = tuple[str, str, str]


class AbsentError(Exception):
    """Public data that a benchmark reads is not there."""


@dataclass(frozen=True, slots=True)
class Peer:
    """Another program's figure in the same run; None where there is none, and `problem` says why."""

    name: str
    figure: float | None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: what was to be done, on which data, how it is measured, what Dalel and its peers reach."""

    task: str
    data: str
    measure: str
    dalel: float
    peers: tuple[Peer, ...] = ()

    @property
    def key(self) -> Key:
        return self.task, self.data, self.measure


@dataclass(frozen=True, slots=True)
class Bar:
    """What a figure shall reach: at least `value`, or at most for milliseconds. `met`: it was reached before."""

    key: Key
    value: float
    at_most: bool
    met: bool

    def reached(self, figure: float) -> bool:
        return figure <= self.value if self.at_most else figure >= self.value


def bars(path: Path = BARS) -> dict[Key, Bar]:
    """The bars of a file; ValueError names one that says neither or both of `at_least` and `at_most`."""
    found: dict[Key, Bar] = {}
    for entry in tomllib.loads(path.read_text("utf-8"))["bar"]:
        key = entry["task"], entry["data"], entry["measure"]
        if ("at_least" in entry) == ("at_most" in entry):
            raise ValueError(f"{path.name}: {' / '.join(key)} needs one of at_least and at_most")
        at_most = "at_most" in entry
        found[key] = Bar(key, entry["at_most" if at_most else "at_least"], at_most, entry["met"])
    return found


def lost(rows: Iterable[Row], known: dict[Key, Bar]) -> list[str]:
    """The bars that were met before and are missed now, a line each."""
    lines = []
    for row in rows:
        bar = known.get(row.key)
        if bar is not None and bar.met and not bar.reached(row.dalel):
            limit = f"at {'most' if bar.at_most else 'least'} {_number(bar.value)}"
            lines.append(f"{' / '.join(row.key)}: {_number(row.dalel)}, was {limit}")
    return lines


def unused(rows: Iterable[Row], known: dict[Key, Bar]) -> list[str]:
    """Bars of tasks that were measured which fit no row: misspelt, or the benchmark has changed."""
    measured = {row.key for row in rows}
    tasks = {task for task, *_ in measured}
    return [" / ".join(key) for key in known if key[0] in tasks and key not in measured]


def text(rows: Sequence[Row], known: dict[Key, Bar]) -> str:
    """The table, in columns as wide as what stands in them."""
    lines = [("task", "data", "measure", "Dalel", "bar", "", "peers")]
    for row in rows:
        bar = known.get(row.key)
        limit = f"{'<=' if bar.at_most else '>='} {_number(bar.value)}" if bar else ""
        verdict = ("met" if bar.reached(row.dalel) else "missed") if bar else ""
        peers = "; ".join(f"{peer.name} {_figure(peer)}" for peer in row.peers)
        lines.append((row.task, row.data, row.measure, _number(row.dalel), limit, verdict, peers))
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    aligned = (
        "  ".join(
            cell.rjust(width) if column == 3 else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )
    return "\n".join(aligned)


def _figure(peer: Peer) -> str:
    return f"({peer.problem})" if peer.figure is None else _number(peer.figure)


def _number(value: float) -> str:
    return f"{value:.3f}" if value <= 1 else f"{value:.1f}"
