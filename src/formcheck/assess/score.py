"""The form-guideline match: a weighted mean anyone can recompute by hand.

``weight = grade weight x domain weight x share in the domain x observability`` for each
part, ``score = sum(weight * part score) / sum(weight)``.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from formcheck.assess.bands import age_reason, slope_reason
from formcheck.assess.probability import GOOD, WATCH, measured
from formcheck.assess.rate import RatedRow
from formcheck.domain.assessment import (
    Band,
    Coverage,
    RunnerContext,
    Score,
    ScoreDomain,
    ScorePart,
)
from formcheck.domain.message import Message
from formcheck.domain.quality import Quality
from formcheck.guidelines.describe import full_weights
from formcheck.guidelines.schema import DomainRule, GuidelineSet, MetricRule
from formcheck.metrics.registry import lead_of

if TYPE_CHECKING:
    from formcheck.domain.metric import MetricSide

STEP = 5
"""The score is rounded to this; anything finer would claim too much."""

MIN_BOOTSTRAP = 5
"""Fewer step values than this are not resampled; the interval alone is used."""

NOT_MEASURED = Message("not_measured")


@dataclass(frozen=True, slots=True)
class _Part:
    part: ScorePart
    row: RatedRow | None
    observability: float


def headline_row(
    rows: Sequence[RatedRow], rule: MetricRule, context: RunnerContext
) -> RatedRow | None:
    """Return the row of a metric that counts: the near leg's, or for the body the one for both.

    The far leg never stands in for the near one, nor does a mean that contains it.
    """
    sides: tuple[MetricSide, ...] = (context.near_side,)
    if lead_of(rule.id) == "both":
        sides = ("both", context.near_side)
    found = [
        row
        for side in sides
        for row in rows
        if row.metric.metric == rule.id and row.metric.side == side
    ]
    present = [row for row in found if row.metric.value is not None]
    return next(iter([*present, *found]), None)


def score(
    rows: Sequence[RatedRow],
    context: RunnerContext,
    guidelines: GuidelineSet,
    quality: Quality,
    step_values: Mapping[str, Sequence[float | None]] | None = None,
) -> tuple[Score | None, Message | None]:
    """Combine the rated rows.

    Parameters
    ----------
    rows : sequence of RatedRow
    context : RunnerContext
    guidelines : GuidelineSet
    quality : Quality
        Reasons that withhold the score are obeyed.
    step_values : mapping of str to sequence of float, optional
        Values of single steps of the scored side, for the bootstrap.

    Returns
    -------
    Score or None
    Message or None
        Why there is no score; exactly one of the two is None.
    """
    if reason := _withheld_before(context, guidelines, quality):
        return None, reason
    parts = {domain.id: _parts(domain, rows, context, guidelines) for domain in guidelines.domain}
    flat = [part for group in parts.values() for part in group]
    full = sum(full_weights(guidelines).values())
    weight = sum(item.part.weight for item in flat)
    seen = [
        group
        for group in parts.values()
        if any(
            p.part.weight > 0 and p.observability > guidelines.scoring.min_observability
            for p in group
        )
    ]
    missing = tuple(item.part.metric for item in flat if item.part.score is None)
    judged = len(flat) - len(missing)
    coverage = Coverage(judged, len(flat), round(100 * weight / full, 1), missing)
    if reason := _withheld_after(len(seen), coverage, guidelines):
        return None, reason
    exact = sum(p.part.weight * (p.part.score or 0.0) for p in flat) / weight
    low, high = _interval(flat, step_values or {}, guidelines)
    value = STEP * round(exact / STEP)
    domains = tuple(
        _domain(domain, [p.part for p in parts[domain.id]]) for domain in guidelines.domain
    )
    return (
        Score(
            value=value,
            ci_low=max(0, min(value, STEP * math.floor(low / STEP))),
            ci_high=min(100, max(value, STEP * math.ceil(high / STEP))),
            exact=exact,
            coverage=coverage,
            domains=domains,
        ),
        None,
    )


def _withheld_before(
    context: RunnerContext, guidelines: GuidelineSet, quality: Quality
) -> Message | None:
    if quality.verdict == "refused":
        return Message("clip_refused")
    for reason in quality.reasons:
        if reason.withholds_score:
            return reason.message
    if context.gait != "run":
        return Message("score_for_running")
    return age_reason(context, guidelines) or slope_reason(context, guidelines)


def _withheld_after(domains: int, coverage: Coverage, guidelines: GuidelineSet) -> Message | None:
    scoring = guidelines.scoring
    if domains < scoring.min_domains:
        told = {"judged": domains, "of": len(guidelines.domain), "needed": scoring.min_domains}
        return Message("too_few_areas", {**told, "metrics": coverage.missing})
    if coverage.weight_pct < scoring.min_weight_pct:
        known = {"weight_pct": coverage.weight_pct, "needed_pct": scoring.min_weight_pct}
        if not coverage.missing:
            return Message("seen_too_poorly", known)
        return Message("too_little_weight", {**known, "metrics": coverage.missing})
    return None


def _parts(
    domain: DomainRule,
    rows: Sequence[RatedRow],
    context: RunnerContext,
    guidelines: GuidelineSet,
) -> list[_Part]:
    parts = []
    for share in domain.parts:
        rule = guidelines.rule(share.metric)
        if rule is None or rule.why_not_scored:
            continue
        row = headline_row(rows, rule, context)
        seen = min(1.0, max(0.0, context.observability.get(rule.id, 1.0)))
        weight = guidelines.scoring.grade_weight[rule.grade] * domain.weight * share.share * seen
        parts.append(_Part(_part(rule, row, weight, context), row, seen))
    return parts


def _part(
    rule: MetricRule, row: RatedRow | None, weight: float, context: RunnerContext
) -> ScorePart:
    side: MetricSide = "both" if lead_of(rule.id) == "both" else context.near_side
    if row is None:
        return ScorePart(rule.id, side, None, 0.0, None, None, None, "missing", NOT_MEASURED)
    rating = row.rating
    counts = row.scored and weight > 0
    return ScorePart(
        metric=rule.id,
        side=rating.side,
        score=rating.score if counts else None,
        weight=weight if counts else 0.0,
        p_good=rating.p_good,
        p_watch=rating.p_watch,
        p_off=rating.p_off,
        rating=rating.rating,
        why_not_scored=None if counts else rating.why_not_scored or Message("not_shown"),
    )


def _domain(rule: DomainRule, parts: list[ScorePart]) -> ScoreDomain:
    weight = sum(part.weight for part in parts)
    mean = None
    if weight > 0:
        mean = sum(part.weight * (part.score or 0.0) for part in parts) / weight
    return ScoreDomain(rule.id, mean, weight, tuple(parts), rule.label if rule.own else None)


def _interval(
    parts: Sequence[_Part],
    step_values: Mapping[str, Sequence[float | None]],
    guidelines: GuidelineSet,
) -> tuple[float, float]:
    """90 % interval of the score: redraw every metric, score it, take 5 and 95 percent.

    The errors of different metrics are taken as independent.
    """
    scoring = guidelines.scoring
    rng = np.random.default_rng(scoring.seed)
    total = np.zeros(scoring.draws)
    weight = 0.0
    for item in parts:
        row = item.row
        if row is None or item.part.weight <= 0 or row.rating.band is None:
            continue
        drawn = _draws(row, step_values.get(item.part.metric, ()), scoring.draws, rng)
        total += item.part.weight * _scores(row.rating.band, drawn)
        weight += item.part.weight
    low, high = np.percentile(total / weight, [5, 95])
    return float(low), float(high)


def _draws(
    row: RatedRow, steps: Sequence[float | None], draws: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Possible true values: bootstrap of the steps plus what is common to all of them."""
    value, _, _ = measured(row.metric)
    values = np.asarray([float("nan") if v is None else v for v in steps], dtype=np.float64)
    values = values[np.isfinite(values)]
    spread = np.zeros(draws)
    if len(values) >= MIN_BOOTSTRAP:
        picks = rng.integers(0, len(values), (draws, len(values)))
        spread = np.median(values[picks], axis=1) - np.median(values)
    common = math.sqrt(max(0.0, row.sd**2 - float(np.var(spread))))
    return value + spread + rng.normal(0.0, 1.0, draws) * common


def _scores(band: Band, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Score of many exact values at once: the trapezoid by its corners."""
    corners: list[tuple[float, float]] = []
    if band.good_low is not None and band.watch_low is not None:
        end = 2 * band.watch_low - band.good_low
        floor = WATCH if band.low_floor else 0.0
        corners += [(end, floor), (band.watch_low, WATCH), (band.good_low, GOOD)]
    if band.good_high is not None and band.watch_high is not None:
        end = 2 * band.watch_high - band.good_high
        floor = WATCH if band.high_floor else 0.0
        corners += [(band.good_high, GOOD), (band.watch_high, WATCH), (end, floor)]
    places, scores = zip(*corners, strict=True)
    drawn: NDArray[np.float64] = np.interp(values, places, scores)
    return drawn
