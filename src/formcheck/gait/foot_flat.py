"""The stance foot: it moves with the ground, and so tells speed and level."""

import numpy as np
from numpy.typing import NDArray

from formcheck.domain.gait import Step
from formcheck.geometry.sagittal import SagittalTrack
from formcheck.geometry.view import OBLIQUE_DEG

FloatArray = NDArray[np.float64]

FOOT_FLAT = (0.25, 0.60)
"""Share of stance in which the forefoot does not move on the ground."""
FEWEST_STANCES = 4
USUAL_SLOPE_DEG, DRAWN_SLOPE_DEG = 0.2, 0.6
"""Slope of the flat forefoot's path in a level picture, which rolls over a little: of markers,
and as a pose model draws it."""
FEWEST_FRAMES = 3


TOO_TILTED_DEG = 7.0
"""Seen from the side, a larger slope is no usual incline: the vertical is off by about as much."""


def too_tilted(tilt_deg: float, yaw_deg: float | None) -> bool:
    """Whether a stance foot's slope beyond the usual can only mean a tilted picture."""
    return abs(tilt_deg) > TOO_TILTED_DEG and abs(yaw_deg or 0.0) <= OBLIQUE_DEG


def foot_flat_speed_px_s(
    track: SagittalTrack, steps: tuple[Step, ...], *, against_hips: bool
) -> float | None:
    """How fast the flat forefoot goes backwards, pixels a second, median over stances.

    Parameters
    ----------
    track : SagittalTrack
    steps : tuple of Step
    against_hips : bool
        True: relative to mid-hip, which holds for any camera. False: relative to a still
        camera beside a treadmill, which is steadier.

    Returns
    -------
    float or None
        None with fewer than four stances.
    """
    middle = track.midpoint("hip")[:, 0] if against_hips else np.zeros(len(track))
    speeds = []
    for time_s, forefoot in _foot_flat_phases(track, steps):
        x = forefoot[:, 0] - np.interp(time_s, track.time_s, middle)
        speeds.append(-float(np.polyfit(time_s, x, 1)[0]))
    return float(np.median(speeds)) if len(speeds) >= FEWEST_STANCES else None


def foot_flat_slope_deg(track: SagittalTrack, steps: tuple[Step, ...]) -> float | None:
    """Angle to the horizontal of the flat forefoot's path, + = ground rises forwards.

    A level belt seen by a level, square camera gives about zero. Median over stances.
    """
    slopes = [
        float(np.degrees(np.arctan(np.polyfit(forefoot[:, 0], forefoot[:, 1], 1)[0])))
        for _, forefoot in _foot_flat_phases(track, steps)
        if np.ptp(forefoot[:, 0]) > 0
    ]
    return float(np.median(slopes)) if len(slopes) >= FEWEST_STANCES else None


def _foot_flat_phases(
    track: SagittalTrack, steps: tuple[Step, ...]
) -> list[tuple[FloatArray, FloatArray]]:
    """Times and forefoot positions of each stance's planted part."""
    parts = []
    for step in steps:
        if step.to_s is None:
            continue
        stance_s = step.to_s - step.ic_s
        start_s, stop_s = (step.ic_s + share * stance_s for share in FOOT_FLAT)
        margin_s = 0.5 / track.fps
        forefoot = track.point(f"{step.side}_foot_index")
        inside = track.within(start_s - margin_s, stop_s + margin_s)
        inside &= np.isfinite(forefoot).all(axis=1)
        if inside.sum() >= FEWEST_FRAMES:
            parts.append((track.time_s[inside], forefoot[inside]))
    return parts
