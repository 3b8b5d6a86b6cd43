"""Datelines: "ALMATY, January 5 (Agency) —" says where and when a report was written, not what it is about."""

from __future__ import annotations

from dalel.extract.text import Text

# From the place in capitals to the dash: a city, a date, an agency in brackets.
LONGEST_WORDS = 16
_DASHES = frozenset({"—", "–", "-", "―"})


def find(text: Text) -> list[range]:
    """The datelines of a text, as ranges of code points."""
    found: list[range] = []
    paragraph = -1
    for sentence in text.sentences:
        if sentence.paragraph == paragraph:
            continue
        paragraph = sentence.paragraph
        if not _in_capitals(text, sentence.first):
            continue
        for word in range(sentence.first + 1, min(sentence.first + LONGEST_WORDS, len(text.words))):
            if "\n" in text.text[text.ends[word - 1] : text.starts[word]]:
                break  # a headline in capitals
            if text.words[word] in _DASHES and text.starts[word] > text.ends[word - 1]:
                found.append(range(text.starts[sentence.first], text.ends[word]))
                break
    return found


def _in_capitals(text: Text, word: int) -> bool:
    """ "ALMATY", and not "A" or "UN"."""
    return len(text.words[word]) > 3 and text.words[word].isupper()
