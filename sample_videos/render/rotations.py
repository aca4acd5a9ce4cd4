"""Rotation helpers.

World frame: X forward (running direction), Y to the runner's left, Z up, metres, degrees.
Functions take a scalar or an array of angles; the matrices have shape ``angles.shape + (3, 3)``.
"""

import numpy as np


def _rotation(degrees, i, j):
    angle = np.deg2rad(np.asarray(degrees, float))
    matrix = np.zeros((*angle.shape, 3, 3))
    matrix[..., range(3), range(3)] = 1
    c, s = np.cos(angle), np.sin(angle)
    matrix[..., i, i] = c
    matrix[..., j, j] = c
    matrix[..., i, j] = -s
    matrix[..., j, i] = s
    return matrix


def rx(degrees):
    """Rotation about X (side bend)."""
    return _rotation(degrees, 1, 2)


def ry(degrees):
    """Rotation about Y (positive tilts the top forward)."""
    return _rotation(degrees, 2, 0)


def rz(degrees):
    """Rotation about Z (positive turns to the left)."""
    return _rotation(degrees, 0, 1)


def sag(degrees):
    """Sagittal rotation of a hanging limb: positive swings it forward, lifts a toe."""
    return ry(-np.asarray(degrees, float))


def axis_angle(axis, degrees):
    """Rotation about any axis (Rodrigues)."""
    axis = axis / np.linalg.norm(axis)
    angle = np.deg2rad(degrees)
    k = np.array([[0, -axis[2], axis[1]], [axis[2], 0, -axis[0]], [-axis[1], axis[0], 0]])
    return np.eye(3) + np.sin(angle) * k + (1 - np.cos(angle)) * k @ k


def frame_align(u, n, u2, n2):
    """Rotation that takes unit u to u2, and the part of n orthogonal to u to n2."""

    def frame(a, b):
        a = a / np.linalg.norm(a)
        b = b - a * (a @ b)
        b /= np.linalg.norm(b)
        return np.stack([a, b, np.cross(a, b)], 1)

    return frame(np.asarray(u2, float), np.asarray(n2, float)) @ frame(u, n).T


def smoothstep(x, a, b):
    """0 below a, 1 above b, a smooth cubic between them."""
    t = np.clip((x - a) / (b - a), 0, 1)
    return t * t * (3 - 2 * t)
