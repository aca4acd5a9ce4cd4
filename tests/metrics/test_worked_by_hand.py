"""Times, summaries, scale and reasons against numbers worked out by hand; no landmarks needed."""

import csv
import itertools
import math
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from tests.runner import stick_runner

from formcheck.domain.gait import Step
from formcheck.domain.message import Message
from formcheck.domain.metric import Unit
from formcheck.domain.skeleton import INDEX
from formcheck.gait.movement import read_movement
from formcheck.metrics.base import REGISTRY, Estimate, Metric, NotMeasurable, StepValues
from formcheck.metrics.cadence import _usual_step_s
from formcheck.metrics.context import (
    build_context,
)
from formcheck.metrics.leg_angles import at_instants
from formcheck.metrics.registry import all_metrics, lead_of
from formcheck.metrics.spec import ANGLE, MetricSpec, of_body
from formcheck.metrics.summary import summarise
from formcheck.settings import AnalysisSettings

NOTE = Message("mirrored")


SPECS = Path(__file__).parent / "specs.csv"


ROWS = list(csv.DictReader(SPECS.read_text(encoding="utf-8").splitlines()))


BEHIND = [
    *("cadence_spm", "step_width_pct_leg", "step_width_cm", "trunk_side_lean_deg"),
    *("knee_separation_pct_leg", "pelvic_drop_deg", "contact_time_ms", "flight_time_ms"),
    *("duty_factor_pct", "step_time_ms", "stride_time_ms"),
]
"""Those that hold for a runner seen from behind, in their order."""


TOLD = AnalysisSettings(height_cm=180.0, speed_kmh=10.8, mass_kg=70.0)


@pytest.fixture(scope="module")
def movement():
    return read_movement(stick_runner(fps=120))


@pytest.fixture(scope="module")
def context(movement):
    return build_context(movement, TOLD, None)


def rhythm(context, contacts_s, *, sides=("left", "right"), contact_s=0.25, **changed):
    """Steps that land at these instants, whole as far as the list goes."""
    at = [*contacts_s, None, None]
    steps = tuple(
        Step(i + 1, sides[i % 2], at[i], at[i] + contact_s, at[i + 1], at[i + 2])
        for i in range(len(contacts_s))
    )
    return replace(context, steps=steps, **changed)


def told(context, metric, side="both"):
    return summarise(context, REGISTRY[metric]).sides[side]


class TestTheTable:
    """Figures fitted by the bench have no other formula: they stand twice, as in a ledger."""

    @pytest.mark.parametrize("row", ROWS, ids=lambda r: r["id"])
    def test_each_metric_is_specified_as_the_table_says(self, row):
        spec = REGISTRY[row["id"]].spec
        for source, column in (("pose_model", "film"), ("table", "table")):
            noise = spec.noise[source]
            for side, leg in (("right", "near"), ("left", "far"), ("both", "both")):
                known = float(row[f"{column}_{leg}"])
                assert noise.sd(side, "right") == pytest.approx(known, rel=1e-3), (column, leg)
        found = {
            "unit": spec.unit,
            "roll": "yes" if spec.camera.roll else "no",
            "foreshortened": "yes" if spec.camera.foreshortened else "no",
            "sideways": str(spec.camera.sideways),
            "timing": spec.timing,
            "scaled": spec.scaled,
            "sides": "+".join(spec.sides),
            "leads": spec.leads,
            "needs": "+".join(spec.needs),
            "asymmetry": "yes" if spec.asymmetry else "no",
            "legs_alike": "yes" if spec.legs_alike else "no",
            "instant": spec.instant or "",
            "drawn": "+".join(spec.drawn),
            "convention_sd": str(spec.convention_sd),
            "order": str(spec.order),
        }
        assert found == {key: row[key] for key in found}

    def test_it_holds_all_metrics_in_their_order(self):
        assert [row["id"] for row in ROWS] == [m.spec.id for m in all_metrics()]
        assert [m.spec.id for m in all_metrics("back")] == BEHIND
        assert all_metrics("front") == ()

    def test_what_nobody_says_is_usual(self):
        spec = MetricSpec("mine_deg", Unit.DEG, "Mine", of_body(film=1.0, table=1.0), ANGLE)
        assert (spec.sides, spec.leads, spec.views) == (("left", "right", "both"), "near", {"side"})
        assert (spec.needs, spec.drawn, spec.instant) == ((), (), None)
        assert (spec.asymmetry, spec.legs_alike, spec.convention_sd) == (False, False, 0.0)
        assert spec.order == 1000
        assert spec.order > max(m.spec.order for m in all_metrics())
        assert lead_of("mine_deg") == "near"
        assert (lead_of("shank_angle_deg"), lead_of("trunk_lean_deg")) == ("near", "both")


def test_two_feet_are_enough_to_tell_a_steps_values_by_foot():
    noise = of_body(film=1.0, table=1.0)
    assert MetricSpec("mine_deg", Unit.DEG, "Mine", noise, ANGLE, sides=("left", "right")).by_side
    both = MetricSpec("mine_deg", Unit.DEG, "Mine", noise, ANGLE, sides=("both",), leads="both")
    assert not both.by_side


def test_reach_in_centimetres_is_that_of_the_leg_times_its_length(context):
    in_pct, in_cm = (
        REGISTRY[name].measure(context).per_step for name in ("overstride_pct_leg", "overstride_cm")
    )
    assert in_cm == pytest.approx({n: context.cm_per_leg() * v / 100 for n, v in in_pct.items()})


class TestRhythm:
    def test_cadence_counts_steps_over_the_whole_span(self, context):
        found = rhythm(context, [1.0, 1.3, 1.72, 2.0], gait=SimpleNamespace(legs={}))
        assert told(found, "cadence_spm").value == pytest.approx(60 * 3 / 1.0)
        assert told(found, "cadence_spm").n_steps == 3
        per_step = summarise(found, REGISTRY["cadence_spm"]).per_step
        assert per_step == pytest.approx({1: 200.0, 2: 60 / 0.42, 3: 60 / 0.28})

    def test_a_contact_that_was_missed_is_counted_by_its_time(self, context):
        legs = {
            side: SimpleNamespace(template=SimpleNamespace(stride_s=s))
            for side, s in (("left", 0.68), ("right", 0.72))
        }
        gait = SimpleNamespace(legs=legs)
        found = rhythm(context, [1.0, 1.35, 2.05, 2.40, 2.58], gait=gait)
        # 0.70 s are two steps of 0.35, 0.18 s are one
        assert told(found, "cadence_spm").value == pytest.approx(60 * 5 / 1.58)
        assert _usual_step_s(found, np.array([9.0])) == pytest.approx(0.35)

    def test_without_a_leg_the_contacts_tell_their_own_rhythm(self, context):
        both = rhythm(context, [1.0, 1.3, 1.6], gait=SimpleNamespace(legs={}))
        assert _usual_step_s(both, np.array([0.3, 0.3, 0.9])) == pytest.approx(0.3)
        one = rhythm(context, [1.0, 1.6, 2.2], sides=("left", "left"), gait=both.gait)
        assert _usual_step_s(one, np.array([0.6, 0.6])) == pytest.approx(0.3)
        assert told(one, "cadence_spm").value == pytest.approx(200.0)

    def test_three_contacts_make_a_cadence_and_two_do_not(self, context):
        assert told(rhythm(context, [1.0, 1.35, 1.7]), "cadence_spm").value is not None
        few = told(rhythm(context, [1.0, 1.35]), "cadence_spm")
        assert (few.value, few.reason.code) == (None, "too_few_contacts")

    def test_from_behind_the_error_is_that_of_two_contacts_over_the_span(self, context):
        at = list(0.35 * np.arange(9))
        found = told(rhythm(context, at, view="back"), "cadence_spm")
        assert found.value == pytest.approx(60 / 0.35)
        assert found.se == pytest.approx(60 / 0.35 * 0.008 / 2.8)

    def test_the_standard_error_of_cadence_is_that_of_overlapping_strides(self, context):
        at = [0.0, 0.34, 0.70, 1.05, 1.38, 1.76, 2.10, 2.44]
        found = told(rhythm(context, at), "cadence_spm")
        strides = {
            side: np.array([at[i + 2] - at[i] for i in range(first, 6, 2)])
            for first, side in enumerate(("left", "right"))
        }
        variance = (strides["left"].var(ddof=1) + strides["right"].var(ddof=1)) / 2
        every = np.concatenate(list(strides.values()))
        assert found.se == pytest.approx(found.value * math.sqrt(variance / 3) / every.mean())
        one = told(rhythm(context, at[:5]), "cadence_spm")  # the right foot has one stride
        spread = np.array([60 / (b - a) for a, b in itertools.pairwise(at[:5])])
        mad = 1.4826 * np.median(np.abs(spread - np.median(spread)))
        assert one.se == pytest.approx(1.2533 * max(mad, spread.std(ddof=1) / 2) / 2)

    def test_contact_flight_duty_step_and_stride(self, context):
        found = rhythm(context, 1.0 + 0.4 * np.arange(12), contact_s=0.22)
        known = {
            "contact_time_ms": (220.0, 12),
            "flight_time_ms": (180.0, 11),
            "duty_factor_pct": (100 * 0.22 / 0.8, 10),
            "step_time_ms": (400.0, 11),
            "stride_time_ms": (800.0, 10),
            "step_length_m": (3.0 * 0.4, 11),
        }
        for name, (value, n_steps) in known.items():
            row = told(found, name)
            assert (row.value, row.n_steps) == (pytest.approx(value), n_steps), name

    def test_without_toe_offs_the_legs_own_reason_is_given(self, context):
        legs = {
            side: SimpleNamespace(
                offsets=SimpleNamespace(to_reason=why), template=SimpleNamespace(stride_s=0.7)
            )
            for side, why in (("left", None), ("right", "toe_off_disagrees"))
        }
        bare = rhythm(context, [1.0, 1.3, 1.6], gait=SimpleNamespace(legs=legs))
        bare = replace(bare, steps=tuple(replace(s, to_s=None) for s in bare.steps))
        assert told(bare, "contact_time_ms").reason.code == "toe_off_disagrees"
        legs["right"].offsets.to_reason = None
        assert told(bare, "contact_time_ms").reason.code == "no_toe_off"
        first = replace(bare.steps[0], to_s=1.2)
        some = replace(bare, steps=(first, *bare.steps[1:]))
        assert told(some, "contact_time_ms").reason.code == "too_few_usable_steps"


class TestFrames:
    def test_a_pause_in_the_film_makes_no_frame_longer(self, context):
        later_s = context.track.time_s + 5.0 * (context.track.time_s > 4.0)
        paused = replace(context, track=replace(context.track, time_s=later_s))
        frames_s = [sampler.frame_s for sampler in paused.samplers.values()]
        assert frames_s == pytest.approx([1 / 120] * 2)

    def test_an_instant_at_which_a_leg_was_not_seen_is_missing(self, context):
        seen_s = context.steps[4].ic_s

        def quantity(_leg, time_s):
            return np.where(time_s < seen_s, np.nan, 7.0)

        found = at_instants(context, context.steps, "ic_s", quantity)
        assert found == {step.number: 7.0 for step in context.steps[4:]}

    def test_the_head_is_a_mean_to_which_each_frame_adds(self, context):
        """In every fourth frame the ears are a shoulder's height farther ahead."""
        xy = context.track.xy_px.copy()
        ears = [INDEX["left_ear"], INDEX["right_ear"]]
        xy[::4, ears, 0] += 60.0
        moved = replace(context, track=replace(context.track, xy_px=xy))
        before, after = (REGISTRY["head_forward_deg"].measure(c).per_step for c in (context, moved))
        shoulder, ear = (context.track.midpoint(part)[0] for part in ("shoulder", "ear"))
        x, y = ear - shoulder
        further_deg = math.degrees(math.atan2(x + 60.0, y) - math.atan2(x, y))
        for number in list(after)[1:-1]:
            assert after[number] - before[number] == pytest.approx(further_deg / 4, rel=0.05)


class TestSummaries:
    def measured(self, values, *, per_leg=True, **more):
        sides = ("left", "right", "both") if per_leg else ("both",)
        spec = MetricSpec(
            *("mine_deg", Unit.DEG, "Mine", of_body(film=1.0, table=1.0), ANGLE),
            sides=sides,
            leads="both",
        )
        return Metric(spec, lambda _: StepValues(values, **more))

    @pytest.fixture
    def ten(self, context):
        return rhythm(context, 1.0 + 0.3 * np.arange(10))

    def test_each_leg_has_the_median_of_its_steps_and_both_their_mean(self, ten):
        values = dict(zip(range(1, 11), [1, 10, 2, 20, 9, 30, 4, 40, 3, 90], strict=True))
        found = summarise(ten, self.measured(values)).sides
        assert (found["left"].value, found["right"].value) == (3.0, 30.0)
        assert found["both"].value == 16.5
        assert (found["left"].n_steps, found["both"].n_steps) == (5, 10)
        mad = 1.4826 * np.median(np.abs(np.array([1, 2, 9, 4, 3]) - 3.0))
        half_sd = 0.5 * np.std([1, 2, 9, 4, 3], ddof=1)
        assert half_sd > mad
        assert found["left"].se == pytest.approx(1.2533 * half_sd / math.sqrt(5))
        assert found["both"].se == pytest.approx(
            math.hypot(found["left"].se, found["right"].se) / 2
        )

    def test_three_steps_are_enough_and_two_are_not(self, ten):
        three = summarise(ten, self.measured({1: 5.0, 3: 7.0, 5: 6.0, 2: 1.0, 4: 1.0})).sides
        assert (three["left"].value, three["right"].value, three["both"].value) == (6.0, None, None)
        assert three["right"].reason.values["steps"] == 2
        assert three["both"].n_steps == 5
        assert three["both"].reason is three["right"].reason

    def test_reasons_go_from_the_metric_to_the_hidden_leg_to_the_count(self, ten):
        hidden = replace(ten, hidden={"right": Message("leg_hidden")})
        own = self.measured({}, reasons={"left": Message("far_arm_hidden")})
        found = summarise(hidden, own).sides
        assert found["left"].reason.code == "far_arm_hidden"
        assert found["right"].reason.code == "leg_hidden"
        assert found["both"].reason.code == "far_arm_hidden"
        of_both = self.measured({}, reasons={"both": Message("no_whole_step")})
        assert summarise(ten, of_both).sides["both"].reason.code == "no_whole_step"

    def test_a_value_of_the_whole_body_may_be_given_with_its_own_error(self, ten):
        values = {n: float(n) for n in range(1, 6)}
        median = summarise(ten, self.measured(values, per_leg=False)).sides["both"]
        assert (median.value, median.n_steps) == (3.0, 5)
        given = summarise(ten, self.measured(values, per_leg=False, summary={"both": 2.5}))
        assert given.sides["both"].value == 2.5
        assert given.sides["both"].se == pytest.approx(median.se)
        sure = self.measured(values, per_leg=False, summary={"both": 2.5}, se={"both": 0.1})
        assert summarise(ten, sure).sides["both"].se == 0.1
        one = self.measured({1: 4.0}, per_leg=False, summary={"both": 4.0})
        assert summarise(ten, one).sides["both"].se == 0.0
        two = self.measured({1: 4.0, 2: 6.0}, per_leg=False, summary={"both": 5.0})
        assert summarise(ten, two).sides["both"].se > 0

    def test_what_cannot_be_measured_says_so_on_every_side(self, ten):
        def nothing(_):
            raise NotMeasurable("part_not_seen", part="ear")

        found = summarise(ten, Metric(self.measured({}).spec, nothing))
        assert {s.reason.code for s in found.sides.values()} == {"part_not_seen"}
        assert {s.reason.values["part"] for s in found.sides.values()} == {"ear"}
        assert all((s.value, s.se, s.n_steps) == (None, 0.0, 0) for s in found.sides.values())
        assert found.per_step == {}


class TestNeeds:
    def half_seen(self, context, names, seen):
        xy = context.track.xy_px.copy()
        stop = round((1 - seen) * len(xy))
        for name in names:
            xy[:stop, INDEX[name], 0] = np.nan
        return replace(context, track=replace(context.track, xy_px=xy))

    @pytest.mark.parametrize(
        ("metric", "name", "part"),
        [
            ("trunk_lean_deg", "left_hip", "hip"),
            ("trunk_lean_deg", "right_shoulder", "shoulder"),
            ("foot_strike_angle_deg", "left_heel", "heel"),
            ("foot_strike_angle_deg", "right_foot_index", "foot_index"),
            ("head_forward_deg", "left_ear", "ear"),
            ("elbow_angle_deg", "right_wrist", "wrist"),
            ("elbow_angle_deg", "right_elbow", "elbow"),
            ("elbow_angle_deg", "right_shoulder", "shoulder"),
            ("overstride_heel_pelvis_cm", "left_heel", "heel"),
        ],
    )
    def test_a_part_must_be_seen_in_half_of_the_frames(self, context, metric, name, part):
        lost = summarise(self.half_seen(context, [name], 0.49), REGISTRY[metric])
        for found in lost.sides.values():
            assert (found.reason.code, found.reason.values) == ("part_not_seen", {"part": part})
        half = summarise(self.half_seen(context, [name], 0.5), REGISTRY[metric])
        reasons = [side.reason for side in half.sides.values() if side.reason]
        assert "part_not_seen" not in {reason.code for reason in reasons}

    def test_the_far_arm_is_not_asked_for(self, context):
        lost = self.half_seen(context, ["left_wrist"], 0.0)
        found = summarise(lost, REGISTRY["elbow_angle_deg"]).sides
        assert found["right"].value is not None
        assert found["left"].reason.code == found["both"].reason.code == "far_arm_hidden"

    def test_heights_scale_and_speed(self, context):
        moving = replace(context, heights_hold=False)
        bare = replace(context, leg_length_m=None, speed_mps=None, m_per_px=None)
        assert told(moving, "vertical_oscillation_pct_leg").reason.code == "camera_height_unknown"
        assert told(bare, "overstride_cm").reason.code == "needs_height"
        assert told(bare, "step_length_m").reason.code == "needs_speed"
        assert told(bare, "speed_mps").reason.code == "needs_speed"
        scaled = replace(bare, m_per_px=Estimate(0.003, 0.0, "stature"))
        assert told(scaled, "speed_mps").reason.code == "too_few_whole_stances"
        unsure = replace(scaled, no_speed="speed_unsure")
        assert told(unsure, "speed_mps").reason.code == "speed_unsure"
        assert told(unsure, "leg_stiffness_kn_m").reason.code == "speed_unsure"

    def test_steps_are_usable_with_their_ends_and_a_leg_that_is_seen(self, context):
        steps = (
            Step(1, "left", 1.0, 1.2, None, None),
            Step(2, "right", 1.3, None, 1.7, None),
            Step(3, "right", 1.7, 1.9, 2.0, None),
        )
        some = replace(context, steps=steps)
        assert [s.number for s in some.usable_steps()] == [1, 2, 3]
        assert [s.number for s in some.usable_steps("to_s")] == [1, 3]
        assert [s.number for s in some.usable_steps("to_s", "next_ic_s")] == [3]
        hidden = replace(some, hidden={"right": Message("leg_hidden")})
        assert [s.number for s in hidden.usable_steps()] == [1]
        legs = {"right": some.gait.legs["right"]}
        assert [s.number for s in replace(some, gait=type(some.gait)(legs)).usable_steps()] == [
            2,
            3,
        ]
