"""Crisp text on pictures: each piece of text is set once and then only mixed in."""

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from formcheck.overlay.palette import TEXT, Colour
from formcheck.video.upright import Picture

_FONT: Final = "mpl-data/fonts/ttf/DejaVuSans.ttf"


class _Set(NamedTuple):
    ink: NDArray[np.uint16]
    ascent: int


@lru_cache(maxsize=8)
def _font(size_px: int) -> ImageFont.FreeTypeFont:
    # Found without importing matplotlib, which takes a second.
    spec = find_spec("matplotlib")
    assert spec is not None
    assert spec.origin is not None
    return ImageFont.truetype(str(Path(spec.origin).parent / _FONT), size_px)


@lru_cache(maxsize=512)
def _set(text: str, size_px: int) -> _Set:
    font = _font(size_px)
    width = max(1, round(font.getlength(text)))
    ascent, descent = font.getmetrics()
    sheet = Image.new("L", (width, ascent + descent), 0)
    ImageDraw.Draw(sheet).text((0, 0), text, fill=255, font=font)
    # 0-256, so that mixing is a shift instead of a division
    ink = np.asarray(sheet, np.uint16)[..., None]
    return _Set(ink + (ink >> 7), ascent)


@lru_cache(maxsize=512)
def width_px(text: str, size_px: int) -> int:
    """Width of a text in pixels."""
    return max(1, round(_font(size_px).getlength(text)))


def write(
    image: Picture, text: str, at: tuple[float, float], size_px: int, colour: Colour = TEXT
) -> None:
    """Write a text into a picture; what lies outside the picture is cut off.

    Parameters
    ----------
    image : ndarray of uint8, shape (height, width, 3)
        Changed in place.
    text : str
        One line.
    at : tuple of float
        Left end of the base line.
    size_px : int
        Size of the type (about 1.4 times the height of a capital).
    colour : tuple of int
        RGB.
    """
    ink, ascent = _set(text, size_px)
    left, top = round(at[0]), round(at[1]) - ascent
    high, wide = image.shape[:2]
    x0, y0 = max(left, 0), max(top, 0)
    x1, y1 = min(left + ink.shape[1], wide), min(top + ink.shape[0], high)
    if x0 >= x1 or y0 >= y1:
        return
    part = image[y0:y1, x0:x1]
    share = ink[y0 - top : y1 - top, x0 - left : x1 - left]
    part[:] = (part * (256 - share) + np.uint16(colour) * share) >> 8


def wrapped(text: str, size_px: int, room_px: float) -> list[str]:
    """Break a text into lines that fit a width."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_px(longer, size_px) <= room_px:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
