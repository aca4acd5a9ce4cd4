"""The verdict on every metric of a block: changed, not distinguishable, or too few."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

import numpy as np

from formcheck.block.shapes import design_of, find, holm, residual_sd, visible_step
from formcheck.block.speed import adjust
from formcheck.block.values import Condition, Reading, Series, SessionValue, Trend

ALPHA = 0.05
"""Chance of even one false "changed" among all metrics of a block."""
MIN_SESSIONS = 6
MIN_DOF = 3
Z95 = 1.96


def trends(block: Sequence[Series]) -> list[Trend]:
    """Judge all metrics of one runner's block together.

    Parameters
    ----------
    block : sequence of Series

    Returns
    -------
    list of Trend
        In the same order. The chance of any false "changed" among them is below `ALPHA`
        as long as sessions scatter independently of each other.
    """
    found = [_trend(series) for series in block]
    tested = [i for i, trend in enumerate(found) if trend.p is not None]
    stands = holm([found[i].p or 0.0 for i in tested], ALPHA)
    for i, changed in zip(tested, stands, strict=True):
        found[i] = _settled(found[i], changed=changed, tested=len(tested))
    return found


def sessions_of(series: Series) -> tuple[SessionValue, ...]:
    """Gather the clips of each session; mark the sessions filmed like most as comparable."""
    usual = _usual(series.readings)
    ordered = sorted(series.readings, key=lambda r: (r.day, r.session, r.clip))
    by_session = sorted(ordered, key=lambda r: r.session)
    values = []
    for session, clips in groupby(by_session, key=lambda r: r.session):
        own = list(clips)
        alike = [r for r in own if r.condition == usual]
        values.append(_session(session, alike or own, comparable=bool(alike)))
    return tuple(sorted(values, key=lambda v: (v.day, v.session)))


def within_sd(series: Series) -> float | None:
    """Spread of repeated clips within sessions, pooled; None without repeats."""
    usual = _usual(series.readings)
    squares, dof = 0.0, 0
    alike = sorted((r for r in series.readings if r.condition == usual), key=lambda r: r.session)
    for _, clips in groupby(alike, key=lambda r: r.session):
        values = [r.value for r in clips]
        squares += float(np.sum((np.array(values) - np.mean(values)) ** 2))
        dof += len(values) - 1
    return float(np.sqrt(squares / dof)) if dof else None


def _usual(readings: Iterable[Reading]) -> Condition:
    """How most sessions were filmed; the latest of equals."""
    counted: Counter[Condition] = Counter()
    latest: dict[Condition, float] = {}
    seen = {(r.session, r.condition): r.day for r in readings}
    for (_, condition), day in seen.items():
        counted[condition] += 1
        latest[condition] = max(day, latest.get(condition, day))
    return max(counted, key=lambda c: (counted[c], latest[c]))


def _session(session: str, clips: list[Reading], *, comparable: bool) -> SessionValue:
    n = len(clips)
    shared = [{k: v for k, v in r.sd_parts.items() if k != "strides"} for r in clips]
    # The spread of strides averages out over repeated clips; view and timing may not.
    common = [replace(r, sd_parts=p).sd_within_runner() for r, p in zip(clips, shared, strict=True)]
    strides = [r.sd_parts.get("strides", 0.0) for r in clips]
    sd = np.sqrt(np.mean(np.square(common)) + np.mean(np.square(strides)) / n)
    speeds = [r.speed_mps for r in clips if r.speed_mps is not None]
    kms = [r.km for r in clips if r.km is not None]
    shoes = {r.shoe for r in clips}
    return SessionValue(
        session=session,
        day=min(r.day for r in clips),
        n_clips=n,
        value=float(np.mean([r.value for r in clips])),
        sd=float(sd),
        ci_low=float(np.mean([r.ci_low for r in clips])),
        ci_high=float(np.mean([r.ci_high for r in clips])),
        speed_mps=float(np.mean(speeds)) if len(speeds) == n else None,
        km=float(np.mean(kms)) if len(kms) == n else None,
        shoe=shoes.pop() if len(shoes) == 1 else None,
        comparable=comparable,
        clips=tuple(r.clip for r in clips),
    )


def _trend(series: Series) -> Trend:
    """Everything but the verdict, which needs all metrics."""
    sessions = sessions_of(series)
    used = tuple(s for s in sessions if s.comparable)
    caveats = _caveats(sessions, used)
    stated = float(np.sqrt(np.mean([s.sd**2 for s in used])))
    repeated = within_sd(series)
    alone = max(stated, repeated or 0.0)
    trend = Trend(
        series.metric,
        series.unit,
        sessions,
        "too_few",
        sd_within=repeated,
        sd_stated=stated,
        sdc=Z95 * np.sqrt(2) * alone,
        caveats=caveats,
    )
    if len(used) < MIN_SESSIONS:
        return trend
    adjusted = adjust(series.metric, used)
    design = design_of(np.array([s.day for s in used]), adjusted.covariates)
    trend = replace(trend, speed=adjusted.note)
    if design.dof < MIN_DOF or not design.kinds:
        return trend
    fit = find(adjusted.values, design, float(np.hypot(stated, adjusted.extra_sd)))
    return replace(
        trend,
        verdict="not_distinguishable",
        shape=fit.shape,
        at_day=used[fit.first_after].day if fit.shape == "step" else None,
        delta=fit.delta,
        ci_low=fit.ci_low,
        ci_high=fit.ci_high,
        p=fit.p,
        sd_between=residual_sd(adjusted.values, design, fit),
    )


def _settled(trend: Trend, *, changed: bool, tested: int) -> Trend:
    """Give the verdict, and the spread that goes with it."""
    used = trend.compared
    adjusted = adjust(trend.metric, used)
    design = design_of(np.array([s.day for s in used]), adjusted.covariates)
    between = trend.sd_between if changed else residual_sd(adjusted.values, design, None)
    sd = max(between or 0.0, float(np.hypot(trend.sd_stated or 0.0, adjusted.extra_sd)))
    return replace(
        trend,
        verdict="changed" if changed else "not_distinguishable",
        sd_between=between,
        sdc=Z95 * np.sqrt(2) * max(sd, trend.sd_within or 0.0),
        visible=visible_step(design, sd, ALPHA / tested),
    )


def _caveats(sessions: tuple[SessionValue, ...], used: tuple[SessionValue, ...]) -> tuple[str, ...]:
    found = []
    if left := len(sessions) - len(used):
        found.append(
            f"{left} of {len(sessions)} sessions were filmed or read otherwise (other side, frame "
            "rate, treadmill or ground, pose model) and are shown hollow, outside the verdict."
        )
    speeds = [s.speed_mps for s in used if s.speed_mps is not None]
    if speeds and len(speeds) < len(used):
        found.append("The speed of some sessions is not known, and speed moves most metrics.")
    elif not speeds:
        found.append("No speed is known, and speed moves most metrics.")
    return tuple(found)
