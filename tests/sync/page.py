"""Reading the test vectors out of the pages under docs/formats."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

FORMATS = Path(__file__).parents[2] / "docs" / "formats"


@dataclass(frozen=True, slots=True)
class Printed:
    """One vector as printed: the lines `- label: value`, and the blocks, each with its last line end."""

    values: dict[str, str]
    blocks: tuple[str, ...]

    def bytes_of(self, label: str) -> bytes:
        return bytes.fromhex(self.values[label])


def vectors(name: str) -> list[Printed]:
    page = (FORMATS / name).read_text("utf-8")
    _, *sections = re.split(r"^### Vector \d+: .*$", page, flags=re.MULTILINE)
    return [
        Printed(
            dict(re.findall(r"^- (.+?): `(.+)`$", section, flags=re.MULTILINE)),
            tuple(re.findall(r"^```\w+\n(.*?)^```$", section, flags=re.MULTILINE | re.DOTALL)),
        )
        for section in sections
    ]
