"""The learned tagger: read from a file, decoded side by side, taken apart into what it saw."""

import pycrfsuite
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dalel.extract import tagger
from dalel.extract.tagger import Channel, Tagger
from training.crf import Example, train

TALK = [
    ("the minister Aru Bekova spoke in Talas", "O O B-PERSON I-PERSON O O B-PLACE"),
    ("the speaker Omar Saidov spoke in Osh", "O O B-PERSON I-PERSON O O B-PLACE"),
    ("in Naryn the crowd met Aru Bekova", "O B-PLACE O O O B-PERSON I-PERSON"),
    ("crowds met in Talas and in Osh", "O O O B-PLACE O O B-PLACE"),
    ("Omar Saidov met the minister in Naryn", "B-PERSON I-PERSON O O O O B-PLACE"),
] * 3


def attributes(word: str) -> list[str]:
    return [f"word={word.lower()}", f"end={word[-2:]}", f"capital={word[0].isupper()}"]


def joined(pair: tuple[str, str]) -> list[str]:
    return ["|".join(pair)]


CHANNELS = (Channel("word", (-2, -1, 0, 1), attributes), Channel("pair", (0,), joined))


def example(sentences: list[str], labels: list[str]) -> Example:
    words = " ".join(sentences).split()
    bounds, end = [], 0
    for sentence in sentences:
        bounds.append((end, end + len(sentence.split())))
        end = bounds[-1][1]
    return Example(bounds, [words, list(zip(["", *words], words, strict=False))], " ".join(labels).split())


@pytest.fixture(scope="module")
def weights() -> bytes:
    return train([example([sentence], [labels]) for sentence, labels in TALK], CHANNELS, seen=1)


def test_it_labels_what_it_has_learned(weights: bytes) -> None:
    seen = example(["the minister Omar Bekova spoke in Naryn"], [])
    assert Tagger(weights, CHANNELS).tag(seen.sentences, seen.columns) == [
        "O", "O", "B-PERSON", "I-PERSON", "O", "O", "B-PLACE",
    ]  # fmt: skip


def test_the_same_data_gives_the_same_file(weights: bytes) -> None:
    assert train([example([sentence], [labels]) for sentence, labels in TALK], CHANNELS, seen=1) == weights


def test_it_decides_as_crfsuite_does(tmp_path: object) -> None:
    """Seen by another reader of the same features: CRFsuite itself."""
    trainer = pycrfsuite.Trainer(verbose=False)
    items_of = {}
    for sentence, labels in TALK:
        words = sentence.split()
        items = [
            [f"word{o}{a}" for o in (-2, -1, 0, 1) if 0 <= i + o < len(words) for a in attributes(words[i + o])]
            + [f"pair{a}" for a in joined((words[i - 1] if i else "", word))]
            for i, word in enumerate(words)
        ]
        items_of[sentence] = items
        trainer.append(items, labels.split())
    trainer.select("lbfgs")
    trainer.set_params({"c1": 0.1, "c2": 0.01, "max_iterations": 150})
    path = f"{tmp_path}/model"
    trainer.train(path)
    theirs = pycrfsuite.Tagger()
    theirs.open(path)
    ours = Tagger(train([example([s], [labels]) for s, labels in TALK], CHANNELS, seen=1), CHANNELS)
    for sentence, _ in TALK:
        seen = example([sentence], [])
        assert ours.tag(seen.sentences, seen.columns) == theirs.tag(items_of[sentence])


def test_weights_made_for_other_channels_are_refused(weights: bytes) -> None:
    with pytest.raises(ValueError, match="made for other channels"):
        Tagger(weights, CHANNELS[:1])


def test_a_decision_can_be_taken_apart(weights: bytes) -> None:
    seen = example(["crowds met in Talas"], [])
    found = Tagger(weights, CHANNELS).evidence((0, 4), seen.columns, 3, "B-PLACE")
    assert found[0][1] >= found[-1][1]
    assert any(name == "word-1 word=in" and weight > 0 for name, weight in found)


WORDS = st.lists(st.text(st.characters(exclude_categories=["Z", "C"]), min_size=1, max_size=6), min_size=1, max_size=9)


@given(st.lists(WORDS, max_size=6))
def test_a_sentence_is_labelled_the_same_alone_and_among_others(weights: bytes, sentences: list[list[str]]) -> None:
    reader = Tagger(weights, CHANNELS)
    together = example([" ".join(words) for words in sentences], [])
    labels = reader.tag(together.sentences, [together.columns[0], [("", word) for word in together.columns[0]]])
    alone: list[str] = []
    for words in sentences:
        alone += reader.tag([(0, len(words))], [words, [("", word) for word in words]])
    assert labels == alone
    for before, label in zip(["O", *labels], labels, strict=False):
        assert label[0] != "I" or before[2:] == label[2:]


def test_memory_for_words_is_bounded(weights: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tagger, "_MOST_KEYS", 50)
    monkeypatch.setattr(tagger, "_BLOCK", 4)
    reader = Tagger(weights, CHANNELS)
    words = [f"w{number}" for number in range(400)]
    bounds = [(first, first + 4) for first in range(0, 400, 4)]
    labels = reader.tag(bounds, [words, [("", word) for word in words]])
    assert len(labels) == 400
    assert all(len(table._numbers) <= 50 + 16 for table in reader._tables)


def test_stretches_are_read_from_labels() -> None:
    labels = ["B-PERSON", "I-PERSON", "B-PERSON", "O", "B-PLACE"]
    assert list(tagger.stretches(labels)) == [(0, 2, "PERSON"), (2, 3, "PERSON"), (4, 5, "PLACE")]
