"""Overstride: how far ahead of the hips the foot lands."""

import numpy as np

from formcheck.domain.metric import Unit
from formcheck.metrics.base import GaitContext, StepValues, metric
from formcheck.metrics.leg_angles import ankle_ahead_leg, at_instants
from formcheck.metrics.spec import (
    FORWARD_CM,
    FORWARD_PCT_LEG,
    MetricSpec,
    Need,
    Scaled,
    of_legs,
)

ANKLE_NOISE = of_legs(film=(1.8, 2.1), table=(1.5, 1.6, 1.1))
ANKLE_CM_NOISE = of_legs(film=(1.4, 1.7), table=(1.5, 1.6, 1.1))
"""In % of leg length. In centimetres the leg that the model draws, too short by a share that
differs between runners, does not count: the scale has an error of its own."""
HEEL_NOISE = of_legs(film=(1.5, 1.8), table=(1.5, 1.7))


def _ahead_leg(ctx: GaitContext) -> dict[int, float]:
    return at_instants(ctx, ctx.usable_steps(), "ic_s", ankle_ahead_leg)


@metric(
    MetricSpec(
        "overstride_pct_leg",
        Unit.PCT_LEG,
        "Overstride",
        ANKLE_NOISE,
        FORWARD_PCT_LEG,
        asymmetry=True,
        instant="IC",
        drawn=("reach",),
        convention_sd=2.5,
        order=30,
    )
)
def overstride_pct(ctx: GaitContext) -> StepValues:
    """Forward distance from the landing leg's hip to its ankle at contact."""
    return StepValues({n: 100.0 * v for n, v in _ahead_leg(ctx).items()})


@metric(
    MetricSpec(
        "overstride_cm",
        Unit.CM,
        "Overstride",
        ANKLE_CM_NOISE,
        FORWARD_CM,
        scaled=Scaled.BY_LEG_LENGTH,
        needs=(Need.SCALE,),
        instant="IC",
        drawn=("reach",),
        order=40,
    )
)
def overstride_cm(ctx: GaitContext) -> StepValues:
    """The same in centimetres."""
    cm = ctx.cm_per_leg()
    return StepValues({n: cm * v for n, v in _ahead_leg(ctx).items()})


@metric(
    MetricSpec(
        "overstride_heel_pelvis_cm",
        Unit.CM,
        "Heel ahead of the pelvis",
        HEEL_NOISE,
        FORWARD_CM,
        scaled=Scaled.BY_LEG_LENGTH,
        needs=(Need.SCALE, Need.HEELS),
        instant="IC",
        order=210,
    )
)
def overstride_heel(ctx: GaitContext) -> StepValues:
    """Forward distance from mid-hip to the landing heel at contact."""
    cm = ctx.cm_per_leg()
    ahead = at_instants(
        ctx, ctx.usable_steps(), "ic_s", lambda leg, t: np.asarray(leg.point("heel", t)[:, 0])
    )
    return StepValues({n: cm * v for n, v in ahead.items()})
