"""The verdict on every metric of a block: changed, not distinguishable, or too few."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from statistics import fmean

import numpy as np

from formcheck.block.caveats import coincidences, of_sessions
from formcheck.block.change_points import (
    ChangePointFit,
    Design,
    design_of,
    detectable_step,
    find,
    lag1_autocorrelations,
    residual_sd,
)
from formcheck.block.speed import adjust
from formcheck.block.values import (
    ClipValue,
    Condition,
    Series,
    SessionValue,
    Trend,
)
from formcheck.change import holm
from formcheck.change.sd import BY_CHANCE
from formcheck.change.toward import Toward, toward
from formcheck.domain.assessment import Band
from formcheck.domain.message import Message

ALPHA = 0.04
"""Chance of even one false "changed" among all metrics of a block.

A page also judges drift and shoes: with them at most one page in ten is wrong."""
MIN_SESSIONS = 6
MIN_DOF = 3
OWN_FROM = 8
"""Sessions from which a runner's own scatter stands for timing and view."""
SDC = 1.96 * 2**0.5
"""From the spread of single sessions to the smallest detectable change between two."""


@dataclass(frozen=True, slots=True, eq=False)
class _Row:
    """One metric, ready to be tested."""

    trend: Trend
    values: np.ndarray
    covariates: np.ndarray
    design: Design
    floor_sd: float
    view_sd: float
    band: Band | None = None


def trends(block: Sequence[Series]) -> list[Trend]:
    """Judge all metrics of one runner's block together.

    Parameters
    ----------
    block : sequence of Series

    Returns
    -------
    list of Trend
        In the same order. The chance of any false "changed" among them is about `ALPHA`.
    """
    found: list[Trend | _Row] = [_prepared(series) for series in block]
    rows = [row for row in found if isinstance(row, _Row)]
    lag1s = lag1_autocorrelations([(row.values, row.design) for row in rows])
    fits = [
        find(row.values, row.design, row.floor_sd, lag1)
        for row, lag1 in zip(rows, lag1s, strict=True)
    ]
    stands = holm([fit.p for fit in fits], ALPHA)
    judged = iter(
        _judged(row, fit, lag1, changed=changed, tested=len(rows))
        for row, fit, lag1, changed in zip(rows, fits, lag1s, stands, strict=True)
    )
    return [next(judged) if isinstance(item, _Row) else item for item in found]


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


def least_sd(used: Sequence[SessionValue]) -> float:
    """Error that a session has at least, however little the sessions happen to scatter.

    With few sessions that is the stated error within one runner. With `OWN_FROM` the
    sessions' own scatter shows how far timing and view differ between them, and only the
    spread of strides is counted beside it: two readings of the same run by the same
    set-up differ by that much and no more (RBDS tables, 60 against 120 frames a second).
    """
    own = [s.sd_strides if len(used) >= OWN_FROM else s.sd for s in used]
    return float(np.sqrt(np.mean(np.square(own))))


def within_sd(series: Series) -> float | None:
    """Spread of repeated clips within sessions, pooled; None without repeats."""
    usual = _usual(series.readings)
    squares, dof = 0.0, 0
    alike = sorted((r for r in series.readings if r.condition == usual), key=lambda r: r.session)
    for _, clips in groupby(alike, key=lambda r: r.session):
        values = [r.value for r in clips]
        middle = fmean(values)
        squares += sum((value - middle) ** 2 for value in values)
        dof += len(values) - 1
    return math.sqrt(squares / dof) if dof else None


def _usual(readings: Iterable[ClipValue]) -> Condition:
    """How most sessions were filmed; the latest of equals."""
    counted: Counter[Condition] = Counter()
    latest: dict[Condition, float] = {}
    seen = {(r.session, r.condition): r.day for r in readings}
    for (_, condition), day in seen.items():
        counted[condition] += 1
        latest[condition] = max(day, latest.get(condition, day))
    return max(counted, key=lambda c: (counted[c], latest[c]))


def _session(session: str, clips: list[ClipValue], *, comparable: bool) -> SessionValue:
    n = len(clips)
    # The spread of strides averages out over repeated clips; view and timing may not.
    strides = fmean([r.sd_parts.get(BY_CHANCE, 0.0) ** 2 for r in clips])
    whole = fmean([r.sd_within_runner() ** 2 for r in clips])
    shoes = {r.shoe for r in clips}
    return SessionValue(
        session=session,
        day=min(r.day for r in clips),
        n_clips=n,
        value=fmean([r.value for r in clips]),
        sd=math.sqrt(max(whole - strides, 0.0) + strides / n),
        sd_strides=math.sqrt(strides / n),
        ci_low=fmean([r.ci_low for r in clips]),
        ci_high=fmean([r.ci_high for r in clips]),
        speed_mps=_mean_of(r.speed_mps for r in clips),
        km=_mean_of(r.km for r in clips),
        shoe=shoes.pop() if len(shoes) == 1 else None,
        comparable=comparable,
        clips=tuple(r.clip for r in clips),
        yaw_deg=_mean_of(r.yaw_deg for r in clips),
        capture_fps=_mean_of(r.capture_fps for r in clips),
        speed_given=all(r.speed_source in (None, "user") for r in clips),
    )


def _mean_of(values: Iterable[float | None]) -> float | None:
    """Mean, or None if any is not known."""
    known = list(values)
    told = [v for v in known if v is not None]
    return fmean(told) if told and len(told) == len(known) else None


def _prepared(series: Series) -> Trend | _Row:
    """Everything but the verdict, which needs all metrics."""
    sessions = sessions_of(series)
    used = tuple(s for s in sessions if s.comparable)
    stated = float(np.sqrt(np.mean([s.sd**2 for s in used])))
    repeated = within_sd(series)
    trend = Trend(
        series.metric,
        series.unit,
        sessions,
        "too_few",
        sd_within=repeated,
        sd_stated=stated,
        sdc=SDC * max(stated, repeated or 0.0),
        caveats=of_sessions(sessions, used),
    )
    if len(used) < MIN_SESSIONS:
        return trend
    adjusted = adjust(series.metric, used)
    design = design_of(np.array([s.day for s in used]), adjusted.covariates)
    if design.dof < MIN_DOF or not design.kinds:
        return trend
    floor_sd = float(np.hypot(least_sd(used), adjusted.extra_sd))
    view = [r.sd_parts.get("view", 0.0) for r in series.readings]
    view_sd = float(np.sqrt(np.mean(np.square(view))))
    if series.moved_sd is not None:
        view_sd = series.moved_sd / math.sqrt(2)
    trend = replace(trend, speed=adjusted.note)
    return _Row(trend, adjusted.values, adjusted.covariates, design, floor_sd, view_sd, series.band)


def _judged(row: _Row, fit: ChangePointFit, lag1: float, *, changed: bool, tested: int) -> Trend:
    between = residual_sd(row.values, row.design, fit if changed else None)
    sd = max(between, row.floor_sd)
    used = row.trend.compared
    return replace(
        row.trend,
        verdict="changed" if changed else "not_distinguishable",
        shape=fit.shape,
        at_day=used[fit.first_after].day if fit.shape == "step" else None,
        delta=fit.delta,
        ci_low=fit.ci_low,
        ci_high=fit.ci_high,
        p=fit.p,
        sd_between=between,
        dof_between=len(row.values) - row.design.n_null - changed,
        sdc=SDC * max(sd, row.trend.sd_within or 0.0),
        visible=detectable_step(row.design, sd, ALPHA / tested, lag1),
        lag1=lag1,
        alike=_alike(row, fit if changed else None),
        toward=_toward(row, fit) if changed else None,
        caveats=row.trend.caveats
        + ((*_camera(row, fit), *coincidences(used, fit.first_after)) if changed else ()),
    )


def _alike(row: _Row, fit: ChangePointFit | None) -> tuple[float, ...]:
    """Values at the mean of speed and kilometres, their slopes fitted together with the change."""
    centred = row.covariates - row.covariates.mean(axis=0)
    if not centred.size and np.array_equal(row.values, [s.value for s in row.trend.compared]):
        return ()
    shapes = [] if fit is None else [row.design.shapes[row.design.kinds.index(fit.kind)]]
    columns = np.column_stack([centred, np.ones(len(row.values)), *shapes])
    slopes = np.linalg.lstsq(columns, row.values, rcond=None)[0][: centred.shape[1]]
    return tuple(float(v) for v in row.values - centred @ slopes)


def _toward(row: _Row, fit: ChangePointFit) -> Toward:
    """Hold the level before and after the change against the range of healthy runners."""
    step = fit.shape == "step"
    level = float(np.mean(row.values[: fit.first_after] if step else row.values))
    before = level if step else level - fit.delta / 2
    return toward("changed", (before, row.band), (before + fit.delta, row.band))


def _camera(row: _Row, fit: ChangePointFit) -> tuple[Message, ...]:
    """Warn where one move of the camera would look the same."""
    if abs(fit.delta) > SDC * row.view_sd:
        return ()
    return (Message("camera_could_drift" if fit.shape == "drift" else "camera_could_step"),)
