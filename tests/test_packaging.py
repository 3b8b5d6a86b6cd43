"""pyproject.toml (what is needed), the lock files (what is installed) and THIRD_PARTY.md (licences) agree."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
RUNTIME = [Requirement(line) for line in PROJECT["dependencies"]]
DEVELOPMENT = [Requirement(line) for line in PROJECT["optional-dependencies"]["dev"]]


def pinned(lock: str) -> dict[str, str]:
    """Package to version. Fails on anything but `name==version`, with a marker or without."""
    found: dict[str, str] = {}
    for line in (ROOT / lock).read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        match = re.fullmatch(r"([a-z0-9-]+)==([0-9a-z.+]+)(?: ; .+)?", line)
        assert match, f"{lock}: {line!r} is no plain pin"
        found[match[1]] = match[2]
    return found


@pytest.mark.parametrize(
    ("lock", "needed"), [("requirements.lock", RUNTIME), ("requirements-dev.lock", RUNTIME + DEVELOPMENT)]
)
def test_everything_needed_is_pinned_within_its_range(lock: str, needed: list[Requirement]) -> None:
    versions = pinned(lock)
    for requirement in needed:
        version = versions.get(canonicalize_name(requirement.name))
        assert version is not None, f"{requirement.name} is not in {lock}; run `make lock`"
        assert requirement.specifier.contains(version), f"{lock} pins {requirement.name} {version}"


def test_tests_run_with_the_versions_that_users_get() -> None:
    development = pinned("requirements-dev.lock")
    assert {name: development.get(name) for name in pinned("requirements.lock")} == pinned("requirements.lock")


def test_every_direct_dependency_stands_in_third_party_with_its_range() -> None:
    page = (ROOT / "THIRD_PARTY.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| ([A-Za-z0-9-]+) \| ([<>=!~][^|]*) \|", page, flags=re.MULTILINE))
    assert rows == {one.name: str(one.specifier) for one in RUNTIME + DEVELOPMENT}
