"""Names found by a spaCy pipeline that the desk has installed: `pip install spacy` and one of its models."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dalel.model import Answer
from dalel.plugins.loading import PluginError, setting

SETTINGS = {"pipeline": str, "language": str}
# Entity labels of spaCy's published pipelines (OntoNotes, CoNLL and Nerus schemes) in Dalel's words.
ACTORS = {"PERSON": "PERSON", "PER": "PERSON", "ORG": "ORGANIZATION", "NORP": "GROUP"}
PLACES = frozenset(("GPE", "LOC"))
_LONGEST = 1_000_000  # spaCy's own limit on a text


def open_spacy(settings: Mapping[str, Any]) -> Pipeline:
    """Settings: `pipeline` (an installed package or a folder), `language` (the tag it reads; others are left alone)."""
    try:
        import spacy
    except ImportError as error:
        raise PluginError("spaCy is not installed; `pip install spacy`") from error
    name = setting(settings, SETTINGS, "pipeline")
    try:
        pipeline = spacy.load(name, exclude=["lemmatizer"])
    except OSError as error:
        raise PluginError(f"there is no pipeline {name!r}; install it, or name its folder") from error
    return Pipeline(f"spacy:{name}", pipeline, setting(settings, SETTINGS, "language"))


class Pipeline:
    """A spaCy pipeline with named entities."""

    def __init__(self, name: str, pipeline: Any, language: str) -> None:
        self.name = name
        self._pipeline, self._language = pipeline, language

    def propose(self, text: str, language: str, published_at: datetime | None) -> Answer:
        found: dict[str, list[dict[str, object]]] = {"actors": [], "places": []}
        if language.split("-")[0] == self._language:
            for entity in self._pipeline(text[:_LONGEST]).ents:
                item = {"quote": entity.text, "start": entity.start_char}
                if entity.label_ in ACTORS:
                    found["actors"].append(item | {"type": ACTORS[entity.label_]})
                elif entity.label_ in PLACES:
                    found["places"].append(item)
        return Answer(self.name, json.dumps(found, ensure_ascii=False))
