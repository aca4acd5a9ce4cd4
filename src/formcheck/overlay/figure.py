"""The runner: limbs, trunk against the vertical, the near knee, contacts and toe-offs."""

import itertools
import math
from typing import Final

import numpy as np

from formcheck.domain.skeleton import SIDES, Side
from formcheck.overlay.draw import Draw, Point
from formcheck.overlay.lettering import fill, width_px, write
from formcheck.overlay.palette import MEASURE, PLUMB, SIDE, STRIP, Colour
from formcheck.overlay.scene import Flash, Scene
from formcheck.words.wording import word

_LEG: Final = ("hip", "knee", "ankle")
_FOOT: Final = ("ankle", "heel", "foot_index", "ankle")
_ARM: Final = ("shoulder", "elbow", "wrist")
_PLUMB_TRUNKS, _ARC_TRUNKS, _ARC_THIGHS = 1.25, 0.72, 0.30


def draw_figure(draw: Draw, scene: Scene, row: int) -> None:
    """Draw one frame's figure, far side first.

    Parameters
    ----------
    draw : Draw
    scene : Scene
    row : int
        Row of the scene's track.
    """
    far, near = sorted(SIDES, key=lambda side: side == scene.middle_side)
    _limbs(draw, scene, row, far, near=scene.behind)
    _neck(draw, scene, row)
    _trunk(draw, scene, row)
    _limbs(draw, scene, row, near, near=True)
    _knee(draw, scene, row)


def draw_flashes(draw: Draw, scene: Scene, row: int, letter_px: int) -> None:
    """Mark the feet that touch or leave the ground in this frame, with a word."""
    for flash in scene.flashes.get(row, ()):
        foot = scene.point(row, f"{flash.event.side}_foot_index")
        if foot is not None:
            _flash(draw, scene, row, flash, foot, letter_px)


def _limbs(draw: Draw, scene: Scene, row: int, side: Side, *, near: bool) -> None:
    colour = SIDE[side]
    for parts, width in ((_ARM, 0.7), (_LEG, 1.5 if near else 1.0), (_FOOT, 1.1 if near else 0.8)):
        points = [scene.point(row, f"{side}_{part}") for part in parts]
        _limb(draw, points, colour, width, dashed=not near)
    for part in ("hip", "knee", "ankle"):
        at = scene.point(row, f"{side}_{part}")
        if at is not None:
            draw.dot(at, 1.25 if near else 0.9, PLUMB if near else colour)


def _limb(
    draw: Draw,
    points: list[Point | None],
    colour: Colour,
    width: float,
    *,
    dashed: bool,
) -> None:
    for a, b in itertools.pairwise(points):
        if a is not None and b is not None:
            (draw.dashes if dashed else draw.line)(a, b, colour, width)


def _neck(draw: Draw, scene: Scene, row: int) -> None:
    shoulder, ear = scene.midpoint(row, "shoulder"), scene.midpoint(row, "ear")
    if shoulder is not None and ear is not None:
        draw.line(shoulder, ear, PLUMB, 0.6)
        draw.dot(ear, 0.7, PLUMB)


def _trunk(draw: Draw, scene: Scene, row: int) -> None:
    hip, shoulder = scene.midpoint(row, "hip"), scene.midpoint(row, "shoulder")
    if hip is None or shoulder is None:
        return
    length = math.dist(hip, shoulder)
    if math.isfinite(scene.lean_deg[row]):
        roll = math.radians(-scene.roll_deg)
        up = np.array([math.sin(roll), -math.cos(roll)])
        draw.dashes(hip, hip + _PLUMB_TRUNKS * length * up, PLUMB, 0.55)
        tilt = math.atan2(shoulder[0] - hip[0], hip[1] - shoulder[1])
        draw.path(_arc(hip, _ARC_TRUNKS * length, roll, tilt), MEASURE, 0.7)
    draw.line(hip, shoulder, MEASURE, 1.4)
    for at in (hip, shoulder):
        draw.dot(at, 1.1, MEASURE)


def _knee(draw: Draw, scene: Scene, row: int) -> None:
    """Mark the angle between the shank and the prolonged thigh, which is the flexion."""
    if not math.isfinite(scene.knee_deg[row]):
        return
    hip, knee, ankle = (scene.point(row, f"{scene.middle_side}_{part}") for part in _LEG)
    if hip is None or knee is None or ankle is None:
        return
    thigh, shank = (math.atan2(d[0], -d[1]) for d in (knee - hip, ankle - knee))
    turn = (shank - thigh + math.pi) % (2 * math.pi) - math.pi
    radius = _ARC_THIGHS * math.dist(hip, knee)
    draw.dashes(knee, knee + radius * 1.25 * _unit(knee - hip), PLUMB, 0.5)
    draw.path(_arc(knee, radius, thigh, thigh + turn), MEASURE, 0.7)


def _unit(vector: Point) -> Point:
    return vector / max(float(np.hypot(*vector)), 1e-9)


def _arc(centre: Point, radius: float, start: float, end: float) -> list[Point]:
    """Points between two directions, in radians clockwise from straight up."""
    turns = np.linspace(start, end, 14)
    return [centre + radius * np.array([math.sin(t), -math.cos(t)]) for t in turns]


def _flash(draw: Draw, scene: Scene, row: int, flash: Flash, foot: Point, letter_px: int) -> None:
    """Landing: a bar under the sole. Leaving: a ring that opens around the toes."""
    side = flash.event.side
    heel, toe = (scene.point(row, f"{side}_{part}") for part in ("heel", "foot_index"))
    if flash.event.event == "TO":
        draw.ring(foot, 3.0 + 4.0 * flash.age, SIDE[side], 1.0)
    elif heel is not None and toe is not None:
        ground = max(heel[1], toe[1]) + 3.0 * draw.unit_px / draw.scale
        reach = 0.3 * (toe[0] - heel[0])
        ends = [np.array([x, ground]) for x in (heel[0] - reach, toe[0] + reach)]
        draw.line(ends[0], ends[1], SIDE[side], 2.0 - flash.age)
    # The landing foot is the foremost and the leaving one the hindmost: there is room.
    way = scene.ahead if flash.event.event == "IC" else -scene.ahead
    _label(draw, word("flash", flash.event.event), SIDE[side], foot, way=way, letter_px=letter_px)


def _label(draw: Draw, word: str, colour: Colour, at: Point, *, way: int, letter_px: int) -> None:
    """Write a word beside a point (``way`` 1: right of it), on a plate, inside the picture."""
    wide, high = draw.planes.size
    pad = round(0.35 * letter_px)
    width = width_px(word, letter_px) + 2 * pad
    height = letter_px + pad
    x, y = draw.place(at)
    x += way * 1.6 * letter_px - (width if way < 0 else 0)
    left = max(min(x, wide - width), 0.0)
    top = max(min(y - 0.5 * height, high - height), 0.0)
    fill(draw.planes, (left, top, left + width, top + height), STRIP, 0.75)
    base = top + 0.5 * pad + 0.8 * letter_px
    write(draw.planes, word, (left + pad, base), letter_px, colour)
