"""The numbers of a finding: what its sentences speak of."""

from collections.abc import Sequence

from formcheck.assess.probability import measured
from formcheck.assess.rate import RatedRow
from formcheck.change import leading_row, leg_of, retest_change
from formcheck.domain.message import Value
from formcheck.domain.skeleton import Side

MORE_STEPS, MOST_STEPS = 1.05, 1.10
DIGITS = 5


def values_of(row: RatedRow, rows: Sequence[RatedRow], near_side: Side) -> dict[str, Value]:
    """Return what a finding says of a judged row, in the row's unit.

    ``change`` is the smallest difference that a second film would show which keeps to the
    protocol: the phone on its marks, the same clothes, light, side and speed. It is that of the
    row that a comparison of the two films will lead with, the mean of both legs where it can.

    Raises
    ------
    ValueError
        If the row was not judged.
    """
    band = row.rating.band
    if row.rule is None or band is None:
        msg = f"{row.metric.metric} was not judged and has no finding"
        raise ValueError(msg)
    value, low, high = measured(row.metric)
    own = (r.metric for r in rows if r.metric.metric == row.metric.metric)
    told = leading_row(own, near_side) or row.metric
    upper = row.verdict is not None and row.verdict.p_high >= row.verdict.p_low
    known = {
        "value": value,
        "low": low,
        "high": high,
        "edge": band.good_high if upper else band.good_low,
        "expected": band.expected,
        "change": retest_change(told, leg_of(told.side, near_side)),
        "target": MORE_STEPS * value,
        "limit": MOST_STEPS * value,
        "p": _sure(row, upper=upper),
    }
    numbers = {name: round(float(v), DIGITS) for name, v in known.items() if v is not None}
    return {**numbers, "change_of": told.side}


def _sure(row: RatedRow, *, upper: bool) -> float | None:
    """How likely it is that the value lies where a finding says: in its range, or beyond."""
    if row.verdict is None:
        return None
    if row.rating.rating == "good":
        return row.verdict.p_good
    return row.verdict.p_high if upper else row.verdict.p_low
