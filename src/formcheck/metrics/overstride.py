"""Overstride: how far ahead of the hips the foot lands."""

import numpy as np

from formcheck.metrics.base import GaitContext, Measured, MetricSpec, metric
from formcheck.metrics.leg_angles import ankle_ahead_leg, at_instants


def _ahead_leg(ctx: GaitContext) -> dict[int, float]:
    return at_instants(ctx, ctx.usable_steps(), "ic_s", ankle_ahead_leg)


@metric(MetricSpec("overstride_pct_leg", "% leg length", "Overstride"))
def overstride_pct(ctx: GaitContext) -> Measured:
    """Forward distance from the landing leg's hip to its ankle at contact."""
    return Measured({n: 100.0 * v for n, v in _ahead_leg(ctx).items()})


@metric(MetricSpec("overstride_cm", "cm", "Overstride"))
def overstride_cm(ctx: GaitContext) -> Measured:
    """The same in centimetres."""
    cm = ctx.cm_per_leg()
    return Measured({n: cm * v for n, v in _ahead_leg(ctx).items()})


@metric(MetricSpec("overstride_heel_pelvis_cm", "cm", "Heel ahead of the pelvis"))
def overstride_heel(ctx: GaitContext) -> Measured:
    """Forward distance from mid-hip to the landing heel at contact."""
    cm = ctx.cm_per_leg()
    ctx.require("left_heel", "right_heel")
    ahead = at_instants(
        ctx, ctx.usable_steps(), "ic_s", lambda leg, t: np.asarray(leg.point("heel", t)[:, 0])
    )
    return Measured({n: cm * v for n, v in ahead.items()})
