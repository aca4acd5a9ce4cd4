"""Contacts and flight of both feet over time."""

from itertools import pairwise

from matplotlib.axes import Axes

from formcheck.domain.analysis import Measured, StepRow
from formcheck.domain.skeleton import Side
from formcheck.plots.sheet import Run, measured_or_say, sheet
from formcheck.plots.style import Look
from formcheck.words import phrase
from formcheck.words.wording import word

_LANES: dict[Side, float] = {"left": 1.0, "right": 0.0}
_HALF = 0.32


def timeline(run: Run, *, ax: Axes | None = None) -> Axes:
    """Draw when each foot is on the ground, and the flights between.

    A bar goes from contact (IC) to toe-off (TO); a hollow one begins with a contact that is not
    sure. Pale stripes are times with both feet in the air.

    Parameters
    ----------
    run : AnalysisResult, Measured, Refused, str or Path
        An analysis, or its folder.
    ax : Axes, optional
        Where to draw; a new figure if left out.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    UsageError
        If the folder holds no analysis.

    See Also
    --------
    steps : One metric of these steps.

    Examples
    --------
    >>> from formcheck import plots
    >>> ax = plots.timeline("formcheck-results/run")  # doctest: +SKIP
    """
    with sheet(ax, 8.5) as (axes, look):
        analysis = measured_or_say(run, axes, look)
        if analysis is None:
            return axes
        for step in analysis.steps:
            if step.to_s is not None:
                _contact(axes, analysis, step, look)
        for start_s, end_s in _flights(analysis):
            axes.axvspan(start_s, end_s, facecolor=look["zone-none"], edgecolor="none", zorder=0)
        if _flights(analysis):
            axes.plot([], [], color=look["zone-none"], linewidth=0.8 * look.type_pt,
                      label=phrase("plot_flight"))  # fmt: skip
            axes.legend(loc="lower right", bbox_to_anchor=(1.0, 0.98), borderaxespad=0.0)
        axes.set_yticks(
            list(_LANES.values()), [word("foot_heading", side) for side in _LANES],
            color=look["ink"],
        )  # fmt: skip
        axes.set(xlim=_span(analysis), ylim=(-0.6, 1.6), xlabel=phrase("plot_time_axis"))
        axes.spines["left"].set_visible(False)
        return axes


def _contact(ax: Axes, analysis: Measured, step: StepRow, look: Look) -> None:
    sure = all(
        e.confidence >= 0.5
        for e in analysis.events
        if e.event == "IC" and e.side == step.side and abs(e.time_s - step.ic_s) < 1e-3
    )
    ax.barh(
        _LANES[step.side], (step.to_s or step.ic_s) - step.ic_s, left=step.ic_s, height=2 * _HALF,
        facecolor=look[step.side] if sure and step.side == "left" else look["card"],
        edgecolor=look[step.side], linewidth=0.1 * look.type_pt,
        hatch="////" if sure and step.side == "right" else None,
    )  # fmt: skip


def _flights(analysis: Measured) -> list[tuple[float, float]]:
    """Times between one foot's toe-off and the other's contact."""
    steps = sorted(analysis.steps, key=lambda step: step.ic_s)
    return [
        (a.to_s, b.ic_s)
        for a, b in pairwise(steps)
        if a.to_s is not None and a.side != b.side and a.next_ic_s is not None and a.to_s < b.ic_s
    ]


def _span(analysis: Measured) -> tuple[float, float]:
    if not analysis.steps:
        return analysis.analysed_span_s
    ends = [t for s in analysis.steps for t in (s.ic_s, s.to_s, s.next_ic_s) if t is not None]
    return min(ends) - 0.1, max(ends) + 0.1
