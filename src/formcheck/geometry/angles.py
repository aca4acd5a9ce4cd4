"""Angles of body segments in the sagittal frame (x forward, y up), in degrees."""

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


def lean_deg(lower: FloatArray, upper: FloatArray) -> FloatArray:
    """Angle from the vertical of a segment seen from its lower end, + = tilted forward.

    Used for the trunk (mid-hip to mid-shoulder).

    Parameters
    ----------
    lower, upper : ndarray, shape (..., 2)

    Returns
    -------
    ndarray, shape (...), in (-180, 180]
    """
    d = upper - lower
    return np.asarray(np.degrees(np.arctan2(d[..., 0], d[..., 1])))


def reach_deg(upper: FloatArray, lower: FloatArray) -> FloatArray:
    """Angle from the vertical of a hanging segment, + = its lower end is ahead.

    Used for thigh (hip to knee) and shank (knee to ankle).
    """
    d = lower - upper
    return np.asarray(np.degrees(np.arctan2(d[..., 0], -d[..., 1])))


def knee_flexion_deg(hip: FloatArray, knee: FloatArray, ankle: FloatArray) -> FloatArray:
    """Knee flexion: thigh angle minus shank angle, 0 = straight, + = bent.

    Equal to 180 degrees less the angle between thigh and shank, but it keeps the sign
    of a knee that bends the wrong way.
    """
    return _wrapped(reach_deg(hip, knee) - reach_deg(knee, ankle))


def inner_angle_deg(first: FloatArray, corner: FloatArray, last: FloatArray) -> FloatArray:
    """Angle at ``corner`` between the two other points, 0-180 degrees."""
    a, b = first - corner, last - corner
    cross = a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0]
    return np.asarray(np.degrees(np.arctan2(np.abs(cross), (a * b).sum(axis=-1))))


def slope_deg(back: FloatArray, front: FloatArray) -> FloatArray:
    """Angle of a line to the horizontal, + = its front end is higher (toes up)."""
    d = front - back
    return np.asarray(np.degrees(np.arctan2(d[..., 1], d[..., 0])))


def _wrapped(angle_deg: FloatArray) -> FloatArray:
    return np.asarray((angle_deg + 180.0) % 360.0 - 180.0)
