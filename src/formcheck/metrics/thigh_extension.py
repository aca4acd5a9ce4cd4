"""Thigh extension at toe-off."""

from formcheck.domain.metric import Unit
from formcheck.metrics.base import GaitContext, StepValues, metric
from formcheck.metrics.leg_angles import at_instants, thigh_deg
from formcheck.metrics.spec import ANGLE, MetricSpec, of_legs


@metric(
    MetricSpec(
        "thigh_extension_to_deg",
        Unit.DEG,
        "Thigh extension at toe-off",
        of_legs(film=(3.8, 2.7), table=(1.9, 1.7, 1.3)),
        ANGLE,
        asymmetry=True,
        instant="TO",
        drawn=("thigh",),
        order=80,
    )
)
def thigh_extension(ctx: GaitContext) -> StepValues:
    """Thigh from the vertical at toe-off, behind = positive."""
    at = at_instants(ctx, ctx.usable_steps("to_s"), "to_s", thigh_deg)
    return StepValues({number: -value for number, value in at.items()})
