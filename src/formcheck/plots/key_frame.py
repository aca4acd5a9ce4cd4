"""The figure of the runner at one instant, with the angles that were read there."""

import math
from itertools import pairwise
from typing import Final, Literal

from matplotlib.axes import Axes

from formcheck.domain.analysis import KeyFrame, Measured, Point
from formcheck.plots.sheet import Run, measured_or_say, say_instead, sheet
from formcheck.plots.style import Look
from formcheck.words import phrase
from formcheck.words.numbers import write
from formcheck.words.wording import word

InstantName = Literal["IC", "midstance", "TO"]

_LEG: Final = ("hip", "knee", "ankle", "heel", "foot_index")
_ARM: Final = ("shoulder", "elbow", "wrist")


class _Drawing:
    """One key frame in leg lengths from the near hip, x forward, y against gravity."""

    def __init__(self, ax: Axes, look: Look, analysis: Measured, frame: KeyFrame) -> None:
        self.ax, self.look, self.frame = ax, look, frame
        self.near = frame.side or analysis.near_side
        self.far = "left" if self.near == "right" else "right"
        self.turn = math.radians(analysis.view.roll_deg or 0.0)
        self.forward = 1.0 if analysis.direction == "right" else -1.0
        self.unit = analysis.leg_length_px
        self.origin: Point = frame.points.get(f"{self.near}_hip", (0.0, 0.0))
        self.points = {name: self.placed(point) for name, point in frame.points.items()}

    def placed(self, point: Point) -> Point:
        """Return a point of the picture in the runner's frame."""
        x, y = (a - b for a, b in zip(point, self.origin, strict=True))
        c, s = math.cos(self.turn), math.sin(self.turn)
        return self.forward * (c * x - s * y) / self.unit, -(s * x + c * y) / self.unit

    def of(self, part: str) -> Point | None:
        """Return a point of the leg that this frame shows."""
        return self.points.get(f"{self.near}_{part}")

    def middle(self, part: str) -> Point | None:
        """Return the middle of both sides' points, or the one that is known."""
        known = [self.points[k] for k in (f"left_{part}", f"right_{part}") if k in self.points]
        if not known:
            return None
        return sum(p[0] for p in known) / len(known), sum(p[1] for p in known) / len(known)

    def line(self, a: Point, b: Point, width: float, **kind: object) -> None:
        """Draw a line, its width in sizes of the type."""
        self.ax.plot([a[0], b[0]], [a[1], b[1]], linewidth=width * self.look.type_pt,
                     solid_capstyle="round", **kind)  # type: ignore[arg-type]  # fmt: skip

    def plumb(self, at: Point, length: float) -> None:
        """Draw an upright line from a point, down where ``length`` is negative."""
        self.line(at, (at[0], at[1] + length), 0.09, color=self.look["soft"], linestyle=":")

    def label(self, at: Point, words: str, ahead: float) -> None:
        """Write beside a point, before the runner or behind."""
        self.ax.annotate(
            words, at, xytext=(0.7 * ahead * self.look.type_pt, 0), textcoords="offset points",
            ha="left" if ahead > 0 else "right", va="center", color=self.look["ink"],
        )  # fmt: skip


def key_frame(run: Run, event: InstantName = "IC", *, ax: Axes | None = None) -> Axes:
    """Draw the runner as a stick figure at contact, midstance or toe-off, with its angles.

    The leg of the frame is drawn solid, the other dashed, dotted lines are plumb lines. The
    runner runs to the right. Behind a contact stand the landing legs of all contacts, hips
    together. The numbers are of this frame; the metrics are medians over all of them.

    Parameters
    ----------
    run : AnalysisResult, Measured, Refused, str or Path
        An analysis, or its folder.
    event : {"IC", "midstance", "TO"}
    ax : Axes, optional
        Where to draw; a new figure if left out.

    Returns
    -------
    matplotlib.axes.Axes
        In leg lengths from the hip of the leg that is shown.

    Raises
    ------
    UsageError
        If the folder holds no analysis.

    See Also
    --------
    stride : The same angles over the whole stride.

    Examples
    --------
    >>> from formcheck import plots
    >>> ax = plots.key_frame("formcheck-results/run", "TO")  # doctest: +SKIP
    """
    with sheet(ax, 24.0) as (axes, look):
        analysis = measured_or_say(run, axes, look)
        if analysis is None:
            return axes
        frame = next((f for f in analysis.key_frames if f.event == event and f.points), None)
        if frame is None:
            say_instead(axes, look, phrase("plot_no_figure"))
            return axes
        drawing = _Drawing(axes, look, analysis, frame)
        if event == "IC":
            _ghosts(drawing, analysis)
        _body(drawing)
        _angles(drawing, event)
        where = f"{word('event', event)}, {word('leg', drawing.near)}, {write(frame.time_s, 2)} s"
        axes.set_title(where, loc="center")
        axes.set_axis_off()
        axes.set_aspect("equal")
        axes.margins(0.16, 0.04)
        return axes


def _ghosts(drawing: _Drawing, analysis: Measured) -> None:
    """Draw the landing legs of all contacts of this side, hips together."""
    for pose in analysis.contact_poses:
        hip = pose.points.get(f"{pose.side}_hip")
        if pose.side != drawing.near or hip is None:
            continue
        drawing.origin = hip
        names = (f"{pose.side}_{part}" for part in _LEG)
        chain = [drawing.placed(pose.points[name]) for name in names if name in pose.points]
        drawing.ax.plot(*zip(*chain, strict=True), color=drawing.look[pose.side], alpha=0.22,
                        linewidth=0.12 * drawing.look.type_pt)  # fmt: skip


def _body(drawing: _Drawing) -> None:
    look = drawing.look
    for side, width in ((drawing.far, 0.22), (drawing.near, 0.36)):
        near = side == drawing.near
        kind = {"color": look[side], "linestyle": "-" if near else (0, (3, 1.6))}
        for parts, share in ((_ARM, 0.55), (_LEG, 1.0)):
            points = [drawing.points.get(f"{side}_{part}") for part in parts]
            for a, b in pairwise([p for p in points if p is not None]):
                drawing.line(a, b, share * width, **kind)
    hip, shoulder, ear = (drawing.middle(part) for part in ("hip", "shoulder", "ear"))
    if hip and shoulder:
        drawing.line(hip, shoulder, 0.36, color=look["ink"])
    if shoulder and ear:
        drawing.line(shoulder, ear, 0.16, color=look["ink"])
        drawing.ax.plot(*ear, marker="o", markersize=1.5 * look.type_pt, color=look["ink"])
    joints = [p for part in _LEG[:3] if (p := drawing.of(part)) is not None]
    if joints:
        drawing.ax.plot(*zip(*joints, strict=True), linestyle="none", marker="o",
                        markersize=0.6 * look.type_pt, color=look["card"],
                        markeredgecolor=look["ink"])  # fmt: skip
    lowest = min(p[1] for p in drawing.points.values())
    if drawing.frame.event != "TO":
        drawing.ax.axhline(lowest, color=look["soft"], linewidth=0.08 * look.type_pt)


def _angles(drawing: _Drawing, event: InstantName) -> None:
    angle = drawing.frame.angles
    hip, shoulder = drawing.middle("hip"), drawing.middle("shoulder")
    lean = angle.get("trunk_lean_deg", angle.get("trunk_side_lean_deg"))
    if hip and shoulder and lean is not None:
        drawing.plumb(hip, 1.2 * math.dist(hip, shoulder))
        at = (hip[0], hip[1] + 1.16 * math.dist(hip, shoulder))
        drawing.label(at, phrase("plot_trunk", degrees=write(lean, 0)), -1.0 if lean >= 0 else 1.0)
    if event == "IC":
        _landing(drawing)
    bend, knee = angle.get("knee_flexion_deg"), drawing.of("knee")
    if event != "TO" and bend is not None and knee:
        drawing.label(knee, phrase("plot_knee", degrees=write(bend, 0)), 1.0)
    thigh, near_hip = angle.get("thigh_angle_deg"), drawing.of("hip")
    if event == "TO" and thigh is not None and knee and near_hip:
        drawing.plumb(near_hip, -0.62)
        way = "back" if thigh < 0 else "forward"
        words = phrase("plot_thigh", degrees=write(abs(thigh), 0), way=way)
        drawing.label(knee, words, -1.0 if thigh < 0 else 1.0)


def _landing(drawing: _Drawing) -> None:
    angle, look = drawing.frame.angles, drawing.look
    hip, knee, ankle = (drawing.of(part) for part in _LEG[:3])
    if hip is None or knee is None or ankle is None:
        return
    shank, ahead = angle.get("shank_angle_deg"), angle.get("overstride_pct_leg")
    if shank is not None:
        drawing.plumb(knee, -0.95 * math.dist(knee, ankle))
        middle = ((knee[0] + ankle[0]) / 2, (knee[1] + ankle[1]) / 2)
        drawing.label(middle, phrase("plot_shank", degrees=write(shank, 0)), 1.0)
    if ahead is not None:
        lowest = min(p[1] for p in drawing.points.values()) - 0.06
        drawing.plumb(hip, lowest - hip[1])
        drawing.line((hip[0], lowest), (ankle[0], lowest), 0.3, color=look["accent"])
        drawing.label((min(hip[0], ankle[0]), lowest),
                      phrase("plot_ahead", pct=write(ahead, 0)), -1.0)  # fmt: skip
