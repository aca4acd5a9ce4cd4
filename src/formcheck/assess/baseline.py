"""Change against an earlier analysis, and whether measurement alone could make it."""

import math
from collections.abc import Sequence
from typing import Protocol

from formcheck.assess.probability import interval_sd
from formcheck.domain.analysis import (
    Analysis,
    Change,
    Changes,
    ChangeVerdict,
    MetricRow,
    Quantity,
)
from formcheck.domain.message import Message

Z95 = 1.96


class _Sided(Protocol):
    @property
    def ci_low(self) -> float | None: ...

    @property
    def ci_high(self) -> float | None: ...


def compare_with_baseline(current: Analysis, baseline: Analysis) -> Changes:
    """Compare two analyses, metric row by metric row, and say what else differs.

    Parameters
    ----------
    current, baseline : Analysis

    Returns
    -------
    Changes
    """
    rows = compare_rows(_by_side(current), _by_side(baseline))
    return Changes(baseline.clip, tuple(rows), caveats_of(current, baseline))


def _by_side(analysis: Analysis) -> list[tuple[str, MetricRow]]:
    rows: tuple[MetricRow, ...] = analysis.metrics
    return [(row.side, row) for row in rows]


def compare_rows(
    current: Sequence[tuple[str, MetricRow]], baseline: Sequence[tuple[str, MetricRow]]
) -> list[Change]:
    """Compare metric rows by metric and the name of their side.

    A change counts only if ``|delta| > 1.96 * sqrt(sd1^2 + sd2^2)``.

    Returns
    -------
    list of Change
        One for each (metric, side) of either analysis, in the current order; ``missing``
        where one of the two has no value.
    """
    now, before = ({(row.metric, side): row for side, row in rows} for rows in (current, baseline))
    keys = [*now, *(key for key in before if key not in now)]
    return [_change(key, now.get(key), before.get(key)) for key in keys]


def measuring_sd(now: _Sided, before: _Sided) -> float:
    """Return the standard deviation of a difference by measurement alone, from two intervals."""
    return math.hypot(
        *(interval_sd(one.ci_low or 0.0, one.ci_high or 0.0) for one in (now, before))
    )


def _change(key: tuple[str, str], now: MetricRow | None, before: MetricRow | None) -> Change:
    new = None if now is None else now.value
    old = None if before is None else before.value
    known = now or before
    unit = known.unit if known else ""
    if now is None or before is None or new is None or old is None:
        return Change(*key, unit, new, old, None, None, None, "missing")
    sd = measuring_sd(now, before)
    delta, threshold = new - old, Z95 * sd
    verdict: ChangeVerdict = "changed" if abs(delta) > threshold else "not_distinguishable"
    return Change(*key, unit, new, old, delta, sd, threshold, verdict)


def caveats_of(current: Analysis, baseline: Analysis) -> tuple[Message, ...]:
    """Return what else differs between two clips and could make a change."""
    found = []
    now, before = current.speed_mps, baseline.speed_mps
    if not now or not before:
        found.append(Message("speed_not_known_in_both"))
    elif _speeds_differ(now, before):
        found.append(Message("speeds_differ"))
    for name, pair in (
        ("other_leg_near", {current.near_side, baseline.near_side}),
        ("other_ground", {current.mode, baseline.mode}),
    ):
        if len(pair) == 2 and not pair & {None, "unknown"}:
            found.append(Message(name))
    models = {a.provenance.model.name for a in (current, baseline) if a.provenance.model}
    if len(models) == 2:
        found.append(Message("other_pose_model"))
    return tuple(found)


def _speeds_differ(now: Quantity, before: Quantity) -> bool:
    allowed = max(Z95 * measuring_sd(now, before), 0.02 * before.value)
    return abs(now.value - before.value) > allowed
