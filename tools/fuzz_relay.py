"""Looks for bytes that trip a relay, guided by coverage (atheris; `pip install atheris`).

    python -m tools.fuzz_relay [-max_total_time=600] [CORPUS_FOLDER]

The first byte of an input chooses what it is taken for: a file that somebody hands in, a hello, a packet, or limits. A
failure is an exception that the part does not promise, or a packet after which the relay shows what is no parcel;
atheris writes the input to a file. The arguments are libFuzzer's.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["dalel"]):
    from dalel.sync.relay.limits import LimitsError, parse
    from dalel.sync.relay.meeting import Meeting
    from dalel.sync.relay.parcels import ParcelError, kind_of
    from dalel.sync.relay.shelf import Shelf
    from dalel.sync.turns import Refused

SHELF = Shelf(Path(tempfile.mkdtemp(prefix="fuzz-relay-")))
MEETING = Meeting(SHELF)


def as_file(data: bytes) -> None:
    try:
        kind_of(data)
    except ParcelError:
        return


def as_hello(data: bytes) -> None:
    try:
        Meeting(SHELF).heard(data)
    except Refused:
        return


def as_packet(data: bytes) -> None:
    try:
        held = MEETING.unpack(data)
    except Refused:
        return
    for parcel in map(SHELF.get, held):
        if parcel is None or (whole := SHELF.read(parcel)) is None:
            raise AssertionError("a parcel is acknowledged that is not held")
        kind_of(whole)


def as_limits(data: bytes) -> None:
    try:
        parse(data)
    except LimitsError:
        return


WAYS = (as_file, as_hello, as_packet, as_limits)


def once(data: bytes) -> None:
    if data:
        WAYS[data[0] % len(WAYS)](data[1:])


def main() -> None:
    atheris.Setup(sys.argv, once)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
