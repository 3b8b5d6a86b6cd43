"""What the learned reader of voices looks at (channels for `dalel.extract.tagger`).

It sees the words, what the rules made of the sentence, and the quotations. Who the actors are it never sees: their
names are replaced by their type, so that whoever speaks, the same words are read alike.

- `word`: the written word: its form, capitals and endings; `pair`: it and the word before
- `base`: its base form, and what attitudes it may tell of (`attitudes.tsv`)
- `marks`: what the rules take the word for (source, cue, content), the actor, inside or outside a quotation
- `turn`: the rules' marks of a word and its neighbours
- `sentence`: where in its sentence a word stands, and what the rules and the quotations make of that sentence
- `near`: the words that may attribute to the left and right, and how far off they are
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from functools import cache, lru_cache
from typing import Any

from dalel.extract.language import Language
from dalel.extract.lexicon import rows
from dalel.extract.tagger import Channel
from dalel.extract.voices.sayings import Saying
from dalel.extract.voices.speech import Context
from dalel.model import ActorMention

Column = Sequence[Hashable]

_NOBODY = ("", "")
_FURTHEST = 12  # words; what is further off is all one
_FAR = (0, 1, 2, 3, 4, 4, 4, 7, 7, 7, 7, 7, 12)  # distances in words, and what they are taken for
_EDGE = 4  # words from a sentence's end that are told apart
_NOTHING = "O"


def columns(
    context: Context, actors: Sequence[ActorMention], sayings: Sequence[Saying], cues: Sequence[int]
) -> list[Column]:
    """The keys of all channels for every word; `cues` are the words that may attribute, in text order."""
    text = context.text
    marked = _marked(len(text.words), sayings)
    who = _actors(context, actors)
    quoted = context.quoted
    words = [f"@{actor}" if actor else word for word, actor in zip(text.words, who, strict=True)]
    bases = [f"@{actor}" if actor else base for base, actor in zip(text.lemmas, who, strict=True)]
    lowers = [f"@{actor}" if actor else lower for lower, actor in zip(text.lowers, who, strict=True)]
    pairs = list(zip(["", *lowers], lowers, strict=False))
    marks = list(zip(marked, who, quoted, strict=True))
    around = [_NOTHING, *marked, _NOTHING]
    turns = list(zip(around, marked, around[2:], lowers, strict=False))
    return [words, bases, pairs, marks, turns, _sentences(context, marked), _near(context, marked, bases, cues)]


def _marked(count: int, sayings: Sequence[Saying]) -> list[str]:
    """What the rules take each word for."""
    marked = [_NOTHING] * count
    contents = [("T", piece) for saying in sayings for piece in saying.contents]
    sources = [("S", saying.source) for saying in sayings if saying.source is not None]
    cues = [("C", saying.cue) for saying in sayings]
    for kind, (first, last) in (*contents, *sources, *cues):
        marked[first:last] = ["I" + kind] * (last - first)
        marked[first] = "B" + kind
    return marked


def _actors(context: Context, actors: Sequence[ActorMention]) -> list[str]:
    who = [""] * len(context.text.words)
    for actor in actors:
        first = context.text.word_at(actor.span.start)
        for word in range(first, context.text.word_at(actor.span.end - 1) + 1):
            who[word] = actor.type[0] + ("" if word == first else "+")
    return who


def _sentences(context: Context, marked: Sequence[str]) -> list[Hashable]:
    text, quoted = context.text, context.quoted
    keys: list[Hashable] = []
    paragraph = -1
    for sentence in text.sentences:
        first, last = sentence.first, sentence.last
        has_cue = "BC" in marked[first:last]
        before = marked[first - 1] if first else ""
        after = marked[last] if last < len(marked) else ""
        opens = sentence.paragraph != paragraph
        paragraph = sentence.paragraph
        whole = (has_cue, quoted[first], quoted[last - 1], before, after, opens)
        keys += [
            (*whole, min(word - first, _EDGE), min(last - 1 - word, _EDGE), marked[word], quoted[word])
            for word in range(first, last)
        ]
    return keys


def _near(context: Context, marked: Sequence[str], bases: Sequence[str], cues: Sequence[int]) -> list[Hashable]:
    keys: list[Hashable] = []
    quoted = context.quoted
    at = 0
    for sentence in context.text.sentences:
        first, last = sentence.first, sentence.last
        while at < len(cues) and cues[at] < first:
            at += 1
        left, left_far, left_of = _NOBODY, 0, -1
        for word in range(first, last):
            while at < len(cues) and cues[at] < word:
                left_of = cues[at]
                left = bases[left_of], marked[left_of]
                at += 1
            if left_of >= 0:
                left_far = _FAR[min(word - left_of, _FURTHEST)]
            right, right_far = _NOBODY, 0
            for cue in cues[at : at + 2]:
                if word < cue < last:
                    right, right_far = (bases[cue], marked[cue]), _FAR[min(cue - word, _FURTHEST)]
                    break
            keys.append((*left, left_far, *right, right_far, quoted[word]))
    return keys


# ---- attributes of keys --------------------------------------------------------------------------


def _word(word: str) -> list[str]:
    if word[0] == "@" and len(word) > 1:
        return ["w" + word]
    lower = word.lower()
    found = ["w" + lower, "f" + _form(word)]
    if lower[0].isalpha():
        found += ["e" + lower[-length:] for length in (2, 3, 4) if length < len(lower)]
    return found


def _form(word: str) -> str:
    if word[0].isdigit():
        return "9"
    if not word[0].isalpha():
        return "."
    if word.isupper() and len(word) > 1:
        return "AA"
    return "Aa" if word[0].isupper() else "a"


def _base(language: Language) -> Callable[[str], list[str]]:
    classes: dict[str, list[str]] = {}
    for row in rows(language.data("attitudes.tsv")):
        for word in row["words"].split("|"):
            classes.setdefault(language.lemma(word), []).append("=" + row["class"])
            classes.setdefault(word, []).append("=" + row["class"])

    def attributes(base: str) -> list[str]:
        return [base, *dict.fromkeys(classes.get(base, ()))]

    return attributes


def _pair(key: tuple[str, str]) -> list[str]:
    return [f"{key[0]} {key[1]}"]


@lru_cache(maxsize=1_000)
def _marks(key: tuple[str, str, int]) -> tuple[str, ...]:
    mark, actor, quoted = key
    return f"m{mark}", f"a{actor}", f"q{quoted}", f"ma{mark} {actor}"


def _turn(key: tuple[str, str, str, str]) -> list[str]:
    before, mark, after, lower = key
    return [f"t{before} {mark} {after}", f"w{mark} {lower}"]


def _sentence(key: tuple[Any, ...]) -> list[str]:
    has_cue, opens, ends, before, after, paragraph, start, end, mark, quoted = key
    return [
        f"p{start}",
        f"e{end}",
        f"q{has_cue:d}{opens}{ends}",
        f"b{before} {mark}",
        f"n{after} {mark}",
        f"w{quoted}{has_cue:d}{mark} {paragraph:d}",
        f"x{before} {quoted}{opens}{ends}",
    ]


def _nearby(key: tuple[Any, ...]) -> list[str]:
    left, left_mark, left_far, right, right_mark, right_far, quoted = key
    return [
        f"l{left}",
        f"r{right}",
        f"d{left_far}",
        f"D{right_far}",
        f"dd{left_far} {right_far} {quoted}",
        f"m{left_mark} {right_mark}",
        f"ld{left} {left_far}",
        f"rd{right} {right_far}",
    ]


@cache
def channels(language: Language) -> tuple[Channel, ...]:
    return (
        Channel("word", (-2, -1, 0, 1, 2), _word),
        Channel("base", (-3, -2, -1, 0, 1, 2, 3), _base(language)),
        Channel("pair", (0, 1), _pair),
        Channel("marks", (-3, -2, -1, 0, 1, 2, 3), _marks),
        Channel("turn", (0,), _turn),
        Channel("sentence", (0,), _sentence),
        Channel("near", (0,), _nearby),
    )
