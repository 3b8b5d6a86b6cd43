"""What a language's data say about places: cue words, titles, endings (`places.tsv`, `places.toml`)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache, lru_cache

from dalel.extract.language import Language
from dalel.extract.lexicon import rows
from dalel.extract.places.gazetteer import Candidate, index, lookup_key
from dalel.extract.places.gazetteer_build import fold
from dalel.extract.text import cut

Phrase = tuple[tuple[str, ...], Candidate]


@dataclass(eq=False)
class PlaceWords:
    """The words of `places.tsv` by role; see that file for what each role means."""

    short: dict[str, list[Phrase]] = field(default_factory=dict)
    listed: dict[str, list[Phrase]] = field(default_factory=dict)
    bases: dict[str, list[Phrase]] = field(default_factory=dict)
    demonyms: dict[str, list[Phrase]] = field(default_factory=dict)
    towns: dict[str, int] = field(default_factory=dict)
    sets: dict[str, frozenset[str]] = field(default_factory=dict)
    kinds: dict[str, dict[str, str]] = field(default_factory=dict)
    prefixes: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    particles: frozenset[str] = frozenset()
    kinds_inside: bool = False
    cyrillic: bool = False
    near: frozenset[str] = frozenset()
    adjectives: dict[str, Candidate] = field(default_factory=dict)
    endings: tuple[tuple[str, tuple[str, ...], bool], ...] = ()
    joined_endings: frozenset[str] = frozenset()

    def kind(self, role: str, lower: str, lemma: str) -> str | None:
        """The kind that a word names in a role, e.g. "county"."""
        kinds = self.kinds[role]
        found = kinds.get(lower) or kinds.get(lemma)
        if found is None:
            for prefix, value in self.prefixes[role]:
                if lower.startswith(prefix):
                    return value
        return found


_SETS = ("before-strong", "before-weak", "direction", "title", "first-name", "either-name", "speaks", "institution",
         "not-place", "stop", "surname", "article", "office", "joined", "joiner")  # fmt: skip
_KINDS = ("kind-before", "kind-inside", "kind-after", "kind-list")


@cache
def place_words(language: Language) -> PlaceWords:
    """The place words of a language."""
    result = PlaceWords()
    sets: dict[str, set[str]] = {name: set() for name in _SETS}
    kinds: dict[str, dict[str, str]] = {name: {} for name in _KINDS}
    prefixes: dict[str, list[tuple[str, str]]] = {name: [] for name in _KINDS}
    settings = tomllib.loads(language.data("places.toml"))
    inflects = bool(settings.get("ending"))
    for row in rows(language.data("places.tsv")):
        phrase, role, value = row["phrase"], row["role"], row["value"]
        if role in ("country", "region", "region-listed", "demonym"):
            place = _place(value)
            if place is None:
                raise ValueError(f"languages/{language.tag}/places.tsv: {phrase!r}: no place has the code {value!r}")
            table = {"demonym": result.demonyms, "region-listed": result.listed}.get(role, result.short)
            if role == "demonym" and phrase.islower():
                result.adjectives[phrase] = place
            elif role != "demonym" or settings["demonyms_are_places"]:
                spoken = cut(phrase, language)
                words = tuple(spoken.words)
                table.setdefault(words[0], []).append((words, place))
                if inflects and not phrase.isupper():
                    result.bases.setdefault(spoken.lemmas[0], []).append((tuple(spoken.lemmas), place))
        elif role == "city":
            result.towns[fold(phrase)] = int(value)
        elif role in kinds:
            if phrase.endswith("*"):
                prefixes[role].append((phrase[:-1], value))
            else:
                kinds[role][phrase.lower()] = value
        elif role == "before":
            sets[f"before-{value}"].add(phrase)
        elif role == "first-name" and value:
            sets["either-name"].add(phrase)
        elif role in sets:
            sets[role].add(phrase.rstrip("*"))
        else:
            raise ValueError(f"languages/{language.tag}/places.tsv: {phrase!r}: unknown role {role!r}")
    for table in (result.short, result.listed, result.demonyms, result.bases):
        for phrases in table.values():
            phrases.sort(key=lambda entry: -len(entry[0]))
    result.sets = {name: frozenset(words) for name, words in sets.items()}
    result.kinds = kinds
    result.prefixes = {name: tuple(found) for name, found in prefixes.items()}
    result.particles = frozenset(settings["particles"])
    result.kinds_inside = settings["kind_words_inside"]
    result.near = frozenset(settings["near"])
    result.cyrillic = settings["script"] == "cyrillic"
    rules = [
        (ending, tuple(rule["to"]), rule.get("cue", False))
        for rule in settings.get("ending", ())
        for ending in rule["from"]
    ]
    result.joined_endings = frozenset(ending for ending, _, _ in rules if ending.startswith("-"))
    result.endings = tuple(sorted(rules, key=lambda rule: -len(rule[0])))
    return result


def _place(code: str) -> Candidate | None:
    """The place of a country code, a region code or a GeoNames id."""
    if code.isdigit():
        return index().by_id(int(code))
    return index().region(code) if "." in code else index().country(code)


@lru_cache(maxsize=100_000)
def meanings(language: Language, lower: str, lemma: str) -> tuple[tuple[Candidate, ...], bool, int]:
    """The places a single word may name, whether its ending speaks for a place, and how far from it the name was found.

    The word as it stands comes first (0), then its base form (1), then what the language's endings leave (2).
    """
    words = place_words(language)
    key = fold(lower)
    found = _usual(words, key, lookup_key(key))
    if found:
        return found, False, 0
    for form, cue in _forms(words, lower, lemma):
        key = fold(form)
        found = _usual(words, key, lookup_key(key))
        if found:
            return found, cue, 1 if form == lemma or cue else 2
    return (), False, 0


@lru_cache(maxsize=100_000)
def phrase_meanings(language: Language, lowers: tuple[str, ...], lemmas: tuple[str, ...]) -> tuple[Candidate, ...]:
    """The places that several words together may name: as they stand, then in their base forms."""
    key = fold(" ".join(lowers))
    words = place_words(language)
    found = _usual(words, key, lookup_key(key))
    if found or not words.endings:
        return found
    options = [[""]]
    keys = [""]
    for lower, lemma in zip(lowers, lemmas, strict=True):
        options = [[lower, *(form for form, _ in _forms(words, lower, lemma))][:6]]
        keys = [f"{key} {option}" for key in keys for option in options[0]][:216]
    for key in keys:
        found = lookup_key(fold(key))
        if found:
            return found
    return ()


def _usual(words: PlaceWords, key: str, found: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """The same places, with the town that the language usually means by the name added or marked as its own."""
    town = words.towns.get(key)
    if town is None:
        return found
    usual = index().by_id(town)
    others = tuple(place for place in found if place.geonames != town)
    return others if usual is None else (usual, *others)


def _forms(words: PlaceWords, lower: str, lemma: str) -> list[tuple[str, bool]]:
    """Base forms a word may have, likeliest first."""
    forms: list[tuple[str, bool]] = []
    seen = {lower}
    cued = False
    for ending, replacements, cue in words.endings:
        if lower.endswith(ending) and len(lower) - len(ending) >= 2:
            stem = lower[: -len(ending)]
            for replacement in replacements:
                form = stem + replacement
                if form not in seen:
                    seen.add(form)
                    forms.append((form, cue))
                    cued = cued or (cue and form == lemma)
    if lemma != lower:
        forms = [(lemma, cued), *(form for form in forms if form[0] != lemma)]
    return forms
