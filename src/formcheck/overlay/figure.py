"""The runner: limbs, trunk against the vertical, the near knee, contacts and toe-offs."""

import itertools
import math
from typing import Final

import numpy as np

from formcheck.domain.skeleton import SIDES, Side
from formcheck.overlay.lettering import width_px, write
from formcheck.overlay.palette import MEASURE, PLUMB, SIDE, STRIP, TEXT
from formcheck.overlay.pen import Pen, Point
from formcheck.overlay.scene import Flash, Scene

_LEG: Final = ("hip", "knee", "ankle")
_FOOT: Final = ("ankle", "heel", "foot_index", "ankle")
_ARM: Final = ("shoulder", "elbow", "wrist")
_PLUMB_TRUNKS, _ARC_TRUNKS, _ARC_THIGHS = 1.25, 0.72, 0.30
WORDS: Final = {"IC": "contact", "TO": "toe-off"}


def draw_figure(pen: Pen, scene: Scene, row: int) -> None:
    """Draw one frame's figure, far side first.

    Parameters
    ----------
    pen : Pen
    scene : Scene
    row : int
        Row of the scene's track.
    """
    far, near = sorted(SIDES, key=lambda side: side == scene.middle_side)
    _limbs(pen, scene, row, far, near=False)
    _neck(pen, scene, row)
    _trunk(pen, scene, row)
    _limbs(pen, scene, row, near, near=True)
    _knee(pen, scene, row)


def draw_flashes(pen: Pen, scene: Scene, row: int, letter_px: int) -> None:
    """Mark the feet that touch or leave the ground in this frame, with a word."""
    for flash in scene.flashes.get(row, ()):
        part = "foot_index" if flash.event.kind == "TO" else "heel"
        foot = scene.point(row, f"{flash.event.side}_{part}")
        if foot is not None:
            _flash(pen, scene, row, flash, foot, letter_px)


def _limbs(pen: Pen, scene: Scene, row: int, side: Side, *, near: bool) -> None:
    colour = SIDE[side]
    for parts, width in ((_ARM, 0.7), (_LEG, 1.5 if near else 1.0), (_FOOT, 1.1 if near else 0.8)):
        points = [scene.point(row, f"{side}_{part}") for part in parts]
        _limb(pen, points, colour, width, dashed=not near)
    for part in ("hip", "knee", "ankle"):
        at = scene.point(row, f"{side}_{part}")
        if at is not None:
            pen.dot(at, 1.25 if near else 0.9, PLUMB if near else colour)


def _limb(
    pen: Pen,
    points: list[Point | None],
    colour: tuple[int, int, int],
    width: float,
    *,
    dashed: bool,
) -> None:
    for a, b in itertools.pairwise(points):
        if a is not None and b is not None:
            pen.line(a, b, colour, width, dashed=dashed)


def _neck(pen: Pen, scene: Scene, row: int) -> None:
    shoulder, ear = scene.midpoint(row, "shoulder"), scene.midpoint(row, "ear")
    if shoulder is not None and ear is not None:
        pen.line(shoulder, ear, PLUMB, 0.6)
        pen.dot(ear, 0.7, PLUMB)


def _trunk(pen: Pen, scene: Scene, row: int) -> None:
    hip, shoulder = scene.midpoint(row, "hip"), scene.midpoint(row, "shoulder")
    if hip is None or shoulder is None:
        return
    length = math.dist(hip, shoulder)
    if math.isfinite(scene.lean_deg[row]):
        roll = math.radians(-scene.roll_deg)
        up = np.array([math.sin(roll), -math.cos(roll)])
        pen.line(hip, hip + _PLUMB_TRUNKS * length * up, PLUMB, 0.55, dashed=True)
        tilt = math.atan2(shoulder[0] - hip[0], hip[1] - shoulder[1])
        pen.path(_arc(hip, _ARC_TRUNKS * length, roll, tilt), MEASURE, 0.7)
    pen.line(hip, shoulder, MEASURE, 1.4)
    for at in (hip, shoulder):
        pen.dot(at, 1.1, MEASURE)


def _knee(pen: Pen, scene: Scene, row: int) -> None:
    """Mark the angle between the shank and the prolonged thigh, which is the flexion."""
    if not math.isfinite(scene.knee_deg[row]):
        return
    hip, knee, ankle = (scene.point(row, f"{scene.middle_side}_{part}") for part in _LEG)
    if hip is None or knee is None or ankle is None:
        return
    thigh, shank = (math.atan2(d[0], -d[1]) for d in (knee - hip, ankle - knee))
    turn = (shank - thigh + math.pi) % (2 * math.pi) - math.pi
    radius = _ARC_THIGHS * math.dist(hip, knee)
    pen.line(knee, knee + radius * 1.25 * _unit(knee - hip), PLUMB, 0.5, dashed=True)
    pen.path(_arc(knee, radius, thigh, thigh + turn), MEASURE, 0.7)


def _unit(vector: Point) -> Point:
    return vector / max(float(np.hypot(*vector)), 1e-9)


def _arc(centre: Point, radius: float, start: float, end: float) -> list[Point]:
    """Points between two directions, in radians clockwise from straight up."""
    turns = np.linspace(start, end, 14)
    return [centre + radius * np.array([math.sin(t), -math.cos(t)]) for t in turns]


def _flash(
    pen: Pen, scene: Scene, row: int, flash: Flash, foot: Point, letter_px: int
) -> None:
    side, landing = flash.event.side, flash.event.kind == "IC"
    colour = SIDE[side]
    heel, toe = (scene.point(row, f"{side}_{part}") for part in ("heel", "foot_index"))
    if landing and heel is not None and toe is not None:
        drop = np.array([0.0, 1.0]) * 2.2 * pen.unit_px / pen.scale
        reach = 0.25 * (toe - heel)
        pen.line(heel - reach + drop, toe + reach + drop, colour, 1.6)
    pen.ring(foot, 2.5 + 3.5 * flash.age, colour, 1.0 if landing else 0.7)
    _label(pen, WORDS[flash.event.kind], foot, scene.ahead, letter_px)


def _label(pen: Pen, word: str, foot: Point, ahead: int, letter_px: int) -> None:
    """Write a word behind the foot, on a plate, inside the picture."""
    high, wide = pen.image.shape[:2]
    pad = round(0.35 * letter_px)
    width = width_px(word, letter_px) + 2 * pad
    height = letter_px + pad
    x, y = pen.place(foot)
    x += -ahead * 2.0 * letter_px - (width if ahead > 0 else 0)
    left = round(min(max(x, 0), wide - width))
    top = round(min(max(y - 0.5 * height, 0), high - height))
    plate = pen.image[max(top, 0) : top + height, max(left, 0) : left + width]
    plate[:] = (plate.astype(np.uint16) + 3 * np.uint16(STRIP)) >> 2
    write(pen.image, word, (left + pad, top + 0.5 * pad + 0.8 * letter_px), letter_px, TEXT)
