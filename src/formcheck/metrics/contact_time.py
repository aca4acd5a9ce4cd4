"""Time on the ground and in the air."""

from formcheck.domain.metric import Unit
from formcheck.metrics.base import GaitContext, StepValues, metric
from formcheck.metrics.spec import FROM_EVENTS_ONLY, NO_VIEW, SIDE_OR_BEHIND, MetricSpec, Need


@metric(
    MetricSpec(
        "contact_time_ms",
        Unit.MS,
        "Contact time",
        FROM_EVENTS_ONLY,
        NO_VIEW,
        views=SIDE_OR_BEHIND,
        needs=(Need.TOE_OFF,),
        asymmetry=True,
        order=110,
    )
)
def contact_time(ctx: GaitContext) -> StepValues:
    """Toe-off less initial contact (both where the ground force passes 50 N)."""
    return StepValues(
        {s.number: 1000.0 * (s.to_s - s.ic_s) for s in ctx.steps if s.to_s is not None}
    )


@metric(
    MetricSpec(
        "flight_time_ms",
        Unit.MS,
        "Flight time",
        FROM_EVENTS_ONLY,
        NO_VIEW,
        views=SIDE_OR_BEHIND,
        needs=(Need.TOE_OFF,),
        asymmetry=True,
        order=120,
    )
)
def flight_time(ctx: GaitContext) -> StepValues:
    """Next contact of the other foot less toe-off; negative would be walking."""
    return StepValues(
        {
            s.number: 1000.0 * (s.next_ic_s - s.to_s)
            for s in ctx.steps
            if s.to_s is not None and s.next_ic_s is not None
        }
    )


@metric(
    MetricSpec(
        "duty_factor_pct",
        Unit.PCT,
        "Duty factor",
        FROM_EVENTS_ONLY,
        NO_VIEW,
        views=SIDE_OR_BEHIND,
        needs=(Need.TOE_OFF,),
        order=130,
    )
)
def duty_factor(ctx: GaitContext) -> StepValues:
    """Contact time as a share of the stride."""
    return StepValues(
        {
            s.number: 100.0 * (s.to_s - s.ic_s) / (s.stride_end_s - s.ic_s)
            for s in ctx.steps
            if s.to_s is not None and s.stride_end_s is not None
        }
    )
