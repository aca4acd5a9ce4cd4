"""Pace is judged as a share of itself, so the same at any stride time."""

import numpy as np
import pytest

from formcheck.select.steadiness import steady_pace


def peaks(strides_s, start_s=0.0):
    """One instant a step for strides of these times."""
    return start_s + np.concatenate([[0.0], np.cumsum(np.asarray(strides_s) / 2)])


@pytest.mark.parametrize("stride_s", [0.35, 0.7, 1.4, 5.6])
def test_a_change_of_pace_is_cut_off_at_any_stride_time(stride_s):
    paces = np.concatenate([np.full(40, stride_s), np.full(24, 1.15 * stride_s)])
    first, past, change = steady_pace(peaks(paces))
    assert first == 0
    assert past == pytest.approx(41, abs=3)
    assert change == pytest.approx(0.15, abs=0.005)


@pytest.mark.parametrize("stride_s", [0.35, 0.7, 1.4, 5.6])
def test_a_change_below_eight_per_cent_is_one_pace_at_any_stride_time(stride_s):
    paces = np.concatenate([np.full(40, stride_s), np.full(24, 1.06 * stride_s)])
    assert steady_pace(peaks(paces)) == (0, 65, None)
