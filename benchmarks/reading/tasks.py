"""The rows of those reading benchmarks whose modules print tables of their own.

Each function takes the folder of public data and the Pythons in which peers may be installed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from unittest import mock

from benchmarks.reading import events, factuality, gold, kazakh, kaznerd, names
from benchmarks.reading.peers import ask
from benchmarks.reading.table import AbsentError, Peer, Row
from dalel.extract.language import load
from dalel.extract.marks.channels import channels
from dalel.extract.tagger import Tagger
from tests.gold.documents import LANGUAGES, read_half
from training.names_kk import weights
from training.sets import kaznerd as read_kaznerd

_FOLDS = 5
_NATASHA = {"PER": "PERSON", "ORG": "ORGANIZATION", "LOC": "PLACE"}
_GOLD = ("figures F1: measure, bounds", "figures F1: and voice", "labels F1", "factuality, of all", "events found")


def russian_names(data: Path, pythons: Sequence[str]) -> list[Row]:
    """Persons, organisations and places, with natasha."""
    rows = []
    for title, texts in (
        ("NEREL dev", names.nerel(data, "dev")),
        ("factRuEval devset, learned from", names.factrueval(data)),
    ):
        if not texts:
            raise AbsentError(f"{title} is not in {data}")
        ours, theirs = names.Tally(), names.Tally()
        for text, marks in texts:
            ours.add(marks, names.outermost(names.dalel(text)))
        answers = ask("natasha", pythons, [(text, None) for text, _ in texts])
        for (_, marks), answer in zip(texts, answers.found or [], strict=answers.found is not None):
            found = [(one["start"], one["end"], _NATASHA[one["label"]]) for one in answer]
            theirs.add(marks, names.outermost(found))
        for measure, right in (("overlap", ("met", "meeting")), ("exact", ("exact", "exact"))):
            peer = theirs.f1(names.TYPES, *right) if answers.found is not None else None
            figure = ours.f1(names.TYPES, *right)
            rows.append(
                Row("names, ru", title, f"F1 of names, {measure}", figure, (Peer("natasha", peer, answers.problem),))
            )
    return rows


def kazakh_names(data: Path, pythons: Sequence[str]) -> list[Row]:
    """Cross-validated; no Kazakh reader that runs offline is to be had as a package."""
    path = data / "ner-kk" / "IOB2_valid.txt"
    if not path.is_file():
        raise AbsentError(f"{path} is not there")
    language = load("kk")
    assert language is not None
    golds = read_kaznerd(path)
    tagged: kaznerd.Scores = defaultdict(kaznerd.Score)
    mentions: kaznerd.Scores = defaultdict(kaznerd.Score)
    for fold in range(_FOLDS):
        begin, end = (len(golds) * number // _FOLDS for number in (fold, fold + 1))
        tagger = Tagger(weights(language, golds[:begin] + golds[end:]), channels(language))
        with mock.patch("dalel.extract.marks.marks.tagger_of", return_value=tagger):
            kaznerd.score_block(language, golds[begin:end], tagged, mentions)
    nobody = (Peer("none", None, "nothing that runs offline"),)
    title = f"KazNERD valid, {_FOLDS} folds"
    return [
        Row("names, kk", title, "F1 of all classes, exact", _f1(tagged), nobody),
        Row("names, kk", title, "F1 of mentions read, exact", _f1(mentions), nobody),
    ]


def _f1(scores: kaznerd.Scores) -> float:
    score = sum(scores.values(), kaznerd.Score())
    return 2 * score.right / max(score.found + score.gold, 1)


def kazakh_stems(data: Path, pythons: Sequence[str]) -> list[Row]:
    found = kazakh.words(data / "ud-kk")
    language = load("kk")
    if not found or language is None:
        raise AbsentError(f"no Kazakh treebank in {data / 'ud-kk'}")
    entries = [
        (form, language.lemma(form), lemma) for form, lemma in sorted({(form, lemma) for form, lemma, _ in found})
    ]
    grouped, apart, _ = kazakh.measure(entries)
    return [
        Row("stems, kk", "UD Kazakh-KTB", "forms of a word together", grouped),
        Row("stems, kk", "UD Kazakh-KTB", "words kept apart", apart),
    ]


def event_types(data: Path, pythons: Sequence[str]) -> list[Row]:
    folder = data / "event-type" / "PLOVER"
    if not folder.is_dir():
        raise AbsentError(f"{folder} is not there")
    counts: Counter[str] = Counter()
    for record in events.plover(folder, "dev"):
        _, found = events.read(record["text"])
        counts["records"] += 1
        counts["among"] += any(event.type == record["event"] for event in found)
        counts["first"] += bool(found) and found[0].type == record["event"]
    return [
        Row("event types", "PLOVER dev", "right type among those read", counts["among"] / counts["records"]),
        Row("event types", "PLOVER dev", "first event has the right type", counts["first"] / counts["records"]),
    ]


def gold_documents(data: Path, pythons: Sequence[str]) -> list[Row]:
    """Both halves of the gold documents; they are part of the repository."""
    measures = dict(gold.MEASURES)
    rows = []
    for half in ("dev", "held"):
        for language in LANGUAGES:
            score = gold.score(read_half(language, half))
            rows += [Row("gold", f"documents, {half}, {language}", name, measures[name](score)) for name in _GOLD]
    return rows


def factuality_sentences(data: Path, pythons: Sequence[str]) -> list[Row]:
    """Sentences marked by hand; they are part of the repository."""
    rows = []
    for language in factuality.LANGUAGES:
        counts = factuality.measure(language, "report")
        rows.append(Row("factuality", f"sentences, report, {language}", "right value", counts["value"] / counts["n"]))
    return rows
