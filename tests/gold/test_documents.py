"""The gold documents load, there are enough of them, and they are mixed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from tests.gold.documents import (
    HALVES,
    LANGUAGES,
    MANNERS,
    ROOT,
    GoldError,
    exchanged,
    load,
    load_folder,
    read_half,
)

PATHS = sorted(ROOT.rglob("*.toml"))
GOOD = """
language = "en"
published = 2024-07-19T18:00:00+06:00
manner = "wire"
crisis = "Nowhere"
text = '''
Police said rioters hurt two officers. The rioters left.
'''
exchange = []
[[figures]]
quote = "two officers"
measure = "injured"
low = 2
high = 2
relation = "="
voice = "police"
factuality = "CT+"
[[labels]]
quote = "rioters"
nth = 2
group = "participants"
voice = "author"
"""


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_loads(path: Path) -> None:
    document = load(path)
    assert path.relative_to(ROOT).parts[:2] == (document.language, document.half)
    for figure in document.figures:
        assert document.text[figure.start : figure.end] == figure.quote
    for event in document.events:
        assert document.text[event.start : event.end] == event.trigger


@pytest.mark.parametrize("language", LANGUAGES)
def test_enough_and_mixed(language: str) -> None:
    halves = {half: read_half(language, half) for half in HALVES}
    for half, documents in halves.items():
        assert len(documents) >= 20, f"{language}/{half} has {len(documents)} documents"
        manners = Counter(document.manner for document in documents)
        assert all(manners[manner] >= 2 for manner in MANNERS), f"{language}/{half}: {manners}"
        crises = {document.crisis for document in documents}
        assert len(crises) >= 12, f"{language}/{half}: {sorted(crises)}"
        assert any(document.exchange for document in documents)
    texts = [document.text for documents in halves.values() for document in documents]
    assert len(set(texts)) == len(texts)


def test_exchange_is_its_own_undoing() -> None:
    for document in load_folder():
        other = replace(document, text=exchanged(document))
        assert exchanged(other) == document.text, document.path


def write(folder: Path, content: str) -> Path:
    path = folder / "01-made-up.toml"
    path.write_text(content, encoding="utf-8")
    return path


def test_reads_a_mark(tmp_path: Path) -> None:
    document = load(write(tmp_path, GOOD))
    assert document.figures[0].start == document.text.index("two officers")
    assert document.labels[0].start == document.text.rindex("rioters")


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('measure = "injured"', 'measure = ""', "measure"),
        ('measure = "injured"', 'measure = "hurt"', "measure"),
        ('measure = "injured"', 'mesure = "injured"', "mesure"),
        ('quote = "two officers"', 'quote = "two soldiers"', "quote"),
        ("nth = 2", "", "quote"),
        ("nth = 2", "nth = 3", "nth"),
        ("low = 2", "low = 3", "low"),
        ('relation = "="', 'relation = ">="', "low"),
        ("exchange = []", 'exchange = [["Police", "soldiers"]]', "exchange"),
        ('crisis = "Nowhere"', 'crisis = ""', "crisis"),
        ('crisis = "Nowhere"', 'crysis = "Nowhere"', "crysis"),
        ("+06:00", "", "published"),
        ('voice = "author"', "", "voice"),
        ('group = "participants"', 'group = "people"', "group"),
    ],
)
def test_refuses(tmp_path: Path, old: str, new: str, key: str) -> None:
    assert old in GOOD
    path = write(tmp_path, GOOD.replace(old, new))
    with pytest.raises(GoldError) as caught:
        load(path)
    assert str(path) in str(caught.value)
    assert f" {key}: " in str(caught.value)
