"""Looks for bytes that trip whoever opens sealed reports, guided by coverage (atheris; `pip install atheris`).

    python -m tools.fuzz_reports [-max_total_time=600] [CORPUS_FOLDER]

The first byte of an input chooses what it is taken for: what was sealed, a photo, or a file that was handed in. A
failure is an exception that the part does not promise, or silence about a file that gives nothing; atheris writes the
input to a file. The arguments are libFuzzer's.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["dalel"]):
    from dalel.reports.composing import composed
    from dalel.reports.opening import sealed
    from dalel.reports.photos import redrawn
    from dalel.reports.plaintext import MAGIC, ReportError, read

HANDED_IN = Path(tempfile.mkdtemp(prefix="fuzz-reports-")) / "in"


def as_plaintext(data: bytes) -> None:
    for plain in (data, MAGIC + len(data).to_bytes(4) + data):
        try:
            composed(read(plain))
        except ReportError:
            continue


def as_photo(data: bytes) -> None:
    try:
        redrawn(data)
    except ReportError:
        return


def as_file(data: bytes) -> None:
    HANDED_IN.write_bytes(data)
    refused: list[str] = []
    if not list(sealed([HANDED_IN], refused.append)) and not refused:
        raise AssertionError("a file gives nothing, and nobody is told why")


WAYS = (as_plaintext, as_photo, as_file)


def once(data: bytes) -> None:
    if data:
        WAYS[data[0] % len(WAYS)](data[1:])


def main() -> None:
    atheris.Setup(sys.argv, once)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
