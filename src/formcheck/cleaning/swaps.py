"""Undo frames in which the pose model exchanged the left and the right leg.

Two facts do not depend on the labels: how far apart the feet are, and that the feet take
turns in front. They give the phase of the stride; the runner's own mean stride then
tells, frame by frame and over all frames at once, which leg is which.
"""

import numpy as np
from numpy.typing import NDArray

from formcheck.domain.message import Message
from formcheck.domain.pose import PoseTrack
from formcheck.domain.skeleton import INDEX, LEG
from formcheck.signal.filters import low_pass, resample_even
from formcheck.signal.fourier import fit_series, series_design
from formcheck.signal.peaks import dominant_period, parabola_peak

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

LEFT = np.array([INDEX[f"left_{part}"] for part in LEG])
RIGHT = np.array([INDEX[f"right_{part}"] for part in LEG])
WEIGHT = np.array([1.0, 1.0, 0.7, 0.7])
"""Knee, ankle, heel, foot index; hips hardly differ between the sides."""

SHORTEST_STEP_S, LONGEST_STEP_S = 0.2, 0.8
FEWEST_STEPS = 4
CLEARLY_APART = 0.6
"""Of the largest distance between the feet: here the leading foot is known by its turn."""
CLEAR_VOTE = 0.3
"""Majority by which the labels must agree with one of the two orders of turns."""
CAP = 0.6
"""A landmark counts up to this many leg lengths, so that one spike decides nothing."""
SWITCH_COST = 0.05
HARMONICS = 6
ROUNDS = 4


def repair_swaps(track: PoseTrack, leg_px: float) -> tuple[PoseTrack, BoolArray]:
    """Assign the two legs so that the feet take turns and each leg repeats its stride.

    Parameters
    ----------
    track : PoseTrack
    leg_px : float
        Leg length in pixels.

    Returns
    -------
    track : PoseTrack
        Unchanged where no stepping movement is seen.
    swapped : ndarray of bool, shape (T,)
        Frames whose legs were exchanged back.
    """
    middle = track.midpoint("hip")[:, None]
    legs = np.stack(
        [(track.xy_px[:, side[1:]] - middle) / leg_px for side in (LEFT, RIGHT)], axis=1
    )
    phase, turn = _stride_phase(track.time_s, legs)
    if phase is None or turn is None:
        return track, np.zeros(len(track), dtype=bool)
    swapped = _assign(legs, track.time_s, phase, turn)
    if not swapped.any():
        return track, swapped
    xy, seen = track.xy_px.copy(), track.visibility.copy()
    for values in (xy, seen):
        frames = np.flatnonzero(swapped)[:, None]
        kept = values[frames, LEFT].copy()
        values[frames, LEFT] = values[frames, RIGHT]
        values[frames, RIGHT] = kept
    note = Message("legs_exchanged", {"frames": int(swapped.sum()), "of": len(track)})
    return track.moved(xy, note, visibility=seen), swapped


def _stride_phase(
    time_s: FloatArray, legs: FloatArray
) -> tuple[FloatArray | None, FloatArray | None]:
    """Phase of the stride at each frame, and frames where labels contradict their turn.

    Returns
    -------
    phase : ndarray, shape (T,), or None
        In strides; 0 where the left foot is farthest ahead, 0.5 where the right one is.
    turn : ndarray, shape (T,)
        +1 labels right, -1 labels exchanged, 0 not told by the distance of the feet.
    """
    from scipy.signal import find_peaks

    # knee, ankle, heel and toe agree on who is in front better than any one of them
    gap = (legs[:, 0, :, 0] - legs[:, 1, :, 0]).mean(axis=1)
    if np.isfinite(gap).sum() < 10:
        return None, None
    # a camera off square sees one hip ahead of the other all the time
    gap = gap - (np.nanpercentile(gap, 3) + np.nanpercentile(gap, 97)) / 2
    rate_hz = 1.0 / float(np.median(np.diff(time_s)))
    grid_s, apart = resample_even(time_s, np.abs(gap), rate_hz)
    if len(apart) < 1.5 * rate_hz * LONGEST_STEP_S or not np.isfinite(apart).all():
        return None, None
    apart = low_pass(apart, rate_hz, 6.0)
    period = dominant_period(apart, rate_hz, SHORTEST_STEP_S, LONGEST_STEP_S)
    if period is None:
        return None, None
    step_s = period[0]
    top = float(np.percentile(apart, 95))
    peaks, _ = find_peaks(apart, distance=max(1, int(0.6 * step_s * rate_hz)), height=0.4 * top)
    if len(peaks) < FEWEST_STEPS:
        return None, None
    peaks_s = np.array([grid_s[0] + parabola_peak(apart, int(i)) / rate_hz for i in peaks])
    count = np.concatenate([[0], np.cumsum(np.maximum(1, np.round(np.diff(peaks_s) / step_s)))])
    steps = np.interp(time_s, peaks_s, count)
    steps = np.where(time_s < peaks_s[0], (time_s - peaks_s[0]) / step_s, steps)
    steps = np.where(time_s > peaks_s[-1], count[-1] + (time_s - peaks_s[-1]) / step_s, steps)
    ahead = np.cos(np.pi * steps)
    known = np.isfinite(gap) & (np.abs(np.nan_to_num(gap)) > CLEARLY_APART * top)
    known &= np.abs(ahead) > 0.5
    vote = float(np.sum(np.sign(ahead[known]) * np.sign(gap[known])))
    if abs(vote) < CLEAR_VOTE * known.sum():
        return None, None
    if vote < 0:
        steps, ahead = steps + 1, -ahead
    turn = np.where(known, np.sign(ahead) * np.sign(np.nan_to_num(gap)), 0.0)
    return steps / 2, turn


def _assign(legs: FloatArray, time_s: FloatArray, phase: FloatArray, turn: FloatArray) -> BoolArray:
    swapped = turn < 0
    design = series_design(phase, HARMONICS)
    exchanged = legs[:, ::-1]
    jumps = _jumps(np.stack([legs, exchanged], axis=1), time_s)
    for _ in range(ROUNDS):
        current = np.where(swapped[:, None, None, None], exchanged, legs)
        mean = np.stack(
            [
                [[_fitted(design, current[:, s, p, a]) for a in (0, 1)] for p in range(4)]
                for s in (0, 1)
            ]
        ).transpose(3, 0, 1, 2)
        costs = np.stack([_distance(legs, mean), _distance(exchanged, mean)], axis=1)
        costs[turn > 0, 1] += 1.0
        costs[turn < 0, 0] += 1.0
        new = _cheapest_path(costs, jumps)
        if (new == swapped).all():
            break
        swapped = new
    return swapped


def _fitted(design: FloatArray, values: FloatArray) -> FloatArray:
    fit = fit_series(design, values)
    return np.asarray(design @ fit[0]) if fit else np.full(len(values), np.nan)


def _distance(legs: FloatArray, mean: FloatArray) -> FloatArray:
    jump = np.minimum(np.linalg.norm(legs - mean, axis=-1), CAP)
    return np.asarray((np.nan_to_num(jump) * WEIGHT).sum(axis=(1, 2)) / (2 * WEIGHT.sum()))


def _jumps(both: FloatArray, time_s: FloatArray) -> FloatArray:
    """How far each frame lies off the straight path through the two frames before it.

    Parameters
    ----------
    both : ndarray, shape (T, 2, 2, 4, 2)
        Frame, label (as given, exchanged), leg, part, coordinate.

    Returns
    -------
    ndarray, shape (T, 2, 2, 2)
        For the labels of the frame before the last, the last, and this one; 0 for the
        first two frames.
    """
    step_s = np.diff(time_s)
    ratio = np.minimum(step_s[1:] / step_s[:-1], 2.0)[:, None, None, None, None, None]
    before, last = both[:-2, :, None], both[1:-1, None, :]
    ahead = last + ratio * (last - before)
    off = np.linalg.norm(both[2:, None, None] - ahead[:, :, :, None], axis=-1)
    off = np.nan_to_num(np.minimum(off, CAP), nan=CAP)
    cost = (off * WEIGHT).sum(axis=(-1, -2)) / (2 * WEIGHT.sum())
    return np.concatenate([np.zeros((2, 2, 2, 2)), cost])


def _cheapest_path(costs: FloatArray, jumps: FloatArray) -> BoolArray:
    """Viterbi path over the labels of two successive frames.

    Parameters
    ----------
    costs : ndarray, shape (T, 2)
        Of each label in each frame.
    jumps : ndarray, shape (T, 2, 2, 2)
        Of each frame's label given the two labels before.
    """
    count = len(costs)
    switch = SWITCH_COST * (1 - np.eye(2))
    total = costs[0][:, None] + costs[1][None, :] + switch
    back = np.zeros((count, 2, 2), dtype=np.int8)
    for t in range(2, count):
        spent = total[:, :, None] + jumps[t] + switch[None]
        back[t] = spent.argmin(axis=0)
        total = spent.min(axis=0) + costs[t][None, :]
    path = np.zeros(count, dtype=bool)
    before, last = np.unravel_index(int(total.argmin()), (2, 2))
    for t in range(count - 1, 0, -1):
        path[t], path[t - 1] = bool(last), bool(before)
        if t >= 2:
            before, last = back[t, before, last], before
    return path
