"""From metric rows to everything the guidelines have to say."""

from collections.abc import Mapping, Sequence

from formcheck.assess.findings import find
from formcheck.assess.low_back import low_back
from formcheck.assess.rate import doubted, rate
from formcheck.assess.score import score
from formcheck.domain.assessment import (
    Assessment,
    Finding,
    MetricRating,
    Reference,
    RunnerContext,
    StrideNorm,
)
from formcheck.domain.low_back import LowBack
from formcheck.domain.metric import MetricValue
from formcheck.domain.quality import Quality
from formcheck.guidelines.schema import GuidelineSet

LEVEL_PCT = 2.0
"""Steepest slope at which curves of level running still compare."""


def assess(
    metrics: Sequence[MetricValue],
    context: RunnerContext,
    guidelines: GuidelineSet,
    *,
    quality: Quality,
    step_values: Mapping[str, Sequence[float | None]] | None = None,
) -> Assessment:
    """Judge one analysis.

    Parameters
    ----------
    metrics : sequence of MetricValue
        Rows of ``metrics.csv``; empty for a refused clip.
    context : RunnerContext
    guidelines : GuidelineSet
    quality : Quality
        A refused clip, or a reason that withholds the score, leaves no score; findings
        need a clip that was not refused.
    step_values : mapping of str to sequence of float, optional
        Values of single steps, near leg (or both feet), by metric id; for the score's
        interval. NaN and None are passed over.

    Returns
    -------
    Assessment
    """
    rows = doubted([rate(metric, context, guidelines) for metric in metrics])
    total, withheld = score(rows, context, guidelines, quality, step_values)
    raised = () if quality.verdict == "refused" else find(rows, context, guidelines)
    findings = tuple(item.finding for item in raised)
    back = low_back(context, rows, raised, guidelines)
    norm = _stride_norm(context, guidelines) if rows else None
    ratings = tuple(row.rating for row in rows)
    return Assessment(
        ratings=ratings,
        score=total,
        score_withheld=withheld,
        findings=findings,
        stride_norm=norm,
        low_back=back,
        references=_references(
            ratings, findings, back, guidelines, {norm.citation} if norm else set()
        ),
        guidelines=f"{guidelines.name} {guidelines.version}",
    )


def _stride_norm(context: RunnerContext, guidelines: GuidelineSet) -> StrideNorm | None:
    level = abs(context.incline_pct or 0.0) <= LEVEL_PCT
    if context.speed_mps is None or context.gait != "run" or not level:
        return None
    return guidelines.stride_norms.at(context.speed_mps.value)


def _references(
    ratings: Sequence[MetricRating],
    findings: Sequence[Finding],
    back: LowBack,
    guidelines: GuidelineSet,
    others: set[str],
) -> dict[str, Reference]:
    used = {*back.citations, *others}
    for rating in ratings:
        rule = guidelines.rule(rating.metric)
        used.update(rule.citations if rule is not None else ())
    for finding in findings:
        used.update(finding.citations)
    return {
        key: Reference(entry.text, entry.url)
        for key, entry in guidelines.references.items()
        if key in used
    }
