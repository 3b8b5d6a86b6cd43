"""Words of like use: "Москва" and "Казань", "Сергей" and "Ольга" stand in one group each.

A language has groups if its folder has a file `clusters.marisa` (made by `training/clusters_<tag>.py`): a marisa
trie of lowered words with a wide and a narrow group. Names that no training text holds are known by their like.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import marisa_trie

from dalel.extract.language import Language

FILE = "clusters.marisa"
RECORD = "<BH"


@cache
def clusters(language: Language) -> Callable[[str], list[str]]:
    """The groups of a lowered word, none where it (or the language) has none."""
    data = language.learned(FILE)
    if data is None:
        return lambda word: []
    trie = marisa_trie.RecordTrie(RECORD).frombytes(data)

    def groups(word: str) -> list[str]:
        for wide, narrow in trie.get(word, ()) if word[:1].isalpha() else ():
            return [f"g{wide}", f"n{narrow}"]
        return []

    return groups
