import math
from dataclasses import replace

import pytest

from assess.example import context, guidelines, judged, row, rows
from formcheck.assess.rate import TOO_WIDE, rate
from formcheck.domain.assessment import Speed, Standing
from formcheck.words import say
from formcheck.words.guidelines import basis_of


def rated(metric, value, sd=None, **ctx):
    return rate(row(metric, value, sd), context(**ctx), guidelines()).rating


@pytest.mark.parametrize(
    ("value", "rating"),
    [(6, "good"), (14.2, "borderline"), (17, "watch"), (25, "off"), (-11, "off")],
)
def test_lean_verdicts(value, rating):
    assert rated("trunk_lean_deg", value).rating == rating


def test_borderline_is_undecided_about_good():
    verdict = rated("trunk_lean_deg", 14.2)
    assert 0.4 < verdict.p_good < 0.6


def test_missing_stays_missing_with_its_reason():
    verdict = rated("trunk_lean_deg", None)
    assert (verdict.rating, verdict.score) == ("missing", None)
    assert verdict.why_not_scored.code == "needs_height"


def test_unknown_metric_is_not_scored():
    assert rated("hair_length_cm", 12.0).rating == "not_scored"


def test_described_metric_keeps_its_norm():
    verdict = rated("contact_time_ms", 240, 8)
    assert verdict.rating == "not_scored"
    assert verdict.band.expected == pytest.approx(230 - 36.5 * (3.1 - 3.5))
    assert not verdict.band.has_edges


def test_asymmetry_rows_share_one_entry():
    assert "836 runners" in say(rated("asymmetry_pct.contact_time_ms", 3, 2).why_not_scored)


def test_hopeless_interval_is_not_judged():
    assert rated("trunk_lean_deg", 30, 9).why_not_scored == TOO_WIDE


def by_a_model(metric, value, sd, convention_sd, **ctx):
    measured = replace(row(metric, value, sd), convention_sd=convention_sd)
    return rate(measured, context(**ctx), guidelines()).rating


def test_what_pose_models_differ_by_counts_against_a_band():
    laboratory, film = (by_a_model("shank_angle_deg", 13.0, 0.5, sd) for sd in (0.0, 2.0))
    assert laboratory.rating == "watch"
    assert abs(film.p_good - 0.5) < abs(laboratory.p_good - 0.5)


def test_where_pose_models_differ_by_more_than_the_band_is_wide_it_is_described():
    assert by_a_model("knee_flexion_peak_deg", 45.0, 1.0, 0.0).rating == "good"
    film = by_a_model("knee_flexion_peak_deg", 45.0, 3.0, 5.5)
    assert (film.rating, film.why_not_scored) == ("not_scored", TOO_WIDE)


def test_a_lean_counted_from_how_the_runner_stands_is_the_models_own():
    stands = Standing("right", 0.0, 0.0, (0.0, 1.0), 30)
    for convention_sd, standing, same in ((1.5, stands, True), (1.5, None, False)):
        with_it = by_a_model("trunk_lean_deg", 9.0, 1.0, convention_sd, standing=standing)
        without = by_a_model("trunk_lean_deg", 9.0, 1.0, 0.0, standing=standing)
        assert (with_it.p_good == without.p_good) == same


def test_nothing_is_scored_on_a_slope():
    steep = rated("trunk_lean_deg", 25, incline_pct=2.5)
    assert steep.rating == "not_scored"
    assert "slope" in say(steep.why_not_scored)
    assert rated("trunk_lean_deg", 25, incline_pct=2).rating == "off"
    assert rated("trunk_lean_deg", 20, incline_pct=-4).rating == "not_scored"
    assert rated("shank_angle_deg", 20, incline_pct=5).rating == "not_scored"


@pytest.mark.parametrize(("age", "judged_"), [(17, False), (18, True), (65, True), (66, False)])
def test_no_bands_for_the_young_and_the_old(age, judged_):
    verdict = rated("trunk_lean_deg", 6, age=age)
    assert (verdict.rating == "good") is judged_
    if not judged_:
        assert verdict.band is None
        assert "no norms" in say(verdict.why_not_scored)


def test_no_norms_for_a_sprint_or_a_walk():
    assert "28.8 km/h is outside" in say(
        rated("shank_angle_deg", 9, speed_mps=Speed(8.0)).why_not_scored
    )
    assert "running only" in say(rated("shank_angle_deg", 9, gait="walk").why_not_scored)


def test_bands_move_with_speed():
    slow, fast = (rated("overstride_pct_leg", 33, speed_mps=Speed(v)).rating for v in (2.5, 4.5))
    assert (slow, fast) == ("off", "good")


def test_no_universal_cadence():
    """The same 165 is fine for a tall jogger and low for a short fast runner."""
    tall = rated("cadence_spm", 165, height_m=1.92, speed_mps=Speed(2.6))
    short = rated("cadence_spm", 165, height_m=1.55, speed_mps=Speed(4.4))
    assert (tall.rating, short.rating) == ("good", "off")


def test_cadence_norm_is_the_published_equation():
    band = rated("cadence_spm", 170, age=35.0, height_m=1.78, speed_mps=Speed(10 / 3.6)).band
    expected = 203.056 + 0.193 * 35 - 44.242 * 1.78 + 3.067 * 10
    assert band.expected == pytest.approx(expected)
    assert band.good_low == pytest.approx(0.93 * expected)


def test_cadence_without_height_is_compared_more_widely():
    with_height = rated("cadence_spm", 160).band
    without = rated("cadence_spm", 160, height_m=None).band
    assert without.sd > with_height.sd
    assert "height is not known" in say(without.note)


def test_cadence_without_speed_is_never_off_and_never_scored():
    low = rated("cadence_spm", 130, speed_mps=None, height_m=None)
    usual = rated("cadence_spm", 172, speed_mps=None, height_m=None)
    assert (low.rating, low.p_off, low.score) == ("watch", 0, None)
    assert (usual.rating, usual.score) == ("not_scored", None)


def test_unknown_or_unsure_speed_widens_the_comparison():
    known, unsure, unknown = (
        rated("overstride_pct_leg", 31.5, speed_mps=speed)
        for speed in (Speed(3.2), Speed(3.2, 0.3, "planted_foot"), None)
    )
    assert known.band.sd < unsure.band.sd < unknown.band.sd
    assert known.p_good < unsure.p_good < unknown.p_good < 0.5
    assert "not known" in basis_of(unknown.band)


def standing(lean_deg=0.0, knee_deg=0.0, side="right"):
    return Standing(side, lean_deg, knee_deg, (0.1, 1.4), 40)


def test_own_standing_frame_sharpens_the_lean_where_nothing_tells_the_tilt():
    tilted = replace(
        row("trunk_lean_deg", 16, math.hypot(1.0, 2.0)),
        sd_parts={"landmarks": 1.0, "view": 2.0},
        convention_sd=1.5,
    )
    plain, upright = (rate(tilted, context(standing=s), guidelines()) for s in (None, standing()))
    assert upright.sd < plain.sd
    assert upright.rating.p_good < plain.rating.p_good


def test_lean_is_counted_from_how_the_runner_stands():
    """What landmarks, body and a tilted camera add is in the standing frame as well."""
    for own in (-4.0, 0.0, 4.0):
        band = rated("trunk_lean_deg", 12, standing=standing(own)).band
        edges = (band.watch_low, band.good_low, band.good_high, band.watch_high)
        assert edges == pytest.approx((-4 + own, own, 14 + own, 20 + own))
        assert band.standing_shift == own
    level = rated("trunk_lean_deg", 8, standing=standing(0.0))
    tilted = rated("trunk_lean_deg", 12, standing=standing(4.0))
    assert (tilted.score, tilted.p_good) == pytest.approx((level.score, level.p_good))


def test_a_tilted_camera_does_not_count_twice():
    """Its share of the interval is in the standing line too, and goes; the rest stays."""
    sure = row("trunk_lean_deg", 12, 3.0)
    parts = {"landmarks": math.sqrt(5.0), "view": 2.0}
    seen = replace(sure, sd_parts=parts)
    stood = context(standing=standing())
    with_part, without = (rate(m, stood, guidelines()) for m in (seen, sure))
    assert with_part.sd == pytest.approx(math.hypot(math.sqrt(5.0), with_part.rating.band.sd))
    assert without.sd == pytest.approx(math.hypot(3.0, without.rating.band.sd))
    assert rate(seen, context(), guidelines()).sd == pytest.approx(3.0)


def test_a_third_of_the_standing_knee_moves_the_near_knee_only():
    bent = {"standing": standing(knee_deg=6.0)}
    near = rated("knee_flexion_ic_deg", 12, **bent).band
    expected = 11.4 + 1.06 * (3.1 - 3.5)
    moved = (expected - 5.5 + 1.98, 1.98)
    assert (near.good_low, near.standing_shift) == pytest.approx(moved)
    assert near.expected == pytest.approx(expected + 1.98)
    far = rate(row("knee_flexion_ic_deg", 12, side="left"), context(**bent), guidelines())
    assert far.rating.band.good_low == pytest.approx(expected - 5.5)
    assert far.rating.band.standing_shift is None
    assert rated("shank_angle_deg", 9, **bent).band == rated("shank_angle_deg", 9).band


@pytest.mark.parametrize(
    ("own", "said"), [(3.2, "(3° forward)"), (-2.6, "(3° back)"), (0.3, "(upright)")]
)
def test_the_band_says_from_where_it_is_counted(own, said):
    basis = basis_of(rated("trunk_lean_deg", 6, standing=standing(own)).band)
    assert basis == f"counted from how you stand {said}"


def test_lean_may_be_larger_when_fast():
    assert rated("trunk_lean_deg", 6).band.good_high == 14
    assert rated("trunk_lean_deg", 6, speed_mps=Speed(4.2)).band.good_high == 15


def test_every_row_gets_a_rating_in_order():
    metrics = [*rows(), row("elbow_angle_deg", 90), row("shank_angle_deg", 9, side="left")]
    ratings = judged(metrics).ratings
    assert [(r.metric, r.side) for r in ratings] == [(m.metric, m.side) for m in metrics]


def test_far_leg_is_rated_but_does_not_count():
    near = judged(rows()).score
    far = judged([*rows(), row("shank_angle_deg", 30, side="left")])
    assert far.ratings[-1].rating == "off"
    assert far.score == near


def test_far_leg_never_stands_in_for_the_near_leg():
    metrics = [m for m in rows() if m.metric != "shank_angle_deg"]
    only_far = judged([*metrics, row("shank_angle_deg", 8, side="left")])
    assert "shank_angle_deg" in only_far.score.coverage.missing


def test_near_side_decides_which_leg_counts():
    metrics = [*rows(), row("shank_angle_deg", 30, side="left")]
    metrics += [
        replace(m, side="left")
        for m in rows()
        if m.side == "right" and m.metric != "shank_angle_deg"
    ]
    right = judged(metrics).score.exact
    left = judged(metrics, replace(context(), near_side="left"))
    assert left.score.exact < right


def test_a_mean_of_both_legs_never_stands_in_for_the_near_leg():
    metrics = [m for m in rows() if m.metric != "shank_angle_deg"]
    mean = judged([*metrics, row("shank_angle_deg", 8, side="both")])
    assert mean.ratings[-1].rating == "good"
    assert "shank_angle_deg" in mean.score.coverage.missing


@pytest.mark.parametrize(("value", "judged_"), [(27.9, False), (29, True), (69, True), (71, False)])
def test_what_a_body_hardly_does_is_taken_for_an_error(value, judged_):
    verdict = rated("knee_flexion_peak_deg", value)
    assert (verdict.rating in ("off", "watch")) is judged_
    if not judged_:
        assert "error of the measurement" in say(verdict.why_not_scored)


def test_plausible_is_wider_than_any_norm():
    for rule in guidelines().metric:
        if rule.why_not_scored:
            continue
        low, high = rule.plausible
        for band in rule.band:
            if band.relative == "absolute":
                assert band.watch_low is None or low < band.watch_low
                assert band.watch_high is None or high > band.watch_high
