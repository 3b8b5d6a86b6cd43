"""Looks for bytes that the reader of bulletins cannot take, guided by coverage (atheris; `pip install atheris`).

    python -m tools.fuzz_bulletin [-max_total_time=600] [CORPUS_FOLDER]

An input is tried as the signed message and as what is signed. A failure is an exception other than BulletinError, bytes
that were taken and are not what the bulletin is written as, or a bulletin that was taken and cannot be told in words.
"""

from __future__ import annotations

import sys
from contextlib import suppress

import atheris

with atheris.instrument_imports(include=["dalel"]):
    from dalel.publish.bulletin import codes, sms, tables, wording


def once(data: bytes) -> None:
    with suppress(codes.BulletinError):
        codes.open_(data)
    try:
        bulletin = codes.decode(data[: codes.MOST_BYTES])
    except codes.BulletinError:
        return
    if codes.encode(bulletin) != data[: codes.MOST_BYTES]:
        raise AssertionError(f"{data.hex()} is not how its bulletin is written")
    for language in tables.LANGUAGES:
        wording.text(bulletin, language, bulletin.desk, "00000000")
        with suppress(sms.TooLongError):
            sms.parts(bulletin, language, "00000000")


def main() -> None:
    atheris.Setup(sys.argv, once)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
