"""Bytes to text. UTF-8 is believed, a byte-order mark is obeyed, anything else is a guess that is reported."""

from __future__ import annotations

import codecs
import io
import re
from typing import TextIO

from dalel.ingest.item import UnreadableError
from dalel.ingest.language import fit

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Encodings of old Windows, Unix and DOS files in the languages that Dalel reads. KZ-1048 is
# windows-1251 with Kazakh letters; in a tie the earlier one is taken.
_LEGACY = ("cp1252", "cp1251", "kz1048", "koi8-r", "cp866")
# Streams are opened with a buffer of this size, so that the beginning can be looked at without being consumed.
SAMPLE = 65_536
# What pages and feeds may declare. Python knows more, some of which (punycode) take quadratic time.
_DECLARABLE = re.compile(
    rb"(?:windows-|cp)125\d|(?:cp|ibm)866|koi8-[rut]|kz-?1048|iso-?8859-?\d{1,2}|"
    rb"gb2312|gbk|gb18030|big5|euc-(?:jp|kr)|shift_jis",
    re.IGNORECASE,
)
_NOT_UTF8 = "neither UTF-8 nor an older encoding that can be told from its words: save it as UTF-8"


def decode(data: bytes) -> tuple[str, str | None]:
    """The text, and a notice where its encoding was guessed. Line ends become "\\n"."""
    name = _marked(data[:4])
    notice = None
    if name is None:
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            name, notice = _guess(data[:SAMPLE])
    if name is not None:
        try:
            text = data.decode(name)
        except UnicodeDecodeError as error:
            raise UnreadableError(_undecodable(name, error)) from error
    if "\0" in text:
        raise UnreadableError("holds NUL characters: not a text file, or UTF-16 without its mark; save it as UTF-8")
    return lines(text), notice


def decode_declared(data: bytes, declared: bytes | None) -> tuple[str, str | None]:
    """The text of a page or feed that declares its encoding, which is believed where the bytes are not UTF-8."""
    if declared is None or _marked(data[:4]) is not None or not _DECLARABLE.fullmatch(declared):
        return decode(data)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        try:
            return lines(data.decode(declared.decode("ascii"), "replace").replace("\0", "")), None
        except LookupError:
            return decode(data)  # such as iso-8859-99
    return decode(data)


def text_stream(stream: io.BufferedReader) -> tuple[TextIO, str | None]:
    """A stream of text over a stream of bytes, for tables; line ends stay.

    In UTF-8, bytes that are not valid become lone surrogates, so that only their row is refused.
    """
    head = stream.peek(SAMPLE)[:SAMPLE]
    notice = None
    name = _marked(head[:4])
    if name is None:
        name = "utf-8"
        try:
            # A character cut in two by the end of the sample is no error.
            codecs.getincrementaldecoder("utf-8")().decode(head)
        except UnicodeDecodeError:
            try:
                name, notice = _guess(head)
            except UnreadableError:
                name = "utf-8"  # the rows that hold the bad bytes are refused one by one
    return io.TextIOWrapper(stream, name, errors="surrogateescape", newline=""), notice


def lines(text: str) -> str:
    """Line ends become "\\n"."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def is_unicode(text: str) -> bool:
    """Whether a text consists of Unicode scalar values other than NUL."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def _marked(head: bytes) -> str | None:
    return next((name for mark, name in _MARKS if head.startswith(mark)), None)


def _guess(data: bytes) -> tuple[str, str]:
    """The older encoding in which the bytes read best as a language that Dalel knows."""
    if b"\0" in data:
        raise UnreadableError("not a text file")
    best, best_score = None, 0.0
    for name in _LEGACY:
        tag, score = fit(data.decode(name, "replace"))
        if tag != "und" and score > best_score:
            best, best_score = name, score
    if best is None:
        raise UnreadableError(_NOT_UTF8)
    return best, f"not UTF-8; read as {best}, which fits its words best: if names look wrong, save it as UTF-8"


def _undecodable(name: str, error: UnicodeDecodeError) -> str:
    return f"not valid {name.removesuffix('-sig')} at byte {error.start}: save it as UTF-8"
