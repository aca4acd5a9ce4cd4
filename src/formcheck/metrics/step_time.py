"""Step time, stride time and step length."""

from formcheck.domain.metric import Unit
from formcheck.metrics.base import GaitContext, NotMeasurable, StepValues, metric
from formcheck.metrics.spec import (
    FROM_EVENTS_ONLY,
    NO_VIEW,
    SIDE_OR_BEHIND,
    MetricSpec,
    Scaled,
    Timing,
)


def _step_times_s(ctx: GaitContext) -> dict[int, float]:
    return {s.number: s.next_ic_s - s.ic_s for s in ctx.steps if s.next_ic_s is not None}


@metric(
    MetricSpec(
        "step_time_ms",
        Unit.MS,
        "Step time",
        FROM_EVENTS_ONLY,
        NO_VIEW,
        timing=Timing.STEP,
        views=SIDE_OR_BEHIND,
        leads="both",
        asymmetry=True,
        order=230,
    )
)
def step_time(ctx: GaitContext) -> StepValues:
    """Initial contact to the other foot's initial contact."""
    return StepValues({number: 1000.0 * value for number, value in _step_times_s(ctx).items()})


@metric(
    MetricSpec(
        "stride_time_ms",
        Unit.MS,
        "Stride time",
        FROM_EVENTS_ONLY,
        NO_VIEW,
        timing=Timing.STRIDE,
        views=SIDE_OR_BEHIND,
        leads="both",
        order=240,
    )
)
def stride_time(ctx: GaitContext) -> StepValues:
    """Initial contact to the same foot's next initial contact."""
    return StepValues(
        {
            s.number: 1000.0 * (s.stride_end_s - s.ic_s)
            for s in ctx.steps
            if s.stride_end_s is not None
        }
    )


@metric(
    MetricSpec(
        "step_length_m",
        Unit.M,
        "Step length",
        FROM_EVENTS_ONLY,
        NO_VIEW,
        scaled=Scaled.BY_SPEED,
        leads="both",
        order=250,
    )
)
def step_length(ctx: GaitContext) -> StepValues:
    """Speed times step time."""
    if ctx.speed_mps is None:
        raise NotMeasurable(ctx.no_speed)
    speed = ctx.speed_mps.value
    return StepValues({number: speed * value for number, value in _step_times_s(ctx).items()})
