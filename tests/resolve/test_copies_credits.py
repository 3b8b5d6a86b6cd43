"""A text's own word for where it is from: datelines, source notes, authors."""

from __future__ import annotations

import pytest

from dalel.resolve.copies import credit, named_source

KNOWN = ["Steppe Wire", "Полярная лента", "Bolan News Service", "Interior Ministry", "Дала тілшісі"]


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("Storm\n\nALMATY, January 5 (Steppe Wire) — Protesters stormed the hall.", "Steppe Wire"),
        ("QUETTA (BNS) — Two bombs went off.", "Bolan News Service"),
        ("АЛМАТЫ, 5 января (Степная весть) — Протестующие вошли в мэрию.", "Степная весть"),
        ("Взрыв на шахте\n\nПогибли пятеро.\nИсточник: Steppe Wire.", "Steppe Wire"),
        ("По материалам «Полярной ленты»\n\nНочью взорвался метан.", "Полярная лента"),
        ("По сообщению агентства Steppe Wire\n\nНочью взорвался метан.", "Steppe Wire"),
        ("Steppe Wire агенттігінің хабарлауынша\n\nТүнде метан жарылды.", "Steppe Wire"),
        ("Түнде метан жарылды.\nДереккөз: Дала тілшісі", "Дала тілшісі"),
        ("By Steppe Wire\n\nMethane exploded.", "Steppe Wire"),
    ],
)
def test_a_source_note_is_a_credit(text: str, source: str) -> None:
    assert credit(text, None, KNOWN) == source


@pytest.mark.parametrize(
    "text",
    [
        "",
        "По сообщению агентства Steppe Wire, ночью на шахте взорвался метан, погибли пятеро.",
        "By Maria Lang\n\nMethane exploded.",
        "Tanks (T-72) — twelve of them — rolled in.",
        "Almaty (population 2 million) — a quiet city.",
        "Bypass Steppe Wire\n\nMethane exploded.",
        "The police said so.\n\nSteppe Wire was told nothing by the ministry, and asked again.",
    ],
)
def test_what_a_sentence_attributes_is_no_credit_of_the_text(text: str) -> None:
    assert credit(text, None, KNOWN) is None


def test_an_author_who_is_another_source_is_a_credit() -> None:
    assert credit("Methane exploded.", "Steppe Wire", KNOWN) == "Steppe Wire"
    assert credit("Methane exploded.", "Maria Lang", KNOWN) is None


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("агентства Steppe Wire", "Steppe Wire"),
        ("Полярной ленте", "Полярная лента"),
        ("BNS", "Bolan News Service"),
        ("Interior Ministry", "Interior Ministry"),
        ("Interior Ministry of Ghana", None),
        ("a witness", None),
        ("", None),
    ],
)
def test_a_name_means_the_source_that_it_holds_and_no_other(name: str, source: str | None) -> None:
    assert named_source(name, KNOWN) == source
