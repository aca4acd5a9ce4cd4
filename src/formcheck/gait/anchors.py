"""One anchor a stride: the instant when the ankle is farthest ahead of the hips."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.domain.skeleton import Side
from formcheck.geometry.sagittal import SagittalTrack
from formcheck.signal.filters import low_pass, resample_even
from formcheck.signal.peaks import dominant_period, parabola_peak

FloatArray = NDArray[np.float64]

ANKLE_EDGE_HZ = 10.0
SHORTEST_STRIDE_S, LONGEST_STRIDE_S = 0.45, 1.1
SMALLEST_GAP, SMALLEST_PROMINENCE = 0.6, 0.35
"""Of the stride period and of the ankle's range."""
TURN_FRAMES, TURN_S = 2.5, (0.06, 0.15)
"""The ankle is seen within so many frames of its turn, and this long before and after it."""


@dataclass(frozen=True, slots=True, eq=False)
class Anchors:
    """Rough timing of one leg's strides.

    Attributes
    ----------
    times_s : ndarray, shape (S,)
        Ankle farthest ahead of mid-hip, about 30 ms before initial contact.
    stride_s : float
        Period of the leg.
    strength : float
        Autocorrelation of the ankle's path one period later, at most 1.
    """

    times_s: FloatArray
    stride_s: float
    strength: float


def find_anchors(
    track: SagittalTrack,
    side: Side,
    *,
    shortest_s: float = SHORTEST_STRIDE_S,
    longest_s: float = LONGEST_STRIDE_S,
) -> Anchors | None:
    """Find the stride period of a leg and one anchor a stride.

    Returns
    -------
    Anchors or None
        None where no repeating movement within the range of stride times is seen.
    """
    from scipy.signal import find_peaks

    rate_hz = max(track.fps, 20.0)
    ahead = track.point(f"{side}_ankle")[:, 0] - track.midpoint("hip")[:, 0]
    grid_s, even = resample_even(track.time_s, ahead, rate_hz)
    if len(even) < rate_hz * shortest_s * 1.5 or not np.isfinite(even).all():
        return None
    smooth = low_pass(even, rate_hz, ANKLE_EDGE_HZ)
    found = dominant_period(smooth, rate_hz, shortest_s, longest_s)
    if found is None:
        return None
    period_s, strength = found
    spread = float(np.percentile(smooth, 97) - np.percentile(smooth, 3))
    peaks, _ = find_peaks(
        smooth,
        distance=max(1, int(SMALLEST_GAP * period_s * rate_hz)),
        prominence=SMALLEST_PROMINENCE * spread,
    )
    times_s = np.array([grid_s[0] + parabola_peak(smooth, int(i)) / rate_hz for i in peaks])
    seen = np.isfinite(ahead)
    turned = [_turn_seen(track.time_s[seen], t, TURN_FRAMES / rate_hz) for t in times_s]
    times_s = times_s[np.array(turned, dtype=bool)]
    if len(times_s) < 2:
        return None
    return Anchors(times_s, period_s, strength)


def _turn_seen(frames_s: FloatArray, time_s: float, within_s: float) -> bool:
    """Whether the ankle was seen to turn, and not lost on its way forward."""
    offset_s = frames_s - time_s
    near, far = TURN_S
    before = ((offset_s >= -far) & (offset_s <= -near)).any()
    after = ((offset_s >= near) & (offset_s <= far)).any()
    return bool(np.abs(offset_s).min() <= within_s and before and after)
