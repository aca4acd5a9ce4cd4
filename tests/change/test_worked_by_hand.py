"""What was kept between two clips, each limit on both sides, and verdicts worked out by hand."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy.stats import norm, t

from change.made import Z90, clip, row
from formcheck.change import asymmetry as sides
from formcheck.change.asymmetry import asymmetries
from formcheck.change.days import OwnDays, informed
from formcheck.change.difference import (
    PAGE,
    TOGETHER,
    _beyond_days,
    by_camera,
    differences,
    lasting_change,
    leading,
)
from formcheck.change.filmed import set_ups
from formcheck.change.parts import (
    BetweenDayVariability,
    Parts,
    all_days,
    all_parts,
    both_sides,
    both_sides_margin,
    leading_row,
    leg_of,
    margin,
)
from formcheck.change.sd import difference_sd, retest_change, set_up_sd, with_other_strides
from formcheck.change.several import holm, level, p_of, t_of, z_of
from formcheck.change.toward import band_of, beyond, toward
from formcheck.domain.setup import SetUps
from formcheck.errors import UsageError
from formcheck.metrics.registry import all_metrics

ONE = clip()


KNEE, LEAN = "knee_flexion_peak_deg", "trunk_lean_deg"


class TestSeveral:
    @given(st.lists(st.floats(0, 0.2), max_size=8), st.floats(0.01, 0.3))
    @example([0.001, 0.04, 0.02], 0.05)
    def test_holm_steps_down_until_the_first_that_does_not_stand(self, p_values, alpha):
        stands = [False] * len(p_values)
        order = sorted(range(len(p_values)), key=lambda i: p_values[i])
        for rank, i in enumerate(order):
            if p_values[i] > alpha / (len(p_values) - rank):
                break
            stands[i] = True
        assert holm(p_values, alpha) == stands
        cut = level(p_values, alpha)
        assert [p <= cut for p in p_values] == stands

    def test_deviates_and_probabilities(self):
        assert p_of(-1.96) == p_of(1.96) == pytest.approx(2 * norm.sf(1.96))
        assert z_of(0.05) == pytest.approx(norm.isf(0.025))
        assert t_of(0.05, 6.5) == pytest.approx(t.isf(0.025, 6.5))
        assert t_of(0.05, math.inf) == z_of(0.05)
        assert z_of(p_of(2.3)) == pytest.approx(2.3)


class TestParts:
    def test_legs_are_named_as_the_camera_sees_them(self):
        assert [leg_of(s, "left") for s in ("left", "right", "both")] == ["near", "far", "both"]
        rows = [row(KNEE, s, v) for s, v in (("left", 1.0), ("right", 2.0), ("both", 3.0))]
        assert leading_row(rows, "right").side == "both"
        assert leading_row(rows[:2], "right").side == "right"
        assert leading_row(rows[:1], "right") is None
        assert leading_row([rows[1], row(KNEE, "both", None)], "right").side == "right"

    def test_tables_are_read_as_they_stand(self):
        assert margin() > 1.0
        assert both_sides_margin() >= 1.0
        assert {leg for _, leg in all_parts()} <= {"both", "near", "far"}
        assert all(parts.repeat >= 0 for parts in all_parts().values())
        assert all(sd >= 0 for sd in both_sides().values())
        assert all(day.sd > 0 and day.dof == math.inf for day in all_days().values())

    @pytest.mark.parametrize("kept", ["kept", "put_back", "other"])
    def test_a_set_up_adds_its_parts_in_quadrature(self, kept):
        key = next(k for k, p in all_parts().items() if p.camera and p.side and p.clothes)
        parts = all_parts()[key]
        camera = {"kept": 0.0, "put_back": parts.put_back, "other": parts.camera}[kept]
        filmed = SetUps(kept, "other", side="other", rate="other")
        known = (parts.repeat, camera, parts.clothes, parts.side, parts.rate)
        assert set_up_sd(*key, filmed) == pytest.approx(margin() * math.hypot(*known))
        plain = SetUps(kept, "kept")
        assert set_up_sd(*key, plain) == pytest.approx(margin() * math.hypot(parts.repeat, camera))
        assert Parts(1.0) == Parts(1.0, 0.0, 0.0, 0.0, 0.0, 0.0)

    def test_strides_add_to_it_and_what_is_unknown_stands_alone(self):
        one, two = row(LEAN, "both", 5.0, strides=0.3), row(LEAN, "both", 7.0, strides=0.4)
        filmed = SetUps("put_back", "kept")
        known = math.hypot(0.5, set_up_sd(LEAN, "both", filmed))
        assert difference_sd(one, two, "both", filmed) == pytest.approx(known)
        alone = math.hypot(3.0, 3.0)
        assert difference_sd(one, two, None, filmed) == pytest.approx(alone)
        assert difference_sd(one, two, "both", replace(filmed, reading="other")) == pytest.approx(
            alone
        )
        twice = row("mine_deg", "both", 5.0)
        assert difference_sd(twice, twice, "both", filmed) == pytest.approx(alone)
        assert retest_change(one, "both") == pytest.approx(
            norm.isf(0.025) * math.hypot(0.3, 0.3, set_up_sd(LEAN, "both", filmed))
        )

    def test_other_contacts_exchange_the_strides_share(self):
        old, new = row(LEAN, "both", 5.0, strides=0.3), row(LEAN, "both", 5.0, strides=0.6)
        filmed = SetUps("kept", "kept")
        found = with_other_strides(1.0, old, new, "both", filmed)
        assert found == pytest.approx(math.sqrt(1.0 - 0.09 + 0.36))
        assert with_other_strides(0.2, old, new, "both", filmed) == pytest.approx(0.6)
        wide = row(LEAN, "both", 5.0, sd=4.0)
        other = replace(filmed, reading="other")
        for leg, seen in ((None, filmed), ("both", other)):  # of which no share is known
            found = with_other_strides(5.0, old, wide, leg, seen)
            assert found == pytest.approx(math.sqrt(25 - 9 + 16))


class TestVerdicts:
    FILMED = SetUps("kept", "kept")

    def compared(self, now, before, **more):
        return differences(clip(*now), clip(*before), **more)

    def test_a_metric_alone_is_judged_at_a_tenth(self):
        sd = difference_sd(*[row(LEAN, "both", 5.0)] * 2, "both", set_ups(ONE, clip()))
        edge = norm.isf(PAGE / 2) * sd
        for delta, verdict in ((0.99 * edge, "not_distinguishable"), (1.01 * edge, "changed")):
            for sign in (1, -1):
                found = self.compared(
                    [row(LEAN, "both", 5.0 + sign * delta)], [row(LEAN, "both", 5.0)]
                ).rows[0]
                assert found.delta == pytest.approx(sign * delta)
                assert found.sd == pytest.approx(sd)
                assert found.threshold == pytest.approx(edge)
                assert found.verdict == verdict

    def test_the_more_are_judged_together_the_higher_the_threshold(self):
        names = TOGETHER[:4]
        rows = [row(name, "both", 5.0) for name in names]
        found = self.compared(rows, rows).rows
        for change in found:
            assert change.threshold == pytest.approx(norm.isf(PAGE / 8) * change.sd)
        more = [*rows, row("duty_factor_pct", "both", 3.0)]  # one that is not among them
        assert self.compared(more, more).rows[0].threshold == pytest.approx(found[0].threshold)

    def test_another_pose_model_changes_nothing(self):
        version = clip(row(LEAN, "both", 90.0), provenance={"formcheck": "0.0.1"})
        found = differences(version, clip(row(LEAN, "both", 5.0)))
        assert found.filmed.reading == "other"
        assert found.rows[0].verdict == "not_distinguishable"

    def test_what_lasts_exceeds_what_days_do(self):
        day = BetweenDayVariability(2.0, "made up", 5.0)
        sd = difference_sd(*[row(LEAN, "both", 5.0)] * 2, "both", set_ups(ONE, clip()))
        edge = t.isf(0.025, 5.0) * math.hypot(sd, math.sqrt(2) * 2.0)
        assert _beyond_days(sd, day) == pytest.approx(edge)
        for delta, lasting in ((0.99 * edge, "not_shown"), (1.01 * edge, "shown")):
            found = self.compared(
                [row(LEAN, "both", 5.0 - delta)], [row(LEAN, "both", 5.0)], days={LEAN: day}
            ).rows[0]
            assert (found.lasting, found.lasting_threshold) == (lasting, pytest.approx(edge))
        name, published = next(iter(all_days().items()))
        one = row(name, "both", 5.0)
        known = _beyond_days(difference_sd(one, one, "both", SetUps("put_back", "kept")), published)
        assert lasting_change(one, "both") == pytest.approx(known)
        assert lasting_change(row("mine_deg", "both", 5.0), "both") is None

    def test_a_row_of_one_clip_alone_is_missing(self):
        found = self.compared(
            [row(LEAN, "both", 5.0), row(KNEE, "left", None)],
            [row(KNEE, "left", 40.0), row("cadence_spm", "both", 170.0, unit="steps/min")],
        ).rows
        assert [(r.metric, r.verdict, r.delta) for r in found] == [
            (LEAN, "missing", None),
            (KNEE, "missing", None),
            ("cadence_spm", "missing", None),
        ]
        assert (found[2].unit, found[2].baseline) == ("steps/min", 170.0)
        assert found[0].current == 5.0

    def test_both_legs_lead_then_the_near_one_and_what_has_no_difference_never(self):
        rows = self.compared(
            [row(KNEE, s, 40.0) for s in ("left", "right", "both")],
            [row(KNEE, s, 41.0) for s in ("left", "right", "both")],
        ).rows
        assert [r.side for r in leading(rows)] == ["both"]
        two = self.compared(
            [row(KNEE, s, 40.0) for s in ("left", "right")],
            [row(KNEE, s, 41.0) for s in ("left", "right")],
            named=by_camera,
        ).rows
        assert [r.side for r in leading(two)] == ["near"]
        gone = [replace(r, delta=None) if r.side == "both" else r for r in rows]
        assert leading(gone)[0].side == "left"

    def test_a_leg_that_is_near_once_and_far_once_has_no_part_that_drops_out(self):
        other = {"left": "right", "right": "left"}[ONE.near_side]
        found = differences(
            clip(row(KNEE, "left", 40.0)), clip(row(KNEE, "left", 41.0), near_side=other)
        ).rows[0]
        assert found.sd == pytest.approx(math.hypot(3.0, 3.0))


class TestDays:
    def test_own_days_and_published_ones_weigh_by_how_many_they_are(self):
        published = all_days()
        name = next(iter(published))
        own = OwnDays(sd=5.0, dof=6.0, sd_measured=3.0, sessions=7)
        found = informed({name: own})[name]
        variance = (6 * 16 + 4 * published[name].sd ** 2) / 10
        assert (found.sd, found.dof) == (pytest.approx(math.sqrt(variance)), 10.0)
        assert found.source.startswith("7 sessions of this runner; ")
        assert informed({name: replace(own, dof=3.0)})
        assert not informed({name: replace(own, dof=2.9)})
        calm = informed({name: replace(own, sd=2.0)})[name]
        assert calm.sd == pytest.approx(math.sqrt(0.4 * published[name].sd ** 2))

    def test_alone_they_need_seven_degrees_of_freedom(self):
        own = OwnDays(sd=5.0, dof=7.0, sd_measured=4.0, sessions=8)
        found = informed({"mine_deg": own})["mine_deg"]
        assert (found.sd, found.dof) == (3.0, 7.0)
        assert informed({"mine_deg": replace(own, dof=6.9)}) == {}


class TestAsymmetry:
    def session(self, left, right, *, strides=(0.3, 0.4)):
        """A clip from each side; the near leg reads 3 more than the far one."""
        clips = []
        for near in ("left", "right"):
            a, b = (left + 3.0, right) if near == "left" else (left, right + 3.0)
            own = [
                row(KNEE, "left", a, strides=strides[0]),
                row(KNEE, "right", b, strides=strides[1]),
            ]
            clips.append(clip(*own, near_side=near))
        return tuple(clips)

    def only(self, *sessions):
        return next(a for a in asymmetries(*sessions) if a.metric == KNEE)

    def test_what_the_near_leg_reads_otherwise_drops_out(self):
        found = self.only(self.session(44.0, 40.0))
        by_chance = math.hypot(0.3, 0.4, 0.3, 0.4) / 2
        sd = math.hypot(by_chance, both_sides_margin() * both_sides()[KNEE])
        assert found.value == pytest.approx(4.0)
        assert (found.ci_low, found.ci_high) == (
            pytest.approx(4.0 - Z90 * sd),
            pytest.approx(4.0 + Z90 * sd),
        )
        middle = (47 + 40 + 44 + 43) / 4
        assert found.pct == pytest.approx(100 * 4.0 / middle)
        assert found.pct_low == pytest.approx(100 * found.ci_low / middle)
        assert found.pct_high == pytest.approx(100 * found.ci_high / middle)
        assert (found.n_steps, found.unit) == (36, "deg")
        assert found.threshold == pytest.approx(norm.isf(PAGE / 2) * sd)
        assert found.shown is (found.threshold < 4.0)
        turned_round = self.only(tuple(reversed(self.session(44.0, 40.0))))
        assert turned_round.value == pytest.approx(4.0)
        assert self.only(self.session(40.0, 44.0)).value == pytest.approx(-4.0)

    def test_sessions_are_averaged_and_from_four_on_their_spread_counts(self):
        values = (4.0, 6.0, 2.0, 12.0)
        sessions = [self.session(40.0 + v, 40.0) for v in values]
        left_over = both_sides_margin() * both_sides()[KNEE]
        by_chance = math.hypot(0.3, 0.4, 0.3, 0.4) / 2

        def sd_of(found):
            return (found.ci_high - found.value) / Z90

        three = self.only(*sessions[:3])
        assert three.value == pytest.approx(4.0)
        assert sd_of(three) == pytest.approx(math.hypot(by_chance / math.sqrt(3), left_over))
        four = self.only(*sessions)
        assert four.value == pytest.approx(6.0)
        spread = np.std(values, ddof=1) / 2
        assert sd_of(four) == pytest.approx(math.hypot(spread, left_over))
        assert four.n_steps == 144
        calm = self.only(*[self.session(44.0, 40.0)] * 4)
        assert sd_of(calm) == pytest.approx(math.hypot(by_chance / 2, left_over))

    def test_near_nought_there_is_no_percentage(self):
        level = self.only(self.session(0.0, 0.0))
        sd = (level.ci_high - level.value) / Z90
        for middle, told in ((2.9 * sd, False), (3.1 * sd, True), (-3.1 * sd, True)):
            found = self.only(self.session(middle - 1.5, middle - 1.5))
            assert (found.pct is not None) is told
        assert self.only(self.session(-1.5, -1.5)).pct is None

    def test_every_metric_with_two_legs_has_a_row_and_one_side_twice_is_an_error(self):
        found = asymmetries(self.session(44.0, 40.0))
        assert [a.metric for a in found] == [m.spec.id for m in all_metrics() if m.spec.asymmetry]
        missing = next(a for a in found if a.metric != KNEE)
        assert (missing.value, missing.n_steps, missing.shown) == (None, 0, False)
        one, _ = self.session(44.0, 40.0)
        with pytest.raises(UsageError, match="left"):
            asymmetries((one, one))
        assert sides.OWN_SPREAD == 4


class TestToward:
    def band(self, low, high):
        from types import SimpleNamespace

        return SimpleNamespace(good_low=low, good_high=high)

    def test_how_far_beyond_the_good_edges(self):
        both = self.band(2.0, 8.0)
        assert [beyond(v, both) for v in (0.5, 2.0, 5.0, 8.0, 9.5)] == [1.5, 0.0, 0.0, 0.0, 1.5]
        assert [beyond(v, self.band(2.0, None)) for v in (0.5, 99.0)] == [1.5, 0.0]
        assert [beyond(v, self.band(None, 8.0)) for v in (-9.0, 9.5)] == [0.0, 1.5]
        assert beyond(3.0, self.band(None, None)) is None
        assert beyond(None, both) is None
        assert beyond(3.0, None) is None

    @pytest.mark.parametrize(
        ("before", "after", "name"),
        [
            (10.0, 9.0, "better"),
            (9.0, 10.0, "worse"),
            (9.0, 1.0, "differs"),
            (3.0, 7.0, "differs"),
            (10.0, 5.0, "better"),
            (1.0, 5.0, "better"),
            (5.0, 1.0, "worse"),
        ],
    )
    def test_a_change_goes_toward_the_range_or_away(self, before, after, name):
        band = self.band(2.0, 8.0)
        assert toward("changed", (before, band), (after, band)) == name
        assert toward("missing", (before, band), (after, band)) == "missing"
        assert toward("not_distinguishable", (before, band), (after, band)) == "no_change"
        assert toward("changed", (before, None), (after, band)) == "differs"

    def test_a_metrics_band_is_that_of_whichever_row_was_judged(self):
        judged = self.band(2.0, 8.0)
        rows = (row(KNEE, "left", 40.0), replace(row(KNEE, "right", 40.0), band=judged))
        assert band_of(clip(*rows), KNEE) is judged
        assert band_of(clip(*rows), LEAN) is None
