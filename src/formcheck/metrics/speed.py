"""Running speed."""

from formcheck.domain.metric import Unit
from formcheck.metrics.base import GaitContext, NotMeasurable, StepValues, metric
from formcheck.metrics.spec import FROM_EVENTS_ONLY, NO_VIEW, MetricSpec, Scaled


@metric(
    MetricSpec(
        "speed_mps",
        Unit.M_PER_S,
        "Running speed",
        FROM_EVENTS_ONLY,
        NO_VIEW,
        scaled=Scaled.BY_SPEED,
        sides=("both",),
        leads="both",
        order=220,
    )
)
def speed(ctx: GaitContext) -> StepValues:
    """As given, or as the stance foot moves against the camera or the hips."""
    if ctx.speed_mps is None:
        few = ctx.m_per_px is not None and ctx.no_speed == "needs_speed"
        raise NotMeasurable("too_few_whole_stances" if few else ctx.no_speed)
    return StepValues({}, {"both": ctx.speed_mps.value})
