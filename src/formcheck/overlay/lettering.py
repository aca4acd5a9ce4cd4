"""Crisp text on pictures: each piece of text is set once and then only mixed in."""

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from formcheck.overlay.palette import TEXT, Colour
from formcheck.video.planes import Planes

_FONT: Final = "mpl-data/fonts/ttf/DejaVuSans.ttf"

_FIGURES: Final = "0123456789:.,# s"
"""A clock shows another text in each frame: such are put together of figures set once."""

Ink = NDArray[np.uint16]


class _Set(NamedTuple):
    """A text's ink, 0-256, in the size of brightness and in that of colour."""

    full: Ink
    half: Ink
    ascent: int


@lru_cache(maxsize=8)
def _font(size_px: int) -> ImageFont.FreeTypeFont:
    # Found without importing matplotlib, which takes a second.
    spec = find_spec("matplotlib")
    folder = Path(spec.origin).parent if spec is not None and spec.origin else Path()
    return ImageFont.truetype(str(folder / _FONT), size_px)


@lru_cache(maxsize=512)
def _set(text: str, size_px: int) -> _Set:
    parts = [text] if text.strip(_FIGURES) or not text else text
    full = np.hstack([_sheet(part, size_px) for part in parts])
    high, wide = full.shape
    full = np.pad(full, ((0, high % 2), (0, wide % 2)))
    half = cv2.resize(full, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    return _Set(_ink(full), _ink(np.asarray(half, np.uint8)), _font(size_px).getmetrics()[0])


@lru_cache(maxsize=128)
def _sheet(text: str, size_px: int) -> NDArray[np.uint8]:
    """Ink of a text, 0-255, shape (height of the type, width of the text)."""
    font = _font(size_px)
    sheet = Image.new("L", (_width_px(text, size_px), sum(font.getmetrics())), 0)
    ImageDraw.Draw(sheet).text((0, 0), text, fill=255, font=font)
    return np.asarray(sheet, np.uint8)


def _ink(sheet: NDArray[np.uint8]) -> Ink:
    # 256 instead of 255, so that mixing is a shift instead of a division
    return np.asarray(sheet.astype(np.uint16) + (sheet >> 7), np.uint16)


def width_px(text: str, size_px: int) -> int:
    """Width of a text in pixels."""
    if text.strip(_FIGURES):
        return _width_px(text, size_px)
    return max(1, sum(_width_px(figure, size_px) for figure in text))


@lru_cache(maxsize=512)
def _width_px(text: str, size_px: int) -> int:
    return max(1, round(_font(size_px).getlength(text)))


def write(
    planes: Planes, text: str, at: tuple[float, float], size_px: int, colour: Colour = TEXT
) -> None:
    """Write a text into a picture; what lies outside the picture is cut off.

    Parameters
    ----------
    planes : Planes
        Changed in place.
    text : str
        One line.
    at : tuple of float
        Left end of the base line.
    size_px : int
        Size of the type (about 1.4 times the height of a capital).
    colour : Colour
    """
    full, half, ascent = _set(text, size_px)
    left, top = (round(v / 2) for v in (at[0], at[1] - ascent))
    _mix(planes.y, full, 2 * left, 2 * top, colour[0])
    _mix(planes.u, half, left, top, colour[1])
    _mix(planes.v, half, left, top, colour[2])


def _mix(plane: NDArray[np.uint8], ink: Ink, left: int, top: int, value: int) -> None:
    x0, y0 = max(left, 0), max(top, 0)
    x1 = min(left + ink.shape[1], plane.shape[1])
    y1 = min(top + ink.shape[0], plane.shape[0])
    if x0 >= x1 or y0 >= y1:
        return
    part = plane[y0:y1, x0:x1]
    share = ink[y0 - top : y1 - top, x0 - left : x1 - left]
    part[:] = (part * (256 - share) + share * np.uint16(value)) >> 8


def fill(
    planes: Planes, box: tuple[float, float, float, float], colour: Colour, share: float = 1.0
) -> None:
    """Fill a rectangle (left, top, right, bottom), rounded to even pixels.

    Parameters
    ----------
    planes : Planes
        Changed in place.
    box : tuple of float
        What lies outside the picture is left out.
    colour : Colour
    share : float
        1 covers what was there, less lets it shine through.
    """
    x0, y0, x1, y1 = (max(0, round(v / 2)) for v in box)
    for plane, value, size in zip(planes, colour, (2, 1, 1), strict=True):
        part = plane[size * y0 : size * y1, size * x0 : size * x1]
        if share >= 1.0:
            part[:] = value
        else:
            part[:] = (part * (1.0 - share) + share * value).astype(np.uint8)


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
