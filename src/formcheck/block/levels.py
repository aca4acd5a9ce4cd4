"""What a picture of a trend shows beside the sessions: levels, slopes, how far it must reach."""

from collections.abc import Mapping
from statistics import fmean
from typing import NamedTuple

from formcheck.block.values import Trend
from formcheck.domain.metric import Z90

MIN_DRAWN = 3
"""Fewer sessions are drawn with the whole of their intervals."""

DayValue = tuple[float, float]


class Level(NamedTuple):
    """A straight piece of what was found, from one day and value to another."""

    start: DayValue
    end: DayValue


def shifts(trend: Trend) -> dict[str, float]:
    """How far each compared session moves when all are brought to the same speed."""
    if not trend.alike:
        return {}
    return {s.session: v - s.value for s, v in zip(trend.compared, trend.alike, strict=True)}


def reach(trend: Trend, shift: Mapping[str, float]) -> list[float]:
    """Values that a picture of the trend must hold.

    Not the whole of the intervals: most of them is the same in every session, and would press
    what the sessions tell into a line. Those ends may run out of the picture.
    """
    half = single_half(trend)
    ends = [s.value for s in trend.sessions]
    for s in trend.sessions:
        value = s.value + shift.get(s.session, 0.0)
        own = max(1.5 * Z90 * s.sd_strides, half if s.comparable else 0.0)
        ends += [value - own, value + own]
    if len(trend.compared) < MIN_DRAWN:
        ends += [v for s in trend.sessions for v in (s.ci_low, s.ci_high)]
    return ends


def single_half(trend: Trend) -> float:
    """How far a single session falls from its level when nothing changes (95 %)."""
    return (trend.sdc or 0.0) / 2**0.5


def levels(trend: Trend) -> list[Level]:
    """Return the level, the two levels of a step, or the slope of a drift; none if too few."""
    used = trend.compared
    if trend.verdict == "too_few" or not used:
        return []
    values = trend.alike or tuple(s.value for s in used)
    first, last = used[0].day, used[-1].day
    middle = fmean(values)
    if trend.verdict != "changed" or trend.delta is None:
        return [Level((first, middle), (last, middle))]
    if trend.shape == "drift":
        mean_day = fmean(s.day for s in used)
        per_day = trend.delta / (last - first)
        low, high = (middle + per_day * (day - mean_day) for day in (first, last))
        return [Level((first, low), (last, high))]
    split = trend.at_day or last
    dated = list(zip((s.day for s in used), values, strict=True))
    low = fmean(value for day, value in dated if day < split)
    high = fmean(value for day, value in dated if day >= split)
    at = (max(day for day, _ in dated if day < split) + split) / 2
    return [Level((first, low), (at, low)), Level((at, high), (last, high))]
