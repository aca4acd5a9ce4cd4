"""What stands below a figure: what is shown, how many, which interval, by which version."""

from collections.abc import Sequence

from formcheck.block.charts import full_date
from formcheck.block.compare import Difference
from formcheck.block.values import Trend
from formcheck.domain.analysis import Measured
from formcheck.domain.message import Value
from formcheck.domain.skeleton import SIDES
from formcheck.version import __version__
from formcheck.words import phrase
from formcheck.words.wording import label


def of_run(run: Measured, code: str, **values: Value) -> str:
    """Return the caption of a figure of one analysis.

    Parameters
    ----------
    run : Measured
    code : str
        Of the sentence that says what is shown.
    **values
        What that sentence speaks of.
    """
    left, right = (sum(step.side == side for step in run.steps) for side in SIDES)
    start_s, end_s = run.analysed_span_s
    model = run.provenance.model
    parts = [
        phrase(code, **values),
        phrase("caption_steps_counted", n=left + right, left=left, right=right),
        phrase("caption_interval"),
        phrase("caption_clip", clip=run.clip.name, start_s=start_s, end_s=end_s),
        phrase("caption_model", model=model.name) if model else phrase("caption_table"),
        phrase("caption_made", version=run.provenance.formcheck),
    ]
    return " ".join(parts)


def of_trend(found: Trend) -> str:
    """Return the caption of a trend of a block."""
    days = [session.day for session in found.sessions]
    parts = [
        phrase("caption_trend", metric=found.metric),
        phrase("caption_sessions", n=len(found.compared), of=len(found.sessions),
             first=full_date(min(days)), last=full_date(max(days))),
        phrase("caption_interval"),
        phrase("caption_made", version=__version__),
    ]  # fmt: skip
    return " ".join(parts)


def of_comparison(rows: Sequence[Difference]) -> str:
    """Return the caption of a comparison."""
    changed = [label(row.metric) for row in rows if row.verdict == "changed" and row.leg != "far"]
    known = sum(row.delta is not None for row in rows)
    parts = [
        phrase("caption_comparison"),
        phrase("caption_compared", n=known, names=", ".join(dict.fromkeys(changed)) or "–"),
        phrase("caption_interval"),
        phrase("caption_made", version=__version__),
    ]
    return " ".join(parts)
