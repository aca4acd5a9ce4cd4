"""Positions and angles of the landing leg at chosen instants, shared by the leg metrics."""

from collections.abc import Callable, Iterable, Mapping

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
    at_s = {step.number: np.array([getattr(step, instant)]) for step in steps}
    rows = over_instants(ctx, at_s, quantity)
    return {number: float(row[0]) for number, row in rows.items() if np.isfinite(row[0])}


def over_instants(
    ctx: GaitContext, at_s: Mapping[int, FloatArray], quantity: LegQuantity
) -> dict[int, FloatArray]:
    """Evaluate a quantity of the landing leg at several instants of each step.

    Parameters
    ----------
    ctx : GaitContext
    at_s : dict of int to ndarray
        Instants by step number.
    quantity : callable

    Returns
    -------
    dict of int to ndarray
        Values at these instants, NaN where nothing was seen.
    """
    rows: dict[int, FloatArray] = {}
    for side, leg in ctx.samplers.items():
        own = [s.number for s in ctx.steps if s.side == side and s.number in at_s]
        if own:
            values = quantity(leg, np.concatenate([at_s[number] for number in own]))
            ends = np.cumsum([len(at_s[number]) for number in own])[:-1]
            rows |= dict(zip(own, np.split(values, ends), strict=True))
    return rows
