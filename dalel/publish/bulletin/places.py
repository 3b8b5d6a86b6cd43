"""The names of places in the languages of a bulletin.

Of towns and regions they stand in `words/places.tsv` and in the reader's own tables; countries' and many capitals' come
from CLDR. What is in none of these goes by the gazetteer's name in all languages: a name in Latin letters is still
found on a map, a guessed one is not.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from babel import Locale
from babel.core import get_global

from dalel.extract.lexicon import rows
from dalel.publish.bulletin.facts import Place, name_of
from dalel.publish.bulletin.tables import LANGUAGES, PLACE_KINDS

Row = Mapping[str, Any]
Names = tuple[str, str, str]


def place_of(row: Row) -> Place | None:
    """The place of an event or a figure."""
    if row["place"] is None or not row["place_name"]:
        return None
    geonames = int(row["place"]) if row["place"].isdecimal() else None
    kind = row["place_kind"] if row["place_kind"] in PLACE_KINDS else "region"
    names = _names(geonames, kind, row["country"], row["place_name"])
    return Place(kind, row["country"], geonames, *map(name_of, names))


def _names(geonames: int | None, kind: str, country: str | None, name: str) -> Names:
    if kind == "country" and country is not None:
        return _country(country) or (name, name, name)
    return _listed().get(geonames or 0) or _capitals().get((country or "", name)) or (name, name, name)


@cache
def _listed() -> dict[int, Names]:
    """The names of the tables, by GeoNames id."""
    own = (files("dalel.publish.bulletin") / "words" / "places.tsv").read_text("utf-8")
    regions = (files("dalel.extract.places") / "regions.tsv").read_text("utf-8")
    found: dict[int, Names] = {}
    for row in (*rows(regions), *rows(own)):
        en, ru, kk = (row[language].partition("|")[0] for language in LANGUAGES)
        if row["geonames"] and en:
            found[int(row["geonames"])] = (en, ru or en, kk or ru or en)
    return found


@cache
def _country(code: str) -> Names | None:
    en, ru, kk = (Locale(language).territories.get(code) for language in LANGUAGES)
    return (en, ru, kk) if en and ru and kk else None


@cache
def _capitals() -> dict[tuple[str, str], Names]:
    """The towns after which time zones are called, by country and English name."""
    english, *others = (Locale(language).time_zones for language in LANGUAGES)
    found: dict[tuple[str, str], Names] = {}
    for country, zones in get_global("territory_zones").items():
        for zone in zones:
            own = zone.rpartition("/")[2].replace("_", " ")
            en = english.get(zone, {}).get("city", own)
            ru, kk = (zones_.get(zone, {}).get("city", en) for zones_ in others)
            found[country, en] = (en, ru, kk)
    return found
