"""Bands and verdicts of the guidelines against numbers worked out by hand."""

import math
from dataclasses import replace

import pytest
from scipy.stats import norm

from assess.by_hand import ABSOLUTE, LEAN, LINE, band_of, edges, rule_of, with_rule
from assess.example import context, guidelines, row, rows
from formcheck.assess.bands import (
    age_reason,
    no_band_reason,
    resolve,
    slope_reason,
)
from formcheck.assess.healthy import SPEEDS_MPS, share_outside, shares
from formcheck.assess.probability import judge
from formcheck.assess.rate import doubted, rate
from formcheck.domain.assessment import Speed, Standing
from formcheck.domain.message import Message
from formcheck.guidelines.schema import BandRule, Group, LinearModel, Shift, StandingRule

BAND = replace(
    band_of(ABSOLUTE), good_low=2.0, good_high=8.0, watch_low=-1.0, watch_high=12.0, sd=0.0
)


ONE_SIDED = replace(BAND, good_high=None, watch_high=None)


class TestBands:
    def test_a_line_is_worked_out_with_the_error_of_what_is_not_known(self):
        offset = BandRule(
            relative="offset",
            expected=LINE,
            norm_sd=4.0,
            extra_sd=0.6,
            good_low=-3.0,
            watch_low=-5.0,
            good_high=2.0,
            watch_high=6.0,
        )
        known = {"speed_mps": Speed(3.0, 0.1), "height_m": 1.8, "age": 40.0, "sex": "F"}
        expected = 10 + 2 * 10.8 + 5 * 0.1 + 0.5 * 40 + 3
        found = band_of(offset, **known)
        assert found.expected == pytest.approx(expected)
        assert edges(found) == pytest.approx([expected + d for d in (-5, -3, 2, 6)])
        assert found.sd == pytest.approx(math.hypot(2 * 0.36, 0.6))
        man = band_of(offset, **{**known, "sex": "m"})
        assert man.expected == pytest.approx(expected - 3)
        old = band_of(offset, **{**known, "age": None})
        assert old.expected == pytest.approx(expected - 1.0)  # 38 is assumed, within 12
        assert old.sd == pytest.approx(math.hypot(0.72, 0.5 * 12, 0.6))
        slow = band_of(offset, **{**known, "speed_mps": None})
        assert slow.expected == pytest.approx(expected + 2 * 3.6 * 0.2)
        assert slow.sd == pytest.approx(math.hypot(2 * 3.6 * 0.7, 0.6))

    def test_percent_is_of_what_is_expected(self):
        line = LinearModel(intercept=160.0)
        band = BandRule(
            relative="percent",
            expected=line,
            good_low=-5.0,
            watch_low=-10.0,
            good_high=5.0,
            watch_high=20.0,
        )
        assert edges(band_of(band)) == pytest.approx([144.0, 152.0, 168.0, 192.0])

    def test_absolute_edges_know_no_line_and_no_error_of_it(self):
        band = ABSOLUTE.model_copy(update={"expected": LINE})
        found = band_of(band, age=None, sex="m")
        assert edges(found) == (0.0, 2.0, 8.0, 12.0)
        assert found.sd == 0.5
        assert found.expected == pytest.approx(10 + 2 * 3.6 * 3.1 + 5 * 0.08 + 0.5 * 38)

    def test_a_shift_moves_its_edge_above_its_speed(self):
        shifts = (
            Shift(edge="good_high", above_speed_kmh=12.0, by=1.5),
            Shift(edge="good_high", above_speed_kmh=15.0, by=0.5),
            Shift(edge="watch_high", above_speed_kmh=12.0, by=3.0),
        )
        band = ABSOLUTE.model_copy(update={"shifts": shifts})
        by_speed = {
            kmh: edges(band_of(band, speed_mps=Speed(kmh / 3.6)))
            for kmh in (11.9, 12.0, 12.1, 15.1)
        }
        assert by_speed[11.9] == by_speed[12.0] == (0.0, 2.0, 8.0, 12.0)
        assert by_speed[12.1] == (0.0, 2.0, 9.5, 15.0)
        assert by_speed[15.1] == (0.0, 2.0, 10.0, 15.0)
        assert edges(band_of(band, speed_mps=None)) == (0.0, 2.0, 8.0, 12.0)

    @pytest.mark.parametrize(
        ("angle", "side", "shift"),
        [
            ("lean_deg", "both", 0.5 * 3.0),
            ("lean_deg", "left", 0.5 * 3.0),
            ("knee_flexion_deg", "right", 0.5 * 7.0),
            ("knee_flexion_deg", "left", None),
            ("knee_flexion_deg", "both", None),
        ],
    )
    def test_how_a_runner_stands_moves_all_edges_by_its_share(self, angle, side, shift):
        stand = Standing("right", 3.0, 7.0, (0.0, 1.0), 30)
        ruled = StandingRule(angle=angle, share=0.5, sd=1.25, levels_camera=True)
        found = band_of(ABSOLUTE.model_copy(update={"standing": ruled}), side, standing=stand)
        assert found.standing_shift == shift
        assert edges(found) == tuple(e + (shift or 0.0) for e in (0.0, 2.0, 8.0, 12.0))
        assert found.sd == (0.5 if shift is None else 1.25)
        assert found.levels_camera is (shift is not None)
        assert len(found.basis) == (shift is not None)
        assert band_of(ABSOLUTE, side, standing=stand).standing_shift is None

    def test_a_stance_is_told_in_words_by_its_sign(self):
        ruled = StandingRule(angle="lean_deg", share=0.5, sd=1.0)
        band = ABSOLUTE.model_copy(update={"standing": ruled})

        def told(lean):
            (basis,) = band_of(band, standing=Standing("right", lean, 7.0, (0.0, 1.0), 30)).basis
            return basis.code, dict(basis.values)

        assert told(2.04) == ("basis_standing_forward", {"lean_deg": 2.0})
        assert told(-2.04) == ("basis_standing_back", {"lean_deg": 2.0})
        assert told(0.4) == ("basis_standing_upright", {})
        bent = StandingRule(angle="knee_flexion_deg", share=0.5, sd=1.0)
        found = band_of(
            ABSOLUTE.model_copy(update={"standing": bent}),
            "right",
            standing=Standing("right", 2.0, 7.26, (0.0, 1.0), 30),
        )
        assert found.basis[0] == Message("basis_standing_knee", {"bend_deg": 7.3})

    def test_a_basis_names_speed_and_height_where_they_count(self):
        line = LinearModel(intercept=1.0, terms={"speed_kmh": 1.0, "height_m": 1.0})
        line_only = LinearModel(intercept=1.0, terms={"speed_mps": 1.0})
        band = ABSOLUTE.model_copy(update={"expected": line})
        codes = [m.code for m in band_of(band, speed_mps=Speed(3.0, 0.1, "user")).basis]
        assert codes == ["basis_speed", "basis_height"]
        band = ABSOLUTE.model_copy(update={"expected": line_only})
        about = band_of(band, speed_mps=Speed(3.0, 0.1, "planted_foot")).basis
        assert [m.code for m in about] == ["basis_speed_about"]
        assert [m.code for m in band_of(band, speed_mps=None).basis] == ["basis_usual_speeds"]
        assert band_of(ABSOLUTE).basis == ()

    def test_the_first_band_whose_needs_are_known_is_taken(self):
        fast = ABSOLUTE.model_copy(update={"needs": ("speed", "height"), "good_high": 9.0})
        tall = ABSOLUTE.model_copy(update={"needs": ("height",), "good_high": 8.5})
        rule = rule_of(fast, tall)
        for ctx, high in (({}, 9.0), ({"speed_mps": None}, 8.5), ({"height_m": None}, None)):
            found = resolve(rule, "both", context(**ctx), guidelines())
            assert (None if found is None else found.good_high) == high

    def test_norms_hold_for_running_level_ages_and_speeds_that_were_measured(self):
        rule, own = rule_of(ABSOLUTE), guidelines()

        def why(**ctx):
            reason = no_band_reason(ctx.pop("rule", rule), context(**ctx), own)
            return None if reason is None else reason.code

        assert why() is None
        assert why(gait="walk") == "not_running"
        ages = {17.9: "age_below", 18.0: None, 65.0: None, 65.1: "age_above", None: None}
        assert {age: why(age=age) for age in ages} == ages
        assert age_reason(context(age=10), own).values == {"youngest": 18.0}
        assert age_reason(context(age=80), own).values == {"oldest": 65.0}
        slopes = {-2.1: "slope_too_steep", -2.0: None, 2.0: None, 2.1: "slope_too_steep"}
        assert {pct: why(incline_pct=pct) for pct in slopes} == slopes
        hilly = rule_of(ABSOLUTE, max_incline_pct=6.0)
        assert why(rule=hilly, incline_pct=-5.9) is None
        assert slope_reason(context(incline_pct=-6.5), own, hilly).values == {
            "incline_pct": 6.5,
            "most_pct": 6.0,
        }
        level = rule_of(ABSOLUTE, max_incline_pct=0.0)
        slopes = {None: None, 0.0: None, 0.1: "slope_too_steep"}
        assert {pct: why(rule=level, incline_pct=pct) for pct in slopes} == slopes
        speeds = {1.99: "speed_without_norms", 2.0: None, 5.5: None, 5.51: "speed_without_norms"}
        assert {v: why(speed_mps=Speed(v)) for v in speeds} == speeds
        told = no_band_reason(rule, context(speed_mps=Speed(6.123456)), own).values
        assert told == {"speed_mps": 6.12346, "low_mps": 2.0, "high_mps": 5.5}

    def test_a_doubted_speed_takes_only_bands_that_go_by_speed(self):
        def why(band):
            reason = no_band_reason(rule_of(band), context(speed_disagrees=True), guidelines())
            return None if reason is None else reason.code

        by_speed = {"relative": "offset", "expected": LINE}
        still = {"relative": "offset", "expected": LinearModel(intercept=1.0)}
        assert why(ABSOLUTE) is None
        assert why(ABSOLUTE.model_copy(update={"expected": LINE})) is None
        assert why(ABSOLUTE.model_copy(update={"needs": ("speed",)})) == "speed_in_doubt"
        assert why(ABSOLUTE.model_copy(update=by_speed)) == "speed_in_doubt"
        assert why(ABSOLUTE.model_copy(update=still)) is None


class TestRating:
    def rated(self, value, sd=0.5, *, rule=None, band=ABSOLUTE, metric=LEAN, **more):
        ctx = {k: more.pop(k) for k in ("standing",) if k in more}
        measured_row = replace(row(metric, value, sd), **more)
        rule = rule or rule_of(band)
        return rate(measured_row, context(**ctx), with_rule(rule))

    def test_errors_of_value_band_and_convention_add_in_quadrature(self):
        found = self.rated(5.0, 0.5, convention_sd=1.2)
        assert found.sd == pytest.approx(math.sqrt(0.5**2 + 0.5**2 + 1.2**2))
        assert found.verdict == judge(found.rating.band, 5.0, found.sd)
        assert found.rating.score == found.verdict.score
        assert found.scored

    def test_what_stands_levels_the_camera_and_shares_the_models_convention(self):
        stand = Standing("right", 1.0, 7.0, (0.0, 1.0), 30)
        ruled = StandingRule(angle="lean_deg", share=0.25, sd=0.3, levels_camera=True)
        band = ABSOLUTE.model_copy(update={"standing": ruled})
        found = self.rated(
            5.0, 2.0, band=band, standing=stand, convention_sd=1.0, sd_parts={"view": 1.6}
        )
        assert found.sd == pytest.approx(math.sqrt(4.0 - 1.6**2 + 0.3**2 + 0.75**2))
        more = self.rated(
            5.0, 1.0, band=band, standing=stand, convention_sd=0.0, sd_parts={"view": 1.6}
        )
        assert more.sd == pytest.approx(0.3)
        more_shared = ruled.model_copy(update={"share": 0.5})
        other = band.model_copy(update={"standing": more_shared, "needs": ("speed",)})
        shared = self.rated(
            *(5.0, 2.0), rule=rule_of(band, other), standing=stand, convention_sd=1.0
        )
        assert shared.sd == pytest.approx(math.sqrt(4.0 + 0.3**2 + 0.5**2))
        askew = band.model_copy(
            update={"standing": ruled.model_copy(update={"levels_camera": False})}
        )
        whole = self.rated(5.0, 2.0, band=askew, standing=stand, sd_parts={"view": 1.6})
        assert whole.sd == pytest.approx(math.hypot(2.0, 0.3))

    @pytest.mark.parametrize(
        ("value", "believed"), [(-3.1, False), (-3.0, True), (20.0, True), (20.1, False)]
    )
    def test_beyond_the_plausible_nothing_is_judged(self, value, believed):
        rule = rule_of(ABSOLUTE, plausible=(-3.0, 20.0))
        found = self.rated(value, rule=rule)
        assert (found.verdict is not None) is believed
        if not believed:
            assert found.rating.why_not_scored.code == "implausible"
            told = found.rating.why_not_scored.values
            assert (told["value"], told["low"], told["high"]) == (value, -3.0, 20.0)
            assert found.rating.band is not None

    def test_a_joint_that_is_broken_at_one_instant_is_not_believed_at_another(self):
        own = guidelines()
        knees = ("knee_flexion_ic_deg", "knee_flexion_peak_deg")
        assert {own.rule(k).joint for k in knees} == {"knee"}
        low, _ = own.rule(knees[0]).plausible
        found = [rate(m, context(), own) for m in rows(**{knees[0]: low - 5})]
        after = {r.metric.metric: r for r in doubted(found)}
        why = after[knees[1]].rating.why_not_scored
        assert (why.code, why.values["metrics"]) == ("joint_implausible", (knees[0],))
        assert after[knees[1]].rating.band is not None
        assert after["shank_angle_deg"].verdict is not None
        far = rate(row(knees[0], low - 5, side="left"), context(), own)
        other = [far, *(r for r in found if r.metric.metric != knees[0])]
        kept = {r.metric.metric: r for r in doubted(other) if r.metric.side == "right"}
        assert kept[knees[1]].verdict is not None

    def test_an_unscored_band_speaks_up_only_where_it_is_left(self):
        rule = rule_of(ABSOLUTE.model_copy(update={"scored": False}))
        fine, off = self.rated(5.0, rule=rule), self.rated(30.0, rule=rule)
        assert (fine.rating.rating, fine.verdict) == ("not_scored", None)
        assert (off.rating.rating, off.rating.score, off.scored) == ("off", None, False)

    def test_reasons_come_in_their_order(self):
        silent = rule_of(why_not_scored="nobody knows", own=True)
        assert self.rated(5.0, rule=silent).rating.why_not_scored == Message(
            "as_written", {"text": "nobody knows"}
        )
        theirs = rule_of(why_not_scored="nobody knows")
        assert self.rated(5.0, rule=theirs).rating.why_not_scored.code == "rule_says_why"
        uphill = rate(row(LEAN, 5.0), context(incline_pct=9.0), with_rule(silent))
        assert uphill.rating.why_not_scored.values == {"text": "nobody knows"}
        needs = rule_of(ABSOLUTE.model_copy(update={"needs": ("speed",)}))
        unknown = rate(row(LEAN, 5.0), context(speed_mps=None), with_rule(needs))
        assert unknown.rating.why_not_scored.code == "band_inputs_unknown"
        wide = self.rated(5.0, 9.0)
        assert (wide.rating.rating, wide.rating.why_not_scored.code) == (
            "not_scored",
            "interval_too_wide",
        )


class TestHealthy:
    def test_a_share_outside_is_two_tails_of_the_norm(self):
        band = BandRule(
            relative="offset",
            expected=LinearModel(intercept=50.0),
            norm_sd=4.0,
            good_low=-4.0,
            watch_low=-9.0,
            good_high=8.0,
            watch_high=20.0,
        )
        found = share_outside(rule_of(band), context(), guidelines())
        assert found == pytest.approx(norm.cdf(-1) + norm.sf(2))
        low = band.model_copy(update={"good_high": None, "watch_high": None})
        assert share_outside(rule_of(low), context(), guidelines()) == pytest.approx(norm.cdf(-1))

    def test_groups_weigh_by_their_size(self):
        groups = (Group(mean=5.0, sd=3.0, n=30), Group(mean=8.0, sd=2.0, n=10))
        band = ABSOLUTE.model_copy(update={"healthy": groups})
        first = norm.cdf(-1) + norm.sf(1)
        second = norm.cdf(-3) + norm.sf(0)
        known = (30 * first + 10 * second) / 40
        assert share_outside(rule_of(band), context(), guidelines()) == pytest.approx(known)

    def test_a_rule_without_runners_or_band_is_an_error(self):
        with pytest.raises(ValueError, match="nothing of healthy"):
            share_outside(rule_of(ABSOLUTE), context(), guidelines())
        needy = ABSOLUTE.model_copy(update={"needs": ("speed",)})
        with pytest.raises(ValueError, match="no band"):
            share_outside(rule_of(needy), context(speed_mps=None), guidelines())

    def test_every_scored_metric_has_a_share_at_each_speed(self):
        found = shares(guidelines())
        assert SPEEDS_MPS == (2.5, 3.5, 4.5)
        assert {len(v) for v in found.values()} == {3}
        own = context(speed_mps=Speed(3.5), height_m=1.75, age=None, sex=None)
        for name in ("cadence_spm", LEAN):
            known = share_outside(guidelines().rule(name), own, guidelines())
            assert found[name][1] == pytest.approx(known)
        blind = replace(own, height_m=None)
        known = share_outside(guidelines().rule("cadence_spm"), blind, guidelines())
        assert found["cadence_spm, height unknown"][1] == pytest.approx(known)
        assert f"{LEAN}, height unknown" not in found
