"""How far apart the feet are set, and the knees: seen from behind."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from formcheck.domain.gait import Step
from formcheck.domain.metric import Unit
from formcheck.domain.skeleton import other
from formcheck.metrics.base import GaitContext, NotMeasurable, StepValues, metric
from formcheck.metrics.spec import BEHIND, CameraSensitivity, MetricSpec, Scaled, of_body

FloatArray = NDArray[np.float64]

DRAWN_APART_PCT_LEG = 3.0
"""BlazePose sees ankles from behind farther apart than they are: 12 renders of as many runners, at
30 and 60 frames a second (``python -m tests.bench.rear --fit``)."""
ACROSS = CameraSensitivity(roll=False)
WIDTH_NOISE = of_body(film=1.4, table=1.4)


def midstances_s(ctx: GaitContext) -> dict[int, float]:
    """When the trunk is lowest over the foot of each step; empty where that is not seen."""
    return {
        step.number: step.ic_s + after_s
        for step in ctx.steps
        if step.side in ctx.gait.legs
        and (after_s := ctx.gait.legs[step.side].midstance_s) is not None
        and step.ic_s + after_s <= ctx.track.time_s[-1]
    }


def across_pct_leg(ctx: GaitContext, part: str, at_s: Mapping[int, float]) -> dict[int, float]:
    """Place of a step's own landmark along the picture at given instants, % of leg length."""
    places = {}
    for step in ctx.steps:
        if step.number in at_s:
            x = ctx.track.point(f"{step.side}_{part}")[:, 0]
            good = np.isfinite(x)
            place = np.interp(at_s[step.number], ctx.track.time_s[good], x[good])
            places[step.number] = 100.0 * float(place) / ctx.track.leg_length_px
    return places


def _widths_pct_leg(ctx: GaitContext) -> dict[int, float]:
    """Of each step, against the other foot's steps before and after it."""
    ctx.require("left_ankle", "right_ankle")
    at_s = midstances_s(ctx)
    places = across_pct_leg(ctx, "ankle", at_s)
    steps = {step.number: step for step in ctx.steps if step.number in places}
    widths = {}
    for number, step in steps.items():
        beside = [places[n] for n in _neighbours(step, steps, at_s)]
        if beside:
            apart = places[number] - float(np.mean(beside))
            widths[number] = (apart if step.side == "right" else -apart) - DRAWN_APART_PCT_LEG
    if not widths:
        raise NotMeasurable("no_midstance")
    return widths


def _neighbours(step: Step, steps: Mapping[int, Step], at_s: Mapping[int, float]) -> list[int]:
    """Steps of the other foot right before and right after."""
    longest_s = 1.5 * (step.next_ic_s - step.ic_s) if step.next_ic_s is not None else 0.6
    return [
        n
        for n in (step.number - 1, step.number + 1)
        if n in steps
        and steps[n].side == other(step.side)
        and abs(at_s[n] - at_s[step.number]) < longest_s
    ]


@metric(
    MetricSpec(
        "step_width_pct_leg",
        Unit.PCT_LEG,
        "Step width, of leg length",
        WIDTH_NOISE,
        ACROSS,
        sides=("both",),
        leads="both",
        views=BEHIND,
        instant="midstance",
        order=40,
    )
)
def step_width_pct_leg(ctx: GaitContext) -> StepValues:
    """Sideways distance of left from right ankle, each at its midstance; - = the feet cross."""
    return StepValues(_widths_pct_leg(ctx))


@metric(
    MetricSpec(
        "step_width_cm",
        Unit.CM,
        "Step width",
        WIDTH_NOISE,
        ACROSS,
        scaled=Scaled.BY_LEG_LENGTH,
        sides=("both",),
        leads="both",
        views=BEHIND,
        instant="midstance",
        order=41,
    )
)
def step_width_cm(ctx: GaitContext) -> StepValues:
    """The same in centimetres."""
    cm = ctx.cm_per_leg() / 100.0
    return StepValues({number: cm * width for number, width in _widths_pct_leg(ctx).items()})
