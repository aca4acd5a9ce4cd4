"""A metric over a training block, with what was found of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import matplotlib.dates as mdates
from matplotlib.axes import Axes

from formcheck.batch.export import Block
from formcheck.block.charts import short_date
from formcheck.block.levels import levels, reach, shifts, single_half
from formcheck.block.page import change_words
from formcheck.block.source import athletes, clips_of, series_of
from formcheck.block.trend import trends as judged
from formcheck.block.values import SessionValue, Trend
from formcheck.domain.assessment import Band
from formcheck.domain.metric import Z90
from formcheck.errors import UsageError
from formcheck.locales import labelled
from formcheck.plots.sheet import axis_label, draw_zones, say_instead, sheet
from formcheck.plots.style import Look
from formcheck.report.svg import around
from formcheck.words import phrase
from formcheck.words.wording import card_texts, label, word

TREND_LINES = 16.0
"""Height in lines of type."""


def trend(
    block: Block | str | Path,
    metric: str,
    *,
    athlete: str | None = None,
    band: bool = True,
    ax: Axes | None = None,
) -> Axes:
    """Draw one metric session by session, with both intervals and what the block shows.

    The thin line of a session is its 90 % interval, the thick one what the spread of its strides
    alone makes of it. The grey ribbon is where single sessions fall (95 %) about a level that
    stays, or about the change that was found. Sessions filmed otherwise are hollow and enter no
    verdict. Values are brought to the block's mean speed where the report does that.

    Parameters
    ----------
    block : Block, str or Path
        A block, or its folder.
    metric : str
        Id of a metric that has a card in the report.
    athlete : str, optional
        Whose sessions; needed where the block holds several people.
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
        If the folder holds no block, several people and nobody was chosen, or the metric is
        none that blocks follow.

    See Also
    --------
    comparison : Two analyses side by side.

    Examples
    --------
    >>> from formcheck import plots
    >>> ax = plots.trend("formcheck-results", "cadence_spm")  # doctest: +SKIP
    """
    folder = block.folder if isinstance(block, Block) else Path(block)
    if metric not in card_texts():
        raise UsageError(
            f"blocks do not follow a metric {metric!r}.",
            f"Choose from {', '.join(card_texts())}.",
            code="usage",
        )
    seen = BlockTrends.of(folder, chosen(folder, athlete))
    found = {one.metric: one for one in seen.trends}
    with sheet(ax, TREND_LINES) as (axes, look):
        if metric in found:
            draw_trend(axes, found[metric], seen.bands[metric] if band else None, look)
        else:
            say_instead(axes, look, phrase("plot_no_sessions", metric=label(metric)))
        return axes


@dataclass(frozen=True, slots=True)
class BlockTrends:
    """What one athlete's sessions show, metric by metric, with the ranges of healthy runners."""

    athlete: str | None
    trends: tuple[Trend, ...]
    bands: Mapping[str, Band | None]

    @classmethod
    def of(cls, folder: Path, athlete: str | None) -> Self:
        """Read and judge the sessions of one athlete."""
        series = series_of(folder, clips_of(folder, athlete))
        return cls(athlete, tuple(judged(series)), {one.metric: one.band for one in series})

    @classmethod
    def all_of(cls, folder: Path) -> list[Self]:
        """Read and judge everybody's sessions."""
        return [cls.of(folder, name) for name, _ in athletes(folder)]


def chosen(folder: Path, athlete: str | None) -> str | None:
    """Return whose sessions are meant: the one who was named, or the only one there is."""
    names = [name for name, _ in athletes(folder)]
    if athlete in names or not names:
        return athlete
    if athlete is None and len(names) == 1:
        return names[0]
    raise UsageError(
        "this block holds several people." if athlete is None
        else f"this block holds nobody named {athlete!r}.",
        f"Name one with athlete=: {', '.join(str(name) for name in names)}.",
        code="usage",
    )  # fmt: skip


def draw_trend(ax: Axes, found: Trend, band: Band | None, look: Look) -> None:
    """Draw one trend into axes."""
    shift = shifts(found)
    limits = around(reach(found, shift), 0.08)
    draw_zones(ax.axhspan, band, limits, look, zorder=0)
    _draw_levels(ax, found, look)
    told: set[str] = set()
    for session in found.sessions:
        name = phrase("plot_sessions" if session.comparable else "plot_apart")
        _draw_session(ax, session, shift.get(session.session, 0.0), look,
                      None if name in told else name)  # fmt: skip
        told.add(name)
    ax.set(ylim=limits, ylabel=axis_label(found.metric, found.unit))
    locator = mdates.AutoDateLocator(minticks=3, maxticks=7)
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(mdates.ConciseDateFormatter(locator))
    ax.grid(axis="y")
    ax.set_title(_verdict(found))
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.17), ncols=3, columnspacing=1.2)


def _draw_levels(ax: Axes, found: Trend, look: Look) -> None:
    half = single_half(found)
    parts = levels(found)
    for i, part in enumerate(parts):
        days = [day for day, _ in part]
        values = [value for _, value in part]
        ax.fill_between(
            days, [v - half for v in values], [v + half for v in values], color=look["soft"],
            alpha=0.16, linewidth=0, label=None if i else phrase("plot_steady"),
        )  # fmt: skip
        ax.plot(days, values, color=look["ink"] if found.verdict == "changed" else look["soft"],
                linewidth=0.16 * look.type_pt, zorder=2)  # fmt: skip
    if len(parts) > 1:
        at = parts[1].start[0]
        ax.axvline(at, color=look["soft"], linestyle=":", linewidth=0.1 * look.type_pt)
        since = phrase("since_day", day=short_date(found.at_day or at))
        ax.annotate(since, (at, 1.0), xycoords=("data", "axes fraction"),
                    xytext=(0.4 * look.type_pt, -0.2 * look.type_pt), textcoords="offset points",
                    va="top", color=look["soft"], fontsize=0.86 * look.type_pt)  # fmt: skip


def _draw_session(
    ax: Axes, session: SessionValue, shift: float, look: Look, name: str | None
) -> None:
    at, value, half = session.day, session.value + shift, Z90 * session.sd_strides
    colour = look["accent"]
    ax.plot([at, at], [session.ci_low + shift, session.ci_high + shift], color=colour,
            linewidth=0.07 * look.type_pt, alpha=0.7)  # fmt: skip
    ax.plot([at, at], [value - half, value + half], color=colour, linewidth=0.26 * look.type_pt)
    ax.plot(
        at, value, linestyle="none", marker="o", color=colour, label=name,
        markerfacecolor=colour if session.comparable else look["card"],
        markersize=0.62 * look.type_pt, zorder=3,
    )  # fmt: skip


def _verdict(found: Trend) -> str:
    verdict = word("trend_verdict", found.verdict)
    if found.verdict != "changed" or found.delta is None:
        return labelled(label(found.metric), verdict)
    amount, between = change_words(
        found.delta, found.ci_low or 0.0, found.ci_high or 0.0, found.unit, found.metric
    )
    return labelled(label(found.metric), f"{verdict}, {amount} ({between})")
