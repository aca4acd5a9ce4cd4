"""Every metric, on a runner whose angles are known."""

from dataclasses import replace

import numpy as np
import pytest
from tests.runner import stick_runner

from formcheck.domain.gravity import Vertical
from formcheck.domain.landmark_source import LABORATORY
from formcheck.domain.message import Message
from formcheck.gait.movement import read_movement
from formcheck.metrics.context import build_context
from formcheck.metrics.registry import all_metrics
from formcheck.metrics.summary import summarise
from formcheck.pose.blazepose import BlazePose
from formcheck.settings import AnalysisSettings
from formcheck.uncertainty.interval import conditions_of, measure

NOTE = Message("mirrored")
"""Stands for what a test has done to the landmarks."""

TOLD = AnalysisSettings(height_cm=180.0, speed_kmh=11.0, mass_kg=70.0)

LEVEL = Vertical(0.0, 2.0)


def measured(track, settings=TOLD):
    movement = read_movement(track, vertical=LEVEL)
    context = build_context(movement, settings, None)
    rows = measure(context, conditions_of(movement)).values
    return {(row.metric, row.side): row for row in rows}


@pytest.fixture(scope="module")
def rows():
    return measured(stick_runner(fps=120, noise_px=0.5))


@pytest.fixture(scope="module")
def context():
    return build_context(read_movement(stick_runner(fps=120)), TOLD, None)


@pytest.mark.parametrize("metric", all_metrics(), ids=lambda m: m.spec.id)
class TestEveryMetric:
    def test_says_what_it_is(self, metric):
        assert metric.measure.__doc__
        assert metric.spec.unit
        assert metric.spec.label

    def test_gives_numbers_or_a_reason(self, metric, context):
        summary = summarise(context, metric)
        for side in metric.spec.sides:
            found = summary.sides[side]
            assert (found.value is None) == (found.reason is not None)
            assert found.value is None or np.isfinite(found.value)

    def test_leaves_its_input_alone(self, metric, context):
        before = context.track.xy_px.copy()
        summarise(context, metric)
        assert np.array_equal(before, context.track.xy_px, equal_nan=True)

    def test_survives_landmarks_that_were_never_seen(self, metric, context):
        blind = replace(context.track, xy_px=np.full_like(context.track.xy_px, np.nan))
        steps = tuple(replace(step, to_s=None) for step in context.steps)
        summary = summarise(replace(context, track=blind, steps=steps), metric)
        values = [found.value for found in summary.sides.values() if found.value is not None]
        assert np.isfinite([*values, *summary.per_step.values()]).all()


def test_known_angles_are_read(rows):
    assert rows["cadence_spm", "both"].value == pytest.approx(172.0, abs=0.2)
    assert rows["trunk_lean_deg", "both"].value == pytest.approx(6.0, abs=0.3)
    assert rows["vertical_oscillation_pct_leg", "both"].value == pytest.approx(10.0, abs=0.5)
    assert rows["step_time_ms", "both"].value == pytest.approx(60_000 / 172, abs=1.0)
    assert rows["knee_flexion_peak_deg", "right"].value == pytest.approx(41.0, abs=3.0)


@pytest.mark.parametrize("kept", [(0, 1, 4, 8, 12, 15), (0, 2, 4, 8, 14), (0, 5, 10)])
def test_cadence_does_not_fall_where_contacts_are_missing(context, kept):
    few = replace(context, steps=tuple(context.steps[i] for i in kept))
    cadence = next(metric for metric in all_metrics() if metric.spec.id == "cadence_spm")
    assert summarise(few, cadence).sides["both"].value == pytest.approx(172.0, rel=0.01)


def test_times_of_a_step_belong_together(rows):
    for side in ("left", "right"):
        contact, stride = rows["contact_time_ms", side], rows["stride_time_ms", side]
        duty = rows["duty_factor_pct", side]
        assert duty.value == pytest.approx(100 * contact.value / stride.value, abs=0.3)


def test_intervals_hold_the_value_and_grow_with_noise(rows):
    shaky = measured(stick_runner(fps=25, noise_px=8.0, seconds=5))
    for row in rows.values():
        if row.value is None:
            assert row.missing_reason
            continue
        assert row.ci_low <= row.value <= row.ci_high
    for key in (("overstride_pct_leg", "right"), ("shank_angle_deg", "right")):
        wide, narrow = shaky[key].sd_parts, rows[key].sd_parts
        assert wide["strides"] > narrow["strides"]
        assert wide["timing"] > 0.5 * narrow["timing"]


def test_without_stature_nothing_is_in_cm_or_metres():
    rows = measured(stick_runner(), AnalysisSettings())
    for (name, _), row in rows.items():
        if name.endswith(("_cm", "_m", "_mps")):
            assert row.value is None
            assert "height" in row.missing_reason or "needs" in row.missing_reason


def test_mirror_exchanges_left_and_right():
    track = stick_runner(fps=60, noise_px=0.5)
    plain, mirrored = measured(track), measured(track.mirrored())
    other = {"left": "right", "right": "left", "both": "both"}
    for (name, side), row in plain.items():
        twin = mirrored[name, other[side]]
        if name.startswith("asymmetry"):
            continue
        assert (row.value is None) == (twin.value is None)
        if row.value is not None:
            assert twin.value == pytest.approx(row.value, abs=0.02 + 1e-3 * abs(row.value))


def test_camera_roll_moves_the_lean_one_to_one_and_its_interval_knows():
    track = stick_runner(fps=60)
    angle = np.radians(3.0)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    centre = np.array([640.0, 360.0])
    rolled = track.moved((track.xy_px - centre) @ turn + centre, NOTE)
    before, after = (measured(t)["trunk_lean_deg", "both"] for t in (track, rolled))
    assert abs(after.value - before.value) == pytest.approx(3.0, abs=0.2)
    assert after.sd_parts["view"] > before.sd_parts["view"]


def test_stiffness_where_all_is_told_and_no_angle_for_the_hidden_arm(rows):
    assert rows["leg_stiffness_kn_m", "both"].value > 0
    assert rows["elbow_angle_deg", "left"].value is None


def test_cadence_is_as_sure_where_the_legs_are_dated_apart(context):
    def moved(step, by_s):
        if step.side == "left":
            return replace(step, ic_s=step.ic_s + by_s, stride_end_s=_plus(step.stride_end_s, by_s))
        return replace(step, next_ic_s=_plus(step.next_ic_s, by_s))

    cadence = next(metric for metric in all_metrics() if metric.spec.id == "cadence_spm")
    apart = replace(context, steps=tuple(moved(step, 0.02) for step in context.steps))
    even, uneven = (summarise(c, cadence).sides["both"].se for c in (context, apart))
    assert uneven == pytest.approx(even, rel=0.05, abs=0.02)
    assert even < 1.0


def _plus(time_s, by_s):
    return None if time_s is None else time_s + by_s


def test_what_pose_models_differ_by_is_told_apart_from_the_interval():
    movement = read_movement(stick_runner(), vertical=LEVEL)
    context = build_context(movement, TOLD, None)
    film, table = (
        {
            (r.metric, r.side): r
            for r in measure(context, replace(conditions_of(movement), source=source)).values
        }
        for source in (BlazePose.source, LABORATORY)
    )
    known = {"trunk_lean_deg": 1.5, "overstride_pct_leg": 2.5, "knee_flexion_peak_deg": 5.5}
    for (metric, side), row in film.items():
        assert row.convention_sd == known.get(metric, row.convention_sd)
        assert table[metric, side].convention_sd == 0.0
        if row.value is not None and row.sd_parts and not metric.startswith("asymmetry"):
            half = 1.6449 * sum(sd**2 for sd in row.sd_parts.values()) ** 0.5
            assert row.ci_high - row.value == pytest.approx(half, abs=1e-3)
