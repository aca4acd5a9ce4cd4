"""Fill the sentence templates of the guidelines with measured numbers."""

import math

from formcheck.assess.probability import interval_sd, measured
from formcheck.assess.rate import RatedRow
from formcheck.domain.assessment import Band
from formcheck.guidelines.schema import MetricRule

REAL_CHANGE = 1.96 * math.sqrt(2)
"""Two measurements differ with 95 % certainty if they differ by this many sd of one."""

MORE_STEPS = 1.05


def fill(template: str, row: RatedRow) -> str:
    """Put the numbers of a judged row into a template.

    Parameters
    ----------
    template : str
        With the placeholders of ``formcheck.guidelines.texts.PLACEHOLDERS``.
    row : RatedRow
        A row that was judged (value, rule and band present).

    Returns
    -------
    str
    """
    return template.format(**_numbers(row))


def real_change(row: RatedRow) -> float:
    """Smallest difference between two such clips that is beyond measurement, same unit."""
    _, low, high = measured(row.metric)
    return REAL_CHANGE * interval_sd(low, high)


def with_unit(value: float, rule: MetricRule) -> str:
    """Print a value with the decimals and unit words of its metric."""
    return f"{_plain(value, rule.decimals)}{rule.unit_text}"


def _numbers(row: RatedRow) -> dict[str, str]:
    rule, band = _judged_by(row)
    value, low, high = measured(row.metric)
    upper = row.verdict is not None and row.verdict.p_high >= row.verdict.p_low
    edge = band.good_high if upper else band.good_low
    short = len(rule.unit_text) <= 1
    return {
        "value": with_unit(value, rule),
        "low": with_unit(low, rule) if short else _plain(low, rule.decimals),
        "high": with_unit(high, rule) if short else _plain(high, rule.decimals),
        "side": "" if row.metric.side == "both" else row.metric.side,
        "comparison": _comparison(row),
        "edge": "" if edge is None else with_unit(edge, rule),
        "basis": band.basis,
        "standing": "" if band.standing_shift is None else f", {band.basis}",
        "change": with_unit(_ceil(real_change(row), rule.decimals), rule),
        "label": rule.label,
        "target": f"{value * MORE_STEPS:.0f}",
    }


def _judged_by(row: RatedRow) -> tuple[MetricRule, Band]:
    if row.rule is None or row.rating.band is None:
        msg = f"{row.metric.metric} was not judged and has no sentence"
        raise ValueError(msg)
    return row.rule, row.rating.band


def _comparison(row: RatedRow) -> str:
    rule, band = _judged_by(row)
    if band.expected is None:
        return band.note
    return f"Comparable runners {band.basis}: about {with_unit(band.expected, rule)}."


def _plain(value: float, decimals: int) -> str:
    text = f"{value:.{decimals}f}"
    return text.lstrip("-") if float(text) == 0 else text


def _ceil(value: float, decimals: int) -> float:
    scale = 10.0**decimals
    return math.ceil(value * scale - 1e-9) / scale
