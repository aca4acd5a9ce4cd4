"""The lower-back section: what of this clip it may speak of, and what the pain leaves open."""

from collections.abc import Sequence

from formcheck.assess.findings import Raised
from formcheck.assess.rate import RatedRow
from formcheck.assess.score import headline_row
from formcheck.domain.assessment import RunnerContext
from formcheck.domain.low_back import BackLink, BackSign, LowBack, pain_level
from formcheck.guidelines.schema import GuidelineSet

LONG_WEEKS = 6
YOUNG_Y, OLD_Y = 20, 50
"""Ages outside which a back pain is itself in the lists of signs."""
STIFF_BEFORE_Y = 40
"""Stiffness in the morning speaks for an inflammation in people younger than this."""


def low_back(
    context: RunnerContext,
    rows: Sequence[RatedRow],
    findings: Sequence[Raised],
    guidelines: GuidelineSet,
) -> LowBack:
    """Build the section.

    Parameters
    ----------
    context : RunnerContext
        Pain 0-10 as the runner gave it, None or 0 for the short, quiet version, and what else
        was told of it. The safety text is the same in both.
    rows : sequence of RatedRow
        Empty for a refused clip.
    findings : sequence of Raised
        Only faults can be linked to the back.
    guidelines : GuidelineSet

    Returns
    -------
    LowBack
    """
    texts = guidelines.low_back
    signs = _signs(context)
    level = pain_level(context.back_pain, signs, context.pain_weeks)
    if level == "none":
        return LowBack(context.back_pain, (), texts.citations)
    linked = [
        (item.finding, item.text.back)
        for item in findings
        if item.text is not None and item.text.back is not None
    ]
    links = tuple(BackLink(finding.id, finding.metric) for finding, _ in linked)
    cited = dict.fromkeys(
        (*texts.all_citations, *(c for _, back in linked for c in back.citations))
    )
    unseen = _not_judged(context, rows, guidelines)
    return LowBack(context.back_pain, links, tuple(cited), signs, unseen, level)


def _signs(context: RunnerContext) -> tuple[BackSign, ...]:
    """What the runner told that stands in the lists of signs, gravest first."""
    pain, age, weeks = context.back_pain, context.age, context.pain_weeks
    stiff = context.morning_stiffness and (age is None or age < STIFF_BEFORE_Y)
    hurts = bool(pain) or context.leg_pain or stiff or (pain is None and bool(weeks))
    told: dict[BackSign, bool] = {
        "leg_pain": context.leg_pain,
        "pain_weeks": hurts and weeks is not None and weeks > LONG_WEEKS,
        "morning_stiffness": stiff,
        "age_under_20": hurts and age is not None and age < YOUNG_Y,
        "age_over_50": hurts and age is not None and age > OLD_Y,
    }
    return tuple(sign for sign, holds in told.items() if holds)


def _not_judged(
    context: RunnerContext, rows: Sequence[RatedRow], guidelines: GuidelineSet
) -> tuple[str, ...]:
    """Metrics that studies link to the back and about which this clip says nothing."""
    linkable = dict.fromkeys(
        metric
        for text in guidelines.texts.change
        if text.back is not None
        for metric in text.metrics
    )
    unseen = []
    for metric in linkable:
        rule = guidelines.rule(metric)
        row = None if rule is None else headline_row(rows, rule, context)
        if row is None or row.verdict is None:
            unseen.append(metric)
    return tuple(unseen)
