"""QR codes as real images, read back by zxing-cpp: blurred, scaled, turned, some missing, some of another message."""

from __future__ import annotations

import random
import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFilter, ImageSequence

from dalel.publish.bulletin import qr, qr_images
from dalel.publish.bulletin.qr import QrError

MESSAGE, OTHER = random.Random(11).randbytes(4096), random.Random(12).randbytes(900)


@pytest.fixture(scope="module")
def animation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("qr") / "bulletin.gif"
    qr_images.animated_gif(MESSAGE, path)
    return path


def pictures(path: Path) -> list[Image.Image]:
    with Image.open(path) as opened:
        return [picture.convert("L") for picture in ImageSequence.Iterator(opened)]


def test_an_animation_is_read_back_and_small_enough_to_pass_on(animation: Path) -> None:
    assert qr_images.read_images([animation]) == MESSAGE
    assert animation.stat().st_size < 200_000
    with Image.open(animation) as opened:
        assert opened.n_frames == len(qr.frames(MESSAGE))
        assert opened.info["duration"] == qr_images.FRAME_TIME
        assert opened.info["loop"] == 0


def test_photographs_of_half_the_frames_in_any_order_are_enough(animation: Path, tmp_path: Path) -> None:
    rng = random.Random(7)
    qr_images.animated_gif(OTHER, tmp_path / "other.gif")
    kept = rng.sample(pictures(animation), 18)
    shots = kept + kept[:4] + rng.sample(pictures(tmp_path / "other.gif"), 3)
    rng.shuffle(shots)
    paths = []
    for number, shot in enumerate(shots):
        size = int(shot.width * rng.uniform(0.9, 1.6))
        seen = shot.resize((size, size), Image.Resampling.BICUBIC).rotate(
            rng.uniform(-8, 8), expand=True, fillcolor=255
        )
        seen = seen.filter(ImageFilter.GaussianBlur(0.8)).point(lambda grey: 40 + grey * 2 // 3)
        paths.append(tmp_path / f"{number}.jpg")
        seen.save(paths[-1], quality=70)
    assert qr_images.read_images(paths) == MESSAGE


def test_too_few_photographs_say_how_many_frames_are_missing(animation: Path, tmp_path: Path) -> None:
    for number, shot in enumerate(pictures(animation)[:6]):
        shot.save(tmp_path / f"{number}.png")
    with pytest.raises(QrError, match="6 different frames of one message were found, and it needs 16"):
        qr_images.read_images(sorted(tmp_path.glob("*.png")))


def test_one_code_is_read_from_a_poster_in_a_photograph(tmp_path: Path) -> None:
    qr_images.static_png(OTHER, tmp_path / "one.png")
    with Image.open(tmp_path / "one.png") as code:
        wall = Image.new("L", (1600, 1200), 120)
        wall.paste(code.convert("L").resize((700, 700)), (500, 250))
    wall.rotate(5, fillcolor=90).filter(ImageFilter.GaussianBlur(1)).save(tmp_path / "wall.jpg", quality=75)
    assert qr_images.read_images([tmp_path / "wall.jpg"]) == OTHER


def test_the_same_message_gives_the_same_picture(tmp_path: Path) -> None:
    for name in ("a.png", "b.png"):
        qr_images.static_png(OTHER, tmp_path / name)
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def png_that_claims(width: int, height: int) -> bytes:
    """The head of a PNG, with next to nothing behind it."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize(("width", "height"), [(100_000, 100_000), (9000, 9000)])
def test_a_picture_that_claims_to_be_huge_is_refused(tmp_path: Path, width: int, height: int) -> None:
    (tmp_path / "bomb.png").write_bytes(png_that_claims(width, height))
    with pytest.raises(QrError, match=r"bomb\.png"):
        qr_images.read_images([tmp_path / "bomb.png"])


def test_a_picture_cut_short_an_empty_one_and_another_kind_of_file_are_refused(animation: Path, tmp_path: Path) -> None:
    (tmp_path / "cut.gif").write_bytes(animation.read_bytes()[:1000])
    (tmp_path / "empty.png").write_bytes(b"")
    (tmp_path / "code.ps").write_bytes(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n")
    for name in ("cut.gif", "empty.png", "code.ps", "none.png"):
        with pytest.raises(QrError):
            qr_images.read_images([tmp_path / name])


@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"\xff\xd8\xff\xe0", b"RIFF\0\0\0\0WEBP"]),
)
@settings(max_examples=50, deadline=None)
def test_any_bytes_are_refused_as_a_picture(tmp_path_factory: pytest.TempPathFactory, data: bytes, head: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.bin"
    path.write_bytes(head + data)
    with pytest.raises(QrError):
        qr_images.read_images([path])


def test_without_its_library_reading_says_what_to_install(animation: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "zxingcpp", None)
    with pytest.raises(QrError, match="pip install"):
        qr_images.read_images([animation])
