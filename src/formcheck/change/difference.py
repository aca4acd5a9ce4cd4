"""Every metric of two clips: by how much it differs, how sure that is, and whether it is told.

Two claims are kept apart. *Different between these two clips* goes beyond what measuring can do.
*Lasting* also goes beyond what the runner's own days do, for which one clip from each of two days
needs to know how days scatter: by the runner's own sessions, or by what is published.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from formcheck.change.filmed import set_ups
from formcheck.change.parts import BetweenDayVariability, Leg, Row, all_days, leg_of
from formcheck.change.sd import MARKED, ONE_METRIC, difference_sd
from formcheck.change.several import level, p_of, t_of, z_of
from formcheck.domain.analysis import Analysis, Change, ChangeVerdict, Lasting, MetricRow
from formcheck.domain.setup import SetUpLabel, SetUps

PAGE = 0.10
"""Chance of even one false "changed" on a page of two clips, as of a 90 % interval."""
TOGETHER = (
    *("cadence_spm", "trunk_lean_deg", "overstride_pct_leg", "shank_angle_deg"),
    *("knee_flexion_ic_deg", "knee_flexion_peak_deg", "thigh_extension_to_deg"),
    *("vertical_oscillation_pct_leg", "contact_time_ms", "flight_time_ms"),
    *("foot_strike_angle_deg", "elbow_angle_deg", "head_forward_deg"),
)
"""Metrics that are judged together; the others say the same in other units or of one leg."""

_RANK = {"both": 0, "near": 1}

Named = Callable[[Analysis, MetricRow], str]


@dataclass(frozen=True, slots=True)
class ClipDifference:
    """All rows of two clips and how alike they were filmed.

    Attributes
    ----------
    rows : tuple of Change
    filmed : SetUps
    """

    rows: tuple[Change, ...]
    filmed: SetUps


def by_camera(analysis: Analysis, row: MetricRow) -> str:
    """Name sides near and far: a clip from the left stands beside one from the right."""
    return leg_of(row.side, analysis.near_side)


def by_side(_: Analysis, row: MetricRow) -> str:
    """Name sides left and right."""
    return row.side


def differences(
    current: Analysis,
    baseline: Analysis,
    *,
    named: Named = by_side,
    setup: SetUpLabel | None = None,
    days: Mapping[str, BetweenDayVariability] | None = None,
) -> ClipDifference:
    """Compare two analyses of one runner, metric row by metric row.

    Parameters
    ----------
    current, baseline : Analysis
        The difference is current minus baseline.
    named : callable
        How rows are told apart: `by_side` or `by_camera`.
    setup : {"same", "other"}, optional
        What the user says of camera, clothes and light.
    days : mapping of str to BetweenDayVariability, optional
        The runner's own days, where they are known; else what is published.

    Returns
    -------
    ClipDifference
        One row for each (metric, name) of either analysis, in the current order; ``missing``
        where one of the two has no value.
    """
    filmed = set_ups(current, baseline, setup)
    now, before = (
        {(row.metric, named(analysis, row)): row for row in analysis.metrics}
        for analysis in (current, baseline)
    )
    keys = [*now, *(key for key in before if key not in now)]
    rows = []
    for key in keys:
        new, old = now.get(key), before.get(key)
        legs = {
            leg_of(row.side, a.near_side) for row, a in ((new, current), (old, baseline)) if row
        }
        leg = legs.pop() if len(legs) == 1 else None
        rows.append(_row(key, new, old, leg, filmed))
    return ClipDifference(judged(rows, filmed, days), filmed)


def _row(
    key: tuple[str, str],
    new: MetricRow | None,
    old: MetricRow | None,
    leg: Leg | None,
    filmed: SetUps,
) -> Change:
    now = None if new is None else new.value
    before = None if old is None else old.value
    known = new or old
    unit = known.unit if known else ""
    if new is None or old is None or now is None or before is None:
        return Change(*key, unit, now, before, None, None, None, "missing", filmed.label)
    sd, delta = difference_sd(old, new, leg, filmed), now - before
    verdict: ChangeVerdict = "not_distinguishable"
    return Change(*key, unit, now, before, delta, sd, None, verdict, filmed.label)


def judged(
    rows: Sequence[Change], filmed: SetUps, days: Mapping[str, BetweenDayVariability] | None = None
) -> tuple[Change, ...]:
    """Give all rows of a page their verdicts, which they get together (Holm).

    Rows need ``delta`` and ``sd``; what they were judged before does not count.
    """
    z = z_of(level([p_of(_z(row)) for row in leading(rows) if row.metric in TOGETHER], PAGE))
    known = {**all_days(), **(days or {})}
    return tuple(_judged(row, z, filmed, known.get(row.metric)) for row in rows)


def leading(rows: Sequence[Change]) -> list[Change]:
    """Return the row that stands for each metric: both legs', which is surest, or the near one."""
    of: dict[str, Change] = {}
    for row in rows:
        kept = of.get(row.metric)
        surer = kept is None or _RANK.get(row.side, 2) < _RANK.get(kept.side, 2)
        if row.delta is not None and surer:
            of[row.metric] = row
    return list(of.values())


def _z(row: Change) -> float:
    if not row.sd or row.delta is None:
        return math.inf if row.delta else 0.0
    return row.delta / row.sd


def _judged(row: Change, z: float, filmed: SetUps, day: BetweenDayVariability | None) -> Change:
    if row.delta is None or row.sd is None:
        return row
    threshold = z * row.sd
    changed = abs(row.delta) > threshold and filmed.reading == "kept"
    lasting: Lasting = "unknown"
    beyond = None
    if day is not None:
        beyond = _beyond_days(row.sd, day)
        lasting = "shown" if changed and abs(row.delta) > beyond else "not_shown"
    return replace(
        row,
        threshold=threshold,
        verdict="changed" if changed else "not_distinguishable",
        lasting=lasting,
        lasting_threshold=beyond,
    )


def _beyond_days(sd: float, day: BetweenDayVariability) -> float:
    """Return what two days' difference must exceed, at 95 %, to be more than days differ."""
    return t_of(ONE_METRIC, day.dof) * math.hypot(sd, math.sqrt(2) * day.sd)


def lasting_change(row: Row, leg: Leg) -> float | None:
    """Return the smallest change between two days that is more than days differ.

    Of one film a day, both by the protocol; None where nothing is known of days.
    """
    day = all_days().get(row.metric)
    return None if day is None else _beyond_days(difference_sd(row, row, leg, MARKED), day)
