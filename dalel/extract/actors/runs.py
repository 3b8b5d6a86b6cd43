"""Stretches of capitalised words, and the headlines in which capitals say nothing."""

from __future__ import annotations

from collections.abc import Iterator

from dalel.extract.actors.words import NameWords, is_particle_name
from dalel.extract.text import Text

_HEADLINE_SHARE = 0.85


def headlines(text: Text) -> set[int]:
    """Sentences Written Like This and without a full stop, where a capital letter says nothing."""
    marked: set[int] = set()
    for number, sentence in enumerate(text.sentences):
        words = text.words[sentence.first : sentence.last]
        if words[-1] == ".":
            continue
        long_words = [word for word in words if len(word) > 3 and word[0].isalpha()]
        capitals = sum(1 for word in long_words if word[0].isupper())
        if len(long_words) >= 4 and capitals >= _HEADLINE_SHARE * len(long_words):
            marked.add(number)
    return marked


def capital_runs(text: Text, names: NameWords) -> Iterator[tuple[int, int]]:
    """Maximal stretches of capitalised words; an initial keeps its full stop, a name its particle."""
    words, lowers = text.words, text.lowers
    total = len(words)
    capital = [word[0].isupper() or ("-" in word and is_particle_name(word, names)) for word in words]
    ends = {sentence.last for sentence in text.sentences}
    index = 0
    while index < total:
        if not capital[index]:
            index += 1
            continue
        last = index + 1
        while last < total and last not in ends:
            following = last + 1
            if capital[last]:
                last += 1
            elif following >= total or not capital[following] or following in ends:
                break
            elif (words[last] == "." and text.ends[last - 1] == text.starts[last]) or lowers[last] in names.particles:
                last += 2
            else:
                break
        yield index, last
        index = last
