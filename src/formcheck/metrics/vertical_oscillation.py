"""Vertical oscillation of the trunk.

The pose model damps the rise and fall of the hips (their landmarks lie under loose cloth). The
shoulders rise and fall alike and are drawn better, so they stand in for mid-hip where seen.
"""

import numpy as np
from numpy.typing import NDArray

from formcheck.domain.metric import Unit
from formcheck.metrics.base import GaitContext, NotMeasurable, StepValues, metric
from formcheck.metrics.spec import UPWARD, MetricSpec, Need, Scaled, of_legs
from formcheck.signal.filters import low_pass, resample_even

TRUNK_EDGE_HZ = 8.0
SHOULDERS_SEEN = 0.9
PCT_NOISE = of_legs(film=(0.9, 0.9), table=(0.2, 0.2))
CM_NOISE = of_legs(film=(1.2, 1.2), table=(0.2, 0.2))
"""In % of leg length."""

FloatArray = NDArray[np.float64]


def _oscillation_leg(ctx: GaitContext) -> dict[int, float]:
    rate_hz = max(ctx.track.fps, 60.0)
    grid_s, height = resample_even(ctx.track.time_s, _height_px(ctx), rate_hz, cubic=True)
    if not np.isfinite(height).all():
        raise NotMeasurable("trunk_not_seen")
    smooth = low_pass(height, rate_hz, TRUNK_EDGE_HZ) / ctx.track.leg_length_px
    values = {}
    for step in ctx.steps:
        if step.next_ic_s is not None:
            inside = smooth[(grid_s >= step.ic_s) & (grid_s < step.next_ic_s)]
            if len(inside) > 3:
                values[step.number] = float(inside.max() - inside.min())
    return values


def _height_px(ctx: GaitContext) -> FloatArray:
    shoulders = ctx.track.midpoint("shoulder")[:, 1]
    seen = np.isfinite(shoulders).mean()
    return shoulders if seen > SHOULDERS_SEEN else ctx.track.midpoint("hip")[:, 1]


@metric(
    MetricSpec(
        "vertical_oscillation_cm",
        Unit.CM,
        "Vertical oscillation",
        CM_NOISE,
        UPWARD,
        scaled=Scaled.BY_LEG_LENGTH,
        leads="both",
        needs=(Need.SCALE, Need.STEADY_HEIGHTS),
        order=100,
    )
)
def vertical_oscillation_cm(ctx: GaitContext) -> StepValues:
    """Highest less lowest mid-hip within a step, in centimetres."""
    cm = ctx.cm_per_leg()
    return StepValues({number: cm * value for number, value in _oscillation_leg(ctx).items()})


@metric(
    MetricSpec(
        "vertical_oscillation_pct_leg",
        Unit.PCT_LEG,
        "Vertical oscillation",
        PCT_NOISE,
        UPWARD,
        leads="both",
        needs=(Need.STEADY_HEIGHTS,),
        asymmetry=True,
        legs_alike=True,
        order=90,
    )
)
def vertical_oscillation_pct(ctx: GaitContext) -> StepValues:
    """Highest less lowest mid-hip within a step, in % of leg length."""
    return StepValues({number: 100.0 * value for number, value in _oscillation_leg(ctx).items()})
