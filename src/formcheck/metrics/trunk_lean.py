"""Lean of the trunk: mid-hip to mid-shoulder from the vertical, + = forward."""

import numpy as np
from numpy.typing import NDArray

from formcheck.domain.metric import Unit
from formcheck.metrics.base import GaitContext, NotMeasurable, StepValues, metric
from formcheck.metrics.spec import ANGLE, MetricSpec, Need, of_body

FloatArray = NDArray[np.float64]
MEAN_NOISE = of_body(film=1.05, table=0.9)
INSTANT_NOISE = of_body(film=1.35, table=1.2)


def _mean(lean: FloatArray, inside: NDArray[np.bool_]) -> float:
    values = lean[inside & np.isfinite(lean)]
    return float(values.mean()) if len(values) else float("nan")


def _between(ctx: GaitContext, start: str, stop: str) -> dict[int, float]:
    lean = ctx.trunk_lean_deg
    means = {
        step.number: _mean(lean, ctx.track.within(getattr(step, start), getattr(step, stop)))
        for step in ctx.steps
        if getattr(step, stop) is not None
    }
    return {number: value for number, value in means.items() if np.isfinite(value)}


def _at(ctx: GaitContext, times_s: dict[int, float]) -> StepValues:
    lean = ctx.trunk_lean_deg
    good = np.isfinite(lean)
    at = {n: float(np.interp(t, ctx.track.time_s[good], lean[good])) for n, t in times_s.items()}
    return StepValues(at)


@metric(
    MetricSpec(
        "trunk_lean_deg",
        Unit.DEG,
        "Trunk lean",
        MEAN_NOISE,
        ANGLE,
        sides=("both",),
        leads="both",
        needs=(Need.TRUNK,),
        instant="midstance",
        drawn=("trunk",),
        convention_sd=1.5,
        order=20,
    )
)
def trunk_lean_stance(ctx: GaitContext) -> StepValues:
    """Mean over all stance frames of both legs."""
    lean = ctx.trunk_lean_deg
    inside = np.zeros(len(ctx.track), dtype=bool)
    for step in ctx.steps:
        if step.to_s is not None:
            inside |= ctx.track.within(step.ic_s, step.to_s)
    mean = _mean(lean, inside)
    if not np.isfinite(mean):
        raise NotMeasurable("no_whole_stance")
    return StepValues(_between(ctx, "ic_s", "to_s"), {"both": mean})


@metric(
    MetricSpec(
        "trunk_lean_stride_deg",
        Unit.DEG,
        "Trunk lean over whole strides",
        MEAN_NOISE,
        ANGLE,
        sides=("both",),
        leads="both",
        needs=(Need.TRUNK,),
        order=160,
    )
)
def trunk_lean_stride(ctx: GaitContext) -> StepValues:
    """Mean over all frames of whole strides."""
    lean = ctx.trunk_lean_deg
    inside = np.zeros(len(ctx.track), dtype=bool)
    for step in ctx.steps:
        if step.stride_end_s is not None:
            inside |= ctx.track.within(step.ic_s, step.stride_end_s)
    mean = _mean(lean, inside)
    if not np.isfinite(mean):
        raise NotMeasurable("no_whole_stride")
    return StepValues(_between(ctx, "ic_s", "stride_end_s"), {"both": mean})


@metric(
    MetricSpec(
        "trunk_lean_ic_deg",
        Unit.DEG,
        "Trunk lean at contact",
        INSTANT_NOISE,
        ANGLE,
        leads="both",
        needs=(Need.TRUNK,),
        instant="IC",
        order=170,
    )
)
def trunk_lean_ic(ctx: GaitContext) -> StepValues:
    """At initial contact."""
    return _at(ctx, {step.number: step.ic_s for step in ctx.steps})


@metric(
    MetricSpec(
        "trunk_lean_midstance_deg",
        Unit.DEG,
        "Trunk lean at midstance",
        INSTANT_NOISE,
        ANGLE,
        leads="both",
        needs=(Need.TRUNK,),
        instant="midstance",
        order=180,
    )
)
def trunk_lean_midstance(ctx: GaitContext) -> StepValues:
    """Half-way between initial contact and toe-off."""
    halves = {s.number: (s.ic_s + s.to_s) / 2 for s in ctx.steps if s.to_s is not None}
    return _at(ctx, halves)
