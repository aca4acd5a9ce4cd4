"""The lower-back section: safety first, then what this clip can and cannot say."""

from collections.abc import Sequence

from formcheck.assess.findings import Raised
from formcheck.domain.assessment import BackLink, Exercise, LowBack, RedFlags
from formcheck.guidelines.schema import GuidelineSet


def low_back(pain: float | None, findings: Sequence[Raised], guidelines: GuidelineSet) -> LowBack:
    """Build the section.

    Parameters
    ----------
    pain : float or None
        0-10 as the runner gave it; None gives the short, quiet version. The safety text is
        the same in both.
    findings : sequence of Raised
        Only faults can be linked to the back.
    guidelines : GuidelineSet

    Returns
    -------
    LowBack
    """
    texts = guidelines.low_back
    asked = pain is not None
    links = _links(findings) if asked else ()
    return LowBack(
        pain=pain,
        red_flags=tuple(RedFlags(f.urgency, f.heading, f.items) for f in texts.red_flags),
        when_to_see=texts.when_to_see,
        links=links,
        text=_text(findings, links, guidelines) if asked else texts.quiet,
        pain_rule=texts.pain_rule,
        base_programme=tuple(
            Exercise(line.kind, line.title, line.dose, line.why)
            for line in texts.base_programme
            if asked or line.always
        ),
        citations=texts.all_citations if asked else texts.citations,
    )


def _links(findings: Sequence[Raised]) -> tuple[BackLink, ...]:
    return tuple(
        BackLink(
            finding=item.finding.id,
            metric=item.finding.metric,
            topic=item.text.topic,
            strength=item.text.back.strength,
            text=item.text.back.text,
            citations=item.text.back.citations,
        )
        for item in findings
        if item.text is not None and item.text.back is not None
    )


def _text(
    findings: Sequence[Raised], links: tuple[BackLink, ...], guidelines: GuidelineSet
) -> tuple[str, ...]:
    texts = guidelines.low_back
    lines = list(texts.with_pain)
    lines.append(texts.about_links if links else texts.no_links)
    lines += [
        item.text.back.illustration
        for item in findings
        if item.text is not None and item.text.back is not None and item.text.back.illustration
    ]
    return tuple(lines)
