"""Foot-strike angle."""

import numpy as np

from formcheck.domain.metric import Unit
from formcheck.metrics.base import GaitContext, StepValues, metric
from formcheck.metrics.leg_angles import at_instants, foot_deg, over_instants
from formcheck.metrics.spec import ANGLE, MetricSpec, Need, of_legs

FLAT = (0.18, 0.32)
"""Share of stance in which the whole sole is on the ground, also as pose models draw it: they lift
the heel early."""


@metric(
    MetricSpec(
        "foot_strike_angle_deg",
        Unit.DEG,
        "Foot-strike angle",
        of_legs(film=(3.5, 3.5), table=(1.8, 1.8)),
        ANGLE,
        needs=(Need.HEELS, Need.TOES),
        instant="IC",
        order=150,
    )
)
def foot_strike_angle(ctx: GaitContext) -> StepValues:
    """Heel to foot index at contact, less the same when flat in stance, + = toes up."""
    steps = ctx.usable_steps("to_s")
    landing = at_instants(ctx, steps, "ic_s", foot_deg)
    flat_s = {
        s.number: s.ic_s + np.linspace(*FLAT, 6) * (s.to_s - s.ic_s)
        for s in steps
        if s.to_s is not None and s.number in landing
    }
    flat = over_instants(ctx, flat_s, foot_deg)
    return StepValues(
        {
            number: landing[number] - float(np.nanmedian(angles))
            for number, angles in flat.items()
            if np.isfinite(angles).any()
        }
    )
