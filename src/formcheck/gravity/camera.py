"""Directions in the camera's own axes: x right, y down, z away, lengths in focal lengths."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]

USUAL_FOCAL = 0.76
"""Focal length over the picture's longer side: the main camera of phones when filming."""


def down(roll_deg: ArrayLike, pitch_deg: ArrayLike) -> FloatArray:
    """Direction of gravity, shape (..., 3).

    Parameters
    ----------
    roll_deg : array_like
        Positive: upright things at the picture's centre lean left.
    pitch_deg : array_like
        Positive: the camera looks up.

    Examples
    --------
    >>> down(0.0, 0.0).tolist()  # a level phone: gravity points down the picture
    [0.0, 1.0, -0.0]
    """
    roll, pitch = np.radians(roll_deg), np.radians(pitch_deg)
    return np.stack(
        [np.sin(roll) * np.cos(pitch), np.cos(roll) * np.cos(pitch), -np.sin(pitch)], axis=-1
    )


def roll_pitch_deg(direction: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Roll and pitch of unit vectors that point down, shape (..., 3).

    Examples
    --------
    >>> roll, pitch = roll_pitch_deg(down(3.0, 5.0))
    >>> round(float(roll), 3), round(float(pitch), 3)
    (3.0, 5.0)
    """
    roll = np.degrees(np.arctan2(direction[..., 0], direction[..., 1]))
    pitch = -np.degrees(np.arcsin(direction[..., 2].clip(-1.0, 1.0)))
    return roll, pitch


def roll_at_deg(direction: FloatArray, at: FloatArray) -> FloatArray:
    """How far upright things lean in the picture, + = their top leans left.

    Parameters
    ----------
    direction : ndarray, shape (..., 3)
        Down.
    at : ndarray, shape (N, 2)
        Where in the picture, in focal lengths from its centre.

    Returns
    -------
    ndarray, shape (..., N)

    Examples
    --------
    >>> import numpy as np
    >>> centre, right = [0.0, 0.0], [0.5, 0.0]
    >>> roll_at_deg(down(2.0, 10.0), np.array([centre, right])).round(1).tolist()
    [2.0, 7.0]
    """
    across = direction[..., 0, None] - at[:, 0] * direction[..., 2, None]
    along = direction[..., 1, None] - at[:, 1] * direction[..., 2, None]
    return np.asarray(np.degrees(np.arctan2(across, along)))


def below_horizon(direction: FloatArray, at: FloatArray) -> FloatArray:
    """How far points lie below the horizon, in focal lengths (negative: above), shape (..., N).

    Examples
    --------
    >>> import numpy as np
    >>> below_horizon(down(0.0, 0.0), np.array([[0.0, 0.25], [0.3, -0.25]])).tolist()
    [0.25, -0.25]
    """
    return np.asarray(direction[..., :2] @ at.T + direction[..., 2:])
