"""Where and when: the place and day that an event gets. In the texts, […] marks words of its trigger."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dalel.extract.reading import read

PUBLISHED = datetime(2022, 1, 6, 12, tzinfo=UTC)

# Another paragraph, so that no text speaks of one country alone, which would be the place of all in it.
ELSEWHERE = {
    "en": "\n\nIt rained in Oslo and in Lima.",
    "ru": "\n\nВ Осло и в Лиме шёл дождь.",
    "kk": "\n\nОслода және Лимада жаңбыр жауды.",
}

PLACES = [
    # A country that describes is no place; neither is one that owns.
    ("en", None, "The minister was [killed] in a US strike."),
    ("en", None, "Rebels [shelled] Tehran’s forces."),
    ("en", "Idlib", "Rebels [shelled] Tehran’s forces in Idlib."),
    ("en", "Iran", "Dozens were [killed] in Iran on Monday."),
    ("en", "Syria", "Dozens were [killed] in Syria by air strikes."),
    # Where somebody is from is not where it happened, but where somebody leaves is.
    ("en", None, "A teacher from Iran was [killed] on Monday."),
    ("en", "Iraq", "The United States [withdrew its troops] from Iraq."),
    # "of" needs a word for a place before it.
    ("en", "Damascus", "Soldiers opened fire in the streets of Damascus."),
    ("en", None, "The recognition of Jerusalem led to [protests]."),
    # A figure that belongs to the deed does not part it from its place; one of a list does.
    ("en", "Almaty", "Police [fired] tear gas at several thousand demonstrators in Almaty on Monday."),
    # What is said about elsewhere, and what stands in another clause.
    ("en", None, "Russia [opposed] the plan, saying it could lead to a partition of the north of Syria."),
    ("en", None, "The woman, who had travelled to Syria in 2013, was [killed] on Monday."),
    ("en", "Ankara", "In Ankara, after weeks of silence, the minister [condemned] the strikes on Syria."),
    ("en", "Geneva", "The sides [met] in Geneva on Tuesday."),
    # A deed of hands happens where the sentences before say; words do so only where it is said of them.
    ("en", "Almaty", "A crowd gathered in Almaty. Protesters [set fire to] a bank."),
    ("en", None, "A crowd gathered in Almaty. Shells fell in Idlib. Opposition parties [condemned] the government."),
    ("en", "Almaty", "Shots were heard in Aktobe. A crowd gathered in Almaty. Two men were [killed]."),
    ("en", None, "Shells fell in Idlib and crowds gathered in Almaty. Two men were [killed]."),
    ("ru", "Almaty", "Толпа собралась в Алматы. Протестующие [подожгли] банк."),
    ("ru", None, "Толпа собралась в Алматы, а снаряды упали в Идлибе. Двоих [убили]."),
    ("kk", "Almaty", "Алматыда халық жиналды. Шерушілер банкті [өртеді]."),
    ("kk", None, "Ресейдің министрі шерушілерді [айыптады]."),
]


@pytest.mark.parametrize(("language", "place", "marked"), PLACES)
def test_an_event_has_the_place_that_is_said_of_it(language: str, place: str | None, marked: str) -> None:
    assert place in settings(marked, language, "place")


# Whole reports. Here nothing is added.
REPORTS = [
    # The seat of a report is its dateline's town, however that is written, not the country in the text.
    ("en", "Quito", "QUITO, June 20 - Ecuador’s president spoke. Then shops were closed.\n\nPolice [fired] tear gas."),
    ("en", "Quito", "QUITO. The night was calm in Ecuador.\n\nSoldiers [beat] a photographer."),
    ("ru", "Quito", "Кито, 20 июня. Ночь в Эквадоре была спокойной.\n\nСолдаты [избили] фотографа."),
    ("kk", "Astana", "АСТАНА. Қазақстанда жағдай тыныш.\n\nПолицейлер журналисті [ұрды]."),
    # Another town of the country is where its own paragraph says; then the seat holds again.
    ("en", "Guayaquil", "QUITO, June 20 - Roads were shut. In Guayaquil a crowd [set fire to] a bank."),
    ("en", "Quito", "QUITO, June 20 - Roads were shut.\n\nA crowd met in Guayaquil.\n\nPolice [fired] tear gas."),
    # Two towns that are named alike, or a story abroad, leave the town of a dateline without a say.
    ("en", "Ecuador", "Crowds met in Cuenca and in Guayaquil.\n\nPolice [fired] tear gas."),
    ("en", "Kharkiv", "MOSCOW, June 20 - Shells fell in Kharkiv at dawn.\n\nSoldiers [beat] a photographer."),
    # What is named once in passing, far from the beginning, is not what a report is about.
    ("en", None, "Police [fired] tear gas.\n\nWe ran.\n\nMy aunt, who once lived in Lima, called me."),
    ("en", None, "They [beat] us with sticks.\n\nWe ran.\n\nWe hid behind the Canadian school."),
    ("ru", None, "Нас [избили] дубинками.\n\nМы бежали.\n\nЗавтра пишем в Женеву, пусть читают в Женевском суде."),
    # A small town abroad of a known name is rather a district of the town the report comes from.
    ("ru", "Dhaka", "ДАККА, 19 июля. Дороги закрыты. Толпа [подожгла] телецентр в районе Рампура."),
    # A region alone is the place of what is told, and one that holds the seat does not hide it.
    ("kk", "Hatay", "Хатайда үйлер құлады.\n\nПолицейлер журналисті [ұрды]."),
    ("ru", "Nukus", "НУКУС. В Каракалпакстане было тихо. Солдаты [избили] фотографа."),
    # What stands in brackets behind a town says where that lies; a country can give its name to a street.
    ("en", "Juliaca", "A bank burnt in Juliaca (Puno). Police [fired] tear gas."),
    ("en", "Quito", "QUITO, June 20 - Crowds met in the Colombia district. Police [fired] tear gas."),
    # A shutdown or a strike is of the country, if the text has named it.
    ("en", "Ecuador", "QUITO, June 20 - Prices rose in Ecuador.\n\nThe internet was [shut down]."),
    # A demand is of the country that the report is about, even if a foreigner makes it.
    ("en", "Ecuador", "Crowds met in Cuenca and Guayaquil.\n\nNorway [called on] the government to free them."),
]


@pytest.mark.parametrize(("language", "place", "marked"), REPORTS)
def test_an_event_without_a_place_happened_at_the_seat_of_its_report(
    language: str, place: str | None, marked: str
) -> None:
    assert place in settings(marked, language, "place", elsewhere="")


DAYS = [
    ("en", "2022-01-03", "On Monday a crowd met on the square.\n\nThe shops were shut.\n\nPolice [fired] tear gas."),
    ("en", "2022-01-03", "On Monday a crowd met on the square.\n\nAt noon it rained.\n\nPolice [fired] tear gas."),
    ("en", None, "On Monday a crowd met. On Tuesday it rained.\n\nThe shops were shut.\n\nPolice [fired] tear gas."),
    ("en", None, "The shops were shut.\n\nPolice [fired] tear gas.\n\nIt rained.\n\nTomorrow we rest."),
    ("ru", "2022-01-03", "В понедельник люди вышли на площадь.\n\nЛавки закрыты.\n\nСолдаты [избили] фотографа."),
    ("kk", "2022-01-03", "Дүйсенбіде халық алаңға шықты.\n\nДүкен жабық.\n\nПолицейлер журналисті [ұрды]."),
]


@pytest.mark.parametrize(("language", "value", "marked"), DAYS)
def test_the_only_day_that_a_report_begins_with_is_the_day_of_what_it_tells(
    language: str, value: str | None, marked: str
) -> None:
    assert value in settings(marked, language, "time", elsewhere="")


TIMES = [
    ("en", "2022-01-03", "Protesters [set fire to] a bank on Monday."),
    ("en", None, "The woman, who had travelled to Syria in 2013, was [killed] by soldiers."),
    ("en", None, "In 2011 the revolt began. Two men were [killed]."),
    ("en", "2022-01-03", "A crowd gathered on Monday. Two men were [killed]."),
    ("en", None, "A crowd gathered on Monday. The opposition [condemned] the government."),
    ("ru", None, "В 2011 году началось восстание. Двоих [убили]."),
    ("kk", None, "2011 жылы көтеріліс басталды. Екі адамды [өлтірді]."),
]


@pytest.mark.parametrize(("language", "value", "marked"), TIMES)
def test_an_event_has_the_time_that_is_said_of_it(language: str, value: str | None, marked: str) -> None:
    assert value in settings(marked, language, "time")


def settings(marked: str, language: str, which: str, elsewhere: str | None = None) -> list[str | None]:
    """The places, or times, of the events whose trigger overlaps the mark; of all where nothing is marked."""
    before, _, rest = marked.partition("[")
    mention, _, after = rest.partition("]")
    start, end = (len(before), len(before) + len(mention)) if mention else (0, len(marked))
    found: list[str | None] = []
    rest = ELSEWHERE[language] if elsewhere is None else elsewhere
    for statement in read(before + mention + after + rest, language, PUBLISHED).statements:
        event = statement.event
        if event and event.trigger.start < end and start < event.trigger.end:
            if which == "place":
                found.append(event.place.place.name if event.place else None)
            else:
                found.append(event.time.value if event.time else None)
    return found
