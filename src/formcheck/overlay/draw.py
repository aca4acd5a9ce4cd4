"""Smooth lines and dots on a picture, each on a dark edge so that it shows on any ground."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.overlay.palette import EDGE, Colour
from formcheck.video.planes import Planes

Point = NDArray[np.float64]

_SHIFT: Final = 4
_DASH, _GAP = 4.0, 3.2
"""In units."""
_SHARES: Final = (1.0, 0.5, 0.5)
"""Size of the planes: colour has half of the brightness's."""


@dataclass(frozen=True, slots=True)
class Draw:
    """Draws into one picture, in pixels of the full-size clip.

    Attributes
    ----------
    planes : Planes
    scale : float
        Pixels of the picture in one of the clip.
    unit_px : float
        Thickness of a plain line in the picture.
    """

    planes: Planes
    scale: float
    unit_px: float

    def line(self, a: Point, b: Point, colour: Colour, width: float = 1.0) -> None:
        """Draw a line; ``width`` in units."""
        self._strokes(np.array([[a, b]]), colour, width)

    def dashes(self, a: Point, b: Point, colour: Colour, width: float = 1.0) -> None:
        """Draw a line of whole dashes, one at either end."""
        length = float(np.hypot(*(b - a))) * self.scale / self.unit_px
        count = max(1, round((length + _GAP) / (_DASH + _GAP)))
        on = 1.0 / (count + (count - 1) * _GAP / _DASH)
        starts = np.arange(count) * on * (1 + _GAP / _DASH)
        shares = (starts[:, None] + (0.0, on))[..., None]
        self._strokes(a + (b - a) * shares, colour, width)

    def path(self, points: Sequence[Point], colour: Colour, width: float = 1.0) -> None:
        """Draw a line through several points."""
        self._strokes(np.array([points]), colour, width)

    def dot(self, at: Point, radius: float, colour: Colour) -> None:
        """Draw a disc; ``radius`` in units."""
        self._circle(at, radius * self.unit_px + self._edge, EDGE, None)
        self._circle(at, radius * self.unit_px, colour, None)

    def ring(self, at: Point, radius: float, colour: Colour, width: float = 1.0) -> None:
        """Draw a circle; ``radius`` in units."""
        for shade, thick in self._coats(colour, width):
            self._circle(at, radius * self.unit_px, shade, thick)

    def place(self, at: Point) -> tuple[float, float]:
        """Return where a point of the clip lies in the picture."""
        return float(at[0]) * self.scale, float(at[1]) * self.scale

    @property
    def _edge(self) -> float:
        return max(0.8, 0.4 * self.unit_px)

    def _coats(self, colour: Colour, width: float) -> tuple[tuple[Colour, int], ...]:
        thick = max(1, round(width * self.unit_px))
        return (EDGE, thick + 2 * max(1, round(self._edge))), (colour, thick)

    def _strokes(self, lines: NDArray[np.float64], colour: Colour, width: float) -> None:
        """Draw lines given as array of shape (lines, points, 2)."""
        coats = self._coats(colour, width)
        # Both planes of colour have the same size.
        full, half = (self._fixed(lines, share) for share in (1.0, 0.5))
        places = (full, half, half)
        for k, (plane, fixed, share) in enumerate(zip(self.planes, places, _SHARES, strict=True)):
            for shade, thick in coats:
                slim = max(1, round(thick * share))
                cv2.polylines(plane, fixed, False, shade[k], slim, cv2.LINE_AA, _SHIFT)

    def _fixed(self, lines: NDArray[np.float64], share: float) -> list[NDArray[np.int32]]:
        """Lines in fixed-point pixels of a plane."""
        # OpenCV counts from the middle of the first pixel, landmarks from its corner.
        return list(((lines * (self.scale * share) - 0.5) * 2**_SHIFT).astype(np.int32))

    def _circle(self, at: Point, radius_px: float, colour: Colour, thick: int | None) -> None:
        x, y = self.place(at)
        spots = []
        for share in (1.0, 0.5):
            middle = tuple(round((v * share - 0.5) * 2**_SHIFT) for v in (x, y))
            slim = cv2.FILLED if thick is None else max(1, round(thick * share))
            spots.append((middle, round(radius_px * share * 2**_SHIFT), slim))
        for plane, (middle, radius, slim), value in zip(
            self.planes, (spots[0], spots[1], spots[1]), colour, strict=True
        ):
            cv2.circle(plane, middle, radius, value, slim, cv2.LINE_AA, _SHIFT)
