"""Where in a clip somebody steps steadily, at whatever speed the clip plays.

The distance between the two legs grows and shrinks once a step. It does not depend on
which leg the model calls left, on the direction of travel or on the camera's movement, and
its peaks are large against the noise, so that steps are found in tenfold slow motion as
well as in real time.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.domain.pose import PoseTrack
from formcheck.domain.skeleton import INDEX, SIDES
from formcheck.geometry.sagittal import SagittalTrack, leg_length_px, mean_leg_px
from formcheck.geometry.view import from_behind
from formcheck.signal.filters import low_pass, resample_even
from formcheck.signal.peaks import parabola_peak

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

LEG = ("hip", "knee", "ankle")
PARTS = ("knee", "ankle", "heel", "foot_index")
LEAST_SPREAD_LEG = 0.35
"""Feet of a runner or walker seen from the side come apart by 0.6-1.2 leg lengths."""
LEAST_LIFT_LEG, LIFT_EDGE_HZ = 0.08, 2.4
"""Seen from behind feet hardly come apart along the picture; one is lifted over the other by
0.12-0.4 leg lengths, least where the camera looks down on a foot that comes nearer as it rises. It
goes up and down once a stride, so that a lower edge keeps it."""
SMALLEST_PEAK = 0.35
"""Prominence of a peak, as a share of the largest spread."""
EDGE_HZ = 6.0
SLOWNESS = (1.0, 2.0, 4.0, 8.0, 16.0)
"""The clip is searched at these speeds; each smooths and looks for steps that much longer."""
STEP_RANGE_S = (0.17, 0.85)
"""Of real time, from a sprint to a stroll."""
STEADY = (0.7, 1.4)
"""A step may be this much shorter or longer than the others of its bout."""
ODD_END = 0.2
FEWEST_PEAKS = 3
EDGE_STEPS = 2.4
LONGEST_GAP_S = 0.35
"""Frames without legs in a row that a bout may hold, playback time."""


@dataclass(frozen=True, slots=True, eq=False)
class Bout:
    """Steady stepping without interruption.

    Attributes
    ----------
    start, stop : int
        Frames of the track, half open.
    peaks_s : ndarray, shape (P,)
        Instants, on the track's clock, at which the feet are farthest apart.
    """

    start: int
    stop: int
    peaks_s: FloatArray

    @property
    def step_s(self) -> float:
        """Median time of a step, on the track's clock."""
        return float(np.median(np.diff(self.peaks_s)))

    def phase(self, time_s: FloatArray) -> FloatArray:
        """Return steps gone by at given instants, continued evenly before and after the peaks."""
        count = np.arange(len(self.peaks_s), dtype=float)
        phase = np.asarray(np.interp(time_s, self.peaks_s, count), dtype=np.float64)
        before, after = time_s < self.peaks_s[0], time_s > self.peaks_s[-1]
        phase[before] = (time_s[before] - self.peaks_s[0]) / self.step_s
        phase[after] = count[-1] + (time_s[after] - self.peaks_s[-1]) / self.step_s
        return phase


def find_bouts(track: PoseTrack, breaks: Iterable[int] = ()) -> list[Bout]:
    """Find every bout of steady stepping, the one with most steps first.

    Parameters
    ----------
    track : PoseTrack
        On any clock.
    breaks : iterable of int
        Frames of the track at which something new begins, such as a cut.

    Returns
    -------
    list of Bout
        May overlap: a bout that can be read at two speeds is listed for both.
    """
    found = []
    for start, stop in unbroken_parts(track, breaks):
        runs = _steady_runs(track, start, stop)
        found += [_with_edges(track, start, stop, peaks_s, runs) for peaks_s in runs]
    return sorted(found, key=lambda s: (-len(s.peaks_s), s.start))


def unbroken_parts(track: PoseTrack, breaks: Iterable[int] = ()) -> list[tuple[int, int]]:
    """Parts in which a whole leg is seen throughout, as half open ranges of frames."""
    whole = [
        np.isfinite(track.xy_px[:, [INDEX[f"{side}_{part}"] for part in LEG]]).all(axis=(1, 2))
        for side in SIDES
    ]
    seen = np.flatnonzero(np.any(whole, axis=0))
    if len(seen) == 0:
        return []
    apart = np.diff(track.time_s[seen]) > LONGEST_GAP_S
    for frame in breaks:
        apart |= (seen[:-1] < frame) & (seen[1:] >= frame)
    last = np.flatnonzero(apart)
    starts, stops = seen[np.r_[0, last + 1]], seen[np.r_[last, len(seen) - 1]] + 1
    return [(int(a), int(b)) for a, b in zip(starts, stops, strict=True)]


def spread_of_legs(track: PoseTrack) -> FloatArray:
    """How far the legs are apart along the picture, in leg lengths, shape (T,)."""
    gaps = [_apart_px(track, part) for part in PARTS]
    known = [gap for gap in gaps if np.isfinite(gap).any()]
    lengths = [length for side in SIDES if (length := leg_length_px(track, side)) > 0]
    gap = np.mean(known, axis=0) if known and lengths else np.full(len(track), np.nan)
    if not np.isfinite(gap).any():
        return gap
    # A camera off square sees one hip ahead of the other all the time.
    gap = gap - (np.nanpercentile(gap, 3) + np.nanpercentile(gap, 97)) / 2
    return np.asarray(np.abs(gap) / np.mean(lengths))


def lift_px(track: PoseTrack | SagittalTrack) -> FloatArray:
    """Height of the left foot less that of the right one down the picture, shape (T,)."""
    apart = [
        track.point(f"left_{part}")[:, 1] - track.point(f"right_{part}")[:, 1]
        for part in ("ankle", "heel")
    ]
    known = [gap for gap in apart if np.isfinite(gap).any()]
    return np.asarray(np.mean(known, axis=0)) if known else np.full(len(track), np.nan)


def lift_leg(track: PoseTrack) -> FloatArray:
    """How much one foot is lifted over the other, about its middle, in leg lengths; signed."""
    lift = lift_px(track) / mean_leg_px(track)
    if not np.isfinite(lift).any():
        return lift
    return np.asarray(lift - (np.nanpercentile(lift, 3) + np.nanpercentile(lift, 97)) / 2)


def _turns(lift: FloatArray) -> FloatArray:
    """One instant a step, fractional indices: a foot is lifted most, and half-way to the next time.

    The two feet take turns unevenly where the camera does not stand straight behind.
    """
    top = float(np.percentile(np.abs(lift), 95))
    if top < LEAST_LIFT_LEG:
        return np.empty(0)
    from scipy.signal import find_peaks

    turns = []
    for signed in (lift, -lift):
        found, _ = find_peaks(signed, prominence=SMALLEST_PEAK * top, height=0.0)
        turns.append(np.array([parabola_peak(signed, int(i)) for i in found]))
    most = max(turns, key=len)
    return np.sort(np.r_[most, (most[:-1] + most[1:]) / 2])


def _apart_px(track: PoseTrack, part: str) -> FloatArray:
    """Left less right; where one of them is hidden the other, which swings against it, tells."""
    left, right = (track.point(f"{side}_{part}")[:, 0] for side in SIDES)
    gap = left - right
    if not np.isfinite(gap).any():
        return gap
    hips = track.midpoint("hip")[:, 0]
    for own, sign in ((left - hips, 1.0), (right - hips, -1.0)):
        if np.isfinite(own).any():
            middle = (np.nanpercentile(own, 3) + np.nanpercentile(own, 97)) / 2
            gap = np.where(np.isfinite(gap), gap, 2 * sign * (own - middle))
    return gap


def _steady_runs(track: PoseTrack, start: int, stop: int) -> list[FloatArray]:
    time_s = track.time_s[start:stop]
    if len(time_s) < 8:
        return []
    there = track.picked(slice(start, stop))
    behind = from_behind(there)
    spread = lift_leg(there) if behind else spread_of_legs(there)
    rate_hz = 1.0 / float(np.median(np.diff(time_s)))
    grid_s, even = resample_even(time_s, spread, rate_hz)
    if len(even) < 8 or not np.isfinite(even).all():
        return []
    runs = []
    for slowness in SLOWNESS:
        if behind:
            found = _turns(low_pass(even, rate_hz, LIFT_EDGE_HZ / slowness))
        else:
            found = _peaks(low_pass(even, rate_hz, EDGE_HZ / slowness))
        peaks_s = grid_s[0] + found / rate_hz
        allowed = (STEP_RANGE_S[0] * slowness, STEP_RANGE_S[1] * slowness)
        runs += _even_runs(peaks_s, allowed)
    return runs


def _peaks(spread: FloatArray) -> FloatArray:
    from scipy.signal import find_peaks

    top = float(np.percentile(spread, 95))
    if top < LEAST_SPREAD_LEG:
        return np.empty(0)
    found, _ = find_peaks(spread, prominence=SMALLEST_PEAK * top, height=SMALLEST_PEAK * top)
    return np.array([parabola_peak(spread, int(i)) for i in found])


def _even_runs(peaks_s: FloatArray, allowed_s: tuple[float, float]) -> list[FloatArray]:
    """Longest runs of peaks whose distances are alike."""
    runs, first = [], 0
    steps_s = np.diff(peaks_s)
    for i in range(len(steps_s) + 1):
        if i < len(steps_s) and allowed_s[0] <= steps_s[i] <= allowed_s[1]:
            usual_s = float(np.median(steps_s[first:i])) if i > first else steps_s[i]
            if STEADY[0] <= steps_s[i] / usual_s <= STEADY[1]:
                continue
            following = i
        else:
            following = i + 1
        run_s = _without_odd_ends(peaks_s[first : i + 1])
        if len(run_s) >= FEWEST_PEAKS:
            runs.append(run_s)
        first = following
    return runs


def _without_odd_ends(peaks_s: FloatArray) -> FloatArray:
    """Drop outer steps that are half of something else: the beginning of a walk or a ramp."""
    while len(peaks_s) > FEWEST_PEAKS:
        steps = np.diff(peaks_s) / np.median(np.diff(peaks_s))
        odd = np.abs(steps - 1) > ODD_END
        if not (odd[0] or odd[-1]):
            break
        peaks_s = peaks_s[int(odd[0]) : len(peaks_s) - int(odd[-1])]
    return peaks_s


def _with_edges(
    track: PoseTrack, start: int, stop: int, peaks_s: FloatArray, runs: list[FloatArray]
) -> Bout:
    """Keep what lies up to one stride beyond the outer peaks, unless something else goes on."""
    step_s = float(np.median(np.diff(peaks_s)))
    time_s = track.time_s
    first_s, last_s = float(peaks_s[0]), float(peaks_s[-1])
    before = max(int((run_s < first_s).sum()) for run_s in runs)
    after = max(int((run_s > last_s).sum()) for run_s in runs)
    if first_s - time_s[start] > EDGE_STEPS * step_s or before >= FEWEST_PEAKS:
        start = int(np.searchsorted(time_s, first_s - 0.6 * step_s))
    if time_s[stop - 1] - last_s > EDGE_STEPS * step_s or after >= FEWEST_PEAKS:
        stop = int(np.searchsorted(time_s, last_s + 0.6 * step_s))
    return Bout(max(start, 0), stop, peaks_s)
