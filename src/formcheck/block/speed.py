"""Take differing speeds off before sessions are compared: nearly every metric follows speed."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from formcheck.block.values import SessionValue
from formcheck.domain.message import Message
from formcheck.domain.metric import KMH_PER_MPS

ALIKE_MPS = 0.1
"""Speeds within this of each other count as the same."""
REGRESS_FROM = 8
"""Sessions needed to learn the runner's own slope; below, the guideline's is taken."""
SLOPE_SD = 0.5
"""Runners differ: the guideline's slope is taken to be right within this share of itself."""
KM_ALIKE = 0.5
KM_FROM = 10

Array = np.ndarray


@dataclass(frozen=True, slots=True, eq=False)
class Adjusted:
    """Sessions made comparable in speed.

    Attributes
    ----------
    values : Array, shape (n,)
    covariates : Array, shape (n, m)
        To be taken off by regression.
    extra_sd : float
        What the adjustment adds to the error of a session.
    note : Message
    """

    values: Array
    covariates: Array
    extra_sd: float
    note: Message


def adjust(metric: str, sessions: tuple[SessionValue, ...]) -> Adjusted:
    """Deal with differing speeds (and kilometres into the run).

    Parameters
    ----------
    metric : str
    sessions : tuple of SessionValue
        Comparable ones, in order of time.
    """
    values = np.array([s.value for s in sessions])
    km = _km(sessions)
    known = [s.speed_mps for s in sessions if s.speed_mps is not None]
    if len(known) < len(sessions):
        return Adjusted(values, km, 0.0, Message("no_adjustment"))
    speeds = np.array(known)
    if np.ptp(speeds) <= ALIKE_MPS:
        return Adjusted(values, km, 0.0, Message("same_speed"))
    if len(sessions) >= REGRESS_FROM:
        covariates = np.column_stack([speeds, km])
        return Adjusted(values, covariates, 0.0, Message("own_slope"))
    slope = guideline_slope(metric)
    if slope is None:
        return Adjusted(values, km, 0.0, Message("no_slope"))
    moved = values - slope * (speeds - speeds.mean())
    extra = abs(slope) * SLOPE_SD * float(np.std(speeds))
    return Adjusted(moved, km, extra, Message("guideline_slope"))


def _km(sessions: tuple[SessionValue, ...]) -> Array:
    known = [s.km for s in sessions if s.km is not None]
    if len(known) < len(sessions) or len(known) < KM_FROM or np.ptp(known) <= KM_ALIKE:
        return np.empty((len(sessions), 0))
    return np.array(known)[:, None]


@cache
def guideline_slope(metric: str) -> float | None:
    """Change of a metric per m/s that the guidelines expect, or None if they say nothing."""
    from formcheck.guidelines import load

    for rule in load().metric:
        if rule.id != metric:
            continue
        for band in rule.band:
            terms = band.expected.terms if band.expected is not None else {}
            if "speed_mps" in terms:
                return float(terms["speed_mps"])
            if "speed_kmh" in terms:
                return KMH_PER_MPS * float(terms["speed_kmh"])
    return None
