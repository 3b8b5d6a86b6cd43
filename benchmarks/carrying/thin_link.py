"""What a sync over a thin link costs. python -m benchmarks.carrying.thin_link [--records FOLDER] [--real N]

Two stores that differ in few entries, over a shared channel of 1 kbit/s on which each frame is lost with a probability
of 0.3, whichever way it goes. The stores are

- with --records FOLDER two real records (see `two_records`), made there with --statements if they are not there yet
  (100,000 take half an hour). The difference is what one bundle of the entries takes that one of the two lacks;
- without, made stores of 10,000 entries of which 10 are lacking on one side or the other, 700 bytes each.

How it is measured:

- With --real N, N times in real time: two processes that run Reticulum, with a link of ours between them on loopback;
  with records these are two of `dalel sync`. Counted are all bytes of all frames that either process hands to its
  interface, lost ones included: path request and announce, setting up the link, every packet with Reticulum's header
  and encryption, repetitions, the end of the link. Link time is from the first frame until the last one is over. A
  radio's own preamble and header come on top.
- Without, 400 times in virtual time, which takes seconds: the same messages through the same code, without Reticulum
  itself. Setting up and ending the link is reckoned from the sizes of its packets.
"""

from __future__ import annotations

import argparse
import json
import os
import queue
import random
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean
from typing import Any

from benchmarks.carrying import two_records
from benchmarks.carrying.made_store import Plan
from benchmarks.carrying.relay_link import ThinLink
from benchmarks.carrying.two_records import Side
from benchmarks.carrying.virtual import Channel, Said, converse
from dalel.exchange import talk
from dalel.record.store import Record
from dalel.sync.dialogue import exchange
from dalel.sync.ends import Pipe
from dalel.sync.mesh.network import MESSAGE_BYTES

BITS_A_SECOND, LOSS = 1_000, 0.3
VIRTUAL_RUNS = 400
MOST_TIMES, MOST_SECONDS = 3, 15 * 60

# What comes before and after the conversation, see docs/formats/mesh.md: pairs of a question and an answer that are
# repeated until both arrive, and single packets.
PAIRS_BYTES = ((51, 167), (86, 118))
SINGLE_BYTES = (83, 99)

_PATIENCE_SECONDS = 600

_DALEL = (sys.executable, "-c", "from dalel.cli import main; main()")


@dataclass(frozen=True, slots=True)
class Cost:
    wire_bytes: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Case:
    """What is measured: `differs` says what, of how many bytes; how to run it once, and all that is said in it."""

    name: str
    differs: str
    difference_bytes: int
    real: Callable[[int], Cost]
    overheard: Callable[[], list[Said]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=Path, metavar="FOLDER")
    parser.add_argument("--statements", type=int, default=100_000, help="how many the records have, if they are made")
    parser.add_argument("--data", type=Path, default=Path("../shared/bench"), help="the folder of public data")
    parser.add_argument("--which", choices=two_records.CASES, action="append", help="only these differences")
    parser.add_argument("--real", type=int, default=0, metavar="N")
    parser.add_argument("--seed", type=int, default=1, help="of the losses: the first of them")
    asked = parser.parse_args()
    if asked.records and not (asked.records / "a.dalel").exists():
        two_records.make(asked.records, asked.statements, asked.data)
    rows = []
    for which in asked.which or two_records.CASES:
        case = _of_records(asked.records, which) if asked.records else _of_stores(which)
        if asked.real:
            costs = [case.real(seed) for seed in range(asked.seed, asked.seed + asked.real)]
        else:
            script = case.overheard()
            print(f"{which}: messages of", *(len(message) for _, message in script), "bytes", flush=True)
            costs = [in_virtual_time(script, seed) for seed in range(asked.seed, asked.seed + VIRTUAL_RUNS)]
        rows.append(row(case, costs))
    print(
        "| difference | | bytes | runs | on the wire | times | nine of ten | most | link seconds | nine of ten | most |"
    )
    print("|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
    print("\n".join(rows))
    print(f"The bars: {MOST_TIMES} times, {MOST_SECONDS} seconds.")


def row(case: Case, costs: Sequence[Cost]) -> str:
    """Means, what nine of ten runs stay below, and the most."""
    times = sorted(cost.wire_bytes / case.difference_bytes for cost in costs)
    seconds = sorted(cost.seconds for cost in costs)
    high = max(0, -(-len(costs) * 9 // 10) - 1)
    figures = (mean(times), times[high], times[-1])
    lasted = (mean(seconds), seconds[high], seconds[-1])
    cells = [case.name, case.differs, f"{case.difference_bytes:,}", str(len(costs))]
    cells += [f"{mean(cost.wire_bytes for cost in costs):,.0f}", *(f"{figure:.2f}" for figure in figures)]
    return f"| {' | '.join([*cells, *(f'{figure:.0f}' for figure in lasted)])} |"


def _of_stores(which: str) -> Case:
    plan = Plan(which=which)

    def run(seed: int) -> Cost:
        task = json.dumps({"plan": asdict(plan)})
        with tempfile.TemporaryDirectory() as folder, ThinLink(BITS_A_SECOND, LOSS, seed) as link:
            for side, name in enumerate(("caller", "listener")):
                link.configure(side, Path(folder) / name)
            listener = _node(task, f"{folder}/listener")
            assert listener.stdout is not None
            caller = _node(task, f"{folder}/caller", listener.stdout.readline().strip())
            said = [json.loads(node.communicate()[0]) for node in (caller, listener)]
            if said[0]["digest"] != said[1]["digest"]:
                sys.exit("the stores do not agree")
            return _cost(link, seed, said)

    def overheard() -> list[Said]:
        stores = [plan.store(side) for side in (0, 1)]
        script = _overheard(
            lambda pipe, side: exchange(pipe, stores[side], begins=side == 0, message_bytes=MESSAGE_BYTES)
        )
        if stores[0].digest != stores[1].digest:
            sys.exit("the stores do not agree")
        return script

    differs = f"{plan.differing} of {plan.entries:,} entries"
    return Case(which, differs, plan.difference_bytes, run, overheard)


def _of_records(folder: Path, which: str) -> Case:
    pair = two_records.sides(folder, which)
    difference = two_records.difference(pair)

    def run(seed: int) -> Cost:
        with tempfile.TemporaryDirectory() as work, ThinLink(BITS_A_SECOND, LOSS, seed) as link:
            here, there = two_records.copied(pair, Path(work))
            for side, name in enumerate(("caller", "listener")):
                link.configure(side, Path(work) / name / ".reticulum")
            listener = _sync(there, Path(work) / "listener", "--listen", "rns:", "--once")
            assert listener.stdout is not None
            address = next((word for word in listener.stdout.readline().split() if word.startswith("rns:")), "")
            caller = _sync(here, Path(work) / "caller", address)
            said = [json.loads(process.communicate()[0]) for process in (caller, listener)]
            _check_agree(here, there)
            return _cost(link, seed, said)

    def overheard() -> list[Said]:
        with tempfile.TemporaryDirectory() as work:
            both = two_records.copied(pair, Path(work))
            secrets = [side.secret() for side in both]

            def speak(pipe: Pipe, side: int) -> None:
                with Record.open(both[side].record) as record:
                    now, size = datetime.now(UTC), MESSAGE_BYTES
                    talk(pipe, record, secrets[side], now, begins=side == 0, message_bytes=size)

            script = _overheard(speak)
            _check_agree(*both)
            return script

    differs = f"{difference.entries} entries, {difference.statements} statements"
    return Case(which, differs, difference.bundle_bytes, run, overheard)


def _check_agree(here: Side, there: Side) -> None:
    if here.ids() != there.ids():
        sys.exit("the records do not agree")


def _cost(link: ThinLink, seed: int, said: Sequence[Mapping[str, Any]]) -> Cost:
    counted = link.counted
    print(
        f"seed {seed}: {counted.total_bytes} bytes, {sum(counted.frames)} frames, {counted.lost} lost,"
        f" {counted.seconds:.0f} s; {said}",
        flush=True,
    )
    return Cost(counted.total_bytes, counted.seconds)


def _node(task: str, *args: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "benchmarks.carrying.mesh_node", *args]
    node = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert node.stdin is not None
    node.stdin.write(task)
    node.stdin.close()
    node.stdin = None
    return node


def _sync(side: Side, home: Path, *args: str) -> subprocess.Popen[str]:
    """`dalel sync`, with the Reticulum of a home folder of its own."""
    options = ("-r", str(side.record), "--key", str(side.key), "--passphrase-file", str(side.passphrase), "--json")
    cache = os.environ.get("XDG_CACHE_HOME", str(Path.home() / ".cache"))
    of_its_own = {**os.environ, "HOME": str(home), "XDG_CACHE_HOME": cache}
    return subprocess.Popen([*_DALEL, "sync", *args, *options], stdout=subprocess.PIPE, text=True, env=of_its_own)


class _Overheard:
    """One end of a pipe within the process, which writes down what is said."""

    def __init__(self, side: int, script: list[Said], in_: queue.Queue[bytes], out: queue.Queue[bytes]) -> None:
        self._side, self._script, self._in, self._out = side, script, in_, out

    def send(self, message: bytes) -> None:
        self._script.append((self._side, message))
        self._out.put(message)

    def receive(self) -> bytes:
        return self._in.get(timeout=_PATIENCE_SECONDS)


def _overheard(speak: Callable[[Pipe, int], object]) -> list[Said]:
    """All that the two sides of a dialogue say, in order: they take turns."""
    script: list[Said] = []
    ways: tuple[queue.Queue[bytes], queue.Queue[bytes]] = (queue.Queue(), queue.Queue())
    pipes = [_Overheard(side, script, ways[side], ways[1 - side]) for side in (0, 1)]
    other = threading.Thread(target=speak, args=(pipes[1], 1))
    other.start()
    speak(pipes[0], 0)
    other.join()
    return script


def in_virtual_time(script: Sequence[Said], seed: int) -> Cost:
    """One sync in virtual time, with what comes before and after."""
    chance = random.Random(seed)
    before = 0
    for question, answer in PAIRS_BYTES:
        is_done = False
        while not is_done:
            arrives = chance.random() >= LOSS
            before += question + (answer if arrives else 0)
            is_done = arrives and chance.random() >= LOSS
    before += sum(SINGLE_BYTES)
    outcome = converse(script, Channel(BITS_A_SECOND, LOSS), seed)
    return Cost(outcome.wire_bytes + before, outcome.seconds + before * 8 / BITS_A_SECOND)


if __name__ == "__main__":
    main()
