"""Looks for bytes that the reader of QR frames cannot take, guided by coverage (atheris; `pip install atheris`).

    python -m tools.fuzz_frames [-max_total_time=600] [CORPUS_FOLDER]

An input is a number of frames, each of exactly the size that gets past the first check; short ones are filled up. A
failure is an exception other than QrError, a message that its frames do not name, or more held than is allowed.
"""

from __future__ import annotations

import sys
from contextlib import suppress

import atheris

with atheris.instrument_imports(include=["dalel"]):
    from dalel.publish.bulletin import qr

STEP = 16  # bytes of input to a frame: its header, and four that the symbol is filled with


def once(data: bytes) -> None:
    with suppress(qr.QrError):
        qr.read_texts([data.decode("latin-1"), qr.PART + data.decode("latin-1"), qr.WHOLE + data.decode("latin-1")])
    collector = qr.Collector()
    for at in range(0, len(data), STEP):
        part = data[at : at + STEP].ljust(STEP, b"\0")
        frame = part[: qr.HEADER_BYTES] + part[qr.HEADER_BYTES :] * (qr.SYMBOL_BYTES // 4)
        with suppress(qr.QrError):
            message = collector.add(frame)
            if message is not None and qr.identity(message) != frame[2:10]:
                raise AssertionError(f"{frame.hex()} does not name {message.hex()}")
    if len(collector.unfinished) > qr.MOST_AT_A_TIME:
        raise AssertionError("more messages are held than allowed")


def main() -> None:
    atheris.Setup(sys.argv, once)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
