"""Steep straight edges of grey pictures."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
Grey = NDArray[np.uint8]
Mask = NDArray[np.bool_]

STEEPEST_LEAN_DEG = 24.0
"""Edges that lean farther in the picture are not looked at: no phone is held like that."""
LEAST_LENGTH = 0.03
"""Of the picture's longer side."""
MARGIN = 0.008
"""Of the picture's width; the border of picture or bars is no edge of the scene."""


@dataclass(frozen=True, slots=True, eq=False)
class Edges:
    """Steep edges of one or more pictures of the same size.

    Attributes
    ----------
    ends_px : ndarray, shape (N, 4)
        x and y of the upper end, then of the lower end.
    picture : ndarray of int, shape (N,)
        Number of the picture that each was found in.
    width, height : int
        Size of the pictures in pixels.
    n_pictures : int
    """

    ends_px: FloatArray
    picture: NDArray[np.int64]
    width: int
    height: int
    n_pictures: int

    def __len__(self) -> int:
        return len(self.ends_px)


def steep_edges(pictures: list[Grey], keep: list[Mask | None], columns: tuple[int, int]) -> Edges:
    """Find the steep edges.

    Parameters
    ----------
    pictures : list of ndarray of uint8, shape (height, width)
    keep : list of ndarray of bool or None
        For each picture, where edges count; None = everywhere.
    columns : (int, int)
        First and last column of the picture proper, inside of bars.
    """
    high, wide = pictures[0].shape
    found = [_of_picture(p, k, columns) for p, k in zip(pictures, keep, strict=True)]
    number = np.repeat(np.arange(len(found)), [len(ends) for ends in found])
    return Edges(np.concatenate(found), number, wide, high, len(pictures))


def _of_picture(picture: Grey, keep: Mask | None, columns: tuple[int, int]) -> FloatArray:
    lines: object = cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD).detect(picture)[0]
    # OpenCV gives None where there are none, which its types do not say.
    if not isinstance(lines, np.ndarray):
        return np.zeros((0, 4))
    ends = lines.reshape(-1, 4).astype(np.float64)
    upside_down = ends[:, 1] > ends[:, 3]
    ends[upside_down] = ends[upside_down][:, [2, 3, 0, 1]]
    high, wide = picture.shape
    along = ends[:, 2:] - ends[:, :2]
    lean_deg = np.degrees(np.arctan2(np.abs(along[:, 0]), along[:, 1]))
    counts = (lean_deg < STEEPEST_LEAN_DEG) & (
        np.hypot(along[:, 0], along[:, 1]) > LEAST_LENGTH * max(high, wide)
    )
    left, right = ends[:, [0, 2]].min(axis=1), ends[:, [0, 2]].max(axis=1)
    counts &= (left > columns[0] + MARGIN * wide) & (right < columns[1] - MARGIN * wide)
    if keep is not None:
        middle = (ends[:, :2] + ends[:, 2:]) / 2
        x = middle[:, 0].astype(int).clip(0, wide - 1)
        y = middle[:, 1].astype(int).clip(0, high - 1)
        counts &= keep[y, x]
    return np.asarray(ends[counts])
