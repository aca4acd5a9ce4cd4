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
    """
    roll, pitch = np.radians(roll_deg), np.radians(pitch_deg)
    return np.stack(
        [np.sin(roll) * np.cos(pitch), np.cos(roll) * np.cos(pitch), -np.sin(pitch)], axis=-1
    )


def roll_pitch_deg(direction: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Roll and pitch of unit vectors that point down, shape (..., 3)."""
    roll = np.degrees(np.arctan2(direction[..., 0], direction[..., 1]))
    pitch = -np.degrees(np.arcsin(direction[..., 2].clip(-1.0, 1.0)))
    return roll, pitch


def lean_deg(direction: FloatArray, at: FloatArray) -> FloatArray:
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
    """
    across = direction[..., 0, None] - at[:, 0] * direction[..., 2, None]
    along = direction[..., 1, None] - at[:, 1] * direction[..., 2, None]
    return np.asarray(np.degrees(np.arctan2(across, along)))


def below_horizon(direction: FloatArray, at: FloatArray) -> FloatArray:
    """How far points lie below the horizon, in focal lengths (negative: above), shape (..., N)."""
    return np.asarray(direction[..., :2] @ at.T + direction[..., 2:])
