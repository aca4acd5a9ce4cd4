"""Smooth lines and dots on a picture, each on a dark edge so that it shows on any ground."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.overlay.palette import EDGE, Colour
from formcheck.video.upright import Picture

Point = NDArray[np.float64]

_SHIFT: Final = 4
_DASH, _GAP = 2.6, 2.2
"""In line widths."""


@dataclass(frozen=True, slots=True)
class Pen:
    """Draws into one picture, in pixels of the full-size clip.

    Attributes
    ----------
    image : ndarray of uint8, shape (height, width, 3)
    scale : float
        Pixels of ``image`` in one of the clip.
    unit_px : float
        Thickness of a plain line in ``image``.
    """

    image: Picture
    scale: float
    unit_px: float

    def line(
        self, a: Point, b: Point, colour: Colour, width: float = 1.0, *, dashed: bool = False
    ) -> None:
        """Draw a line; ``width`` in units."""
        if dashed:
            for start, end in _dashes(a, b, width * self.unit_px / self.scale):
                self._stroke([start, end], colour, width)
        else:
            self._stroke([a, b], colour, width)

    def path(self, points: Sequence[Point], colour: Colour, width: float = 1.0) -> None:
        """Draw a line through several points."""
        self._stroke(points, colour, width)

    def dot(self, at: Point, radius: float, colour: Colour) -> None:
        """Draw a disc; ``radius`` in units."""
        self._disc(at, radius * self.unit_px + self._edge, EDGE)
        self._disc(at, radius * self.unit_px, colour)

    def ring(self, at: Point, radius: float, colour: Colour, width: float = 1.0) -> None:
        """Draw a circle; ``radius`` in units."""
        thick = max(1, round(width * self.unit_px))
        for colour_, extra in ((EDGE, 2 * max(1, round(self._edge))), (colour, 0)):
            cv2.circle(
                self.image,
                self._fixed(at),
                round(radius * self.unit_px * 2**_SHIFT),
                colour_,
                thick + extra,
                cv2.LINE_AA,
                _SHIFT,
            )

    def place(self, at: Point) -> tuple[float, float]:
        """Return where a point of the clip lies in the picture."""
        x, y = at * self.scale
        return float(x), float(y)

    @property
    def _edge(self) -> float:
        return max(0.8, 0.4 * self.unit_px)

    def _stroke(self, points: Sequence[Point], colour: Colour, width: float) -> None:
        corners = np.array([self._fixed(p) for p in points], np.int32)[:, None]
        thick = max(1, round(width * self.unit_px))
        for colour_, extra in ((EDGE, 2 * max(1, round(self._edge))), (colour, 0)):
            cv2.polylines(
                self.image, [corners], False, colour_, thick + extra, cv2.LINE_AA, _SHIFT
            )

    def _disc(self, at: Point, radius_px: float, colour: Colour) -> None:
        radius = round(radius_px * 2**_SHIFT)
        cv2.circle(self.image, self._fixed(at), radius, colour, cv2.FILLED, cv2.LINE_AA, _SHIFT)

    def _fixed(self, at: Point) -> tuple[int, int]:
        # OpenCV counts from the middle of the first pixel, landmarks from its corner.
        x, y = (at * self.scale - 0.5) * 2**_SHIFT
        limit = 2**20
        return int(np.clip(x, -limit, limit)), int(np.clip(y, -limit, limit))


def _dashes(a: Point, b: Point, width_px: float) -> list[tuple[Point, Point]]:
    length = float(np.hypot(*(b - a)))
    period = max((_DASH + _GAP) * width_px, 2.0)
    count = max(1, round((length + _GAP * width_px) / period))
    on = 1.0 / (count + (count - 1) * _GAP / _DASH)
    step = on * (1 + _GAP / _DASH)
    return [(a + (b - a) * k * step, a + (b - a) * (k * step + on)) for k in range(count)]
