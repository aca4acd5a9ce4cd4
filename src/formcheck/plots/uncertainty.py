"""What an interval is made of."""

from matplotlib.axes import Axes

from formcheck.domain.analysis import MetricRow
from formcheck.locales import labelled
from formcheck.plots.metrics import LegName
from formcheck.plots.sheet import Run, lead_row, measured_or_say, reading, say_instead, sheet
from formcheck.plots.style import Look
from formcheck.words import phrase
from formcheck.words.numbers import suffix, write
from formcheck.words.wording import label, word


def uncertainty(run: Run, metric: str, *, side: LegName = "near", ax: Axes | None = None) -> Axes:
    """Draw from where the uncertainty of a metric comes.

    One bar a source: its share of the variance, with its standard deviation in words. The longest
    bar is what a better film would have to mend.

    Parameters
    ----------
    run : AnalysisResult, Measured, Refused, str or Path
        An analysis, or its folder.
    metric : str
    side : {"near", "far", "left", "right", "both"}
        The leg, for what is measured of each leg.
    ax : Axes, optional
        Where to draw; a new figure if left out.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    UsageError
        If the analysis has no such metric, or the folder holds no analysis.

    See Also
    --------
    metrics : The intervals themselves.

    Examples
    --------
    >>> from formcheck import plots
    >>> ax = plots.uncertainty("formcheck-results/run", "overstride_pct_leg")  # doctest: +SKIP
    """
    with sheet(ax, 10.0) as (axes, look):
        analysis = measured_or_say(run, axes, look)
        if analysis is None:
            return axes
        row = lead_row(analysis, metric, side)
        parts = sorted(
            ((name, sd) for name, sd in row.sd_parts.items() if sd > 0), key=lambda part: part[1]
        )
        if row.value is None or not parts:
            why = reading(row) if row.value is None else phrase("plot_no_parts")
            say_instead(axes, look, labelled(label(metric), why))
            return axes
        _draw(axes, row, parts, look)
        return axes


def _draw(ax: Axes, row: MetricRow, parts: list[tuple[str, float]], look: Look) -> None:
    total = sum(sd * sd for _, sd in parts)
    shares = [100 * sd * sd / total for _, sd in parts]
    ax.barh(range(len(parts)), shares, height=0.62, color=look["accent"])
    for y, ((_, sd), share) in enumerate(zip(parts, shares, strict=True)):
        words = f"SD {write(sd, 0 if sd >= 20 else 1 if sd >= 0.95 else 2)}"
        words += suffix(row.unit, row.metric)
        ax.annotate(words, (share, y), xytext=(0.5 * look.type_pt, 0), textcoords="offset points",
                    va="center", color=look["soft"], fontsize=0.86 * look.type_pt)  # fmt: skip
    names = [word("sd_part", name) for name, _ in parts]
    ax.set_yticks(range(len(parts)), names, color=look["ink"])
    ax.set(xlim=(0, 100), ylim=(-0.6, len(parts) - 0.4), xlabel=phrase("plot_share_axis"))
    ax.set_title(labelled(label(row.metric), reading(row)))
    ax.spines["left"].set_visible(False)
