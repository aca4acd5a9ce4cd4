"""Compare an uncertain value with a band: probabilities and expected score.

The value is taken as normal, ``X ~ N(mean, sd)``. The score along the axis is piecewise
linear, so its expectation has a closed form and needs no sampling.
"""

import math
from dataclasses import dataclass

from formcheck.domain.assessment import Band
from formcheck.domain.metric import Z90, MetricValue

GOOD, WATCH = 100.0, 60.0


@dataclass(frozen=True, slots=True)
class VerdictProbabilities:
    """Probabilities of the three verdicts, their sides, and the expected score.

    ``p_low`` and ``p_high`` are the probabilities of lying beyond the good edge on that
    side; ``p_good + p_low + p_high`` is 1, as is ``p_good + p_watch + p_off``.
    """

    p_good: float
    p_watch: float
    p_off: float
    p_low: float
    p_high: float
    score: float


def measured(metric: MetricValue) -> tuple[float, float, float]:
    """Value and 90 % interval of a metric that is present.

    Raises
    ------
    ValueError
        If the metric is missing.
    """
    if metric.value is None or metric.ci_low is None or metric.ci_high is None:
        msg = f"{metric.metric} is missing: {metric.missing_reason}"
        raise ValueError(msg)
    return metric.value, metric.ci_low, metric.ci_high


def interval_sd(ci_low: float, ci_high: float) -> float:
    """Return the standard deviation behind a 90 % interval."""
    return (ci_high - ci_low) / (2 * Z90)


def judge(band: Band, mean: float, sd: float) -> VerdictProbabilities:
    """Compare ``N(mean, sd)`` with a band.

    Parameters
    ----------
    band : Band
        Must have at least one edge.
    mean, sd : float
        In the band's unit, ``sd >= 0``. The band's own ``sd`` is not added here.

    Returns
    -------
    VerdictProbabilities
    """
    p_low = 0.0 if band.good_low is None else _below(band.good_low, mean, sd)
    p_high = 0.0 if band.good_high is None else 1 - _below(band.good_high, mean, sd)
    off_low = off_high = 0.0
    if band.watch_low is not None and not band.low_floor:
        off_low = _below(band.watch_low, mean, sd)
    if band.watch_high is not None and not band.high_floor:
        off_high = 1 - _below(band.watch_high, mean, sd)
    p_off = off_low + off_high
    p_good = max(0.0, 1 - p_low - p_high)
    return VerdictProbabilities(
        p_good=p_good,
        p_watch=max(0.0, 1 - p_good - p_off),
        p_off=p_off,
        p_low=p_low,
        p_high=p_high,
        score=expected_score(band, mean, sd),
    )


def expected_score(band: Band, mean: float, sd: float) -> float:
    """Mean of the trapezoid score over ``N(mean, sd)``, 0-100."""
    loss = 0.0
    if band.good_high is not None and band.watch_high is not None:
        width = band.watch_high - band.good_high
        loss += _loss(mean - band.good_high, sd, width, floor=band.high_floor)
    if band.good_low is not None and band.watch_low is not None:
        width = band.good_low - band.watch_low
        loss += _loss(band.good_low - mean, sd, width, floor=band.low_floor)
    return min(GOOD, max(0.0, GOOD - loss))


def _loss(beyond: float, sd: float, width: float, *, floor: bool) -> float:
    """Return the points lost on one side, ``beyond`` being the way past the good edge."""
    first = (GOOD - WATCH) / width
    loss = first * _ramp(beyond, sd)
    if floor:
        return loss - first * _ramp(beyond - width, sd)
    second = WATCH / width
    return (
        loss + (second - first) * _ramp(beyond - width, sd) - second * _ramp(beyond - 2 * width, sd)
    )


def _ramp(mean: float, sd: float) -> float:
    """Mean of ``max(X, 0)`` for ``X ~ N(mean, sd)``."""
    if sd <= 0:
        return max(mean, 0.0)
    z = mean / sd
    density = math.exp(-z * z / 2) / math.sqrt(2 * math.pi)
    return mean * _phi(z) + sd * density


def _below(edge: float, mean: float, sd: float) -> float:
    if sd <= 0:
        return 1.0 if mean < edge else 0.0
    return _phi((edge - mean) / sd)


def _phi(z: float) -> float:
    return 0.5 * math.erfc(-z / math.sqrt(2))
