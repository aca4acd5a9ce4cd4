"""Robust Fourier series of a signal that repeats with a known phase."""

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

RIDGE = 0.002
HUBER_SDS = 2.0
ITERATIONS = 6


def series_design(phase: FloatArray, harmonics: int) -> FloatArray:
    """Design matrix of a Fourier series, shape (N, 2 * harmonics + 1); phase in cycles.

    Examples
    --------
    >>> import numpy as np
    >>> series_design(np.array([0.0, 0.25]), harmonics=1).round(3).tolist()
    [[1.0, 1.0, 0.0], [1.0, 0.0, 1.0]]
    """
    angle = 2 * np.pi * np.outer(phase, np.arange(1, harmonics + 1))
    return np.hstack([np.ones((len(phase), 1)), np.cos(angle), np.sin(angle)])


def series_slope_design(phase: FloatArray, harmonics: int) -> FloatArray:
    """Design matrix of the series' derivative with respect to phase.

    Examples
    --------
    >>> import numpy as np
    >>> (series_slope_design(np.array([0.0]), harmonics=1) / (2 * np.pi)).tolist()
    [[0.0, -0.0, 1.0]]
    """
    order = 2 * np.pi * np.arange(1, harmonics + 1)
    angle = np.outer(phase, order)
    return np.hstack([np.zeros((len(phase), 1)), -np.sin(angle) * order, np.cos(angle) * order])


def fit_series(design: FloatArray, values: FloatArray) -> tuple[FloatArray, float] | None:
    """Fit one Fourier series by Huber's method with a light ridge on high harmonics.

    Parameters
    ----------
    design : ndarray, shape (N, 2K + 1)
        From :func:`series_design`.
    values : ndarray, shape (N,)
        NaN are left out.

    Returns
    -------
    coefficients, residual_sd : ndarray, shape (2K + 1,), and float
        None where too few values are finite. The spread is robust (1.48 MAD).

    Examples
    --------
    >>> import numpy as np
    >>> phase = np.arange(40) / 40
    >>> coefficients, _ = fit_series(series_design(phase, 1), 3 + 2 * np.cos(2 * np.pi * phase))
    >>> coefficients[:2].round(1).tolist()
    [3.0, 2.0]
    """
    good = np.isfinite(values)
    if good.sum() < design.shape[1] + 5:
        return None
    x, y = design[good], values[good]
    harmonics = (design.shape[1] - 1) // 2
    order = np.arange(1, harmonics + 1) / harmonics
    penalty = np.diag(np.concatenate([[0.0], np.tile(RIDGE * len(y) * order**4, 2)]))
    weight = np.ones(len(y))
    spread = 0.0
    coefficients: FloatArray = np.zeros(design.shape[1])
    for _ in range(ITERATIONS):
        weighted = x * weight[:, None]
        coefficients = np.asarray(np.linalg.solve(x.T @ weighted + penalty, weighted.T @ y))
        rest = np.abs(y - x @ coefficients)
        spread = float(1.4826 * np.median(rest))
        if spread < 1e-9:
            break
        weight = 1.0 / np.maximum(1.0, rest / (HUBER_SDS * spread))
    return coefficients, max(spread, 1e-6)
