"""Thigh extension at toe-off."""

from formcheck.metrics.base import GaitContext, Measured, MetricSpec, metric
from formcheck.metrics.leg_angles import at_instants, thigh_deg


@metric(MetricSpec("thigh_extension_to_deg", "deg", "Thigh extension at toe-off"))
def thigh_extension(ctx: GaitContext) -> Measured:
    """Thigh from the vertical at toe-off, behind = positive."""
    at = at_instants(ctx, ctx.usable_steps("to_s"), "to_s", thigh_deg)
    return Measured({number: -value for number, value in at.items()})
