"""Colours of the drawings, RGB; the report's charts use the same for left and right.

Blue and orange differ for every kind of colour vision; near and far also differ by the
kind of line, so no meaning hangs on colour alone.
"""

from typing import Final

from formcheck.domain.skeleton import Side

Colour = tuple[int, int, int]

SIDE: Final[dict[Side, Colour]] = {"left": (86, 180, 255), "right": (255, 154, 66)}
MEASURE: Final[Colour] = (255, 216, 77)
PLUMB: Final[Colour] = (245, 245, 240)
EDGE: Final[Colour] = (14, 18, 22)

STRIP: Final[Colour] = (19, 23, 26)
LANE: Final[Colour] = (38, 44, 50)
TEXT: Final[Colour] = (235, 231, 223)
SOFT: Final[Colour] = (167, 173, 179)
