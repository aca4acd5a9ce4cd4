"""Positions and angles of the landing leg at chosen instants, shared by the leg metrics."""

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from formcheck.domain.gait import Step
from formcheck.gait.sampling import LegSampler
from formcheck.geometry.angles import knee_flexion_deg, reach_deg, slope_deg
from formcheck.metrics.base import GaitContext

FloatArray = NDArray[np.float64]
LegQuantity = Callable[[LegSampler, FloatArray], FloatArray]


def shank_deg(leg: LegSampler, time_s: FloatArray) -> FloatArray:
    """Knee to ankle from the vertical, + = ankle ahead."""
    return reach_deg(leg.point("knee", time_s), leg.point("ankle", time_s))


def thigh_deg(leg: LegSampler, time_s: FloatArray) -> FloatArray:
    """Hip to knee from the vertical, + = knee ahead."""
    return reach_deg(leg.point("hip", time_s), leg.point("knee", time_s))


def knee_deg(leg: LegSampler, time_s: FloatArray) -> FloatArray:
    """Knee flexion, 0 = straight."""
    return knee_flexion_deg(
        leg.point("hip", time_s), leg.point("knee", time_s), leg.point("ankle", time_s)
    )


def foot_deg(leg: LegSampler, time_s: FloatArray) -> FloatArray:
    """Heel to foot index against the horizontal, + = toes up."""
    return slope_deg(leg.point("heel", time_s), leg.point("foot_index", time_s))


def ankle_ahead_leg(leg: LegSampler, time_s: FloatArray) -> FloatArray:
    """Forward distance from the leg's own hip to its ankle, in leg lengths."""
    return np.asarray(leg.point("ankle", time_s)[:, 0] - leg.point("hip", time_s)[:, 0])


def at_instants(
    ctx: GaitContext, steps: Iterable[Step], instant: str, quantity: LegQuantity
) -> dict[int, float]:
    """Evaluate a quantity of the landing leg at ``step.<instant>``, step by step."""
    values: dict[int, float] = {}
    for step in steps:
        time_s = np.array([getattr(step, instant)])
        value = float(quantity(ctx.samplers[step.side], time_s)[0])
        if np.isfinite(value):
            values[step.number] = value
    return values
