"""What every figure does alike: axes, marks of the sides, words where a value is missing."""

import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
from matplotlib.axes import Axes

from formcheck.domain.analysis import Analysis, Measured, MetricRow
from formcheck.domain.assessment import Band
from formcheck.errors import UsageError
from formcheck.metrics.registry import lead_of
from formcheck.plots.style import Look, current, worn
from formcheck.report.cards import leading
from formcheck.report.charts import zone_edges
from formcheck.result import AnalysisResult
from formcheck.store.folder import read_analysis
from formcheck.words import missing_text, phrase, sentence_of
from formcheck.words.numbers import interval_text, suffix, value_text
from formcheck.words.wording import label

Run = AnalysisResult | Measured | Analysis | str | Path
"""An analysis, or the folder that holds one."""


def analysis_of(run: Run) -> Analysis:
    """Return the document of an analysis or of the folder that holds one."""
    if isinstance(run, AnalysisResult):
        return run.analysis
    return read_analysis(Path(run)) if isinstance(run, str | Path) else run


@contextmanager
def sheet(ax: Axes | None, lines: float) -> Iterator[tuple[Axes, Look]]:
    """Give axes to draw on, in the look that is set; a new figure if none were given.

    Parameters
    ----------
    ax : Axes or None
    lines : float
        Height of a new figure in lines of its type.
    """
    look = current() if ax is not None else current().fitted(lines)
    with worn(look):
        if ax is None:
            size = (look.width_in, look.height_in(lines))
            _, ax = plt.subplots(figsize=size, layout="constrained")
        yield ax, look


def mark_of(side: str, look: Look) -> dict[str, Any]:
    """Return the mark of a side: filled circle left, hollow diamond right, bar for both."""
    if side == "left":
        return {"marker": "o", "color": look["left"], "markerfacecolor": look["left"]}
    if side == "right":
        return {"marker": "D", "color": look["right"], "markerfacecolor": look["card"]}
    return {"marker": "s", "color": look["ink"], "markerfacecolor": look["ink"]}


def line_of(side: str, look: Look) -> dict[str, Any]:
    """Return the line of a side: solid left, dashed right, so that no colour is needed."""
    return {"color": look[side], "linestyle": "-" if side == "left" else (0, (4, 2))}


def say_instead(ax: Axes, look: Look, words: str) -> None:
    """Draw the reason where there is nothing to show, and no axis that could be read as zero."""
    ax.set_axis_off()
    room = max(18, int(ax.get_window_extent().width / ax.figure.dpi * 72 / (0.56 * look.type_pt)))
    ax.text(
        0.5, 0.5, "\n".join(textwrap.wrap(words, room)), transform=ax.transAxes, ha="center",
        va="center", color=look["soft"], style="normal",
    )  # fmt: skip


def measured_or_say(run: Run, ax: Axes, look: Look) -> Measured | None:
    """Return the document; of a clip that was refused say why, and return None."""
    analysis = analysis_of(run)
    if isinstance(analysis, Measured):
        return analysis
    reasons = analysis.quality.reasons
    why = sentence_of(reasons[0]) if reasons else ""
    say_instead(ax, look, phrase("plot_refused", clip=analysis.clip.name, reason=why))
    return None


def lead_row(analysis: Measured, metric: str, side: str = "near") -> MetricRow:
    """Return the row of a metric that leads: both legs', or that of one leg.

    Parameters
    ----------
    analysis : Measured
    metric : str
    side : {"near", "far", "left", "right", "both"}

    Raises
    ------
    UsageError
        If the analysis has no such metric.
    """
    rows = [row for row in analysis.metrics if row.metric == metric]
    if not rows:
        known = dict.fromkeys(row.metric for row in analysis.metrics)
        raise UsageError(
            f"there is no metric {metric!r} in this analysis.",
            f"It has {', '.join(known)}.",
            code="usage",
        )
    wanted = side_of(analysis, side)
    if lead_of(metric) == "near" and wanted == "both":
        return next((row for row in rows if row.side == "both"), leading(rows, wanted))
    return leading(rows, wanted)


def side_of(analysis: Measured, side: str) -> str:
    """Return ``left``, ``right`` or ``both`` for a side that may be told from the camera."""
    near = analysis.near_side
    far = "left" if near == "right" else "right"
    return {"near": near, "far": far}.get(side, side)


def reading(row: MetricRow) -> str:
    """Return a value with its unit and interval, or why it is missing."""
    if row.value is None:
        return missing_text(row)
    value, low, high = row.measured
    unit = suffix(row.unit, row.metric)
    return f"{value_text(value, row.unit, low, high)}{unit} ({interval_text(row.unit, low, high)})"


def axis_label(metric: str, unit: str) -> str:
    """Return the name of a metric with its unit in brackets."""
    mark = suffix(unit, metric).strip()
    return f"{label(metric)} ({mark})" if mark else label(metric)


def draw_zones(
    span: Callable[..., object], band: Band | None, limits: tuple[float, float], look: Look,
    **where: Any,
) -> None:  # fmt: skip
    """Shade the usual range and what borders on it, between the limits of the axis."""
    good, watch = zone_edges(band) or (None, None)
    for edges, colour in ((watch, "zone-watch"), (good, "zone-good")):
        if edges is None:
            continue
        low = limits[0] if edges[0] is None else max(edges[0], limits[0])
        high = limits[1] if edges[1] is None else min(edges[1], limits[1])
        if high > low:
            span(low, high, facecolor=look[colour], edgecolor="none", **where)
