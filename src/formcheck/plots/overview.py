"""One figure that shows a whole analysis."""

import matplotlib.pyplot as plt
from matplotlib.axes import Axes

from formcheck.plots.key_frame import key_frame
from formcheck.plots.metrics import metrics
from formcheck.plots.sheet import Run, analysis_of, measured_or_say
from formcheck.plots.stride import stride
from formcheck.plots.style import current, worn
from formcheck.plots.timeline import timeline
from formcheck.words import phrase


def overview(run: Run, *, figsize: tuple[float, float] | None = None) -> dict[str, Axes]:
    """Draw a whole analysis in one figure: contact, stride, contacts over time, all metrics.

    Parameters
    ----------
    run : AnalysisResult, Measured, Refused, str or Path
        An analysis, or its folder.
    figsize : (float, float), optional
        Inches.

    Returns
    -------
    dict of str to matplotlib.axes.Axes
        ``key_frame``, ``stride``, ``timeline`` and ``metrics``; of a refused clip ``refused``.

    Raises
    ------
    UsageError
        If the folder holds no analysis.

    See Also
    --------
    metrics, stride, timeline, key_frame : The parts by themselves.

    Examples
    --------
    >>> from formcheck import plots
    >>> axes = plots.overview("formcheck-results/run")  # doctest: +SKIP
    >>> axes["metrics"].figure.savefig("run.png")  # doctest: +SKIP
    """
    analysis, look = analysis_of(run), current()
    with worn(look):
        size = figsize or (1.25 * look.width_in, look.height_in(62.0))
        if analysis.quality.verdict == "refused":
            _, ax = plt.subplots(figsize=(look.width_in, look.height_in(8.0)))
            measured_or_say(analysis, ax, look)
            return {"refused": ax}
        figure, axes = plt.subplot_mosaic(
            [["key_frame", "stride"], ["timeline", "timeline"], ["metrics", "metrics"]],
            figsize=size, layout="constrained", height_ratios=[22, 8, 34], width_ratios=[2, 3],
        )  # fmt: skip
        key_frame(analysis, ax=axes["key_frame"])
        stride(analysis, ax=axes["stride"])
        timeline(analysis, ax=axes["timeline"])
        metrics(analysis, ax=axes["metrics"])
        score = analysis.score
        about = {"clip": analysis.clip.name, "verdict": analysis.quality.verdict}
        told = phrase("plot_overview", **about) if score is None else phrase(
            "plot_overview_score", **about, score=score.value, low=score.ci_low, high=score.ci_high
        )  # fmt: skip
        figure.suptitle(told, x=0.01, ha="left", fontsize=1.2 * look.type_pt)
        return dict(axes)
