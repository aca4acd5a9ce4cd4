"""Foot-strike angle."""

import numpy as np

from formcheck.metrics.base import GaitContext, Measured, MetricSpec, metric
from formcheck.metrics.leg_angles import at_instants, foot_deg

FLAT = (0.30, 0.55)
"""Share of stance in which the whole sole is on the ground."""


@metric(MetricSpec("foot_strike_angle_deg", "deg", "Foot-strike angle"))
def foot_strike_angle(ctx: GaitContext) -> Measured:
    """Heel to foot index at contact, less the same when flat in stance, + = toes up."""
    ctx.require("left_heel", "right_heel", "left_foot_index", "right_foot_index")
    steps = ctx.usable_steps("to_s")
    landing = at_instants(ctx, steps, "ic_s", foot_deg)
    values = {}
    for step in steps:
        if step.number not in landing or step.to_s is None:
            continue
        stance_s = step.to_s - step.ic_s
        flat_s = step.ic_s + np.linspace(*FLAT, 6) * stance_s
        flat = float(np.nanmedian(foot_deg(ctx.samplers[step.side], flat_s)))
        values[step.number] = landing[step.number] - flat
    return Measured({n: v for n, v in values.items() if np.isfinite(v)})
