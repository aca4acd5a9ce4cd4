"""From some frames of a clip to the pictures in which edges of the scene are looked for.

A still camera gives one: the median over time, from which whoever moves is gone. A moving one
gives several, with the runner and what is laid over the film left out.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.gravity.edges import Grey, Mask

FloatArray = NDArray[np.float64]

FEWEST_FRAMES = 3
BLURRED_MEDIAN = 0.75
"""The median of a pan has fewer edges than each of its pictures; of a still scene as many."""
CHANGED_LUMA, CHANGED_SHARE = 18, 0.25
"""A scene in which a quarter of the picture differs from the median is not a still one."""
LIVE_LUMA_SD = 6.0
"""Rows and columns in which no pixel varies more along them are bars."""
LAID_OVER_EDGE, LAID_OVER_PX = 25.0, 9
BOX_MARGIN = (0.12, 0.05)
"""By which the runner's box is made wider and higher, in its own widths and heights."""


@dataclass(frozen=True, slots=True, eq=False)
class EdgePictures:
    """Pictures to look at, all of one size.

    Attributes
    ----------
    pictures : list of ndarray of uint8, shape (height, width)
    keep : list of ndarray of bool or None
        Where edges count in each picture; None = everywhere.
    columns : (int, int)
        First and last column inside of bars.
    moving : bool
        Whether the camera moved.
    """

    pictures: list[Grey]
    keep: list[Mask | None]
    columns: tuple[int, int]
    moving: bool


def scene_of(frames: list[Grey], boxes: FloatArray | None) -> EdgePictures:
    """Put together what is looked at.

    Parameters
    ----------
    frames : list of ndarray of uint8, shape (height, width)
        At least three, of one size, spread over the clip.
    boxes : ndarray, shape (F, 4), or None
        The runner's box in each frame: left, top, right, bottom as shares of the picture; NaN
        where nobody was found.
    """
    columns = _inside_bars(frames)
    if not _moves(frames):
        return EdgePictures(
            [np.median(np.stack(frames), axis=0).astype(np.uint8)], [None], columns, False
        )
    chosen = slice(None, None, 2)
    pictures = frames[chosen]
    outside = ~_laid_over(pictures)
    if boxes is None:
        return EdgePictures(pictures, [outside] * len(pictures), columns, True)
    keep = [outside & ~_inside_box(outside.shape, box) for box in boxes[chosen]]
    return EdgePictures(pictures, list(keep), columns, True)


def _moves(frames: list[Grey]) -> bool:
    high, wide = frames[0].shape
    half = (wide // 2, high // 2)
    small = np.stack(
        [
            cv2.GaussianBlur(cv2.resize(f, half, interpolation=cv2.INTER_AREA), (0, 0), 1.2)
            for f in frames
        ]
    )
    median = np.median(small, axis=0).astype(np.uint8)
    kept = _edge_strength(median) / np.median([_edge_strength(f) for f in small])
    coarse = small[:, ::2, ::2].astype(np.int16)
    changed = np.abs(coarse - median[::2, ::2].astype(np.int16)) > CHANGED_LUMA
    return bool(kept < BLURRED_MEDIAN or np.median(changed.mean(axis=(1, 2))) > CHANGED_SHARE)


def _edge_strength(picture: Grey) -> float:
    upright = np.abs(cv2.Sobel(picture, cv2.CV_32F, 1, 0))
    return float(np.percentile(upright, 60) + upright.mean())


def _inside_bars(frames: list[Grey]) -> tuple[int, int]:
    thinned = np.stack([f[::2, ::2] for f in frames]).astype(np.float32)
    live = np.flatnonzero(thinned.std(axis=1).max(axis=0) > LIVE_LUMA_SD)
    return (2 * int(live[0]), 2 * int(live[-1]) + 1) if len(live) else (0, frames[0].shape[1])


def _laid_over(pictures: list[Grey]) -> Mask:
    """Where there are upright edges in every picture of a moving camera: graphics, no scene."""
    edges = [
        np.abs(cv2.Sobel(cv2.GaussianBlur(p, (0, 0), 0.8), cv2.CV_32F, 1, 0)) for p in pictures
    ]
    fixed = (np.min(edges, axis=0) > LAID_OVER_EDGE).astype(np.uint8)
    return np.asarray(cv2.dilate(fixed, np.ones((LAID_OVER_PX, LAID_OVER_PX))) > 0)


def _inside_box(shape: tuple[int, ...], box: FloatArray) -> Mask:
    inside = np.zeros(shape, dtype=bool)
    if not np.isfinite(box).all():
        return inside
    left, top, right, bottom = box
    aside, above = BOX_MARGIN[0] * (right - left), BOX_MARGIN[1] * (bottom - top)
    high, wide = shape
    rows = slice(max(int((top - above) * high), 0), max(int((bottom + above) * high), 0))
    columns = slice(max(int((left - aside) * wide), 0), max(int((right + aside) * wide), 0))
    inside[rows, columns] = True
    return inside
