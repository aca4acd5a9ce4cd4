"""Remove landmarks that jump away for a few frames and come back."""

import numpy as np
from numpy.typing import NDArray

from formcheck.domain.message import Message
from formcheck.domain.pose import PoseTrack
from formcheck.domain.skeleton import LANDMARKS

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

LONGEST_SPIKE_S = 0.075
TOLERANCE_LEG = 0.08
LIMB_ACCELERATION_LEG_PER_S2 = 25.0
"""What a landmark may leave the smooth path by: noise, plus what a limb can do in the time."""


def remove_spikes(track: PoseTrack, leg_px: float) -> tuple[PoseTrack, int]:
    """Blank runs of one or a few frames that the frames around them contradict.

    Each run is compared with the cubic through the two frames before and after it. The
    tolerance grows with the time bridged, so that a fast foot at 30 frames/s is left alone.

    Returns
    -------
    track : PoseTrack
    removed : int
        Landmark samples blanked.
    """
    middle = track.midpoint("hip")
    anchor = np.where(np.isfinite(middle), middle, 0.0)
    relative = (track.xy_px - anchor[:, None]) / leg_px
    xy = track.xy_px.copy()
    removed = 0
    for i in range(len(LANDMARKS)):
        spikes = _spikes(track.time_s, relative[:, i])
        xy[spikes, i] = np.nan
        removed += int(spikes.sum())
    if removed == 0:
        return track, 0
    return track.moved(xy, Message("spikes_removed", {"landmarks": removed})), removed


def _spikes(time_s: FloatArray, path: FloatArray) -> BoolArray:
    blank = np.zeros(len(path), dtype=bool)
    seen = np.flatnonzero(np.isfinite(path).all(axis=1))
    if len(seen) < 6:
        return blank
    frame_s = float(np.median(np.diff(time_s)))
    for length in range(1, max(1, int(LONGEST_SPIKE_S / frame_s)) + 1):
        kept = seen[~blank[seen]]
        blank[_runs_off_path(time_s, path, kept, length)] = True
    return blank


def _runs_off_path(
    time_s: FloatArray, path: FloatArray, kept: NDArray[np.int64], length: int
) -> NDArray[np.int64]:
    """Frames of all runs of ``length`` kept frames that lie off the cubic around them."""
    first = np.arange(2, len(kept) - length - 1)
    if len(first) == 0:
        return np.zeros(0, dtype=np.int64)
    knots = kept[np.stack([first - 2, first - 1, first + length, first + length + 1], axis=1)]
    inside = kept[first[:, None] + np.arange(length)[None, :]]
    bridged_s = time_s[knots[:, 2]] - time_s[knots[:, 1]]
    tolerance = TOLERANCE_LEG + LIMB_ACCELERATION_LEG_PER_S2 * bridged_s**2
    guess = _cubic(time_s[knots], path[knots], time_s[inside])
    distance = np.linalg.norm(path[inside] - guess, axis=-1)
    together = bridged_s <= LONGEST_SPIKE_S + 2 * float(np.median(np.diff(time_s)))
    off = (distance > tolerance[:, None]).all(axis=1) & together
    return np.unique(inside[off])


def _cubic(knots_s: FloatArray, values: FloatArray, at_s: FloatArray) -> FloatArray:
    """Lagrange cubic through four knots; shapes (N, 4), (N, 4, 2), (N, M) -> (N, M, 2)."""
    result = np.zeros((*at_s.shape, values.shape[-1]))
    for j in range(4):
        share = np.ones(at_s.shape)
        for m in range(4):
            if m != j:
                share *= (at_s - knots_s[:, m : m + 1]) / (
                    knots_s[:, j : j + 1] - knots_s[:, m : m + 1]
                )
        result += share[..., None] * values[:, j][:, None]
    return result
