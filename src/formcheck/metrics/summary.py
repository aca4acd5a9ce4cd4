"""From values step by step to one value a side."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from formcheck.domain.message import Message
from formcheck.domain.metric import MetricSide
from formcheck.domain.skeleton import SIDES
from formcheck.metrics.base import GaitContext, Metric, NotMeasurable, StepValues

FloatArray = NDArray[np.float64]

FEWEST_STEPS = 3


@dataclass(frozen=True, slots=True)
class SideSummary:
    """Value of one side, or why there is none.

    Attributes
    ----------
    value : float or None
    se : float
        Standard error of the value from the spread over steps, 0 where unknown.
    n_steps : int
    reason : Message or None
    """

    value: float | None
    se: float
    n_steps: int
    reason: Message | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """One metric of one clip: a summary a side, and the values step by step."""

    metric: Metric
    sides: Mapping[MetricSide, SideSummary]
    per_step: Mapping[int, float]


def summarise(ctx: GaitContext, metric: Metric) -> Summary:
    """Measure a metric and take the median over steps, side by side.

    ``both`` is the mean of the two sides, and missing where one side is.
    """
    spec = metric.spec
    try:
        measured = metric.measure(ctx)
    except NotMeasurable as missing:
        nothing = {side: SideSummary(None, 0.0, 0, missing.reason) for side in spec.sides}
        return Summary(metric, nothing, {})
    sides: dict[MetricSide, SideSummary] = {}
    if spec.by_side:
        for side in SIDES:
            values = _of_side(ctx, measured, side)
            reason = measured.reasons.get(side) or ctx.hidden.get(side)
            sides[side] = _median(values, reason)
        sides["both"] = _mean_of_sides(sides, measured)
    else:
        values = np.array(list(measured.per_step.values()))
        given = measured.summary.get("both")
        both = _given(given, values) if given is not None else _median(values, None)
        sides["both"] = replace(both, se=measured.se.get("both", both.se))
    return Summary(metric, sides, measured.per_step)


def _of_side(ctx: GaitContext, measured: StepValues, side: MetricSide) -> FloatArray:
    return np.array(
        [
            measured.per_step[s.number]
            for s in ctx.steps
            if s.side == side and s.number in measured.per_step
        ]
    )


def _median(values: FloatArray, reason: Message | None) -> SideSummary:
    if len(values) < FEWEST_STEPS:
        why = reason or Message("too_few_usable_steps", {"steps": len(values)})
        return SideSummary(None, 0.0, len(values), why)
    return SideSummary(float(np.median(values)), _standard_error(values), len(values))


def _given(value: float, values: FloatArray) -> SideSummary:
    return SideSummary(value, _standard_error(values), len(values))


def _standard_error(values: FloatArray) -> float:
    """Standard error of a median from the robust spread; 0 where there are no two values."""
    if len(values) < 2:
        return 0.0
    spread = 1.4826 * float(np.median(np.abs(values - np.median(values))))
    spread = max(spread, 0.5 * float(values.std(ddof=1)))
    return 1.2533 * spread / float(np.sqrt(len(values)))


def _mean_of_sides(sides: Mapping[MetricSide, SideSummary], measured: StepValues) -> SideSummary:
    left, right = sides["left"], sides["right"]
    n_steps = left.n_steps + right.n_steps
    if left.value is None or right.value is None:
        own = measured.reasons.get("both")
        why = own or left.reason or right.reason
        return SideSummary(None, 0.0, n_steps, why)
    se = float(np.hypot(left.se, right.se)) / 2
    return SideSummary((left.value + right.value) / 2, se, n_steps)
