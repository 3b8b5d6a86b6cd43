"""A form of the time grammar as a regular expression over the characters of words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count

MORE = "\x01"  # a further word of the phrase or number before

# Of these slots the forms of a kind must fill one.
NEEDS: dict[str, frozenset[str]] = {
    kind: frozenset(slots.split())
    for kind, slots in {
        "nothing": "",
        "fixed": "value",
        "calendar": "",
        "deictic": "deictic",
        "shifted": "unit weekday month season part",
        "season": "season",
        "quarter": "ordinal number",
        "decade": "decade tens",
        "century": "ordinal number",
        "half_year": "ordinal",
        "offset": "unit",
        "coming": "unit",
        "duration": "unit",
        "repeated": "unit weekday month season part",
        "same": "unit weekday part",
        "that_day": "",
        "latest": "",
        "year_end": "",
    }.items()
}

_PART = re.compile(r"\(|\)\??|\||\{\w+\}|'[^']+'\??|\w+\??")
_FORM = re.compile(r"^(?:\[([^\]]*)\])?([^\[\]]*)(?:\[([^\]]*)\])?$")


@dataclass(frozen=True, slots=True)
class Form:
    """The expression, its group `span` the time itself, and the characters it may begin with."""

    expression: re.Pattern[str]
    first: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Piece:
    """Part of a form; `empty`: it may match nothing, `sure`: it always fills a slot that its kind needs."""

    expression: str = ""
    first: frozenset[str] = frozenset()
    empty: bool = True
    sure: bool = False

    def then(self, other: _Piece) -> _Piece:
        first = self.first | other.first if self.empty else self.first
        return _Piece(self.expression + other.expression, first, self.empty and other.empty, self.sure or other.sure)

    def otherwise(self, other: _Piece) -> _Piece:
        expression = f"{self.expression}|{other.expression}"
        return _Piece(expression, self.first | other.first, self.empty or other.empty, self.sure and other.sure)


@dataclass(frozen=True, slots=True)
class Compiler:
    """What forms are compiled with: macros, the characters of each class, the slot of a class that has another name."""

    macros: Mapping[str, str]
    characters: Mapping[str, frozenset[str]]
    slots: Mapping[str, str]

    def compile(self, form: str, kind: str, fixed: Mapping[str, object]) -> Form:
        """A form of a rule; ValueError where it is none, names an unknown class or lacks what its kind needs."""
        parsed = _FORM.match(form)
        if parsed is None:
            raise ValueError(f"{form!r} is not a form")
        if kind not in NEEDS:
            raise ValueError(f"no kind is called {kind!r}: {', '.join(NEEDS)}")
        before, inside, after = (_Reader(self, part or "", NEEDS[kind]).read() for part in parsed.groups())
        if inside.empty:
            raise ValueError(f"{form!r} may match nothing")
        if NEEDS[kind] and not (NEEDS[kind] & fixed.keys() or before.sure or inside.sure or after.sure):
            raise ValueError(f"{form!r} may leave open all of: {', '.join(sorted(NEEDS[kind]))}")
        numbers = count()
        whole = f"{before.expression}(?P<span>{inside.expression}){after.expression}"
        numbered = re.sub("#", lambda _: str(next(numbers)), whole)
        return Form(re.compile(numbered), before.then(inside).first)


class _Reader:
    """Reads one form from left to right."""

    def __init__(self, compiler: Compiler, form: str, needs: frozenset[str]) -> None:
        while "{" in form:
            form = re.sub(r"\{(\w+)\}", lambda found: f"({compiler.macros[str(found.group(1))]})", form)
        self._parts: list[str] = _PART.findall(form)
        self._place = 0
        self._compiler, self._form, self._needs = compiler, form, needs

    def read(self) -> _Piece:
        if not self._parts:
            return _Piece()
        piece = self._choice()
        if self._place < len(self._parts):
            raise ValueError(f"unbalanced parentheses in {self._form!r}")
        return piece

    def _next(self) -> str:
        if self._place >= len(self._parts):
            raise ValueError(f"unbalanced parentheses in {self._form!r}")
        part = self._parts[self._place]
        self._place += 1
        return part

    def _choice(self) -> _Piece:
        piece = self._sequence()
        while self._place < len(self._parts) and self._parts[self._place] == "|":
            self._place += 1
            piece = piece.otherwise(self._sequence())
        return _Piece(f"(?:{piece.expression})", piece.first, piece.empty, piece.sure)

    def _sequence(self) -> _Piece:
        piece = _Piece()
        while self._place < len(self._parts) and self._parts[self._place] not in ("|", ")", ")?"):
            part = self._next()
            if part == "(":
                further = self._choice()
                part = self._next()  # ")" or ")?"
            else:
                further = self._class(part.removesuffix("?"))
            if part.endswith("?"):
                further = _Piece(f"(?:{further.expression})?", further.first, True, False)
            piece = piece.then(further)
        return piece

    def _class(self, name: str) -> _Piece:
        """A class, `day2` for a second one of the class, or a quoted word. `#` becomes a running number."""
        wanted = name if name.startswith("'") else name.rstrip("23")
        first = self._compiler.characters.get(wanted)
        if not first:
            raise ValueError(f"no word is of class {wanted}, in {self._form!r}")
        piece = f"[{''.join(sorted(first))}]{MORE}*"
        if not name.startswith("'"):
            piece = f"(?P<{name}_#>{piece})"
        return _Piece(piece, first, False, self._compiler.slots.get(wanted, wanted) in self._needs)
