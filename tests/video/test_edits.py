"""Edit lists: trimmed, skipped and slowed stretches are shown, on the clock of the camera."""

import numpy as np
import pytest

from formcheck.video.edits import edit_lists
from formcheck.video.probe import probe
from formcheck.video.reader import FrameReader
from video.boxes import edit_film

LENGTH = 48
FPS = 30


def film(make_film, *edits, name="film.mov", version=0):
    path = make_film(name, times_s=[k / FPS for k in range(LENGTH)])
    return edit_film(path, *edits, version=version)


def read(path):
    """Numbers of the pictures shown, by the place of the white square, and their times."""
    reader = FrameReader(path)
    shown, times_s = [], []
    for frame in reader:
        square = np.flatnonzero(frame.image_rgb[-4].mean(axis=1) > 200)
        shown.append(square[0])
        times_s.append(frame.time_s)
    return shown, np.array(times_s), reader.report


def squares(*numbers):
    return [pytest.approx(number * 6 % 58, abs=1) for number in numbers]


@pytest.mark.parametrize("version", [0, 1])
@pytest.mark.parametrize(("rate", "stretch"), [(0.125, 8), (0.25, 4), (0.1, 10), (2.0, 0.5)])
def test_a_slowed_film_plays_slowly_and_says_by_how_much(make_film, rate, stretch, version):
    path = film(make_film, (1.6 * stretch, 0.0, rate), version=version)
    shown, times_s, report = read(path)
    assert shown == squares(*range(LENGTH))
    assert np.diff(times_s) == pytest.approx(stretch / FPS, rel=0.05)
    assert not report.truncated
    clip = probe(path)
    assert clip.edit_stretch == pytest.approx(stretch, rel=1e-3)
    assert clip.duration_s == pytest.approx(1.6 * stretch, rel=0.05)
    assert clip.fps == pytest.approx(FPS / stretch, rel=0.1)


def test_a_slowed_stretch_between_two_others_shows_every_frame_once(make_film):
    edits = ((0.5, 0.0, 1.0), (0.5 * 8, 0.5, 0.125), (0.6, 1.0, 1.0))
    path = film(make_film, *edits)
    shown, times_s, report = read(path)
    assert shown == squares(*range(LENGTH))
    assert times_s / probe(path).edit_stretch == pytest.approx(np.arange(LENGTH) / FPS, abs=2e-3)
    assert not report.truncated


def test_what_a_slowed_film_cuts_off_is_not_shown(make_film):
    shown, times_s, report = read(film(make_film, (0.5 * 4, 0.4, 0.25)))
    assert shown == squares(*range(12, 27))
    assert times_s[0] == 0
    assert not report.truncated


def test_a_stretch_that_was_cut_out_leaves_a_gap(make_film):
    path = film(make_film, (0.5, 0.0, 1.0), (0.5, 1.0, 1.0))
    shown, times_s, _ = read(path)
    assert shown == squares(*range(15), *range(30, 45))
    assert times_s[15] - times_s[14] == pytest.approx(16 / FPS, abs=2e-3)
    assert probe(path).edit_stretch == 1.0


def test_a_held_picture_is_left_out(make_film):
    shown, _, _ = read(film(make_film, (0.5, 0.0, 1.0), (2.0, 0.5, 0.0), (0.5, 0.5, 1.0)))
    assert shown == squares(*range(30))


@pytest.mark.parametrize(
    "edits",
    [
        [(1.6, 0.0, 1.0)],
        [(0.5, 0.4, 1.0)],
        [(0.7, -1, 1.0), (1.6, 0.0, 1.0)],  # the sound begins earlier
        [(1.0, 0.0, -1.0)],
        [(1.0, 0.0, 0.0)],
        [],
    ],
)
def test_plain_trims_are_left_to_the_decoder(make_film, edits):
    path = film(make_film, *edits)
    assert edit_lists(path) == {}
    assert probe(path).edit_stretch == 1.0


def test_a_plain_trim_shows_only_what_was_kept(make_film):
    shown, times_s, _ = read(film(make_film, (0.5, 0.4, 1.0)))
    assert shown == squares(*range(12, 27))
    assert times_s == pytest.approx(np.arange(15) / FPS, abs=2e-3)


@pytest.mark.parametrize("name", ["film.mkv", "film.avi", "film.webm"])
def test_other_containers_have_none(make_film, name):
    codec = "libvpx-vp9" if name.endswith("webm") else "mpeg4"
    assert edit_lists(make_film(name, codec=codec)) == {}


def test_a_damaged_list_does_no_harm(make_film):
    path = film(make_film, (6.4, 0.0, 0.25))
    data = path.read_bytes()
    for at in range(data.rindex(b"moov") - 4, len(data), 3):
        path.write_bytes(data[:at] + b"\xff\xff" + data[at + 2 :])
        edit_lists(path)
        path.write_bytes(data[:at])
        edit_lists(path)
