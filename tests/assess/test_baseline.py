import math
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.assess import compare_with_baseline
from formcheck.domain.analysis import MetricRow, Quantity
from formcheck.domain.provenance import PoseModel
from formcheck.words import say

Z90 = 1.6449


def row(value, sd, metric="trunk_lean_deg", side="both"):
    low, high = (None, None) if value is None else (value - Z90 * sd, value + Z90 * sd)
    return MetricRow(metric, side, "deg", value, low, high, 9, None, {}, "not_scored")


def speed(value, half=0.05):
    return Quantity(value, value - half, value + half, "user")


def analysis(*rows, model=None, **more):
    made = SimpleNamespace(model=model and PoseModel(model, None))
    known = {"speed_mps": speed(3.0), "near_side": "left", "mode": "treadmill", "clip": None}
    return SimpleNamespace(metrics=rows, provenance=made, **(known | more))


def only(current, baseline):
    (change,) = compare_with_baseline(current, baseline).rows
    return change


@given(st.floats(-30, 30), st.floats(-30, 30), st.floats(0.01, 5), st.floats(0.01, 5))
def test_changed_exactly_beyond_what_measurement_can_do(new, old, sd_new, sd_old):
    change = only(analysis(row(new, sd_new)), analysis(row(old, sd_old)))
    assert change.delta == pytest.approx(new - old)
    assert change.sd == pytest.approx(math.hypot(sd_new, sd_old))
    beyond = abs(change.delta) > 1.96 * change.sd
    assert change.verdict == ("changed" if beyond else "not_distinguishable")


def test_same_clip_has_not_changed():
    one = analysis(row(7.0, 1.0))
    assert only(one, one).verdict == "not_distinguishable"
    assert compare_with_baseline(one, one).caveats == ()


@pytest.mark.parametrize(("new", "old"), [(None, 5.0), (5.0, None), (None, None)])
def test_missing_on_either_side_is_said(new, old):
    change = only(analysis(row(new, 1)), analysis(row(old, 1)))
    assert (change.verdict, change.delta) == ("missing", None)


def test_rows_of_both_analyses_are_kept():
    new = analysis(row(1.0, 1), row(2.0, 1, "shank_angle_deg", "left"))
    old = analysis(row(1.0, 1), row(2.0, 1, "shank_angle_deg", "right"))
    found = [(c.metric, c.side, c.verdict) for c in compare_with_baseline(new, old).rows]
    assert found == [
        ("trunk_lean_deg", "both", "not_distinguishable"),
        ("shank_angle_deg", "left", "missing"),
        ("shank_angle_deg", "right", "missing"),
    ]


def test_other_speed_leg_ground_and_model_are_named():
    new = analysis(row(1.0, 1), near_side="left", mode="treadmill", model="full")
    old = analysis(
        *(row(1.0, 1),), near_side="right", mode="overground", model="heavy", speed_mps=speed(3.6)
    )
    caveats = compare_with_baseline(new, old).caveats
    assert [c.code for c in caveats] == [
        *("speeds_differ", "other_leg_near", "other_ground", "other_pose_model")
    ]


def test_unknown_speed_is_named():
    new, old = analysis(row(1.0, 1), speed_mps=None), analysis(row(1.0, 1))
    (caveat,) = compare_with_baseline(new, old).caveats
    assert "not known" in say(caveat)
