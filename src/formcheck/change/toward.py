"""Whether a change goes towards the guideline's range or away from it."""

from typing import Literal

from formcheck.domain.analysis import ChangeVerdict, Measured
from formcheck.domain.assessment import Band

Toward = Literal["better", "worse", "differs", "no_change", "missing"]
End = tuple[float | None, Band | None]
ALIKE = 1e-9


def toward(verdict: ChangeVerdict, first: End, second: End) -> Toward:
    """Name what a verdict means against the range of each clip.

    Parameters
    ----------
    verdict : {"changed", "not_distinguishable", "missing"}
    first, second : (float or None, Band or None)
        Value and band of each clip; a band holds for its clip's speed.

    Returns
    -------
    {"better", "worse", "differs", "no_change", "missing"}
        ``"differs"``: a change within the range, or of a metric without one.
    """
    if verdict == "missing":
        return "missing"
    if verdict == "not_distinguishable":
        return "no_change"
    before, after = beyond(*first), beyond(*second)
    if before is None or after is None or abs(after - before) <= ALIKE:
        return "differs"
    return "better" if after < before else "worse"


def beyond(value: float | None, band: Band | None) -> float | None:
    """Return how far a value lies beyond the good edges, 0 within; None without a range."""
    if value is None or band is None or (band.good_low is None and band.good_high is None):
        return None
    below = 0.0 if band.good_low is None else band.good_low - value
    above = 0.0 if band.good_high is None else value - band.good_high
    return max(below, above, 0.0)


def band_of(analysis: Measured, metric: str) -> Band | None:
    """Return the range a metric is held against in one clip, whichever row it was judged by."""
    bands = (row.band for row in analysis.metrics if row.metric == metric and row.band)
    return next(bands, None)
