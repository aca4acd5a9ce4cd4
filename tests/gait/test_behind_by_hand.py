"""Seen from behind: contacts, gait and lengths of feet and trunks that go in plain waves."""

import math
from dataclasses import replace

import numpy as np
import pytest
from tests.runner import stick_runner

from formcheck.domain.message import Message
from formcheck.domain.skeleton import INDEX, LANDMARKS
from formcheck.gait.behind import (
    HALF_FALLEN_S,
    _heights,
    _landing_s,
    _risen_leg,
    _takes_turns,
    detect_behind,
    find_strides,
    gait_behind,
    keeps_its_size,
    leg_behind_px,
    trunk_height_px,
    upright_behind,
)
from formcheck.gait.template import Template
from formcheck.geometry.sagittal import SagittalTrack
from gait.waves import series

NOTE = Message("mirrored")
STRIDE_S, STEP_S, LEG = 0.7, 0.35, 200.0
HIGHEST_S = 0.2
"""When the left foot is highest; the right one is half a stride later."""
RANGE = 2 * math.cos(0.05 * math.pi)
"""From the 5th to the 95th percentile of a wave of amplitude 1."""


def behind(
    *, ankles=(0.15, 0.15), knees=(0.05, 0.05), bounce=0.05, low_s=HIGHEST_S, fps=60.0, strides=10
):
    """Feet that take turns, the trunk lowest at ``low_s`` and a step later; amplitudes in legs."""
    t = np.arange(round(strides * STRIDE_S * fps)) / fps
    turn = np.cos(2 * np.pi * (t - HIGHEST_S) / STRIDE_S)
    xy = np.zeros((len(t), len(LANDMARKS), 2))
    trunk = -bounce * LEG * np.cos(4 * np.pi * (t - low_s) / STRIDE_S)
    for side, sign, ankle, knee in zip(("left", "right"), (1, -1), ankles, knees, strict=True):
        xy[:, INDEX[f"{side}_shoulder"], 1] = 130 + trunk
        xy[:, INDEX[f"{side}_hip"], 1] = trunk
        xy[:, INDEX[f"{side}_knee"], 1] = -0.5 * LEG + sign * knee * LEG * turn
        for part in ("ankle", "heel", "foot_index"):
            xy[:, INDEX[f"{side}_{part}"], 1] = -LEG + sign * ankle * LEG * turn
    frames = np.arange(len(t))
    return SagittalTrack(t, frames, xy, np.ones(xy.shape[:2]), LEG, "right")


def mean_stride(trunk, stride_s=1.0):
    t = np.arange(0, 5, 1 / 60)
    return Template("right", np.arange(5.0), stride_s, {"trunk_y": trunk}, {"trunk_y": 1.0}, t, {})


def wave(k, lowest, amplitude=1.0):
    """Coefficients of a wave of ``k`` a stride, whose valley stands at a share of the stride."""
    cos, sin = np.zeros(k), np.zeros(k)
    cos[-1] = -amplitude * math.cos(2 * math.pi * k * lowest)
    sin[-1] = -amplitude * math.sin(2 * math.pi * k * lowest)
    return series(0.0, cos, sin)


class TestContacts:
    def test_strides_begin_where_a_foot_is_highest(self):
        found = find_strides(behind())
        for side, first_s in (("left", 0.2), ("right", 0.55)):
            times_s = found[side].times_s[1:-1]
            np.testing.assert_allclose(
                times_s, first_s + STRIDE_S * (1 + np.arange(len(times_s))), atol=0.002
            )
            assert len(times_s) >= 7
            assert found[side].stride_s == pytest.approx(STRIDE_S, abs=0.002)
            assert found[side].strength > 0.98

    @pytest.mark.parametrize(("share", "count"), [(0.25, 9), (0.5, 10)])
    def test_a_foot_that_is_hardly_lifted_once_makes_no_stride(self, share, count):
        """What counts stands out by a third of the range: here one rise of ten is lower."""
        track = behind()
        xy, t = track.xy_px.copy(), track.time_s
        lower = np.abs(t - HIGHEST_S - 4 * STRIDE_S) < STRIDE_S / 2
        lift = 60 * (1 + np.cos(2 * np.pi * (t - HIGHEST_S) / STRIDE_S))
        for part in ("ankle", "heel"):
            xy[:, INDEX[f"left_{part}"], 1] = lift * np.where(lower, share, 1.0)
            xy[:, INDEX[f"right_{part}"], 1] = 0.0
        found = find_strides(replace(track, xy_px=xy))
        assert len(found["left"].times_s) == count

    def test_a_second_rise_within_half_a_stride_is_no_stride_of_its_own(self):
        track = behind()
        xy, t = track.xy_px.copy(), track.time_s
        turn = np.cos(2 * np.pi * (t - HIGHEST_S))
        for part in ("ankle", "heel"):
            xy[:, INDEX[f"left_{part}"], 1] = 60 * turn**2 * np.where(turn < 0, 0.5, 1.0)
            xy[:, INDEX[f"right_{part}"], 1] = 0.0
        found = find_strides(replace(track, xy_px=xy))["left"]
        np.testing.assert_allclose(found.times_s, HIGHEST_S + np.arange(7), atol=0.01)
        assert found.stride_s == pytest.approx(1.0, abs=0.01)

    def test_a_foot_that_is_highest_once_or_feet_that_rest_have_no_strides(self):
        track = behind()
        assert find_strides(behind(ankles=(0.0, 0.0))) == {}
        assert find_strides(replace(track, xy_px=np.full_like(track.xy_px, np.nan))) == {}
        assert detect_behind(behind(ankles=(0.0, 0.0))).legs == {}
        assert find_strides(behind(strides=0.9)) == {}

    def test_a_trembling_foot_is_highest_where_its_slow_way_is(self):
        track = behind()
        xy = track.xy_px.copy()
        for part in ("ankle", "heel"):
            xy[:, INDEX[f"left_{part}"], 1] += 12.0 * np.sin(2 * np.pi * 12 * track.time_s)
        plain, shaken = find_strides(track), find_strides(replace(track, xy_px=xy))
        for side in ("left", "right"):
            np.testing.assert_allclose(shaken[side].times_s, plain[side].times_s, atol=0.01)

    def test_a_second_of_quick_steps_is_long_enough(self):
        """Two strides of half a second and a little more."""
        track = behind(strides=2.2)
        quick = find_strides(replace(track, time_s=track.time_s * 0.5 / STRIDE_S))
        for side, first_s in (("left", HIGHEST_S / 1.4), ("right", HIGHEST_S / 1.4 + 0.25)):
            np.testing.assert_allclose(quick[side].times_s[:2], [first_s, first_s + 0.5], atol=0.02)

    @pytest.mark.parametrize(("frames", "found"), [(43, []), (44, ["left"])])
    def test_less_than_one_and_a_half_of_the_shortest_strides_is_no_stride(self, frames, found):
        """A foot that is lifted for a moment, twice within two thirds of a second."""
        track = behind(fps=64.0, strides=1)
        track = replace(
            track, **{n: getattr(track, n)[:frames] for n in ("time_s", "frame", "xy_px")}
        )
        xy, t = track.xy_px.copy(), track.time_s
        for part in ("ankle", "heel"):
            bells = [np.exp(-0.5 * ((t - at_s) / 0.03) ** 2) for at_s in (0.1, 0.57)]
            xy[:, INDEX[f"left_{part}"], 1] = 60 * np.sum(bells, axis=0)
            xy[:, INDEX[f"right_{part}"], 1] = 0.0
        assert list(find_strides(replace(track, xy_px=xy))) == found

    def test_contact_is_dated_from_the_trunk_that_has_half_fallen(self):
        """A trunk that bobs twice a stride falls half its way an eighth of a stride before."""
        events = detect_behind(behind())
        for side, low_s in (("left", 0.2 + STEP_S), ("right", 0.2)):
            contact_s = low_s - STRIDE_S / 8 - HALF_FALLEN_S
            known = contact_s + STRIDE_S * np.arange(12)
            found = events.times_s(side, "IC")
            off_s = np.abs(found[:, None] - known).min(axis=1)
            assert off_s.max() < 0.003
            assert len(found) == ((known > 0) & (known < 7.0)).sum()
            leg = events.legs[side]
            assert leg.midstance_s == pytest.approx(STRIDE_S / 8 + HALF_FALLEN_S, abs=0.002)
            assert leg.offsets.to_reason == "toe_off_not_seen_behind"
            assert leg.strength == find_strides(behind())[side].strength

    @pytest.mark.parametrize(
        ("lowest", "found"),
        [(0.31, 0.31), (0.29, None), (0.251, None), (0.249, 0.749), (0.5, 0.5), (0.74, 0.74)],
    )
    def test_the_trunk_is_lowest_within_a_window_after_its_foot_was_highest(self, lowest, found):
        lands = _landing_s(mean_stride(wave(2, lowest)))
        if found is None:
            assert lands is None
        else:
            assert lands == pytest.approx((found - 1 / 8, found), abs=0.0015)

    def test_a_fall_is_looked_at_for_a_third_of_a_stride(self):
        """One valley a stride: of the way down the last 0.35 of a stride count."""
        half, low = _landing_s(mean_stride(wave(1, 0.6), stride_s=0.8))
        level = (-math.cos(0.7 * math.pi) - 1) / 2
        assert low == pytest.approx(0.6 * 0.8, abs=0.001)
        assert half == pytest.approx(0.8 * (0.6 - math.acos(-level) / (2 * math.pi)), abs=0.0015)

    @pytest.mark.parametrize(("tilt", "deeper"), [(0.3, 0.6), (-0.3, 0.4)])
    def test_of_two_valleys_the_deeper_counts(self, tilt, deeper):
        trunk = wave(5, 0.4) + series(0.0, (), (tilt,))
        _, low = _landing_s(mean_stride(trunk))
        assert low == pytest.approx(deeper, abs=0.02)

    def test_heights_are_over_the_trunks_own_level_in_legs(self):
        track = behind(bounce=0.0)
        xy = track.xy_px.copy()
        xy[..., 1] += 30 * track.time_s[:, None]  # the body drifts
        found = _heights(replace(track, xy_px=xy), "left", STRIDE_S)
        inside = slice(60, -60)
        np.testing.assert_allclose(found["trunk_y"][inside], 0.0, atol=1e-9)
        turn = np.cos(2 * np.pi * (track.time_s - HIGHEST_S) / STRIDE_S)
        np.testing.assert_allclose(
            found["ankle_y"][inside], (-LEG - 130) / LEG + 0.15 * turn[inside], atol=1e-9
        )
        assert set(found) == {"trunk_y", "knee_y", "ankle_y", "heel_y", "foot_index_y"}
        bobbing = _heights(behind(bounce=0.05), "left", STRIDE_S)["trunk_y"]
        bob = -0.05 * np.cos(4 * np.pi * (track.time_s - HIGHEST_S) / STRIDE_S)
        np.testing.assert_allclose(bobbing[inside], bob[inside], atol=1e-9)

    def test_a_foot_rises_against_the_trunk_and_not_in_the_picture(self):
        """Who drifts on the belt, or jumps with both feet at once, lifts no foot by that."""
        track = behind(bounce=0.0)
        assert _risen_leg(track, "left", "ankle") == pytest.approx(0.15 * RANGE, rel=0.01)
        assert _risen_leg(track, "right", "knee") == pytest.approx(0.05 * RANGE, rel=0.01)
        xy = track.xy_px.copy()
        xy[..., 1] += 90 * np.sin(track.time_s)[:, None]
        drifting = replace(track, xy_px=xy)
        for part in ("ankle", "knee"):
            known = _risen_leg(track, "left", part)
            assert _risen_leg(drifting, "left", part) == pytest.approx(known)
        xy[3:, INDEX["left_ankle"]] = np.nan
        assert _risen_leg(drifting, "left", "ankle") > 0.0
        xy[2:, INDEX["left_ankle"]] = np.nan
        assert _risen_leg(drifting, "left", "ankle") == 0.0


class TestGait:
    def gait(self, step_s=STEP_S, **changed):
        return gait_behind(behind(**{"bounce": 0.001} | changed), step_s)

    @pytest.mark.parametrize(
        ("late", "gait"), [(0.0, "run"), (0.11, "run"), (-0.11, "run"), (0.14, "walk")]
    )
    def test_a_runners_trunk_is_lowest_while_a_foot_is_highest(self, late, gait):
        assert self.gait(low_s=HIGHEST_S + late * STRIDE_S) == gait

    @pytest.mark.parametrize("way_px", [-400.0, 400.0])
    @pytest.mark.parametrize(("late", "gait"), [(0.0, "run"), (0.25, "walk")])
    def test_a_body_that_drifts_in_the_picture_goes_as_before(self, way_px, late, gait):
        track = behind(low_s=HIGHEST_S + late * STRIDE_S, bounce=0.01)
        xy = track.xy_px.copy()
        xy[..., 1] += way_px * np.linspace(0, 1, len(track))[:, None]
        assert gait_behind(replace(track, xy_px=xy), STEP_S) == gait

    @pytest.mark.parametrize("weaker", [0, 1])
    @pytest.mark.parametrize(("rise", "gait"), [(0.093, "run"), (0.087, "none")])
    def test_both_ankles_rise_by_a_tenth_of_a_leg(self, weaker, rise, gait):
        ankles = [0.15, 0.15]
        ankles[weaker] = rise / RANGE
        assert self.gait(ankles=ankles, knees=(0.01, 0.01)) == gait

    @pytest.mark.parametrize(
        ("knees", "gait"), [((0.10, 0.12), "run"), ((0.12, 0.10), "run"), ((0.10, 0.13), "none")]
    )
    def test_ankles_rise_nearly_twice_as_much_as_knees(self, knees, gait):
        assert self.gait(ankles=(0.20, 0.20), knees=knees) == gait

    @pytest.mark.parametrize(
        ("frames", "takes"), [(12, False), (13, True), (21, True), (29, True), (30, False)]
    )
    def test_feet_take_turns(self, frames, takes):
        """A lift of 42 frames a stride, so many frames later: the cosine of that share."""
        assert _takes_turns(behind(), frames / 60) is takes
        assert (math.cos(2 * math.pi * frames / 42) < -0.3) is takes

    def test_turns_are_told_of_three_steps_and_of_feet_that_move(self):
        track = behind()

        def first(count):
            return replace(
                track,
                **{n: getattr(track, n)[:count] for n in ("time_s", "frame", "xy_px")},
            )

        assert _takes_turns(first(63), STEP_S)
        assert not _takes_turns(first(62), STEP_S)
        assert not _takes_turns(behind(ankles=(0.0, 0.0)), STEP_S)
        gone = np.full_like(track.xy_px, np.nan)
        assert not _takes_turns(replace(track, xy_px=gone), STEP_S)
        assert gait_behind(replace(track, xy_px=gone), STEP_S) == "none"
        assert self.gait(step_s=STRIDE_S) == "none"

    def test_ten_frames_tell_a_gait(self):
        track = behind(bounce=0.001)
        xy = track.xy_px.copy()
        xy[10:, INDEX["left_shoulder"]] = np.nan
        xy[10:, INDEX["left_hip"]] = np.nan
        assert gait_behind(replace(track, xy_px=xy), STEP_S) != "none"
        xy[9:, INDEX["left_hip"]] = np.nan
        assert gait_behind(replace(track, xy_px=xy), STEP_S) == "none"


class TestLengths:
    def pose(self, left, right):
        """Hip, knee and ankle down the picture; a thigh is as long as its shank."""
        track = stick_runner().picked(slice(0, len(left)))
        xy = np.full_like(track.xy_px, np.nan)
        for side, length in (("left", left), ("right", right)):
            for part, share in (("hip", 0.0), ("knee", 0.5), ("ankle", 1.0)):
                xy[:, INDEX[f"{side}_{part}"]] = np.stack([100 + 0 * length, share * length], 1)
        return track.moved(xy, NOTE)

    def test_a_leg_is_as_long_as_it_looks_at_its_straightest(self):
        left, right = 2.0 * np.arange(101), np.full(101, 100.0)
        assert leg_behind_px(self.pose(left, right)) == pytest.approx((180 + 100) / 2 / 0.925)
        gone = np.full(101, np.nan)
        assert leg_behind_px(self.pose(left, gone)) == pytest.approx(180 / 0.925)
        assert math.isnan(leg_behind_px(self.pose(gone, gone)))
        upright = upright_behind(self.pose(left, right), 90.0)
        assert upright.leg_length_px == pytest.approx(140 / 0.925)
        x, y = upright.point("left_hip")[0]
        assert (x, y) == pytest.approx((-360.0, -540.0)) or (x, y) == pytest.approx((360.0, 540.0))

    @pytest.mark.parametrize(("grown", "keeps"), [(0.119, True), (0.121, False), (-0.121, False)])
    def test_a_runner_keeps_its_size_within_an_eighth(self, grown, keeps):
        track = stick_runner().picked(slice(0, 9))
        xy = track.xy_px.copy()
        for frame, log in enumerate([0, 0, 0.2, 1, 1, 1, grown, grown, 0.5]):
            middle = (xy[frame, INDEX["left_hip"]] + xy[frame, INDEX["right_hip"]]) / 2
            for side in ("left", "right"):
                xy[frame, INDEX[f"{side}_shoulder"]] = middle - [0, 100 * math.exp(log)]
        moved = track.moved(xy, NOTE)
        assert keeps_its_size(moved) is keeps
        assert keeps_its_size(moved.picked(slice(0, 8)))
        for part in (slice(0, 3), slice(6, 9)):
            hidden = xy.copy()
            hidden[part, INDEX["left_shoulder"]] = np.nan
            assert keeps_its_size(track.moved(hidden, NOTE))

    def test_the_trunk_is_the_shoulders_where_half_of_the_frames_show_them(self):
        track = behind(strides=2)
        xy, half = track.xy_px.copy(), len(track) // 2
        xy[half:, INDEX["left_shoulder"]] = np.nan
        at_half = replace(track, xy_px=xy)
        np.testing.assert_array_equal(trunk_height_px(at_half), track.midpoint("hip")[:, 1])
        xy[half, INDEX["left_shoulder"]] = track.xy_px[half, INDEX["left_shoulder"]]
        one_more = trunk_height_px(replace(track, xy_px=xy))
        np.testing.assert_array_equal(one_more[:half], track.midpoint("shoulder")[:half, 1])
