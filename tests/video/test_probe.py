import hashlib
import os
import sys

import numpy as np
import pytest

from formcheck.errors import ClipError, UsageError
from formcheck.video.probe import capture_fps, probe


def test_describes_a_plain_film(make_film):
    path = make_film(tags={"com.android.capture.fps": "240.000000"})
    clip = probe(path)
    assert clip.name == "film.mp4"
    assert clip.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (clip.width, clip.height, clip.rotation_deg) == (64, 48, 0)
    assert clip.codec == "h264"
    assert "mp4" in clip.container
    assert clip.frames == 12
    assert clip.duration_s == pytest.approx(0.4, abs=0.04)
    assert clip.fps == pytest.approx(30, rel=0.1)
    assert clip.capture_fps_tag == 240.0


@pytest.mark.parametrize(
    ("matrix", "rotation_deg", "size"),
    [
        ((0, 1, -1, 0), 90, (48, 64)),
        ((-1, 0, 0, -1), 180, (64, 48)),
        ((0, -1, 1, 0), 270, (48, 64)),
        ((-1, 0, 0, 1), 180, (64, 48)),
    ],
)
def test_size_is_that_of_the_upright_picture(make_film, turned, matrix, rotation_deg, size):
    clip = probe(turned(make_film(), matrix))
    assert clip.rotation_deg == rotation_deg
    assert (clip.width, clip.height) == size


def test_wide_pixels_widen_the_picture(make_film):
    assert probe(make_film(aspect="4/3")).width == 85
    assert probe(make_film("square.mp4", aspect="1001/1000")).width == 64


def test_length_is_measured_where_the_file_does_not_declare_it(make_film):
    clip = probe(make_film("film.h264", codec="libx264"))
    assert clip.codec == "h264"
    assert clip.frames == 0


@pytest.mark.parametrize(
    ("tags", "rate"),
    [
        ({"com.android.capture.fps": "120"}, 120.0),
        ({"Capture-Frame-Rate": "59.94"}, 59.94),
        ({"com.samsung.android.capture.fps": "240/1"}, 240.0),
        ({"captureFps": "119.88p"}, 119.88),
        ({"captureFps": "240/0"}, None),
        ({"com.android.capture.fps": "fast"}, None),
        ({"com.android.capture.fps": "0"}, None),
        ({"com.android.version": "15"}, None),
    ],
)
def test_capture_rate_is_read_from_tags(tags, rate):
    assert capture_fps(tags) == rate


def test_sound_is_no_video(make_sound):
    with pytest.raises(ClipError) as caught:
        probe(make_sound)
    assert caught.value.code == "no_video_stream"
    assert "audio" in caught.value.what


NOISE = np.random.default_rng(1).bytes(4000)


@pytest.mark.parametrize("content", [b"", b"not a film\n" * 100, NOISE])
def test_other_files_cannot_be_read(tmp_path, content):
    path = tmp_path / "film.mp4"
    path.write_bytes(content)
    with pytest.raises(ClipError) as caught:
        probe(path)
    assert caught.value.code == "unreadable_file"
    assert caught.value.exit_code == 4
    assert "\n" not in caught.value.what
    assert str(tmp_path) not in caught.value.what
    assert caught.value.fix


def test_a_film_without_its_index_cannot_be_read(make_film):
    path = make_film()
    data = path.read_bytes()
    path.write_bytes(data[: data.index(b"moov")])
    with pytest.raises(ClipError) as caught:
        probe(path)
    assert caught.value.code == "unreadable_file"


def test_missing_file_and_folder_are_wrong_usage(tmp_path):
    with pytest.raises(UsageError) as missing:
        probe(tmp_path / "nothing.mp4")
    with pytest.raises(UsageError) as folder:
        probe(tmp_path)
    assert (missing.value.code, folder.value.code) == ("file_not_found", "is_a_folder")


@pytest.mark.skipif(
    sys.platform == "win32" or getattr(os, "geteuid", lambda: 0)() == 0,
    reason="everything may be read by this user",
)
def test_a_locked_file_is_named_as_such(make_film):
    path = make_film()
    path.chmod(0)
    with pytest.raises(ClipError, match="permission denied"):
        probe(path)
