"""Two analyses side by side: which differences may be trusted."""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from matplotlib.axes import Axes

from formcheck.block.compare import COLUMNS, Comparison, Difference, compare, headline
from formcheck.block.page import change_words
from formcheck.errors import UsageError
from formcheck.plots.sheet import sheet
from formcheck.plots.style import Look
from formcheck.words import phrase
from formcheck.words.wording import label, word

Pair = Comparison | tuple[str | Path, str | Path] | str | Path
"""A comparison, the folders of two analyses, or the folder that ``formcheck compare`` wrote."""

_REACH: Final = 4.0
"""Larger differences are drawn at this many times what they must exceed, with an arrow."""
_TEXT: Final = ("metric", "leg", "unit", "verdict", "setup")


def comparison(pair: Pair, names: Sequence[str] | None = None, *, ax: Axes | None = None) -> Axes:
    """Draw what differs between two analyses, B minus A, and what may be trusted of it.

    Every difference is divided by what it must exceed, all metrics judged together, so that one
    axis holds them all: inside the grey band no difference is shown. A filled mark is a
    difference, a hollow one is none that measuring could tell; lines are 90 % intervals.

    Parameters
    ----------
    pair : Comparison, pair of folders, str or Path
        What :func:`formcheck.compare` returned, the folders of A and B, or the folder that
        ``formcheck compare`` wrote.
    names : sequence of str, optional
        Ids of metrics from top to bottom; one row a card of the report if left out.
    ax : Axes, optional
        Where to draw; a new figure if left out.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    UsageError
        If a folder holds no analysis that was measured, or no comparison.

    See Also
    --------
    trend : More than two sessions.

    Examples
    --------
    >>> from formcheck import plots
    >>> ax = plots.comparison(("results/before", "results/after"))  # doctest: +SKIP
    """
    rows = differences_of(pair)
    shown = headline(rows)
    if names is not None:
        by_name = {row.metric: row for row in (*reversed(rows), *shown)}
        shown = tuple(by_name[name] for name in names if name in by_name)
    with sheet(ax, 2.0 * len(shown) + 6.5) as (axes, look):
        axes.axvspan(-1, 1, facecolor=look["zone-none"], edgecolor="none", zorder=0)
        axes.axvline(0, color=look["soft"], linewidth=0.08 * look.type_pt, zorder=1)
        for y, row in enumerate(shown):
            _draw(axes, row, y, look)
        axes.set(xlim=(-_REACH - 0.3, _REACH + 0.3), ylim=(len(shown) - 0.4, -0.6))
        axes.set_xlabel(phrase("plot_difference_axis"))
        axes.set_yticks(range(len(shown)), [label(row.metric) for row in shown], color=look["ink"])
        axes.spines["left"].set_visible(False)
        values = axes.secondary_yaxis("right")
        values.set_yticks(range(len(shown)), [_words(row) for row in shown], color=look["ink"])
        values.tick_params(length=0)
        values.spines["right"].set_visible(False)
        _key(axes, look, lasting=any(row.lasting_threshold for row in shown))
        axes.annotate(
            phrase("plot_between"), (0, 1), xycoords=("data", "axes fraction"),
            xytext=(0, 0.25 * look.type_pt), textcoords="offset points", ha="center", va="bottom",
            color=look["soft"], fontsize=0.86 * look.type_pt,
        )  # fmt: skip
        return axes


def differences_of(pair: Pair) -> tuple[Difference, ...]:
    """Return all rows of a comparison."""
    if isinstance(pair, Comparison):
        return pair.rows
    if isinstance(pair, tuple):
        return compare(*pair).rows
    return _read(Path(pair) / "compare.csv")


def _read(path: Path) -> tuple[Difference, ...]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            found = [_row(line) for line in csv.DictReader(file)]
    except OSError as error:
        raise UsageError(
            f"{path.parent} holds no comparison: {path.name} cannot be read ({error.strerror}).",
            "Make one first: formcheck compare A B",
            code="usage",
        ) from error
    return tuple(found)


def _row(line: dict[str, str]) -> Difference:
    known: dict[str, Any] = {
        name: line[name] if name in _TEXT else float(line[name]) if line[name] else None
        for name in COLUMNS
    }
    verdict = known["verdict"]
    toward = {"changed": "differs", "missing": "missing"}.get(verdict, "no_change")
    return Difference(**known, lasting="unknown", lasting_threshold=None, toward=toward)  # type: ignore[arg-type]


def _draw(ax: Axes, row: Difference, y: int, look: Look) -> None:
    if row.delta is None or row.ci_low is None or row.ci_high is None or not row.threshold:
        ax.plot(0, y, linestyle="none", marker="x", color=look["soft"])
        return
    value, low, high = (
        min(max(v / row.threshold, -_REACH), _REACH) for v in (row.delta, row.ci_low, row.ci_high)
    )
    changed = row.verdict == "changed"
    colour = look["ink"] if changed else look["soft"]
    ax.plot([low, high], [y, y], color=colour, linewidth=0.2 * look.type_pt,
            solid_capstyle="round")  # fmt: skip
    beyond = abs(row.delta) > _REACH * row.threshold
    marker = (">" if row.delta > 0 else "<") if beyond else "o"
    ax.plot(value, y, linestyle="none", marker=marker, color=colour,
            markerfacecolor=colour if changed else look["card"],
            markersize=0.68 * look.type_pt)  # fmt: skip
    if row.lasting_threshold:
        lasting = row.lasting_threshold / row.threshold
        ends = [end for end in (-lasting, lasting) if abs(end) <= _REACH]
        ax.plot(ends, [y] * len(ends), linestyle="none", marker="|", color=look["soft"],
                markersize=0.9 * look.type_pt)  # fmt: skip


def _key(ax: Axes, look: Look, *, lasting: bool) -> None:
    """Say what the marks mean."""
    size = 0.68 * look.type_pt
    marks = [("o", look["ink"], look["ink"], word("trend_verdict", "changed"))]
    marks.append(("o", look["soft"], look["card"], word("difference_verdict", "no_change")))
    if lasting:
        marks.append(("|", look["soft"], look["soft"], phrase("plot_lasting")))
    for marker, colour, face, name in marks:
        ax.plot([], [], linestyle="none", marker=marker, color=colour, markerfacecolor=face,
                markersize=size, label=name)  # fmt: skip
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, 0.0), borderaxespad=4.4, ncols=3,
              columnspacing=1.2, handletextpad=0.1)  # fmt: skip


def _words(row: Difference) -> str:
    if row.delta is None or row.ci_low is None or row.ci_high is None:
        return word("difference_verdict", "missing")
    amount, between = change_words(row.delta, row.ci_low, row.ci_high, row.unit, row.metric)
    return f"{amount} ({between})"
