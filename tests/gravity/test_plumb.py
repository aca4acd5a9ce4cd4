"""Where down is in a film: pictures kept in passing are looked at once, and the answer is kept."""

from types import SimpleNamespace

import numpy as np
import pytest
from tests.gravity.rooms import FOCAL, HIGH, WIDE, Room, pillars

from formcheck.domain.gravity import Vertical
from formcheck.domain.pose import PoseTrack
from formcheck.domain.skeleton import LANDMARKS
from formcheck.errors import FormcheckError
from formcheck.plumb import vertical_by_hand, vertical_of_film, vertical_of_table
from formcheck.tables.sidecar import Sidecar
from formcheck.video.probe import focal_35mm

N = 9


@pytest.fixture
def scene(monkeypatch, tmp_path):
    """A clip of a room seen by a phone that leans by 4 degrees, and where its pictures are."""
    monkeypatch.setenv("FORMCHECK_CACHE", str(tmp_path / "cache"))
    frames = np.arange(N)
    xy = np.full((N, len(LANDMARKS), 2), np.nan)
    xy[:, :, 0], xy[:, :, 1] = WIDE / 2, HIGH / 2
    raw = SimpleNamespace(frame=frames, xy_px=xy, width=WIDE, height=HIGH)
    clip = SimpleNamespace(sha256="0" * 64, width=WIDE, height=HIGH, focal_35mm=None)
    part = PoseTrack(
        frames / 30.0, frames, xy, np.ones((N, len(LANDMARKS))), width=WIDE, height=HIGH
    )
    pictures = dict(enumerate(pillars(Room(roll_deg=4.0)).frames(N)))

    def read(shown, *, use_cache=True, focal_35mm=None):
        clip.focal_35mm = focal_35mm
        sample = SimpleNamespace(pictures=shown, keep=lambda frames, _: list(frames))
        seen = SimpleNamespace(clip=clip, raw=raw, sample=sample)
        return vertical_of_film(tmp_path / "gone.mp4", seen, part, use_cache=use_cache)

    return SimpleNamespace(read=read, pictures=pictures)


def test_the_answer_is_kept_and_the_film_is_not_read_again(scene):
    first = scene.read(scene.pictures)
    assert first.roll_deg == pytest.approx(4.0, abs=0.3)
    assert first.source == "picture"
    scene.pictures.clear()
    assert scene.read(dict.fromkeys(range(N))) == first


def test_without_a_cache_the_pictures_are_looked_at(scene):
    scene.read(scene.pictures)
    level = dict(enumerate(pillars(Room()).frames(N)))
    assert scene.read(level, use_cache=False).roll_deg == pytest.approx(0.0, abs=0.3)


def test_missing_pictures_are_looked_for_in_the_film(scene):
    del scene.pictures[3]
    with pytest.raises(FormcheckError, match=r"gone\.mp4"):
        scene.read(scene.pictures)


def test_the_lens_that_the_film_notes_scales_the_pitch_and_not_the_roll(scene):
    usual = scene.read(scene.pictures)
    longer = scene.read(scene.pictures, focal_35mm=2 * 43.27 * FOCAL * WIDE / np.hypot(WIDE, HIGH))
    assert longer.roll_deg == pytest.approx(usual.roll_deg, abs=0.3)
    assert abs(longer.pitch_deg) <= abs(usual.pitch_deg) + 0.5


@pytest.mark.parametrize(
    ("tags", "mm"),
    [
        ({"com.apple.quicktime.camera.focal_length.35mm_equivalent": "26"}, 26.0),
        ({"FocalLengthIn35mmFilm": "24 mm"}, 24.0),
        ({"com.apple.quicktime.camera.focal_length.35mm_equivalent": "0"}, None),
        ({"encoder": "26"}, None),
    ],
)
def test_the_lens_stands_among_a_files_tags(tags, mm):
    assert focal_35mm(tags) == mm


def test_what_the_user_or_a_file_says_needs_no_picture():
    assert vertical_by_hand(None) is None
    assert vertical_by_hand(-2.0) == Vertical(-2.0, 0.3, None, "good", "user")
    assert vertical_of_table(Sidecar(100, 100)) is None
    told = Sidecar(100, 100, roll_deg=3.0, roll_sd_deg=0.5, gravity_source="picture")
    assert vertical_of_table(told) == Vertical(3.0, 0.5, None, "fair", "picture")
