"""Every metric with its interval against the range of healthy runners."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from formcheck.domain.analysis import Measured, MetricRow
from formcheck.plots.sheet import (
    Run,
    analysis_of,
    draw_zones,
    lead_row,
    mark_of,
    measured_or_say,
    reading,
    sheet,
)
from formcheck.plots.style import Look, current
from formcheck.report.charts import band_edges
from formcheck.report.svg import LinearScale, around
from formcheck.words.numbers import edge_text
from formcheck.words.wording import card_texts, label

LegName = Literal["near", "far", "left", "right", "both"]

_ROW: Final = 2.25
_LINE: Final = 1.05
_EM: Final = 0.5
"""Width of a letter on average, in sizes of the type."""


@dataclass(frozen=True, slots=True)
class _MetricRow:
    """One metric with what is written of it, and how many lines it takes."""

    row: MetricRow
    reason: tuple[str, ...] = ()

    @property
    def height(self) -> float:
        return max(_ROW, 0.7 + _LINE * len(self.reason))


def metrics(
    run: Run,
    names: Sequence[str] | None = None,
    *,
    side: LegName = "near",
    bands: bool = True,
    ax: Axes | None = None,
) -> Axes:
    """Draw every metric with its 90 % interval against the range of healthy runners.

    Each row has a scale of its own, because units differ; a metric that is missing is an empty
    row with its reason.

    Parameters
    ----------
    run : AnalysisResult, Measured, Refused, str or Path
        An analysis, or its folder.
    names : sequence of str, optional
        Ids of metrics from top to bottom; those of the report's cards if left out.
    side : {"near", "far", "left", "right", "both"}
        The leg that is shown of what is measured of each leg.
    bands : bool
        Shade the usual range (dark) and what borders on it (light); a triangle stands at what
        comparable runners do.
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
    steps : One metric step by step.
    uncertainty : What one interval is made of.

    Examples
    --------
    >>> from formcheck import analyze, plots
    >>> ax = plots.metrics(analyze("run.mp4"))  # doctest: +SKIP
    """
    analysis = analysis_of(run)
    rows = _rows(analysis, names, side) if isinstance(analysis, Measured) else []
    with sheet(ax, sum(row.height for row in rows) + 1.0 if rows else 8.0) as (axes, look):
        if measured_or_say(run, axes, look) is None:
            return axes
        top = 0.0
        places = []
        for row in rows:
            middle = top + row.height / 2
            places.append(middle)
            _draw(axes, row, middle, look, bands=bands)
            top += row.height
        axes.set(xlim=(0, 1), ylim=(top, 0), xticks=[])
        axes.set_yticks(places, [_name(row.row) for row in rows], color=look["ink"])
        axes.spines[["left", "bottom"]].set_visible(False)
        values = axes.secondary_yaxis("right")
        words = ["" if row.reason else reading(row.row) for row in rows]
        values.set_yticks(places, words, color=look["ink"])
        values.spines["right"].set_visible(False)
        values.tick_params(length=0)
        return axes


def _rows(analysis: Measured, names: Sequence[str] | None, side: str) -> list[_MetricRow]:
    known = {row.metric for row in analysis.metrics}
    wanted = [name for name in card_texts() if name in known] if names is None else names
    look = current()
    room = int(0.62 * look.width_in * 72 / (0.86 * look.type_pt * _EM))
    found = []
    for row in (lead_row(analysis, name, side) for name in wanted):
        reason = textwrap.wrap(reading(row), room) if row.value is None else ()
        found.append(_MetricRow(row, tuple(reason)))
    return found


def _name(row: MetricRow) -> str:
    return label(row.metric)


def _draw(ax: Axes, row: _MetricRow, y: float, look: Look, *, bands: bool) -> None:
    if row.row.value is None:
        _draw_missing(ax, row, y, look)
        return
    value, low, high = row.row.measured
    band = row.row.band if bands else None
    (good_low, good_high), watch = band_edges(band)
    expected = band.expected if band else None
    ends = [v for v in (low, high, good_low, good_high, expected) if v is not None]
    scale = LinearScale(*around(ends, 0.2), 0.0, 1.0)
    bottom, height = y - 0.55, 1.1
    ax.add_patch(Rectangle((0, bottom), 1, height, facecolor=look["zone-none"], edgecolor="none"))

    def span(start: float, end: float, **kind: str) -> None:
        left, right = scale.inside(start), scale.inside(end)
        ax.add_patch(Rectangle((left, bottom), right - left, height, **kind))  # type: ignore[arg-type]

    draw_zones(span, band, (scale.low, scale.high), look)
    mark = mark_of(row.row.side, look)
    ax.plot([scale(low), scale(high)], [y, y], color=mark["color"], solid_capstyle="round",
            linewidth=0.26 * look.type_pt)  # fmt: skip
    ax.plot(scale(value), y, linestyle="none", markersize=0.72 * look.type_pt, **mark)
    if expected is not None:
        ax.plot(scale.inside(expected), y + 0.72, marker="^", color=look["ink"], linestyle="none",
                markersize=0.5 * look.type_pt)  # fmt: skip
    last = -1.0
    for edge in sorted({v for v in (good_low, good_high, *watch) if v is not None}):
        at = scale(edge)
        if scale.low <= edge <= scale.high and at - last > 0.1:
            ax.text(at, y + 0.62, edge_text(edge, row.row.unit), ha="center", va="top",
                    fontsize=0.72 * look.type_pt, color=look["soft"])  # fmt: skip
            last = at


def _draw_missing(ax: Axes, row: _MetricRow, y: float, look: Look) -> None:
    ax.plot(0.02, y, marker="s", markerfacecolor="none", color=look["soft"], clip_on=False)
    words = ax.annotate(
        "\n".join(row.reason), (0.02, y), xytext=(0.8 * look.type_pt, 0),
        textcoords="offset points", ha="left", va="center", color=look["soft"],
        fontsize=0.86 * look.type_pt, linespacing=1.15,
    )  # fmt: skip
    words.set_in_layout(False)  # it may reach into the column of the values, which is empty here
