"""Cheap numbers about each picture: light, sharpness, change, camera movement, borders.

They are gathered while the clip is decoded for the pose model, from a grey picture with a
longer side of 160 px (sharpness: 640 px), and cost about a millisecond a frame.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Final, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.video.upright import Picture

SMALL_SIDE_PX: Final = 160
SHARPNESS_SIDE_PX: Final = 640
RESHAPED: Final = 255.0
_BORDER_LUMA: Final = 40.0
_BORDER_SPREAD: Final = 14.0
_N_STRIPS: Final = 5
_MIN_CORNERS: Final = 4
_SAME_MOVE_PX: Final = 0.5

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class FrameStats:
    """Numbers of every frame; NaN where a frame has none before it to compare with.

    Attributes
    ----------
    luma : ndarray, shape (T,)
        Mean brightness, 0-255.
    sharpness : ndarray, shape (T,)
        Variance of the Laplacian of the grey picture scaled to at most 640 px; >= 0.
        Falls with blur and darkness; only comparable within a clip.
    change_mean : ndarray, shape (T,)
        Mean absolute grey difference to the frame before, 0-255; near 0 = the same picture again,
        255 = the pictures have another shape from here on.
    shift_px : ndarray, shape (T, 2)
        How far the background moved since the frame before (x right, y down), in pixels
        of the full-size picture: corners followed by optical flow, in five strips.
        Right to about a thousandth of the picture's longer side. NaN where the background
        has too little structure.
    shift_response : ndarray, shape (T,)
        Share of the strips that moved alike, 0-1; low = the shift means little.
    border_px : ndarray, shape (T, 4)
        Dark, even bars at the left, top, right and bottom, in full-size pixels.
    """

    luma: FloatArray
    sharpness: FloatArray
    change_mean: FloatArray
    shift_px: FloatArray
    shift_response: FloatArray
    border_px: FloatArray

    def __post_init__(self) -> None:
        for field in fields(self):
            array = np.asarray(getattr(self, field.name), dtype=np.float64)
            array.flags.writeable = False
            object.__setattr__(self, field.name, array)

    @classmethod
    def of(cls, rows: Sequence["StatsRow"]) -> "FrameStats":
        """Put the rows of consecutive frames together."""
        shapes = {"shift_px": (0, 2), "border_px": (0, 4)}
        columns = {
            field.name: (
                np.array([getattr(row, field.name) for row in rows], dtype=np.float64)
                if rows
                else np.empty(shapes.get(field.name, (0,)))
            )
            for field in fields(cls)
        }
        return cls(**columns)


class StatsRow(NamedTuple):
    """One frame's numbers; see `FrameStats`."""

    luma: float
    sharpness: float
    change_mean: float
    shift_px: tuple[float, float]
    shift_response: float
    border_px: tuple[float, float, float, float]


class StatsMeter:
    """Measure frames one after the other, remembering the last one.

    Parameters
    ----------
    width : int
        Width in pixels of the full-size upright picture, to which lengths are scaled.
    """

    def __init__(self, width: int) -> None:
        self._width = width
        self._before: Picture | None = None

    def remember(self, image_rgb: Picture) -> float:
        """Take a frame as the one before the next; only its ``change_mean`` is measured."""
        small = _small(_grey(image_rgb))
        change = self._change(small)
        self._before = small
        return change

    def restart(self) -> None:
        """Forget the last frame."""
        self._before = None

    def measure(self, image_rgb: Picture, *, reshaped: bool = False) -> StatsRow:
        """Measure one frame.

        Parameters
        ----------
        image_rgb : ndarray of uint8, shape (height, width, 3)
            Upright picture, of any size.
        reshaped : bool
            Whether the film's pictures have another shape from this one on.
        """
        grey = _grey(image_rgb)
        small = _small(grey)
        scale = self._width / small.shape[1]
        change = RESHAPED if reshaped else np.nan
        shift, response = (np.nan, np.nan), np.nan
        if not reshaped and self._before is not None and self._before.shape == small.shape:
            change = self._change(small)
            shift, response = _shift(self._before, small, scale)
        self._before = small
        edges = cv2.Laplacian(grey, cv2.CV_16S)
        return StatsRow(
            luma=float(small.mean()),
            sharpness=_variance(edges),
            change_mean=change,
            shift_px=shift,
            shift_response=response,
            border_px=_borders(small, scale),
        )

    def _change(self, small: Picture) -> float:
        if self._before is None or self._before.shape != small.shape:
            return float("nan")
        return float(cv2.absdiff(small, self._before).mean())


def _variance(edges: cv2.typing.MatLike) -> float:
    """Variance of all pixels; a sixth of the time of OpenCV's own, which goes by the pixel."""
    mean = cv2.sumElems(edges)[0] / edges.size
    return max(float(cv2.norm(edges, cv2.NORM_L2SQR)) / edges.size - mean * mean, 0.0)


def _shift(before: Picture, now: Picture, scale: float) -> tuple[tuple[float, float], float]:
    """Movement that most of five upright strips share; the runner fills two or three.

    Within a strip it is the median of corners followed by optical flow, which is right to
    a hundredth of the small picture's pixel; phase correlation falls a quarter short on
    small movements. The strips leave out the top and bottom of the picture, where players
    and editors put bars that stand still while the camera moves.
    """
    moves = _strip_moves(before, now)
    if len(moves) < 3:
        return (np.nan, np.nan), np.nan
    apart = np.linalg.norm(moves[:, None] - moves[None], axis=2)
    alike = apart <= _SAME_MOVE_PX + 0.1 * np.linalg.norm(moves, axis=1)[:, None]
    together = alike[np.argmax(alike.sum(axis=1))]
    if together.sum() < 2:
        return (np.nan, np.nan), np.nan
    dx, dy = np.median(moves[together], axis=0) * scale
    return (float(dx), float(dy)), float(together.mean())


def _strip_moves(before: Picture, now: Picture) -> NDArray[np.float32]:
    """Movement of each strip that has structure, shape (n, 2), small pixels."""
    corners = [_corners(before, strip) for strip in _strips(now.shape)]
    known = np.concatenate(corners)
    if len(known) == 0:
        return np.empty((0, 2), np.float32)
    found, ok, _ = cv2.calcOpticalFlowPyrLK(before, now, known, np.empty(0), winSize=(11, 11))
    flow, followed = (found - known)[:, 0], ok[:, 0] == 1
    moves, start = [], 0
    for strip in corners:
        part = slice(start, start + len(strip))
        start = part.stop
        if followed[part].any():
            moves.append(_median(flow[part][followed[part]]))
    return np.array(moves, np.float32).reshape(len(moves), 2)


def _median(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Median of each column; numpy's own takes ten times as long for a dozen rows."""
    rows = np.sort(rows, axis=0)
    middle = rows[(len(rows) - 1) // 2] + rows[len(rows) // 2]
    return np.asarray(middle / np.float32(2), np.float32)


def _strips(shape: tuple[int, ...]) -> list[tuple[slice, slice]]:
    high, wide = shape[:2]
    rows = slice(round(0.15 * high), round(0.85 * high))
    edges = [round(k * wide / _N_STRIPS) for k in range(_N_STRIPS + 1)]
    return [(rows, slice(left, right)) for left, right in itertools.pairwise(edges)]


def _corners(picture: Picture, strip: tuple[slice, slice]) -> NDArray[np.float32]:
    """Points of a strip that can be followed, shape (n, 1, 2); none if there are too few."""
    found: object = cv2.goodFeaturesToTrack(
        picture[strip], maxCorners=12, qualityLevel=0.02, minDistance=4
    )
    # OpenCV gives None where there are none, which its types do not say.
    if not isinstance(found, np.ndarray) or len(found) < _MIN_CORNERS:
        return np.empty((0, 1, 2), np.float32)
    rows, columns = strip
    return np.asarray(found + np.array([columns.start, rows.start]), np.float32)


def _grey(image_rgb: Picture) -> Picture:
    grey = np.asarray(cv2.cvtColor(image_rgb, cv2.COLOR_RGB2GRAY), np.uint8)
    return _limited(grey, SHARPNESS_SIDE_PX)


def _limited(grey: Picture, side_px: int) -> Picture:
    high, wide = grey.shape[:2]
    longest = max(high, wide)
    if longest <= side_px:
        return grey
    size = (max(2, round(wide * side_px / longest)), max(2, round(high * side_px / longest)))
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)


def _small(grey: Picture) -> Picture:
    return _limited(grey, SMALL_SIDE_PX)


def _borders(small: Picture, scale: float) -> tuple[float, float, float, float]:
    """Widths of the bars: rows and columns from an edge that are dark and even."""
    columns = _is_bar(small.max(axis=0), small.min(axis=0))
    rows = _is_bar(small.max(axis=1), small.min(axis=1))
    if columns.all() or rows.all():
        return (0.0, 0.0, 0.0, 0.0)
    counts = (_run(columns), _run(rows), _run(columns[::-1]), _run(rows[::-1]))
    left, top, right, bottom = (count * scale for count in counts)
    return (left, top, right, bottom)


def _is_bar(high: Picture, low: Picture) -> NDArray[np.bool_]:
    return (high < _BORDER_LUMA) & (high - low < _BORDER_SPREAD)


def _run(flags: NDArray[np.bool_]) -> int:
    return int(np.argmin(flags)) if flags.any() else 0
