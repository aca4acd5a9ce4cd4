"""Zero-lag filters and resampling."""

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

LARGEST_SHARE_OF_RATE = 0.42
"""A low-pass edge stays below this share of the sampling rate."""


def low_pass(values: FloatArray, rate_hz: float, edge_hz: float) -> FloatArray:
    """Zero-lag Butterworth low-pass (2nd order run forwards and backwards).

    Parameters
    ----------
    values : ndarray, shape (T, ...)
        Evenly sampled, finite.
    rate_hz, edge_hz : float
        Sampling rate and -3 dB edge (of one pass).

    Returns
    -------
    ndarray, shape (T, ...)

    Examples
    --------
    >>> import numpy as np
    >>> time_s = np.arange(0, 2, 1 / 100)
    >>> slow, fast = np.sin(2 * np.pi * 1 * time_s), np.sin(2 * np.pi * 30 * time_s)
    >>> left = low_pass(slow + fast, rate_hz=100, edge_hz=6)
    >>> bool(np.abs(left - slow)[20:-20].max() < 0.01)
    True
    """
    from scipy.signal import butter, sosfiltfilt

    edge_hz = min(edge_hz, LARGEST_SHARE_OF_RATE * rate_hz)
    sos = butter(2, edge_hz, fs=rate_hz, output="sos")
    pad = min(len(values) - 1, max(9, int(rate_hz / edge_hz * 3)))
    return np.asarray(sosfiltfilt(sos, values, axis=0, padlen=pad))


def resample_even(
    time_s: FloatArray, values: FloatArray, rate_hz: float, *, cubic: bool = False
) -> tuple[FloatArray, FloatArray]:
    """Interpolate over an even time grid, across NaN and uneven frames.

    Parameters
    ----------
    time_s, values : ndarray, shape (T,)
    rate_hz : float
    cubic : bool
        Along a cubic, which keeps the height of peaks between frames, instead of straight lines.

    Returns
    -------
    grid_s : ndarray, shape (M,)
    resampled : ndarray, shape (M,)
        All NaN if fewer than two values are finite.

    Examples
    --------
    >>> import numpy as np
    >>> grid_s, values = resample_even(np.array([0.0, 0.1, 0.4]), np.array([0.0, 1.0, 4.0]), 10)
    >>> grid_s.round(1).tolist(), values.round(1).tolist()
    ([0.0, 0.1, 0.2, 0.3, 0.4], [0.0, 1.0, 2.0, 3.0, 4.0])
    """
    count = int(np.floor((time_s[-1] - time_s[0]) * rate_hz + 1e-6)) + 1
    grid_s = time_s[0] + np.arange(count) / rate_hz
    good = np.isfinite(values)
    if good.sum() < 2:
        return grid_s, np.full(count, np.nan)
    if cubic:
        return grid_s, along_cubic(time_s, values, grid_s)
    return grid_s, np.interp(grid_s, time_s[good], values[good])


def along_cubic(time_s: FloatArray, values: FloatArray, at_s: FloatArray) -> FloatArray:
    """Cubic through the frames, straight across those that are NaN, at given instants.

    Parameters
    ----------
    time_s, values : ndarray, shape (T,)
        At least two values finite.
    at_s : ndarray, shape (N,)
        Held at the ends.

    Examples
    --------
    >>> import numpy as np
    >>> time_s = np.array([0.0, 1.0, 2.0, 3.0, 4.0])
    >>> along_cubic(time_s, time_s**3, np.array([2.5])).tolist()
    [15.625]
    """
    from scipy.interpolate import CubicSpline

    good = np.isfinite(values)
    filled = np.interp(time_s, time_s[good], values[good])
    if len(time_s) < 4:
        return np.asarray(np.interp(at_s, time_s, filled))
    return np.asarray(CubicSpline(time_s, filled)(np.clip(at_s, time_s[0], time_s[-1])))


def moving_mean(time_s: FloatArray, values: FloatArray, window_s: float) -> FloatArray:
    """Mean over a centred window in time, shrinking symmetrically at the ends.

    Uneven frames count by the time they stand for. NaN stay out of the mean.

    Returns
    -------
    ndarray, shape (T,)

    Examples
    --------
    >>> import numpy as np
    >>> time_s = np.arange(5) / 10
    >>> moving_mean(time_s, np.array([0.0, 1.0, 2.0, 3.0, 4.0]), 0.2).round(2).tolist()
    [1.0, 1.0, 2.0, 3.0, 3.0]
    """
    good = np.isfinite(values)
    if good.sum() < 2:
        return np.full_like(values, np.nan)
    filled = np.interp(time_s, time_s[good], values[good])
    area = np.concatenate([[0.0], np.cumsum(np.diff(time_s) * (filled[1:] + filled[:-1]) / 2)])
    half = np.full_like(time_s, window_s / 2)
    low = np.clip(time_s - half, time_s[0], time_s[-1] - window_s)
    low = np.clip(low, time_s[0], None)
    high = np.clip(low + window_s, None, time_s[-1])
    within = np.interp(high, time_s, area) - np.interp(low, time_s, area)
    return np.asarray(within / (high - low))
