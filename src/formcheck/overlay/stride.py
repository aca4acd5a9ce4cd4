"""A loop of one typical stride, cut out around the runner, for sharing."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from formcheck.domain.pose import PoseTrack
from formcheck.domain.skeleton import Side
from formcheck.video.planes import Planes
from formcheck.video.writer import VideoWriter

LONGEST_PX: Final = 640
SLOWED: Final = 2.0
"""A stride lasts 0.7 s: too short to see anything at full speed."""
ROUNDS: Final = 2
_MOST_FRAMES: Final = 60
_MARGIN, _HEADROOM = 0.10, 0.20
"""Air around the landmarks, and above the eyes, in heights of the runner."""

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Window:
    """A part of constant size that follows the runner.

    Attributes
    ----------
    corners : dict of int to (int, int)
        Row to left and top of the part in pixels of the clip.
    width, height : int
    duration_s : float
        Of the stride, capture time.
    """

    corners: dict[int, tuple[int, int]]
    width: int
    height: int
    duration_s: float


def stride_window(track: PoseTrack, stride_s: tuple[float, float]) -> Window | None:
    """Find what to show of each frame of a stride.

    Parameters
    ----------
    track : PoseTrack
    stride_s : tuple of float
        Its two contacts, capture time.

    Returns
    -------
    Window or None
        None where the hips were hardly seen.
    """
    start_s, end_s = stride_s
    rows = np.flatnonzero((track.time_s >= start_s) & (track.time_s < end_s))
    rows = rows[:: math.ceil(len(rows) / _MOST_FRAMES) or 1]
    middle = (track.midpoint("hip"))[rows]
    seen = np.asarray(np.isfinite(middle).all(axis=1))
    if seen.sum() < 3:
        return None
    path = _path(rows, middle, seen)
    apart = track.xy_px[rows] - path[:, None]
    low, high = np.nanmin(apart, axis=(0, 1)), np.nanmax(apart, axis=(0, 1))
    tall = high[1] - low[1]
    low = low - (_MARGIN * tall, _HEADROOM * tall)
    high = high + _MARGIN * tall
    width = min(math.ceil(high[0] - low[0]), track.width)
    height = min(math.ceil(high[1] - low[1]), track.height)
    room = (track.width - width, track.height - height)
    corners = np.clip(np.round(path + low), 0, room).astype(int)
    places = {int(row): (int(x), int(y)) for row, (x, y) in zip(rows, corners, strict=True)}
    return Window(places, width, height, end_s - start_s)


def typical_stride(
    contact: tuple[Side, float] | None, strides: Iterable[tuple[Side, float, float | None]]
) -> tuple[float, float] | None:
    """Choose the stride that begins with the contact that the key frames show.

    Parameters
    ----------
    contact : tuple of side and float, or None
        Foot and time of that contact, if there is one.
    strides : iterable of (side, float, float or None)
        Foot, start and end of all strides.
    """
    if contact is None:
        return None
    side, time_s = contact
    whole = [(ic_s, end_s) for s, ic_s, end_s in strides if s == side and end_s is not None]
    return min(whole, key=lambda stride: abs(stride[0] - time_s), default=None)


def _path(rows: NDArray[np.int64], middle: FloatArray, seen: NDArray[np.bool_]) -> FloatArray:
    """Hips moving evenly: a window that shook with every step would hide the oscillation."""
    fit = np.polyfit(rows[seen], middle[seen, 0], 1)
    return np.column_stack([np.polyval(fit, rows), np.full(len(rows), middle[seen, 1].mean())])


class StrideLoop:
    """Collects the frames of one stride and writes them as a film that repeats.

    Parameters
    ----------
    window : Window
    scale : float
        Pixels of the pictures in one of the clip.
    """

    def __init__(self, window: Window, scale: float) -> None:
        self._window = window
        self._scale = scale
        self._pictures: list[Planes] = []
        self._matrix = 1

    def take(self, row: int, picture: Planes, matrix: int) -> None:
        """Keep the part of a frame that is wanted, if it is."""
        corner = self._window.corners.get(row)
        if corner is None:
            return
        wide, high = picture.size
        width, height = (
            min(_even(side * self._scale), whole)
            for side, whole in ((self._window.width, wide), (self._window.height, high))
        )
        x = min(_even(corner[0] * self._scale), wide - width)
        y = min(_even(corner[1] * self._scale), high - height)
        ratio = min(1.0, LONGEST_PX / max(width, height))
        small = Planes.empty(_even(ratio * width), _even(ratio * height))
        small.put(picture.part(x, y, width, height))
        self._pictures.append(small)
        self._matrix = matrix

    def write(self, path: Path) -> None:
        """Write the film at half speed; nothing if no frame came."""
        count = len(self._pictures)
        if count == 0:
            return
        frame_s = SLOWED * self._window.duration_s / count
        with VideoWriter(path, fps=1.0 / frame_s) as film:
            for k in range(ROUNDS * count):
                film.write_planes(self._pictures[k % count], k * frame_s, self._matrix)


def _even(value: float) -> int:
    return max(2, round(value / 2) * 2)
