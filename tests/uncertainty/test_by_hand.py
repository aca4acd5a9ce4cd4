"""Asymmetries and conditions from rows made up, worked out by hand; no landmarks needed."""

import math
from dataclasses import replace
from types import SimpleNamespace

import pytest

from formcheck.domain.landmark_source import FORCE_PLATES, LABORATORY, EventNoise
from formcheck.domain.metric import MetricValue, Unit
from formcheck.gait.behind import BEHIND_EVENTS
from formcheck.metrics.base import REGISTRY, Estimate
from formcheck.metrics.registry import all_metrics
from formcheck.metrics.spec import CameraSensitivity, MetricSpec, Scaled, Timing, of_body
from formcheck.metrics.summary import SideSummary, Summary
from formcheck.pose.blazepose import BlazePose
from formcheck.uncertainty.asymmetry import _apart, asymmetry_rows
from formcheck.uncertainty.interval import (
    PROBE_S,
    Conditions,
    _landmark_sd,
    _pace_sd,
    _probes,
    _scale_sd,
    _timing_sd,
    _view_sd,
    conditions_of,
)

Z90 = 1.6449
SD_OF = 2.0


def leg(metric, side, value, *, sd=SD_OF, pace=0.0, n_steps=10, **missing):
    unit = REGISTRY[metric].spec.unit
    if value is None:
        return MetricValue(metric, side, unit, None, None, None, n_steps, "leg_hidden", **missing)
    whole = math.hypot(sd, pace)
    parts = {"landmarks": sd, "pace": pace} if pace else {"landmarks": sd}
    low, high = value - Z90 * whole, value + Z90 * whole
    return MetricValue(metric, side, unit, value, low, high, n_steps, None, parts)


def apart(metric="contact_time_ms", source=LABORATORY, **legs):
    """Both rows of one asymmetry; every other metric has a leg that is hidden."""
    rows = {
        (m.spec.id, side): leg(m.spec.id, side, None)
        for m in all_metrics()
        if m.spec.asymmetry
        for side in ("left", "right")
    }
    for side, row in legs.items():
        rows[metric, side] = row
    found = {row.metric: row for row in asymmetry_rows(rows, source)}
    return found[f"asymmetry.{metric}"], found[f"asymmetry_pct.{metric}"]


class TestAsymmetry:
    NAME = "contact_time_ms"

    def test_left_less_right_in_its_unit_and_in_percent_of_their_mean(self):
        left, right = leg(self.NAME, "left", 260.0, n_steps=9), leg(self.NAME, "right", 240.0)
        own, pct = apart(left=left, right=right)
        sd = math.hypot(SD_OF, SD_OF)
        assert (own.value, own.unit, own.side, own.n_steps) == (20.0, "ms", "both", 19)
        assert own.ci_high - own.value == pytest.approx(Z90 * sd)
        assert own.value - own.ci_low == pytest.approx(Z90 * sd)
        assert own.sd_parts == {"both sides": pytest.approx(sd)}
        assert (pct.value, pct.unit, pct.n_steps) == (pytest.approx(8.0), "%", 19)
        assert pct.ci_high - pct.value == pytest.approx(100 * Z90 * sd / 250.0)
        assert pct.value - pct.ci_low == pytest.approx(100 * Z90 * sd / 250.0)
        assert pct.sd_parts == {"both sides": pytest.approx(100 * sd / 250.0)}

    def test_a_clock_that_runs_wrong_scales_it_and_no_more(self):
        """Its 3 % are in both legs alike: of their difference of 20 ms they are 0.6 ms."""
        left = leg(self.NAME, "left", 260.0, pace=0.03 * 260)
        right = leg(self.NAME, "right", 240.0, pace=0.03 * 240)
        own, pct = apart(left=left, right=right)
        sd = math.hypot(SD_OF, SD_OF)
        assert own.ci_high - own.value == pytest.approx(Z90 * math.hypot(sd, 0.6))
        assert pct.ci_high - pct.value == pytest.approx(100 * Z90 * sd / 250.0)
        only = leg(self.NAME, "left", 260.0, sd=0.0, pace=7.8)
        still = leg(self.NAME, "right", 240.0, sd=0.0, pace=7.2)
        bare, _ = apart(left=only, right=still)
        assert bare.ci_high - bare.value == pytest.approx(Z90 * 0.6, rel=1e-3)
        nought, _ = apart(left=leg(self.NAME, "left", 0.0), right=right)
        assert nought.ci_high - nought.value == pytest.approx(Z90 * sd)

    @pytest.mark.parametrize(("middle", "told"), [(2.99, False), (3.01, True), (-3.01, True)])
    def test_near_nought_there_is_no_percentage(self, middle, told):
        sd = math.hypot(SD_OF, SD_OF)
        rows = {
            side: leg("shank_angle_deg", side, middle * sd + off)
            for side, off in (("left", 1.0), ("right", -1.0))
        }
        own, pct = apart("shank_angle_deg", **rows)
        assert own.value == pytest.approx(2.0)
        assert (pct.value is not None) is told
        if told:
            assert pct.value == pytest.approx(100 * 2.0 / (middle * sd))
            assert pct.ci_high > pct.value > pct.ci_low
        else:
            assert (pct.missing_reason, pct.unit, pct.n_steps) == ("mean_near_zero", "%", 20)

    @pytest.mark.parametrize("gone", ["left", "right"])
    def test_a_leg_without_a_value_hands_on_its_reason(self, gone):
        legs = {side: leg(self.NAME, side, 250.0) for side in ("left", "right")}
        legs[gone] = leg(self.NAME, gone, None, missing_values={"part": "heel"}, n_steps=2)
        for row in apart(**legs):
            assert (row.value, row.missing_reason, row.n_steps) == (None, "leg_hidden", 12)
            assert row.missing_values == {"part": "heel"}
            assert row.side == "both"
        assert [row.unit for row in apart(**legs)] == ["ms", "%"]

    def test_one_film_tells_it_only_of_what_it_reads_alike(self):
        legs = {side: leg(self.NAME, side, 250.0) for side in ("left", "right")}
        for row in apart(source=BlazePose.source, **legs):
            assert row.missing_reason == "one_side_seen"
        alike = "vertical_oscillation_pct_leg"
        legs = {side: leg(alike, side, 9.0, sd=0.1) for side in ("left", "right")}
        assert apart(alike, BlazePose.source, **legs)[0].value == 0.0

    def test_every_metric_that_has_one_and_no_other(self):
        rows = {
            (m.spec.id, s): leg(m.spec.id, s, None)
            for m in all_metrics()
            for s in ("left", "right")
        }
        found = [row.metric for row in asymmetry_rows(rows, LABORATORY)]
        named = [m.spec.id for m in all_metrics() if m.spec.asymmetry]
        assert found == [f"{kind}.{n}" for n in named for kind in ("asymmetry", "asymmetry_pct")]


NOISE = EventNoise(ic_s=0.006, to_s=0.008, apart_s=0.005)
CONDITIONS = Conditions(
    LABORATORY, NOISE, frame_s=0.02, roll_sd_deg=2.0, yaw_deg=-10.0, yaw_sd_deg=5.0
)


def spec(**changed):
    known = {"unit": Unit.DEG, "noise": of_body(film=1.0, table=1.5), "camera": CameraSensitivity()}
    return MetricSpec(id="mine", label="Mine", **{**known, **changed})


def summary(value, *, n_steps=16, **changed):
    sides = dict.fromkeys(("left", "right", "both"), SideSummary(value, 0.3, n_steps))
    return Summary(SimpleNamespace(spec=spec(**changed)), sides, {})


class TestParts:
    FRAME = 0.12 * 0.02
    JITTER = math.hypot(0.004, FRAME)

    def timing(self, side="right", moved=(1.2, 0.9), value=1.0, **changed):
        own = summary(value, **changed)
        probes = {name: summary(v) for name, v in zip(("ic", "to"), moved, strict=True)}
        return _timing_sd(CONDITIONS, own, probes, side)

    def test_a_metric_feels_its_events_by_what_moving_them_changes(self):
        ic = (0.2 / PROBE_S) * math.hypot(0.006, self.FRAME)
        to = (-0.1 / PROBE_S) * math.hypot(0.008, self.FRAME)
        assert self.timing() == pytest.approx(math.hypot(ic, to))
        assert self.timing("both") == pytest.approx(math.hypot(ic, to) / 1.05)
        assert self.timing("both", sides=("both",), leads="both") == pytest.approx(
            math.hypot(ic, to)
        )
        assert self.timing(moved=(None, 0.9)) == pytest.approx(abs(to))
        assert PROBE_S == 0.004

    def test_counts_steps_and_strides(self):
        span = self.timing(value=170.0, timing=Timing.SPAN)
        assert span == pytest.approx(170 * math.sqrt(2) * self.JITTER / (60 * 16 / 170))
        none = self.timing(value=170.0, timing=Timing.SPAN, n_steps=0)
        assert none == pytest.approx(170 * math.sqrt(2) * self.JITTER / (60 / 170))
        assert self.timing("both", timing=Timing.STEP) == pytest.approx(1000 * self.JITTER / 4)
        assert self.timing("left", timing=Timing.STEP) == pytest.approx(5.0)
        for side in ("left", "both"):
            assert self.timing(side, timing=Timing.STRIDE) == 0.0
        assert self.timing(value=None) == 0.0

    def view(self, value=10.0, rolled=10.7, **camera):
        own = summary(value, camera=CameraSensitivity(**camera))
        return _view_sd(CONDITIONS, own, {"roll": summary(rolled)}, "right")

    def test_roll_shortening_and_what_stands_aside(self):
        shorter = 10.0 * (1 - math.cos(math.radians(15)))
        aside = 4.0 * math.sin(math.radians(10))
        whole = math.sqrt(1.4**2 + shorter**2 + aside**2)
        assert self.view(sideways=4.0) == pytest.approx(whole)
        assert self.view(roll=False) == pytest.approx(shorter)
        assert self.view(-10.0, -10.0) == pytest.approx(shorter)
        assert self.view(foreshortened=False) == pytest.approx(1.4)
        assert self.view(roll=False, foreshortened=False) == 0.0
        assert self.view(value=None) == 0.0

    def test_scale_pace_and_landmarks(self):
        ctx = SimpleNamespace(
            leg_length_m=Estimate(0.9, 0.018, "stature"),
            speed_mps=Estimate(3.0, 0.15, "planted_foot"),
            near_side="right",
            cm_per_leg=lambda: 90.0,
        )
        own = SideSummary(-12.0, 0.3, 9)
        cm = spec(unit=Unit.CM, scaled=Scaled.BY_LEG_LENGTH)
        assert _scale_sd(ctx, cm, own) == pytest.approx(0.24)
        assert _scale_sd(ctx, spec(scaled=Scaled.BY_SPEED), own) == pytest.approx(0.6)
        assert _scale_sd(ctx, spec(), own) == 0.0
        assert _scale_sd(ctx, cm, SideSummary(None, 0.0, 0)) == 0.0
        assert _landmark_sd(ctx, LABORATORY, spec(), "left") == 1.5
        assert _landmark_sd(ctx, LABORATORY, cm, "left") == pytest.approx(1.35)
        slow = replace(CONDITIONS, pace_sd=0.03)
        for unit, power in (
            (Unit.MS, 1),
            (Unit.STEPS_PER_MIN, 1),
            (Unit.M_PER_S, 1),
            (Unit.M, 1),
            (Unit.KN_PER_M, 2),
            (Unit.DEG, 0),
            (Unit.PCT, 0),
        ):
            assert _pace_sd(slow, spec(unit=unit), own) == pytest.approx(12 * 0.03 * power)
        assert _pace_sd(slow, spec(unit=Unit.MS), SideSummary(None, 0.0, 0)) == 0.0


class TestErrorOfADifference:
    def row(self, value, high, pace=0.0):
        return MetricValue(
            "m", "left", Unit.MS, value, 2 * value - high, high, 9, None, {"pace": pace}
        )

    def test_two_legs_err_by_themselves(self):
        left, right = self.row(-3.0, 0.0), self.row(0.0, 4.0)
        assert _apart(left, right, mirrored=False) == pytest.approx((5.0 / Z90, 0.0))

    def test_a_tilt_adds_to_the_one_what_it_takes_from_the_other(self):
        left, right = self.row(-3.0, 0.0), self.row(0.0, 4.0)
        assert _apart(left, right, mirrored=True) == pytest.approx((7.0 / Z90, 0.0))

    def test_a_clock_scales_the_difference_and_is_no_error_of_a_leg(self):
        left, right = self.row(100.0, 100.0 + 5 * Z90, 3.0), self.row(100.0, 100.0 + 5 * Z90, 3.0)
        sd, share = _apart(left, right, mirrored=False)
        assert (sd, share) == pytest.approx((math.sqrt(32), 0.03))


class TestConditions:
    def seen(
        self, *, fewer=False, clock="none", fps=50.0, source=LABORATORY, seen_from="side", **view
    ):
        known = {"roll_sd_deg": None, "yaw_deg": None} | view
        legs = {
            side: SimpleNamespace(offsets=SimpleNamespace(fewer_cues=few))
            for side, few in (("left", False), ("right", fewer))
        }
        movement = SimpleNamespace(
            sagittal=SimpleNamespace(source=source, fps=fps),
            view=SimpleNamespace(**known),
            events=SimpleNamespace(legs=legs),
            seen_from=seen_from,
        )
        return conditions_of(movement, clock=clock)

    def test_from_behind_contacts_and_yaw_are_known_otherwise(self):
        found = self.seen(seen_from="back", fewer=True, yaw_deg=-80.0, roll_sd_deg=0.4)
        assert found.events == BEHIND_EVENTS != self.seen().events
        assert (found.frame_s, found.yaw_deg, found.yaw_sd_deg) == (0.02, 0.0, 7.0)
        assert (found.roll_sd_deg, found.pace_sd) == (0.4, 0.0)
        assert self.seen(seen_from="back").roll_sd_deg == 2.0
        assert self.seen(seen_from="back", clock="physiology").pace_sd == 0.03

    def test_what_is_not_known_of_the_camera_is_taken_as_usual(self):
        found = self.seen()
        assert (found.roll_sd_deg, found.yaw_deg, found.yaw_sd_deg) == (2.0, 0.0, 7.0)
        assert (found.frame_s, found.pace_sd, found.source) == (0.02, 0.0, LABORATORY)
        told = self.seen(roll_sd_deg=0.4, yaw_deg=-8.0)
        assert (told.roll_sd_deg, told.yaw_deg, told.yaw_sd_deg) == (0.4, -8.0, 4.0)
        square = self.seen(yaw_deg=0.0, roll_sd_deg=0.0)
        assert (square.roll_sd_deg, square.yaw_sd_deg) == (0.0, 4.0)

    def test_fewer_cues_of_any_leg_date_events_less_surely(self):
        own = LABORATORY.events
        assert self.seen().events == own
        fewer = self.seen(fewer=True).events
        assert fewer.ic_s == pytest.approx(math.hypot(own.ic_s, FORCE_PLATES.fewer_ic_s))
        assert fewer.to_s == pytest.approx(math.hypot(own.to_s, FORCE_PLATES.fewer_to_s))
        assert fewer.apart_s == pytest.approx(math.hypot(own.apart_s, FORCE_PLATES.fewer_ic_s))

    @pytest.mark.parametrize("clock", ["none", "user", "container"])
    def test_only_a_clock_that_the_body_told_is_unsure(self, clock):
        assert self.seen(clock=clock).pace_sd == 0.0
        assert self.seen(clock="physiology").pace_sd == 0.03


def test_probes_move_contacts_toe_offs_and_the_picture_one_at_a_time():
    from tests.runner import stick_runner

    from formcheck.domain.gait import Step
    from formcheck.gait.movement import read_movement
    from formcheck.geometry.angles import lean_deg
    from formcheck.metrics.context import build_context
    from formcheck.settings import AnalysisSettings

    context = build_context(read_movement(stick_runner(seconds=3.0)), AnalysisSettings(), None)
    whole, part = Step(1, "left", 1.0, 1.2, 1.3, 1.7), Step(2, "right", 1.3, None, None, None)
    probes = _probes(replace(context, steps=(whole, part)))
    assert set(probes) == {"ic", "to", "roll"}

    def ends(name):
        return [
            pytest.approx(v) if v is not None else None
            for s in probes[name].steps
            for v in (s.ic_s, s.to_s, s.next_ic_s, s.stride_end_s)
        ]

    assert ends("ic") == [1.004, 1.2, 1.304, 1.704, 1.304, None, None, None]
    assert ends("to") == [1.0, 1.204, 1.3, 1.7, 1.3, None, None, None]
    assert probes["roll"].steps == (whole, part)
    track = probes["roll"].track
    tilted = lean_deg(track.midpoint("hip"), track.midpoint("shoulder"))
    assert tilted == pytest.approx(context.trunk_lean_deg - 1.0)
    own = context.gait.legs["right"].template.coefficients["ankle_x"]
    turned = probes["roll"].gait.legs["right"].template.coefficients["ankle_x"]
    other = context.gait.legs["right"].template.coefficients["ankle_y"]
    c, s = math.cos(math.radians(1.0)), math.sin(math.radians(1.0))
    assert turned == pytest.approx(c * own - s * other)
