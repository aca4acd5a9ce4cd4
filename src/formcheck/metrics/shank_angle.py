"""Shank angle at contact."""

from formcheck.domain.metric import Unit
from formcheck.metrics.base import GaitContext, StepValues, metric
from formcheck.metrics.leg_angles import at_instants, shank_deg
from formcheck.metrics.spec import ANGLE, MetricSpec, of_legs


@metric(
    MetricSpec(
        "shank_angle_deg",
        Unit.DEG,
        "Shank angle at contact",
        of_legs(film=(1.6, 2.5), table=(0.7, 0.9)),
        ANGLE,
        asymmetry=True,
        instant="IC",
        drawn=("shank",),
        convention_sd=2.0,
        order=50,
    )
)
def shank_angle(ctx: GaitContext) -> StepValues:
    """Knee to ankle from the vertical at initial contact, + = ankle ahead of the knee."""
    return StepValues(at_instants(ctx, ctx.usable_steps(), "ic_s", shank_deg))
