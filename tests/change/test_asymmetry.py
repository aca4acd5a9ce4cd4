"""Left against right: the error of near against far drops out of two clips."""

import math
from dataclasses import replace
from unittest import mock

import pytest

from change.made import clip, row
from formcheck.change.asymmetry import asymmetries
from formcheck.change.parts import both_sides_margin
from formcheck.errors import UsageError

PEAK = "knee_flexion_peak_deg"


def filmed(near, left, right, *, strides=0.4):
    """A runner seen from one side, whose near knee reads six degrees more bent."""
    seen = {"left": left, "right": right}
    rows = [
        row(PEAK, side, value + 6.0 * (side == near), strides=strides)
        for side, value in seen.items()
    ]
    return clip(*rows, near_side=near)


def of(metric, found):
    return next(a for a in found if a.metric == metric)


def test_what_the_near_leg_reads_too_much_drops_out():
    found = of(PEAK, asymmetries((filmed("left", 44.0, 41.0), filmed("right", 44.0, 41.0))))
    assert found.value == pytest.approx(3.0)
    assert found.pct == pytest.approx(100 * 3.0 / 45.5)


def test_the_order_of_the_clips_does_not_matter():
    clips = filmed("left", 44.0, 41.0), filmed("right", 43.0, 41.5)
    assert asymmetries(clips) == asymmetries(clips[::-1])


def test_it_is_as_sure_as_strides_and_what_is_left():
    with mock.patch("formcheck.change.asymmetry.both_sides", return_value={PEAK: 0.8}):
        found = of(PEAK, asymmetries((filmed("left", 44.0, 41.0), filmed("right", 44.0, 41.0))))
    sd = math.hypot(0.4, 0.8 * both_sides_margin())  # four strides' spreads of 0.4, halved
    assert found.ci_high - found.value == pytest.approx(1.6449 * sd)
    assert found.threshold == pytest.approx(1.6449 * sd, rel=1e-4)
    assert found.shown


def test_a_leg_that_was_not_measured_is_missing():
    one = filmed("left", 44.0, 41.0)
    other = replace(one, near_side="right", metrics=one.metrics[:1])
    found = of(PEAK, asymmetries((one, other)))
    assert (found.value, found.shown) == (None, False)


def test_two_clips_from_one_side_are_refused():
    with pytest.raises(UsageError, match="from the left"):
        asymmetries((filmed("left", 44.0, 41.0), filmed("left", 44.0, 41.0)))


def sessions(*differences):
    return [
        (filmed("left", 41.0 + by, 41.0), filmed("right", 41.0 + by, 41.0)) for by in differences
    ]


def test_sessions_are_averaged_and_what_is_left_of_near_and_far_stays():
    with mock.patch("formcheck.change.asymmetry.both_sides", return_value={PEAK: 0.8}):
        found = of(PEAK, asymmetries(*sessions(2.0, 3.0, 2.5)))
    assert found.value == pytest.approx(2.5)
    sd = math.hypot(0.4 / math.sqrt(3), 0.8 * both_sides_margin())
    assert found.ci_high - found.value == pytest.approx(1.6449 * sd)
    assert found.n_steps == 3 * of(PEAK, asymmetries(*sessions(2.0))).n_steps


def test_sessions_that_disagree_widen_it():
    steady, torn = (
        of(PEAK, asymmetries(*sessions(*by)))
        for by in ((2.4, 2.5, 2.6, 2.5, 2.5), (-6.5, 11.5, -5.0, 10.0, 2.5))
    )
    assert steady.value == pytest.approx(torn.value)
    assert torn.ci_high - torn.value > 3 * (steady.ci_high - steady.value)
    assert not torn.shown


def test_a_left_leg_that_bends_less_is_shown_too():
    more, less = (of(PEAK, asymmetries(*sessions(by))) for by in (5.0, -5.0))
    assert (less.value, less.shown) == (pytest.approx(-more.value), more.shown)
    assert less.shown
    assert less.pct < 0 < more.pct


def test_of_a_mean_near_zero_there_is_no_percent():
    level = [row(PEAK, side, by, strides=0.4) for side, by in (("left", 1.0), ("right", -1.0))]
    found = of(PEAK, asymmetries((clip(*level, near_side="left"), clip(*level, near_side="right"))))
    assert found.value == pytest.approx(2.0)
    assert (found.pct, found.pct_low, found.pct_high) == (None, None, None)
