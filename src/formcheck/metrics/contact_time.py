"""Time on the ground and in the air."""

from formcheck.metrics.base import GaitContext, Measured, MetricSpec, NotMeasurable, metric


def _require_toe_offs(ctx: GaitContext) -> None:
    if all(step.to_s is None for step in ctx.steps):
        reasons = [leg.offsets.to_reason for leg in ctx.gait.legs.values()]
        raise NotMeasurable(next((r for r in reasons if r), "no toe-off was found"))


@metric(MetricSpec("contact_time_ms", "ms", "Contact time"))
def contact_time(ctx: GaitContext) -> Measured:
    """Toe-off less initial contact (both where the ground force passes 50 N)."""
    _require_toe_offs(ctx)
    return Measured({s.number: 1000.0 * (s.to_s - s.ic_s) for s in ctx.steps if s.to_s is not None})


@metric(MetricSpec("flight_time_ms", "ms", "Flight time"))
def flight_time(ctx: GaitContext) -> Measured:
    """Next contact of the other foot less toe-off; negative would be walking."""
    _require_toe_offs(ctx)
    return Measured(
        {
            s.number: 1000.0 * (s.next_ic_s - s.to_s)
            for s in ctx.steps
            if s.to_s is not None and s.next_ic_s is not None
        }
    )


@metric(MetricSpec("duty_factor_pct", "%", "Duty factor"))
def duty_factor(ctx: GaitContext) -> Measured:
    """Contact time as a share of the stride."""
    _require_toe_offs(ctx)
    return Measured(
        {
            s.number: 100.0 * (s.to_s - s.ic_s) / (s.stride_end_s - s.ic_s)
            for s in ctx.steps
            if s.to_s is not None and s.stride_end_s is not None
        }
    )
