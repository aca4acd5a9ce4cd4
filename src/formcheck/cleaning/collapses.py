"""Blank frames in which the model took a part of the runner for the whole."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from formcheck.domain.message import Message
from formcheck.domain.pose import PoseTrack

FloatArray = NDArray[np.float64]

USUAL_TRUNK: Final = (0.6, 1.6)
"""Shortest and longest trunk that is believed, over its median around the frame."""
_AROUND_S: Final = 2.0
_JOINED_S: Final = 0.15
_JUMP: Final = 1.2


def blank_collapses(track: PoseTrack) -> PoseTrack:
    """Blank whole frames whose trunk suddenly has an impossible length.

    Seen from the side, the distance from shoulders to hips changes by a few per cent while
    running, and evenly where the runner comes nearer. The model reports a body squeezed onto the
    legs with full visibility, so only its shape gives it away. Frames between two such within
    0.15 s go with them.

    Returns
    -------
    PoseTrack
        The same one where nothing collapsed, or shoulders and hips are never seen together.
    """
    trunk_px = np.linalg.norm(track.midpoint("shoulder") - track.midpoint("hip"), axis=1)
    seen = np.flatnonzero(np.isfinite(trunk_px))
    if len(seen) < 2:
        return track
    frame_s = float(np.median(np.diff(track.time_s)))
    usual_px = _running_median(trunk_px[seen], _frames(_AROUND_S, frame_s))
    with np.errstate(divide="ignore", invalid="ignore"):
        share = trunk_px[seen] / usual_px
    collapsed = np.zeros(len(track), dtype=bool)
    collapsed[seen] = _sudden(share, ~((share >= USUAL_TRUNK[0]) & (share <= USUAL_TRUNK[1])))
    collapsed = _joined(collapsed, _frames(_JOINED_S, frame_s))
    if not collapsed.any():
        return track
    xy = track.xy_px.copy()
    xy[collapsed] = np.nan
    return track.moved(xy, Message("collapses_removed", {"frames": int(collapsed.sum())}))


def _running_median(values: FloatArray, window: int) -> FloatArray:
    """Median around each value; beyond either end lies the median of the window there."""
    from scipy.ndimage import median_filter

    ends = (np.median(values[:window]), np.median(values[-window:]))
    padded = np.pad(values, window // 2, constant_values=ends)
    middle = slice(window // 2, window // 2 + len(values))
    return np.asarray(median_filter(padded, size=window)[middle], np.float64)


def _sudden(share: FloatArray, odd: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Keep the runs of odd frames that begin or end with a jump; who comes nearer grows evenly."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], odd, [False]])))
    with np.errstate(divide="ignore", invalid="ignore"):
        jump = np.abs(np.diff(np.log(share), prepend=np.nan, append=np.nan)) > np.log(_JUMP)
    sudden = np.zeros(len(odd), dtype=bool)
    for first, end in edges.reshape(-1, 2):
        sudden[first:end] = jump[first] or jump[end]
    return sudden


def _frames(span_s: float, frame_s: float) -> int:
    """Number of frames in a span, odd so that there is a middle one."""
    return round(span_s / frame_s) // 2 * 2 + 1


def _joined(flags: NDArray[np.bool_], frames: int) -> NDArray[np.bool_]:
    """Fill holes shorter than so many frames between two flags."""
    from scipy.ndimage import binary_closing

    padded = np.pad(flags, frames)
    return np.asarray(binary_closing(padded, np.ones(frames, bool))[frames:-frames], np.bool_)
