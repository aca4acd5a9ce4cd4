"""Each rule of the cleaning at its limits, on paths and costs small enough to work out by hand."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.interpolate import PchipInterpolator
from tests.runner import LEG_PX

from formcheck.cleaning.clean import _inside_picture, clean
from formcheck.cleaning.collapses import (
    _frames,
    _joined,
    _running_median,
    _sudden,
    blank_collapses,
)
from formcheck.cleaning.gaps import bridge_gaps
from formcheck.cleaning.spikes import _cubic, _runs_off_path, _spikes, remove_spikes
from formcheck.cleaning.swaps import (
    LEFT,
    RIGHT,
)
from formcheck.domain.message import Message
from formcheck.domain.skeleton import INDEX

NOTE = Message("mirrored")


class TestEdges:
    def inside(self, track, name, axis, value):
        xy = track.xy_px.copy()
        xy[5, INDEX[name], axis] = value
        return _inside_picture(track.moved(xy, NOTE))

    @pytest.mark.parametrize(
        ("axis", "value", "gone"),
        [
            (0, -0.1, True),
            (0, 0.0, False),
            (0, 1279.0, False),
            (0, 1279.1, True),
            (1, -0.1, True),
            (1, 0.0, False),
            (1, 719.0, False),
            (1, 719.1, True),
        ],
    )
    def test_the_last_pixel_is_inside_and_what_lies_beyond_is_not(self, track, axis, value, gone):
        found = self.inside(track, "left_wrist", axis, value)
        blank = np.isnan(found.xy_px[..., 0]) & np.isfinite(track.xy_px[..., 0])
        assert blank.sum() == gone
        if gone:
            assert np.argwhere(blank).tolist() == [[5, INDEX["left_wrist"]]]
            assert found.history[-1].values == {"landmarks": 1}

    @pytest.mark.parametrize("part", ["ankle", "heel", "foot_index"])
    def test_a_foot_beside_the_picture_goes_whole_and_one_below_it_does_not(self, track, part):
        feet = [INDEX[f"left_{p}"] for p in ("ankle", "heel", "foot_index")]
        beside = self.inside(track, f"left_{part}", 0, 1300.0)
        blank = np.isnan(beside.xy_px[..., 0]) & np.isfinite(track.xy_px[..., 0])
        assert sorted(np.flatnonzero(blank[5])) == sorted(feet)
        below = self.inside(track, f"left_{part}", 1, 730.0)
        assert np.isnan(below.xy_px[5, feet, 0]).sum() == 1

    @pytest.mark.parametrize("name", ["nose", "left_shoulder", "right_hip"])
    def test_head_or_trunk_beside_the_picture_takes_both_legs(self, track, name):
        beside = self.inside(track, name, 0, -3.0)
        legs = {*LEFT.tolist(), *RIGHT.tolist()}
        assert np.isnan(beside.xy_px[5, sorted(legs), 0]).all()
        assert np.isfinite(beside.xy_px[5, INDEX["left_elbow"], 0])
        assert np.isfinite(beside.xy_px[4, sorted(legs), 0]).all()
        above = self.inside(track, name, 1, -3.0)
        assert np.isfinite(above.xy_px[5, sorted(legs - {INDEX[name]}), 0]).all()

    def test_inside_nothing_changes_and_the_share_of_swaps_is_told(self, track):
        assert _inside_picture(track) is track
        found = clean(track)
        assert (found.swapped_share, found.leg_length_px) == (0.0, pytest.approx(LEG_PX))
        xy = track.xy_px.copy()
        xy[100:124, LEFT], xy[100:124, RIGHT] = (
            track.xy_px[100:124, RIGHT],
            track.xy_px[100:124, LEFT],
        )
        assert clean(track.moved(xy, NOTE)).swapped_share == pytest.approx(24 / 480, abs=2 / 480)


class TestCollapses:
    def test_windows_are_odd_and_nearest(self):
        assert [_frames(s, 0.1) for s in (0.1, 0.24, 0.26, 0.5, 2.0)] == [1, 3, 3, 5, 21]

    def test_a_running_median_keeps_the_ends_median_beyond_them(self):
        values = np.array([1.0, 9.0, 2.0, 3.0, 8.0, 7.0, 6.0])
        # around the first: its window's median 2 stands in for what lies before it
        np.testing.assert_allclose(_running_median(values, 3), [2, 2, 3, 3, 7, 7, 7])

    def test_holes_shorter_than_the_window_are_filled(self):
        flags = np.array([1, 0, 0, 1, 0, 0, 0, 1, 0, 0], bool)
        assert _joined(flags, 3).astype(int).tolist() == [1, 1, 1, 1, 0, 0, 0, 1, 0, 0]
        assert _joined(flags, 5).astype(int).tolist() == [1] * 8 + [0, 0]

    @pytest.mark.parametrize(
        ("share", "sudden"),
        [
            ([1, 1, 0.5, 0.5, 1], [0, 0, 1, 1, 0]),
            ([1, 0.85, 0.72, 0.59, 0.5, 1], [0, 0, 0, 1, 1, 0]),  # ends with a jump
            ([1, 0.85, 0.7, 0.59, 0.55, 0.65, 0.75], [0] * 7),
            ([0.5, 0.5, 1], [1, 1, 0]),
            ([0.55, 0.55, 0.65], [0, 0, 0]),
            ([1, 0.59, 0.59], [0, 1, 1]),
            ([1, 0, 0, 1], [0, 1, 1, 0]),  # nothing is left of the trunk, and nobody warns
            ([0.7, 0.59, 0.59, 0.7], [0, 0, 0, 0]),  # by 1.19
            ([0.71, 0.59, 0.59, 0.7], [0, 1, 1, 0]),  # by 1.203
        ],
    )
    def test_a_run_counts_if_it_begins_or_ends_with_a_jump_of_a_fifth(self, share, sudden):
        share = np.array(share, float)
        assert _sudden(share, share < 0.6).astype(int).tolist() == sudden

    @pytest.mark.parametrize(
        ("share", "gone"), [(0.59, True), (0.61, False), (1.59, False), (1.61, True)]
    )
    def test_a_trunk_is_believed_from_0_6_to_1_6_of_its_usual_length(self, track, share, gone):
        hips = track.midpoint("hip")[200:205, None]
        xy = track.xy_px.copy()
        xy[200:205] = hips + share * (xy[200:205] - hips)
        found = blank_collapses(track.moved(xy, NOTE))
        assert np.isnan(found.xy_px[200:205, INDEX["left_knee"], 0]).all() == gone
        if gone:
            assert found.history[-1] == Message("collapses_removed", {"frames": 5})

    @pytest.mark.parametrize("pause_s", [0.0, 8.0])
    def test_frames_between_two_within_0_15_s_go_with_them(self, track, pause_s):
        """Seven frames between; a pause later in the film makes them no more and no fewer."""
        xy = track.xy_px.copy()
        for first in (200, 212):
            part = slice(first, first + 5)
            hips = track.midpoint("hip")[part, None]
            xy[part] = hips + 0.3 * (xy[part] - hips)
        later_s = track.time_s + pause_s * (track.time_s > 6.0)
        found = blank_collapses(replace(track.moved(xy, NOTE), time_s=later_s))
        assert np.flatnonzero(np.isnan(found.xy_px[:, 0, 0])).tolist() == list(range(200, 217))


class TestGaps:
    @pytest.mark.parametrize(("missing", "bridged"), [(5, True), (6, False)])
    def test_a_tenth_of_a_second_between_seen_frames_is_bridged(self, track, missing, bridged):
        knee = INDEX["left_knee"]
        xy = track.xy_px.copy()
        xy[50 : 50 + missing, knee] = np.nan  # 0.1 s and 0.117 s between those around it
        found, filled = bridge_gaps(track.moved(xy, NOTE))
        assert filled == missing * bridged
        if bridged:
            seen = np.isfinite(xy[:, knee, 0])
            path = PchipInterpolator(track.time_s[seen], xy[seen, knee], axis=0)
            known = path(track.time_s[50 : 50 + missing])
            np.testing.assert_allclose(found.xy_px[50 : 50 + missing, knee], known)
            assert found.history[-1] == Message("gaps_bridged", {"landmarks": missing})

    def test_what_lies_before_the_first_and_after_the_last_stays_open(self, track):
        knee = INDEX["left_knee"]
        xy = track.xy_px.copy()
        xy[:2, knee] = xy[-2:, knee] = xy[50:52, knee] = np.nan
        xy[50, INDEX["right_knee"], 1] = np.nan
        found, filled = bridge_gaps(track.moved(xy, NOTE))
        assert filled == 3
        assert np.isnan(found.xy_px[[0, 1, -2, -1], knee]).all()

    def test_four_seen_frames_carry_a_curve_and_three_do_not(self, track):
        for kept, filled in (([10, 11, 13, 14], 1), ([10, 11, 13], 0)):
            xy = track.xy_px.copy()
            lost = np.setdiff1d(np.arange(len(track)), kept)
            xy[lost, INDEX["nose"]] = np.nan
            assert bridge_gaps(track.moved(xy, NOTE))[1] == filled


class TestSpikes:
    T = np.arange(40) / 60

    def line(self, frames, off, fps=60):
        t = np.arange(40) / fps
        path = np.stack([0.4 * t, 0.1 * t], axis=1)
        path[frames, 1] += off
        return t, path

    @given(st.lists(st.floats(-3, 3), min_size=4, max_size=4))
    def test_a_cubic_goes_through_any_cubic(self, c):
        knots, at = np.array([[0.0, 0.1, 0.3, 0.35]]), np.array([[0.15, 0.2]])

        def curve(t):
            return np.stack([c[0] + c[1] * t + c[2] * t**2 + c[3] * t**3, c[3] - c[0] * t**2], -1)

        np.testing.assert_allclose(_cubic(knots, curve(knots), at), curve(at), atol=1e-9)

    def test_a_frame_off_by_more_than_noise_and_what_a_limb_can_do(self):
        bridged_s = 2 / 60
        limit = 0.08 + 25.0 * bridged_s**2
        for off, found in ((0.99 * limit, []), (1.01 * limit, [20])):
            t, path = self.line([20], off)
            kept = np.arange(40)
            assert _runs_off_path(t, path, kept, 1).tolist() == found

    def test_a_run_of_two_needs_both_to_be_off(self):
        limit = 0.08 + 25.0 * (3 / 60) ** 2
        t, path = self.line([20, 21], 1.05 * limit)
        assert _runs_off_path(t, path, np.arange(40), 2).tolist() == [20, 21]
        path[21, 1] -= 0.5 * limit
        assert 21 not in _runs_off_path(t, path, np.arange(40), 2)

    @pytest.mark.parametrize(("length", "gone"), [(1, True), (4, True), (5, False)])
    def test_a_spike_lasts_75_milliseconds_at_most(self, length, gone):
        t, path = self.line(range(15, 15 + length), 3.0)
        spikes = _spikes(t, path)
        assert spikes[15 : 15 + length].all() == gone
        assert not spikes[:12].any()
        assert not spikes[23:].any()

    def test_a_pause_in_the_film_leaves_spikes_of_two_frames_spikes(self):
        """Each of the two alone is off by less than a foot may be at 30 frames/s."""
        t, path = self.line([10, 11], 0.08 + 25.0 * (3 / 30) ** 2 + 0.03, fps=30)
        t[30:] += 2.0
        assert np.flatnonzero(_spikes(t, path)).tolist() == [10, 11]

    def test_where_a_frame_lasts_50_milliseconds_only_one_may_be_a_spike(self):
        """Off by more than two frames may be, and by less than one alone or its neighbours."""
        t, path = self.line([15, 16], 0.65, fps=20)
        assert 0.65 > 0.08 + 25.0 * (3 / 20) ** 2
        assert _runs_off_path(t, path, np.arange(40), 2).tolist() == [15, 16]
        assert not _spikes(t, path).any()

    def test_five_frames_are_enough_for_one_between(self):
        t, path = self.line([2], 3.0)
        assert _runs_off_path(t, path, np.arange(5), 1).tolist() == [2]

    def test_six_seen_frames_tell_a_spike_and_five_do_not(self):
        t, path = self.line([3], 3.0)
        path[6:] = np.nan
        assert _spikes(t, path)[3]
        path[5:] = np.nan
        assert not _spikes(t, path).any()

    def test_a_run_across_a_hole_is_not_compared(self):
        t, path = self.line([20], 1.0)
        whole = np.arange(40)
        assert 20 in _runs_off_path(t, path, whole, 1)
        holed = np.setdiff1d(whole, [21, 22, 23, 24, 25, 26])  # 8 frames between its neighbours
        assert 20 not in _runs_off_path(t, path, holed, 1)
        near = np.setdiff1d(whole, [21, 22])  # four frames between them
        path[20, 1] += 2.0
        assert 20 in _runs_off_path(t, path, near, 1)

    def test_lengths_are_in_legs_and_against_the_hips(self, track):
        xy = track.xy_px.copy()
        wrist = INDEX["left_wrist"]
        limit = 0.08 + 25.0 * (2 / 60) ** 2
        xy[100, wrist, 1] += 1.1 * limit * LEG_PX
        found, removed = remove_spikes(track.moved(xy, NOTE), LEG_PX)
        assert removed == 1
        assert np.isnan(found.xy_px[100, wrist]).all()
        assert found.history[-1] == Message("spikes_removed", {"landmarks": 1})
        assert remove_spikes(track.moved(xy, NOTE), 1.3 * LEG_PX)[1] == 0
        jumped = track.xy_px.copy()
        jumped[100] += 0.6 * LEG_PX  # the whole body, as a cut in the film does
        same = track.moved(jumped, NOTE)
        assert remove_spikes(same, LEG_PX)[0] is same
