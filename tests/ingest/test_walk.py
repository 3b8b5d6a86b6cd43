import os
from datetime import UTC, datetime

import pytest

from dalel.ingest import Defaults, Problem, documents
from tests.ingest.conftest import read_path


def test_a_folder_is_walked_in_order_with_its_sources_first(tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / ".git").mkdir()
    for name in ("z.txt", "a.txt", "b/c.txt", ".git/x.txt", ".hidden.txt"):
        (tmp_path / name).write_text(f"The man in {name}.")
    (tmp_path / "sources.toml").write_text('[[source]]\nname = "a"\n')
    found = [item for item in documents([tmp_path], Defaults(), datetime.now(UTC)) if not isinstance(item, Problem)]
    assert [getattr(item, "text", item.__class__.__name__) for item in found] == [
        "Source",
        "The man in a.txt.",
        "The man in z.txt.",
        "The man in b/c.txt.",
    ]


def test_files_of_unknown_kinds_are_told_once_a_kind(tmp_path):
    for name in ("a.jpg", "b.JPG", "c.pdf", "README"):
        (tmp_path / name).write_text("x")
    result = read_path(tmp_path)
    assert not result.problems
    assert len(result.notices) == 3
    assert "files ending in .jpg are not read (2 passed over)" in result.messages
    assert "files without an ending" in result.messages


def test_a_file_of_an_unknown_kind_that_was_named_is_taken_for_plain_text(tmp_path):
    (tmp_path / "a.story").write_text("Three people were detained in Aktau.")
    (document,) = read_path(tmp_path / "a.story").documents
    assert document.text == "Three people were detained in Aktau."


def test_a_named_file_that_is_no_text_says_what_is_read(tmp_path):
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7\n\x00\xff\xfe")
    (problem,) = read_path(tmp_path / "a.pdf").problems
    assert "Dalel reads .txt" in problem.message


def test_links_out_of_the_folder_are_not_followed(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (tmp_path / "secret.txt").write_text("The secret man.")
    (folder / "real.txt").write_text("The real man.")
    (folder / "out.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "up").symlink_to(tmp_path)
    (folder / "circle.txt").symlink_to(folder / "circle.txt")
    assert [document.text for document in read_path(folder).documents] == ["The real man."]


def test_a_path_that_is_not_there_is_one_problem_and_the_next_is_read(tmp_path):
    (tmp_path / "a.txt").write_text("The man.")
    found = list(documents([tmp_path / "no", tmp_path / "a.txt"], Defaults(), datetime.now(UTC)))
    assert "no such file" in str(found[0])
    assert found[1].text == "The man."


@pytest.mark.parametrize("address", ["https://x.example/feed", "HTTP://x.example"])
def test_addresses_are_not_read_yet(address):
    (problem,) = read_path(address).problems
    assert problem.path == address
    assert "save the page and add the file" in problem.message


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
def test_a_pipe_does_not_stop_the_walk(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "real.txt").write_text("The real man.")
    assert len(read_path(tmp_path).documents) == 1
    assert len(read_path(tmp_path / "pipe.txt").problems) == 1


def test_names_in_any_bytes_can_be_shown(tmp_path):
    path = os.path.join(os.fsencode(tmp_path), b"n\xff.txt")
    with open(path, "wb") as file:
        file.write(b"The man.")
    result = read_path(tmp_path)
    result.messages.encode("utf-8")
    assert result.documents[0].source.encode("utf-8")


def test_a_path_with_a_nul_is_a_problem():
    assert len(read_path("a\0b").problems) == 1
