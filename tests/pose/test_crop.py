"""Behind broad bars the pose model finds nobody; inside them it looks again."""

import numpy as np
import pytest

from formcheck.pose.crop import Crop, inside_bars
from formcheck.pose.extract import extract_pose
from formcheck.pose.mediapipe import Body
from formcheck.video.probe import probe
from fuzz.films import write_film

BARS = (120.0, 20.0, 120.0, 20.0)


class SeesWithoutBars:
    """A tracker and finder that sees somebody in pictures without dark edges."""

    def __init__(self, _model):
        pass

    def track(self, image):
        if image[:, 0].mean() < 40:
            return None
        middle = np.full((33, 2), 0.5, np.float32)
        return Body(middle, np.ones(33, np.float32), np.zeros((33, 3), np.float32))

    def find_all(self, _image, known=None):
        return [known] if known else []

    def restart(self):
        pass

    def close(self):
        pass


@pytest.fixture
def barred(tmp_path, monkeypatch):
    monkeypatch.setattr("formcheck.pose.mediapipe.MediaPipeTracker", SeesWithoutBars)
    monkeypatch.setattr("formcheck.pose.mediapipe.MediaPipeFinder", SeesWithoutBars)
    monkeypatch.setattr("formcheck.pose.blazepose.once_a_version", lambda *_: None)
    pictures = np.zeros((24, 180, 320, 3), np.uint8)
    rng = np.random.default_rng(1)
    pictures[:, 20:160, 100:180] = rng.integers(90, 200, (24, 140, 80, 3))
    return write_film(tmp_path / "barred.mp4", pictures)


def test_whoever_is_found_inside_the_bars_stands_in_the_whole_picture(barred):
    raw = extract_pose(barred, probe(barred), model="full", jobs=1)
    assert raw.found.all()
    assert raw.xy_px[:, 0] == pytest.approx(np.tile([140.0, 90.0], (24, 1)), abs=2)
    assert raw.candidates[0].boxes[0].centre_px == pytest.approx((140, 90), abs=2)
    assert np.median(raw.stats.border_px, axis=0) == pytest.approx([100, 20, 140, 20], abs=3)


def test_bars_are_the_usual_ones():
    rows = [BARS] * 9 + [(0.0, 0.0, 0.0, 0.0)] * 2
    assert inside_bars(rows, 400, 200) == pytest.approx((0.3, 0.1, 0.7, 0.9))


@pytest.mark.parametrize(
    "borders", [(0.0, 0.0, 0.0, 0.0), (20.0, 0.0, 20.0, 0.0), (200.0, 0.0, 200.0, 0.0)]
)
def test_narrow_bars_and_black_pictures_are_left_alone(borders):
    assert inside_bars([borders] * 5, 400, 200) is None
    assert inside_bars([], 400, 200) is None


def test_a_cut_picture_is_contiguous():
    image = np.arange(200 * 400 * 3, dtype=np.uint8).reshape(200, 400, 3)
    part = Crop(0.3, 0.1, 0.7, 0.9).cut(image)
    assert part.shape == (160, 160, 3)
    assert part.flags.c_contiguous
    assert np.array_equal(part, image[20:180, 120:280])
