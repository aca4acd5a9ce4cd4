"""One metric step by step, its value and interval beside them."""

from statistics import median

from matplotlib.axes import Axes

from formcheck.domain.analysis import Measured, MetricRow
from formcheck.domain.skeleton import SIDES
from formcheck.locales import labelled
from formcheck.plots.sheet import (
    Run,
    axis_label,
    draw_zones,
    lead_row,
    line_of,
    mark_of,
    measured_or_say,
    reading,
    say_instead,
    sheet,
)
from formcheck.plots.style import Look
from formcheck.report.svg import around
from formcheck.words import phrase
from formcheck.words.wording import label, word

_ASIDE = 0.06
"""The value stands this share of the span behind the last step."""


def steps(run: Run, metric: str, *, band: bool = True, ax: Axes | None = None) -> Axes:
    """Draw one metric step by step over time, with the value and 90 % interval it leads to.

    Parameters
    ----------
    run : AnalysisResult, Measured, Refused, str or Path
        An analysis, or its folder.
    metric : str
        Id of a metric that steps have.
    band : bool
        Shade the usual range.
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
    metrics : All values of the analysis.

    Examples
    --------
    >>> from formcheck import plots
    >>> ax = plots.steps("formcheck-results/run", "contact_time_ms")  # doctest: +SKIP
    """
    with sheet(ax, 13.0) as (axes, look):
        analysis = measured_or_say(run, axes, look)
        if analysis is None:
            return axes
        row = lead_row(analysis, metric)
        seen = _seen(analysis, metric)
        if row.value is None or not any(seen.values()):
            why = reading(row) if row.value is None else phrase("plot_not_by_step")
            say_instead(axes, look, labelled(label(metric), why))
            return axes
        _draw_steps(axes, seen, look)
        ends = _draw_values(axes, analysis, metric, look)
        ends += [v for own in seen.values() for _, v in own]
        axes.set_ylim(*around(ends, 0.12))
        if band:
            draw_zones(axes.axhspan, row.band, axes.get_ylim(), look, zorder=0)
        axes.set(xlabel=phrase("plot_time_axis"), ylabel=axis_label(metric, row.unit))
        axes.grid(axis="y")
        axes.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=2, borderaxespad=0.1)
        return axes


def _seen(analysis: Measured, metric: str) -> dict[str, list[tuple[float, float]]]:
    return {
        side: [
            (step.ic_s, value)
            for step in analysis.steps
            if step.side == side and (value := step.metrics.get(metric)) is not None
        ]
        for side in SIDES
    }


def _draw_steps(ax: Axes, seen: dict[str, list[tuple[float, float]]], look: Look) -> None:
    for side in SIDES:
        own = seen[side]
        if not own:
            continue
        name = f"{word('leg_heading', side)}, n = {len(own)}"
        ax.plot(*zip(*own, strict=True), label=name, linewidth=0.1 * look.type_pt,
                **line_of(side, look) | mark_of(side, look))  # fmt: skip
        middle = median(value for _, value in own)
        ax.plot([own[0][0], own[-1][0]], [middle, middle], alpha=0.55,
                linewidth=0.1 * look.type_pt, color=look[side], linestyle=":")  # fmt: skip


def _draw_values(ax: Axes, analysis: Measured, metric: str, look: Look) -> list[float]:
    """Put the metric's values with their intervals behind the last step; return their ends."""
    rows = [r for r in analysis.metrics if r.metric == metric and r.value is not None]
    sided: list[MetricRow] = [r for r in rows if r.side != "both"] or rows
    first, last = analysis.steps[0].ic_s, analysis.steps[-1].ic_s
    for i, row in enumerate(sided):
        value, low, high = row.measured
        at = last + (last - first) * _ASIDE * (1 + 0.6 * i)
        mark = mark_of(row.side, look)
        ax.plot([at, at], [low, high], color=mark["color"], linewidth=0.26 * look.type_pt,
                solid_capstyle="round")  # fmt: skip
        ax.plot(at, value, linestyle="none", markersize=0.72 * look.type_pt, **mark)
    ax.annotate(phrase("plot_value"), (1.0, 1.0), xycoords="axes fraction",
                xytext=(0, 0.3 * look.type_pt), textcoords="offset points", ha="right",
                color=look["soft"], fontsize=0.86 * look.type_pt)  # fmt: skip
    return [end for row in sided for end in row.measured[1:]]
