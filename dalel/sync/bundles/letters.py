"""Texts as bytes that compress better than UTF-8: one byte a letter, and capitals as small letters after a mark.

A letter of a Cyrillic alphabet is two bytes in UTF-8, of which the first says next to nothing. Here each letter of
`letters.txt` (its first line) is one byte, and so is each further character (its third line). A capital (second line,
in the order of the first) is the small letter after the mark 0x01; of two or more capitals in a row, 0x02 stands before
all. The mark goes before a space or line end that precedes the capital, so that " Almaty" and " almaty" are alike to a
compressor. Any other character is 0x03, its code point in hexadecimal, and ";". ASCII characters are themselves.
0xFF never occurs. See docs/formats/bundle.md, with test vectors.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from dalel.sync.bundles.limits import BundleError

_CAPITAL, _CAPITALS, _OTHER = "\x01\x02\x03"
_FIRST_CODE = 0x80
_SELVES = "\t\n" + "".join(map(chr, range(0x20, 0x7F)))
_MARKS = _CAPITAL + _CAPITALS + _OTHER
_UNKNOWN = "\ufffe"  # what charmap codecs take for "no character"
_HEX_DIGITS = 6
_SURROGATES = range(0xD800, 0xE000)


@dataclass(frozen=True, slots=True)
class _Letters:
    decoding: str
    encoding: dict[int, int]
    small: dict[int, int]
    capital: dict[int, int]
    to_fold: re.Pattern[str]
    to_unfold: re.Pattern[str]
    to_escape: re.Pattern[str]
    capitals_of: re.Pattern[str]


@cache
def _letters() -> _Letters:
    small, capital, further = (files("dalel.sync.bundles") / "letters.txt").read_text("utf-8").split("\n")[:3]
    table = [_UNKNOWN] * 256
    for character in _MARKS + _SELVES:
        table[ord(character)] = character
    coded = [letter for letter in small if letter > "\x7f"] + list(further)
    for code, character in enumerate(coded, _FIRST_CODE):
        table[code] = character
    known = "".join(character for character in table if character not in _MARKS + _UNKNOWN)
    return _Letters(
        decoding="".join(table),
        encoding={ord(character): code for code, character in enumerate(table) if character != _UNKNOWN},
        small=str.maketrans(capital, small),
        capital=str.maketrans(small, capital),
        to_fold=re.compile(rf"([ \n]?)(?:([{capital}]{{2,}})(?![{small}])|([{capital}]))"),
        to_unfold=re.compile(rf"([{_CAPITAL}{_CAPITALS}])([ \n]?)([{small}]*)"),
        to_escape=re.compile(f"[^{re.escape(known + capital)}]"),
        capitals_of=re.compile(f"[{capital}]"),
    )


def encode(text: str) -> bytes:
    """The text in the bytes described above."""
    letters = _letters()
    escaped = letters.to_escape.sub(_escape, text)

    def fold(found: re.Match[str]) -> str:
        mark = _CAPITALS if found[2] else _CAPITAL
        return mark + found[1] + (found[2] or found[3]).translate(letters.small)

    folded = letters.to_fold.sub(fold, escaped)
    return codecs.charmap_encode(folded, "strict", letters.encoding)[0]


def decode(data: bytes) -> str:
    """The text of such bytes. Raises BundleError where they are none."""
    letters = _letters()

    def unfold(found: re.Match[str]) -> str:
        if not found[3]:
            raise BundleError("a text holds a mark for a capital before no letter")
        if found[1] == _CAPITALS:
            return found[2] + found[3].translate(letters.capital)
        return found[2] + found[3][0].translate(letters.capital) + found[3][1:]

    try:
        folded = codecs.charmap_decode(data, "strict", letters.decoding)[0]
    except UnicodeDecodeError as error:
        raise BundleError("a text holds a byte that stands for no letter") from error
    return _ESCAPED.sub(_unescape, letters.to_unfold.sub(unfold, folded))


def share_unknown(text: str) -> float:
    """Which share of the characters has no byte of its own."""
    return len(_letters().to_escape.findall(text)) / max(len(text), 1)


_ESCAPED = re.compile(rf"{_OTHER}([0-9a-f]{{1,{_HEX_DIGITS}}};)?")


def _escape(found: re.Match[str]) -> str:
    return f"{_OTHER}{ord(found[0]):x};"


def _unescape(found: re.Match[str]) -> str:
    code = int(found[1][:-1], 16) if found[1] else None
    if code is None or code > 0x10FFFF or code in _SURROGATES:
        raise BundleError("a text holds a code that is no character")
    return chr(code)
