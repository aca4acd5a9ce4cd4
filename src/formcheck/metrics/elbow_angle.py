"""Elbow angle."""

import numpy as np

from formcheck.domain.message import Message
from formcheck.domain.metric import Unit
from formcheck.domain.skeleton import other
from formcheck.geometry.angles import inner_angle_deg
from formcheck.metrics.base import GaitContext, StepValues, metric
from formcheck.metrics.spec import ANGLE, MetricSpec, Need, of_body


@metric(
    MetricSpec(
        "elbow_angle_deg",
        Unit.DEG,
        "Elbow angle",
        of_body(film=9.0, table=4.0),
        ANGLE,
        needs=(Need.NEAR_ARM,),
        order=140,
    )
)
def elbow_angle(ctx: GaitContext) -> StepValues:
    """Angle at the elbow, mean over the stride of the same side's leg; 180 = straight arm."""
    per_step: dict[int, float] = {}
    far = other(ctx.near_side)
    hidden = Message("far_arm_hidden")
    side = ctx.near_side
    shoulder, elbow, wrist = (
        ctx.track.point(f"{side}_{part}") for part in ("shoulder", "elbow", "wrist")
    )
    angle = inner_angle_deg(shoulder, elbow, wrist)
    for step in ctx.steps:
        if step.side == side and step.stride_end_s is not None:
            values = angle[ctx.track.within(step.ic_s, step.stride_end_s)]
            if np.isfinite(values).any():
                per_step[step.number] = float(np.nanmean(values))
    return StepValues(per_step, {}, {far: hidden, "both": hidden})
