"""Metrics and every part of their intervals against closed forms; needs no reference data."""

import math
from dataclasses import replace

import numpy as np
import pytest
from tests.runner import leg_angles_deg, stick_runner

from formcheck.compose import _near_steps, _observability
from formcheck.domain.gait import Event, Step
from formcheck.domain.gravity import Vertical
from formcheck.domain.landmark_source import LABORATORY
from formcheck.domain.metric import Z90
from formcheck.gait.movement import read_movement
from formcheck.gait.steps import build_steps
from formcheck.geometry.view import YAW_SD_DEG
from formcheck.metrics.base import Estimate
from formcheck.metrics.context import build_context
from formcheck.pose.blazepose import BlazePose
from formcheck.settings import AnalysisSettings
from formcheck.uncertainty.interval import conditions_of, measure

FPS, STRIDE_S = 60.0, 0.7
FRAME_SD_S = 0.12 / FPS
SEEN = {"source": BlazePose.source, "events": BlazePose.source.events}
STATURE, SPEED = AnalysisSettings(height_cm=180.0), AnalysisSettings(
    height_cm=180.0, speed_kmh=10.8, mass_kg=70.0
)  # fmt: skip


@pytest.fixture(scope="module")
def movement():
    return read_movement(stick_runner(fps=FPS), vertical=Vertical(0.0, 2.0))


@pytest.fixture(scope="module")
def told(movement):
    return build_context(movement, SPEED, None)


def rows_of(movement, context, **conditions):
    found = measure(context, replace(conditions_of(movement), **{**SEEN, **conditions}))
    return {(row.metric, row.side): row for row in found.values}


def walked_off(context, *, contact_s=(0.24, 0.24), step_s=0.35, n=20, start_s=0.5):
    """Steps of a known rhythm, left first; contact times of left and right."""
    steps = []
    for i in range(n):
        at = start_s + i * step_s
        end = None if i >= n - 2 else at + 2 * step_s
        after = None if i == n - 1 else at + step_s
        side = ("left", "right")[i % 2]
        steps.append(Step(i + 1, side, at, at + contact_s[i % 2], after, end))
    return replace(context, steps=tuple(steps))


def test_a_clock_that_only_the_body_told_widens_what_goes_with_time(movement, told):
    sure, unsure = (
        rows_of(
            movement, walked_off(told, contact_s=(0.24, 0.26)), pace_sd=pace_sd, source=LABORATORY
        )
        for pace_sd in (0.0, 0.03)
    )

    def more_sd(metric, side="both"):
        wide, slim = (rows[(metric, side)] for rows in (unsure, sure))
        halves = [(row.ci_high - row.value) / Z90 for row in (wide, slim)]
        assert wide.value == slim.value
        return math.sqrt(max(0.0, halves[0] ** 2 - halves[1] ** 2))

    assert more_sd("cadence_spm") == pytest.approx(0.03 * 60 / 0.35, rel=0.01)
    assert more_sd("contact_time_ms") == pytest.approx(0.03 * 250, rel=0.01)
    for timeless in ("duty_factor_pct", "trunk_lean_deg", "asymmetry_pct.contact_time_ms"):
        assert more_sd(timeless) == pytest.approx(0.0, abs=1e-3)
    by_body = conditions_of(movement, clock="physiology").pace_sd
    assert by_body > 0 == conditions_of(movement, clock="user").pace_sd


class TestRhythm:
    def test_every_time_of_a_known_rhythm(self, movement, told):
        rows = rows_of(movement, walked_off(told))
        known = {
            "cadence_spm": 60 / 0.35,
            "contact_time_ms": 240.0,
            "flight_time_ms": 110.0,
            "duty_factor_pct": 100 * 0.24 / 0.7,
            "step_time_ms": 350.0,
            "stride_time_ms": 700.0,
            "step_length_m": 3.0 * 0.35,
            "speed_mps": 3.0,
        }
        for name, value in known.items():
            assert rows[name, "both"].value == pytest.approx(value, rel=1e-9), name

    def test_what_pose_models_differ_by_is_no_error_of_markers(self, movement, told):
        film, markers = (rows_of(movement, told, source=s) for s in (SEEN["source"], LABORATORY))
        lean = "trunk_lean_deg", "both"
        assert (film[lean].convention_sd, markers[lean].convention_sd) == (1.5, 0.0)

    def test_a_longer_left_contact_is_a_positive_asymmetry(self, movement, told):
        rows = rows_of(movement, walked_off(told, contact_s=(0.26, 0.22)), source=LABORATORY)
        row = rows["asymmetry_pct.contact_time_ms", "both"]
        assert row.value == pytest.approx(100 * 40 / 240)
        turned_round = rows_of(
            movement, walked_off(told, contact_s=(0.22, 0.26)), source=LABORATORY
        )
        assert turned_round["asymmetry_pct.contact_time_ms", "both"].value == -row.value
        legs = [rows["contact_time_ms", side] for side in ("left", "right")]
        half = math.hypot(*(leg.ci_high - leg.value for leg in legs))
        assert row.ci_high - row.value == pytest.approx(100 * half / 240)
        in_ms = rows["asymmetry.contact_time_ms", "both"]
        assert (in_ms.value, in_ms.unit) == (pytest.approx(40.0), "ms")
        assert in_ms.ci_high - in_ms.value == pytest.approx(half)

    def test_one_film_shows_no_asymmetry_but_of_the_bounce(self, movement, told):
        rows = rows_of(movement, walked_off(told, contact_s=(0.26, 0.22)))
        found = {name: row for (name, _), row in rows.items() if name.startswith("asymmetry.")}
        shown = {name for name, row in found.items() if row.value is not None}
        assert shown == {"asymmetry.vertical_oscillation_pct_leg"}
        del found["asymmetry.vertical_oscillation_pct_leg"]
        assert "one_side_seen" in {row.missing_reason for row in found.values()}

    def test_stiffness_after_morin_2005(self, movement, told):
        context = walked_off(told)
        track = stick_runner(fps=120.0)
        fast = build_context(read_movement(track), SPEED, None)
        rows = rows_of(movement, replace(fast, steps=context.steps))
        contact, flight, mass, speed = 0.24, 0.11, 70.0, 3.0
        leg = 0.53 * 1.80
        force = mass * 9.81 * math.pi / 2 * (flight / contact + 1)
        sink = force * contact**2 / (mass * math.pi**2) - 9.81 * contact**2 / 8
        shortening = leg - math.sqrt(leg**2 - (speed * contact / 2) ** 2) + sink
        assert rows["leg_stiffness_kn_m", "both"].value == pytest.approx(
            force / shortening / 1000, rel=1e-6
        )
        assert force / shortening / 1000 == pytest.approx(12.003, abs=0.002)  # worked out by hand

    @pytest.mark.parametrize(("share", "belongs"), [(0.60, True), (0.64, True), (0.68, False)])
    def test_a_toe_off_belongs_to_its_contact_up_to_two_thirds_of_a_stride(self, share, belongs):
        events = [
            Event(0.0, "left", "IC", 0.0, 1.0),
            Event(share * STRIDE_S, "left", "TO", 0.0, 1.0),
            Event(STRIDE_S, "left", "IC", 0.0, 1.0),
        ]
        step = build_steps(events, STRIDE_S)[0]
        assert step.to_s == (share * STRIDE_S if belongs else None)


class TestAngles:
    @pytest.mark.parametrize("side", ["left", "right"])
    def test_each_step_has_the_angles_of_its_instants(self, movement, told, side):
        per_step = measure(told, conditions_of(movement)).per_step
        own = [s for s in told.steps if s.side == side and s.to_s is not None][2:-2]
        assert len(own) >= 5
        for step in own:
            thigh, shank = (a.item() for a in leg_angles_deg([step.ic_s], side))
            off = leg_angles_deg([step.to_s], side)[0].item()
            reach = 50 * (math.sin(math.radians(thigh)) + math.sin(math.radians(shank)))
            known = {
                "shank_angle_deg": (shank, 0.6),
                "knee_flexion_ic_deg": (thigh - shank, 1.0),
                "overstride_pct_leg": (reach, 0.6),
                "thigh_extension_to_deg": (-off, 0.6),
                "trunk_lean_ic_deg": (6.0, 0.1),
            }
            for name, (value, within) in known.items():
                assert per_step[name][step.number] == pytest.approx(value, abs=within), name


class TestPartsOfTheInterval:
    def test_contact_time_feels_both_ends_and_frames_and_two_legs_little_less(self, movement, told):
        rows = rows_of(movement, walked_off(told))
        ends = [math.hypot(sd, FRAME_SD_S) for sd in (0.0052, 0.011)]
        alone = 1000 * math.hypot(*ends)
        timing = {s: rows["contact_time_ms", s].sd_parts["timing"] for s in ("right", "both")}
        assert timing["right"] == pytest.approx(alone, rel=1e-4)
        assert timing["both"] == pytest.approx(alone / 1.05, rel=1e-4)

    @pytest.mark.parametrize("fps", [25.0, 60.0, 240.0])
    def test_frames_far_apart_date_events_less_surely(self, movement, told, fps):
        rows = rows_of(movement, walked_off(told), frame_s=1 / fps)
        jitter_s = math.hypot(0.004, 0.12 / fps)
        own = rows["cadence_spm", "both"]
        known = own.value * math.sqrt(2) * jitter_s / (60 * own.n_steps / own.value)
        assert own.sd_parts["timing"] == pytest.approx(known, rel=1e-3)
        step, stride = rows["step_time_ms", "left"], rows["stride_time_ms", "left"]
        assert step.sd_parts["timing"] == pytest.approx(7.7, rel=1e-3)
        assert "timing" not in stride.sd_parts  # single contacts scatter within the strides' spread

    def test_centimetres_hand_on_the_error_of_the_leg_of_stature(self, movement):
        rows = rows_of(movement, build_context(movement, STATURE, None))
        for name in ("overstride_cm", "overstride_heel_pelvis_cm", "vertical_oscillation_cm"):
            row = rows[name, "right"]
            assert row.sd_parts["scale"] == pytest.approx(
                abs(row.value) * 0.014 / 0.479, rel=1e-3, abs=1e-5
            )
        assert "scale" not in rows["overstride_pct_leg", "right"].sd_parts

    def test_an_estimated_speed_hands_on_its_error_a_given_one_has_none(self, movement, told):
        guessed = replace(walked_off(told), speed_mps=Estimate(3.0, 0.2, "planted_foot"))
        rows = rows_of(movement, guessed)
        assert rows["speed_mps", "both"].sd_parts["scale"] == pytest.approx(0.2)
        assert rows["step_length_m", "right"].sd_parts["scale"] == pytest.approx(0.2 * 0.35)
        assert "scale" not in rows_of(movement, walked_off(told))["speed_mps", "both"].sd_parts

    def test_a_lean_feels_roll_one_to_one_and_yaw_by_its_cosine_and_sine(self, movement, told):
        level = {"roll_sd_deg": 0.0, "yaw_deg": 0.0, "yaw_sd_deg": 0.0}
        lean = rows_of(movement, told, **level)["trunk_lean_deg", "both"]
        assert "view" not in lean.sd_parts
        rolled = rows_of(movement, told, **{**level, "roll_sd_deg": 2.0})["trunk_lean_deg", "both"]
        assert rolled.sd_parts["view"] == pytest.approx(2.0, rel=0.01)
        seen = rows_of(movement, told, **{**level, "yaw_deg": 20.0, "yaw_sd_deg": 5.0})
        short = lean.value * (1 - math.cos(math.radians(25)))
        aside = 4.0 * math.sin(math.radians(20))
        view = seen["trunk_lean_deg", "both"].sd_parts["view"]
        assert view == pytest.approx(math.hypot(short, aside), rel=1e-3)
        assert "view" not in seen["vertical_oscillation_pct_leg", "both"].sd_parts

    def test_the_interval_is_the_square_root_of_the_sum_of_its_parts(self, movement, told):
        for row in rows_of(movement, told).values():
            if row.value is not None and not row.metric.startswith("asymmetry"):
                sd = math.sqrt(sum(part**2 for part in row.sd_parts.values()))
                assert row.ci_high - row.value == pytest.approx(1.6449 * sd, abs=1e-4)
                assert row.value - row.ci_low == pytest.approx(1.6449 * sd, abs=1e-4)


@pytest.mark.parametrize("yaw_deg", [-20.0, 25.0])
def test_the_planted_foots_speed_is_seen_shortened_by_the_yaw(movement, yaw_deg):
    square = replace(movement, view=replace(movement.view, yaw_deg=0.0))
    aside = replace(movement, view=replace(movement.view, yaw_deg=yaw_deg))
    one, two = (build_context(m, STATURE, None).speed_mps for m in (square, aside))
    assert two.value == pytest.approx(one.value / math.cos(math.radians(yaw_deg)))
    shorter = math.tan(math.radians(abs(yaw_deg))) * math.radians(YAW_SD_DEG)
    assert two.sd / two.value == pytest.approx(math.hypot(one.sd / one.value, shorter))
    assert one.sd / one.value == pytest.approx(math.hypot(0.014 / 0.479, 0.045))


def test_a_score_hears_the_near_legs_steps_and_both_where_the_body_is_meant(movement, told):
    measurement = measure(told, conditions_of(movement))
    heard = _near_steps(movement, measurement)
    near = [s.number for s in movement.steps if s.side == movement.near_side]
    reach = measurement.per_step["overstride_pct_leg"]
    assert heard["overstride_pct_leg"] == [reach[n] for n in reach if n in near]
    assert len(heard["overstride_pct_leg"]) < len(reach)
    assert heard["trunk_lean_deg"] == list(measurement.per_step["trunk_lean_deg"].values())


@pytest.mark.parametrize(("fps", "shown"), [(25.0, 0.5), (40.0, 0.8), (120.0, 1.0)])
def test_few_frames_a_second_show_what_happens_at_contact_less(fps, shown):
    context = build_context(read_movement(stick_runner(fps=fps)), STATURE, None)
    seen = _observability(context)
    assert seen["overstride_pct_leg"] == pytest.approx(shown, abs=1e-6)
    assert not {"cadence_spm", "trunk_lean_deg", "thigh_extension_to_deg"} & set(seen)
    assert np.isfinite(list(seen.values())).all()
