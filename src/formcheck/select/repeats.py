"""Footage that is shown again, or forth and back: loops, replays and boomerangs.

No two strides of a living runner are alike to a hundredth of the leg, and nobody's legs retrace
their way. Where landmarks come back closer than strides of the same film ever are, the pictures
came back; where they run through the same places in the opposite order, the film turned.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from formcheck.domain.pose import PoseTrack
from formcheck.domain.skeleton import INDEX, SIDES
from formcheck.gait.rhythm import Bout
from formcheck.geometry.sagittal import leg_length_px
from formcheck.select.steadiness import true_runs

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

JOINTS = [INDEX[f"{s}_{p}"] for s in SIDES for p in ("shoulder", "hip", "knee", "ankle")]
SAME_LEG, SURELY_SAME_LEG = 0.0105, 0.0055
"""Median distance of the joints at the same instant of a loop, over some steps: films read 0.004
to 0.005 leg lengths, a GIF of 15 pictures a second 0.009. Steps of one runner differ by 0.012
(markers of a laboratory, without noise) to 0.04."""
CLOSER = 0.5
"""A loop comes back closer than this share of what one stride differs from the next by. In a
film, where each picture has noise of its own, a loop of a single stride is known as well."""
FEWEST_STEPS = 3.5
SHORTEST_LAG_STEPS, ODD_STRIDE = 1.5, 0.15
TURN_STEPS = 1.0
"""Before and after a turn of the film so many steps are compared."""
RETRACED, LEAST_MOVED_LEG = 0.2, 0.05
"""Distance from the retraced path over what the joints moved: films that turn read 0.06 or less,
runners 0.4 or more."""
ANCHORS = 300
LONGEST_LAG_S = 60.0
CANDIDATES = 4


@dataclass(frozen=True, slots=True, eq=False)
class Repeats:
    """What of a track is no new footage.

    Attributes
    ----------
    again : ndarray of bool, shape (T,)
        Frames that were shown before.
    turns : tuple of int
        Frames with which the film begins to play the other way.
    """

    again: BoolArray
    turns: tuple[int, ...]

    @property
    def anything(self) -> bool:
        """Whether the footage is anything but new from beginning to end."""
        return bool(self.turns) or bool(self.again.any())

    @property
    def longest_fresh(self) -> tuple[int, int]:
        """Longest part without a turn that was not shown before, half open."""
        fresh = ~self.again
        edges = sorted({0, len(fresh), *self.turns})
        runs = [
            (start + first, start + past)
            for start, stop in pairwise(edges)
            for first, past in true_runs(fresh[start:stop])
        ]
        return max(runs, key=lambda run: run[1] - run[0], default=(0, len(fresh)))

    @property
    def share(self) -> float:
        """Share of the frames that were shown before."""
        return float(self.again.mean()) if len(self.again) else 0.0


def find_repeats(track: PoseTrack, bout: Bout | None, *, is_film: bool) -> Repeats:
    """Find footage that is shown again or backwards.

    Parameters
    ----------
    track : PoseTrack
        On any clock, without copied pictures.
    bout : Bout or None
        Where somebody steps steadily: its strides say how much one differs from the next. Nothing
        is found without it.
    is_film : bool
        Whether a pose model drew the landmarks, with noise of its own in every picture.
    """
    nothing = Repeats(np.zeros(len(track), dtype=bool), ())
    legs = [px for side in SIDES if np.isfinite(px := leg_length_px(track, side))]
    if bout is None or not legs or len(track) < 2:
        return nothing
    rate_hz = 1.0 / float(np.median(np.diff(track.time_s)))
    body = track.xy_px[:, JOINTS] / float(np.mean(legs))
    places = _evenly(track.time_s, body, rate_hz)
    step = bout.step_s * rate_hz
    grid = np.clip(
        np.round((track.time_s - track.time_s[0]) * rate_hz).astype(int), 0, len(places) - 1
    )
    turns = np.searchsorted(grid, _turns(places, step))
    surely = SURELY_SAME_LEG if is_film else 0.0
    inside = (int(grid[bout.start]), int(grid[bout.stop - 1]))
    again = _again(places, step, LONGEST_LAG_S * rate_hz, surely, inside)[grid]
    return Repeats(again, tuple(turns.tolist()))


def _evenly(time_s: FloatArray, body: FloatArray, rate_hz: float) -> FloatArray:
    """Joints on an even beat, shape (M, J, 2); NaN where the nearest frame has none."""
    count = int(np.floor((time_s[-1] - time_s[0]) * rate_hz + 1e-6)) + 1
    beat_s = time_s[0] + np.arange(count) / rate_hz
    after = np.clip(np.searchsorted(time_s, beat_s), 1, len(time_s) - 1)
    share = (beat_s - time_s[after - 1]) / (time_s[after] - time_s[after - 1])
    share = np.clip(share, 0.0, 1.0)[:, None, None]
    # A frame that is hit exactly must not be lost to a neighbour that is not seen.
    mixed = np.where(share < 1, body[after - 1] * (1 - share), 0.0)
    return np.asarray(mixed + np.where(share > 0, body[after] * share, 0.0))


def _apart(one: FloatArray, other: FloatArray) -> FloatArray:
    """Median distance of the joints, frame by frame; infinite where most are not seen."""
    # np.linalg.norm and np.median say the same and take five times as long.
    x, y = np.moveaxis(one - other, 2, 0)
    distance = np.sqrt(x * x + y * y)
    distance[~np.isfinite(distance)] = np.inf
    distance.sort(axis=1)
    joints = distance.shape[1]
    return np.asarray((distance[:, (joints - 1) // 2] + distance[:, joints // 2]) / 2)


def _again(
    places: FloatArray, step: float, longest: float, surely: float, inside: tuple[int, int]
) -> BoolArray:
    count = len(places)
    again = np.zeros(count, dtype=bool)
    halves = (places[:-1] + places[1:]) / 2
    lags = np.arange(np.ceil(SHORTEST_LAG_STEPS * step), min(longest, count - 2 * step), 0.5)
    if len(lags) == 0:
        return again
    anchors = np.arange(0, count, max(1, count // ANCHORS))
    sparse = [_at_lag(places, halves, anchors[anchors >= lag + 1], lag) for lag in lags]
    own = _from_stride_to_stride(anchors, lags, sparse, step, inside)
    limit = max(surely, min(SAME_LEG, CLOSER * own))
    shares = np.array([(d < limit).sum() for d in sparse])
    moving = _moving(places, step)
    for i in np.argsort(-shares, kind="stable")[:CANDIDATES]:
        frames = np.arange(int(np.ceil(lags[i])) + 1, count)
        close = np.zeros(count, dtype=bool)
        close[frames] = _smooth(_at_lag(places, halves, frames, lags[i]), step) < limit
        close &= moving
        for start, stop in true_runs(close):
            if stop - start >= FEWEST_STEPS * step:
                again[start:stop] = True
    return again


def _moving(places: FloatArray, step: float) -> BoolArray:
    """Beats in which the joints are elsewhere than half a step before.

    A still picture, or somebody who stands, is the same from beat to beat, and no film shown again.
    """
    half = max(1, round(step / 2))
    way = np.linalg.norm(places[half:] - places[:-half], axis=2)
    seen = np.isfinite(way)
    moved = np.full(len(places), np.inf)
    moved[half:] = np.where(seen, way, 0.0).sum(axis=1) / np.maximum(1, seen.sum(axis=1))
    return np.asarray(_smooth(moved, step) > LEAST_MOVED_LEG)


def _from_stride_to_stride(
    anchors: NDArray[np.int64],
    lags: FloatArray,
    sparse: list[FloatArray],
    step: float,
    inside: tuple[int, int],
) -> float:
    """How far apart the joints are a stride later, where somebody steps; 0 where it is not known.

    Another scene, in which nobody steps, would make every stride look like a loop.
    """
    first, last = inside
    apart = []
    for i in np.flatnonzero(np.abs(lags / (2 * step) - 1) < ODD_STRIDE):
        later = anchors[anchors >= lags[i] + 1]
        there = sparse[i][(later >= first + lags[i] + 1) & (later <= last)]
        apart += [float(np.median(there))] if len(there) else []
    return min(apart, default=0.0)


def _at_lag(
    places: FloatArray, halves: FloatArray, frames: NDArray[np.int64], lag: float
) -> FloatArray:
    """Distance of frames from what was seen ``lag`` beats before; half beats are between two."""
    whole = int(np.floor(lag))
    earlier = places[frames - whole] if lag == whole else halves[frames - whole - 1]
    return _apart(places[frames], earlier)


def _smooth(values: FloatArray, step: float) -> FloatArray:
    """Median over a step: a landmark that strays for a frame ends no loop."""
    half = max(2, round(step / 2))
    if len(values) <= 2 * half:
        return values
    padded = np.pad(values, half, mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * half + 1)
    return np.asarray(np.median(windows, axis=1))


def _turns(places: FloatArray, step: float) -> NDArray[np.int64]:
    """Beats with which the film begins to play the other way."""
    from scipy.signal import find_peaks

    wide = max(4, round(TURN_STEPS * step))
    ratios, at = [], []
    for twice in range(2 * wide, 2 * (len(places) - wide) - 1):
        before = (twice - 1) // 2 - np.arange(wide)
        after = twice // 2 + 1 + np.arange(wide)
        moved = np.mean(np.linalg.norm(places[after] - places[after[0]], axis=2))
        off = np.mean(np.linalg.norm(places[after] - places[before], axis=2))
        ratios.append(off / moved if moved > LEAST_MOVED_LEG else np.inf)
        at.append(after[0])
    ratio = np.nan_to_num(np.array(ratios), nan=np.inf, posinf=10.0)
    found, _ = find_peaks(-np.r_[10.0, ratio, 10.0], height=-RETRACED, distance=wide)
    return np.array([at[i - 1] for i in found], dtype=np.int64)
