"""A bulletin as short messages: numbered, each readable alone, the most important first.

A part is one message of 160 characters in the alphabet of GSM 03.38 (3GPP TS 23.038), or of 70 in UCS-2 where a letter
is not in that alphabet, so that it needs no joining on the phone. A fact goes on in the next part only where one part
cannot hold it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dalel.publish.bulletin.facts import Bulletin, EventFact, Fact, FigureFact, QuestionFact, Said
from dalel.publish.bulletin.wording import Teller

MOST_SEPTETS, MOST_UNITS = 160, 70
MOST_PARTS = 99
# Longer numbers than these cannot stand before a part.
_NUMBERING = len("99/99 ")

GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_7_EXTENDED = frozenset("\f^{}\\[~]|€")  # two septets each
# Signs that would cost a message half its length, as the alphabet has them.
_PLAIN = str.maketrans(
    {"…": "...", "’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " ", "\u202f": " "}
)


class TooLongError(ValueError):
    """The bulletin does not go into so few messages."""


def parts(bulletin: Bulletin, language: str, key: str) -> list[str]:
    """The messages of a bulletin; `key` is the id of the key that signed it."""
    teller = Teller(bulletin, language)
    first = teller.line("sms", "as_of", desk=bulletin.desk, moment=teller.moment(bulletin.as_of))
    left = bulletin.left_out
    counts = {"events": left.events, "figures": left.figures, "questions": left.questions}
    last = [teller.line("sms", "left_out", **counts)] if any(counts.values()) else []
    last.append(teller.line("sms", "signed", desk=bulletin.desk, key=key))
    entries = [entry.translate(_PLAIN) for entry in (first, *(_entry(teller, fact) for fact in bulletin.facts), *last)]
    packed = _packed(entries)
    if len(packed) > MOST_PARTS:
        raise TooLongError(
            f"it makes {len(packed)} messages, and at most {MOST_PARTS} can be numbered: ask for fewer facts"
        )
    return [f"{number}/{len(packed)} {part}" for number, part in enumerate(packed, 1)]


def fits(message: str) -> bool:
    """Whether a text is one message."""
    septets = _septets(message)
    return septets <= MOST_SEPTETS if septets is not None else _units(message) <= MOST_UNITS


def _septets(message: str) -> int | None:
    """How long a text is in the alphabet of GSM; None where a letter is not in it."""
    if not GSM_7.union(GSM_7_EXTENDED).issuperset(message):
        return None
    return len(message) + sum(letter in GSM_7_EXTENDED for letter in message)


def _units(message: str) -> int:
    return len(message.encode("utf-16-be")) // 2


def _entry(teller: Teller, fact: Fact) -> str:
    """A fact in a line: where, what, when; where it stands and who says so."""
    return "; ".join((teller.head(fact, short=True), *_standing(teller, fact)))


def _standing(teller: Teller, fact: Fact) -> Iterator[str]:
    words = teller.words["sms"]
    if isinstance(fact, QuestionFact):
        yield words["question"] if fact.state == "open" else teller.words["state"][fact.state]
    elif isinstance(fact, EventFact) and fact.standing == "contested":
        yield teller.line("sms", "yes_no", affirmed=fact.affirmed_by, denied=fact.denied_by)
    elif isinstance(fact, EventFact):
        yield teller.line("sms", fact.standing, origins=fact.affirmed_by)
        if fact.standing == "single-origin":
            yield from map(teller.voice, fact.affirmed[:1])
        elif fact.standing == "denied":
            yield from map(teller.voice, fact.denied[:1])
    else:
        yield teller.line("sms", fact.standing, origins=fact.origins)
        yield from (_number(teller, said) for said in _told(fact))


def _told(fact: FigureFact) -> Sequence[Said]:
    """The voices of a figure that a short message names: both sides of what is contested, else the first."""
    return fact.said[:2] if fact.standing == "contested" else fact.said[:1]


def _number(teller: Teller, said: Said) -> str:
    return teller.line("sms", "said", voice=teller.voice(said.voice), amount=teller.amount(said.amount))


def _packed(entries: Sequence[str]) -> list[str]:
    """The entries in as few messages as whole entries allow."""
    packed: list[str] = []
    for entry in entries:
        if packed and _has_room(f"{packed[-1]}\n{entry}"):
            packed[-1] = f"{packed[-1]}\n{entry}"
        else:
            packed += _cut(entry)
    return packed


def _has_room(message: str) -> bool:
    """Whether a text is one message together with its number."""
    return fits("9" * _NUMBERING + message)


def _cut(entry: str) -> Iterator[str]:
    """An entry in messages, cut between words; what goes on says so."""
    words = entry.split(" ")
    line = ""
    while words:
        word = words.pop(0)
        longer = f"{line} {word}" if line else word
        if _has_room(f"{longer}..." if words else longer):
            line = longer
        elif line and line != "...":
            yield f"{line}..."
            line = ""
            words[:0] = ["...", word]
        else:  # a word longer than a message
            fitting = next(size for size in range(len(longer), 0, -1) if _has_room(f"{longer[:size]}..."))
            yield f"{longer[:fitting]}..."
            words.insert(0, longer[fitting:])
            line = ""
    if line:
        yield line
