"""The error of a difference, the verdicts of a page, and what lasts."""

import math
from unittest import mock

import pytest

from change.made import clip, row, speed
from formcheck.assess import compare_with_baseline
from formcheck.change import by_camera, differences, leading, retest_change, set_ups
from formcheck.change.parts import BetweenDayVariability, Parts, all_days, all_parts, margin
from formcheck.change.sd import difference_sd, with_other_strides
from formcheck.domain.setup import SetUps
from formcheck.words import say

KNEE = "knee_flexion_peak_deg"
PARTS = {
    ("trunk_lean_deg", "both"): Parts(0.3, 0.4, 1.2, 0.5, 0.6, 0.7),
    (KNEE, "near"): Parts(1.0),
    (KNEE, "far"): Parts(1.0),
}


@pytest.fixture(autouse=True)
def known_parts():
    with mock.patch("formcheck.change.sd.all_parts", return_value=PARTS):
        yield


def lean(value, **more):
    return row("trunk_lean_deg", "both", value, **more)


def only(current, baseline, **how):
    (found,) = differences(current, baseline, **how).rows
    return found


@pytest.mark.parametrize(
    ("filmed", "parts"),
    [
        (SetUps("kept", "kept"), (0.3,)),
        (SetUps("put_back", "kept"), (0.3, 0.4)),
        (SetUps("other", "kept"), (0.3, 1.2)),
        (SetUps("other", "other"), (0.3, 1.2, 0.5)),
        (SetUps("kept", "kept", side="other"), (0.3, 0.6)),
        (SetUps("kept", "kept", rate="other"), (0.3, 0.7)),
        (SetUps("kept", "kept", speed="other"), (0.3,)),
    ],
)
def test_what_was_kept_drops_out(filmed, parts):
    sd = difference_sd(lean(5.0, strides=0.2), lean(6.0, strides=0.6), "both", filmed)
    assert sd == pytest.approx(math.hypot(0.2, 0.6, margin() * math.hypot(*parts)))


@pytest.mark.parametrize(
    ("leg", "filmed", "metric"),
    [
        ("both", SetUps("kept", "kept", reading="other"), "trunk_lean_deg"),
        (None, SetUps("kept", "kept"), "trunk_lean_deg"),
        ("both", SetUps("kept", "kept"), "one_of_their_own"),
    ],
)
def test_nothing_drops_out_where_nothing_is_known(leg, filmed, metric):
    a, b = row(metric, "both", 5.0, sd=3.0), row(metric, "both", 6.0, sd=4.0)
    assert difference_sd(a, b, leg, filmed) == pytest.approx(5.0, rel=1e-3)


def test_the_smallest_change_is_that_of_a_second_film_on_the_marks():
    expected = 1.95996 * math.hypot(0.2, 0.2, margin() * math.hypot(0.3, 0.4))
    assert retest_change(lean(5.0, strides=0.2), "both") == pytest.approx(expected, rel=1e-4)


def test_a_phone_elsewhere_is_never_surer_than_one_back_on_its_marks():
    surer = [key for key, parts in all_parts().items() if parts.camera < parts.put_back]
    assert surer == []


def test_of_a_clip_that_was_corrected_only_the_strides_are_exchanged():
    old, new = lean(5.0, strides=0.2), lean(5.1, strides=0.6)
    filmed = SetUps("put_back", "kept")
    before = difference_sd(lean(4.0, strides=0.4), old, "both", filmed)
    after = difference_sd(lean(4.0, strides=0.4), new, "both", filmed)
    assert with_other_strides(before, old, new, "both", filmed) == pytest.approx(after)
    assert with_other_strides(after, new, old, "both", filmed) == pytest.approx(before)
    a, b = lean(4.0, sd=3.0), lean(5.0, sd=4.0)
    unknown = difference_sd(a, a, None, filmed)
    assert with_other_strides(unknown, a, b, None, filmed) == pytest.approx(5.0, rel=1e-3)


def test_a_difference_is_told_beyond_its_threshold():
    sd = math.hypot(0.5, 0.5, 0.3 * margin())
    for share, verdict in ((0.98, "not_distinguishable"), (1.02, "changed")):
        delta = share * 1.6449 * sd  # one metric alone on the page, one page of ten wrong
        found = only(clip(lean(5.0 + delta)), clip(lean(5.0)))
        assert found.sd == pytest.approx(sd)
        assert found.threshold == pytest.approx(1.6449 * sd, rel=1e-4)
        assert (found.verdict, found.setup) == (verdict, "same")


@pytest.mark.parametrize("way", [1, -1])
def test_a_fall_is_told_like_a_rise(way):
    days = {"trunk_lean_deg": BetweenDayVariability(0.1, "own sessions")}
    found = only(clip(lean(5.0 + way * 3.0)), clip(lean(5.0)), days=days)
    assert (found.verdict, found.lasting) == ("changed", "shown")


def test_both_legs_lead_before_the_near_one():
    sides = [row("shank_angle_deg", side, 8.0) for side in ("right", "left", "both")]
    one = clip(*sides, near_side="right")
    assert [r.side for r in leading(differences(one, one, named=by_camera).rows)] == ["both"]
    legs = clip(*sides[:2], near_side="left")
    assert [r.side for r in leading(differences(legs, legs, named=by_camera).rows)] == ["near"]


def test_metrics_of_a_page_are_judged_together():
    still = [row(m, "both", 10.0) for m in ("cadence_spm", "elbow_angle_deg", "shank_angle_deg")]
    sd = math.hypot(0.5, 0.5, 0.3 * margin())
    now = clip(lean(5.0 + 1.9 * sd), *still)
    alone = only(clip(lean(5.0 + 1.9 * sd)), clip(lean(5.0)))
    found = differences(now, clip(lean(5.0), *still)).rows
    assert alone.verdict == "changed"
    assert found[0].verdict == "not_distinguishable"
    assert found[0].threshold == pytest.approx(2.2414 * sd, rel=1e-3)  # 10 % over four


def test_the_same_measure_in_other_units_does_not_count_twice():
    again = [row("trunk_lean_stride_deg", "both", 10.0), row("overstride_cm", "both", 10.0)]
    found = differences(clip(lean(5.1), *again), clip(lean(5.0), *again)).rows
    assert found[0].threshold == pytest.approx(1.6449 * found[0].sd, rel=1e-4)


def test_different_and_lasting_are_two_claims():
    days = {"trunk_lean_deg": BetweenDayVariability(2.0, "own sessions")}
    sd = math.hypot(0.5, 0.5, 0.3 * margin())
    beyond = 1.95996 * math.hypot(sd, math.sqrt(2) * 2.0)
    small = only(clip(lean(5.0 + 0.9 * beyond)), clip(lean(5.0)), days=days)
    large = only(clip(lean(5.0 + 1.1 * beyond)), clip(lean(5.0)), days=days)
    assert (small.verdict, small.lasting) == ("changed", "not_shown")
    assert (large.verdict, large.lasting) == ("changed", "shown")
    assert large.lasting_threshold == pytest.approx(beyond, rel=1e-4)
    assert only(clip(lean(50.0)), clip(lean(5.0))).lasting == "unknown"


def test_numbers_of_another_version_are_never_the_runners_change():
    old = clip(lean(5.0), provenance={"formcheck": "0.0.1"})
    found = compare_with_baseline(clip(lean(50.0)), old)
    assert [r.verdict for r in found.rows] == ["not_distinguishable"]
    assert "measure both again" in say(found.caveats[0])


@pytest.mark.parametrize(("new", "old"), [(None, 5.0), (5.0, None), (None, None)])
def test_missing_on_either_side_is_said(new, old):
    found = only(clip(lean(new)), clip(lean(old)))
    assert (found.verdict, found.delta, found.sd) == ("missing", None, None)


def test_rows_of_both_analyses_are_kept():
    new = clip(lean(1.0), row("shank_angle_deg", "left", 2.0))
    old = clip(lean(1.0), row("shank_angle_deg", "right", 2.0))
    assert [(c.metric, c.side, c.verdict) for c in differences(new, old).rows] == [
        ("trunk_lean_deg", "both", "not_distinguishable"),
        ("shank_angle_deg", "left", "missing"),
        ("shank_angle_deg", "right", "missing"),
    ]


def test_from_the_other_side_near_stands_beside_near():
    right = clip(row(KNEE, "right", 40.0), near_side="right")
    left = clip(row(KNEE, "left", 42.0), near_side="left")
    (found,) = differences(left, right, named=by_camera).rows
    assert (found.side, found.delta, found.setup) == ("near", 2.0, "other")
    own = differences(left, right).rows
    assert {r.verdict for r in own} == {"missing"}


def test_a_leg_that_is_near_once_and_far_once_keeps_its_whole_error():
    near = clip(row(KNEE, "right", 40.0, sd=3.0), near_side="right")
    far = clip(row(KNEE, "right", 42.0, sd=4.0), near_side="left")
    assert only(far, near).sd == pytest.approx(5.0, rel=1e-3)


def test_other_speed_leg_ground_and_model_are_named():
    new = clip(lean(1.0), near_side="left", mode="treadmill")
    old = clip(
        lean(1.0), near_side="right", mode="overground", speed_mps=speed(3.6),
        provenance={"model": None},
    )  # fmt: skip
    codes = [c.code for c in compare_with_baseline(new, old).caveats]
    assert codes[:3] == ["speeds_differ", "other_leg_near", "other_ground"]
    unknown = compare_with_baseline(clip(lean(1.0), speed_mps=None), clip(lean(1.0)))
    assert "not known" in say(unknown.caveats[0])


def test_same_clip_has_not_changed():
    one = clip(lean(7.0))
    found = compare_with_baseline(one, one)
    assert [r.verdict for r in found.rows] == ["not_distinguishable"]
    assert found.caveats == ()
    assert found.filmed == set_ups(one, one)


def test_the_data_name_their_sources_and_hold_no_negative_part():
    mock.patch.stopall()
    assert {"cadence_spm", "trunk_lean_deg", "overstride_pct_leg"} <= {m for m, _ in all_parts()}
    for parts in all_parts().values():
        assert all(getattr(parts, name) >= 0 for name in Parts.__slots__)
    assert all(day.sd > 0 and "et al." in day.source for day in all_days().values())


def test_numbers_of_another_version_do_not_last_either():
    days = {"trunk_lean_deg": BetweenDayVariability(0.1, "own sessions")}
    old = clip(lean(5.0), provenance={"formcheck": "0.0.1"})
    found = only(clip(lean(50.0)), old, days=days)
    assert found.delta > found.lasting_threshold
    assert found.lasting == "not_shown"


def test_days_that_are_known_come_before_what_is_published():
    cadence = [row("cadence_spm", "both", value, unit="steps/min") for value in (178.0, 170.0)]
    known = BetweenDayVariability(0.1, "own sessions")
    own, published = (
        only(clip(cadence[0]), clip(cadence[1]), days=days)
        for days in ({"cadence_spm": known}, None)
    )
    assert own.lasting_threshold < published.lasting_threshold


def test_two_exact_values_that_differ_have_changed():
    exact = {("trunk_lean_deg", "both"): Parts(0.0)}
    with mock.patch("formcheck.change.sd.all_parts", return_value=exact):
        one, other = (clip(lean(value, strides=0.0)) for value in (5.0, 5.1))
        assert only(other, one).verdict == "changed"
        assert only(one, one).verdict == "not_distinguishable"
