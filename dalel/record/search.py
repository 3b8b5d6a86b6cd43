"""Words as they are searched: any reader's words find the inflected forms that begin alike."""

from __future__ import annotations

import re
import unicodedata

# Cyrillic words change their last letters with case and number. The last letter of a longer word is left
# open, so that "полиция" finds "полиции" and "полицию".
SHORTEST_OPEN_WORD = 5


def searchable(text: str) -> str:
    """A text as it is indexed: composed, with ё as е, which Russian writes at will."""
    return unicodedata.normalize("NFC", text).replace("ё", "е").replace("Ё", "Е")


def match_query(text: str) -> str:
    """A reader's words as an FTS5 query: all of them, each as a beginning; no operators."""
    words = re.findall(r"\w+", searchable(text))
    return " ".join(f'"{_opened(word)}"*' for word in words) or '""'


def _opened(word: str) -> str:
    is_cyrillic = "\u0400" <= word[-1] <= "\u04ff"
    return word[:-1] if is_cyrillic and len(word) >= SHORTEST_OPEN_WORD else word
