"""The 249 newspaper articles that speed and growth are measured on, read from the folder of public data."""

from __future__ import annotations

import csv
import io
import sys
import zipfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

_FILE = Path("input") / "Guardian_SDF_sample.csv.zip"


@dataclass(frozen=True, slots=True)
class Article:
    published: date
    text: str


def archive(data: Path) -> Path:
    """The zip file with the articles. Exits with 2 where it is absent."""
    path = data / _FILE
    if not path.is_file():
        print(
            f"{path} is absent: name the folder of public data with --data (see benchmarks/README.md)", file=sys.stderr
        )
        raise SystemExit(2)
    return path


def articles(path: Path) -> list[Article]:
    """The articles of the zip file, in its order."""
    csv.field_size_limit(10**9)
    with zipfile.ZipFile(path) as zipped:
        name = next(name for name in zipped.namelist() if name.endswith(".csv") and "__MACOSX" not in name)
        with zipped.open(name) as binary:
            rows = csv.DictReader(io.TextIOWrapper(binary, "utf-8", newline=""))
            return [Article(date.fromisoformat(row["date"]), row["text"]) for row in rows]
