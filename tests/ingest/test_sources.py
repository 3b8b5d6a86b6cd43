import pytest

from dalel.model import Source, SourceKind

GOOD = """
[[source]]
name = "Zharshy"
kind = "outlet"
country = "KZ"
languages = ["kk", "ru"]
affiliation = "independent"
url = "https://zharshy.example"

[[source]]
name = "Sagat 05"
kind = "channel"
"""


def test_sources_are_described(read):
    result = read("sources.toml", GOOD)
    assert not result.problems
    assert result.sources == [
        Source("Zharshy", SourceKind.OUTLET, "KZ", ("kk", "ru"), "independent", "https://zharshy.example"),
        Source("Sagat 05", SourceKind.CHANNEL),
    ]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('kind = "paper"', "it is one of outlet, agency"),
        ('country = "Kazakhstan"', "ISO 3166"),
        ('languages = "kk"', "list of tags"),
        ('url = "htps://x"', "'htps://x' is not an http(s) address"),
        ("affiliation = 5", "text in quotes"),
        ('nmae = "x"', "'nmae' is not known"),
    ],
)
def test_a_slip_is_named_with_its_line_and_cure_and_the_rest_goes_on(read, line, says):
    result = read("sources.toml", f'# ours\n[[source]]\nname = "A"\n\n[[source]]\nname = "B"\n{line}\n')
    assert [source.name for source in result.sources] == ["A"]
    (problem,) = result.problems
    assert problem.place == "5"
    assert says in problem.message


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[[source]",
        "source = 1",
        "[source]\nname='x'",
        "a = " + "[" * 50_000,
        "[[source]]",
        "a = 1" + "0" * 1999,
        "a." * 400_000,
    ],
)
def test_what_is_no_list_of_sources_is_one_problem(read, content):
    result = read("sources.toml", content)
    assert not result.sources
    assert len(result.problems) == 1
