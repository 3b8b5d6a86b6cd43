"""What is compared: a statement as far as its event is concerned, and how alike two were found to be."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Traits:
    """What of a statement's words tells events apart. All keys are short texts that meet across languages and scripts,
    but for `trigger` and `words`, which meet only in one language.

    `trigger` is the base form of the word that names the deed, and `is_common` says that many reports have it.
    `sites` and `things` are classes of `classes.tsv` ("site.airport"; "tear gas"); `names` is how the names in the
    sentence sound, the place, the voice and the actors aside; `agents` and `patients` are keys of who did it to whom;
    `numbers` are the numbers of the sentence; `hour` is a time of day ("T14", "TNI");
    `cause` is the kind of the deed that it tells more of, and
    `counts` says that it only counts who was there; `places` are the keys of the
    places that its document names most, the first first; `marks` are the names and numbers that mark out its
    document, and `about` its names, classes and rare words.
    `page` is the same for all statements of one text, and `at` is the number of the sentence in it.
    """

    language: str
    page: str = ""
    at: int = 0
    trigger: str = ""
    is_common: bool = False
    sites: tuple[str, ...] = ()
    things: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    numbers: tuple[float, ...] = ()
    agents: tuple[str, ...] = ()
    patients: tuple[str, ...] = ()
    hour: str | None = None
    cause: str = ""
    counts: bool = False
    words: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    about: tuple[str, ...] = ()

    def to_json(self) -> str:
        """A short JSON text of what is known; `from_json` reads it."""
        kept = {name: value for name in self.__slots__ if (value := getattr(self, name))}
        return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Traits:
        """The traits that `to_json` wrote."""
        body: dict[str, Any] = json.loads(text)
        body |= {name: tuple(value) for name, value in body.items() if isinstance(value, list)}
        return cls(**body)


@dataclass(frozen=True, slots=True)
class Mention:
    """A statement as far as its event is concerned. Moments are UTC texts that sort by time.

    `order` ranks statements that became known in one moment: by source, document and place in its text. `place` is a
    place's key, `origin` who the statement goes back to, `passage` a hash of its sentence, equal in copies.
    """

    row: int
    id: str
    order: str
    known_at: str
    believed_to: str
    type: str
    mode: str | None
    place: str | None
    place_kind: str | None
    country: str | None
    day: str | None
    day_basis: str
    began: str | None
    ended: str | None
    passage: str
    origin: str | None
    factuality: str
    traits: Traits


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing that two mentions have in common or not: how much it speaks for one event, and the words for it."""

    name: str
    weight: float
    evidence: str


@dataclass(frozen=True, slots=True)
class Score:
    """How much speaks for one event: the sum of the features' weights. Above 0, it is taken to be one."""

    total: float
    features: tuple[Feature, ...]
