"""How numbers are written: no more digits than the interval supports.

The one place where the report rounds. The half width of the 90 % interval decides: it keeps two
significant digits when it starts with 1 or 2, one otherwise, and the value stops at the same
digit; a unit's own limit keeps narrow intervals from claiming a precision no film has.
"""

import math
from typing import Final

from formcheck.locales import gettext, read_numbers_as
from formcheck.words.wording import wording

MINUS: Final = "\N{MINUS SIGN}"

_MOST_DECIMALS: Final[dict[str, int]] = {
    "ms": 0,
    "deg": 1,
    "%": 1,
    "% leg length": 1,
    "cm": 1,
    "steps/min": 1,
    "spm": 1,
    "kN/m": 1,
    "m": 2,
    "m/s": 2,
    "in": 1,
    "ft": 1,
    "mph": 1,
}


def decimals(unit: str, ci_low: float | None = None, ci_high: float | None = None) -> int:
    """Return how many decimals a value with this interval deserves (0 to 2).

    Examples
    --------
    >>> decimals("deg", 5.8, 8.8), decimals("deg", 2.0, 14.0), decimals("ms", 240.0, 251.0)
    (1, 0, 0)
    """
    most = _MOST_DECIMALS.get(unit, 1)
    if ci_low is None or ci_high is None:
        return most
    half = (ci_high - ci_low) / 2
    if half <= 0:
        return most
    power = math.floor(math.log10(half))
    leading = half / 10**power
    wanted = -power + (1 if leading < 2.95 else 0)
    return max(0, min(most, wanted))


def write(value: float, places: int) -> str:
    """Return ``value`` with ``places`` decimals and a true minus sign, never ``-0``.

    Examples
    --------
    >>> write(-0.04, 1), write(-2.25, 1), write(168.42, 0)
    ('0.0', '−2.2', '168')
    """
    text = f"{value:.{places}f}"
    if float(text) == 0:
        text = f"{0:.{places}f}"
    return read_numbers_as(text.replace("-", MINUS))


def fixed(value: float, places: int) -> str:
    """Return ``value`` with ``places`` decimals, as times in captions have them."""
    return read_numbers_as(f"{value:.{places}f}")


def up(value: float, places: int) -> float:
    """Return ``value`` rounded away from too small: what must be exceeded is never understated.

    Examples
    --------
    >>> up(2.01, 0), up(2.0, 0), up(0.301, 2)
    (3.0, 2.0, 0.31)
    """
    scale = 10.0**places
    return math.ceil(value * scale - 1e-9) / scale


def value_text(value: float, unit: str, ci_low: float | None, ci_high: float | None) -> str:
    """Return the bare number as cards and tables print it."""
    return write(value, decimals(unit, ci_low, ci_high))


def edge_text(value: float, unit: str) -> str:
    """Return the edge of a band, or what is typical: no trailing zero, whole from 50 on.

    Examples
    --------
    >>> edge_text(27.5, "deg"), edge_text(8.0, "deg"), edge_text(176.86, "steps/min")
    ('27.5', '8', '177')
    """
    return write(value, 0 if abs(value) >= 50 else min(1, decimals(unit))).removesuffix(
        read_numbers_as(".0")
    )


def interval_text(unit: str, ci_low: float, ci_high: float) -> str:
    """Return the 90 % interval, ``5.8 to 8.8``."""
    places = decimals(unit, ci_low, ci_high)
    return gettext("{low} to {high}").format(low=write(ci_low, places), high=write(ci_high, places))


def suffix(unit: str, metric: str = "") -> str:
    """Return what follows a number of this unit, with its leading space where it has one."""
    if metric.endswith("_pct_leg") and not metric.startswith("asymmetry"):
        unit = "% leg length"
    return str(wording()["unit_end"].get(unit, f" {unit}"))
