"""Left against right, from two clips of one session: one from each side.

In one clip the near leg reads otherwise than the far one by as much as runners' legs differ. Seen
from the left that error is in left minus right, seen from the right in right minus left: in the
mean of the two clips it drops out.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import fmean, stdev

from formcheck.change.difference import PAGE
from formcheck.change.parts import both_sides, both_sides_margin
from formcheck.change.sd import BY_CHANCE
from formcheck.change.several import level, p_of, z_of
from formcheck.domain.analysis import Measured, MetricRow
from formcheck.domain.metric import Z90
from formcheck.errors import UsageError
from formcheck.metrics.registry import all_metrics

OWN_SPREAD = 4
"""Sessions from which their spread tells something of its own."""


@dataclass(frozen=True, slots=True)
class Asymmetry:
    """Left minus right of one metric.

    Attributes
    ----------
    metric, unit : str
    value, ci_low, ci_high : float or None
        In the metric's unit, with the 90 % interval; None where a leg was not measured in both.
    pct, pct_low, pct_high : float or None
        The same in percent of the mean of both legs; None where that mean is near zero.
    n_steps : int
    threshold : float or None
        What the value must exceed, all metrics judged together.
    shown : bool
        Whether it does.
    """

    metric: str
    unit: str
    value: float | None
    ci_low: float | None
    ci_high: float | None
    pct: float | None
    pct_low: float | None
    pct_high: float | None
    n_steps: int
    threshold: float | None
    shown: bool


@dataclass(frozen=True, slots=True)
class _Unjudged:
    """One metric before it is judged."""

    metric: str
    unit: str
    value: float
    by_chance: float
    middle: float
    n_steps: int

    @property
    def sd(self) -> float:
        """What it is off by: the part that is left of near and far is the same each time."""
        return math.hypot(self.by_chance, both_sides_margin() * both_sides()[self.metric])


Pair = tuple[Measured, Measured]
"""A clip from each side, in any order."""


def asymmetries(*sessions: Pair) -> tuple[Asymmetry, ...]:
    """Measure left minus right of every metric that each leg has, as the mean of sessions.

    Parameters
    ----------
    *sessions : (Measured, Measured)
        Of each session one clip from the runner's left and one from the right, in any order.

    Raises
    ------
    UsageError
        If both clips of a session were filmed from the same side.
    """
    found: dict[str, list[_Unjudged]] = {}
    for one, other in sessions:
        if one.near_side == other.near_side:
            raise UsageError(
                "Both clips show the runner from the left."
                if one.near_side == "left"
                else "Both clips show the runner from the right.",
                "Left against right needs one clip from each side, filmed in one session.",
                code="usage",
            )
        for seen in _seen(one, other):
            found.setdefault(seen.metric, []).append(seen)
    means = {metric: _mean(own) for metric, own in found.items()}
    z = z_of(level([p_of(s.value / s.sd) for s in means.values()], PAGE))
    names = [(m.spec.id, str(m.spec.unit)) for m in all_metrics() if m.spec.asymmetry]
    return tuple(_asymmetry_of(name, unit, means.get(name), z) for name, unit in names)


def _mean(own: list[_Unjudged]) -> _Unjudged:
    """Return the mean of sessions; from `OWN_SPREAD` on their own spread has a say."""
    n = len(own)
    by_chance = math.hypot(*(seen.by_chance for seen in own)) / n
    if n >= OWN_SPREAD:
        by_chance = max(by_chance, stdev(seen.value for seen in own) / math.sqrt(n))
    return _Unjudged(
        own[0].metric,
        own[0].unit,
        fmean(seen.value for seen in own),
        by_chance,
        fmean(seen.middle for seen in own),
        sum(seen.n_steps for seen in own),
    )


def _seen(one: Measured, other: Measured) -> Iterator[_Unjudged]:
    for metric in all_metrics():
        name = metric.spec.id
        rows = [_legs(clip, name) for clip in (one, other)]
        if not metric.spec.asymmetry or name not in both_sides() or None in rows:
            continue
        legs = [row for pair in rows if pair for row in pair]
        values = [row.measured[0] for row in legs]
        strides = math.hypot(*(row.sd_parts.get(BY_CHANCE, 0.0) for row in legs)) / 2
        yield _Unjudged(
            name,
            legs[0].unit,
            (values[0] - values[1] + values[2] - values[3]) / 2,
            strides,
            sum(values) / 4,
            sum(row.n_steps for row in legs),
        )


def _legs(clip: Measured, metric: str) -> tuple[MetricRow, MetricRow] | None:
    """Left and right row of a metric; None unless both have a value."""
    rows = {r.side: r for r in clip.metrics if r.metric == metric and r.value is not None}
    return (rows["left"], rows["right"]) if {"left", "right"} <= rows.keys() else None


def _asymmetry_of(name: str, unit: str, seen: _Unjudged | None, z: float) -> Asymmetry:
    if seen is None:
        return Asymmetry(name, unit, None, None, None, None, None, None, 0, None, shown=False)
    half, share = Z90 * seen.sd, 100 / abs(seen.middle) if seen.middle else math.inf
    in_pct = abs(seen.middle) > 3 * seen.sd
    return Asymmetry(
        name,
        unit,
        seen.value,
        seen.value - half,
        seen.value + half,
        share * seen.value if in_pct else None,
        share * (seen.value - half) if in_pct else None,
        share * (seen.value + half) if in_pct else None,
        seen.n_steps,
        z * seen.sd,
        shown=abs(seen.value) > z * seen.sd,
    )
