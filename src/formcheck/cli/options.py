"""Option values, checked at the door: each function turns one word into one value."""

import argparse
import re
from collections.abc import Callable
from pathlib import Path

from formcheck.settings import RANGES


def number(setting: str) -> Callable[[str], float]:
    """Return a reader of numbers that the setting allows."""
    low, high, unit = RANGES[setting]

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


def count(setting: str) -> Callable[[str], int]:
    """Return a reader of whole numbers that the setting allows."""
    low, high, _ = RANGES[setting]
    return whole(int(low), int(high))


def whole(low: int, high: int) -> Callable[[str], int]:
    """Return a reader of whole numbers from ``low`` to ``high``."""

    def read(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            msg = f"{text!r} is not a whole number"
            raise argparse.ArgumentTypeError(msg) from None
        if not low <= value <= high:
            msg = f"{text} is out of range: {low} to {high}"
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
    low, high, unit = RANGES["speed_kmh"]
    if not low <= speed_kmh <= high:
        msg = f"{text} a kilometre is {speed_kmh:.1f} {unit}, outside {low:g} to {high:g} {unit}"
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
