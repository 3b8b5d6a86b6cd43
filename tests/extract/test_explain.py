"""Explanations: what is told of a statement is what reading went by."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dalel import ingest
from dalel.extract import factuality
from dalel.extract.events.triggers import TYPES
from dalel.extract.explain import Explanation, Line, explain, features, rules
from dalel.extract.language import languages, load
from dalel.extract.lexicon import rows
from dalel.extract.marks.marks import tagger_of as marker_of
from dalel.extract.names.names import model_of
from dalel.extract.reading import read
from dalel.extract.tagger import channels_of
from dalel.extract.text import cut
from dalel.extract.voices.learned import tagger_of
from dalel.model import Answer, Document, Factuality, Kind, Statement
from tests.timing import assert_linear

PUBLISHED = datetime(2022, 1, 7, 6, tzinfo=UTC)
LANGUAGES = ("en", "ru", "kk")

Explained = tuple[Statement, Explanation]


def explained(text: str, language: str = "en", published: datetime | None = PUBLISHED) -> list[Explained]:
    statements = read(text, language, published).statements
    return list(zip(statements, explain(text, language, published), strict=True))


def only(text: str, kind: str, language: str = "en") -> Explained:
    (found,) = [pair for pair in explained(text, language) if pair[0].kind == kind]
    return found


def data_line(line: Line) -> str:
    """The line of a file that an explanation names."""
    tag, name = line.file.split("/")
    assert line.number is not None
    return (files("dalel.extract") / "languages" / tag / name).read_text("utf-8").splitlines()[line.number - 1]


def reports() -> list[Document]:
    folder = str(files("dalel") / "sample" / "reports")
    found = ingest.documents([folder], ingest.Defaults(), datetime(2022, 2, 1, tzinfo=UTC))
    return [item for item in found if isinstance(item, Document)]


@pytest.fixture(scope="module")
def sample() -> list[Explained]:
    return [pair for one in reports() for pair in explained(one.text, one.language, one.published_at)]


# ---- the line of data ------------------------------------------------------------------------------------


def test_every_statement_of_the_sample_is_explained_under_its_own_id(sample: list[Explained]) -> None:
    assert len(sample) > 500
    for statement, why in sample:
        assert why.statement == statement.id
        assert statement.span.start <= why.core.start < why.core.end <= statement.span.end


def test_every_event_and_label_of_the_sample_names_the_line_that_fired(sample: list[Explained]) -> None:
    for statement, why in sample:
        if statement.kind is not Kind.FIGURE:
            line = why.found.clues[0].line
            assert line is not None, statement.by
            assert line.phrase in data_line(line)


def test_the_line_of_an_event_gives_the_type_and_mode_of_its_statement(sample: list[Explained]) -> None:
    for statement, why in sample:
        if statement.kind is Kind.EVENT and statement.event is not None:
            line = why.found.clues[0].line
            says = dict(line.says) if line is not None else {}
            assert (says["type"], says.get("mode")) == (statement.event.type, statement.event.mode)


def test_every_line_that_is_cited_stands_in_its_file_with_its_phrase(sample: list[Explained]) -> None:
    for _, why in sample:
        for answer in (why.found, why.voice, why.factuality):
            for clue in answer.clues:
                if clue.line is not None and clue.line.number is not None:
                    assert clue.line.phrase in data_line(clue.line)


def test_a_frame_is_cited_before_the_deed_that_it_turns_into_another() -> None:
    statement, why = only("The government of Norway will send humanitarian aid to the city.", "event")
    assert statement.event is not None and statement.event.type == "AGREE"
    assert [clue.line.file for clue in why.found.clues[:2] if clue.line] == ["en/event_frames.tsv", "en/events.tsv"]


def test_a_figure_tells_its_number_its_bound_what_is_counted_and_who() -> None:
    _, why = only("At least 26 people have been killed in Almaty.", "figure")
    cited = {clue.line.file: clue.words.text for clue in why.found.clues if clue.line and clue.words}
    assert cited == {"en/bounds.tsv": "At least", "en/measures.tsv": "killed", "en/populations.tsv": "people"}


def test_what_a_plug_in_proposed_says_so() -> None:
    text = "Smoke rose over the harbour."
    quote = {"quote": text, "kind": "event", "factuality": "PR+", "voice": {"role": "author"}}
    event = {"type": "ASSAULT", "mode": "explosives", "trigger": "Smoke rose"}
    answer = Answer("test-model", json.dumps({"statements": [{**quote, "event": event}]}))
    (statement,) = read(text, "en", None, [answer]).statements
    (why,) = explain(text, "en", None, [answer])
    assert why.statement == statement.id
    assert "test-model" in why.found.text and "outside Dalel" in why.found.text


# ---- whose words ------------------------------------------------------------------------------------------


def test_nobody_else_speaks_in_the_authors_own_words() -> None:
    _, why = only("Police detained 26 people in Almaty.", "figure")
    assert why.voice.text == "the author: nobody else is found to speak here"


@pytest.mark.parametrize(
    ("language", "text", "cue", "source"),
    [
        ("en", "The Interior Ministry said 26 people were killed.", "said", "The Interior Ministry"),
        ("ru", "Погибли 26 человек, сообщило Министерство внутренних дел.", "сообщило", "Министерство внутренних дел"),
        ("kk", "Ішкі істер министрлігі 26 адам қаза тапты деп хабарлады.", "деп хабарлады", "Ішкі істер министрлігі"),
    ],
)
def test_a_speaker_is_told_with_the_cue_and_its_line(language: str, text: str, cue: str, source: str) -> None:
    _, why = only(text, "figure", language)
    said, who = why.voice.clues
    assert said.words is not None and said.words.text == cue
    assert said.line is not None and said.line.file == f"{language}/cues.tsv"
    assert who.words is not None and who.words.text == source


def test_a_pronoun_is_told_to_stand_for_its_speaker() -> None:
    text = "Mayor Anna Petrova came to the square. She said that 12 people were killed."
    _, why = only(text, "figure")
    assert why.voice.clues[1].because == "stands for the speaker: Anna Petrova"


def test_words_that_go_on_from_another_sentence_say_from_which() -> None:
    text = "“The square was quiet,” the mayor said. “Police killed 12 people.”"
    _, why = only(text, "figure")
    assert why.sentence == 2
    assert "sentence 1" in why.voice.clues[-1].because


def test_a_cue_that_no_list_holds_is_told_with_what_the_model_saw() -> None:
    _, why = only("“Police killed 12 people,” she thundered on Monday.", "figure")
    vote = why.voice.votes[0]
    assert (vote.model, vote.taken_for, vote.words.text) == ("en/voices.crf", "words of saying", "thundered")
    assert 0 < len(vote.pro) <= 3 and all(item.weight > 0 for item in vote.pro)
    assert all(item.weight < 0 for item in vote.con)


# ---- how sure ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "text", "cited"),
    [
        ("en", "Police may have opened fire on the crowd.", ["may"]),
        ("en", "Police did not open fire on the crowd.", ["did not"]),
        ("ru", "Полиция не открывала огонь по толпе.", ["не"]),
        ("kk", "Полиция шерушілерді ұстаған жоқ.", ["жоқ"]),
    ],
)
def test_what_takes_away_from_certainty_is_cited(language: str, text: str, cited: list[str]) -> None:
    statement, why = next(pair for pair in explained(text, language) if pair[0].kind == "event")
    assert statement.factuality is not Factuality.CERTAIN
    assert [clue.words.text for clue in why.factuality.clues if clue.words] == cited
    assert {clue.line.file for clue in why.factuality.clues if clue.line} == {f"{language}/factuality.tsv"}


def test_a_question_is_told_to_be_one() -> None:
    _, why = next(pair for pair in explained("Who opened fire on the crowd?") if pair[0].kind == "event")
    assert "the sentence is a question" in [clue.because for clue in why.factuality.clues]


def test_a_denial_is_told_with_the_words_that_deny() -> None:
    text = "Опровергая слухи, мэр отрицал, что полиция открыла огонь."
    statement, why = next(pair for pair in explained(text, "ru") if pair[0].kind == "event")
    assert statement.factuality is Factuality.CERTAINLY_NOT
    assert any(clue.words and clue.words.text == "отрицал" for clue in why.factuality.clues)


def test_where_nothing_takes_away_from_it_that_is_said() -> None:
    _, why = next(pair for pair in explained("Police opened fire on the crowd.") if pair[0].kind == "event")
    assert [clue.because for clue in why.factuality.clues] == ["nothing here takes away from it"]


def test_statements_that_are_not_certain_always_have_a_reason(sample: list[Explained]) -> None:
    for statement, why in sample:
        if statement.factuality is not Factuality.CERTAIN:
            assert why.factuality.clues[0].because != "nothing here takes away from it", statement


@given(text=st.text(max_size=80) | st.sampled_from([one.text[:400] for one in reports()]), data=st.data())
def test_the_value_that_the_reasons_give_is_the_value_judged(text: str, data: st.DataObject) -> None:
    language = load(data.draw(st.sampled_from(LANGUAGES)))
    assert language is not None
    words = cut(text, language)
    if not words.words:
        return
    first = data.draw(st.integers(0, len(words.words) - 1))
    stance = data.draw(st.sampled_from([None, "neutral", "doubt", "denial", "demand", "question", "unsaid"]))
    is_verb, denies, is_told = (data.draw(st.booleans()) for _ in range(3))
    deed = data.draw(st.sampled_from([None, factuality.Deed(first, first + 1, is_verb, denies, is_told)]))
    reasons = factuality.reasons(words, first, first + 1, stance, deed)
    assert reasons.value is factuality.judge(words, first, first + 1, stance, deed)
    if not reasons.cues and not reasons.form and not reasons.is_question and stance in (None, "neutral"):
        assert reasons.value is Factuality.CERTAIN


# ---- where and when ---------------------------------------------------------------------------------------


def test_place_and_time_of_the_same_sentence_are_cited() -> None:
    _, why = next(p for p in explained("Police opened fire in Almaty on 5 January 2022.") if p[0].kind == "event")
    assert why.place is not None and why.time is not None
    assert [clue.because for clue in why.place.clues] == ["is said in this sentence"]
    assert [clue.because for clue in why.time.clues] == ["is said in this sentence"]


def test_a_time_that_needs_the_day_of_publication_says_so() -> None:
    _, why = next(p for p in explained("Police opened fire in Almaty yesterday.") if p[0].kind == "event")
    assert why.time is not None and why.time.text == "2022-01-06"
    assert why.time.clues[-1].because == "is worked out from the day of publication, 2022-01-07"


def test_a_time_carried_on_says_from_which_sentence() -> None:
    text = "A crowd came together in Almaty on 5 January 2022. Police opened fire."
    _, why = next(p for p in explained(text) if p[1].sentence == 2 and p[0].kind == "event")
    assert why.time is not None and why.time.clues[0].because == "is carried on from sentence 1"
    assert why.time.clues[0].words is not None and why.time.clues[0].words.text.endswith("5 January 2022")


def test_a_place_that_only_the_dateline_names_says_so() -> None:
    _, why = next(p for p in explained("ALMATY, January 5 (Wire) — Police opened fire.") if p[0].kind == "event")
    assert why.place is not None
    assert why.place.clues[0].because == "is in the dateline: nothing nearer is said of this"


def test_the_places_and_times_explained_are_those_stated(sample: list[Explained]) -> None:
    for statement, why in sample:
        event = statement.event
        assert (event is None) == (why.place is None) == (why.time is None)
        if event is not None and why.place is not None:
            cited = why.place.clues[0].words if why.place.clues else None
            assert cited == (event.place.span if event.place is not None else None)


@pytest.mark.parametrize(("language", "model"), [("ru", "ru/names.crf"), ("kk", "kk/marks.crf")])
def test_a_place_that_a_model_saw_is_told_with_what_it_saw(language: str, model: str, sample: list[Explained]) -> None:
    votes = [vote for _, why in sample if why.place for vote in why.place.votes if vote.model == model]
    assert any(vote.taken_for in ("a place", "a town, region or country") and vote.pro for vote in votes)


# ---- words for people -------------------------------------------------------------------------------------


def test_every_label_of_a_model_has_words() -> None:
    for tag in languages():
        language = load(tag)
        assert language is not None
        named = model_of(language)
        models = (named[0] if named else None, tagger_of(language), marker_of(language))
        taggers = [tagger for tagger in models if tagger is not None]
        assert {label[2:] for tagger in taggers for label in tagger.labels if label != "O"} <= set(features.LABELS)


def test_what_a_model_sees_is_told_in_words() -> None:
    assert features.describe("voices.crf", "word+0 eed") == "the word ends in “-ed”"
    assert features.describe("names.crf", "word-1 wв") == "the word before is “в”"
    months = "the second word after is among words of “month” (word_classes.toml)"
    assert features.describe("marks.crf", "class+2 month") == months


def test_every_channel_of_a_model_has_words() -> None:
    for file in ("voices.crf", "names.crf", "marks.crf"):
        for path in (files("dalel.extract") / "languages").iterdir():
            if (path / file).is_file():
                for channel, offsets in channels_of((path / file).read_bytes()):
                    assert all(features.describe(file, f"{channel}{offset:+d} ?") for offset in offsets)


def test_every_rule_for_figures_has_words() -> None:
    code = [path.read_text("utf-8") for path in (files("dalel.extract") / "figures").iterdir() if path.is_file()]
    names = {name for text in code for name in re.findall(r'"(figures\.[a-z_]+)"', text)} - {"figures.toml"}
    assert len(names) > 15 and names <= set(rules.FIGURES)


def test_every_value_type_and_kind_has_words() -> None:
    assert set(rules.VALUES) == set(Factuality)
    assert set(rules.TYPES) == TYPES
    for tag in languages():
        language = load(tag)
        assert language is not None
        cues = [row for name in ("cues.tsv", "cue_nouns.tsv") for row in rows(language.data(name))]
        assert {row["kind"] for row in cues} - {"seem", "nothing"} <= set(rules.CUE_KINDS)  # these two give no voice
        says = {value for row in rows(language.data("factuality.tsv")) for value in row["says"].split()}
        assert says - {"ok", "contrast", "joint", "break"} <= set(rules.CUES)  # these four only bound or look like cues


# ---- any text ---------------------------------------------------------------------------------------------


@given(text=st.text(max_size=200), language=st.sampled_from(LANGUAGES))
def test_any_text_is_explained_without_an_exception(text: str, language: str) -> None:
    statements = read(text, language, PUBLISHED).statements
    assert [why.statement for why in explain(text, language, PUBLISHED)] == [one.id for one in statements]


def test_explaining_takes_time_linear_in_the_length_of_the_text() -> None:
    sentence = "“Police killed 12 people,” she thundered. They were killed in Almaty on Monday, the ministry said. "
    assert_linear(lambda size: explain(sentence * size, "en", PUBLISHED), 40)


def test_a_text_in_a_language_that_is_not_read_has_no_explanations() -> None:
    assert explain("Die Polizei schoss.", "de", None) == ()
