"""Where down is, where the runner goes and at what speed films play, worked out by hand."""

import math
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from tests.runner import LEG_PX

from formcheck.domain.message import Message
from formcheck.domain.pose import CameraMotion
from formcheck.domain.skeleton import INDEX
from formcheck.gait import movement as reading
from formcheck.gait.movement import _mode, _readings, read_movement
from formcheck.gait.rhythm import find_bouts
from formcheck.geometry.sagittal import to_sagittal
from formcheck.geometry.vertical import VerticalCues, foot_sd_deg
from formcheck.pose.blazepose import BlazePose

NOTE = Message("mirrored")
STEP_S = 60 / 172
MOVES = SimpleNamespace(moves=True)
STANDS = SimpleNamespace(moves=False)


class TestMode:
    def travelling(self, track, legs, seen=None):
        xy = track.xy_px.copy()
        xy[..., 0] += (np.linspace(0, legs * LEG_PX, len(track)))[:, None]
        if seen is not None:
            xy[seen:, INDEX["left_hip"]] = np.nan
        return to_sagittal(track.moved(xy, NOTE), "right")

    @pytest.mark.parametrize(("legs", "mode"), [(1.49, "treadmill"), (1.51, "overground")])
    def test_hips_that_travel_a_leg_and_a_half_are_on_no_belt(self, track, legs, mode):
        assert _mode(self.travelling(track, legs), None) == mode
        assert _mode(self.travelling(track, -legs), STANDS) == mode

    def test_a_camera_that_goes_along_is_beside_no_belt(self, track):
        assert _mode(self.travelling(track, 0.0), MOVES) == "overground"

    @pytest.mark.parametrize(("seen", "mode"), [(4, "unknown"), (5, "treadmill")])
    def test_hips_seen_in_five_frames_tell(self, track, seen, mode):
        assert _mode(self.travelling(track, 0.0, seen), None) == mode
        assert _mode(self.travelling(track, 0.0, seen), MOVES) == (
            "unknown" if mode == "unknown" else "overground"
        )


class TestTheVertical:
    def told(self, monkeypatch, track, slope_deg, *, level=True, direction="right", **cues):
        monkeypatch.setattr(reading, "foot_flat_slope_deg", lambda *_: slope_deg)
        sagittal = to_sagittal(track, direction)
        own = SimpleNamespace(sagittal=sagittal, steps=())
        upright = VerticalCues(**cues)
        return _readings(own, 5.0, upright, level=level), upright

    def test_a_foots_slope_less_the_usual_and_the_incline_is_the_tilt(self, monkeypatch, track):
        (found, tilt_deg), upright = self.told(monkeypatch, track, 3.0, incline_deg=1.1)
        assert tilt_deg == pytest.approx(3.0 - 0.2 - 1.1)
        assert [v.source for v in found] == ["planted_foot"]
        assert found[0].roll_deg == pytest.approx(1.7)
        assert found[0].sd_deg == pytest.approx(foot_sd_deg(5.0, upright, LEG_PX))
        (found, tilt_deg), _ = self.told(monkeypatch, track, 3.0, drawn=True)
        assert tilt_deg == pytest.approx(2.4)
        (found, _), _ = self.told(monkeypatch, track, 3.0, direction="left")
        assert found[0].roll_deg == pytest.approx(-2.8)

    def test_standing_and_foot_speak_both_and_neither_is_asked_for(self, monkeypatch, track):
        (found, _), _ = self.told(monkeypatch, track, 1.0, standing_lean_deg=2.0)
        assert [v.source for v in found] == ["standing", "planted_foot"]
        assert found[0].roll_deg == -2.0
        (found, tilt_deg), _ = self.told(monkeypatch, track, None, standing_lean_deg=2.0)
        assert ([v.source for v in found], tilt_deg) == (["standing"], None)
        (found, tilt_deg), _ = self.told(monkeypatch, track, 1.0, level=False)
        assert (found, tilt_deg) == ([], None)

    @pytest.mark.parametrize("slope_deg", [5.0, -7.5, 12.0])
    def test_beyond_any_belts_slope_the_vertical_is_as_unsure_as_the_tilt(
        self, monkeypatch, track, slope_deg
    ):
        monkeypatch.setattr(reading, "foot_flat_slope_deg", lambda *_: slope_deg)
        found = read_movement(track)
        tilt_deg = slope_deg - 0.2
        assert found.foot_tilt_deg == pytest.approx(tilt_deg)
        assert found.too_tilted is (abs(tilt_deg) > 7.0)
        own = foot_sd_deg(found.view.yaw_deg, VerticalCues(), LEG_PX)
        weights = 1 / own**2 + 0.25
        known = max(1 / math.sqrt(weights), 0.8 * abs(tilt_deg) * (abs(tilt_deg) > 7.0))
        assert found.view.roll_sd_deg == pytest.approx(known, abs=0.006)
        assert found.view.roll_deg == pytest.approx(tilt_deg / own**2 / weights, abs=0.006)
        assert found.sagittal.roll_deg == pytest.approx(found.view.roll_deg, abs=0.006)

    def test_a_moving_cameras_heights_and_a_road_tell_no_tilt(self, track):
        xy = track.xy_px.copy()
        xy[..., 0] += np.linspace(0, 3 * LEG_PX, len(track))[:, None] - 300
        found = read_movement(track.moved(xy, NOTE))
        assert found.mode == "overground"
        assert found.foot_tilt_deg is None
        assert (found.view.roll_deg, found.view.roll_sd_deg) == (0.0, 2.0)

    def test_a_models_leg_is_longer_than_it_draws_it(self, track):
        source = BlazePose.source
        drawn = read_movement(replace(track, source=source))
        assert drawn.sagittal.leg_length_px == pytest.approx(LEG_PX / source.drawn_leg, rel=1e-3)
        assert read_movement(track).sagittal.leg_length_px == pytest.approx(LEG_PX, rel=1e-3)

    def test_a_direction_that_is_known_is_not_asked_again(self, track):
        assert read_movement(track, direction="left").facing == "left"
        assert read_movement(track).near_side == "right"
        given = read_movement(track, step_s=STEP_S)
        assert given.stride_s == pytest.approx(2 * STEP_S, abs=0.002)
        assert len(given.steps) == len(given.events.times_s("left", "IC")) + len(
            given.events.times_s("right", "IC")
        )


class TestFromBehind:
    """The stick runner with shoulders that stand across the camera's axis in space."""

    @pytest.fixture
    def film(self, track):
        yaw = math.radians(-80.0)
        world_m = np.zeros((len(track), len(INDEX), 3))
        world_m[:, INDEX["left_shoulder"]] = 0.4 * np.array([math.sin(yaw), 0.0, math.cos(yaw)])
        return replace(track, world_m=world_m)

    def test_legs_stay_side_by_side_and_are_never_exchanged(self, film):
        """As the model gives them in a tenth of a second; seen from the side that is mended."""
        legs = ("knee", "ankle", "heel", "foot_index")
        left, right = ([INDEX[f"{side}_{part}"] for part in legs] for side in ("left", "right"))
        xy = film.xy_px.copy()
        xy[200:206, left], xy[200:206, right] = film.xy_px[200:206, right], xy[200:206, left]
        exchanged = film.moved(xy, NOTE)
        behind = read_movement(exchanged)
        assert (behind.seen_from, behind.cleaned.swapped_share) == ("back", 0.0)
        beside = read_movement(replace(exchanged, world_m=None))
        assert beside.seen_from == "side"
        assert beside.cleaned.swapped_share > 0.0

    @pytest.mark.parametrize(
        ("moves", "known", "mode", "holds"),
        [
            (False, False, "treadmill", True),
            (True, False, "overground", False),
            (True, True, "overground", True),
        ],
    )
    def test_a_camera_that_goes_along_films_no_belt(self, film, moves, known, mode, holds):
        camera = CameraMotion(np.zeros((len(film), 2)), moves, known)
        found = read_movement(replace(film, camera=camera))
        assert (found.seen_from, found.mode) == ("back", mode)
        assert (found.camera_moves, found.heights_hold) == (moves, holds)
        assert (found.facing, found.near_side) == ("right", "right")

    def test_who_comes_nearer_is_on_no_belt(self, film):
        scale = np.linspace(1.0, 0.7, len(film))[:, None, None]
        assert read_movement(film).mode == "treadmill"
        assert read_movement(film.moved(film.xy_px * scale, NOTE)).mode == "overground"


class TestPlaybackSpeed:
    @pytest.mark.parametrize("slower", [1.0, 2.0, 3.5, 8.0])
    def test_steps_are_found_however_slowly_the_film_plays(self, track, slower):
        played = replace(track, time_s=slower * track.time_s)
        steps = {round(b.step_s / slower, 2) for b in find_bouts(played) if len(b.peaks_s) > 15}
        assert steps == {round(STEP_S, 2)}

    @pytest.mark.parametrize(("step_s", "found"), [(0.16, False), (0.18, True), (0.8, True)])
    def test_steps_of_real_time_last_a_sixth_to_nearly_a_second(self, track, step_s, found):
        played = replace(track, time_s=step_s / STEP_S * track.time_s)
        assert any(len(b.peaks_s) > 15 for b in find_bouts(played)) is found
