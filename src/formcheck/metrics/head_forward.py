"""Head position against the trunk."""

import numpy as np

from formcheck.domain.metric import Unit
from formcheck.geometry.angles import lean_deg
from formcheck.metrics.base import GaitContext, StepValues, metric
from formcheck.metrics.spec import ANGLE, MetricSpec, Need, of_body


@metric(
    MetricSpec(
        "head_forward_deg",
        Unit.DEG,
        "Head forward of the trunk",
        of_body(film=5.0, table=4.0),
        ANGLE,
        sides=("both",),
        leads="both",
        needs=(Need.EARS, Need.TRUNK),
        order=190,
    )
)
def head_forward(ctx: GaitContext) -> StepValues:
    """Mid-shoulder to mid-ear from the vertical less trunk lean, mean over strides."""
    angle = lean_deg(ctx.track.midpoint("shoulder"), ctx.track.midpoint("ear")) - ctx.trunk_lean_deg
    values = {}
    for step in ctx.steps:
        if step.stride_end_s is not None:
            inside = angle[ctx.track.within(step.ic_s, step.stride_end_s)]
            if np.isfinite(inside).any():
                values[step.number] = float(np.nanmean(inside))
    return StepValues(values)
