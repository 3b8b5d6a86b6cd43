"""The entries of the vectors in docs/formats/sync.md, and the two stores of its dialogue."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "formats" / "sync.md"


def item(number: int) -> tuple[int, bytes]:
    return 1_641_000_000 + 60 * (number // 3), hashlib.sha256(str(number).encode()).digest()


def items(last: int, without: Iterable[int] = ()) -> list[tuple[int, bytes]]:
    return [item(number) for number in range(1, last + 1) if number not in set(without)]


def ids(*numbers: int) -> set[bytes]:
    return {item(number)[1] for number in numbers}


def messages(vector: int) -> list[tuple[str, bytes]]:
    """Who says what, in order."""
    section = PAGE.read_text("utf-8").split(f"### Vector {vector}: ")[1].split("\n### ")[0]
    return [(who, bytes.fromhex(said)) for who, said in re.findall(r"^- (\w+): `([0-9a-f]+)`$", section, re.MULTILINE)]


class VectorStore:
    """Entries by number; a packet is text."""

    def __init__(self, numbers: Iterable[int], hello: bytes) -> None:
        self.numbers = {item(number)[1]: number for number in numbers}
        self._hello = hello

    def hello(self) -> bytes:
        return self._hello

    def heard(self, hello: bytes) -> None:
        assert hello in (b"ada", b"ben")

    def items(self) -> Sequence[tuple[int, bytes]]:
        return [item(number) for number in self.numbers.values()]

    def lacking(self) -> Sequence[bytes]:
        return ()

    def pack(self, ids: Sequence[bytes], at_most: int) -> tuple[bytes, int]:
        return ",".join(f"entry {self.numbers[id_]}" for id_ in ids).encode(), len(ids)

    def unpack(self, packet: bytes) -> Sequence[bytes]:
        new = [int(entry.removeprefix("entry ")) for entry in packet.decode().split(",")]
        self.numbers |= {item(number)[1]: number for number in new}
        return [item(number)[1] for number in new]
