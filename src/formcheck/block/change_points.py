"""Find a step or a drift in a row of sessions, and how often chance alone would show one.

Every possible step and the straight drift are tried; the clearest counts. Its F ratio is
compared with the clearest of many rows of noise at the same dates and speeds, so that trying
many shapes is paid for. The noise has the runner's own lag-1 autocorrelation (how far a
session resembles the one before), learned from the metric and from all metrics together. No
spread needs to be known beforehand; where the sessions happen to scatter less than their
stated measurement error, the stated error is used.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.special import stdtrit

from formcheck.block.values import Shape

DRAWS = 3999
LAG1_DRAWS = 400
LAG1_GRID = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
"""Correlations of neighbouring sessions that are told apart."""
SEED = 20261122
POWER_Z = 0.8416
"""Eight times of ten, one-sided."""

Array = np.ndarray


@dataclass(frozen=True, slots=True, eq=False)
class Design:
    """Shapes to look for at given sessions.

    Attributes
    ----------
    residual_maker : Array, shape (n, n)
        Projector that takes off the mean and what the covariates explain.
    shapes : Array, shape (k, n)
        Shapes in their own unit (a change of 1).
    kinds : tuple of (Shape, int)
        With the first session after a step.
    n_null : int
        Columns taken off.
    """

    residual_maker: Array
    shapes: Array
    kinds: tuple[tuple[Shape, int], ...]
    n_null: int

    @property
    def dof(self) -> int:
        """Degrees of freedom that are left for the spread."""
        return len(self.residual_maker) - self.n_null - 1


@dataclass(frozen=True, slots=True)
class ChangePointFit:
    """The clearest shape in one row of sessions."""

    shape: Shape
    first_after: int
    delta: float
    ci_low: float
    ci_high: float
    p: float
    sd: float

    @property
    def kind(self) -> tuple[Shape, int]:
        """As listed in `Design.kinds`."""
        return self.shape, self.first_after


def design_of(days: Array, covariates: Array) -> Design:
    """Lay out all steps and the drift.

    Parameters
    ----------
    days : Array, shape (n,)
        In order.
    covariates : Array, shape (n, m)
        What may explain differences besides time, such as speed.
    """
    n = len(days)
    edge = 2 if n < 8 else 3
    later = np.arange(n)
    kinds: list[tuple[Shape, int]] = [("step", i) for i in range(edge, n - edge + 1)]
    rows = [(later >= i).astype(float) for _, i in kinds]
    span = float(days[-1] - days[0])
    if span > 0:
        kinds.append(("drift", 0))
        rows.append((days - days[0]) / span)
    without, n_null = residual_maker(covariates, n)
    shapes = np.array(rows)
    seen = np.linalg.norm(shapes @ without, axis=1) > 1e-6 * np.sqrt(n)
    return Design(
        without, shapes[seen], tuple(k for k, ok in zip(kinds, seen, strict=True) if ok), n_null
    )


def residual_maker(covariates: Array, n: int) -> tuple[Array, int]:
    """Projector onto what a mean and the covariates leave, and how many columns it took."""
    columns = np.column_stack([np.ones(n), covariates.reshape(n, -1)])
    basis, sizes, _ = np.linalg.svd(columns, full_matrices=False)
    basis = basis[:, sizes > 1e-9 * sizes[0]]
    return np.eye(n) - basis @ basis.T, basis.shape[1]


def find(values: Array, design: Design, floor_sd: float, lag1: float = 0.0) -> ChangePointFit:
    """Return the clearest shape and how often noise alone shows one as clear.

    Parameters
    ----------
    values : Array, shape (n,)
    design : Design
    floor_sd : float
        Measurement error of one session; the spread is never taken as less.
    lag1 : float
        Correlation of neighbouring sessions, one of `LAG1_GRID`.
    """
    ratios, variances = _ratios(values[None, :], design, floor_sd)
    best = int(np.argmax(ratios[0]))
    null = _null_of(design, lag1)
    p = (1 + int(np.sum(null >= ratios[0, best]))) / (1 + len(null))
    kind, first = design.kinds[best]
    left = design.residual_maker @ design.shapes[best]
    size = float(left @ left)
    delta = float(left @ values) / size
    sd = float(np.sqrt(variances[0, best]))
    half = float(stdtrit(design.dof, 0.95)) * sd / np.sqrt(size) * _inflation(lag1)
    return ChangePointFit(kind, first, delta, delta - half, delta + half, p, sd)


def lag1_autocorrelations(rows: list[tuple[Array, Design]]) -> list[float]:
    """How far sessions resemble the ones before, for each metric.

    What the clearest shape leaves is correlated with itself one session later; the same is
    done with noise of known autocorrelation, and the least that gives as much is returned. One
    row of two dozen sessions says little by itself: a metric is read beyond the mean of all
    only as far as metrics differ by more than so few sessions make them differ, and never
    below that mean.

    Parameters
    ----------
    rows : list of (values, Design)

    Returns
    -------
    list of float
        One of `LAG1_GRID` for each row.
    """
    if not rows:
        return []
    own = [float(_residual_lag1(values[None, :], design)[0]) for values, design in rows]
    mean = float(np.mean(own))
    by_chance = float(np.mean([1 / len(values) for values, _ in rows]))
    real = max(float(np.var(own, ddof=min(1, len(own) - 1))) - by_chance, 0.0)
    share = real / (real + by_chance)
    return [
        _least_lag1(max(mean, mean + share * (seen - mean)), design)
        for seen, (_, design) in zip(own, rows, strict=True)
    ]


def _least_lag1(seen: float, design: Design) -> float:
    """Return the least lag-1 autocorrelation that gives a correlation as high as was seen."""
    given = (m for m in LAG1_GRID if _expected_lag1(*_key(design), m) >= seen)
    return next(given, LAG1_GRID[-1])


def detectable_step(design: Design, sd: float, alpha: float, lag1: float = 0.0) -> float | None:
    """Size of a step in mid-block that would be found eight times of ten.

    Parameters
    ----------
    design : Design
    sd : float
        Spread of single sessions.
    alpha : float
        What its p-value must fall below.
    lag1 : float
    """
    steps = [i for i, (kind, _) in enumerate(design.kinds) if kind == "step"]
    if not steps:
        return None
    size = float(np.linalg.norm(design.residual_maker @ design.shapes[steps[len(steps) // 2]]))
    critical = _critical(*_key(design), lag1, alpha)
    return sd * float(np.sqrt(critical) + POWER_Z * _inflation(lag1)) / size


def residual_sd(values: Array, design: Design, fit: ChangePointFit | None) -> float:
    """Spread of single sessions once covariates (and the change, if any) are taken off."""
    left = design.residual_maker @ values
    dof = len(values) - design.n_null
    if fit is not None:
        shape = design.residual_maker @ design.shapes[design.kinds.index(fit.kind)]
        left = left - fit.delta * shape
        dof -= 1
    return float(np.sqrt(left @ left / dof))


def _inflation(lag1: float) -> float:
    """By how much neighbours that resemble each other widen the error of a mean."""
    return float(np.sqrt((1 + lag1) / (1 - lag1)))


def _unit_shapes(design: Design) -> Array:
    unit = design.shapes @ design.residual_maker
    scaled: Array = unit / np.linalg.norm(unit, axis=1, keepdims=True)
    return scaled


def _ratios(rows: Array, design: Design, floor_sd: float) -> tuple[Array, Array]:
    """F ratio and variance of every shape in every row; shapes (rows, k)."""
    left = rows @ design.residual_maker
    explained = (left @ _unit_shapes(design).T) ** 2
    total = np.sum(left * left, axis=1, keepdims=True)
    variance = np.maximum((total - explained) / design.dof, max(floor_sd**2, 1e-24))
    return explained / variance, variance


def _residual_lag1(rows: Array, design: Design) -> Array:
    """Correlation of neighbours in what the clearest shape leaves of each row."""
    left = rows @ design.residual_maker
    unit = _unit_shapes(design)
    sizes = left @ unit.T
    best = np.argmax(np.abs(sizes), axis=1)
    left = left - np.take_along_axis(sizes, best[:, None], axis=1) * unit[best]
    total = np.maximum(np.sum(left * left, axis=1), 1e-24)
    correlation: Array = np.sum(left[:, 1:] * left[:, :-1], axis=1) / total
    return correlation


def _key(design: Design) -> tuple[bytes, bytes, int, int]:
    return (
        design.residual_maker.tobytes(),
        design.shapes.tobytes(),
        len(design.residual_maker),
        design.dof,
    )


def _noise(key: tuple[bytes, bytes, int, int], lag1: float, draws: int) -> tuple[Array, Design]:
    maker, shapes, n, dof = key
    projection = np.frombuffer(maker).reshape(n, n)
    design = Design(projection, np.frombuffer(shapes).reshape(-1, n), (), n - dof - 1)
    noise = np.random.default_rng(SEED).standard_normal((draws, n))
    for i in range(1, n if lag1 else 0):
        noise[:, i] = lag1 * noise[:, i - 1] + np.sqrt(1 - lag1**2) * noise[:, i]
    return noise, design


def _null_of(design: Design, lag1: float) -> Array:
    return _null(*_key(design), lag1)


@lru_cache(maxsize=256)
def _null(maker: bytes, shapes: bytes, n: int, dof: int, lag1: float) -> Array:
    """Clearest F ratio in each of many rows of noise."""
    noise, design = _noise((maker, shapes, n, dof), lag1, DRAWS)
    clearest: Array = _ratios(noise, design, 0.0)[0].max(axis=1)
    return clearest


@lru_cache(maxsize=256)
def _critical(maker: bytes, shapes: bytes, n: int, dof: int, lag1: float, alpha: float) -> float:
    """Return what the clearest F ratio of noise exceeds with probability ``alpha``."""
    return float(np.quantile(_null(maker, shapes, n, dof, lag1), 1 - alpha))


@lru_cache(maxsize=256)
def _expected_lag1(maker: bytes, shapes: bytes, n: int, dof: int, lag1: float) -> float:
    noise, design = _noise((maker, shapes, n, dof), lag1, LAG1_DRAWS)
    return float(_residual_lag1(noise, design).mean())
