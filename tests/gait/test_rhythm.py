"""Bouts of steady stepping against peaks and gaps placed by hand."""

import numpy as np
import pytest
from tests.runner import LEG_PX, stick_runner

from formcheck.domain.gait import Event
from formcheck.domain.message import Message
from formcheck.domain.pose import PoseTrack
from formcheck.domain.skeleton import INDEX
from formcheck.gait.rhythm import (
    Bout,
    _even_runs,
    _peaks,
    _turns,
    _with_edges,
    _without_odd_ends,
    find_bouts,
    lift_leg,
    lift_px,
    spread_of_legs,
    unbroken_parts,
)
from formcheck.gait.support import Support
from formcheck.geometry.sagittal import mean_leg_px

NOTE = Message("mirrored")


STEP_S = 60 / 172


def event(time_s, side="left", kind="IC"):
    return Event(time_s, side, kind, 0.0, 1.0)


SOUND = Support(0.7, 1.6, -0.4, 0.1, 0.4, 0.2)


class TestRhythm:
    def test_runs_end_where_a_step_is_no_longer_alike(self):
        even = np.arange(6) * 0.4
        assert [list(r) for r in _even_runs(even, (0.2, 0.8))] == [list(even)]
        late = np.r_[even, even[-1] + 0.57 + np.arange(4) * 0.4]
        assert [len(r) for r in _even_runs(late, (0.2, 0.8))] == [6, 4]
        near = np.r_[even, even[-1] + 0.47 + np.arange(4) * 0.4]
        assert [len(r) for r in _even_runs(near, (0.2, 0.8))] == [10]
        assert _even_runs(even, (0.41, 0.8)) == []
        assert _even_runs(even[:2], (0.2, 0.8)) == []
        gap = np.r_[even, even[-1] + 0.9 + np.arange(3) * 0.4]
        assert [len(r) for r in _even_runs(gap, (0.2, 0.8))] == [6, 3]

    @pytest.mark.parametrize(
        ("peaks_s", "others", "ends"),
        [
            ((1.0, 7.0), (), (0, 480)),  # two and a half steps and less on either side
            ((1.21, 7.0), (), (55, 480)),  # more before: the bout begins 0.6 steps ahead
            ((1.0, 6.7), (), (0, 420)),  # more after: it ends 0.6 steps on
            ((1.0, 7.0), ((0.2, 0.5, 0.8),), (42, 480)),  # three peaks of something else
            ((1.0, 7.0), ((0.2, 0.5),), (0, 480)),
            ((1.0, 7.0), ((7.2, 7.5, 7.8),), (0, 438)),
            ((1.0, 7.0), ((7.2, 7.5),), (0, 480)),
            ((1.0, 7.0), ((7.0, 7.3, 7.6),), (0, 480)),  # a peak of its own is none after it
            ((1.0, 7.0), ((0.4, 0.7, 1.0),), (0, 480)),
            ((1.0, 7.0), ((0.2, 0.5, 0.8), (0.3, 7.4)), (42, 480)),
        ],
    )
    def test_a_bout_keeps_its_rims_unless_something_else_goes_on(
        self, track, peaks_s, others, ends
    ):
        own = np.arange(peaks_s[0], peaks_s[1] + 1e-6, 0.5)
        if own[-1] < peaks_s[1] - 1e-6:
            own = np.append(own, peaks_s[1])
        runs = [own, *map(np.array, others)]
        bout = _with_edges(track, 0, len(track), own, runs)
        assert (bout.start, bout.stop) == ends

    def test_odd_outer_steps_are_dropped_while_three_peaks_remain(self):
        peaks_s = np.array([0.0, 0.3, 0.7, 1.1, 1.5])
        assert list(_without_odd_ends(peaks_s)) == [0.3, 0.7, 1.1, 1.5]
        assert list(_without_odd_ends(np.array([0.0, 0.4, 0.8, 1.2, 1.7]))) == [0.0, 0.4, 0.8, 1.2]
        assert len(_without_odd_ends(np.array([0.0, 0.35, 0.75, 1.15]))) == 4
        assert len(_without_odd_ends(np.array([0.0, 0.1, 0.9]))) == 3

    def test_peaks_stand_out_by_a_third_of_the_top(self):
        t = np.arange(200)
        wave = np.abs(np.sin(np.pi * t / 20))
        assert len(_peaks(wave)) == 10
        assert np.allclose(_peaks(wave), 10 + 20 * np.arange(10), atol=0.1)
        assert len(_peaks(0.34 * wave)) == 0
        assert len(_peaks(0.37 * wave)) == 10
        wave[20:40] *= 0.3
        assert len(_peaks(wave)) == 9

    def test_steps_gone_by_are_continued_evenly(self):
        bout = Bout(0, 10, np.array([1.0, 1.4, 1.9, 2.3]))
        assert bout.step_s == pytest.approx(0.4)
        at = np.array([0.6, 1.0, 1.65, 2.3, 2.5])
        np.testing.assert_allclose(bout.phase(at), [-1.0, 0.0, 1.5, 3.0, 3.5])

    def test_parts_end_at_gaps_and_breaks(self, track):
        xy = track.xy_px.copy()
        legs = [INDEX[f"{side}_ankle"] for side in ("left", "right")]
        xy[100:121, legs] = np.nan  # 22 frames apart: 0.367 s
        xy[200:220, legs] = np.nan  # 21 frames apart: 0.35 s
        seen = track.moved(xy, NOTE)
        assert unbroken_parts(seen) == [(0, 100), (121, 480)]
        assert unbroken_parts(seen, [300, 480]) == [(0, 100), (121, 300), (300, 480)]
        xy[:, INDEX["left_ankle"]] = track.xy_px[:, INDEX["left_ankle"]]
        assert unbroken_parts(track.moved(xy, NOTE)) == [(0, 480)]
        xy[:] = np.nan
        assert unbroken_parts(track.moved(xy, NOTE)) == []

    def test_spread_is_in_legs_and_free_of_a_camera_off_square(self, track):
        parts = ("knee", "ankle", "heel", "foot_index")
        gap = np.mean(
            [track.point(f"left_{p}")[:, 0] - track.point(f"right_{p}")[:, 0] for p in parts],
            axis=0,
        )
        middle = (np.percentile(gap, 3) + np.percentile(gap, 97)) / 2
        known = np.abs(gap - middle) / LEG_PX
        np.testing.assert_allclose(spread_of_legs(track), known)
        xy = track.xy_px.copy()
        for part in parts:
            xy[:, INDEX[f"left_{part}"], 0] += 40.0
        np.testing.assert_allclose(
            spread_of_legs(track.moved(xy, NOTE)) * np.mean([1.0]), known, rtol=0.2, atol=0.05
        )

    def test_a_hidden_leg_is_told_by_the_other_which_swings_against_it(self, track):
        xy = track.xy_px.copy()
        xy[..., 0] += np.linspace(-300, 300, len(track))[:, None]  # runs past the camera
        for part in ("knee", "ankle", "heel", "foot_index"):
            xy[100:300, INDEX[f"left_{part}"]] = np.nan
            xy[320:330, INDEX[f"right_{part}"]] = np.nan
        one = spread_of_legs(track.moved(xy, NOTE))[100:300]
        whole = spread_of_legs(track)[100:300]
        assert np.corrcoef(one, whole)[0, 1] > 0.9
        assert np.median(one / np.maximum(whole, 0.05)) == pytest.approx(1.0, abs=0.15)

    def test_a_lift_is_of_the_left_foot_over_the_right_about_its_middle_in_legs(self, track):
        xy, t = track.xy_px.copy(), track.time_s
        turn = np.cos(2 * np.pi * t / 0.7)
        for part in ("ankle", "heel"):
            xy[:, INDEX[f"left_{part}"], 1] = 600 + 30 - 20 * turn
            xy[:, INDEX[f"right_{part}"], 1] = 600 + 20 * turn
        seen = track.moved(xy, NOTE)
        leg = mean_leg_px(seen)
        np.testing.assert_allclose(lift_px(seen), 30 - 40 * turn)
        np.testing.assert_allclose(lift_leg(seen), -40 * turn / leg, atol=1e-3)
        xy[:, INDEX["left_heel"]] = np.nan
        xy[:, INDEX["right_ankle"], 1] += 8.0
        np.testing.assert_allclose(lift_px(track.moved(xy, NOTE)), 22 - 40 * turn)
        xy[:, INDEX["left_ankle"]] = np.nan
        assert np.isnan(lift_px(track.moved(xy, NOTE))).all()
        assert np.isnan(lift_leg(track.moved(xy, NOTE))).all()

    @pytest.mark.parametrize("sign", [1, -1])
    def test_a_lift_tells_a_step_where_it_is_highest_and_half_way_to_the_next(self, sign):
        t = np.arange(200)
        lift = sign * 0.2 * np.maximum(np.cos(2 * np.pi * (t - 15) / 40), -0.1)
        found = _turns(lift)
        np.testing.assert_allclose(found, 15 + 20 * np.arange(9), atol=0.05)
        assert len(_turns(0.079 / 0.2 * lift)) == 0
        assert len(_turns(0.083 / 0.2 * lift)) == 9

    def test_a_run_between_two_rests_is_cut_out_with_its_edges(self, track):
        still = np.repeat(track.xy_px[:1], 240, axis=0)
        xy = np.concatenate([still, track.xy_px, still])
        t = np.arange(len(xy)) / 60
        seen = np.isfinite(xy[..., 0]).astype(float)
        long = PoseTrack(t, np.arange(len(t)), xy, seen, 1280, 720, (NOTE,))
        bout = find_bouts(long)[0]
        first, last = bout.peaks_s[[0, -1]]
        assert bout.start == np.searchsorted(t, first - 0.6 * bout.step_s)
        assert bout.stop == np.searchsorted(t, last + 0.6 * bout.step_s)
        assert 235 <= bout.start <= 262
        alone = find_bouts(track)[0]
        assert (alone.start, alone.stop) == (0, len(track))
        assert find_bouts(track, [240])[0].stop in (240, 480)
        assert {b.start for b in find_bouts(track, [240])} >= {0, 240}

    def test_legs_without_a_length_have_no_spread(self, track):
        xy = track.xy_px.copy()
        xy[:, [INDEX["left_hip"], INDEX["right_hip"]]] = np.nan
        spread = spread_of_legs(track.moved(xy, NOTE))
        assert spread.shape == (len(track),)
        assert np.isnan(spread).all()
        nobody = spread_of_legs(track.moved(np.full_like(xy, np.nan), NOTE))
        assert nobody.shape == (len(track),)
        assert np.isnan(nobody).all()

    def test_a_landmark_that_is_hidden_for_a_while_still_tells_the_lift(self, track):
        xy = track.xy_px.copy()
        xy[:, INDEX["left_ankle"], 1], xy[:, INDEX["right_ankle"], 1] = 600, 590
        xy[:, INDEX["left_heel"], 1], xy[:, INDEX["right_heel"], 1] = 650, 620
        xy[:10, INDEX["left_heel"]] = np.nan
        lift = lift_px(track.moved(xy, NOTE))
        assert np.isnan(lift[:10]).all()
        assert (lift[10:] == 20.0).all()

    def strider(self, time_s, step_s, *, first_s=0.3):
        """Feet that swing against each other like a pendulum, one leg length from rim to rim."""
        xy = np.repeat(stick_runner().xy_px[:1], len(time_s), axis=0)
        swing = 0.5 * LEG_PX * np.cos(np.pi * (time_s - first_s) / step_s)
        for part in ("knee", "ankle", "heel", "foot_index"):
            xy[:, INDEX[f"left_{part}"], 0] = 640 + swing
            xy[:, INDEX[f"right_{part}"], 0] = 640 - swing
        seen = np.isfinite(xy[..., 0]).astype(float)
        return PoseTrack(time_s, np.arange(len(time_s)), xy, seen, 1280, 720, (NOTE,))

    @pytest.mark.parametrize("fps", [25, 60, 120])
    @pytest.mark.parametrize("step_s", [0.2, 0.36, 0.8])
    def test_steps_are_dated_on_the_tracks_clock_where_the_feet_are_farthest_apart(
        self, fps, step_s
    ):
        time_s = 5.0 + np.arange(0, 8.0, 1 / fps)
        bout = find_bouts(self.strider(time_s, step_s, first_s=5.1))[0]
        assert bout.step_s == pytest.approx(step_s, rel=0.01)
        steps = (bout.peaks_s - 5.1) / step_s
        np.testing.assert_allclose(steps, np.round(steps), atol=0.06)
        assert len(bout.peaks_s) >= int(8.0 / step_s) - 2
        assert (bout.start, bout.stop) == (0, len(time_s))

    def test_a_film_slowed_sixteen_times_has_the_same_steps(self):
        time_s = np.arange(0, 8.0, 1 / 60)
        usual = find_bouts(self.strider(time_s, 0.36))[0]
        slowed = find_bouts(self.strider(16 * time_s, 16 * 0.36, first_s=16 * 0.3))
        # gaps between its frames are 0.27 s, less than those that end a bout
        assert slowed[0].step_s == pytest.approx(16 * usual.step_s, rel=1e-3)
        np.testing.assert_allclose(slowed[0].peaks_s, 16 * usual.peaks_s, atol=16 * 0.005)

    def test_nobody_steps_faster_than_a_sprinter_or_slower_than_a_stroller_in_slow_motion(self):
        time_s = np.arange(0, 8.0, 1 / 120)
        assert find_bouts(self.strider(time_s, 0.16)) == []
        assert len(find_bouts(self.strider(time_s, 0.18))) == 1
        slow = np.arange(0, 100.0, 1 / 10)
        assert find_bouts(self.strider(slow, 14.0)) == []
        assert len(find_bouts(self.strider(slow, 13.0))) == 1

    def test_bouts_come_by_their_count_of_steps_and_then_by_their_start(self, track):
        still = np.repeat(track.xy_px[:1], 240, axis=0)
        xy = np.concatenate([track.xy_px[:200], still, track.xy_px, still, track.xy_px])
        seen = np.isfinite(xy[..., 0]).astype(float)
        found = find_bouts(
            PoseTrack(np.arange(len(xy)) / 60, np.arange(len(xy)), xy, seen, 1280, 720, (NOTE,))
        )
        keys = [(-len(b.peaks_s), b.start) for b in found]
        assert keys == sorted(keys)
        assert (found[0].start // 240, found[-1].start // 240) == (1, 0)

    def test_a_short_step_ends_a_run_as_a_long_one_does(self):
        even = np.arange(6) * 0.4
        for step_s, lengths in ((0.27, [6, 4]), (0.29, [10])):
            peaks_s = np.r_[even, even[-1] + step_s + np.arange(4) * 0.4]
            assert [len(r) for r in _even_runs(peaks_s, (0.2, 0.8))] == lengths

    def test_the_usual_step_of_a_run_is_not_moved_by_one_that_is_odd(self):
        steps_s = np.array([0.4, 0.4, 0.4, 0.55, 0.55, 0.4, 0.29, 0.4])
        assert [len(r) for r in _even_runs(np.r_[0, np.cumsum(steps_s)], (0.2, 0.8))] == [9]

    def test_legs_that_are_misread_in_one_frame_of_twenty_two_neither_part_nor_rise(self):
        t = np.arange(200)
        still = 0.05 * np.sin(2 * np.pi * t / 40)
        misread = np.where(t % 22 == 11, 0.5, still)
        assert (misread == 0.5).sum() == 9
        assert len(_peaks(np.abs(misread))) == 0
        assert len(_turns(misread)) == 0
        more = np.where(t % 18 == 9, 0.5, still)
        assert len(_peaks(np.abs(more))) == 11
        assert len(_turns(more)) == 21
