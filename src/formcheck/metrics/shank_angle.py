"""Shank angle at contact."""

from formcheck.metrics.base import GaitContext, Measured, MetricSpec, metric
from formcheck.metrics.leg_angles import at_instants, shank_deg


@metric(MetricSpec("shank_angle_deg", "deg", "Shank angle at contact"))
def shank_angle(ctx: GaitContext) -> Measured:
    """Knee to ankle from the vertical at initial contact, + = ankle ahead of the knee."""
    return Measured(at_instants(ctx, ctx.usable_steps(), "ic_s", shank_deg))
