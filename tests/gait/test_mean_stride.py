"""The mean stride, its cues and what is read between frames, on strides made of known waves."""

import math
from dataclasses import replace

import numpy as np
import pytest
from tests.runner import LEG_PX, leg_angles_deg, stick_runner

from formcheck.domain.message import Message
from formcheck.domain.skeleton import INDEX
from formcheck.gait.anchors import Anchors, _turn_seen, find_anchors
from formcheck.gait.cues import (
    _ankle_lifts_s,
    _heel_slows_s,
    _knee_flexes_again_check_s,
    _knee_flexes_again_s,
    _knee_gives_s,
    _shank_tips_s,
    foot_speed,
    read_cues,
)
from formcheck.gait.detect import _with_part_strides, place
from formcheck.gait.template import (
    POINTS,
    _column_medians,
    _median_stride_s,
    _phase,
    fit_template,
)
from formcheck.geometry.sagittal import to_sagittal
from gait.waves import STRIDE_S, WAVES, template, value

NOTE = Message("mirrored")


def knee(t, *, straight=10.0, at_s=0.02, peak_s=0.14, again_s=0.24, top=42.0):
    """Flexion that is straightest at ``at_s`` and before swing, with peaks between, in degrees."""
    knots = np.array([-0.2, at_s, peak_s, again_s, 0.40, 0.7])
    angles = np.array([60.0, straight, top, 14.0, 100.0, 40.0])
    return np.interp(t, knots, angles)


class TestTemplate:
    def test_curve_and_slope_go_by_the_stride_time(self):
        own, at = template(), np.array([-0.1, 0.0, 0.21, 0.9])
        for signal in ("ankle_x", "ankle_y"):
            np.testing.assert_allclose(own.curve(signal, at), value(signal, at / STRIDE_S))
            step = 1e-6
            slope = (own.curve(signal, at + step) - own.curve(signal, at - step)) / (2 * step)
            np.testing.assert_allclose(own.slope(signal, at), slope, atol=1e-6)
        known = np.stack([value(f"knee_{a}", at / STRIDE_S) for a in "xy"], axis=1)
        np.testing.assert_allclose(own.point("knee", at), known)

    @pytest.mark.parametrize("angle_deg", [-5.0, 90.0])
    def test_turned_tilts_curves_and_frames_backwards(self, angle_deg):
        own = template()
        after, at = own.turned(angle_deg), np.array([0.0, 0.13])
        c, s = math.cos(math.radians(angle_deg)), math.sin(math.radians(angle_deg))
        for part in POINTS:
            x, y = own.point(part, at).T
            np.testing.assert_allclose(
                after.point(part, at), np.stack([c * x - s * y, s * x + c * y], 1)
            )
            x, y = own.observed[f"{part}_x"], own.observed[f"{part}_y"]
            np.testing.assert_allclose(after.observed[f"{part}_x"], c * x - s * y)
            np.testing.assert_allclose(after.observed[f"{part}_y"], s * x + c * y)
        np.testing.assert_array_equal(
            after.coefficients["hip_oscillation"], own.coefficients["hip_oscillation"]
        )

    @pytest.mark.parametrize("late_s", [-0.02, 0.0, 0.015])
    def test_a_stride_that_comes_late_is_told_by_how_much(self, late_s):
        own = template(late_s=late_s)
        shift_s, precision = own.shift_of(own.anchors_s[4], -0.1, 0.2)
        assert shift_s == pytest.approx(late_s, abs=1e-4)
        assert precision > 0
        assert own.shift_of(own.anchors_s[2], -0.1, 0.2)[0] == pytest.approx(0, abs=1e-6)

    def test_no_shift_is_longer_than_fifty_milliseconds(self):
        own = template(late_s=0.09)
        assert own.shift_of(own.anchors_s[4], 0.0, 0.15)[0] == pytest.approx(0.05)

    def test_a_constant_offset_of_a_landmark_is_no_shift(self):
        own = template()
        observed = {s: v + 0.1 * (s == "ankle_x") for s, v in own.observed.items()}
        shifted = replace(own, observed=observed)
        assert shifted.shift_of(own.anchors_s[4], -0.1, 0.2)[0] == pytest.approx(0, abs=1e-6)

    def test_precision_is_the_information_of_the_slopes_about_their_mean(self):
        own = template()
        anchor_s = own.anchors_s[4]
        inside = (own.time_s - anchor_s >= -0.1) & (own.time_s - anchor_s <= 0.2)
        offset_s = own.time_s[inside] - anchor_s
        signals = [s for s in WAVES if s[:-2] in ("knee", "ankle", "heel", "foot_index")]
        known = 0.0
        for signal in signals:
            slope = own.slope(signal, offset_s)
            known += ((slope - slope.mean()) ** 2).sum() / 0.01**2
        assert own.shift_of(anchor_s, -0.1, 0.2)[1] == pytest.approx(known, rel=1e-6)

    def test_one_frame_far_off_pulls_little(self):
        own = template()
        at = int(np.searchsorted(own.time_s, own.anchors_s[4] + 0.05))
        observed = {s: v.copy() for s, v in own.observed.items()}
        observed["ankle_x"][at] += 0.5
        one = replace(own, observed=observed).shift_of(own.anchors_s[4], -0.1, 0.2)[0]
        assert abs(one) < 0.002

    def test_two_frames_tell_no_shift_and_three_do(self):
        own = template()
        anchor_s = own.time_s[30]
        assert own.shift_of(anchor_s, 0.0, 1.2 / 60) == (0.0, 0.0)
        assert own.shift_of(anchor_s, 0.0, 2.2 / 60)[1] > 0
        observed = {s: v.copy() for s, v in own.observed.items()}
        for values in observed.values():
            values[31] = np.nan
        assert replace(own, observed=observed).shift_of(anchor_s, 0.0, 2.2 / 60)[1] == 0.0

    def test_medians_pass_over_what_was_not_seen(self):
        values = np.array([[1.0, np.nan], [3.0, np.nan], [8.0, np.nan], [9.0, np.nan]])
        seen = np.isfinite(values)
        seen[3, 0] = False
        np.testing.assert_array_equal(_column_medians(values, seen), [3.0, 0.0])
        np.testing.assert_array_equal(_column_medians(values[:3, :1], seen[:3, :1]), [3.0])

    def test_the_median_stride_is_of_whole_strides(self):
        assert _median_stride_s(np.array([0.0, 0.70, 1.42, 2.8]), 0.7) == pytest.approx(0.71)
        assert _median_stride_s(np.array([0.0, 1.4]), 0.7) == 0.7
        assert _median_stride_s(np.array([0.0, 0.86]), 0.7) == pytest.approx(0.86)
        assert _median_stride_s(np.array([0.0, 0.88]), 0.7) == 0.7

    def test_phase_runs_evenly_within_a_stride_and_on_beyond_its_ends(self):
        anchors_s = np.array([1.0, 1.8, 2.5, 4.0])
        at = np.array([0.6, 0.5, 1.0, 1.2, 2.15, 2.9, 3.0, 3.2, 4.3, 4.5])
        known = [-0.5, np.nan, 0.0, 0.25, 0.5, 0.5, np.nan, np.nan, 0.375, np.nan]
        known[6] = 0.5 / 0.8
        found = _phase(at, anchors_s, 0.8)
        assert found[0] == pytest.approx(-0.5)
        assert found[1] == pytest.approx(-0.625)
        assert found[2:6] == pytest.approx([0.0, 0.25, 0.5, 0.5])
        assert found[6] == pytest.approx(0.625)
        assert np.isnan(found[7]) or found[7] == pytest.approx(-1.0)
        assert found[8] == pytest.approx(0.375)
        assert found[9] == pytest.approx(0.625)
        assert np.isnan(_phase(np.array([0.4, 4.6]), anchors_s, 0.8)).all()

    def test_a_fit_finds_the_stick_runners_stride(self):
        track = to_sagittal(stick_runner(fps=60), "right")
        anchors = find_anchors(track, "right")
        stride_s = 120 / 172
        assert anchors.stride_s == pytest.approx(stride_s, abs=0.003)
        assert np.diff(anchors.times_s) == pytest.approx(stride_s, abs=0.006)
        assert anchors.strength > 0.95
        fit = fit_template(track, "right", anchors)
        assert fit.stride_s == pytest.approx(stride_s, abs=0.001)
        at = np.linspace(-0.1, 0.5, 50)
        thigh, shank = (np.radians(a) for a in leg_angles_deg(fit.anchors_s[3] + at, "right"))
        known = np.stack([np.sin(thigh) + np.sin(shank), -np.cos(thigh) - np.cos(shank)], 1) / 2
        np.testing.assert_allclose(fit.point("ankle", at), known, atol=0.01)
        assert len(fit.anchors_s) == len(anchors.times_s)
        one = replace(anchors, times_s=anchors.times_s[:2])
        assert fit_template(track, "right", one) is not None
        few = stick_runner(fps=60, seconds=0.65)
        assert (
            fit_template(
                to_sagittal(few, "right"), "right", Anchors(np.array([0.1, 0.5]), 0.7, 1.0)
            )
            is None
        )


class TestAnchors:
    def test_the_turn_must_be_seen_before_at_and_after(self):
        frames = np.arange(0, 2, 1 / 60)
        assert _turn_seen(frames, 1.0, 0.04)
        for gone in ((0.83, 0.95), (1.05, 1.17), (0.95, 1.05)):
            left = frames[(frames < gone[0]) | (frames > gone[1])]
            assert not _turn_seen(left, 1.0, 0.04), gone
        assert _turn_seen(np.array([0.86, 1.0, 1.07]), 1.0, 0.04)
        assert _turn_seen(np.array([0.93, 1.0, 1.14]), 1.0, 0.04)
        assert not _turn_seen(np.array([0.84, 1.0, 1.07]), 1.0, 0.04)
        assert not _turn_seen(np.array([0.93, 1.0, 1.16]), 1.0, 0.04)
        assert not _turn_seen(np.array([0.95, 1.0, 1.07]), 1.0, 0.04)
        for rims in ((-0.06, 0.06), (-0.15, 0.15)):  # the rims themselves count
            assert _turn_seen(np.array([rims[0], 0.0, rims[1]]), 0.0, 0.04)
        assert _turn_seen(np.array([-0.1, 0.04, 0.1]), 0.0, 0.04)
        assert not _turn_seen(np.array([-0.1, 0.041, 0.1]), 0.0, 0.04)

    def test_anchors_stand_where_the_ankle_is_farthest_ahead(self):
        track = to_sagittal(stick_runner(fps=120), "right")
        ahead = track.point("left_ankle")[:, 0] - track.midpoint("hip")[:, 0]
        for time_s in find_anchors(track, "left").times_s:
            near = np.abs(track.time_s - time_s) < 0.2
            farthest_s = track.time_s[near][ahead[near].argmax()]
            assert time_s == pytest.approx(farthest_s, abs=0.012)

    @pytest.mark.parametrize("legs_per_s", [-3.0, 3.0])
    def test_a_runner_who_passes_has_the_anchors_of_one_on_a_belt(self, legs_per_s):
        track = stick_runner(fps=60)
        xy = track.xy_px.copy()
        xy[..., 0] += (legs_per_s * LEG_PX * track.time_s)[:, None]
        belt, road = (
            find_anchors(to_sagittal(t, "right"), "right") for t in (track, track.moved(xy, NOTE))
        )
        np.testing.assert_allclose(road.times_s, belt.times_s, atol=1e-6)

    def test_too_short_a_track_or_too_slow_a_rhythm_has_none(self):
        track = stick_runner(fps=60)
        second = to_sagittal(track.picked(slice(0, 78)), "right")  # 1.3 s, the foot ahead twice
        assert len(find_anchors(second, "left").times_s) == 2
        assert find_anchors(to_sagittal(track.picked(slice(0, 40)), "right"), "right") is None
        sagittal = to_sagittal(track, "right")
        assert find_anchors(sagittal, "right", shortest_s=0.6) is not None
        assert find_anchors(sagittal, "right", shortest_s=0.72) is None
        assert find_anchors(sagittal, "right", longest_s=0.6) is None

    def ankle(self, path):
        """The stick runner with a right ankle that goes its own way ahead of the hips."""
        track = to_sagittal(stick_runner(fps=60), "right")
        xy = track.xy_px.copy()
        xy[:, INDEX["right_ankle"], 0] = track.midpoint("hip")[:, 0] + path(track.time_s)
        return replace(track, xy_px=xy)

    @pytest.mark.parametrize(("share", "count"), [(0.25, 10), (0.5, 11)])
    def test_a_swing_far_shorter_than_the_others_has_no_anchor(self, share, count):
        def path(t):
            lower = np.abs(t - 0.3 - 4 * 0.7) < 0.35
            return 60 * (1 + np.cos(2 * np.pi * (t - 0.3) / 0.7)) * np.where(lower, share, 1.0)

        assert len(find_anchors(self.ankle(path), "right").times_s) == count

    def test_a_second_swing_within_the_stride_has_none(self):
        def path(t):
            turn = np.cos(2 * np.pi * (t - 0.3))
            return 60 * turn**2 * np.where(turn < 0, 0.5, 1.0)

        found = find_anchors(self.ankle(path), "right")
        np.testing.assert_allclose(found.times_s, 0.3 + np.arange(8), atol=0.01)
        assert found.stride_s == pytest.approx(1.0, abs=0.01)


class TestPlacing:
    """Waves of 0.7 s in 7 s of frames; the first anchor is at 0.5 s, the ninth at 6.1 s."""

    TRACK = to_sagittal(stick_runner(fps=60, seconds=7.0), "right")

    def test_strides_that_the_clip_cuts_off_have_an_anchor_too(self):
        own = template()
        np.testing.assert_allclose(_with_part_strides(own), -0.2 + 0.7 * np.arange(11), atol=1e-6)
        kept = own.time_s < 6.55
        observed = {s: v[kept] for s, v in own.observed.items()}
        shorter = replace(own, time_s=own.time_s[kept], observed=observed)
        assert len(_with_part_strides(shorter)) == 10  # none of its frames is left
        first = own.time_s < 0.35
        phase = (own.time_s - 0.5 - 0.01) / STRIDE_S
        late = {s: np.where(first, value(s, phase), v) for s, v in own.observed.items()}
        found = _with_part_strides(replace(own, observed=late))
        assert found[0] == pytest.approx(-0.19, abs=0.001)

    @pytest.mark.parametrize("late_s", [0.0, 0.02])
    def test_an_event_moves_with_its_stride_as_far_as_its_frames_are_sure(self, late_s):
        own = template(late_s=late_s)
        window = (-0.05, 0.12)
        events = place(self.TRACK, own, "IC", 0.04, window)
        assert len(events) == 10  # that of the stride at -0.2 s lies before the clip
        shift_s, precision = own.shift_of(own.anchors_s[4], 0.04 - 0.05, 0.04 + 0.12)
        pull = precision / (precision + 1 / 0.003**2)
        middle = events[4]
        assert middle.time_s == pytest.approx(own.anchors_s[4] + 0.04 + pull * shift_s)
        assert middle.frame == pytest.approx(60 * middle.time_s)
        known = pull * math.exp(-((shift_s / 0.025) ** 2))
        assert middle.confidence == pytest.approx(known, abs=6e-4)
        assert (middle.side, middle.kind) == ("right", "IC")
        assert place(self.TRACK, own, "TO", None, window) == []


class TestCues:
    T = np.arange(-0.175, 0.7, 0.001)

    def test_the_heel_slows_to_three_quarters_of_the_stance_foot(self):
        own = template()
        at = np.arange(0.060, 0.140, 0.001)
        both = [own.slope(s, at).mean() for s in ("ankle_x", "foot_index_x")]
        assert foot_speed(own) == pytest.approx(-np.mean(both))
        found = _heel_slows_s(own, self.T)
        fine = np.arange(-0.02, 0.16, 1e-5)
        known = fine[(-own.slope("heel_x", fine) >= 0.75 * foot_speed(own)).argmax()]
        assert found == pytest.approx(known, abs=2e-4)
        gone = {s: c for s, c in own.coefficients.items() if s != "heel_x"}
        assert _heel_slows_s(replace(own, coefficients=gone), self.T) is None
        alone = {s: c for s, c in own.coefficients.items() if s != "foot_index_x"}
        assert foot_speed(replace(own, coefficients=alone)) == pytest.approx(-both[0])

    def test_the_knee_gives_at_thirty_percent_of_its_way(self):
        flexion = knee(self.T)
        known = 0.02 + 0.3 * 0.12
        assert _knee_gives_s(self.T, flexion, STRIDE_S) == pytest.approx(known, abs=1e-3)
        assert _knee_gives_s(self.T, flexion, 0.13) is None

    def test_the_knee_folds_again_eight_degrees_past_its_straightest(self):
        flexion = knee(self.T)
        bend = np.gradient(flexion, 0.001)
        known = 0.24 + 8.0 / 86.0 * 0.16
        assert _knee_flexes_again_s(self.T, flexion, bend, STRIDE_S) == pytest.approx(
            known, abs=1e-3
        )
        check = _knee_flexes_again_check_s(self.T, flexion, STRIDE_S)
        assert check == pytest.approx(known, abs=1e-3)
        assert _knee_flexes_again_check_s(self.T, flexion, 0.13) is None

    @pytest.mark.parametrize(
        ("knots", "angles", "known_s"),
        [
            # of a stride of 0.6 s only what lies before 0.366 s is stance
            ((0.14, 0.30, 0.36, 0.40, 0.44), (42.0, 14.0, 30.0, 0.0, 60.0), 0.330),
            ((0.14, 0.33, 0.40), (42.0, 14.0, 100.0), 0.33 + 0.07 * 8 / 86),
        ],
    )
    def test_the_check_looks_for_the_straightest_within_stance(self, knots, angles, known_s):
        flexion = np.interp(self.T, (-0.2, 0.02, *knots), (60.0, 10.0, *angles))
        found = _knee_flexes_again_check_s(self.T, flexion, 0.6)
        assert found == pytest.approx(known_s, abs=1.2e-3)

    def test_the_shank_tips_five_degrees_past_the_vertical(self):
        own = template()
        found = _shank_tips_s(own, self.T)
        fine = np.arange(-0.05, 0.2, 1e-5)
        way = own.point("ankle", fine) - own.point("knee", fine)
        tipped = -np.degrees(np.arctan2(way[:, 0], -way[:, 1]))
        assert found == pytest.approx(fine[(tipped >= 5.0).argmax()], abs=2e-4)

    def test_the_ankle_lifts_a_fifth_of_a_leg_over_its_stance(self):
        own = template()
        found = _ankle_lifts_s(own, self.T)
        height = value("ankle_y", self.T / STRIDE_S) + value("hip_oscillation", self.T / STRIDE_S)
        stance = np.sort(height[(self.T > 0.0295) & (self.T < 0.2495)])[:40].mean()
        later = (height >= stance + 0.2) & (self.T > 0.0905)
        before = np.r_[False, height[:-1] < stance + 0.2]
        assert found == pytest.approx(self.T[(later & before).argmax()], abs=2e-3)
        for gone in ("ankle_y", "hip_oscillation"):
            left = {s: c for s, c in own.coefficients.items() if s != gone}
            assert _ankle_lifts_s(replace(own, coefficients=left), self.T) is None
        assert read_cues(own, with_height=False).ankle_lifts_s is None
        assert read_cues(own).ankle_lifts_s == pytest.approx(found, abs=1e-3)
