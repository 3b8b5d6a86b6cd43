"""Showing why statements were read so: the text with marks, below each sentence its statements and their reasons.

On a terminal marks are coloured and the words that reasons rest on underlined; everywhere `[3: words]` says that
statement 3 rests on these words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from unicodedata import category

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from dalel.contract import reading_json, span_json

if TYPE_CHECKING:  # imported where it is used: `dalel --help` must not wait for it
    from dalel.extract.actors import ActorBook
    from dalel.extract.explain import Answer, Clue, Explanation, Line, Vote
    from dalel.model import Document, Span, Statement
    from dalel.pipeline import ReadWith

_STYLES = {"event": "bold yellow", "figure": "bold cyan", "label": "bold magenta"}
_CITED = "underline"
_HINT = "dim"
_INDENT = 4
_TOPICS = (
    ("found", "found by"),
    ("voice", "who says"),
    ("factuality", "how sure"),
    ("place", "where"),
    ("time", "when"),
)
# The columns of a line of data that tell what it gives; the others are guards, and are in the file.
_GIVEN = ("type", "mode", "measure", "says", "kind", "stance", "lemma", "group", "relation", "value", "role")
_MOST = 60  # characters of a phrase or of a cell
_LEGEND = (
    "[3: words]: statement 3 rests on these words. A file and a number (en/events.tsv:120) are a line of data in",
    "dalel/extract/languages, which you can correct. CT+ certain, PR+ probable, PS+ possible; with - that it is not;",
    "Uu left open. A model has learned from texts: the larger the number before what it saw, the more that decided.",
)


@dataclass(frozen=True, slots=True)
class _Shown:
    """A statement with its number in the text and why it is so."""

    number: int
    statement: Statement
    why: Explanation


class Explained:
    """A document that was read, with the reasons for each of its statements."""

    def __init__(self, document: Document, found: ReadWith, book: ActorBook) -> None:
        from dalel.extract.explain import explain

        self._document = document
        self._reading = found.reading
        self._why = explain(document.text, document.language, document.published_at, found.answers, book)

    def show(self) -> None:
        """Print the text with marks and reasons."""
        console = Console(highlight=False, markup=False, emoji=False)
        for line in self.lines():
            if console.is_terminal:
                depth = len(line.plain) - len(line.plain.lstrip(" "))
                console.print(Padding(line[depth:], (0, 0, 0, depth)))
            else:
                console.print(line, soft_wrap=True)

    def lines(self) -> Iterator[Text]:
        """The lines that `show` prints."""
        document, statements = self._document, self._reading.statements
        by_sentence: dict[int, list[_Shown]] = {}
        told: dict[Vote, int] = {}
        pairs = sorted(zip(statements, self._why, strict=True), key=lambda pair: (pair[1].core.start, pair[1].core.end))
        for number, (statement, why) in enumerate(pairs, 1):
            by_sentence.setdefault(why.sentence, []).append(_Shown(number, statement, why))
        for number, (start, end) in enumerate(_sentences(document.text, document.language), 1):
            here = by_sentence.get(number, [])
            yield Text.assemble((f"{number:>3} ", _HINT), _marked(document.text, start, end, here))
            for one in here:
                yield from _statement(one, told)
            if here:
                yield Text()
        total = "1 statement" if len(statements) == 1 else f"{len(statements)} statements"
        yield Text(f"{total}, language {document.language}")
        for hint in _LEGEND if statements else ():
            yield Text(hint, style=_HINT)

    def json(self) -> dict[str, Any]:
        """The reading as the contract gives it, with `explanation` in each statement."""
        shown = reading_json(self._document, self._reading)
        for statement, why in zip(shown["statements"], self._why, strict=True):
            statement["explanation"] = _explanation_json(why)
        return shown


def _explanation_json(why: Explanation) -> dict[str, Any]:
    answers: dict[str, Answer | None] = {name: getattr(why, name) for name, _ in _TOPICS}
    return {
        "sentence": why.sentence,
        "core": span_json(why.core),
        **{name: _answer_json(answer) if answer is not None else None for name, answer in answers.items()},
    }


def _answer_json(answer: Answer) -> dict[str, Any]:
    return {
        "text": answer.text,
        "clues": [
            {
                "because": clue.because,
                "words": span_json(clue.words) if clue.words is not None else None,
                "line": _line_json(clue.line) if clue.line is not None else None,
            }
            for clue in answer.clues
        ],
        "votes": [_vote_json(vote) for vote in answer.votes],
    }


def _line_json(line: Line) -> dict[str, Any]:
    return {"file": line.file, "number": line.number, "phrase": line.phrase, "says": dict(line.says)}


def _vote_json(vote: Vote) -> dict[str, Any]:
    weighed = {
        name: [{"feature": item.feature, "weight": round(item.weight, 3)} for item in weights]
        for name, weights in (("for", vote.pro), ("against", vote.con))
    }
    return {
        "model": vote.model,
        "taken_for": vote.taken_for,
        "words": span_json(vote.words),
        "at": span_json(vote.at),
        **weighed,
    }


# ---- the text with its marks -------------------------------------------------------------------------


def _sentences(text: str, language: str) -> list[tuple[int, int]]:
    from dalel.extract.language import load
    from dalel.extract.text import cut

    known = load(language)
    if known is None:
        return []
    words = cut(text, known)
    return [(words.starts[one.first], words.ends[one.last - 1]) for one in words.sentences]


def _marked(text: str, start: int, end: int, here: Sequence[_Shown]) -> Text:
    """A sentence with the words that statements rest on in brackets; where two overlap, the shared words name both."""
    cited = [words for one in here for words in _cited(one.why)]
    edges = {start, end}
    for span in [*(one.why.core for one in here), *cited]:
        edges |= {edge for edge in (span.start, span.end) if start < edge < end}
    shown = Text()
    open_now: list[int] = []
    for first, last in pairwise(sorted(edges)):
        holding = [one for one in here if one.why.core.start <= first and last <= one.why.core.end]
        numbers = [one.number for one in holding]
        style = _STYLES[holding[0].statement.kind] if holding else ""
        if any(span.start <= first and last <= span.end for span in cited):
            style = f"{style} {_CITED}".strip()
        if numbers != open_now:
            shown.append("]" if open_now else "")
            shown.append(f"[{','.join(map(str, numbers))}: " if numbers else "")
            open_now = numbers
        shown.append(_clean(text[first:last]), style=style)
    shown.append("]" if open_now else "")
    return shown


def _cited(why: Explanation) -> Iterator[Span]:
    for name, _ in _TOPICS:
        answer: Answer | None = getattr(why, name)
        if answer is not None:
            yield from (clue.words for clue in answer.clues if clue.words is not None)


def _clean(words: str) -> str:
    """Words on one line, with what would steer a terminal taken out."""
    return "".join(
        " " if letter.isspace() else "\N{REPLACEMENT CHARACTER}" if category(letter) == "Cc" else letter
        for letter in words
    )


# ---- statements --------------------------------------------------------------------------------------


def _statement(shown: _Shown, told: dict[Vote, int]) -> Iterator[Text]:
    statement = shown.statement
    head = f"[{shown.number}] {statement.kind}  {_what(statement)}"
    yield Text.assemble(" " * _INDENT, (head, _STYLES[statement.kind]), (f"  {statement.by}", _HINT))
    for name, topic in _TOPICS:
        answer: Answer | None = getattr(shown.why, name)
        if answer is None:
            continue
        value = f"{statement.factuality}, {answer.text}" if name == "factuality" else answer.text
        line = Text.assemble(" " * 2 * _INDENT, f"{topic:<9} ", _clean(value))
        below = [_clue(clue) for clue in answer.clues]
        for vote in answer.votes:
            below.append(_vote(vote, told.get(vote)))
            told.setdefault(vote, shown.number)
        if len(below) == 1:
            line.append(": ").append_text(below.pop())
        yield line
        for reason in below:
            yield Text.assemble(" " * (2 * _INDENT + 10), reason)


def _what(statement: Statement) -> str:
    event, figure, label = statement.event, statement.figure, statement.label
    if figure is not None:
        low, high = (f"{end:,.12g}" if end is not None else "?" for end in (figure.low, figure.high))
        bounds = low if low == high else f"{low} to {high}"
        return _clean(f"{figure.measure} {figure.relation} {bounds}" + (f" {figure.of}" if figure.of else ""))
    if label is not None:
        return f"{label.lemma} ({label.group})"
    return event.type + (f"/{event.mode}" if event.mode else "") if event is not None else ""


def _clue(clue: Clue) -> Text:
    shown = Text()
    if clue.words is not None:
        shown.append(f"“{_short(_clean(clue.words.text))}”", style=_CITED)
        shown.append(" ")
    shown.append(_clean(clue.because))
    if clue.line is not None:
        shown.append(f"  {_line(clue.line)}", style=_HINT)
    return shown


def _line(line: Line) -> str:
    given = [f"{column} {_short(cell)}" for column, cell in line.says if column in _GIVEN]
    at = f"{line.file}:{line.number}" if line.number is not None else line.file
    return f"{at} {_short(line.phrase)}" + (f" → {', '.join(given)}" if given else "")


def _vote(vote: Vote, told: int | None) -> Text:
    """What a model went by; `told` is the number of the statement at which that was told already."""
    shown = Text(f"model {vote.model} takes “{_short(_clean(vote.words.text))}” for {vote.taken_for}")
    if told is not None:
        return shown.append(f"; for what it saw, see [{told}]", style=_HINT)
    if vote.at != vote.words:
        shown.append(f"; at “{_short(_clean(vote.at.text))}”", style=_HINT)
    for name, weights in (("for", vote.pro), ("against", vote.con)):
        if weights:
            seen = [f"{item.weight:+.1f} {_clean(item.feature)}" for item in weights]
            shown.append(f"; {name}: {', '.join(seen)}", style=_HINT)
    return shown


def _short(words: str) -> str:
    return words if len(words) <= _MOST else words[: _MOST - 1] + "…"
