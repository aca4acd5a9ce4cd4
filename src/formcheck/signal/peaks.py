"""Sub-sample maxima, crossings and periods of sampled signals."""

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


def parabola_peak(values: FloatArray, index: int) -> float:
    """Position of a local maximum as fractional index, from a parabola through 3 samples.

    Examples
    --------
    >>> import numpy as np
    >>> parabola_peak(np.array([0.0, 3.0, 4.0, 3.0]), 2)
    2.0
    >>> parabola_peak(np.array([0.0, 3.0, 4.0, 4.0, 3.0]), 2)
    2.5
    """
    if index <= 0 or index >= len(values) - 1:
        return float(index)
    before, here, after = values[index - 1 : index + 2]
    bend = before - 2 * here + after
    if not np.isfinite(bend) or bend >= 0:
        return float(index)
    return index + float(np.clip(0.5 * (before - after) / bend, -0.5, 0.5))


def first_rise(values: FloatArray, level: float, start: int, stop: int) -> float | None:
    """Fractional index of the first crossing of ``level`` from below in ``[start, stop)``.

    Examples
    --------
    >>> import numpy as np
    >>> first_rise(np.array([0.0, 1.0, 3.0, 1.0]), level=2.0, start=0, stop=4)
    1.5
    """
    start, stop = max(start, 1), min(stop, len(values))
    crosses = (values[start:stop] >= level) & (values[start - 1 : stop - 1] < level)
    if not crosses.any():
        return None
    i = start + int(crosses.argmax())
    return i - 1 + float((level - values[i - 1]) / (values[i] - values[i - 1]))


def autocorrelation(values: FloatArray) -> FloatArray:
    """Unbiased autocorrelation at lags 0..len-1, normalised to 1 at lag 0.

    Examples
    --------
    >>> import numpy as np
    >>> autocorrelation(np.array([1.0, -1.0, 1.0, -1.0])).round(3).tolist()
    [1.0, -1.0, 1.0, -1.0]
    """
    from scipy.signal import correlate

    centred = values - values.mean()
    full = correlate(centred, centred, mode="full", method="fft")[len(values) - 1 :]
    unbiased = full / np.arange(len(values), 0, -1)
    return np.asarray(unbiased / unbiased[0]) if unbiased[0] > 0 else np.zeros(len(values))


def dominant_period(
    values: FloatArray, rate_hz: float, shortest_s: float, longest_s: float
) -> tuple[float, float] | None:
    """Period of a repeating signal and how strongly it repeats.

    The first autocorrelation peak within the range that reaches 80 % of the highest
    one there: twice the true period correlates as well as the period itself.

    Returns
    -------
    (period_s, strength) or None
        Strength is the autocorrelation at the peak: 1 where the signal repeats unchanged, above
        it only where few periods were seen.

    Examples
    --------
    >>> import numpy as np
    >>> wave = np.sin(2 * np.pi * np.arange(300) / 42)  # 0.7 s at 60 Hz
    >>> period_s, strength = dominant_period(wave, 60.0, shortest_s=0.4, longest_s=2.0)
    >>> round(period_s, 2), round(strength, 1)
    (0.7, 1.0)
    """
    lags = autocorrelation(values)
    low = max(1, int(np.ceil(shortest_s * rate_hz)))
    high = min(len(lags) - 2, int(np.floor(longest_s * rate_hz)))
    if high <= low:
        return None
    inside = np.arange(low, high + 1)
    is_peak = (lags[inside] >= lags[inside - 1]) & (lags[inside] > lags[inside + 1])
    peaks = inside[is_peak]
    if len(peaks) == 0 or lags[peaks].max() <= 0:
        return None
    chosen = peaks[lags[peaks] >= 0.8 * lags[peaks].max()][0]
    return parabola_peak(lags, int(chosen)) / rate_hz, float(lags[chosen])
