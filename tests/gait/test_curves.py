"""Angles over the stride and the frames that show it, on the stick runner's closed forms."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from tests.runner import LEG_PX, leg_angles_deg, stick_runner

from formcheck.domain.gait import Step
from formcheck.domain.message import Message
from formcheck.domain.skeleton import INDEX
from formcheck.gait.curves import (
    _over_strides,
    _typical,
    angles_over_time,
    contact_poses,
    crop_around,
    key_frames,
    key_frames_behind,
    same_size,
    stride_curves,
    sway_curves,
    visible_points,
)
from formcheck.geometry.sagittal import to_sagittal

NOTE = Message("mirrored")


class TestCurves:
    def test_angles_of_a_frame_by_hand(self):
        track = to_sagittal(stick_runner(), "right")
        angles = angles_over_time(track, "left")
        thigh, shank = leg_angles_deg(track.time_s, "left")
        np.testing.assert_allclose(angles["thigh_angle_deg"], thigh, atol=1e-6)
        np.testing.assert_allclose(angles["shank_angle_deg"], shank, atol=1e-6)
        np.testing.assert_allclose(angles["knee_flexion_deg"], thigh - shank, atol=1e-6)
        np.testing.assert_allclose(angles["trunk_lean_deg"], 6.0)
        height = 100 * track.midpoint("hip")[:, 1] / LEG_PX
        np.testing.assert_allclose(angles["hip_height_pct_leg"], height)
        upper, fore = np.array([30, -70]), np.array([65, 5])  # from the elbow
        known = np.degrees(np.arccos(upper @ fore / np.linalg.norm(upper) / np.linalg.norm(fore)))
        np.testing.assert_allclose(angles["elbow_angle_deg"], known)

    def test_a_joint_seen_in_half_of_the_frames_has_a_curve(self):
        t = np.arange(200) / 100
        for seen, told in ((100, True), (99, False)):
            values = np.where(np.arange(200) < seen, 2.0 * t, np.nan)
            curve = _over_strides(t, values, [(0.0, 0.4), (0.4, 0.8)], centred=False)
            assert (curve is not None) is told

    def test_curves_are_told_to_a_thousandth(self):
        t = np.arange(200) / 100
        curve = _over_strides(t, t / 3, [(0.0, 0.7), (0.8, 1.5)], centred=False)
        assert (curve.mean[0], curve.sd[0]) == (0.133, 0.189)  # 0.4 / 3 and 0.8 / 3 / sqrt(2)

    def test_a_curve_is_the_median_over_strides_with_its_spread(self):
        t = np.arange(0, 4.001, 0.01)
        values = 2.0 * t
        strides = [(0.0, 1.0), (1.0, 2.0), (3.0, 4.0)]
        curve = _over_strides(t, values, strides, centred=False)
        assert curve.mean[0] == pytest.approx(2.0)
        assert curve.mean[50] == pytest.approx(3.0)
        assert curve.mean[-1] == pytest.approx(4.0)
        assert curve.sd[10] == pytest.approx(np.std([0, 2, 6], ddof=1), abs=1e-3)
        level = _over_strides(t, values, strides, centred=True)
        assert level.mean[0] == pytest.approx(-1.0)
        assert level.sd[0] == pytest.approx(0.0)
        assert len(curve.mean) == len(curve.sd) == 101
        assert _over_strides(t, values, strides[:1], centred=False) is None
        gone = np.where(t < 2.1, np.nan, values)
        assert _over_strides(t, gone, strides, centred=False) is None
        assert (
            _over_strides(t, np.where(t < 1.9, np.nan, values), strides, centred=False) is not None
        )

    def test_heights_alone_are_centred_and_each_leg_has_its_own(self):
        track = to_sagittal(stick_runner(), "right")
        steps = tuple(
            Step(i + 1, side, at, None, None, at + 120 / 172)
            for i, (side, at) in enumerate([("left", 1.0), ("left", 2.0), ("right", 1.5)])
        )
        curves = stride_curves(track, steps)
        assert np.mean(curves["hip_height_pct_leg"].left.mean) == pytest.approx(0, abs=0.3)
        assert np.mean(curves["thigh_angle_deg"].left.mean) == pytest.approx(9, abs=4)
        assert all(curve.right is None for curve in curves.values())
        assert curves["thigh_angle_deg"].phase_pct == tuple(range(101))

    def test_a_typical_step_is_in_the_middle_half_and_near_a_frame(self):
        track = to_sagittal(stick_runner(fps=60), "right")
        steps = [
            Step(n, "right", ic_s, ic_s + 0.2 if n != 4 else None, None, None)
            for n, ic_s in ((1, 1.0), (2, 2.001), (3, 3.002), (4, 4.0), (5, 5.005))
        ]
        over = {1: 30.0, 2: 10.0, 3: 11.0, 5: 10.5}
        assert _typical(steps, track, over).number == 3
        assert _typical(steps, track, {}).number == 1
        assert _typical(steps[1:], track, {}).number == 2  # the fourth has no toe-off
        assert _typical([steps[3]], track, over).number == 4
        assert _typical([], track, over) is None

    def test_key_frames_show_contact_midstance_and_toe_off(self):
        pose = stick_runner(fps=60)
        pose = pose.moved(pose.xy_px + np.array([90.0, 0.0]), NOTE)  # off the middle of the picture
        track = to_sagittal(pose, "right")
        step = Step(1, "right", 2.0, 2.2, None, None)
        shown = key_frames(pose, track, (step,), "right", {})
        assert [(f.event, f.frame, f.time_s) for f in shown] == [
            ("IC", 120, 2.0),
            ("midstance", 126, 2.1),
            ("TO", 132, 2.2),
        ]
        ahead = 100 * (track.point("right_ankle") - track.point("right_hip"))[120, 0] / LEG_PX
        assert shown[0].angles["overstride_pct_leg"] == pytest.approx(ahead, abs=0.01)
        assert "hip_height_pct_leg" not in shown[0].angles
        assert len({f.crop_px[2:] for f in shown}) == 1
        alone = key_frames(pose, track, (replace(step, to_s=None),), "right", {})
        assert [f.event for f in alone] == ["IC"]
        assert key_frames(pose, track, (step,), "left", {}) == ()

    def test_key_frames_are_dated_to_a_hundredth_of_a_millisecond(self):
        """At 30000/1001 frames a second: the 60th is at 2.002 s, the 67th at 2.23556666 s."""
        pose = stick_runner(fps=30000 / 1001)
        track = to_sagittal(pose, "right")
        step = Step(1, "right", 2.0, 2.24, None, None)
        shown = key_frames(pose, track, (step,), "right", {})
        assert [(f.event, f.time_s) for f in shown][::2] == [("IC", 2.002), ("TO", 2.23557)]
        knee_deg = angles_over_time(track, "right")["knee_flexion_deg"][60]
        assert shown[0].angles["knee_flexion_deg"] == round(float(knee_deg), 2)
        assert {f.side for f in shown} == {"right"}

    def test_points_of_a_frame_are_those_that_were_seen_to_a_tenth_of_a_pixel(self):
        pose = stick_runner(fps=60)
        xy = np.full_like(pose.xy_px, np.nan)
        xy[3, INDEX["nose"]] = (10.04, 20.06)
        xy[3, INDEX["left_hip"], 0] = 5.0
        xy[3, INDEX["right_hip"], 1] = 5.0
        assert visible_points(pose.moved(xy, NOTE), 3) == {"nose": (10.0, 20.1)}
        assert visible_points(pose.moved(xy, NOTE), 2) == {}

    def test_contact_poses_lie_between_frames(self):
        pose = stick_runner(fps=60)
        steps = (
            Step(1, "right", 1.0 + 0.5 / 60, None, None, None),
            Step(2, "left", 1.3, None, None, None),
        )
        (found,) = contact_poses(pose, steps, "right")
        x, y = pose.point("right_ankle")[60:62].mean(axis=0)
        assert found.points["right_ankle"] == (round(x, 1), round(y, 1))
        assert set(found.points) == {
            f"right_{p}" for p in ("shoulder", "hip", "knee", "ankle", "heel", "foot_index")
        }
        xy = pose.xy_px.copy()
        xy[:, INDEX["right_heel"], 1] = np.nan
        assert "right_heel" not in contact_poses(pose.moved(xy, NOTE), steps, "right")[0].points

    def test_crops_have_a_margin_of_the_height_and_stay_inside(self):
        pose = stick_runner(fps=60)
        xy = np.full_like(pose.xy_px, np.nan)
        xy[0, 0], xy[0, 1] = (500, 200), (600, 300)
        xy[1, 0], xy[1, 1] = (5, 4), (1275, 718)
        pose = pose.moved(xy, NOTE)
        assert crop_around(pose, 0) == (488, 188, 124, 124)
        assert crop_around(pose, 1) == (0, 0, 1280, 720)
        assert crop_around(pose, 2) == (0, 0, 1280, 720)
        xy[3, 0] = (500, 200)
        assert crop_around(pose.moved(xy, NOTE), 3) == (500, 200, 1, 1)

    def test_crops_of_one_size_stay_inside_the_picture(self):
        crops = [(100, 100, 80, 200), (1265, 20, 15, 100), (0, 700, 15, 20)]
        assert same_size(crops, 1280, 720)[1:] == [(1200, 0, 80, 200), (0, 520, 80, 200)]

    def test_crops_of_one_size_keep_middle_and_ground(self):
        crops = [(100, 100, 50, 200), (1200, 10, 80, 100), (0, 600, 30, 120)]
        assert same_size(crops, 1280, 720) == [
            (85, 100, 80, 200),
            (1200, 0, 80, 200),
            (0, 520, 80, 200),
        ]


class TestFromBehind:
    """A trunk that leans by five degrees and rises and falls by 4 % of a leg once a second."""

    @pytest.fixture
    def pose(self):
        pose = stick_runner(fps=60, seconds=4.0)
        xy, t = pose.xy_px.copy(), pose.time_s
        for side in ("left", "right"):
            hip = np.stack([0 * t + 700.0, 300 - 0.04 * LEG_PX * np.cos(2 * np.pi * t)], axis=1)
            lean = np.radians(5.0 + 2.0 * np.sin(2 * np.pi * t))
            xy[:, INDEX[f"{side}_hip"]] = hip
            upwards = np.stack([np.sin(lean), -np.cos(lean)], axis=1)
            xy[:, INDEX[f"{side}_shoulder"]] = hip + 150.0 * upwards
        return pose.moved(xy, NOTE)

    def test_sway_is_told_over_the_strides_of_each_leg(self, pose):
        track = replace(to_sagittal(pose, "right"), leg_length_px=LEG_PX)
        steps = tuple(
            Step(i + 1, side, at, None, None, end)
            for i, (side, at, end) in enumerate(
                (
                    *(("left", 0.0, 1.0), ("left", 1.0, 2.0), ("left", 2.0, 3.0)),
                    *(("right", 0.5, 1.5), ("right", 1.5, 2.5), ("right", 2.5, None)),
                )
            )
        )
        curves = sway_curves(track, steps)
        assert set(curves) == {"trunk_side_lean_deg", "hip_height_pct_leg"}
        turn = 2 * np.pi * np.arange(101) / 100
        for side, sign in (("left", 1), ("right", -1)):
            height = getattr(curves["hip_height_pct_leg"], side).mean
            wave = sign * 4.0 * np.cos(turn)
            np.testing.assert_allclose(height, wave - wave.mean(), atol=0.01)
            lean = getattr(curves["trunk_side_lean_deg"], side).mean
            np.testing.assert_allclose(lean, 5.0 + sign * 2.0 * np.sin(turn), atol=0.01)

    def shown(self, pose, *steps, last=None):
        events = SimpleNamespace(
            legs={
                "left": SimpleNamespace(midstance_s=0.1),
                "right": SimpleNamespace(midstance_s=last),
            }
        )
        return key_frames_behind(pose, to_sagittal(pose, "right"), steps, events)

    def test_the_step_whose_midstance_falls_closest_to_a_frame_is_shown(self, pose):
        steps = [
            Step(n, "left", ic_s, None, None, None)
            for n, ic_s in ((1, 0.805), (2, 1.402), (3, 2.106), (4, 3.9))
        ]
        shown = self.shown(pose, *steps)
        assert [(f.event, f.side, f.frame) for f in shown] == [
            ("IC", "left", 84),
            ("midstance", "left", 90),
        ]
        assert [f.frame for f in self.shown(pose, steps[0])] == [48, 54]
        at_the_end = Step(5, "left", float(pose.time_s[-1]) - 0.1, None, None, None)
        assert [f.frame for f in self.shown(pose, at_the_end)][1] == len(pose) - 1
        assert self.shown(pose, steps[3]) == ()
        assert self.shown(pose) == ()

    def test_a_lean_over_the_standing_foot_is_positive_on_either_side(self, pose):
        left = self.shown(pose, Step(1, "left", 1.4, None, None, None))
        lean = 5.0 + 2.0 * np.sin(2 * np.pi * 1.5)
        assert left[1].angles == {"trunk_side_lean_deg": pytest.approx(-lean, abs=0.01)}
        step = Step(1, "right", 1.4, None, None, None)
        assert self.shown(pose, step) == ()
        right = self.shown(pose, step, last=0.1)
        assert right[1].angles == {"trunk_side_lean_deg": pytest.approx(lean, abs=0.01)}
        assert right[0].angles["trunk_side_lean_deg"] == pytest.approx(
            5.0 + 2.0 * np.sin(2 * np.pi * 1.4), abs=0.01
        )
