"""The lower-back section: what of this clip it may speak of."""

from collections.abc import Sequence

from formcheck.assess.findings import Raised
from formcheck.domain.assessment import BackLink, LowBack
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
    if pain is None:
        return LowBack(None, (), texts.citations)
    linked = [
        (item.finding, item.text.back)
        for item in findings
        if item.text is not None and item.text.back is not None
    ]
    links = tuple(BackLink(finding.id, finding.metric) for finding, _ in linked)
    cited = dict.fromkeys(
        (*texts.all_citations, *(c for _, back in linked for c in back.citations))
    )
    return LowBack(pain, links, tuple(cited))
