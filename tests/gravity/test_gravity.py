"""Where down is: drawn rooms whose camera is known, renders with exact truth, real films by eye."""

import json
from pathlib import Path

import numpy as np
import pytest
from tests.gravity.rooms import HIGH, WIDE, Room, pillars

from formcheck.gravity.camera import down, roll_at_deg, roll_pitch_deg
from formcheck.gravity.measure import measure_vertical
from formcheck.gravity.scene import scene_of
from formcheck.video.frame_buffer import read_buffered
from formcheck.video.reader import FrameReader
from formcheck.video.sample import LONG_SIDE_PX, PictureSample

SHARED = Path(__file__).parents[3] / "shared"


@pytest.mark.parametrize(("roll", "pitch"), [(0, 0), (2.3, -6), (-4.1, 8), (7.5, 3), (-9.0, -10)])
def test_pillars_tell_roll_and_pitch(roll, pitch):
    vertical = measure_vertical(pillars(Room(roll, pitch)).frames()).vertical
    assert vertical.source == "picture"
    assert vertical.grade == "good"
    assert vertical.roll_deg == pytest.approx(roll, abs=0.15)
    assert vertical.pitch_deg == pytest.approx(pitch, abs=1.0)
    assert 0.3 <= vertical.sd_deg < 0.5


def test_the_vertical_is_that_at_the_runner():
    frames = pillars(Room(3.0, 12.0)).frames()
    left, right = (measure_vertical(frames, runner=(x, 0.5)).vertical for x in (0.1, 0.9))
    # looking up, verticals lean together: to the right on the left side of the picture
    assert left.roll_deg < 3.0 - 4.0
    assert right.roll_deg > 3.0 + 4.0
    assert left.pitch_deg == pytest.approx(right.pitch_deg)


def test_directions_come_back_from_their_angles():
    roll, pitch = roll_pitch_deg(down(4.0, -11.0))
    assert (roll, pitch) == (pytest.approx(4.0), pytest.approx(-11.0))
    assert roll_at_deg(down(4.0, -11.0), np.zeros((1, 2)))[0] == pytest.approx(4.0)


def test_a_row_of_inclined_uprights_does_not_win_against_pillars():
    room = pillars(Room(-1.5, 2.0), xs=(-2.7, -2.1, -1.5, 1.0, 1.6, 2.2, 2.8))
    for x in (-0.3, -0.2, -0.1, 0.0):
        room.bar(x, -0.6, 1.2, width=0.03, inclined_deg=12.0, grey=220)
    vertical = measure_vertical(room.frames()).vertical
    assert vertical.roll_deg == pytest.approx(-1.5, abs=0.2)


def test_inclined_uprights_alone_are_refused():
    room = Room(0.5, 2.0)
    for x in (-2.2, -1.4, -0.6, 0.2, 1.0, 1.8):
        room.bar(x, 0.35, 1.3, width=0.06, inclined_deg=8.0, grey=220)
    found = measure_vertical(room.frames())
    assert found.vertical is None
    assert "low" in found.why_not


def test_two_camps_of_edges_are_refused():
    room = pillars(Room(0.0, 0.0), xs=(-2.4, -1.5, -0.8))
    for x in (0.4, 1.2, 2.0):
        room.bar(x, -1.4, 1.3, inclined_deg=6.0)
    assert measure_vertical(room.frames()).vertical is None


def test_lines_drawn_over_the_film_are_not_the_scene():
    room = pillars(Room(3.0, 1.0), xs=(-2.5, -1.6, 1.4, 2.2, 2.8))
    for column in (200, 330, 480, 610):
        room.image[20:-20, column : column + 3] = 255
    vertical = measure_vertical(room.frames()).vertical
    assert vertical.roll_deg == pytest.approx(3.0, abs=0.2)


def test_leaves_and_an_empty_wall_tell_nothing():
    rng = np.random.default_rng(1)
    leaves = [rng.integers(0, 255, (HIGH // 4, WIDE // 4), dtype=np.uint8) for _ in range(4)]
    leaves = [np.kron(leaf, np.ones((4, 4), np.uint8)) for leaf in leaves]
    for frames in (leaves, Room().frames(), pillars(Room()).frames(2)):
        found = measure_vertical(frames)
        assert found.vertical is None
        assert found.why_not


def walker(room, at_deg):
    """Somebody in the picture with slanted edges all over, and where he is."""
    for x in np.linspace(-0.5, 0.5, 8):
        room.bar(x + 5 * np.tan(np.radians(at_deg)), -0.9, 1.0, width=0.04, inclined_deg=9, grey=5)
    return (0.36, 0.2, 0.64, 0.85)


def test_a_pan_is_pooled_without_the_runner():
    frames, boxes = [], []
    everywhere = tuple(np.arange(-7.0, 7.1, 0.9))
    for i, pan in enumerate(np.linspace(-16, 16, 9)):
        room = pillars(Room(2.0, 1.5, seed=i, pan_deg=pan), xs=everywhere)
        boxes.append(walker(room, pan))
        frames += room.frames(1)
    told = measure_vertical(frames, boxes=np.array(boxes)).vertical
    assert told.grade == "moving"
    assert told.sd_deg >= 0.7
    assert told.roll_deg == pytest.approx(2.0, abs=0.4)
    scene = scene_of(frames, np.array(boxes))
    assert scene.moving
    assert not any(keep[HIGH // 2, WIDE // 2] for keep in scene.keep)
    assert all(keep[:50].mean() > 0.9 for keep in scene.keep)


def pictures_of(path, n=9):
    sample = PictureSample(LONG_SIDE_PX)
    for _ in sample.passing(read_buffered(FrameReader(path), 1280)):
        pass
    pictures = list(sample.pictures.values())
    return [pictures[i] for i in np.linspace(0, len(pictures) - 1, n).round().astype(int)]


def lean_of_the_world_deg(camera, at_m=(0.0, 0.0, 0.9)):
    turn, eye = np.array(camera["R_world_to_cam"]), np.array(camera["eye"])
    ends = [turn @ (np.array(at_m) + np.array([0, 0, dz]) - eye) for dz in (0.3, -0.3)]
    (x0, y0), (x1, y1) = (end[:2] / end[2] for end in ends)
    return float(np.degrees(np.arctan2(x1 - x0, y1 - y0)))


@pytest.mark.shared
@pytest.mark.parametrize("name", ["g_roll6", "g_up", "g_y15", "g_y25", "../clip31", "../clip07"])
def test_renders_are_read_to_half_a_degree(name):
    path = SHARED / "synth" / "gravity" / f"{name}.mp4"
    if not path.exists():
        pytest.skip("needs ../shared/synth")
    camera = json.loads(path.with_suffix(".json").read_text())["camera"]
    vertical = measure_vertical(pictures_of(path)).vertical
    assert vertical.roll_deg == pytest.approx(lean_of_the_world_deg(camera), abs=0.5)


BY_EYE_DEG = {
    "run_treadmill_portrait_30fps": 1.5,
    "run_treadmill_slowmo": 0.2,
    "run_too_small": 1.7,
    "run_track_pan_slowmo_uibars": 0.4,
    "run_passby_slow_50fps": -0.4,
    "run_pan_portrait_slowmo": -0.3,
    "run_treadmill_coaching_overlays": -0.2,
}
"""Roll of real films, read off poles, door frames and corners by a person."""
READ = {"run_treadmill_portrait_30fps", "run_treadmill_slowmo", "run_track_pan_slowmo_uibars"}


@pytest.mark.shared
@pytest.mark.parametrize("name", sorted(BY_EYE_DEG))
def test_real_films_are_read_as_by_eye_or_refused(name):
    path = SHARED / "clips" / f"{name}.mp4"
    if not path.exists():
        pytest.skip("needs ../shared/clips")
    vertical = measure_vertical(pictures_of(path)).vertical
    if vertical is None:
        assert name not in READ
    else:
        assert vertical.roll_deg == pytest.approx(BY_EYE_DEG[name], abs=0.6)
