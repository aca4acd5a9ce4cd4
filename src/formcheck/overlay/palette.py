"""Colours of the drawings; the report's charts use the same for left and right.

Blue and orange differ for every kind of colour vision; near and far also differ by the
kind of line, so no meaning hangs on colour alone.
"""

from typing import Final

from formcheck.domain.skeleton import Side

Colour = tuple[int, int, int]
"""As the planes of a film hold it: brightness 16-235, two colour values around 128."""


def colour(red: int, green: int, blue: int) -> Colour:
    """Return an RGB colour as BT.709 brightness and colour differences (limited range).

    Examples
    --------
    >>> colour(255, 255, 255), colour(0, 0, 0)
    ((235, 128, 128), (16, 128, 128))
    """
    r, g, b = red / 255, green / 255, blue / 255
    light = 0.2126 * r + 0.7152 * g + 0.0722 * b
    return (
        round(16 + 219 * light),
        round(128 + 224 * (b - light) / 1.8556),
        round(128 + 224 * (r - light) / 1.5748),
    )


SIDE: Final[dict[Side, Colour]] = {"left": colour(86, 180, 255), "right": colour(255, 154, 66)}
MEASURE: Final = colour(255, 216, 77)
PLUMB: Final = colour(245, 245, 240)
EDGE: Final = colour(14, 18, 22)

STRIP: Final = colour(19, 23, 26)
LANE: Final = colour(38, 44, 50)
TEXT: Final = colour(235, 231, 223)
SOFT: Final = colour(167, 173, 179)


def mixed(front: Colour, back: Colour, share: float) -> Colour:
    """Return ``share`` of the front colour on the back colour."""
    y, u, v = (round(share * f + (1 - share) * b) for f, b in zip(front, back, strict=True))
    return y, u, v
