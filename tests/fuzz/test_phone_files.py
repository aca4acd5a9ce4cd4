"""Good films are read, however a phone, a recorder or an editor has wrapped them."""

import json

import pytest

from formcheck.cli.app import main
from fuzz.films import FRAMES, SIZE
from fuzz.phone_files import LETTERS, with_media_length, with_still_first, with_tag

pytestmark = pytest.mark.usefixtures("quick_pose")


@pytest.fixture
def read(tmp_path, capfd):
    """Return a function that analyses a film and returns what the analysis says of the clip."""

    def read(path, *words):
        out = tmp_path / "out"
        options = ["--only-data", "--no-cache", "--quiet", "--model", "full", "--out", str(out)]
        code = main(["analyze", str(path), *options, *words])
        assert code in (0, 3), capfd.readouterr().err
        return json.loads((out / "analysis.json").read_text(encoding="utf-8"))["clip"]

    return read


@pytest.mark.parametrize("letters", [b"caf\xe9", b"\xff\xfe\x00\xd8", b"\x80\x80\x80\x80"])
@pytest.mark.parametrize(
    ("name", "key", "stream"),
    [
        ("run.mp4", "title", False),
        ("run.mp4", "com.example.model", False),
        ("run.mov", "comment", False),
        ("run.mov", "handler_name", True),
        ("run.mp4", "handler_name", True),
        ("run.mkv", "title", False),
        ("run.mkv", "title", True),
        ("run.avi", "title", False),
    ],
)
def test_tags_may_hold_any_bytes(name, key, stream, letters, tmp_path, read):
    assert len(letters) == len(LETTERS)
    clip = read(with_tag(tmp_path / name, key, letters, stream=stream))
    assert clip["duration_s"] == pytest.approx(FRAMES / 30, abs=0.01)


@pytest.mark.parametrize("ticks", [0, 1, 960, 12_000, 0x7FFF_FFFF, 0xFFFF_FFFF])
def test_the_length_is_that_of_the_frames(ticks, tmp_path, read):
    clip = read(with_media_length(tmp_path / "run.mp4", ticks))
    assert clip["duration_s"] == pytest.approx(FRAMES / 30, abs=0.01)


def test_the_length_is_that_of_the_whole_clip_where_a_part_is_asked_for(tmp_path, read):
    path = with_media_length(tmp_path / "run.mp4", 0x7FFF_FFFF)
    assert read(path, "--end", "0.5")["duration_s"] == pytest.approx(FRAMES / 30, abs=0.01)


@pytest.mark.parametrize("name", ["run.mp4", "run.mov", "run.mkv"])
@pytest.mark.parametrize(("codec", "count"), [("mjpeg", 1), ("libx264", 1), ("libx264", 4)])
def test_the_film_is_read_where_a_still_picture_comes_first(name, codec, count, tmp_path, read):
    clip = read(with_still_first(tmp_path / name, codec, count=count))
    assert (clip["width"], clip["height"]) == SIZE
    assert clip["duration_s"] == pytest.approx(FRAMES / 30, abs=0.05)
