"""Within a session by kilometres into the run, and one shoe beside another."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np
from scipy.stats import t as student

from formcheck.block.change_points import residual_maker
from formcheck.block.speed import ALIKE_MPS, KM_ALIKE, adjust
from formcheck.block.trend import least_sd, sessions_of
from formcheck.block.values import ClipValue, Effect, Series, SessionValue, Trend
from formcheck.change import holm

ALPHA = 0.02
"""Chance of even one false finding among all metrics, for each of the two questions."""
MIN_DOF = 4
MIN_WITH_SHOE = 3
MIN_GROUPS = 3
"""Sessions from which their disagreement about the slope is taken into its error."""
APART = 0.3
"""Share of the shoes' pattern that time must leave unexplained to tell the two apart."""


@dataclass(frozen=True, slots=True)
class Shoes:
    """Two shoes compared over the sessions of a block.

    Attributes
    ----------
    first, second : str
        The two that were worn in most sessions, in order of first use.
    entangled : bool
        Worn at different times, so that shoe and time cannot be told apart.
    effects : tuple of Effect
        Second minus first; empty if entangled.
    """

    first: str
    second: str
    entangled: bool
    effects: tuple[Effect, ...]


def within_session(block: Sequence[Series]) -> list[Effect]:
    """Change per kilometre into the run, from sessions with several clips.

    Parameters
    ----------
    block : sequence of Series

    Returns
    -------
    list of Effect
        Metrics with too few clips are left out.
    """
    found = [effect for series in block if (effect := _per_km(series)) is not None]
    return _settled(found)


def _per_km(series: Series) -> Effect | None:
    groups = [g for g in _sessions_with_km(series) if len(g) > 1]
    if not groups:
        return None
    km = np.concatenate([_centred([r.km or 0.0 for r in g]) for g in groups])
    values = np.concatenate([_centred([r.value for r in g]) for g in groups])
    if np.ptp(km) < KM_ALIKE:
        return None
    speed = np.concatenate([_centred([r.speed_mps or 0.0 for r in g]) for g in groups])
    known = all(r.speed_mps is not None for g in groups for r in g)
    maker, n_null = np.eye(len(km)), len(groups)
    if known and np.ptp(speed) > ALIKE_MPS:
        maker, n_null = maker - np.outer(speed, speed) / (speed @ speed), n_null + 1
    strides = [r.sd_parts.get("strides", 0.0) for g in groups for r in g]
    floor = float(np.sqrt(np.mean(np.square(strides))))
    groups_of = np.repeat(np.arange(len(groups)), [len(g) for g in groups])
    return _effect(series, values, km, maker, n_null, floor, groups=groups_of)


def _sessions_with_km(series: Series) -> list[list[ClipValue]]:
    usable = {clip for s in sessions_of(series) if s.comparable for clip in s.clips}
    readings = [r for r in series.readings if r.clip in usable and r.km is not None]
    readings.sort(key=lambda r: (r.session, r.km or 0.0))
    return [list(group) for _, group in groupby(readings, key=lambda r: r.session)]


def _centred(values: list[float]) -> np.ndarray:
    row = np.array(values)
    centred: np.ndarray = row - row.mean()
    return centred


def by_shoe(block: Sequence[Series], found: Sequence[Trend] = ()) -> Shoes | None:
    """Compare the two shoes worn most; speed, a steady drift and found changes taken off.

    Parameters
    ----------
    block : sequence of Series
    found : sequence of Trend
        Verdicts over time: a step that was found is no difference between shoes.

    Returns
    -------
    Shoes or None
        None if there are not two shoes with enough sessions each.
    """
    per_series = [(s, [v for v in sessions_of(s) if v.comparable and v.shoe]) for s in block]
    pair = _pair(max((own for _, own in per_series), key=len, default=[]))
    if pair is None:
        return None
    steps = {t.metric: t.at_day for t in found if t.verdict == "changed" and t.at_day is not None}
    effects = []
    entangled = False
    for series, own in per_series:
        worn = tuple(v for v in own if v.shoe in pair)
        if min(sum(v.shoe == shoe for v in worn) for shoe in pair) < MIN_WITH_SHOE:
            continue
        effect = _between(series, worn, pair[1], steps)
        entangled |= effect is None
        effects += [effect] if effect is not None else []
    return Shoes(*pair, entangled and not effects, tuple(_settled(effects)))


def _pair(sessions: list[SessionValue]) -> tuple[str, str] | None:
    counted = Counter(s.shoe for s in sessions if s.shoe)
    common = [shoe for shoe, n in counted.most_common(2) if n >= MIN_WITH_SHOE]
    if len(common) < 2:
        return None
    first_use = {shoe: next(s.day for s in sessions if s.shoe == shoe) for shoe in common}
    first, second = sorted(common, key=lambda shoe: (first_use[shoe], shoe))
    return first, second


def _between(
    series: Series, worn: tuple[SessionValue, ...], second: str, steps: Mapping[str, float]
) -> Effect | None:
    adjusted = adjust(series.metric, worn)
    days = np.array([v.day for v in worn])
    over_time = [days - days[0]]
    if series.metric in steps:
        over_time.append((days >= steps[series.metric]).astype(float))
    maker, n_null = residual_maker(np.column_stack([adjusted.covariates, *over_time]), len(worn))
    shoe = np.array([float(v.shoe == second) for v in worn])
    left, whole = maker @ shoe, shoe - shoe.mean()
    if left @ left < APART * (whole @ whole):
        return None
    floor = float(np.hypot(least_sd(worn), adjusted.extra_sd))
    return _effect(series, adjusted.values, shoe, maker, n_null, floor)


def _effect(
    series: Series,
    values: np.ndarray,
    shape: np.ndarray,
    maker: np.ndarray,
    n_null: int,
    floor_sd: float,
    *,
    groups: np.ndarray | None = None,
) -> Effect | None:
    """Size of one given shape, with its interval and p-value (t distribution).

    Where ``groups`` says which session each value is from, sessions that disagree about the
    size widen the interval: clips of one day are not independent witnesses.
    """
    left, dof = maker @ shape, len(values) - n_null - 1
    size = float(left @ left)
    if dof < MIN_DOF or size <= 1e-12:
        return None
    delta = float(left @ values) / size
    residual = maker @ values - delta * left
    sd = max(float(np.sqrt(residual @ residual / dof)), floor_sd)
    se = sd / float(np.sqrt(size))
    if groups is not None and groups[-1] + 1 >= MIN_GROUPS:
        scores = np.bincount(groups, left * residual)
        n = len(scores)
        clustered = float(np.sqrt(n / (n - 1) * (scores @ scores))) / size
        se, dof = max(se, clustered), n - 1
    p = float(2 * student.sf(abs(delta) / se, dof)) if se > 0 else 1.0
    half = float(student.ppf(0.95, dof)) * se
    return Effect(
        *(series.metric, series.unit, delta, delta - half, delta + half),
        "not_distinguishable",
        p,
    )


def _settled(effects: list[Effect]) -> list[Effect]:
    stands = holm([e.p for e in effects], ALPHA)
    return [
        replace(e, verdict="changed") if stood else e
        for e, stood in zip(effects, stands, strict=True)
    ]
