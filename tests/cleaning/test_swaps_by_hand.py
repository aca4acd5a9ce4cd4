"""Exchanged legs at the limits of each rule, on paths and costs to work out by hand."""

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.runner import LEG_PX

from formcheck.cleaning.swaps import (
    CAP,
    LEFT,
    RIGHT,
    SWITCH_COST,
    WEIGHT,
    _cheapest_path,
    _distance,
    _jumps,
    _stride_phase,
    repair_swaps,
)
from formcheck.domain.message import Message
from formcheck.domain.skeleton import INDEX, SIDES

NOTE = Message("mirrored")


class TestSwaps:
    def test_distance_is_a_weighted_mean_that_is_capped(self):
        legs, mean = np.zeros((1, 2, 4, 2)), np.zeros((1, 2, 4, 2))
        legs[0, 0, 1] = (0.3, 0.4)  # an ankle
        legs[0, 1, 3] = (5.0, 0.0)  # a toe, far off
        legs[0, 1, 0] = np.nan
        known = (1.0 * 0.5 + 0.7 * CAP) / (2 * WEIGHT.sum())
        assert _distance(legs, mean)[0] == pytest.approx(known)
        assert WEIGHT.tolist() == [1.0, 1.0, 0.7, 0.7]

    def test_a_jump_is_off_the_straight_way_through_two_frames(self):
        t = np.array([0.0, 0.1, 0.3, 0.4])
        both = np.zeros((4, 2, 2, 4, 2))
        both[:, 0] += (np.array([0.0, 0.1, 0.3, 0.45]) * 1.0)[:, None, None, None]
        both[:, 1] = 7.0
        found = _jumps(both, t)
        assert found.shape == (4, 2, 2, 2)
        assert not found[:2].any()
        assert found[2, 0, 0, 0] == pytest.approx(0.0)  # twice the time, twice the way
        # half the time: 0.3 + 0.1 against 0.45, on both axes
        assert found[3, 0, 0, 0] == pytest.approx(math.hypot(0.05, 0.05))
        assert found[3, 1, 1, 1] == pytest.approx(0.0)
        assert found[3, 0, 0, 1] == pytest.approx(CAP)
        late = _jumps(both, np.array([0.0, 0.1, 0.9, 1.0]))
        assert late[2, 0, 0, 0] == pytest.approx(0.0)  # no more than twice the way
        both[3, 0, 0, 0] = np.nan
        assert _jumps(both, t)[3, 0, 0, 0] == pytest.approx(
            (math.hypot(0.05, 0.05) * (2 * WEIGHT.sum() - 1) + CAP) / (2 * WEIGHT.sum())
        )

    @given(st.integers(0, 10**6), st.integers(3, 6))
    def test_the_cheapest_path_is_that_of_trying_all(self, seed, count):
        rng = np.random.default_rng(seed)
        costs, jumps = rng.uniform(0, 0.2, (count, 2)), rng.uniform(0, 0.2, (count, 2, 2, 2))

        def spent(path):
            total = sum(costs[t, s] for t, s in enumerate(path))
            total += SWITCH_COST * sum(a != b for a, b in itertools.pairwise(path))
            return total + sum(jumps[t, path[t - 2], path[t - 1], path[t]] for t in range(2, count))

        best = min(itertools.product((0, 1), repeat=count), key=spent)
        assert _cheapest_path(costs, jumps).astype(int).tolist() == list(best)

    def legs(self, t, stride_s=0.7, offset=0.0, swing=0.5):
        """Feet that swing by closed forms: the left is farthest ahead at t = 0."""
        x = swing * np.cos(2 * np.pi * t / stride_s)
        legs = np.zeros((len(t), 2, 4, 2))
        legs[:, 0, :, 0] = x[:, None] + offset
        legs[:, 1, :, 0] = -x[:, None]
        return legs

    def test_the_phase_is_nought_where_the_left_foot_is_ahead(self):
        t = np.arange(0, 5, 1 / 60)
        for legs, turn_sign in ((self.legs(t), 1), (self.legs(t, offset=0.2), 1)):
            phase, turn = _stride_phase(t, legs)
            off = (phase - t / 0.7 + 0.5) % 1 - 0.5
            assert np.abs(off).max() < 0.02
            assert set(np.unique(turn)) == {0.0, 1.0 * turn_sign}
        gap = np.abs(np.cos(2 * np.pi * t / 0.7))
        assert np.mean(turn[gap > 0.65] == 1.0) > 0.95
        assert not turn[gap < 0.5].any()

    @pytest.mark.parametrize("fps", [30, 60])
    def test_the_phase_goes_on_beyond_the_first_and_the_last_time_the_feet_are_apart(self, fps):
        t = np.arange(7.15, 12.05, 1 / fps)  # begins and ends between two of them
        phase, _ = _stride_phase(t, self.legs(t))
        off = (phase - t / 0.7 + 0.5) % 1 - 0.5
        assert np.abs(off).max() < 0.02

    @pytest.mark.parametrize("odd", [1, 10])
    def test_the_phase_keeps_to_a_first_or_last_step_that_is_quicker(self, odd):
        apart_s = np.cumsum([-0.175, *[0.35] * 12])
        apart_s[odd + 1 :] -= 0.06  # the first or the last step between two that are seen whole
        t = np.arange(0, apart_s[-1], 1 / 60)
        strides = np.interp(t, apart_s, np.arange(13) / 2)
        phase, _ = _stride_phase(t, self.legs(0.7 * strides))
        off = (phase - strides + 0.25) % 0.5 - 0.25
        off -= np.median(off)
        inner = (t > apart_s[1]) & (t < apart_s[-2])
        assert np.abs(off[inner]).max() < 0.03

    def test_feet_that_hardly_part_are_no_step(self):
        """For a second the feet go 0.3 as far apart, and half as quick again."""
        t = np.arange(0, 6, 1 / 60)
        shuffles = (t > 2.5) & (t < 3.5)
        legs = self.legs(t)
        legs[shuffles] = 0.3 * self.legs(1.5 * t[shuffles])
        phase, _ = _stride_phase(t, legs)
        off = (phase - t / 0.7 + 0.5) % 1 - 0.5
        assert np.abs(off[t > 3.8]).max() < 0.02

    def test_frames_whose_labels_contradict_their_turn_are_marked(self):
        t = np.arange(0, 5, 1 / 60)
        legs = self.legs(t)
        wrong = (t > 2.0) & (t < 2.3)
        legs[wrong] = legs[wrong][:, ::-1]
        _, turn = _stride_phase(t, legs)
        assert (turn[wrong] <= 0).all()
        assert (turn[wrong] == -1).any()
        assert (turn[~wrong] >= 0).all()
        many = self.legs(t)
        half = np.arange(len(t)) % 90 < 45
        many[half] = many[half][:, ::-1]
        assert _stride_phase(t, many) == (None, None)

    def test_a_short_still_or_unseen_pair_of_legs_has_no_phase(self):
        t = np.arange(0, 5, 1 / 60)
        assert _stride_phase(t[:71], self.legs(t[:71])) == (None, None)  # 1.18 s
        assert _stride_phase(t, np.zeros((len(t), 2, 4, 2))) == (None, None)
        unseen = np.full((len(t), 2, 4, 2), np.nan)
        assert _stride_phase(t, unseen) == (None, None)
        unseen[:9] = 0.0
        assert _stride_phase(t, unseen) == (None, None)
        assert _stride_phase(t, self.legs(t, stride_s=2.0))[0] is None  # a step of a second

    def test_legs_hidden_before_and_after_are_told_by_the_runners_own_stride(self, track):
        left, right = (track.xy_px[200:220, INDEX[f"{side}_ankle"], 0] for side in SIDES)
        passing = 200 + int(np.argmin(np.abs(left - right)))
        xy = track.xy_px.copy()
        seen = np.arange(passing - 1, passing + 2)
        for hidden in (np.arange(passing - 4, passing - 1), np.arange(passing + 2, passing + 5)):
            xy[hidden[:, None], [*LEFT, *RIGHT]] = np.nan
        true = xy[seen].copy()
        xy[seen[:, None], LEFT], xy[seen[:, None], RIGHT] = true[:, RIGHT], true[:, LEFT]
        found, swapped = repair_swaps(track.moved(xy, NOTE), LEG_PX)
        assert swapped[seen].all()
        np.testing.assert_allclose(found.xy_px[seen], true)

    def test_landmarks_and_visibility_change_places_together(self, track):
        frames = np.arange(200, 230)
        xy, seen = track.xy_px.copy(), track.visibility.copy()
        seen[:, LEFT] = 0.8
        for values in (xy, seen):
            kept = values[200:230, LEFT].copy()
            values[200:230, LEFT] = values[200:230, RIGHT]
            values[200:230, RIGHT] = kept
        mixed = replace(track.moved(xy, NOTE), visibility=seen)
        found, swapped = repair_swaps(mixed, LEG_PX)
        assert np.flatnonzero(swapped).tolist() == pytest.approx(frames.tolist(), abs=1)
        np.testing.assert_allclose(found.xy_px[200:230], track.xy_px[200:230])
        assert (found.visibility[:, LEFT] == 0.8).all()
        assert found.history[-1] == Message("legs_exchanged", {"frames": 30, "of": 480})
