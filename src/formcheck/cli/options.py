"""Option values, checked at the door: each function turns one word into one value."""

import argparse
import re
from collections.abc import Callable
from pathlib import Path

MIN_SPEED_KMH, MAX_SPEED_KMH = 2.0, 45.0
"""From a slow walk to the fastest sprint on record; outside, the unit was mistaken."""


def number(low: float, high: float, unit: str) -> Callable[[str], float]:
    """Return a reader of numbers in ``[low, high]``, in ``unit``."""

    def read(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            msg = f"{text!r} is not a number"
            raise argparse.ArgumentTypeError(msg) from None
        if not low <= value <= high:
            msg = f"{text} is outside {low:g} to {high:g} {unit}".rstrip()
            raise argparse.ArgumentTypeError(msg)
        return value

    return read


def whole(low: int, high: int | None = None) -> Callable[[str], int]:
    """Return a reader of whole numbers from ``low`` up to ``high`` (without limit if None)."""

    def read(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            msg = f"{text!r} is not a whole number"
            raise argparse.ArgumentTypeError(msg) from None
        if value < low or (high is not None and value > high):
            span = f"at least {low}" if high is None else f"{low} to {high}"
            msg = f"{text} is out of range: {span}"
            raise argparse.ArgumentTypeError(msg)
        return value

    return read


def pace(text: str) -> float:
    """Read a pace, ``M:SS`` a kilometre, as speed in km/h."""
    match = re.fullmatch(r"(\d{1,2}):([0-5]\d)", text)
    seconds = 60 * int(match[1]) + int(match[2]) if match else 0
    if not seconds:
        msg = f"{text!r} is not a pace; write minutes and seconds a kilometre, e.g. 5:30"
        raise argparse.ArgumentTypeError(msg)
    speed_kmh = 3600 / seconds
    if not MIN_SPEED_KMH <= speed_kmh <= MAX_SPEED_KMH:
        msg = (
            f"{text} a kilometre is {speed_kmh:.1f} km/h, outside "
            f"{MIN_SPEED_KMH:g} to {MAX_SPEED_KMH:g} km/h"
        )
        raise argparse.ArgumentTypeError(msg)
    return speed_kmh


def file(text: str) -> Path:
    """Read the path of a file that must exist."""
    path = Path(text)
    if not path.is_file():
        msg = f"there is no file {text!r}"
        raise argparse.ArgumentTypeError(msg)
    return path


def folder(text: str) -> Path:
    """Read the path of a folder that must exist."""
    path = Path(text)
    if not path.is_dir():
        msg = f"there is no folder {text!r}"
        raise argparse.ArgumentTypeError(msg)
    return path
