"""Cadence."""

import numpy as np
from numpy.typing import NDArray

from formcheck.domain.metric import MetricSide, Unit
from formcheck.domain.skeleton import SIDES
from formcheck.metrics.base import GaitContext, NotMeasurable, StepValues, metric
from formcheck.metrics.spec import FROM_EVENTS_ONLY, NO_VIEW, SIDE_OR_BEHIND, MetricSpec, Timing

FloatArray = NDArray[np.float64]

CONTACT_SD_BEHIND_S = 0.008
"""How far the first and the last contact of a foot stray from the others, seen from behind."""


@metric(
    MetricSpec(
        "cadence_spm",
        Unit.STEPS_PER_MIN,
        "Cadence",
        FROM_EVENTS_ONLY,
        NO_VIEW,
        timing=Timing.SPAN,
        sides=("both",),
        leads="both",
        views=SIDE_OR_BEHIND,
        order=10,
    )
)
def cadence(ctx: GaitContext) -> StepValues:
    """Steps a minute over the whole analysed span, both feet.

    60 (N - 1) / (last - first contact). Where contacts are missing in between, they are
    counted by the time they take, against half a stride of the legs' own rhythm.
    """
    contacts_s = np.array([step.ic_s for step in ctx.steps])
    if len(contacts_s) < 3:
        raise NotMeasurable("too_few_contacts")
    gaps_s = np.diff(contacts_s)
    step_s = _usual_step_s(ctx, gaps_s)
    count = int(np.maximum(1, np.round(gaps_s / step_s)).sum())
    span_s = float(contacts_s[-1] - contacts_s[0])
    spm, se = 60.0 * count / span_s, _se_by_strides(ctx, 60.0 * count / span_s)
    if ctx.view != "side":
        spm = _by_feet_spm(ctx) or spm
        se = {"both": spm * CONTACT_SD_BEHIND_S / span_s}
    per_step = {
        s.number: 60.0 / (s.next_ic_s - s.ic_s) for s in ctx.steps if s.next_ic_s is not None
    }
    return StepValues(per_step, {"both": spm}, se=se)


def _by_feet_spm(ctx: GaitContext) -> float | None:
    """Mean over the feet, each from its first contact to its last.

    From behind the two feet are dated apart by more than a step time errs over a clip.
    """
    counts, times_s = [], []
    for side in SIDES:
        contacts_s = np.array([step.ic_s for step in ctx.steps if step.side == side])
        if side not in ctx.gait.legs or len(contacts_s) < 2:
            return None
        stride_s = ctx.gait.legs[side].template.stride_s
        counts.append(np.round(np.diff(contacts_s) / stride_s).sum())
        times_s.append(contacts_s[-1] - contacts_s[0])
    return 120.0 * float(np.sum(counts) / np.sum(times_s))


def _se_by_strides(ctx: GaitContext, spm: float) -> dict[MetricSide, float]:
    """Standard error by the spread of stride times; empty where a leg has no two strides.

    A stride begins and ends with the same foot, so that legs whose contacts are dated apart do
    not widen it. Strides of the two legs overlap by half: they count as half as many.
    """
    strides_s = [
        np.array([s.stride_end_s - s.ic_s for s in ctx.steps if s.side == side and s.stride_end_s])
        for side in SIDES
    ]
    if any(len(own) < 2 for own in strides_s):
        return {}
    variance = np.mean([own.var(ddof=1) for own in strides_s])
    every = np.concatenate(strides_s)
    return {"both": float(spm * np.sqrt(variance / (len(every) / 2)) / every.mean())}


def _usual_step_s(ctx: GaitContext, gaps_s: FloatArray) -> float:
    """Half a stride as the legs repeat it; by the contacts alone where that is not known."""
    strides_s = [leg.template.stride_s for leg in ctx.gait.legs.values()]
    if strides_s:
        return float(np.mean(strides_s)) / 2
    sides = {step.side for step in ctx.steps}
    return float(np.median(gaps_s)) / (1 if len(sides) == 2 else 2)
