"""Names found by a GLiNER model from a folder on disk: `pip install gliner`; nothing is fetched."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from dalel.model import Answer
from dalel.plugins.loading import PluginError, setting

SETTINGS = {"model": str, "threshold": float}
# What GLiNER is asked for, in plain words, and what Dalel calls it.
LABELS = {"person": "PERSON", "organization": "ORGANIZATION", "group of people": "GROUP", "place": None}
_LONGEST = 1_500  # characters at a time: the models cut off longer ones without a word


def open_gliner(settings: Mapping[str, Any]) -> Model:
    """Settings: `model` (a folder), `threshold` (from 0 to 1; 0.5 where not given)."""
    folder = Path(setting(settings, SETTINGS, "model"))
    if not folder.is_dir():
        raise PluginError(f"there is no folder {folder}; a model is read from disk, never fetched")
    try:
        from gliner import GLiNER
    except ImportError as error:
        raise PluginError("GLiNER is not installed; `pip install gliner`") from error
    model = GLiNER.from_pretrained(str(folder), local_files_only=True)
    return Model(f"gliner:{folder.name}", model, setting(settings, SETTINGS, "threshold", 0.5))


class Model:
    """A GLiNER model."""

    def __init__(self, name: str, model: Any, threshold: float) -> None:
        self.name = name
        self._model, self._threshold = model, threshold

    def propose(self, text: str, language: str, published_at: datetime | None) -> Answer:
        found: dict[str, list[dict[str, object]]] = {"actors": [], "places": []}
        for begin, part in _parts(text):
            for entity in self._model.predict_entities(part, list(LABELS), threshold=self._threshold):
                item = {"quote": entity["text"], "start": begin + entity["start"]}
                type_ = LABELS[entity["label"]]
                if type_ is None:
                    found["places"].append(item)
                else:
                    found["actors"].append(item | {"type": type_})
        return Answer(self.name, json.dumps(found, ensure_ascii=False))


def _parts(text: str) -> list[tuple[int, str]]:
    """The text in parts that a model can take, cut at line ends or spaces where there are any."""
    parts, begin = [], 0
    while begin < len(text):
        end = begin + _LONGEST
        if end < len(text):
            end = max(text.rfind("\n", begin, end), text.rfind(" ", begin, end), begin) + 1
            if end == begin + 1:
                end = begin + _LONGEST
        parts.append((begin, text[begin:end]))
        begin = end
    return parts
