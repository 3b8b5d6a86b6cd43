"""Whose a number is in Kazakh, where the verb of saying stands last."""

from __future__ import annotations

from pathlib import Path

import pytest

from dalel.extract import voices
from dalel.extract.language import load
from dalel.extract.reading import NO_BOOK, Reader
from dalel.extract.text import cut
from dalel.model import Role

GOLD = Path(__file__).parent.parent / "gold" / "voices.kk.txt"


def cases() -> list[tuple[str, str, str]]:
    """Text, the words asked about, and whose they are."""
    found = []
    for line in GOLD.read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            text, asked = line.split("||")
            words, voice = asked.split("=>")
            found.append((text.strip().replace("¶", "\n\n"), words.strip(), voice.strip()))
    return found


@pytest.mark.parametrize(("text", "words", "wanted"), cases())
def test_the_voice_of_a_number_is_whose_a_reader_says_it_is(text: str, words: str, wanted: str) -> None:
    language = load("kk")
    assert language is not None
    start = text.index(words)
    reader = Reader(cut(text, language), None, (), NO_BOOK)
    voice = voices.voice_of(start, start + len(words), reader.spoken)
    role, _, name = wanted.partition(" ")
    assert voice.role == Role(role)
    known = {language.lemma(word.lower()) for word in (voice.name or "").replace("«", "").replace("»", "").split()}
    asked = {language.lemma(word.lower()) for word in name.split()}
    assert not asked or asked <= known or (bool(known) and known <= asked)


def test_there_are_cases_of_every_kind_of_voice() -> None:
    assert {wanted.split()[0] for _, _, wanted in cases()} == {"author", "named", "unnamed", "hearsay"}
