"""Knee flexion at contact and its peak in stance."""

import numpy as np

from formcheck.domain.metric import Unit
from formcheck.metrics.base import GaitContext, StepValues, metric
from formcheck.metrics.leg_angles import at_instants, knee_deg, over_instants
from formcheck.metrics.spec import ANGLE, MetricSpec, of_legs

PEAK_GRID_S = 0.008
LATEST_PEAK = 0.75
"""Of stance: after it the knee straightens and folds again for the swing."""


@metric(
    MetricSpec(
        "knee_flexion_ic_deg",
        Unit.DEG,
        "Knee flexion at contact",
        of_legs(film=(3.7, 4.0), table=(1.8, 1.9)),
        ANGLE,
        asymmetry=True,
        instant="IC",
        drawn=("knee",),
        convention_sd=5.0,
        order=60,
    )
)
def knee_flexion_ic(ctx: GaitContext) -> StepValues:
    """Flexion at initial contact, 0 = straight."""
    return StepValues(at_instants(ctx, ctx.usable_steps(), "ic_s", knee_deg))


@metric(
    MetricSpec(
        "knee_flexion_peak_deg",
        Unit.DEG,
        "Peak knee flexion in stance",
        of_legs(film=(5.0, 3.9, 2.6), table=(1.9, 2.1)),
        ANGLE,
        asymmetry=True,
        instant="midstance",
        drawn=("knee",),
        convention_sd=5.5,
        order=70,
    )
)
def knee_flexion_peak(ctx: GaitContext) -> StepValues:
    """Largest flexion between initial contact and toe-off."""
    grids_s = {
        s.number: np.arange(s.ic_s, s.ic_s + LATEST_PEAK * (s.to_s - s.ic_s), PEAK_GRID_S)
        for s in ctx.usable_steps("to_s")
        if s.to_s is not None
    }
    rows = over_instants(ctx, grids_s, knee_deg)
    return StepValues({n: float(np.nanmax(r)) for n, r in rows.items() if np.isfinite(r).any()})
