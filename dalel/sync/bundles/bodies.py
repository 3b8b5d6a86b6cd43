"""What entries say, turned from one body after the other into columns.

A body is plain JSON. Its *shape* is the body with 0 in place of each value that is no list and no object; most bodies
of a kind have the same. The values themselves go into columns, one for each kind and place in the body, where a place
is told by the keys on the way; positions in lists do not count. Columns of documents come first, for other kinds name
documents.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import rfc8785

from dalel.sync.bundles.cursors import Sink, Source
from dalel.sync.bundles.frames import Budget
from dalel.sync.bundles.limits import MAX_DEPTH, MAX_SHAPES, MAX_VALUES, BundleError
from dalel.sync.bundles.texts import Incoming, Outgoing
from dalel.sync.bundles.values import Reader, Writer

Place = tuple[str | None, ...]
Column = tuple[str, Place]
Body = Mapping[str, Any]

DOCUMENT = "document"
_TEXT: Column = (DOCUMENT, ("text",))
_HOLE = 0


def leaves(value: Any, place: Place = ()) -> Iterator[tuple[Place, Any]]:
    """The values in a body, with their places, objects in the order of canonical JSON."""
    if len(place) > MAX_DEPTH:
        raise BundleError(f"a body is nested deeper than {MAX_DEPTH}")
    if isinstance(value, Mapping):
        for key in sorted(value, key=_utf16):
            yield from leaves(value[key], (*place, key))
    elif isinstance(value, list | tuple):
        for item in value:
            yield from leaves(item, (*place, None))
    else:
        yield place, value


def document_id(body: Body) -> str:
    """What names a document: the hash of its body without the time of receipt."""
    named = {key: value for key, value in body.items() if key != "received_at"}
    return hashlib.sha256(rfc8785.dumps(named)).hexdigest()


def write(sink: Sink, bodies: Sequence[tuple[str, Body]], texts: Outgoing) -> None:
    """Write bodies, each with its kind. Raises BundleError where one is too deep."""
    taken = [(kind, body, list(leaves(body))) for kind, body in bodies]
    sink.table([rfc8785.dumps(_shape(body)).decode() for _, body, _ in taken])
    columns: dict[Column, list[tuple[int, Any]]] = {}
    for index, (kind, _, found) in enumerate(taken):
        for place, value in found:
            columns.setdefault((kind, place), []).append((index, value))

    @cache
    def document_numbers() -> dict[str, int]:
        documents = (body for kind, body in bodies if kind == DOCUMENT)
        return {document_id(body): number for number, body in enumerate(documents)}

    writer = Writer(sink, texts)
    named: dict[int, Any] = {}
    for column in _ordered(columns):
        cells = columns[column]
        # A document cannot name a document: their ids are known only when their columns are all there.
        numbers = dict if column[0] == DOCUMENT else document_numbers
        writer.column([value for _, value in cells], [named.get(index) for index, _ in cells], numbers)
        if column == _TEXT:
            named = dict(cells)


def read(source: Source, kinds: Sequence[str], texts: Incoming, budget: Budget) -> list[Body]:
    """The bodies of entries of these kinds. Raises BundleError."""
    written = source.table(len(kinds))
    if sum(map(len, set(written))) > MAX_SHAPES:
        raise BundleError(f"the shapes of its bodies are longer than {MAX_SHAPES} characters")
    shapes = {shape: _read_shape(shape) for shape in dict.fromkeys(written)}
    places = {shape: [place for place, _ in leaves(parsed)] for shape, parsed in shapes.items()}
    if sum(len(places[shape]) for shape in written) > MAX_VALUES:
        raise BundleError(f"it holds more than {MAX_VALUES} values")
    for shape in written:
        budget.spend(len(shape))
    columns: dict[Column, list[int]] = {}
    for index, (kind, shape) in enumerate(zip(kinds, written, strict=True)):
        for place in places[shape]:
            columns.setdefault((kind, place), []).append(index)
    documents = [index for index, kind in enumerate(kinds) if kind == DOCUMENT]
    values: dict[Column, Iterator[Any]] = {}

    def assembled(index: int) -> Body:
        body: Body = _fill(shapes[written[index]], (kinds[index],), values)
        return body

    finished: list[Body] = []  # documents, once all their columns are read

    @cache
    def id_of(number: int) -> str:
        if not 0 <= number < len(finished):
            raise BundleError("it points at a document that is not there")
        return document_id(finished[number])

    reader = Reader(source, texts, id_of, budget)
    named: dict[int, Any] = {}
    for column in _ordered(columns):
        if column[0] != DOCUMENT and documents and not finished:
            finished = [assembled(index) for index in documents]
        indices = columns[column]
        found = reader.column([named.get(index) for index in indices])
        values[column] = iter(found)
        if column == _TEXT:
            named = dict(zip(indices, found, strict=True))
    if documents and not finished:
        finished = [assembled(index) for index in documents]
    made = iter(finished)
    return [next(made) if kind == DOCUMENT else assembled(index) for index, kind in enumerate(kinds)]


def _ordered(columns: Mapping[Column, Any]) -> list[Column]:
    """The columns as they first occur, those of documents first."""
    return sorted(columns, key=lambda column: column[0] != DOCUMENT)


def _shape(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _shape(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_shape(item) for item in value]
    return _HOLE


def _fill(shape: Any, at: tuple[Any, ...], values: Mapping[Column, Iterator[Any]]) -> Any:
    """The shape with its values; `at` is the kind and the place."""
    if isinstance(shape, dict):
        return {key: _fill(item, (*at, key), values) for key, item in shape.items()}
    if isinstance(shape, list):
        return [_fill(item, (*at, None), values) for item in shape]
    return next(values[at[0], at[1:]])


def _read_shape(written: str) -> dict[str, Any]:
    try:
        shape: dict[str, Any] = json.loads(written)
        canonical = rfc8785.dumps(shape).decode() if isinstance(shape, dict) else None
    except (ValueError, RecursionError) as error:
        raise BundleError("it holds a body of no shape") from error
    if canonical != written or any(type(leaf) is not int or leaf != _HOLE for _, leaf in leaves(shape)):
        raise BundleError("it holds a body of no shape")
    return shape


def _utf16(key: str) -> bytes:
    return key.encode("utf-16-be", "surrogatepass")
