import itertools
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.video.clock import Clock


def times(ticks, rate=Fraction(10)):
    clock = Clock(Fraction(1, 10), rate)
    return clock, [clock.time_s(t) for t in ticks]


def test_good_timestamps_are_kept_and_start_at_zero():
    clock, found = times([7, 8, 10, 11])
    assert found == pytest.approx([0.0, 0.1, 0.3, 0.4])
    assert (clock.repeated, clock.missing) == (0, 0)


def test_a_repeated_timestamp_leaves_the_following_ones_right():
    clock, found = times([0, 1, 1, 2])
    assert found == pytest.approx([0.0, 0.1, 0.125, 0.2])
    assert clock.repeated == 1


def test_time_goes_on_after_a_jump_back():
    clock, found = times([0, 1, 2, 3, 4, 0, 1, 2])
    assert found == pytest.approx([0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7])
    assert clock.repeated == 1


def test_missing_timestamps_are_filled_at_the_nominal_rate():
    clock, found = times([None, None, 12, None, 14])
    assert found == pytest.approx([0.0, 0.1, 0.2, 0.3, 0.4])
    assert clock.missing == 3


@given(st.lists(st.one_of(st.none(), st.integers(-1000, 1000)), min_size=2, max_size=60))
def test_time_always_advances(ticks):
    _, found = times(ticks)
    assert all(later > earlier for earlier, later in itertools.pairwise(found))
