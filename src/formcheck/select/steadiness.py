"""How the view of the runner, and the runner's posture, change within a clip."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from formcheck.domain.pose import PoseTrack
from formcheck.domain.skeleton import INDEX
from formcheck.signal.filters import moving_mean

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
Turned = Literal["nowhere", "elsewhere", "everywhere"]

TURNED_DEG = 40.0
"""Farther off square no step is used, even where the clip as a whole is seen from the side.
Runners passing a still camera are seen up to about 30 degrees off at the picture's edges."""
HELD_DEG = 20.0
"""A camera that goes along keeps the runner in the middle, so that nothing but a turn of runner or
camera changes the view: farther from the squarest one than this is another view."""
SQUAREST_STEPS = 6
POSTURE_DEG = 5.0
"""Lean averaged over two strides keeps within 1-2 degrees in steady running; farther from the
usual one than this is another way of running, or a hand on the console."""
FEWEST_STRIDES = 12
PACE_WINDOW = 5
PACE_CHANGE, SAME_PACE = 0.08, 0.03
"""Stride times of steady running, a median of five at a time, stay within 3 % of one pace; where
they change by more than 8 % the runner or the belt has changed speed."""
LOOK_S = 1.0
SQUARE_DEG, OFF_DEG = 25.0, 35.0
SIDE_SHARE, OFF_SHARE = 0.2, 0.25
"""A clip turns if so much of it is seen squarely from the side and so much far off."""


def yaw_over_time_deg(time_s: FloatArray, world_m: FloatArray, window_s: float) -> FloatArray:
    """Camera off square, frame by frame, from the model's shoulders in space.

    Shoulders swing with each stride, so a window of one stride is averaged.

    Parameters
    ----------
    time_s : ndarray, shape (T,)
    world_m : ndarray, shape (T, 33, 3)
    window_s : float

    Returns
    -------
    ndarray, shape (T,)
        Positive = the camera sees the runner from the front; -90 to 90.
    """
    line = world_m[:, INDEX["left_shoulder"]] - world_m[:, INDEX["right_shoulder"]]
    across, depth = (moving_mean(time_s, line[:, axis], window_s) for axis in (0, 2))
    return np.asarray(np.degrees(np.arctan2(across, np.abs(depth))))


def usable_view(time_s: FloatArray, world_m: FloatArray, stride_s: float) -> BoolArray:
    """Frames in which the runner is seen more or less from the side, shape (T,)."""
    yaw_deg = yaw_over_time_deg(time_s, world_m, stride_s)
    return np.asarray(~(np.abs(yaw_deg) > TURNED_DEG))


def held_view(time_s: FloatArray, world_m: FloatArray, stride_s: float) -> BoolArray:
    """Frames in which the view is about the squarest one that is held for some steps, shape (T,).

    For a camera that goes along with the runner.
    """
    yaw_deg = yaw_over_time_deg(time_s, world_m, stride_s)
    off_deg = moving_mean(time_s, np.abs(yaw_deg), SQUAREST_STEPS / 2 * stride_s)
    if not np.isfinite(off_deg).any():
        return np.ones(len(time_s), dtype=bool)
    at = int(np.nanargmin(off_deg))
    squarest_deg = moving_mean(time_s, yaw_deg, SQUAREST_STEPS / 2 * stride_s)[at]
    return np.asarray(~(np.abs(yaw_deg - squarest_deg) > HELD_DEG))


def usual_posture(track: PoseTrack, two_strides_s: float) -> BoolArray:
    """Frames in which the trunk leans as in the longest time in one posture, shape (T,).

    All of them where the lean never changes much or the trunk is not seen.
    """
    trunk = track.midpoint("shoulder") - track.midpoint("hip")
    lean_deg = np.degrees(np.arctan2(trunk[:, 0], -trunk[:, 1]))
    lean_deg = moving_mean(track.time_s, lean_deg, two_strides_s)
    if not np.isfinite(lean_deg).any():
        return np.ones(len(track), dtype=bool)
    levels = np.arange(np.nanmin(lean_deg), np.nanmax(lean_deg) + 1.0)
    holds = [np.abs(lean_deg - level) <= POSTURE_DEG for level in levels]
    return np.asarray(max(holds, key=_longest_run))


def steady_pace(peaks_s: FloatArray) -> tuple[int, int, float | None]:
    """Find the longest run of steps at one pace.

    Parameters
    ----------
    peaks_s : ndarray, shape (P,)
        One instant a step, at even distances where the pace is steady.

    Returns
    -------
    first, past : int
        Half open range of steps; all of them where the pace hardly changes, or too few are
        left to tell.
    change : float or None
        Change of the stride time over all steps, as a share; None where nothing is left out.
    """
    strides_s = peaks_s[2:] - peaks_s[:-2]
    if len(strides_s) < FEWEST_STRIDES:
        return 0, len(peaks_s), None
    padded = np.pad(strides_s, PACE_WINDOW // 2, mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, PACE_WINDOW)
    pace = np.log(np.median(windows, axis=1))
    low, high = np.percentile(pace, [5, 95])
    if high - low <= PACE_CHANGE:
        return 0, len(peaks_s), None
    holds = [np.abs(pace - level) <= SAME_PACE for level in np.arange(low, high, SAME_PACE / 3)]
    first, past = max(
        (run for mask in holds for run in true_runs(np.asarray(mask))),
        key=lambda run: run[1] - run[0],
    )
    if past - first < FEWEST_STRIDES:
        return 0, len(peaks_s), None
    return first, past + 2, float(np.expm1(high - low))


def _longest_run(mask: BoolArray) -> int:
    return max((stop - start for start, stop in true_runs(mask)), default=0)


def true_runs(mask: BoolArray) -> list[tuple[int, int]]:
    """Half open ranges in which a mask is true."""
    edges = np.flatnonzero(np.diff(np.r_[False, mask, False].astype(np.int8)))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]


def view_turns(time_s: FloatArray, world_m: FloatArray) -> bool:
    """Whether a good part of the clip shows the side and another the front or back."""
    if len(time_s) < 2 or time_s[-1] - time_s[0] < LOOK_S:
        return False
    yaw_deg = np.abs(yaw_over_time_deg(time_s, world_m, LOOK_S))
    yaw_deg = yaw_deg[np.isfinite(world_m[:, 0, 0]) & np.isfinite(yaw_deg)]
    if len(yaw_deg) == 0:
        return False
    side, off = (yaw_deg < SQUARE_DEG).mean(), (yaw_deg > OFF_DEG).mean()
    return bool(side >= SIDE_SHARE and off >= OFF_SHARE)
