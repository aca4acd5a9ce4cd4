"""Sharp drawings on the key frames: lines and angles as vectors over the picture.

Everything is drawn in the pixels of the upright full frame; the ``viewBox`` is the crop, so the
drawing lies on the picture at any size.
"""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from markupsafe import Markup

from formcheck.domain.analysis import ContactPose, KeyFrame
from formcheck.locales import gettext
from formcheck.metrics.registry import REGISTRY
from formcheck.report.svg import Point, number, path, tag
from formcheck.words import phrase
from formcheck.words.numbers import write

_LIMB: Final = ("hip", "knee", "ankle", "heel", "foot_index")

_OF_EVENT: Final[dict[str, frozenset[str]]] = {
    "IC": frozenset({"trunk", "reach", "shank", "knee"}),
    "midstance": frozenset({"trunk", "knee"}),
    "TO": frozenset({"trunk", "thigh"}),
}


class Drawing:
    """One key frame's overlay, built up part by part.

    Parameters
    ----------
    frame : KeyFrame
        One entry of ``key_frames``.
    direction : str
        Running direction in the picture, ``left`` or ``right``.
    letter : float
        Height of the labels as a share of the picture's height.
    roll_deg : float
        How far upright things lean in the picture, top to the left positive.
    """

    def __init__(self, frame: KeyFrame, direction: str, letter: float, roll_deg: float) -> None:
        self.frame = frame
        self.points: dict[str, Point] = {
            name: (float(x), float(y)) for name, (x, y) in frame.points.items()
        }
        self.forward = 1.0 if direction == "right" else -1.0
        self.up = -math.radians(roll_deg)  # from the picture's own, clockwise
        self.x, self.y, self.width, self.height = (float(v) for v in frame.crop_px)
        self.letter = min(letter * self.height, 1.45 * letter * self.width)
        self.shapes: list[Markup] = []

    def near(self, part: str) -> Point | None:
        """Return the point of the side that this key frame shows."""
        return self.points.get(f"{self.frame.side}_{part}")

    def middle(self, part: str) -> Point | None:
        """Return the middle of both sides' points, or the one that is known."""
        known = [self.points[k] for k in (f"left_{part}", f"right_{part}") if k in self.points]
        if not known:
            return None
        return sum(p[0] for p in known) / len(known), sum(p[1] for p in known) / len(known)

    def angle(self, name: str) -> float | None:
        """Return a measured angle of this frame in degrees, if it is there."""
        value = self.frame.angles.get(name)
        return None if value is None else float(value)

    def above(self, point: Point, length: float) -> Point:
        """Return the point that lies higher by ``length``, against gravity."""
        return point[0] + length * math.sin(self.up), point[1] - length * math.cos(self.up)

    def line(self, a: Point, b: Point, name: str) -> None:
        """Draw a line twice: a pale edge below, so that it shows on any ground."""
        for cls in (f"{name} edge", name):
            self.shapes.append(tag("line", x1=a[0], y1=a[1], x2=b[0], y2=b[1], class_=cls))

    def arc(self, centre: Point, radius: float, start: float, end: float) -> None:
        """Draw an arc between two directions (radians from straight up, clockwise)."""
        steps = 24
        turns = [start + (end - start) * i / steps for i in range(steps + 1)]
        ring = [(centre[0] + radius * math.sin(t), centre[1] - radius * math.cos(t)) for t in turns]
        self.shapes.append(tag("path", d=path([centre, *ring], closed=True), class_="wedge"))
        self.shapes.append(tag("path", d=path(ring), class_="arc edge"))
        self.shapes.append(tag("path", d=path(ring), class_="arc"))

    def label(self, at: Point, words: str, ahead: float) -> None:
        """Write beside a point, ``ahead`` > 0 on the side the runner runs to."""
        anchor = "start" if ahead * self.forward > 0 else "end"
        room = self.letter * (0.66 * len(words) + 0.3)
        x = at[0] + (0.5 if anchor == "start" else -0.5) * self.letter
        x = min(x, self.x + self.width - room) if anchor == "start" else max(x, self.x + room)
        y = min(max(at[1], self.y + self.letter), self.y + self.height - self.letter * 0.4)
        self.shapes.append(
            tag("text", words, x=x, y=y, text_anchor=anchor, font_size=number(self.letter))
        )

    def svg(self, keep: str | None = None) -> Markup:
        """Return the overlay; ``keep`` names the end that stays where the box is too short."""
        box = " ".join(number(v) for v in (self.x, self.y, self.width, self.height))
        return tag("svg", *self.shapes, viewBox=box, class_="overlay", aria_hidden="true",
                   preserveAspectRatio=keep and f"xMid{keep} slice",
                   style=f"--u:{number(self.height / 500)}px")  # fmt: skip


def overlay(
    frame: KeyFrame,
    direction: str,
    metric: str | None = None,
    *,
    roll_deg: float = 0.0,
    preview: bool = False,
    bare: bool = False,
) -> Markup | None:
    """Return the vector drawing for one key frame, or None where no point is known.

    Parameters
    ----------
    frame : KeyFrame
        One entry of ``key_frames``.
    direction : str
        Running direction, ``left`` or ``right``.
    metric : str or None
        Draw only what shows this metric; None draws all that belongs to the event.
    roll_deg : float
        How far upright things lean in the picture, top to the left positive: plumb lines do.
    preview : bool
        Small and without words, the figure only where nothing else is drawn; the picture
        fills its box, as ``keep_end`` says.
    bare : bool
        There is no picture below, so the figure is always drawn.
    """
    drawing = Drawing(frame, direction, 0.034 if metric is None else 0.058, roll_deg)
    if frame.people:
        return _people(drawing)
    if not drawing.points:
        return None
    wanted = _OF_EVENT.get(frame.event, frozenset()) if metric is None else drawn_for(metric)
    if bare or not preview or not drawn_for(metric):
        _figure(drawing)
    for name, draw in (
        ("trunk", _trunk),
        ("reach", _reach),
        ("shank", _shank),
        ("knee", _knee),
        ("thigh", _thigh),
    ):
        if name in wanted:
            draw(drawing)
    return drawing.svg(keep_end(metric) if preview else None)


def drawn_for(metric: str | None) -> frozenset[str]:
    """Return which parts of the drawing show a metric; others show the plain figure."""
    known = REGISTRY.get(metric or "")
    return frozenset(known.spec.drawn) if known else frozenset()


def keep_end(metric: str | None) -> str:
    """Return which end of the picture shows a metric: ``YMin``, ``YMid`` or ``YMax``."""
    focus = drawn_for(metric)
    return "YMin" if "trunk" in focus else "YMax" if focus else "YMid"


def _people(drawing: Drawing) -> Markup:
    """Frame everybody one can choose from, with the number that ``--person`` takes."""
    drawing.letter = 0.11 * min(drawing.width, drawing.height)
    for one in drawing.frame.people:
        x, y, wide, high = (float(v) for v in one.box_px)
        corners = [(x, y), (x + wide, y), (x + wide, y + high), (x, y + high)]
        for name in ("measure edge", "measure"):
            drawing.shapes.append(tag("path", d=path(corners, closed=True), class_=name))
        drawing.label((x + wide / 2, y + drawing.letter), str(one.person), drawing.forward)
    return drawing.svg()


def _figure(drawing: Drawing) -> None:
    far = "left" if drawing.frame.side == "right" else "right"
    chain = [drawing.points.get(f"{far}_{part}") for part in _LIMB]
    for a, b in pairwise([p for p in chain if p is not None]):
        drawing.shapes.append(tag("line", x1=a[0], y1=a[1], x2=b[0], y2=b[1], class_="far"))
    limb = [p for p in (drawing.near(part) for part in _LIMB) if p is not None]
    for a, b in pairwise(limb):
        drawing.line(a, b, "bone")
    hip, shoulder = drawing.middle("hip"), drawing.middle("shoulder")
    if hip and shoulder:
        drawing.line(hip, shoulder, "bone")
    size = drawing.height * 0.0085
    for p in (*limb, *(q for q in (shoulder,) if q)):
        drawing.shapes.append(tag("circle", cx=p[0], cy=p[1], r=size, class_="joint"))


def _trunk(drawing: Drawing) -> None:
    hip, shoulder, lean = (
        drawing.middle("hip"),
        drawing.middle("shoulder"),
        drawing.angle("trunk_lean_deg"),
    )
    if lean is None:
        lean = drawing.angle("trunk_side_lean_deg")
    if hip is None or shoulder is None or lean is None:
        return
    length = math.dist(hip, shoulder)
    drawing.line(hip, drawing.above(hip, 1.2 * length), "plumb")
    tilt = math.atan2(shoulder[0] - hip[0], hip[1] - shoulder[1])
    drawing.arc(hip, 0.72 * length, drawing.up, tilt)
    drawing.line(hip, shoulder, "measure")
    top = drawing.above(hip, 1.14 * length)
    drawing.label(
        top, gettext("lean {degrees}°").format(degrees=write(lean, 0)), -1.0 if lean >= 0 else 1.0
    )


def _reach(drawing: Drawing) -> None:
    hip, ankle, reach = (
        drawing.near("hip"),
        drawing.near("ankle"),
        drawing.angle("overstride_pct_leg"),
    )
    if hip is None or ankle is None or reach is None:
        return
    up = drawing.above((0.0, 0.0), 1.0)
    below = (hip[0] - ankle[0]) * up[0] + (hip[1] - ankle[1]) * up[1]
    floor = drawing.above(hip, -below)
    drawing.line(hip, drawing.above(floor, -0.02 * drawing.height), "plumb")
    drawing.line(floor, ankle, "measure")
    for p in (floor, ankle):
        tick = 0.014 * drawing.height
        drawing.line(drawing.above(p, tick), drawing.above(p, -tick), "measure")
    drawing.label(
        (floor[0], floor[1] + 0.3 * drawing.letter),
        gettext("reach {pct} %").format(pct=write(reach, 0)),
        -1.0,
    )


def _shank(drawing: Drawing) -> None:
    knee, ankle, tilt = (
        drawing.near("knee"),
        drawing.near("ankle"),
        drawing.angle("shank_angle_deg"),
    )
    if knee is None or ankle is None or tilt is None:
        return
    length = math.dist(knee, ankle)
    drawing.line(knee, drawing.above(knee, -1.05 * length), "plumb")
    along = math.pi - math.atan2(ankle[0] - knee[0], ankle[1] - knee[1])
    drawing.arc(knee, 0.62 * length, math.pi + drawing.up, along)
    drawing.line(knee, ankle, "measure")
    drawing.label(
        ((knee[0] + ankle[0]) / 2, (knee[1] + ankle[1]) / 2),
        gettext("shank {degrees}°").format(degrees=write(tilt, 0)),
        1.0,
    )


def _knee(drawing: Drawing) -> None:
    hip, knee, ankle = drawing.near("hip"), drawing.near("knee"), drawing.near("ankle")
    bend = drawing.angle("knee_flexion_deg")
    if hip is None or knee is None or ankle is None or bend is None:
        return
    length = math.dist(hip, knee)
    beyond = (knee[0] + (knee[0] - hip[0]) * 0.5, knee[1] + (knee[1] - hip[1]) * 0.5)
    drawing.line(knee, beyond, "plumb")
    thigh = math.atan2(knee[0] - hip[0], hip[1] - knee[1]) % (2 * math.pi)
    shank = math.atan2(ankle[0] - knee[0], knee[1] - ankle[1]) % (2 * math.pi)
    drawing.arc(knee, 0.3 * length, thigh, shank)
    drawing.line(hip, knee, "measure")
    drawing.line(knee, ankle, "measure")
    drawing.label(
        (knee[0], knee[1] - 0.02 * drawing.height),
        gettext("knee {degrees}°").format(degrees=write(bend, 0)),
        1.0,
    )


def _thigh(drawing: Drawing) -> None:
    hip, knee, tilt = drawing.near("hip"), drawing.near("knee"), drawing.angle("thigh_angle_deg")
    if hip is None or knee is None or tilt is None:
        return
    length = math.dist(hip, knee)
    drawing.line(hip, drawing.above(hip, -1.1 * length), "plumb")
    along = math.pi - math.atan2(knee[0] - hip[0], knee[1] - hip[1])
    drawing.arc(hip, 0.6 * length, math.pi + drawing.up, along)
    drawing.line(hip, knee, "measure")
    side = -1.0 if tilt < 0 else 1.0
    words = gettext("thigh {degrees}° behind") if tilt < 0 else gettext("thigh {degrees}° ahead")
    words = words.format(degrees=write(abs(tilt), 0))
    drawing.label((knee[0], knee[1] + 0.8 * drawing.letter), words, side)


def contact_spread(poses: Sequence[ContactPose], roll_deg: float = 0.0) -> Markup | None:
    """Return the legs and trunk of many contacts on top of each other, hips together.

    Parameters
    ----------
    poses : list of mapping
        ``side`` and ``points`` (full-frame pixels) at each initial contact.
    roll_deg : float
        How far upright things lean in the picture, top to the left positive; here they do not.
    """
    c, s = math.cos(math.radians(roll_deg)), math.sin(math.radians(roll_deg))
    shapes: list[Markup] = []
    ends: list[Point] = []
    for pose in poses:
        points = pose.points
        chain = [f"{pose.side}_{part}" for part in ("shoulder", *_LIMB)]
        hip = points.get(f"{pose.side}_hip")
        if hip is None:
            continue
        apart = [(points[n][0] - hip[0], points[n][1] - hip[1]) for n in chain if n in points]
        own = [(c * x - s * y, s * x + c * y) for x, y in apart]
        ends += own
        shapes.append(tag("path", d=path(own), class_=f"ghost {pose.side}"))
    if len(shapes) < 2:
        return None
    left, right = min(p[0] for p in ends), max(p[0] for p in ends)
    top, bottom = min(p[1] for p in ends), max(p[1] for p in ends)
    air = 0.06 * (bottom - top)
    box = (left - 3 * air, top - air, right - left + 6 * air, bottom - top + 2 * air)
    plumb = tag("line", x1=0, y1=top, x2=0, y2=bottom, class_="plumb-line")
    return tag("svg", plumb, *shapes, viewBox=" ".join(number(v) for v in box), role="img",
               aria_label=phrase("contacts_on_top", contacts=len(shapes)),
               class_="chart spread", style=f"--u:{number((bottom - top) / 400)}px")  # fmt: skip
