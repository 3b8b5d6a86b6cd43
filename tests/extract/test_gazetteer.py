"""The gazetteer: its build from a few entries, its file, and a few facts of the real index."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest

from dalel.extract.places import gazetteer
from dalel.extract.places.gazetteer_build import Entry, fold, write

ALMATY = Entry(1526384, "city", "KZ", "02", 43.25249, 76.9115, 1977011, ("Almaty", "Алматы", "Alma-Ata"), capital=False)
PARIS = Entry(2988507, "city", "FR", "11", 48.85341, 2.3488, 2138551, ("Paris", "Париж"), capital=True)
TEXAN = Entry(4717560, "city", "US", "TX", 33.66094, -95.55551, 24782, ("Paris",))
TEXAS = Entry(4736286, "region", "US", "TX", 31.25, -99.25, 30_000_000, ("Texas", "Техас"))
FRANCE = Entry(3017382, "country", "FR", "", 46.0, 2.0, 67_000_000, ("France", "Франция"))
SAINT = Entry(498817, "city", "RU", "66", 59.9, 30.3, 5_351_935, ("Saint Petersburg",))
VAGUE = Entry(0, "area", "", "", None, None, 0, ("Central Asia",))
FEW = (ALMATY, PARIS, TEXAN, TEXAS, FRANCE, SAINT, VAGUE)


@pytest.fixture
def few(tmp_path: Path) -> gazetteer.Index:
    path = tmp_path / "few.index"
    write(path, FEW)
    return gazetteer.Index(path)


def build(path: str) -> None:
    for _ in range(20):
        write(Path(path), FEW)
        assert gazetteer.Index(Path(path)).by_id(1526384) is not None


def test_a_place_is_found_under_each_of_its_names(few: gazetteer.Index) -> None:
    assert [place.geonames for place in few.lookup(fold("Алматы"))] == [1526384]
    assert [place.geonames for place in few.lookup(fold("alma ata"))] == [1526384]
    assert few.lookup(fold("Nowhere")) == ()


def test_namesakes_are_all_given(few: gazetteer.Index) -> None:
    assert {place.country for place in few.lookup("paris")} == {"FR", "US"}


def test_coordinates_population_and_capital_survive_the_file(few: gazetteer.Index) -> None:
    place = few.by_id(2988507)
    assert place is not None
    assert (place.lat, place.lon, place.population, place.capital) == (48.85341, 2.3488, 2138551, True)
    vague = few.lookup("central asia")[0]
    assert (vague.geonames, vague.lat, vague.lon, vague.country) == (None, None, None, None)


def test_a_name_that_is_not_the_usual_one_says_so(few: gazetteer.Index) -> None:
    assert few.lookup("almaty")[0].own
    assert not few.lookup("alma ata")[0].own


def test_saint_and_its_abbreviation_meet(few: gazetteer.Index) -> None:
    assert few.lookup(fold("St. Petersburg"))[0].geonames == 498817


def test_countries_and_regions_are_found_by_code(few: gazetteer.Index) -> None:
    region, country = few.region("US.TX"), few.country("FR")
    assert region is not None
    assert country is not None
    assert (region.name, country.name) == ("Texas", "France")
    assert few.region("US.OH") is None


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Malmö", "malmo"),
        ("Łódź", "lodz"),
        ("Deir ez-Zor", "deir ez zor"),
        ("St. Petersburg", "st petersburg"),
        ("Sana’a", "sanaa"),
        ("Жаңаөзен", "жаңаөзен"),
        ("Орёл", "орел"),
        ("Йошкар-Ола", "йошкар ола"),
        ("Diyarbakır", "diyarbakir"),
    ],
)
def test_names_fold_to_what_people_type(name: str, folded: str) -> None:
    assert fold(name) == folded


@pytest.mark.parametrize("keep", [0, 5, 20, -1])
def test_a_truncated_index_is_refused(tmp_path: Path, keep: int) -> None:
    path = tmp_path / "cut.index"
    write(path, FEW)
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(gazetteer.DamagedIndexError):
        gazetteer.Index(path)


def test_an_index_with_one_changed_byte_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bad.index"
    write(path, FEW)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(gazetteer.DamagedIndexError):
        gazetteer.Index(path)


def test_a_missing_or_damaged_index_is_built_with_a_word_to_the_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(gazetteer, "entries", lambda: iter(FEW))
    path = tmp_path / "deep" / "places.index"
    assert gazetteer.open_or_build(path).by_id(1526384) is not None
    assert "building the place index (once" in caplog.text
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert gazetteer.open_or_build(path).by_id(1526384) is not None
    assert "truncated or damaged" in caplog.text
    assert path.read_bytes() == whole


def test_two_processes_may_build_at_once(tmp_path: Path) -> None:
    path = tmp_path / "shared.index"
    context = multiprocessing.get_context("spawn")
    builders = [context.Process(target=build, args=(str(path),)) for _ in range(2)]
    for builder in builders:
        builder.start()
    for builder in builders:
        builder.join(timeout=60)
    assert [builder.exitcode for builder in builders] == [0, 0]
    assert [file.name for file in tmp_path.iterdir()] == ["shared.index"]


def test_the_cache_folder_can_be_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere")
    monkeypatch.delenv("DALEL_CACHE", raising=False)
    assert gazetteer.cache_folder() == Path("/somewhere/dalel")
    monkeypatch.setenv("DALEL_CACHE", "/elsewhere")
    assert gazetteer.cache_folder() == Path("/elsewhere")


def test_the_real_index_knows_towns_regions_counties_countries_and_continents() -> None:
    assert gazetteer.lookup("Жаңаөзен")[0].geonames == 607610
    assert gazetteer.lookup("Мангистауская область")[0].geonames == 608879
    assert gazetteer.lookup("Саудовская Аравия")[0].country == "SA"
    assert {place.admin1 for place in gazetteer.lookup("Rapides Parish")} == {"LA"}
    assert gazetteer.lookup("Europe")[0].geonames == 6255148
    place = gazetteer.by_id(1526384)
    assert place is not None
    assert (place.name, place.country) == ("Almaty", "KZ")


def test_each_country_has_at_most_one_capital_and_kazakhstan_s_is_astana() -> None:
    capitals = [place for place in gazetteer.lookup("Washington") if place.capital]
    assert [place.geonames for place in capitals] == [4140963]
    assert gazetteer.lookup("Astana")[0].capital


def test_place_names_are_told_from_other_words() -> None:
    assert gazetteer.is_place_name("алматы")
    assert gazetteer.is_place_name("deir ez-zor")
    assert not gazetteer.is_place_name("qwertyuiop")
