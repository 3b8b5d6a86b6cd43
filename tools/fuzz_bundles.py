"""Looks for bytes that reading a bundle cannot take, guided by coverage (atheris; `pip install atheris`).

    python -m tools.fuzz_bundles [-max_total_time=600] [CORPUS_FOLDER]

The first byte of an input says where the others go: they are a file; or, in a file that is signed as it should be, the
sections as they stand there, the numbers, words or texts before they are packed, or changes to those of a good bundle.
A failure is any exception but BundleError, an entry that is read and not signed, or a refusal of more than one line;
atheris writes the input to a file. The arguments are libFuzzer's.
"""

from __future__ import annotations

import sys

import atheris
import zstandard

with atheris.instrument_imports(include=["dalel.sync"]):
    from dalel.sync import bundles
    from dalel.sync.bundles import contents, files, frames
    from dalel.sync.bundles.cursors import number_bytes
    from tests.sync.bundle_vectors import TEXT, TEXT_NAME, Holder, printed_entries

MAKER = Holder()
HEADER = files.Header(MAKER.key, 1, 1, 1, bytes(files.SERIES_BYTES))
SECTIONS = contents.write(contents.Contents(tuple(printed_entries()), {TEXT_NAME: TEXT}, ()), covered=False)
RAW, *PACKED = contents.split_sections(SECTIONS)
GOOD = frames.unpack(list(zip(PACKED, contents.DICTIONARIES, strict=True)), frames.Budget())
WAYS = 8


def signed(sections: bytes) -> bytes:
    return files.write(MAKER, HEADER, sections)


def packed(raw: bytes, plain: list[bytes]) -> bytes:
    """A file with these sections, given unpacked."""
    made = [raw, *(zstandard.compress(section, 1) if section else b"" for section in plain)]
    return signed(b"".join(number_bytes(len(section)) + section for section in made))


def changed(good: bytes, data: bytes) -> bytes:
    """Good bytes with others in some places: pairs of a place and a byte."""
    made = bytearray(good)
    for place, byte in zip(data[::2], data[1::2], strict=False):
        made[place % len(made)] = byte
    return bytes(made)


def file_of(data: bytes) -> bytes:
    """The file that an input stands for."""
    way, rest = data[0] % WAYS, data[1:]
    if way == 0:
        return rest
    if way == 1:
        return signed(rest)
    if way == 2:
        return signed(changed(SECTIONS, rest))
    if way < 6:
        section = way - 3
        return packed(RAW, [changed(one, rest) if at == section and one else one for at, one in enumerate(GOOD)])
    if way == 6:
        return packed(RAW, [rest, *GOOD[1:]])
    numbers, _, words = rest.partition(b"\xfe\xfe")
    return packed(RAW + bytes(200), [numbers, words, *GOOD[2:]])


def once(data: bytes) -> None:
    if not data:
        return
    try:
        read = bundles.read(file_of(data))
    except bundles.BundleError as error:
        if "\n" in str(error):
            raise AssertionError("a refusal of more than one line") from error
        return
    for entry in read.entries:
        if entry.signed.signature:
            entry.signed.check()


def main() -> None:
    atheris.Setup(sys.argv, once)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
