import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.assess import compare_with_baseline

Z90 = 1.6449


def row(value, sd, metric="trunk_lean_deg", side="both"):
    numbers = (None, None) if value is None else (value - Z90 * sd, value + Z90 * sd)
    return {
        "metric": metric,
        "side": side,
        "unit": "deg",
        "value": value,
        "ci_low": numbers[0],
        "ci_high": numbers[1],
    }


def speed(value, half=0.05):
    return {"value": value, "ci_low": value - half, "ci_high": value + half}


def analysis(*rows, **more):
    return {"metrics": list(rows), "speed_mps": speed(3.0), **more}


def only(current, baseline):
    (change,) = compare_with_baseline(current, baseline)
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
    assert only(one, one).caveats == ()


@pytest.mark.parametrize(("new", "old"), [(None, 5.0), (5.0, None), (None, None)])
def test_missing_on_either_side_is_said(new, old):
    change = only(analysis(row(new, 1)), analysis(row(old, 1)))
    assert (change.verdict, change.delta) == ("missing", None)


def test_rows_of_both_analyses_are_kept():
    new = analysis(row(1.0, 1), row(2.0, 1, "shank_angle_deg", "left"))
    old = analysis(row(1.0, 1), row(2.0, 1, "shank_angle_deg", "right"))
    found = [(c.metric, c.side, c.verdict) for c in compare_with_baseline(new, old)]
    assert found == [
        ("trunk_lean_deg", "both", "not_distinguishable"),
        ("shank_angle_deg", "left", "missing"),
        ("shank_angle_deg", "right", "missing"),
    ]


def test_other_speed_leg_ground_and_model_are_named():
    model = {"provenance": {"model": {"name": "full"}}}
    other = {"provenance": {"model": {"name": "heavy"}}}
    new = analysis(row(1.0, 1), near_side="left", mode="treadmill", **model)
    old = analysis(row(1.0, 1), near_side="right", mode="overground", **other)
    old["speed_mps"] = speed(3.6)
    caveats = only(new, old).caveats
    assert len(caveats) == 4
    assert any("speeds differ" in c for c in caveats)


def test_unknown_speed_is_named():
    assert (
        "not known" in only(analysis(row(1.0, 1), speed_mps=None), analysis(row(1.0, 1))).caveats[0]
    )
