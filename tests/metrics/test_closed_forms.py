"""Every quantity of a simulated runner against its closed form; needs no reference data.

The runner's joints follow known curves of time, so at any instant every angle and length is
known. A foot that stands is carried by a belt, or stays on the ground, at a known speed.
"""

import math
from dataclasses import replace

import numpy as np
import pytest
from tests.runner import KNEE, LEG_PX, _over_stride, leg_angles_deg, stick_runner

from formcheck.domain.gait import Step
from formcheck.domain.gravity import Vertical
from formcheck.domain.message import Message
from formcheck.domain.metric import Z90
from formcheck.domain.skeleton import INDEX, SIDES
from formcheck.gait.foot_flat import foot_flat_slope_deg, foot_flat_speed_px_s
from formcheck.gait.movement import read_movement
from formcheck.geometry.sagittal import to_sagittal
from formcheck.metrics.base import REGISTRY
from formcheck.metrics.context import build_context
from formcheck.metrics.summary import summarise
from formcheck.settings import AnalysisSettings
from formcheck.uncertainty.interval import conditions_of, measure

CADENCE_SPM, FPS = 172.0, 120.0
STATURE = AnalysisSettings(height_cm=180.0)
CM_PER_LEG = 0.479 * 180.0
DONE = Message("landmark_table")
LEVEL = Vertical(0.0, 0.3)
LEAN_DEG, LEAN_SWING_DEG, FOOT_SWING_DEG, FOOT_DEG = 6.0, 2.0, 11.0, 4.0


def phase_of(time_s, side):
    return np.asarray(time_s) * CADENCE_SPM / 120.0 + (0.0 if side == "right" else 0.5)


def lean_deg(time_s):
    return LEAN_DEG + LEAN_SWING_DEG * np.cos(4 * np.pi * phase_of(time_s, "right"))


def foot_deg(time_s, side):
    return FOOT_DEG + FOOT_SWING_DEG * np.cos(2 * np.pi * phase_of(time_s, side) + 0.8)


def swinging_runner():
    """The stick runner with a trunk and feet that swing by known angles."""
    track = stick_runner(fps=FPS, cadence_spm=CADENCE_SPM)
    xy, time_s = track.xy_px.copy(), track.time_s
    lean = np.radians(lean_deg(time_s))
    along = np.stack([np.sin(lean), -np.cos(lean)], axis=1)
    for side in SIDES:
        shoulder = track.point(f"{side}_hip") + 0.62 * LEG_PX * along
        moved = shoulder - track.point(f"{side}_shoulder")
        for part in ("shoulder", "elbow", "wrist", "ear"):
            xy[:, INDEX[f"{side}_{part}"]] += moved
        pitch = np.radians(foot_deg(time_s, side))
        foot = 58.0 * np.stack([np.cos(pitch), -np.sin(pitch)], axis=1)
        xy[:, INDEX[f"{side}_foot_index"]] = track.point(f"{side}_heel") + foot
    return track.moved(xy, DONE)


@pytest.fixture(scope="module")
def movement():
    return read_movement(swinging_runner(), vertical=LEVEL)


@pytest.fixture(scope="module")
def context(movement):
    return build_context(movement, STATURE, None)


@pytest.fixture(scope="module")
def per_step(movement, context):
    return measure(context, conditions_of(movement)).per_step


def whole(context):
    """Steps with all ends, away from both ends of the track."""
    steps = [s for s in context.steps if s.to_s and s.next_ic_s and s.stride_end_s][3:-3]
    assert len(steps) >= 8
    return steps


def mean_between(curve, start_s, stop_s):
    return float(curve(np.linspace(start_s, stop_s, 400)).mean())


class TestTheBody:
    def test_lean_at_its_instants_and_over_its_spans(self, context, per_step):
        for step in whole(context):
            middle_s = (step.ic_s + step.to_s) / 2
            known = {
                "trunk_lean_ic_deg": lean_deg(step.ic_s),
                "trunk_lean_midstance_deg": lean_deg(middle_s),
                "trunk_lean_deg": mean_between(lean_deg, step.ic_s, step.to_s),
                "trunk_lean_stride_deg": mean_between(lean_deg, step.ic_s, step.stride_end_s),
            }
            for name, value in known.items():
                assert per_step[name][step.number] == pytest.approx(value, abs=0.1), name

    def test_head_against_the_trunk(self, context, per_step):
        ear_deg = math.degrees(math.atan2(20.0, 60.0))
        for step in whole(context):
            known = ear_deg - mean_between(lean_deg, step.ic_s, step.stride_end_s)
            assert per_step["head_forward_deg"][step.number] == pytest.approx(known, abs=0.1)

    def test_elbow_by_the_law_of_cosines(self, context, per_step):
        upper, fore, across = math.hypot(30, 70), math.hypot(65, 5), math.hypot(35, 75)
        known = math.degrees(math.acos((upper**2 + fore**2 - across**2) / (2 * upper * fore)))
        own = [s for s in whole(context) if s.side == context.near_side]
        for step in own:
            assert per_step["elbow_angle_deg"][step.number] == pytest.approx(known, abs=1e-6)

    def test_the_trunk_rises_by_its_known_bounce(self, context, per_step):
        """The hips by 10 % of the leg; the shoulders less where the trunk leans more meanwhile.

        Of a wave of step rate, the low pass of 8 Hz, run both ways, lets 98.4 % through.
        """
        passed = 1 / (1 + (CADENCE_SPM / 60 / 8.0) ** 4)

        def shoulder_leg(time_s):
            bounce = -0.05 * np.cos(4 * np.pi * (phase_of(time_s, "right") - 0.18))
            return bounce + 0.62 * np.cos(np.radians(lean_deg(time_s)))

        for step in whole(context):
            known = 100 * passed * np.ptp(shoulder_leg(np.linspace(step.ic_s, step.next_ic_s, 400)))
            rise = per_step["vertical_oscillation_pct_leg"][step.number]
            assert rise == pytest.approx(known, abs=0.05)
            in_cm = per_step["vertical_oscillation_cm"][step.number]
            assert in_cm == pytest.approx(rise * CM_PER_LEG / 100)


class TestTheLegs:
    def test_foot_strike_is_the_foot_at_contact_less_the_flat_one(self, context, per_step):
        for step in whole(context):
            flat_s = step.ic_s + np.linspace(0.18, 0.32, 6) * (step.to_s - step.ic_s)
            known = foot_deg(step.ic_s, step.side) - np.median(foot_deg(flat_s, step.side))
            angle = per_step["foot_strike_angle_deg"][step.number]
            assert angle == pytest.approx(known, abs=0.4)
            assert abs(known) > 1.0, "an angle of none would be found by anything"

    def test_the_knees_peak_in_stance(self, context, per_step):
        for step in whole(context):
            inside_s = np.linspace(step.ic_s, step.ic_s + 0.75 * (step.to_s - step.ic_s), 300)
            known = _over_stride(KNEE, phase_of(inside_s, step.side)).max()
            peak = per_step["knee_flexion_peak_deg"][step.number]
            assert peak == pytest.approx(known, abs=0.8)

    def test_the_heel_ahead_of_the_pelvis_in_cm(self, context, per_step):
        for step in whole(context):
            thigh, shank = (np.radians(a) for a in leg_angles_deg([step.ic_s], step.side))
            heel_px = LEG_PX / 2 * (np.sin(thigh) + np.sin(shank)).item() - 12.0
            known = heel_px / LEG_PX * CM_PER_LEG
            ahead = per_step["overstride_heel_pelvis_cm"][step.number]
            assert ahead == pytest.approx(known, abs=0.6)

    def test_a_left_knee_that_bends_more_is_a_positive_asymmetry(self, movement, context):
        rows = {(r.metric, r.side): r for r in measure(context, conditions_of(movement)).values}
        left, right = (rows["knee_flexion_peak_deg", side].value for side in SIDES)
        found = rows["asymmetry_pct.knee_flexion_peak_deg", "both"].value
        assert found == pytest.approx(100 * (left - right) / ((left + right) / 2))


CONTACT_S, STEP_S = 0.24, 0.35


def carried(*, speed_px_s, travels_px_s=0.0, slope_deg=0.0):
    """Steps, and a runner whose standing forefoot goes back at a known speed, up a known slope."""
    track = stick_runner(fps=FPS)
    time_s, xy = track.time_s, track.xy_px.copy()
    steps = tuple(
        Step(i + 1, SIDES[i % 2], at, at + CONTACT_S, at + STEP_S, at + 2 * STEP_S)
        for i, at in enumerate(np.arange(0.5, 6.5, STEP_S).tolist())
    )
    for side in SIDES:
        own = [s.ic_s for s in steps if s.side == side]
        since = (time_s[:, None] - own) % (2 * STEP_S)
        ahead_px = 90.0 - speed_px_s * np.minimum(since[:, 0], CONTACT_S + 0.02)
        foot = np.stack([640.0 + ahead_px, 600.0 - math.tan(math.radians(slope_deg)) * ahead_px])
        xy[:, INDEX[f"{side}_foot_index"]] = foot.T
    xy[..., 0] += travels_px_s * time_s[:, None]
    return track.moved(xy, DONE), steps


class TestThePlantedFoot:
    @pytest.mark.parametrize("speed_px_s", [300.0, 700.0, 1100.0])
    def test_a_belt_carries_it_at_the_belts_speed(self, speed_px_s):
        track, steps = carried(speed_px_s=speed_px_s)
        sagittal = to_sagittal(track, "right")
        for against_hips in (False, True):
            found = foot_flat_speed_px_s(sagittal, steps, against_hips=against_hips)
            assert found == pytest.approx(speed_px_s, rel=1e-9)

    @pytest.mark.parametrize("direction", ["left", "right"])
    def test_on_the_ground_it_stays_and_the_hips_pass(self, direction):
        track, steps = carried(speed_px_s=500.0, travels_px_s=500.0)
        if direction == "left":
            track = track.mirrored()
            steps = tuple(
                replace(s, side={"left": "right", "right": "left"}[s.side]) for s in steps
            )
        sagittal = to_sagittal(track, direction)
        hips = foot_flat_speed_px_s(sagittal, steps, against_hips=True)
        assert hips == pytest.approx(500.0, rel=1e-9)
        still = foot_flat_speed_px_s(sagittal, steps, against_hips=False)
        assert still == pytest.approx(0.0, abs=1e-6)

    @pytest.mark.parametrize("slope_deg", [-6.0, 0.0, 3.0])
    def test_it_climbs_with_the_ground(self, slope_deg):
        track, steps = carried(speed_px_s=600.0, slope_deg=slope_deg)
        found = foot_flat_slope_deg(to_sagittal(track, "right"), steps)
        assert found == pytest.approx(slope_deg, abs=1e-6)

    def test_a_tilted_picture_tilts_its_path_and_turning_it_back_levels_it(self):
        track, steps = carried(speed_px_s=600.0)
        tilted = to_sagittal(track, "right", roll_deg=-4.0)
        assert abs(foot_flat_slope_deg(tilted, steps)) == pytest.approx(4.0, abs=1e-6)

    def test_three_stances_are_too_few(self):
        track, steps = carried(speed_px_s=600.0)
        sagittal = to_sagittal(track, "right")
        for count, told in ((3, False), (4, True)):
            few = steps[:count]
            speed = foot_flat_speed_px_s(sagittal, few, against_hips=False)
            assert (speed is not None) is told
            assert (foot_flat_slope_deg(sagittal, few) is not None) is told

    @pytest.mark.parametrize(("mode", "travels_px_s"), [("treadmill", 0.0), ("overground", 800.0)])
    def test_speed_and_step_length_in_metres_with_their_error(self, movement, mode, travels_px_s):
        track, steps = carried(speed_px_s=800.0, travels_px_s=travels_px_s)
        seen = replace(
            movement,
            sagittal=to_sagittal(track, "right"),
            steps=steps,
            mode=mode,
            view=replace(movement.view, yaw_deg=0.0),
        )
        context = build_context(seen, STATURE, None)
        speed_mps = 800.0 * 0.479 * 1.80 / LEG_PX
        assert context.speed_mps.value == pytest.approx(speed_mps, rel=1e-9)
        assert context.speed_mps.source == "planted_foot"
        rows = {(r.metric, r.side): r for r in measure(context, conditions_of(movement)).values}
        speed, step = rows["speed_mps", "both"], rows["step_length_m", "both"]
        relative = math.hypot(0.014 / 0.479, 0.045)
        assert speed.value == pytest.approx(speed_mps, rel=1e-9)
        assert speed.ci_high - speed.value == pytest.approx(Z90 * relative * speed_mps, rel=1e-3)
        assert step.value == pytest.approx(speed_mps * STEP_S, rel=1e-9)
        assert step.sd_parts["scale"] == pytest.approx(relative * step.value, rel=1e-3)


class TestTheSpreadOfSteps:
    def test_the_standard_error_of_a_median(self, movement, context):
        """Half of a leg's contacts 10 ms longer, half shorter: the median deviation is 10 ms."""
        steps = []
        for i in range(24):
            at, long = 0.5 + i * 0.25, i % 4 < 2
            contact_s = 0.16 + (0.010 if long else -0.010)
            steps.append(Step(i + 1, SIDES[i % 2], at, at + contact_s, at + 0.25, at + 0.5))
        uneven = replace(context, steps=tuple(steps))
        summary = summarise(uneven, REGISTRY["contact_time_ms"])
        one = 1.2533 * 1.4826 * 10.0 / math.sqrt(12)
        assert summary.sides["left"].value == pytest.approx(160.0)
        assert summary.sides["left"].se == pytest.approx(one)
        assert summary.sides["both"].se == pytest.approx(one / math.sqrt(2))
        rows = {(r.metric, r.side): r for r in measure(uneven, conditions_of(movement)).values}
        assert rows["contact_time_ms", "both"].sd_parts["strides"] == pytest.approx(
            one / math.sqrt(2), rel=1e-3
        )

    def test_every_metric_has_the_noise_of_its_own_landmarks(self, movement, context):
        rows = measure(context, conditions_of(movement)).values
        seen = 0
        for row in rows:
            if row.value is None or row.metric.startswith("asymmetry"):
                continue
            spec = REGISTRY[row.metric].spec
            known = spec.noise["table"].sd(row.side, context.near_side)
            known *= CM_PER_LEG / 100 if spec.scaled == "leg_length" else 1.0
            assert row.sd_parts.get("landmarks", 0.0) == pytest.approx(known, abs=1e-5)
            seen += known > 0
        assert seen > 30
