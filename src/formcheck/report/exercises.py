"""Line drawings of the exercises: one figure of sticks from its angles, in one style."""

import math
from collections.abc import Sequence

from markupsafe import Markup

from formcheck.guidelines.exercises import Pose, Position
from formcheck.locales import gettext
from formcheck.report.svg import path, picture, tag

Point = tuple[float, float]
WIDE, HIGH, FLOOR = 150.0, 128.0, 120.0
TRUNK, NECK, HEAD = 31.0, 9.0, 6.5
THIGH, SHANK, FOOT = 22.0, 22.0, 8.0
UPPER, LOWER = 15.0, 14.0


def drawing(pose: Pose, title: str) -> Markup:
    """Return one exercise as SVG, themed by the style sheet.

    Parameters
    ----------
    pose : Pose
    title : str
        What the drawing shows, for those who cannot see it.
    """
    figure = _Figure(pose, pose)
    swims = pose.prop in ("water", "deep")
    shapes = [] if swims else [_line((8, FLOOR), (WIDE - 8, FLOOR), "ex-floor")]
    if pose.to is not None:
        shapes += _Figure(pose, pose.to, beside=figure).shapes("ex-ghost")
    shapes = [*shapes, *_prop(pose.prop, figure), *figure.shapes("ex-body")]
    return picture(
        WIDE,
        HIGH,
        gettext("Drawing: {title}").format(title=title),
        *shapes,
        class_="chart exercise",
    )


def _ahead(start: Point, angle_deg: float, length: float) -> Point:
    turn = math.radians(angle_deg)
    return start[0] + length * math.sin(turn), start[1] - length * math.cos(turn)


def _chain(start: Point, *parts: tuple[float, float]) -> list[Point]:
    points = [start]
    for angle_deg, length in parts:
        points.append(_ahead(points[-1], angle_deg, length))
    return points


class _Figure:
    """Joints of one position, set down on the floor in the middle of the drawing."""

    def __init__(self, pose: Pose, position: Position, beside: "_Figure | None" = None) -> None:
        hip = (0.0, 0.0)
        shoulder = _ahead(hip, position.trunk, TRUNK)
        self.trunk = [hip, shoulder]
        self.head = _ahead(shoulder, position.trunk, NECK + HEAD / 2)
        self.legs = [self._leg(pose, leg) for leg in position.legs]
        self.arms = [_chain(shoulder, (a, UPPER), (b, LOWER)) for a, b in position.arms]
        points = [p for line in (*self.legs, *self.arms, self.trunk) for p in line]
        low = max(y for _, y in points)
        if pose.lying:
            low = max(low, self.head[1] + HEAD - 2)
        middle = (min(x for x, _ in points) + max(x for x, _ in points)) / 2
        if beside is not None:
            middle = -beside.trunk[0][0] + WIDE / 2
        self._move(WIDE / 2 - middle, FLOOR - 2.5 - low - position.up)

    @staticmethod
    def _leg(pose: Pose, leg: Sequence[float]) -> list[Point]:
        thigh, shank = leg
        toes = 150.0 if pose.tiptoe else shank - 90.0
        return _chain((0.0, 0.0), (thigh, THIGH), (shank, SHANK), (toes, FOOT))

    def _move(self, x: float, y: float) -> None:
        def moved(points: list[Point]) -> list[Point]:
            return [(a + x, b + y) for a, b in points]

        self.trunk = moved(self.trunk)
        self.legs = [moved(leg) for leg in self.legs]
        self.arms = [moved(arm) for arm in self.arms]
        self.head = (self.head[0] + x, self.head[1] + y)

    def shapes(self, class_: str) -> list[Markup]:
        far = f"{class_} ex-far"
        return [
            _poly(self.arms[1], far),
            _poly(self.legs[1], far),
            _poly(self.trunk, class_),
            tag("circle", cx=self.head[0], cy=self.head[1], r=HEAD, class_=f"{class_}-head"),
            _poly(self.legs[0], class_),
            _poly(self.arms[0], class_),
        ]


def _poly(points: Sequence[Point], class_: str) -> Markup:
    return tag("path", d=path(points), class_=class_)


def _line(start: Point, end: Point, class_: str = "ex-prop") -> Markup:
    return _poly((start, end), class_)


def _box(x: float, y: float, width: float, height: float) -> Markup:
    corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
    return tag("path", d=path(corners, closed=True), class_="ex-prop")


def _circle(x: float, y: float, r: float) -> Markup:
    return tag("circle", cx=x, cy=y, r=r, class_="ex-prop")


def _waves(y: float) -> Markup:
    points = [(x, y + (1.6 if x % 16 else -1.6)) for x in range(10, 145, 8)]
    return _poly(points, "ex-water")


def _prop(name: str, figure: _Figure) -> list[Markup]:
    """Return what stands around the figure; nothing for most."""
    hand, hip, ankle = figure.arms[0][-1], figure.trunk[0], figure.legs[0][2]
    top = figure.head[1] - HEAD
    drawn = {
        "wall": lambda: [_line((hand[0] + 2, 36), (hand[0] + 2, FLOOR))],
        "plumb": lambda: [_line((hip[0], top - 6), (hip[0], FLOOR), "ex-water")],
        "ceiling": lambda: [_line((hip[0] - 34, top - 5), (hip[0] + 40, top - 5))],
        "slope": lambda: [_line((30, FLOOR), (130, FLOOR - 12))],
        "beat": lambda: [
            _poly(((122, 60), (130, 38), (138, 60), (122, 60)), "ex-prop"),
            _line((130, 56), (138, 40)),
        ],
        "box": lambda: [_box(ankle[0] - 10, ankle[1] + 3, 26, FLOOR - ankle[1] - 3)],
        "bench": lambda: [_box(figure.trunk[1][0] - 16, hip[1] + 4, 24, FLOOR - hip[1] - 4)],
        "chair": lambda: [
            _poly(((hip[0] - 18, 62), (hip[0] - 18, FLOOR)), "ex-prop"),
            _poly(((hip[0] - 18, hip[1] + 5), (hip[0] + 2, hip[1] + 5)), "ex-prop"),
            _poly(((hip[0] + 2, hip[1] + 5), (hip[0] + 2, FLOOR)), "ex-prop"),
        ],
        "band": lambda: [_line(figure.legs[0][2], figure.legs[1][2], "ex-water")],
        "weight": lambda: [_circle(hand[0], hand[1] + 5, 4.5)],
        "strap": lambda: [_line(hand, figure.legs[1][3], "ex-water")],
        "roll": lambda: [_circle(figure.trunk[1][0] + 10, FLOOR - 4, 4)],
        "water": lambda: [_waves(hip[1] - 3)],
        "deep": lambda: [_waves(figure.trunk[1][1] + 4)],
        "bike": lambda: [
            _circle(hip[0] - 16, FLOOR - 15, 14),
            _circle(hip[0] + 36, FLOOR - 15, 14),
            _poly(
                ((hip[0] - 16, FLOOR - 15), (hip[0], hip[1] + 4), (hand[0], hand[1] + 6)),
                "ex-prop",
            ),
            _line((hand[0], hand[1]), (hip[0] + 36, FLOOR - 15)),
        ],
    }
    return drawn[name]() if name else []
