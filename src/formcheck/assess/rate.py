"""One verdict a metric row."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from formcheck.assess.bands import no_band_reason, resolve
from formcheck.assess.probability import VerdictProbabilities, interval_sd, judge, measured
from formcheck.domain.assessment import Band, MetricRating, Rating, RunnerContext
from formcheck.domain.message import Message, Value
from formcheck.domain.metric import Z90, MetricSide, MetricValue
from formcheck.guidelines.schema import GuidelineSet, MetricRule

TOO_WIDE = Message("interval_too_wide")


@dataclass(frozen=True, slots=True)
class RatedRow:
    """A metric row with its rating and, where it was judged, all that stands behind it."""

    metric: MetricValue
    rating: MetricRating
    rule: MetricRule | None
    verdict: VerdictProbabilities | None = None
    sd: float = 0.0

    @property
    def scored(self) -> bool:
        """Whether the row can count in the score."""
        return self.rating.score is not None


def rate(metric: MetricValue, context: RunnerContext, guidelines: GuidelineSet) -> RatedRow:
    """Compare one metric row with its guideline.

    Rules for the verdict, with ``p`` = ``scoring.decided_p`` (0.6): *good* if good is at
    least ``p`` likely; *off* if off is; *watch* if good is at most ``1 - p`` likely (outside
    the band, how far is open); *borderline* in between, where the band's edge lies in the
    middle of the interval.

    Parameters
    ----------
    metric : MetricValue
    context : RunnerContext
    guidelines : GuidelineSet

    Returns
    -------
    RatedRow
    """
    rule = guidelines.rule(metric.metric)
    if metric.value is None:
        return RatedRow(metric, _unrated(metric, "missing", missing(metric)), rule)
    if rule is None:
        return RatedRow(metric, _unrated(metric, "not_scored", Message("no_rule")), None)
    if outside := no_band_reason(rule, context, guidelines):
        why = _not_scored(rule) or outside
        return RatedRow(metric, _unrated(metric, "not_scored", why), rule)
    band = resolve(rule, metric.side, context, guidelines)
    if rule.why_not_scored or band is None:
        why = _not_scored(rule) or Message("band_inputs_unknown")
        return RatedRow(metric, _unrated(metric, "not_scored", why, band), rule)
    if implausible := _implausible(metric, rule):
        return RatedRow(metric, _unrated(metric, "not_scored", implausible, band), rule)
    return _judged(metric, rule, band, guidelines.scoring.decided_p)


def doubted(rows: Sequence[RatedRow]) -> list[RatedRow]:
    """Take the verdict from a joint that is implausible at one instant, at every other, too.

    Both angles hang on the same landmarks; where one cannot be true, the other is not believed.
    """
    broken = {
        (row.rule.joint, row.metric.side): row.metric.metric
        for row in rows
        if row.rule is not None and row.rule.joint and _code(row) == "implausible"
    }
    return [_with_its_joint(row, broken) for row in rows]


def _code(row: RatedRow) -> str | None:
    why = row.rating.why_not_scored
    return None if why is None else why.code


def _with_its_joint(row: RatedRow, broken: Mapping[tuple[str, MetricSide], str]) -> RatedRow:
    rule, metric = row.rule, row.metric
    if rule is None or row.verdict is None:
        return row
    first = broken.get((rule.joint, metric.side))
    if first is None:
        return row
    why = Message("joint_implausible", {"metrics": (first,)})
    return RatedRow(metric, _unrated(metric, "not_scored", why, row.rating.band), rule)


def missing(metric: MetricValue) -> Message:
    """Why a metric has no value."""
    return Message(metric.missing_reason or "not_measured", metric.missing_values)


def _not_scored(rule: MetricRule) -> Message | None:
    """Why the guidelines score no such metric, in the words of whoever wrote the rule."""
    if not rule.why_not_scored:
        return None
    if rule.own:
        return Message("as_written", {"text": rule.why_not_scored})
    return Message("rule_says_why", {"metric": rule.id})


def too_wide(band: Band, sd: float) -> bool:
    """Whether a 90 % interval of this sd spans the whole way from good to a score of 0."""
    widths = [
        abs(good - watch)
        for good, watch in ((band.good_low, band.watch_low), (band.good_high, band.watch_high))
        if good is not None and watch is not None
    ]
    return Z90 * sd > 2 * min(widths)


def _implausible(metric: MetricValue, rule: MetricRule) -> Message | None:
    value, _, _ = measured(metric)
    if rule.plausible is None or rule.plausible[0] <= value <= rule.plausible[1]:
        return None
    low, high = rule.plausible
    told: dict[str, Value] = {
        "value": round(value, 3),
        "unit": metric.unit,
        "low": low,
        "high": high,
    }
    return Message("implausible", told)


def _judged(metric: MetricValue, rule: MetricRule, band: Band, decided_p: float) -> RatedRow:
    value, low, high = measured(metric)
    own_sd = interval_sd(low, high)
    if band.levels_camera:
        own_sd = math.sqrt(max(0.0, own_sd**2 - metric.sd_parts.get("view", 0.0) ** 2))
    sd = math.hypot(own_sd, band.sd, _convention_sd(metric, rule, band))
    if too_wide(band, sd):
        return RatedRow(metric, _unrated(metric, "not_scored", TOO_WIDE, band), rule)
    verdict = judge(band, value, sd)
    name = _name(verdict, decided_p)
    if not band.scored and name not in ("watch", "off"):
        return RatedRow(metric, _unrated(metric, "not_scored", band.note, band), rule)
    rating = MetricRating(
        metric=metric.metric,
        side=metric.side,
        rating=name,
        p_good=verdict.p_good,
        p_watch=verdict.p_watch,
        p_off=verdict.p_off,
        score=verdict.score if band.scored else None,
        band=band,
        why_not_scored=None if band.scored else band.note,
    )
    return RatedRow(metric, rating, rule, verdict, sd)


def _convention_sd(metric: MetricValue, rule: MetricRule, band: Band) -> float:
    """What lies between a pose model and the laboratories whose runners made the band.

    Where the band is counted from how the runner stands, seen by the same model, that share of
    it drops out.
    """
    if band.standing_shift is None:
        return metric.convention_sd
    share = max((b.standing.share for b in rule.band if b.standing is not None), default=0.0)
    return (1.0 - share) * metric.convention_sd


def _name(verdict: VerdictProbabilities, decided_p: float) -> Rating:
    if verdict.p_good >= decided_p:
        return "good"
    if verdict.p_off >= decided_p:
        return "off"
    return "watch" if verdict.p_good <= 1 - decided_p else "borderline"


def _unrated(
    metric: MetricValue, name: Rating, why: Message | None, band: Band | None = None
) -> MetricRating:
    return MetricRating(metric.metric, metric.side, name, band=band, why_not_scored=why)
