"""What is not steady running seen from the side is left out by itself."""

from dataclasses import replace

import numpy as np
import pytest

from formcheck.domain.message import Message
from formcheck.domain.pose import CameraMotion
from formcheck.domain.skeleton import INDEX
from formcheck.select.part import choose_part, person_jumps
from formcheck.select.steadiness import usual_posture, view_turns
from quality.figure import figure, nobody, one_after_the_other

NOTE = Message("mirrored")
"""Stands for what a test has done to the landmarks."""


def part_of(*shown, breaks=(), **known):
    track, world = one_after_the_other(*shown)
    part = choose_part(replace(track, world_m=world), breaks, **known)
    return part, part.start / 30, part.stop / 30


def test_a_clip_of_steady_running_is_used_whole():
    part, start_s, stop_s = part_of(figure(seconds=8))
    assert (start_s, stop_s) == (0, 8)
    assert part.stepping.gait == "run"
    assert part.stepping.cadence_spm(1.0) == pytest.approx(170, rel=0.02)


def test_waiting_and_stepping_off_are_left_out():
    shown = (nobody(2), figure("stand", seconds=3), figure(seconds=8), figure("stand", seconds=2))
    part, start_s, stop_s = part_of(*shown)
    assert part.stepping.gait == "run"
    assert start_s == pytest.approx(5, abs=0.75)
    assert stop_s == pytest.approx(13, abs=0.75)


def test_a_run_goes_before_a_longer_walk():
    part, start_s, _ = part_of(figure("walk", cadence=110, seconds=15), figure(seconds=5))
    assert part.stepping.gait == "run"
    assert start_s == pytest.approx(15, abs=0.75)


def test_a_walk_is_chosen_where_nobody_runs():
    part, _, _ = part_of(figure("stand", seconds=2), figure("walk", cadence=110, seconds=6))
    assert part.stepping.gait == "walk"


def test_a_cut_parts_two_runs():
    _, start_s, stop_s = part_of(figure(seconds=4), figure(seconds=7), breaks=[120])
    assert (start_s, stop_s) == (4, 11)


def test_a_speed_ramp_is_cut_where_it_begins():
    part, start_s, stop_s = part_of(figure(seconds=6), figure(seconds=8, slow=8))
    assert part.stepping.cadence_spm(1.0) == pytest.approx(170, rel=0.03)
    assert start_s == 0
    assert stop_s == pytest.approx(6, abs=0.75)


def test_the_slow_middle_of_a_ramp_is_used_where_it_holds_most_steps():
    part, start_s, _ = part_of(figure(seconds=1.5), figure(seconds=40, slow=8))
    assert part.stepping.cadence_spm(8.0) == pytest.approx(170, rel=0.05)
    assert start_s > 0.5


@pytest.mark.parametrize(
    ("shown", "ratio"),
    [
        ((figure(seconds=6), figure(seconds=16, slow=4)), 4.0),
        ((figure(seconds=2), figure(seconds=60, slow=8), figure(seconds=3)), 1 / 8),
        ((figure(seconds=8),), None),
        ((figure("walk", cadence=110, seconds=5), figure(cadence=172, seconds=8)), None),
        ((figure("stand", seconds=3), figure(seconds=8), figure("stand", seconds=3)), None),
        ((figure(seconds=30, slow=8),), None),
    ],
)
def test_another_pace_of_the_film_is_named(shown, ratio):
    part, _, _ = part_of(*shown)
    assert part.pace_ratio == (ratio and pytest.approx(ratio, rel=0.05))


def warped(seconds, pace):
    """A run whose film is retimed so that cadence is ``pace`` times 165 at each instant."""
    track, world = figure(cadence=165, seconds=seconds, noise=0.006)
    time_s = np.cumsum(1 / np.vectorize(pace)(track.time_s)) / 30
    return replace(track, time_s=time_s), world


def test_a_belt_that_is_made_faster_keeps_the_longer_pace():
    track, world = warped(28, lambda t: 1.0 if t < 11 else 1.15)
    part = choose_part(replace(track, world_m=world), ())
    assert part.start / 30 == pytest.approx(11, abs=1.0)
    assert part.stop == len(track)
    assert part.pace_change == pytest.approx(0.15, abs=0.03)
    assert part.stepping.cadence_spm(1.0) == pytest.approx(165 * 1.15, rel=0.01)


def test_a_belt_that_speeds_up_all_the_time_keeps_its_steadiest_part():
    track, world = warped(40, lambda t: 1.0 + 0.12 * min(t / 24, 1.0))
    part = choose_part(replace(track, world_m=world), ())
    assert part.start / 30 == pytest.approx(15, abs=5)
    assert part.pace_change == pytest.approx(0.12, abs=0.03)
    assert part.pace_ratio is None


@pytest.mark.parametrize("drift", [0.0, 0.04, -0.05])
def test_tiredness_is_no_change_of_pace(drift):
    track, world = warped(40, lambda t: 1.0 + drift * t / 40)
    part = choose_part(replace(track, world_m=world), ())
    assert (part.start, part.stop) == (0, len(track))
    assert part.pace_change is None


def test_steps_turned_from_the_side_are_left_out():
    _, start_s, stop_s = part_of(figure(seconds=3, yaw_deg=55), figure(seconds=7))
    assert start_s == pytest.approx(3, abs=0.6)
    assert stop_s == 10


def test_another_posture_is_left_out():
    _, start_s, stop_s = part_of(figure(seconds=4, lean_deg=25), figure(seconds=7, lean_deg=8))
    assert start_s == pytest.approx(4, abs=1.0)
    assert stop_s == 11


def test_one_posture_keeps_everything():
    track, _ = figure(lean_deg=20, noise=0.01)
    assert usual_posture(track, 1.4).all()
    legs = track.xy_px.copy()
    legs[:, :23] = np.nan
    assert usual_posture(track.moved(legs, NOTE), 1.4).all()


def test_landmarks_that_leave_for_another_body_part_a_track():
    one, world = figure(seconds=4)
    other, _ = figure(seconds=6, seed=2)
    away = replace(other, xy_px=np.add(other.xy_px, (450.0, 0.0)))
    track, _ = one_after_the_other((one, world), (away, world[:1].repeat(180, axis=0)))
    assert person_jumps(track) == [120]
    assert choose_part(track, ()).start == 120


def test_single_bad_frames_do_not_part_a_track():
    track, _ = figure(seconds=6)
    xy = track.xy_px.copy()
    xy[[50, 51, 120]] += 500.0
    assert person_jumps(track.moved(xy, NOTE)) == []


def test_nobody_is_no_part():
    part, start_s, stop_s = part_of(nobody(2))
    assert part.stepping is None
    assert (start_s, stop_s) == (0, 2)


def test_gait_is_told_under_a_shaking_camera_whose_path_is_known():
    track, world = figure("walk", cadence=112, seconds=8)
    path = np.cumsum(np.random.default_rng(5).normal(2, 8, (len(track), 2)), axis=0)
    shaken = track.moved(track.xy_px + path[:, None], NOTE)
    camera = CameraMotion(path, moves=True, known=True)
    part = choose_part(replace(shaken, world_m=world, camera=camera), ())
    assert part.stepping.gait == "walk"
    assert part.stepping.vertical_oscillation_leg == pytest.approx(0.10, rel=0.1)
    unknown = choose_part(replace(shaken, world_m=world, camera=replace(camera, known=False)), ())
    assert unknown.stepping.vertical_oscillation_leg is None


@pytest.mark.parametrize(
    ("yaws_deg", "turns"),
    [((0,), False), ((20,), False), ((80,), False), ((70, 40, 0, -30, -60), True), ((60, 0), True)],
)
def test_a_turning_view_is_noticed(yaws_deg, turns):
    track, world = one_after_the_other(*(figure(seconds=3, yaw_deg=yaw) for yaw in yaws_deg))
    assert view_turns(track.time_s, world) is turns


class TestTheSequence:
    """Picture points, points in space and the camera's way belong to the same frames."""

    @pytest.fixture
    def track(self):
        track, world = figure(seconds=2)
        path = np.stack([np.arange(60.0), -np.arange(60.0)], axis=1)
        camera = CameraMotion(path, moves=True, known=True)
        return replace(track, world_m=world, camera=camera)

    @pytest.mark.parametrize("frames", [slice(10, 40), np.arange(60) % 3 == 1])
    def test_they_are_cut_together(self, track, frames):
        cut = track.picked(frames)
        for name in ("xy_px", "world_m"):
            assert np.array_equal(getattr(cut, name), getattr(track, name)[frames])
        assert np.array_equal(cut.camera.path_px, track.camera.path_px[frames])
        assert (cut.camera.moves, cut.camera.known) == (True, True)

    def test_what_has_other_frames_is_an_error(self, track):
        with pytest.raises(ValueError, match="world_m has shape"):
            replace(track, world_m=track.world_m[1:])
        with pytest.raises(ValueError, match="path has 59 frames, expected 60"):
            replace(track, camera=replace(track.camera, path_px=track.camera.path_px[1:]))
        with pytest.raises(ValueError, match="read-only"):
            track.world_m[0] = 0

    def test_the_cameras_way_is_taken_out_once(self, track):
        steady = track.without_camera()
        assert np.allclose(steady.xy_px, track.xy_px - track.camera.path_px[:, None])
        assert steady.without_camera() is steady
        for unsure in (replace(track.camera, known=False), replace(track.camera, moves=False)):
            kept = replace(track, camera=unsure)
            assert kept.without_camera() is kept
        assert replace(track, camera=None).heights_hold
        assert not replace(track, camera=replace(track.camera, known=False)).heights_hold

    def test_mirrored_they_show_the_mirrored_body(self, track):
        mirrored = track.mirrored()
        ankle = INDEX["left_ankle"], INDEX["right_ankle"]
        assert np.allclose(mirrored.world_m[:, ankle[0], 0], -track.world_m[:, ankle[1], 0])
        assert np.allclose(mirrored.world_m[:, ankle[0], 1:], track.world_m[:, ankle[1], 1:])
        assert np.allclose(mirrored.camera.path_px, track.camera.path_px * [-1, 1])
        assert np.allclose(
            mirrored.without_camera().xy_px[1, 0, 0] - mirrored.without_camera().xy_px[0, 0, 0],
            track.without_camera().xy_px[0, 0, 0] - track.without_camera().xy_px[1, 0, 0],
        )


@pytest.mark.parametrize("first_s", [2, 5])
def test_where_nobody_steps_the_longest_scene_with_a_person_is_judged(first_s):
    scenes = (nobody(12), figure("stand", seconds=first_s), nobody(9), figure("stand", seconds=4))
    edges_s = np.cumsum([12, first_s, 9])
    part, start_s, stop_s = part_of(*scenes, breaks=[int(30 * edge) for edge in edges_s])
    assert part.stepping is None
    expected = (12, 12 + first_s) if first_s > 4 else (edges_s[2], edges_s[2] + 4)
    assert (start_s, stop_s) == pytest.approx(expected, abs=0.05)
