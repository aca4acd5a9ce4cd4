"""Small pieces of SVG and the scales that place them. Text and attributes are always escaped."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup, escape

from formcheck.words.numbers import write

Point = tuple[float, float]


def tag(name: str, *children: str, **attributes: object) -> Markup:
    """Return one element; ``class_`` becomes ``class``, underscores become hyphens.

    Attributes that are None are left out, floats are written with at most two decimals.
    """
    head = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_attribute(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    body = "".join(map(escape, children))
    return Markup(f"<{name}{head}>{body}</{name}>")  # noqa: S704 - names are ours, the rest escaped


def _attribute(value: object) -> str:
    if isinstance(value, float):
        return number(value)
    return str(value)


def number(value: float) -> str:
    """Return a coordinate, at most two decimals, without trailing zeros."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def picture(width: float, height: float, title: str, *children: str, class_: str = "chart",
            **attributes: object) -> Markup:  # fmt: skip
    """Return an ``<svg>`` that says what it shows to those who cannot see it."""
    return tag(
        "svg",
        *children,
        viewBox=f"0 0 {number(width)} {number(height)}",
        role="img",
        aria_label=title,
        class_=class_,
        **attributes,
    )


def path(points: Sequence[Point | None], *, closed: bool = False) -> str:
    """Return path data through ``points``; None lifts the pen."""
    words: list[str] = []
    pen = "M"
    for point in points:
        if point is None:
            pen = "M"
            continue
        words.append(f"{pen}{number(point[0])} {number(point[1])}")
        pen = "L"
    return "".join(words) + ("Z" if closed and words else "")


@dataclass(frozen=True)
class LinearScale:
    """A straight line from values to pixels.

    Attributes
    ----------
    low, high : float
        Ends of the values.
    start, end : float
        Pixels of these ends.
    """

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Return the pixel of ``value``."""
        span = (self.high - self.low) or 1.0
        return self.start + (value - self.low) / span * (self.end - self.start)

    def inside(self, value: float) -> float:
        """Return the pixel of ``value``, held within the ends."""
        return self(min(max(value, self.low), self.high))

    def ticks(self, about: int = 4) -> list[float]:
        """Return at least two round values inside the range, about as many as asked for."""
        from matplotlib.ticker import MaxNLocator

        low, high = sorted((self.low, self.high))
        if low == high:
            return [low]
        rounding = 1e-9 * (high - low)
        values = MaxNLocator(about, steps=[1, 2, 5, 10]).tick_values(low, high)
        return [float(v) for v in values if low - rounding <= v <= high + rounding]


def tick_texts(ticks: Sequence[float]) -> list[str]:
    """Return the ticks in print, all with as many decimals as tells them apart.

    Examples
    --------
    >>> tick_texts([0.98, 1.0, 1.02]), tick_texts([0.0, 20.0])
    (['0.98', '1.00', '1.02'], ['0', '20'])
    """
    gap = min((b - a for a, b in pairwise(sorted(ticks))), default=1.0)
    places = max(0, -math.floor(math.log10(gap) + 1e-9))
    return [write(value, places) for value in ticks]


def around(values: Sequence[float], share: float = 0.12) -> tuple[float, float]:
    """Return a range that holds all ``values`` with some air on both ends."""
    low, high = min(values), max(values)
    air = (high - low) * share or abs(high) * 0.05 or 1.0
    return low - air, high + air
