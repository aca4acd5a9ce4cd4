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

    Examples
    --------
    >>> import numpy as np
    >>> lean_deg(np.array([0.0, 0.0]), np.array([1.0, 1.0])).tolist()  # shoulders ahead of the hips
    45.0
    """
    d = upper - lower
    return np.asarray(np.degrees(np.arctan2(d[..., 0], d[..., 1])))


def reach_deg(upper: FloatArray, lower: FloatArray) -> FloatArray:
    """Angle from the vertical of a hanging segment, + = its lower end is ahead.

    Used for thigh (hip to knee) and shank (knee to ankle).

    Examples
    --------
    >>> import numpy as np
    >>> reach_deg(np.array([0.0, 1.0]), np.array([1.0, 0.0])).tolist()  # ankle ahead of the knee
    45.0
    """
    d = lower - upper
    return np.asarray(np.degrees(np.arctan2(d[..., 0], -d[..., 1])))


def knee_flexion_deg(hip: FloatArray, knee: FloatArray, ankle: FloatArray) -> FloatArray:
    """Knee flexion: thigh angle minus shank angle, 0 = straight, + = bent.

    Equal to 180 degrees less the angle between thigh and shank, but it keeps the sign
    of a knee that bends the wrong way.

    Examples
    --------
    >>> import numpy as np
    >>> hip, knee, ankle = np.array([0.0, 2.0]), np.array([0.0, 1.0]), np.array([-1.0, 0.0])
    >>> knee_flexion_deg(hip, knee, ankle).tolist()  # thigh upright, shank swung back
    45.0
    """
    return _wrapped(reach_deg(hip, knee) - reach_deg(knee, ankle))


def inner_angle_deg(first: FloatArray, corner: FloatArray, last: FloatArray) -> FloatArray:
    """Angle at ``corner`` between the two other points, 0-180 degrees.

    Examples
    --------
    >>> import numpy as np
    >>> inner_angle_deg(np.array([0.0, 1.0]), np.array([0.0, 0.0]), np.array([1.0, 0.0])).tolist()
    90.0
    """
    a, b = first - corner, last - corner
    cross = a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0]
    return np.asarray(np.degrees(np.arctan2(np.abs(cross), (a * b).sum(axis=-1))))


def slope_deg(back: FloatArray, front: FloatArray) -> FloatArray:
    """Angle of a line to the horizontal, + = its front end is higher (toes up).

    Examples
    --------
    >>> import numpy as np
    >>> slope_deg(np.array([0.0, 0.0]), np.array([1.0, 1.0])).tolist()  # toes above the heel
    45.0
    """
    d = front - back
    return np.asarray(np.degrees(np.arctan2(d[..., 1], d[..., 0])))


def _wrapped(angle_deg: FloatArray) -> FloatArray:
    return np.asarray((angle_deg + 180.0) % 360.0 - 180.0)
