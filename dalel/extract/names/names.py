"""Finding names with a language's model, where it has one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from dalel.extract.language import Language
from dalel.extract.names.channels import channels, columns
from dalel.extract.places import Found
from dalel.extract.tagger import Tagger, channels_of, stretches
from dalel.extract.text import Text

Name = tuple[int, int, str]
"""Words [first, last) and what they name: PERSON, ORGANIZATION, PLACE, or a type of the language's own."""

FILE = "names.crf"


def find(text: Text, considered: Sequence[Found]) -> list[Name] | None:
    """The names in a text, in order, none overlapping; None where the language has no model.

    `considered` is what may be a place in the text (`dalel.extract.places.consider`).
    """
    model = model_of(text.language)
    if model is None:
        return None
    tagger, chosen = model
    if not text.words:
        return []
    return list(stretches(tagger.tag(text.sentence_ranges, columns(text, considered, chosen))))


@cache
def model_of(language: Language) -> tuple[Tagger, list[str]] | None:
    """A language's model and the names of its channels, None where it has none."""
    data = language.learned(FILE)
    if data is None:
        return None
    chosen = channels_of(data)
    return Tagger(data, channels(language, chosen)), [name for name, _ in chosen]
