"""Who says what: gold cases in three languages, the symmetry of sides, and texts that nobody meant to be read."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dalel.extract import actors, voices
from dalel.extract.language import Language, load
from dalel.extract.text import cut
from dalel.model import Attribution, Role, Voice
from tests.timing import assert_linear

GOLD = Path(__file__).with_name("voices_gold.txt")
_MARK = re.compile(r"[\[\]{}<>]")
_OPENERS = {"[": "source", "{": "cue", "<": "content"}

Case = tuple[str, str, str]


def language(tag: str) -> Language:
    found = load(tag)
    assert found is not None
    return found


def cases() -> list[Case]:
    found: list[Case] = []
    tag, marked = "", ""
    for line in GOLD.read_text("utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        if line.startswith("== "):
            tag = line.removeprefix("== ").strip()
        elif line.count("|") == 2:
            found.append((tag, marked, line))
        else:
            marked = line
    return found


CASES = cases()


def unmark(marked: str) -> tuple[str, dict[str, list[tuple[int, int]]]]:
    """The plain text, and the spans of source, cue and content that were marked in it."""
    plain, spans = "", {"source": [], "cue": [], "content": []}  # type: tuple[str, dict[str, list[tuple[int, int]]]]
    open_marks: list[tuple[str, int]] = []
    last = 0
    for match in _MARK.finditer(marked):
        plain += marked[last : match.start()]
        last = match.end()
        if match.group() in _OPENERS:
            open_marks.append((_OPENERS[match.group()], len(plain)))
        else:
            role, start = open_marks.pop()
            spans[role].append((start, len(plain)))
    return plain + marked[last:], spans


def read(text: str, tag: str) -> tuple[list[Attribution], list[voices.Spoken]]:
    words = cut(text, language(tag))
    mentioned = actors.find(words, [])
    found = voices.attributions(words, mentioned)
    return found, voices.spoken(words, found, mentioned)


def voice_at(text: str, tag: str, words: str) -> Voice:
    """Whose voice it is where these words begin."""
    _, said = read(text, tag)
    start = text.index(words)
    return voices.voice_of(start, start + len(words), said)


@pytest.mark.parametrize("case", CASES, ids=[f"{tag}:{marked}" for tag, marked, _ in CASES])
def test_who_says_what_is_read_as_a_reader_marks_it(case: Case) -> None:
    tag, marked, expected = case
    text, spans = unmark(marked)
    found, said = read(text, tag)
    at_cue = [item for item in found if (item.cue.start, item.cue.end) == spans["cue"][0]]
    assert at_cue, f"nothing at the cue; found {[(item.source, item.cue.text, item.content.text) for item in found]}"
    sources = {item.source.text if item.source else "" for item in at_cue}
    assert sources == {text[slice(*spans["source"][-1])] if spans["source"] else ""}
    assert [item.content.text for item in at_cue] == [text[start:end] for start, end in spans["content"]]
    role, name, stance = (cell.strip() for cell in expected.split("|"))
    start, end = spans["content"][0]
    voice = voices.voice_of(start, end, said)
    assert (voice.role.value, voice.name or "", voices.stance_of(start, end, said)) == (role, name, stance)


def test_the_gold_file_has_enough_cases_in_each_language() -> None:
    counted = Counter(tag for tag, _, _ in CASES)
    assert counted["en"] >= 40
    assert counted["ru"] >= 25
    assert counted["kk"] >= 25


def test_what_nobody_is_quoted_for_is_the_authors() -> None:
    text = "Police stood at the corner. The Interior Ministry said the square was empty."
    _, said = read(text, "en")
    assert voices.voice_of(0, 6, said) == voices.AUTHOR
    start = text.index("the square")
    assert voices.voice_of(start, start + 10, said).role is Role.NAMED


def test_within_what_one_says_another_said_the_inner_voice_counts() -> None:
    text = "The Interior Ministry said that witnesses reported that soldiers had fired."
    _, said = read(text, "en")
    start = text.index("soldiers")
    assert voices.voice_of(start, start + 8, said).name == "witnesses"


def test_a_quotation_that_goes_on_in_the_next_sentence_keeps_its_speaker() -> None:
    text = "“We saw the soldiers come,” said Daniyar Akhmetov. “They fired at the crowd from the bridge.”"
    _, said = read(text, "en")
    start = text.index("They fired")
    assert voices.voice_of(start, start + 10, said).name == "Daniyar Akhmetov"


def test_a_quotation_over_two_paragraphs_keeps_its_speaker() -> None:
    text = (
        "Daniyar Akhmetov said: “We saw the soldiers come to the square.\n\n“They fired at the crowd from the bridge.”"
    )
    _, said = read(text, "en")
    start = text.index("They fired")
    assert voices.voice_of(start, start + 10, said).name == "Daniyar Akhmetov"


def test_the_ministry_is_the_ministry_named_before() -> None:
    text = "The Interior Ministry said 26 people died. The ministry said six were children."
    _, said = read(text, "en")
    start = text.index("six were")
    assert voices.voice_of(start, start + 3, said).name == "Interior Ministry"


def test_a_passive_accusation_is_not_put_into_the_mouth_of_the_accused() -> None:
    text = "Protesters were accused of looting by the Interior Ministry."
    _, said = read(text, "en")
    start = text.index("looting")
    assert voices.voice_of(start, start + 7, said).name == "Interior Ministry"


@pytest.mark.parametrize(
    ("tag", "text", "words"),
    [
        ("en", "The boards at the filling station showed 120 tenge.", "120 tenge"),
        ("en", "The violence seemed to spread beyond Almaty.", "to spread"),
        ("en", "The president is expected to sign the order.", "to sign"),
        ("ru", "Парламент одобрил отправку 150 военных.", "отправку"),
    ],
)
def test_what_does_not_speak_gives_no_voice(tag: str, text: str, words: str) -> None:
    _, said = read(text, tag)
    start = text.index(words)
    assert voices.voice_of(start, start + len(words), said) == voices.AUTHOR


def test_our_correspondent_is_the_writer() -> None:
    text = "Our correspondent saw that the bridge was closed."
    _, said = read(text, "en")
    assert voices.voice_of(text.index("bridge"), text.index(" was"), said) == voices.AUTHOR


@pytest.mark.parametrize(
    ("tag", "text", "words", "name"),
    [
        ("en", "The Health Ministry said 164 people had died. Of them, 103 were in Almaty.", "103", "Health Ministry"),
        ("ru", "По данным МВД, толпа жгла машины. Пострадали 95 полицейских.", "95", "МВД"),
        ("ru", "МВД сообщило, что погибли 164 человека. Из них 103 — в Алматы.", "103", "МВД"),
        ("kk", "Ішкі істер министрлігінің мәліметінше, 164 адам қаза тапты. Оның 103-і Алматыда.", "103",
         "Ішкі істер министрлігі"),
    ],
)  # fmt: skip
def test_a_sentence_that_only_counts_on_keeps_the_speaker(tag: str, text: str, words: str, name: str) -> None:
    _, said = read(text, tag)
    start = text.index(words)
    assert voices.voice_of(start, start + len(words), said).name == name


def test_a_quotation_far_behind_a_speaker_is_not_put_into_his_mouth() -> None:
    filler = "The road was wet. The shops were shut. The square was empty. "
    text = f"Daniyar Akhmetov said the bridge was closed. {filler}“We saw the soldiers come to the square.”"
    _, said = read(text, "en")
    start = text.index("soldiers")
    assert voices.voice_of(start, start + 8, said) == voices.AUTHOR


@pytest.mark.parametrize(
    ("tag", "text", "words", "name"),
    [
        # the nearest voice: who speaks within what another passes on
        ("en", "According to the Health Ministry, Dr. Samal Ospanova said that forty people had died.", "forty",
         "Samal Ospanova"),
        ("en", "The mayor said that, according to witnesses, troops had fired.", "troops", "witnesses"),
        ("en", "Police said residents had told them that the bank was robbed.", "the bank", "residents"),
        ("ru", "По данным Reuters, МВД сообщило, что погибли сорок человек.", "погибли", "МВД"),
        ("kk", "Reuters мәліметінше, Ішкі істер министрлігі қырық адам қаза тапты деп хабарлады.", "қырық",
         "Ішкі істер министрлігі"),
    ],
)  # fmt: skip
def test_in_nested_speech_the_nearest_voice_speaks(tag: str, text: str, words: str, name: str) -> None:
    assert voice_at(text, tag, words).name == name


@pytest.mark.parametrize(
    ("tag", "text", "words", "name"),
    [
        # one person is named: the pronoun is that person
        ("en", "Marat Sadykov leads the union. He said the strike would go on.", "the strike", "Marat Sadykov"),
        ("en", "Marat Sadykov leads the union.\n\nHe said the strike would go on.", "the strike", "Marat Sadykov"),
        ("en", "“We stay,” Marat Sadykov said.\n\n“Nobody will leave the square tonight,” he said.", "Nobody will",
         "Marat Sadykov"),
        ("en", "Marat Sadykov called Ivan Petrov. “The talks are over now,” said Sadykov. “We go home,” he added.",
         "We go", "Marat Sadykov"),
        ("ru", "Ерлан Тургумбаев возглавляет профсоюз. Он сказал, что забастовка продолжится.", "забастовка",
         "Ерлан Тургумбаев"),
        ("kk", "Марат Садықов кәсіподақты басқарады. Ол ереуіл жалғасатынын айтты.", "ереуіл", "Марат Садықов"),
    ],
)  # fmt: skip
def test_a_pronoun_is_the_last_person_that_fits(tag: str, text: str, words: str, name: str) -> None:
    assert voice_at(text, tag, words).name == name


@pytest.mark.parametrize(
    ("tag", "text", "words"),
    [
        # two people are named in the paragraph before: whose words they are stays open
        ("en", "Marat Sadykov and Ivan Petrov signed the paper.\n\nHe said the strike would go on.", "the strike"),
        ("en", "Marat Sadykov met Ivan Petrov. They shook hands.\n\n“The strike will go on tomorrow,” he said.",
         "The strike"),
        # somebody without a name came last
        ("en", "Rashid Omar commands the unit. A fighter stood at the gate. “They know we treat them well,” he said.",
         "They know"),
        ("en", "Rashid Omar commands the unit. A fighter stood at the gate. He said the men were treated well.",
         "the men"),
        ("ru", "Марат Садыков встретился с Иваном Петровым.\n\nОн сказал, что забастовка продолжится.", "забастовка"),
    ],
)  # fmt: skip
def test_a_pronoun_with_two_candidates_is_nobody_by_name(tag: str, text: str, words: str) -> None:
    voice = voice_at(text, tag, words)
    assert voice.role is Role.UNNAMED
    assert voice.name is None or not {"Sadykov", "Petrov", "Omar", "Садыков"} & set(voice.name.split())


@pytest.mark.parametrize(
    ("tag", "text", "words", "name"),
    [
        ("en", "“They came at dawn. They broke the doors. They took my brother,” said Leila Hassan.", "They broke",
         "Leila Hassan"),
        ("en", "Leila Hassan described the night. “They came at dawn. They broke the doors,” she said. “They took my "
               "brother. We have heard nothing since.”", "We have heard", "Leila Hassan"),
        ("en", "“They came at dawn. They broke the doors.\n\n“They took my brother.\n\n“We have heard nothing since,” "
               "said Leila Hassan.", "They took", "Leila Hassan"),
        ("ru", "«Они пришли на рассвете. Они выломали двери. Они забрали брата», — рассказала Лейла Хасанова.",
         "Они выломали", "Лейла Хасанова"),
        ("ru", "«Они пришли на рассвете, — рассказала Лейла Хасанова. — Они выломали двери».", "Они выломали",
         "Лейла Хасанова"),
        ("kk", "«Олар таң ата келді. Олар есікті сындырды», — деді Ләйла Хасанова.", "Олар есікті", "Ләйла Хасанова"),
    ],
)  # fmt: skip
def test_a_quotation_of_several_sentences_is_all_the_speakers(tag: str, text: str, words: str, name: str) -> None:
    assert voice_at(text, tag, words).name == name


@pytest.mark.parametrize(
    ("tag", "text", "words"),
    [
        ("en", "Protesters burned the town hall. The mayor said he would not resign.", "burned"),
        ("en", "The government attacked the court's decision to free six people.", "free"),
        ("en", "The president defended the soldiers who had fired at the crowd.", "fired"),
        ("en", "The rebels supported the strike in Aktau.", "strike"),
        ("en", "The army wants to retake the airport.", "retake"),
        ("en", "Opposition leaders hope to meet the president.", "meet"),
        ("en", "The market was burned after the mayor spoke on Tuesday.", "burned"),
        ("ru", "Протестующие сожгли акимат. Мэр сказал, что не уйдёт.", "сожгли"),
        ("kk", "Шерушілер әкімдікті өртеді. Әкім кетпейтінін айтты.", "өртеді"),
    ],
)  # fmt: skip
def test_what_the_author_tells_is_the_authors(tag: str, text: str, words: str) -> None:
    assert voice_at(text, tag, words) == voices.AUTHOR


def test_what_somebody_wants_is_told_by_who_tells_of_it() -> None:
    text = "The mayor said the army wanted to retake the airport."
    assert voice_at(text, "en", "retake").name == "mayor"


def test_reportedly_doubts_its_own_clause_only() -> None:
    text = "Protesters stormed the city hall, while the governor reportedly fled."
    _, said = read(text, "en")
    assert voices.voice_of(0, 10, said) == voices.AUTHOR
    start = text.index("fled")
    assert voices.voice_of(start, start + 4, said).role is Role.HEARSAY


_SIDES = [
    ("en", "The {0} said that {1} had opened fire. The {1} denied that they had fired. “We saw {0} shoot,” said {1}.",
     "troops", "protesters"),
    ("en", "The {0} claimed that {1} burned the market. According to {0}, {1} killed six. The {1} demanded the truth.",
     "rebels", "troops"),
    ("ru", "Вчера {0} заявили, что {1} открыли огонь. Сегодня {1} опровергли сообщения. Сегодня {0} требуют правды.",
     "военные", "протестующие"),
    ("kk", "Бүгін {0} {1} оқ атты деп мәлімдеді. Кеше {1} хабарды жоққа шығарды. Бүгін {0} тергеуді талап етті.",
     "сарбаздар", "шерушілер"),
]  # fmt: skip


@pytest.mark.parametrize(("tag", "pattern", "one", "other"), _SIDES)
def test_exchanging_the_sides_exchanges_the_voices_and_nothing_else(
    tag: str, pattern: str, one: str, other: str
) -> None:
    def voiced(first: str, second: str) -> list[tuple[str, str | None, str, str]]:
        text = pattern.format(first, second)
        _, said = read(text, tag)
        return [(item.voice.role.value, item.voice.name, item.stance, text[item.start : item.end]) for item in said]

    def exchanged(value: str | None) -> str | None:
        if value is None:
            return None
        return value.replace(one, "\0").replace(other, one).replace("\0", other)

    straight = [(role, exchanged(name), stance, exchanged(said)) for role, name, stance, said in voiced(one, other)]
    assert len(straight) >= 3
    assert straight == voiced(other, one)


_PIECES = st.sampled_from(
    [*"“”‘’«»,.:—()", '"', "''", "said", "заявил", "деп", "деді", "according to", "по словам", "he", "он", "Ann Lee",
     "МВД", "\n\n", "that", "что", "and", "police", "айтуынша", "reportedly", "by", "citing", "сілтеме жасап",
     "of them", "со ссылкой на", "claim that", "'s", "his", "who", "spoke", "is", "asked", "counted",
     "26", "most", "as", "(", ")"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(st.text(max_size=200), st.lists(_PIECES, max_size=60).map(" ".join)), st.sampled_from(["en", "ru", "kk"])
)
def test_any_text_is_read_without_an_exception_and_with_exact_spans(text: str, tag: str) -> None:
    found, said = read(text, tag)
    for item in found:
        for span in (item.source, item.cue, item.content):
            if span is not None:
                assert text[span.start : span.end] == span.text
    assert [item.start for item in said] == sorted(item.start for item in said)
    for offset in range(0, len(text), 7):
        voice = voices.voice_of(offset, offset + 1, said)
        assert (voice is voices.AUTHOR) or any(item.start <= offset < item.end for item in said)


@pytest.mark.parametrize(
    "piece",
    [
        "“we saw them come here” said Ann. ",
        "“",
        "‘ a ",
        "Ann said Bob said ",
        "according to Bob ",
        "Bob, said, ",
        "'' ",
        "police said ",
        "reportedly ",
        "Ann's claim that ",
        "which Bob said ",
        "was accused of ",
        "Ann (a b) said ",
    ],
)
def test_reading_time_grows_with_the_length_of_a_hostile_text_and_not_faster(piece: str) -> None:
    assert_linear(lambda times: read(piece * times, "en"), 1_000)
