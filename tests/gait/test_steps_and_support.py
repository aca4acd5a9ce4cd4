"""Steps, kinds of gait and the stance foot against numbers worked out by hand."""

import math
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from tests.runner import LEG_PX, stick_runner

from formcheck.domain.gait import Event, Step
from formcheck.domain.message import Message
from formcheck.domain.pose import PoseTrack
from formcheck.domain.skeleton import INDEX, LANDMARKS
from formcheck.gait import kind
from formcheck.gait.foot_flat import foot_flat_slope_deg, foot_flat_speed_px_s, too_tilted
from formcheck.gait.kind import (
    body_height_px,
    gait_of,
    hips_rise_apart,
    locomotion_of,
    peak_swing_knee_flexion_deg,
    usual_step_s,
    vertical_oscillation_leg,
)
from formcheck.gait.rhythm import (
    find_bouts,
)
from formcheck.gait.steps import build_steps
from formcheck.gait.support import Support, _beyond_round, _stride_phase, support_of
from formcheck.geometry.sagittal import to_sagittal

NOTE = Message("mirrored")


STEP_S = 60 / 172


def event(time_s, side="left", kind="IC"):
    return Event(time_s, side, kind, 0.0, 1.0)


SOUND = Support(0.7, 1.6, -0.4, 0.1, 0.4, 0.2)


class TestSteps:
    @pytest.mark.parametrize(
        ("after_s", "found"), [(0.25, False), (0.26, True), (0.75, True), (0.76, False)]
    )
    def test_the_other_foot_lands_a_quarter_to_three_quarters_of_a_stride_later(
        self, after_s, found
    ):
        first = build_steps([event(0.0), event(after_s, "right")], 1.0)[0]
        assert first.next_ic_s == (after_s if found else None)
        assert first.stride_end_s is None

    @pytest.mark.parametrize(
        ("after_s", "found"), [(0.70, False), (0.71, True), (1.30, True), (1.31, False)]
    )
    def test_the_same_foot_lands_again_after_a_stride_give_or_take_thirty_percent(
        self, after_s, found
    ):
        first = build_steps([event(0.0), event(after_s)], 1.0)[0]
        assert first.stride_end_s == (after_s if found else None)
        assert first.next_ic_s is None

    @pytest.mark.parametrize(
        ("after_s", "found"), [(0.0, False), (0.01, True), (0.65, True), (0.66, False)]
    )
    def test_a_toe_off_comes_within_65_percent_of_a_stride(self, after_s, found):
        steps = build_steps([event(0.0), event(after_s, kind="TO")], 1.0)
        assert [s.to_s for s in steps] == [after_s if found else None]

    def test_numbers_and_sides_follow_the_contacts_and_the_first_that_fits_is_taken(self):
        events = [event(0.0), event(0.2, "right", "TO"), event(0.3, kind="TO")]
        events += [event(0.4, "right"), event(0.5, "right"), event(0.9), event(1.1)]
        steps = build_steps(events, 1.0)
        assert [(s.number, s.side, s.ic_s) for s in steps] == [
            (1, "left", 0.0),
            (2, "right", 0.4),
            (3, "right", 0.5),
            (4, "left", 0.9),
            (5, "left", 1.1),
        ]
        assert steps[0] == Step(1, "left", 0.0, 0.3, 0.4, 0.9)
        assert steps[1] == Step(2, "right", 0.4, None, 0.9, None)


class TestSupport:
    @pytest.mark.parametrize(
        ("changed", "carries"),
        [
            ({}, True),
            ({"travel_leg": 0.29}, False),
            ({"travel_leg": -0.31}, True),
            ({"travel_leg": 0.30}, True),
            ({"turn": 1.29}, False),
            ({"turn": 1.30}, True),
            ({"rise_leg": 0.029}, True),  # still hips, but the foot gets behind them
            ({"rise_leg": 0.029, "behind_leg": -0.07}, False),
            ({"rise_leg": 0.03, "behind_leg": -0.07}, True),
            ({"rise_leg": None, "behind_leg": -0.07}, True),
            ({"rise_leg": 0.029, "behind_leg": -0.08}, True),
            ({"beyond_round": 0.059}, False),
            ({"beyond_round": 0.06}, True),
            ({"beyond_round": None}, True),
            ({"shared": 0.39}, False),
            ({"shared": 0.40}, True),
        ],
    )
    def test_what_carries_a_body(self, changed, carries):
        assert replace(SOUND, **changed).carries is carries

    def test_a_circle_is_round_and_a_second_harmonic_counts_by_its_amplitude(self):
        phase = 2 * np.pi * np.arange(200) / 200
        assert _beyond_round(np.cos(phase), 3 * np.sin(phase)) == pytest.approx(0, abs=1e-12)
        flat = np.cos(phase) + 0.3 * np.cos(2 * phase)
        assert _beyond_round(flat, np.sin(phase)) == pytest.approx(0.3 / math.sqrt(2))

    def test_the_stick_runners_foot_by_its_closed_form(self, sagittal):
        found = support_of(sagittal, STEP_S)
        ankle = (sagittal.point("right_ankle") - sagittal.midpoint("hip")) / LEG_PX
        knee = (sagittal.point("right_knee") - sagittal.midpoint("hip")) / LEG_PX
        turn = np.ptp(ankle[:, 0]) / np.ptp(knee[:, 0])
        assert found.turn == pytest.approx(turn, rel=0.02)
        assert found.rise_leg == pytest.approx(0.10, abs=0.004)
        assert found.shared == pytest.approx(1.0, abs=0.01)
        height = ankle[:, 1] + sagittal.midpoint("hip")[:, 1] / LEG_PX
        low = height < height.min() + 0.06
        speed = np.gradient(ankle[:, 0], sagittal.time_s)
        assert found.travel_leg == pytest.approx(-np.median(speed[low]) * STEP_S, rel=0.04)
        assert found.behind_leg == pytest.approx(ankle[low, 0].min(), abs=0.03)
        goes_back = (speed / np.median(speed[low]) > 0.5).mean()
        assert found.stance_share == pytest.approx(goes_back, abs=0.03)

    def test_without_heights_only_lengths_are_told(self, sagittal):
        found = support_of(sagittal, STEP_S, heights_hold=False)
        assert (found.rise_leg, found.beyond_round) == (None, None)
        assert found.turn == pytest.approx(support_of(sagittal, STEP_S).turn)

    @pytest.mark.parametrize("travels_legs", [0.0, 4.0])
    def test_a_leg_that_keeps_its_place_under_the_hips_is_not_shared(self, track, travels_legs):
        xy = track.xy_px.copy()
        for part in ("knee", "ankle"):
            own = INDEX[f"left_{part}"]
            middle = xy[:, own, 0].mean()
            xy[:, own, 0] = middle + 0.25 * (xy[:, own, 0] - middle)
        xy[..., 0] += np.linspace(0, travels_legs * LEG_PX, len(track))[:, None]
        found = support_of(to_sagittal(track.moved(xy, NOTE), "right"), STEP_S)
        assert found.shared == pytest.approx(0.25, abs=0.01)
        xy[:, INDEX["left_ankle"]] = np.nan
        assert support_of(to_sagittal(track.moved(xy, NOTE), "right"), STEP_S).shared == 1.0

    def test_nothing_is_read_of_less_than_two_strides(self, track):
        short = track.picked(slice(0, 50))
        assert support_of(to_sagittal(short, "right"), STEP_S) is None
        longer = track.picked(slice(0, 100))  # 2.4 strides
        assert support_of(to_sagittal(longer, "right"), STEP_S) is not None

    def test_strides_are_counted_from_the_instants_farthest_ahead(self):
        t = np.arange(0, 6, 1 / 60)
        phase = _stride_phase(t, np.cos(2 * np.pi * (t - 0.3) / 0.7), 0.35)
        np.testing.assert_allclose(phase, (t - 0.3) / 0.7 - phase[0] * 0, atol=0.03)
        ahead = np.cos(2 * np.pi * (60 * t - 3) / 5)  # peaks in the frames 3 and 8
        ahead[12:] = np.nan
        assert _stride_phase(t, ahead, 2.5 / 60) is not None
        ahead[11:] = np.nan
        assert _stride_phase(t, ahead, 2.5 / 60) is None

    @pytest.mark.parametrize("last_s", [0.8, 0.6])
    def test_each_stride_counts_by_its_own_length(self, last_s):
        t = np.arange(0, 3.0, 1 / 100)
        turns_s = np.cumsum([0.3, 0.7, 0.7, last_s])
        gone_by = np.interp(t, turns_s, np.arange(4.0))
        gone_by += np.minimum(t - turns_s[0], 0) / 0.7 + np.maximum(t - turns_s[-1], 0) / 0.7
        phase = _stride_phase(t, np.cos(2 * np.pi * gone_by), 0.35)
        np.testing.assert_allclose(phase, gone_by, atol=0.025)
        half = round(100 * (turns_s[2] + last_s / 2))
        assert phase[half] == pytest.approx(2.5, abs=0.015)

    def test_the_ankles_tremble_does_not_move_its_strides(self):
        t = np.arange(0, 6, 1 / 60)
        ahead = np.cos(2 * np.pi * (t - 0.3) / 0.7) + 0.3 * np.sin(2 * np.pi * 12 * t)
        np.testing.assert_allclose(_stride_phase(t, ahead, 0.35), (t - 0.3) / 0.7, atol=0.03)

    def test_two_strides_ends_are_enough_and_one_is_not(self):
        t = np.arange(0, 1.5, 1 / 60)
        ahead = np.cos(2 * np.pi * (t - 0.3) / 0.7)
        np.testing.assert_allclose(_stride_phase(t, ahead, 0.35), (t - 0.3) / 0.7, atol=0.03)
        assert _stride_phase(t[:48], ahead[:48], 0.35) is None

    def test_a_second_bump_within_the_stride_or_a_small_one_is_none_of_its_own(self):
        t = np.arange(0, 6, 1 / 60)
        turn = np.cos(2 * np.pi * (t - 0.3) / 1.4)
        twice = turn**2 * np.where(turn < 0, 0.9, 1.0)
        assert np.ptp(_stride_phase(t, twice, 0.7)) == pytest.approx(t[-1] / 1.4, abs=0.05)
        assert np.ptp(_stride_phase(t, twice, 0.35)) == pytest.approx(t[-1] / 0.7, abs=0.05)
        little = turn**2 * np.where(turn < 0, 0.2, 1.0)
        assert np.ptp(_stride_phase(t, little, 0.35)) == pytest.approx(t[-1] / 1.4, abs=0.05)

    def test_a_path_beyond_round_is_told_by_its_harmonics(self, sagittal):
        found = support_of(sagittal, STEP_S)
        stride = np.arange(0, 1, 1 / 200) * 2 * STEP_S
        paths = []
        for side in ("left", "right"):
            ankle = sagittal.point(f"{side}_ankle") - [0, 0]
            ahead = np.interp(stride, sagittal.time_s, ankle[:, 0])
            paths.append(_beyond_round(ahead, np.interp(stride, sagittal.time_s, ankle[:, 1])))
        assert found.beyond_round == pytest.approx(min(paths), rel=0.05)

    def test_the_hips_drift_in_the_picture_is_no_rise(self, track):
        short = track.picked(slice(0, 130))
        xy, t = short.xy_px.copy(), short.time_s
        xy[..., 1] += (0.5 * LEG_PX * np.sin(2 * np.pi * t / 2.2))[:, None]
        found = support_of(to_sagittal(short.moved(xy, NOTE), "right"), STEP_S)
        assert found.rise_leg == pytest.approx(0.10, abs=0.03)

    def test_a_leg_without_knee_heights_or_movement_tells_nothing(self, track):
        for part, what in (("knee", np.nan), ("ankle", np.nan), ("knee", 640.0)):
            xy = track.xy_px.copy()
            for side in ("left", "right"):
                xy[:, INDEX[f"{side}_{part}"]] = what
            assert support_of(to_sagittal(track.moved(xy, NOTE), "right"), STEP_S) is None


class TestKind:
    def told(self, monkeypatch, *, flexion, rise=0.0, stance=None, step_s=0.5, heights_hold=True):
        monkeypatch.setattr(kind, "peak_swing_knee_flexion_deg", lambda _: flexion)
        monkeypatch.setattr(kind, "hips_rise_apart", lambda *_: rise)
        support = None if stance is None else replace(SOUND, stance_share=stance)
        return gait_of(SimpleNamespace(), step_s, support, heights_hold=heights_hold)

    @pytest.mark.parametrize(
        ("known", "gait"),
        [
            ({"flexion": 76.5}, "run"),
            ({"flexion": 76.0}, "walk"),
            ({"flexion": 75.5}, "walk"),
            ({"flexion": 75.5, "step_s": 0.39}, "none"),
            ({"flexion": 75.5, "step_s": 0.41}, "walk"),
            ({"flexion": 100.0, "rise": -0.9}, "run"),  # 2 - 1.8, nothing caps it
            ({"flexion": 100.0, "rise": -0.9, "stance": 0.4}, "walk"),  # 1 - 1.8
            ({"flexion": 100.0, "rise": -0.4, "stance": 0.4}, "run"),  # 1 - 0.8
            ({"flexion": 100.0, "rise": -0.9, "stance": 0.4, "heights_hold": False}, "run"),
            ({"flexion": 50.0, "rise": 0.6, "stance": 0.4}, "run"),  # -1 + 1.2
            ({"flexion": 50.0, "rise": 0.4, "stance": 0.4}, "walk"),  # -1 + 0.8
            ({"flexion": 100.0, "stance": 0.61}, "run"),  # 1 - 0.75
            ({"flexion": 100.0, "stance": 0.63}, "walk"),  # 1 - 1.25
            ({"flexion": 100.0, "rise": 0.6, "stance": 0.9}, "run"),  # 1 - 2 + 1.2
            ({"flexion": 100.0, "rise": 0.4, "stance": 0.9}, "walk"),  # 1 - 2 + 0.8
            ({"flexion": 82.1, "rise": -0.2, "stance": 0.4}, "run"),  # 0.51 - 0.4
            ({"flexion": 80.0, "rise": -0.2, "stance": 0.4}, "walk"),  # 0.33 - 0.4
        ],
    )
    def test_evidence_is_added_up_as_by_hand(self, monkeypatch, known, gait):
        assert self.told(monkeypatch, **known) == gait

    def test_heights_hold_unless_somebody_says_they_do_not(self, sagittal, monkeypatch):
        monkeypatch.setattr(kind, "hips_rise_apart", lambda *_: -9.0)
        assert gait_of(sagittal, 0.5, None) == "walk"
        assert locomotion_of(sagittal, STEP_S).gait == "none"
        assert locomotion_of(sagittal, STEP_S).support.rise_leg is not None
        assert support_of(sagittal, STEP_S).rise_leg is not None

    def test_who_is_not_carried_does_not_go(self):
        assert gait_of(SimpleNamespace(), 0.4, replace(SOUND, turn=1.0)) == "none"
        assert locomotion_of(SimpleNamespace(), None).gait == "none"
        assert locomotion_of(SimpleNamespace(), None).support is None

    def test_hips_that_rise_with_the_distance_of_the_feet(self, track):
        def bobbing(sign):
            gap = np.abs(track.point("left_ankle")[:, 0] - track.point("right_ankle")[:, 0])
            xy = track.xy_px.copy()
            for side in ("left", "right"):
                xy[:, INDEX[f"{side}_hip"], 1] = 350 - sign * 0.1 * gap
            return to_sagittal(track.moved(xy, NOTE), "right")

        assert hips_rise_apart(bobbing(1), STEP_S) > 0.95
        assert hips_rise_apart(bobbing(-1), STEP_S) < -0.95
        xy = track.xy_px.copy()
        xy[:, [INDEX["left_ankle"], INDEX["right_ankle"]]] = xy[0, INDEX["left_ankle"]]
        assert hips_rise_apart(to_sagittal(track.moved(xy, NOTE), "right"), STEP_S) == 0.0
        few = track.picked(slice(0, 9))
        assert hips_rise_apart(to_sagittal(few, "right"), STEP_S) == 0.0

    def test_the_better_seen_knee_is_taken(self, track, sagittal):
        def percentile(side):
            from formcheck.geometry.angles import knee_flexion_deg

            points = (sagittal.point(f"{side}_{p}") for p in ("hip", "knee", "ankle"))
            return np.percentile(knee_flexion_deg(*points), 95)

        known = max(percentile("left"), percentile("right"))
        assert peak_swing_knee_flexion_deg(sagittal) == pytest.approx(known)
        xy = track.xy_px.copy()
        xy[:, INDEX["right_ankle"]] = np.nan
        one = to_sagittal(track.moved(xy, NOTE), "right")
        assert peak_swing_knee_flexion_deg(one) == pytest.approx(percentile("left"))
        xy[:, INDEX["left_ankle"]] = np.nan
        assert peak_swing_knee_flexion_deg(to_sagittal(track.moved(xy, NOTE), "right")) == 0.0

    def test_oscillation_of_a_mean_step(self, track, sagittal):
        bout = find_bouts(track)[0]
        assert vertical_oscillation_leg(sagittal, bout) == pytest.approx(0.10, abs=0.003)
        assert usual_step_s(track) == pytest.approx(STEP_S, abs=0.003)
        assert usual_step_s(stick_runner(cadence_spm=200)) == pytest.approx(0.3, abs=0.003)

    def test_height_of_a_body_is_the_median_of_its_extent(self):
        xy = np.full((3, len(LANDMARKS), 2), np.nan)
        xy[0, :3, 1], xy[1, :3, 1] = (10, 50, 90), (20, 30, 120)
        track = PoseTrack(
            np.arange(3.0), np.arange(3), xy, np.zeros(xy.shape[:2]), 100, 200, (NOTE,)
        )
        assert body_height_px(track) == pytest.approx(90.0)
        assert body_height_px(track.moved(np.full_like(xy, np.nan), NOTE)) == 0.0


class TestFootFlat:
    @pytest.mark.parametrize(
        ("tilt_deg", "yaw_deg", "found"),
        [
            (7.0, 0.0, False),
            (7.1, 0.0, True),
            (-7.1, None, True),
            (9.0, 12.0, True),
            (9.0, -12.0, True),
            (9.0, 12.1, False),
            (9.0, -12.1, False),
        ],
    )
    def test_a_slope_beyond_seven_degrees_is_a_tilted_picture_if_seen_squarely(
        self, tilt_deg, yaw_deg, found
    ):
        assert too_tilted(tilt_deg, yaw_deg) is found

    def steps(self, n, contact_s=0.24):
        return tuple(
            Step(i + 1, "right", 1.0 + 0.7 * i, 1.0 + 0.7 * i + contact_s, None, None)
            for i in range(n)
        )

    def test_only_the_frames_of_the_flat_part_count(self, track):
        """The foot goes at 500 px/s there and jumps wildly elsewhere."""
        xy, t = track.xy_px.copy(), track.time_s
        toe = INDEX["right_foot_index"]
        xy[:, toe, 0] = 640 + 300 * np.sin(40 * t)
        xy[:, toe, 1] = 600 + 90 * np.cos(31 * t)
        for step in self.steps(5):
            half = 0.5 / 60
            flat = (t >= step.ic_s + 0.25 * 0.24 - half) & (t < step.ic_s + 0.60 * 0.24 + half)
            assert flat.sum() >= 4
            since = t[flat] - step.ic_s
            xy[flat, toe] = np.stack([900 - 500 * since, 600 + 0.05 * 500 * since], axis=1)
        found = to_sagittal(track.moved(xy, NOTE), "right")
        five = self.steps(5)
        assert foot_flat_speed_px_s(found, five, against_hips=False) == pytest.approx(500)
        assert foot_flat_slope_deg(found, five) == pytest.approx(math.degrees(math.atan(0.05)))
        assert foot_flat_speed_px_s(found, five[:3], against_hips=False) is None
        open_ended = tuple(replace(s, to_s=None) for s in five)
        assert foot_flat_speed_px_s(found, open_ended, against_hips=False) is None

    def test_three_frames_make_a_path_and_two_do_not(self, track):
        xy, t = track.xy_px.copy(), track.time_s
        toe = INDEX["right_foot_index"]
        xy[:, toe] = np.stack([900 - 500 * t, np.full(len(t), 600.0)], axis=1)
        for step in self.steps(5):
            flat = np.flatnonzero((t >= step.ic_s + 0.06) & (t < step.ic_s + 0.144))
            xy[np.setdiff1d(np.arange(flat[0] - 3, flat[-1] + 3), flat[1:4]), toe] = np.nan
        three = to_sagittal(track.moved(xy, NOTE), "right")
        assert foot_flat_speed_px_s(three, self.steps(5), against_hips=False) == pytest.approx(500)
        for step in self.steps(5):
            flat = np.flatnonzero((t >= step.ic_s + 0.06) & (t < step.ic_s + 0.144))
            xy[flat[3], toe] = np.nan
        two = to_sagittal(track.moved(xy, NOTE), "right")
        assert foot_flat_speed_px_s(two, self.steps(5), against_hips=False) is None
