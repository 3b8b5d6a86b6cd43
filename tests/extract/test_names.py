"""Names by a learned model, what the rules then make of them, and the channels it looks through."""

from __future__ import annotations

from importlib.resources import files
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dalel.extract import actors, names, places
from dalel.extract.language import Language, load
from dalel.extract.names.channels import OFFSETS, columns, form
from dalel.extract.names.clusters import clusters
from dalel.extract.places import Found
from dalel.extract.reading import read
from dalel.extract.text import Text, cut
from dalel.model import Mentions


def language(tag: str) -> Language:
    found = load(tag)
    assert found is not None
    return found


def russian(text: str) -> Text:
    return cut(text, language("ru"))


def mentions(text: str) -> Mentions:
    return read(text, "ru", None).mentions


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Об этом сообщил Марат Жумабеков.", ("Марат Жумабеков", "PERSON")),
        ("Суд допросил бывшего директора Ольгу Веретенникову.", ("Ольгу Веретенникову", "PERSON")),
        ("Журналисты издания «Степной вестник» покинули зал.", ("Степной вестник", "ORGANIZATION")),
        ("Министерство юстиции Казахстана опубликовало список.", ("Министерство юстиции Казахстана", "ORGANIZATION")),
        ("Он работал в компании Boeing и жил в Костанае.", ("Boeing", "ORGANIZATION")),
    ],
)
def test_actors_are_found_with_their_type(text: str, expected: tuple[str, str]) -> None:
    assert expected in [(actor.span.text, actor.type) for actor in mentions(text).actors]


def test_a_place_that_the_model_finds_is_looked_up_in_the_gazetteer() -> None:
    (place,) = mentions("Митинг прошёл в Шымкенте.").places
    assert (place.span.text, place.place.name, place.place.country) == ("Шымкенте", "Shymkent", "KZ")


def test_a_place_inside_an_organisation_is_still_told() -> None:
    found = mentions("Министерство юстиции Казахстана опубликовало список.")
    assert ("Казахстана", "KZ") in [(place.span.text, place.place.country) for place in found.places]


def test_a_family_name_alone_is_the_person_named_in_full_before() -> None:
    text = russian("Выступил Аскар Байсеитов. Позже Байсеитов уехал, а с Байсеитовым уехали другие.")
    found = actors.find(text, [], names.find(text, places.consider(text)))
    assert [(one.span.text, one.entity) for one in found if one.type == "PERSON"] == [
        ("Аскар Байсеитов", "Аскар Байсеитов"),
        ("Байсеитов", "Аскар Байсеитов"),
        ("Байсеитовым", "Аскар Байсеитов"),
    ]


def test_groups_of_people_are_kept_beside_learned_names() -> None:
    found = mentions("Протестующие встретились с Ольгой Веретенниковой.")
    assert ("Протестующие", "GROUP") in [(actor.span.text, actor.type) for actor in found.actors]


def test_a_place_that_the_gazetteer_does_not_know_is_a_mention_without_an_id() -> None:
    text = russian("Они жили в Ыбырлыкуме.")
    (mention,) = places.settle(text, places.agree(text, [], [(3, 4, "PLACE")]))
    assert (mention.span.text, mention.place.name) == ("Ыбырлыкуме", "Ыбырлыкуме")
    assert mention.place.geonames is None


def test_a_learned_place_is_kept_where_the_rules_doubted_it() -> None:
    text = russian("Она уехала. Орал ждёт.")
    doubted = [Found(3, 4, found.candidates, score=-5.0) for found in places.consider(text) if found.first == 3]
    assert places.standing(doubted) == []
    assert [found.first for found in places.agree(text, doubted, [(3, 4, "PLACE")])] == [3]


def test_a_place_that_is_a_persons_name_to_the_model_is_no_place() -> None:
    text = russian("Выступил Астана.")
    considered = [Found(1, 2, (), certain=True)]
    assert places.agree(text, considered, [(1, 2, "PERSON")]) == []


def test_a_lone_word_with_a_sign_of_a_place_is_a_place_though_the_model_saw_a_person() -> None:
    text = russian("Стреляли в Таразе.")
    considered = places.consider(text)
    found = places.settle(text, places.agree(text, considered, [(2, 3, "PERSON")]))
    assert [mention.place.name for mention in found] == ["Taraz"]
    assert actors.find(text, found, [(2, 3, "PERSON")]) == []


def test_a_common_noun_that_is_no_name_to_the_model_is_a_group() -> None:
    text = russian("В больнице ждали; МВД молчало.")
    found = {one.span.text: one.type for one in actors.find(text, [], [])}
    assert found == {"больнице": "GROUP", "МВД": "ORGANIZATION"}


def test_an_organisation_that_begins_with_a_listed_one_goes_by_its_name() -> None:
    text = russian("Полиция Алматы молчала.")
    (found,) = actors.find(text, [], [(0, 2, "ORGANIZATION")])
    assert (found.span.text, found.entity) == ("Полиция Алматы", "полиция")


def test_learned_names_give_way_to_no_rule() -> None:
    text = russian("Приехал Иван Петров.")
    (found,) = actors.find(text, [], [(1, 3, "ORGANIZATION")])
    assert (found.span.text, found.type) == ("Иван Петров", "ORGANIZATION")


def test_a_language_without_a_model_has_no_learned_names() -> None:
    text = cut("Ann Lee spoke in Almaty.", language("en"))
    assert names.find(text, places.consider(text)) is None


def test_every_model_that_is_shipped_is_small() -> None:
    folder = files("dalel.extract") / "languages"
    sizes = [len((folder / tag / "names.crf").read_bytes()) for tag in ("ru",)]
    assert all(size < 4_000_000 for size in sizes)


def test_words_of_like_use_share_a_group() -> None:
    groups = clusters(language("ru"))
    assert groups("казань") == groups("екатеринбург") != groups("сказал")
    assert groups("ыбырлыкум") == []


@pytest.mark.parametrize(
    ("word", "expected"),
    [("Москва", "CAa"), ("МВД", "CAA"), ("Boeing", "LAa"), ("2022", "49"), ("«", "«"), ("Нур-Султан", "CA-A")],
)
def test_the_form_of_a_word_is_its_script_and_capitals(word: str, expected: str) -> None:
    assert form(word) == expected


_PIECES = st.sampled_from(
    ["Иван", "Петров", "МВД", "«", "»", '"', ".", "Москва", "в", "министр", "А", "-", "полиция", "Boeing", "12", "\n"]
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(_PIECES, max_size=60).map(" ".join)))
def test_names_are_in_order_and_never_overlap_on_any_text(text: str) -> None:
    words = russian(text)
    found = names.find(words, places.consider(words))
    assert found is not None
    assert all(0 <= first < last <= len(words.words) for first, last, _ in found)
    assert all(left[1] <= right[0] for left, right in pairwise(found))


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(_PIECES, max_size=60).map(" ".join)))
def test_every_channel_has_a_key_for_every_word(text: str) -> None:
    words = russian(text)
    assert all(len(column) == len(words.words) for column in columns(words, places.consider(words), OFFSETS))


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(_PIECES, max_size=60).map(" ".join)))
def test_places_and_actors_have_exact_spans_on_any_text(text: str) -> None:
    words = russian(text)
    considered = places.consider(words)
    learned = names.find(words, considered)
    assert learned is not None
    found = places.settle(words, places.agree(words, considered, learned))
    for span in [item.span for item in found] + [item.span for item in actors.find(words, found, learned)]:
        assert text[span.start : span.end] == span.text
    assert all(left.span.end <= right.span.start for left, right in pairwise(found))


def test_a_null_in_what_the_model_takes_for_a_place_is_no_name_of_the_gazetteer() -> None:
    text = russian("\0;0")
    (mention,) = places.settle(text, places.agree(text, [], [(0, 3, "PLACE")]))
    assert mention.place.geonames is None
