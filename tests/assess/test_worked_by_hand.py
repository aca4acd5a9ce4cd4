"""Bands, verdicts, score and safety signs against numbers worked out by hand."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import norm

from assess.by_hand import ABSOLUTE, LEAN, band_of, rule_of, with_rule
from assess.example import USUAL, Z90, context, guidelines, judged, row, rows
from formcheck.assess.assessment import _stride_norm
from formcheck.assess.findings import _beyond, _candidate, _finding, _odd
from formcheck.assess.low_back import _signs
from formcheck.assess.probability import expected_score, interval_sd, judge, measured
from formcheck.assess.rate import rate, too_wide
from formcheck.assess.score import (
    _draws,
    _interval,
    _parts,
    _scores,
    headline_row,
    score,
)
from formcheck.assess.values import values_of
from formcheck.domain.quality import Quality, Reason
from formcheck.guidelines.schema import BandRule, LinearModel
from formcheck.metrics.registry import lead_of

BAND = replace(
    band_of(ABSOLUTE), good_low=2.0, good_high=8.0, watch_low=-1.0, watch_high=12.0, sd=0.0
)


ONE_SIDED = replace(BAND, good_high=None, watch_high=None)


class TestVerdicts:
    @pytest.mark.parametrize("mean", [-4.0, 1.5, 5.0, 9.0, 14.0])
    @pytest.mark.parametrize("sd", [0.3, 2.0])
    def test_probabilities_are_areas_under_the_normal_curve(self, mean, sd):
        found = judge(BAND, mean, sd)
        curve = norm(mean, sd)
        assert found.p_low == pytest.approx(curve.cdf(2.0), abs=1e-12)
        assert found.p_high == pytest.approx(curve.sf(8.0), abs=1e-12)
        assert found.p_off == pytest.approx(curve.cdf(-1.0) + curve.sf(12.0), abs=1e-12)
        assert found.p_good == pytest.approx(curve.cdf(8.0) - curve.cdf(2.0), abs=1e-12)
        assert found.p_watch == pytest.approx(1 - found.p_good - found.p_off, abs=1e-12)

    @pytest.mark.parametrize("floors", [(False, False), (True, False), (False, True)])
    @pytest.mark.parametrize("mean", [-6.0, -2.0, 1.0, 5.0, 9.5, 13.0, 18.0])
    def test_the_expected_score_is_the_trapezoids_mean(self, floors, mean):
        band = replace(BAND, low_floor=floors[0], high_floor=floors[1])
        x = mean + 1.5 * np.linspace(-8, 8, 40001)
        density = norm(mean, 1.5).pdf(x)
        by_hand = np.trapezoid(density * _scores(band, x), x)
        assert expected_score(band, mean, 1.5) == pytest.approx(by_hand, abs=1e-4)
        exact = float(_scores(band, np.array([mean]))[0])
        assert expected_score(band, mean, 0.0) == pytest.approx(exact)

    def test_corners_and_floors(self):
        places = np.array([-9.0, -4.0, -2.5, -1.0, 0.5, 2.0, 8.0, 10.0, 12.0, 14.0, 16.0, 20.0])
        known = [0, 0, 30, 60, 80, 100, 100, 80, 60, 30, 0, 0]
        np.testing.assert_allclose(_scores(BAND, places), known)
        floored = replace(BAND, low_floor=True, high_floor=True)
        known = [60, 60, 60, 60, 80, 100, 100, 80, 60, 60, 60, 60]
        np.testing.assert_allclose(_scores(floored, places), known)
        low = ONE_SIDED
        np.testing.assert_allclose(_scores(low, np.array([-1.0, 50.0])), [60, 100])
        assert expected_score(low, 50.0, 0.0) == 100
        assert judge(low, -9.0, 0.1).p_high == 0.0
        assert judge(replace(low, low_floor=True), -9.0, 0.1).p_off == 0.0

    def test_an_exact_value_on_an_edge_is_good(self):
        for edge in (2.0, 8.0):
            assert judge(BAND, edge, 0.0).p_good == (1.0 if edge == 2.0 else 0.0)
        assert judge(BAND, 7.999, 0.0).p_good == 1.0

    def test_intervals(self):
        assert interval_sd(1.0, 1.0 + 2 * 1.6449 * 0.7) == pytest.approx(0.7)
        with pytest.raises(ValueError, match="trunk_lean_deg is missing: needs_height"):
            measured(row(LEAN, None))

    def test_an_interval_is_too_wide_from_the_narrower_sides_way_to_nought(self):
        # watch widths 3 and 4: the way from good to a score of 0 is 6
        assert not too_wide(BAND, 5.99 / 1.6449)
        assert too_wide(BAND, 6.01 / 1.6449)
        one = replace(BAND, good_low=None, watch_low=None)
        assert not too_wide(one, 7.99 / 1.6449)
        assert too_wide(one, 8.01 / 1.6449)


class TestScore:
    def rated(self, **ctx):
        own = guidelines()
        return [rate(m, context(**ctx), own) for m in rows()]

    def test_headline_rows(self):
        own = guidelines()
        left, right, both = (
            rate(row("shank_angle_deg", v, side=s), context(), own)
            for s, v in (("left", 3.0), ("right", 5.0), ("both", 4.0))
        )
        shank, lean = own.rule("shank_angle_deg"), own.rule(LEAN)
        assert headline_row([left, both, right], shank, context()) is right
        assert headline_row([left, both, right], shank, context(near_side="left")) is left
        assert headline_row([both], shank, context()) is None
        near = rate(row(LEAN, 5.0, side="right"), context(), own)
        body = rate(row(LEAN, 5.0), context(), own)
        nothing = rate(row(LEAN, None), context(), own)
        assert headline_row([near, body], lean, context()) is body
        assert headline_row([nothing, near], lean, context()) is near
        assert headline_row([nothing], lean, context()) is nothing

    def test_weights_are_grade_domain_share_and_visibility(self):
        own = guidelines()
        seen = {"overstride_pct_leg": 0.4, "shank_angle_deg": 1.7, "knee_flexion_ic_deg": -1.0}
        ctx = context(observability=seen)
        landing = own.domain[0]
        parts = {p.part.metric: p for p in _parts(landing, self.rated(), ctx, own)}
        shares = {p.metric: p.share for p in landing.parts}
        for name, visible in (("overstride_pct_leg", 0.4), ("shank_angle_deg", 1.0)):
            grade = own.scoring.grade_weight[own.rule(name).grade]
            known = grade * landing.weight * shares[name] * visible
            assert parts[name].part.weight == pytest.approx(known)
        hidden = parts["knee_flexion_ic_deg"].part
        assert (hidden.weight, hidden.score, hidden.why_not_scored.code) == (0.0, None, "not_shown")

    def test_a_part_that_was_not_measured_has_the_side_it_would_have_had(self):
        own = guidelines()
        for domain in own.domain:
            for item in _parts(domain, [], context(near_side="left"), own):
                whole = lead_of(item.part.metric) == "both"
                assert item.part.side == ("both" if whole else "left")
                assert (item.part.rating, item.part.weight) == ("missing", 0.0)

    def test_the_interval_is_that_of_the_weighted_sum_of_independent_metrics(self):
        own = guidelines()
        ctx = context()
        flat = [p for d in own.domain for p in _parts(d, self.rated(), ctx, own)]
        low, high = _interval(flat, {}, own)
        rng = np.random.default_rng(0)
        total, weight = np.zeros(40000), 0.0
        for item in flat:
            if item.part.weight > 0:
                value = item.row.metric.value + item.row.sd * rng.standard_normal(40000)
                total += item.part.weight * _scores(item.row.rating.band, value)
                weight += item.part.weight
        known = np.percentile(total / weight, [5, 95])
        assert (low, high) == pytest.approx(tuple(known), abs=1.2)

    def test_five_steps_are_drawn_again_and_four_are_not(self):
        rated = rate(row(LEAN, 6.0, 1e-3), context(), guidelines())
        rated = replace(rated, sd=0.0)
        steps = [4.0, 5.0, 6.0, 7.0, float("nan"), None, 9.0]
        draws = _draws(rated, steps, 4000, np.random.default_rng(1))
        assert set(np.round(draws - 6.0, 9)) == {-2.0, -1.0, 0.0, 1.0, 3.0}
        few = _draws(rated, steps[:-1], 4000, np.random.default_rng(1))
        assert set(few) == {6.0}

    def told(self, quality=None, ctx=None, rated=None):
        own = guidelines()
        ctx = ctx or context()
        return score(rated or self.rated(), ctx, own, quality or Quality("ok"))

    def test_a_score_is_rounded_to_five_within_its_interval(self):
        found, why = self.told()
        assert why is None
        assert found.value == 5 * round(found.exact / 5)
        assert found.value % 5 == found.ci_low % 5 == found.ci_high % 5 == 0
        assert 0 <= found.ci_low <= found.value <= found.ci_high <= 100

    def test_a_runner_with_faults_has_an_interval_below_a_hundred(self):
        own, faulty = guidelines(), rows(cadence_spm=140.0, overstride_pct_leg=40.0)
        found, _ = self.told(rated=[rate(m, context(), own) for m in faulty])
        assert 0 < found.ci_low < found.value < found.ci_high < 100

    def test_the_exact_score_is_the_weighted_mean_of_its_parts(self):
        found, _ = self.told()
        parts = [p for d in found.domains for p in d.parts]
        known = sum(p.weight * p.score for p in parts) / sum(p.weight for p in parts)
        assert found.exact == pytest.approx(known)
        for domain in found.domains:
            weight = sum(p.weight for p in domain.parts)
            assert domain.weight == pytest.approx(weight)
            mean = sum(p.weight * p.score for p in domain.parts) / weight
            assert domain.score == pytest.approx(mean)

    def test_reasons_withhold_a_score_before_anything_is_added_up(self):
        assert self.told(Quality("refused"))[1].code == "clip_refused"
        assert self.told(ctx=context(gait="walk"))[1].code == "score_for_running"
        assert self.told(ctx=context(age=12.0))[1].code == "age_below"
        assert self.told(ctx=context(incline_pct=9.0))[1].code == "slope_too_steep"
        harmless = Reason("camera_moves", {}, withholds_score=False)
        grave = Reason("contacts_unsure", {}, withholds_score=True)
        assert self.told(Quality("caution", (harmless,)))[1] is None
        found, why = self.told(Quality("caution", (harmless, grave)))
        assert (found, why.code) == (None, "contacts_unsure")

    def test_two_areas_are_too_few_and_half_of_the_weight_is_enough(self):
        def kept(*names, **seen):
            ctx = context(observability=seen)
            own = guidelines()
            rated = [rate(m, ctx, own) for m in rows() if m.metric in names]
            return score(rated, ctx, own, Quality("ok"))

        two, why = kept(LEAN, "cadence_spm")
        assert (two, why.code) == (None, "too_few_areas")
        assert (why.values["judged"], why.values["needed"]) == (2, 3)
        assert why.values["of"] == len(guidelines().domain)
        assert "shank_angle_deg" in why.values["metrics"]
        # grade weights 1, 1 and 0.7 of 3.75 in all
        three, why = kept(LEAN, "cadence_spm", "knee_flexion_peak_deg")
        grades = {n: guidelines().rule(n).grade for n in (LEAN, "cadence_spm")}
        assert three is not None or why.code == "too_little_weight", grades
        dim = dict.fromkeys(USUAL, 0.31)
        seen, why = kept(*USUAL, **dim)
        assert (seen, why.code) == (None, "seen_too_poorly")
        assert why.values["weight_pct"] == pytest.approx(31.0, abs=0.1)
        dark = dict.fromkeys(USUAL, 0.3)
        assert kept(*USUAL, **dark)[1].code == "too_few_areas"
        half = dict.fromkeys(USUAL, 0.5)
        assert kept(*USUAL, **half)[0].coverage.weight_pct == 50.0


class TestFindingsByHand:
    def test_a_value_beyond_its_good_range(self):
        def beyond(value, **changed):
            rated = rate(row(LEAN, value, 0.4), context(), with_rule(rule_of(ABSOLUTE)))
            band = replace(rated.rating.band, **changed)
            return _beyond(replace(rated, rating=replace(rated.rating, band=band)))

        assert [beyond(v) for v in (1.9, 2.0, 8.0, 8.1)] == [True, False, False, True]
        assert not beyond(1.9, good_low=None)
        assert not beyond(8.1, good_high=None)
        assert not _beyond(rate(row(LEAN, None), context(), guidelines()))

    def test_a_value_two_and_a_half_spreads_off_is_no_strength(self):
        band = BandRule(
            relative="offset",
            expected=LinearModel(intercept=5.0),
            norm_sd=2.0,
            good_low=-9.0,
            watch_low=-20.0,
            good_high=9.0,
            watch_high=20.0,
        )

        def odd(value, **changed):
            rated = rate(row(LEAN, value, 0.4), context(), with_rule(rule_of(band)))
            own = replace(rated.rating.band, **changed)
            return _odd(replace(rated, rating=replace(rated.rating, band=own)))

        assert [odd(v) for v in (-0.1, 0.1, 9.9, 10.1)] == [True, False, False, True]
        assert not odd(10.1, norm_sd=None)
        assert not odd(10.1, expected=None)

    def test_the_numbers_of_a_finding(self):
        rated = rate(row("cadence_spm", 150.0, 1.0), context(), guidelines())
        found = values_of(rated, [rated], "right")
        assert (found["value"], found["change_of"]) == (150.0, "both")
        assert found["low"] == pytest.approx(150 - Z90, abs=1e-4)
        assert found["high"] == pytest.approx(150 + Z90, abs=1e-4)
        assert (found["target"], found["limit"]) == (157.5, 165.0)
        assert found["edge"] == pytest.approx(rated.rating.band.good_low, abs=1e-5)
        assert found["p"] == pytest.approx(rated.verdict.p_low, abs=1e-5)
        assert found["expected"] == pytest.approx(rated.rating.band.expected, abs=1e-5)
        high = rate(row("cadence_spm", 230.0, 1.0), context(), guidelines())
        told = values_of(high, [high], "right")
        assert told["edge"] == pytest.approx(high.rating.band.good_high, abs=1e-5)
        assert told["p"] == pytest.approx(high.verdict.p_high, abs=1e-5)
        good = rate(row("cadence_spm", 170.0, 1.0), context(), guidelines())
        assert values_of(good, [good], "right")["p"] == pytest.approx(good.verdict.p_good, abs=1e-5)
        third = rate(row("cadence_spm", 500 / 3, 1.0), context(), guidelines())
        assert values_of(third, [third], "right")["value"] == 166.66667
        even = replace(good, verdict=replace(good.verdict, p_low=0.1, p_high=0.1))
        assert values_of(even, [even], "right")["edge"] == values_of(high, [high], "right")["edge"]
        with pytest.raises(ValueError, match="was not judged"):
            values_of(rate(row(LEAN, None), context(), guidelines()), [], "right")

    def test_findings_go_by_points_probability_evidence_and_ease(self):
        result = judged(rows(cadence_spm=140.0, overstride_pct_leg=40.0, trunk_lean_deg=20.0))
        own = guidelines()
        texts = {t.id: t for t in own.texts.change}
        ratings = {r.metric: r for r in result.ratings}
        ranks = []
        for finding in result.findings:
            rating, text = ratings[finding.metric], texts[finding.id]
            assert finding.kind == "change"
            assert finding.grade == text.grade
            assert finding.linked_to_back is (text.back is not None)
            grade = own.scoring.grade_weight[text.grade]
            p = finding.values["p"]
            assert p >= own.scoring.decided_p
            ranks.append((1 - rating.score / 100) * p * grade * text.actionability)
        assert len(ranks) == 3
        assert ranks == sorted(ranks, reverse=True)

    @pytest.mark.parametrize("weight", [1.0, 0.5])
    def test_a_rank_is_the_product_of_its_four_parts_and_of_what_is_seen(self, weight):
        own, name = guidelines(), "overstride_pct_leg"
        text = next(t for t in own.texts.change if name in t.metrics)
        weights = {**own.scoring.grade_weight, text.grade: weight}
        own = own.model_copy(
            update={"scoring": own.scoring.model_copy(update={"grade_weight": weights})}
        )
        ctx = context(observability={name: 0.6})
        rated = rate(row(name, 35.0), ctx, own)
        found = _candidate(text, [rated], ctx, own)
        p = rated.verdict.p_high if text.direction == "high" else rated.verdict.p_low
        lost = 1 - rated.verdict.score / 100
        assert found.p == pytest.approx(p)
        assert found.rank == pytest.approx(lost * p * weight * text.actionability * 0.6)

    def test_only_a_fault_whose_text_speaks_of_the_back_is_linked_to_it(self):
        own = guidelines()
        for text in own.texts.change:
            name = text.metrics[0]
            rated = rate(row(name, USUAL[name]), context(), own)
            for kind in ("change", "watch"):
                found = _finding("x", kind, rated, text, [rated], "right")
                assert found.linked_to_back is (kind == "change" and text.back is not None)

    def test_what_is_hardly_seen_raises_nothing(self):
        faulty = rows(overstride_pct_leg=45.0)
        for seen, raised in ((0.31, True), (0.30, False)):
            result = judged(faulty, context(observability={"overstride_pct_leg": seen}))
            assert any(f.id == "overstride" for f in result.findings) is raised


class TestSafety:
    def signs(self, **told):
        return _signs(context(**{"age": 35.0, **told}))

    def test_weeks_and_ages_count_only_where_something_hurts(self):
        assert self.signs() == ()
        assert self.signs(back_pain=3, pain_weeks=6) == ()
        assert self.signs(back_pain=3, pain_weeks=7) == ("pain_weeks",)
        assert self.signs(pain_weeks=7) == ("pain_weeks",)
        assert self.signs(back_pain=0, pain_weeks=7) == ()
        assert self.signs(back_pain=1, age=19) == ("age_under_20",)
        assert self.signs(back_pain=1, age=20) == ()
        assert self.signs(back_pain=1, age=50) == ()
        assert self.signs(back_pain=1, age=51) == ("age_over_50",)
        assert self.signs(age=51) == ()
        assert self.signs(pain_weeks=1, age=51) == ("age_over_50",)
        assert self.signs(leg_pain=True, age=51) == ("leg_pain", "age_over_50")

    def test_morning_stiffness_speaks_before_forty(self):
        assert self.signs(morning_stiffness=True, age=39) == ("morning_stiffness",)
        assert self.signs(morning_stiffness=True, age=40) == ()
        assert self.signs(morning_stiffness=True, age=None) == ("morning_stiffness",)
        assert self.signs(morning_stiffness=True, age=19) == ("morning_stiffness", "age_under_20")

    def test_what_could_not_be_judged_is_named(self):
        linkable = [m for t in guidelines().texts.change if t.back is not None for m in t.metrics]
        whole = judged(rows(), context(back_pain=4.0)).low_back
        lacking = judged(rows(trunk_lean_deg=None), context(back_pain=4.0)).low_back
        assert LEAN in linkable
        assert set(lacking.not_judged) - set(whole.not_judged) == {LEAN}


def test_a_stride_norm_needs_level_running_at_a_known_speed():
    own = guidelines()
    assert _stride_norm(context(), own) == own.stride_norms.at(3.1)
    assert _stride_norm(context(incline_pct=-2.0), own) is not None
    for ctx in ({"incline_pct": -2.1}, {"gait": "walk"}, {"speed_mps": None}):
        assert _stride_norm(context(**ctx), own) is None


def test_an_assessment_cites_what_its_rules_stand_on_and_nothing_else():
    own = guidelines()
    result = judged(rows(), context(speed_mps=None))
    assert not [f for f in result.findings if f.kind == "change"]
    known = {c for name in USUAL for c in own.rule(name).citations}
    known |= {c for finding in result.findings for c in finding.citations}
    assert set(result.references) == known | set(result.low_back.citations)
    assert all(entry.text for entry in result.references.values())
