"""An angle over the stride: mean and spread of both legs, what is typical behind them."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from formcheck.domain.analysis import Curve, Measured
from formcheck.domain.assessment import NormCurve
from formcheck.domain.skeleton import SIDES, Side
from formcheck.errors import UsageError
from formcheck.plots.sheet import Run, line_of, measured_or_say, say_instead, sheet
from formcheck.plots.style import Look
from formcheck.report.stride import toe_off_pct
from formcheck.words import phrase
from formcheck.words.wording import label, word, wording


def stride(
    run: Run,
    curve: str = "knee_flexion_deg",
    *,
    sides: Sequence[Side] = SIDES,
    norm: bool = True,
    ax: Axes | None = None,
) -> Axes:
    """Draw an angle over the stride, from contact to the same foot's next contact.

    Lines are means over strides, ribbons one standard deviation; upright lines are toe-offs. The
    grey ribbon behind is what comparable runners do at this speed, where that is known.

    Parameters
    ----------
    run : AnalysisResult, Measured, Refused, str or Path
        An analysis, or its folder.
    curve : str
        Id of the curve: ``knee_flexion_deg``, ``thigh_angle_deg``, ``shank_angle_deg``,
        ``trunk_lean_deg``, ``elbow_angle_deg``, ``hip_height_pct_leg``.
    sides : sequence of {"left", "right"}
    norm : bool
        Draw what is typical behind.
    ax : Axes, optional
        Where to draw; a new figure if left out.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    UsageError
        If there is no such curve, or the folder holds no analysis.

    See Also
    --------
    timeline : The contacts that the strides were cut at.

    Examples
    --------
    >>> from formcheck import plots
    >>> ax = plots.stride("formcheck-results/run", "shank_angle_deg")  # doctest: +SKIP
    """
    names = wording()["curve_name"]
    if curve not in names:
        raise UsageError(
            f"there is no curve {curve!r}.", f"Choose from {', '.join(names)}.", code="usage"
        )
    with sheet(ax, 15.0) as (axes, look):
        analysis = measured_or_say(run, axes, look)
        if analysis is None:
            return axes
        found = analysis.curves.get(curve)
        lines = {side: found.of(side) for side in sides} if found else {}
        drawn = {side: line for side, line in lines.items() if line is not None}
        if not drawn:
            say_instead(axes, look, phrase("plot_no_curve", curve=label(curve)))
            return axes
        behind = analysis.stride_norm.curves.get(curve) if analysis.stride_norm else None
        if norm and behind is not None:
            _ribbon(axes, behind, look, {"color": look["soft"], "linestyle": ":"},
                    phrase("plot_typical"), 0.14)  # fmt: skip
        for side, line in drawn.items():
            name = f"{word('leg_heading', side)}, n = {_strides(analysis, side)}"
            _ribbon(axes, line, look, line_of(side, look), name, 0.2)
        _toe_offs(axes, analysis, list(drawn), look)
        _finish(axes, curve)
        return axes


def _ribbon(
    ax: Axes, curve: Curve | NormCurve, look: Look, line: dict[str, object], name: str, alpha: float
) -> None:
    mean, sd = (np.array(values, dtype=float) for values in (curve.mean, curve.sd))
    phase = np.linspace(0.0, 100.0, len(mean))
    ax.fill_between(phase, mean - sd, mean + sd, color=str(line["color"]), alpha=alpha, linewidth=0)
    ax.plot(phase, mean, label=name, linewidth=0.2 * look.type_pt, **line)  # type: ignore[arg-type]


def _strides(analysis: Measured, side: Side) -> int:
    return sum(s.side == side and s.stride_end_s is not None for s in analysis.steps)


def _toe_offs(ax: Axes, analysis: Measured, sides: Sequence[Side], look: Look) -> None:
    at = toe_off_pct(analysis.steps)
    for side in sides:
        if side in at:
            ax.axvline(at[side], linewidth=0.1 * look.type_pt, **line_of(side, look))
    known = [at[side] for side in sides if side in at]
    if known:
        ax.annotate(
            word("stride_phase", "toe_off"), (max(known), 1.0), xycoords=("data", "axes fraction"),
            xytext=(0.4 * look.type_pt, 0), textcoords="offset points", ha="left", va="top",
            color=look["soft"], fontsize=0.86 * look.type_pt,
        )  # fmt: skip


def _finish(ax: Axes, curve: str) -> None:
    unit = word("curve_unit", "pct_leg" if curve.endswith("_pct_leg") else "deg")
    name = wording()["curve_name"][curve]
    ax.set(xlim=(0, 100), xlabel=phrase("plot_stride_axis"), ylabel=f"{name} ({unit})")
    ax.set_xticks([0, 25, 50, 75, 100])
    ax.grid(axis="y")
    ax.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=3, borderaxespad=0.1,
              columnspacing=1.2, handlelength=1.8)  # fmt: skip
