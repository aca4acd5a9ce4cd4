"""Drawn runners: flat limbs over a plain ground, as in tutorials, games and explainers."""

from dataclasses import dataclass, replace
from itertools import pairwise

import cv2
import numpy as np

from formcheck.domain.skeleton import INDEX
from quality.stepper import stepper

FINE = 4
"""Bits of a pixel to which shapes are placed."""
OUTLINE_PX = 3.0
JOINTS = ("hip", "knee", "ankle", "heel", "foot_index", "shoulder", "elbow", "wrist")
GREY, NAVY = (60, 60, 64), (40, 60, 120)


@dataclass(frozen=True)
class Style:
    """Colours (RGB) of a drawing, thickness of its limbs over the usual one, and its outline."""

    ground: tuple[int, int, int] = (222, 238, 246)
    floor: tuple[int, int, int] | None = (150, 190, 120)
    skin: tuple[int, int, int] = (240, 195, 160)
    shirt: tuple[int, int, int] = (220, 70, 60)
    shorts: tuple[int, int, int] = NAVY
    shoe: tuple[int, int, int] = (245, 245, 245)
    outline: tuple[int, int, int] | None = None
    thick: float = 1.0
    far_leg: float = 0.8
    lit: bool = False
    """Round limbs, brighter along their middle: what a plain renderer makes of a body."""


STYLES = {
    "flat": Style(),
    "outlined": Style(outline=(20, 20, 20), ground=(255, 255, 255), floor=None),
    "dark ground": Style(ground=(30, 34, 60), floor=(50, 60, 90), shirt=(250, 200, 40)),
    "slim": Style(thick=0.75, shirt=(30, 150, 140), ground=(250, 240, 220)),
    "one colour": Style(skin=GREY, shirt=GREY, shorts=GREY, shoe=GREY),
}


def drawn_runner(look, kind="run", *, seconds=5.0, fps=30.0, facing="right", size=(1280, 720)):
    """Pictures of a drawn body of a kind of movement, uint8 (T, H, W, 3), RGB, and its track."""
    wide, high = size
    leg_px = 0.4 * high
    track, _ = stepper(
        kind, cadence=170.0, seconds=seconds, fps=fps, facing=facing, noise=0.0, leg_px=leg_px
    )
    middle = np.array([wide / 2 - track.width / 2, 0.47 * high - track.height / 2])
    xy = track.xy_px + middle
    pictures = [_Drawing(look, facing, size).of(body) for body in xy]
    return pictures, replace(track.moved(xy, "drawn"), width=wide, height=high)


class _Drawing:
    def __init__(self, look, facing, size):
        self.look = look
        self.ahead = 1.0 if facing == "right" else -1.0
        self.near_last = ("left", "right") if facing == "right" else ("right", "left")
        self.wide, self.high = size
        self.leg = 0.4 * self.high
        self.picture = np.empty((self.high, self.wide, 3), np.uint8)

    def of(self, xy):
        self.picture[:] = self.look.ground
        if self.look.floor is not None:
            self.picture[int(0.47 * self.high + 1.05 * self.leg) :] = self.look.floor
        far, near = self.near_last
        self._side(xy, far, self.look.far_leg)
        self._body(xy)
        self._side(xy, near, 1.0)
        return self.picture

    def _side(self, xy, side, share):
        at = {joint: xy[INDEX[f"{side}_{joint}"]] for joint in JOINTS}
        look, leg = self.look, self.leg
        self._limb(at["knee"], at["ankle"], (0.1 * leg, 0.07 * leg), _dim(look.skin, share))
        self._limb(at["hip"], at["knee"], (0.15 * leg, 0.11 * leg), _dim(look.shorts, share))
        foot = (0.05 * leg, 0.04 * leg)
        self._limb(at["heel"], at["foot_index"], foot, _dim(look.shoe, share))
        self._limb(at["elbow"], at["wrist"], (0.07 * leg, 0.06 * leg), _dim(look.skin, share))
        sleeve = _dim(look.shirt, 0.9 * share)
        self._limb(at["shoulder"], at["elbow"], (0.085 * leg, 0.07 * leg), sleeve)

    def _body(self, xy):
        hip, neck = (
            (xy[INDEX[f"left_{part}"]] + xy[INDEX[f"right_{part}"]]) / 2
            for part in ("hip", "shoulder")
        )
        leg, look = self.leg, self.look
        up = (neck - hip) / np.linalg.norm(neck - hip)
        self._limb(neck, neck + 0.12 * leg * up, (0.06 * leg, 0.06 * leg), look.skin)
        self._limb(hip, neck, (0.16 * leg, 0.2 * leg), look.shirt)
        head, side = neck + 0.3 * leg * up, np.array([self.ahead, 0.0])
        down = np.array([0.0, 1.0])
        self._disc(head, 0.15 * leg, look.skin)
        self._disc(head + 0.15 * leg * side, 0.035 * leg, look.skin)
        self._disc(head - 0.04 * leg * side - 0.07 * leg * down, 0.13 * leg, _dim(NAVY, 0.5))
        self._disc(head + 0.08 * leg * side, 0.02 * leg, (20, 20, 20))

    def _disc(self, at, radius, colour):
        if self.look.outline is not None:
            cv2.circle(
                self.picture,
                *(_fine(at), int(_fine([radius + OUTLINE_PX])[0]), self.look.outline),
                *(-1, cv2.LINE_AA, FINE),
            )
        radius = int(_fine([radius])[0])
        cv2.circle(self.picture, _fine(at), radius, colour, -1, cv2.LINE_AA, FINE)

    def _limb(self, one, other, radii, colour):
        first, last = (radius * self.look.thick for radius in radii)
        along = (other - one) / max(float(np.linalg.norm(other - one)), 1e-6)
        across = np.array([-along[1], along[0]])
        for more, paint in ((OUTLINE_PX, self.look.outline), (0.0, colour)):
            if paint is None:
                continue
            a, b = (first + more) * across, (last + more) * across
            corners = np.array([_fine(c) for c in (one + a, other + b, other - b, one - a)])
            cv2.fillConvexPoly(self.picture, corners, paint, cv2.LINE_AA, FINE)
            for at, radius in ((one, first + more), (other, last + more)):
                size = int(_fine([radius])[0])
                cv2.circle(self.picture, _fine(at), size, paint, -1, cv2.LINE_AA, FINE)
        if self.look.lit:
            for at, radius in ((one, first), (other, last)):
                self._ball(at, radius, colour)
            self._light(one, other, (first, last), colour)

    def _ball(self, at, radius, colour):
        """Discs within discs, each nearer to the light and brighter."""
        for k in range(24):
            rest = 1 - k / 24
            place = at + radius * (1 - rest) * np.array([0.3, -0.6])
            paint = _dim(colour, 0.35 + 0.65 * np.sqrt(1 - rest * rest))
            size = int(_fine([radius * rest])[0])
            cv2.circle(self.picture, _fine(place), size, paint, -1, cv2.LINE_8, FINE)

    def _light(self, one, other, radii, colour):
        """Lambert's law for a rod, lit from above the camera: brightest off its middle."""
        along = (other - one) / max(float(np.linalg.norm(other - one)), 1e-6)
        across = np.array([-along[1], along[0]])
        light = np.array([0.3, -0.6, 0.74])
        rims = np.linspace(-1.0, 1.0, 41)
        for low, high in pairwise(rims):
            u = (low + high) / 2
            normal = np.array([*(u * across), np.sqrt(1 - u * u)])
            share = 0.35 + 0.65 * max(0.0, float(normal @ light))
            first, last = (radius * across for radius in radii)
            ends = (one + low * first, one + high * first, other + high * last, other + low * last)
            corners = np.array([_fine(c) for c in ends])
            cv2.fillConvexPoly(self.picture, corners, _dim(colour, share), cv2.LINE_8, FINE)


def _dim(colour, share):
    return tuple(round(c * share) for c in colour)


def _fine(at):
    return tuple(round(float(v) * 2**FINE) for v in at)
