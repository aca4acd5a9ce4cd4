"""Inches, feet, miles and pounds beside the metric units.

The page is written in metric units, as ``analysis.json`` is. Whatever has an imperial form
carries it in ``data-imperial``, and the page's switch (``report.js``) exchanges the two.
"""

import re
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup, escape

from formcheck.words.numbers import interval_text, value_text, write
from formcheck.words.units import IMPERIAL_UNITS as UNITS
from formcheck.words.units import KM_PER_MILE, feet_and_inches, pace

TALL_CM: Final = 100
"""From here on a length in a sentence is a body's, told in feet and inches."""

_NUMBER = r"\d+(?:\.\d+)?"
_QUANTITY = re.compile(
    rf"(?P<low>{_NUMBER})(?: to (?P<high>{_NUMBER}))? (?P<unit>km/h|m/s|cm|kg|m)(?![\w/·])"
    r"|(?P<minutes>\d+):(?P<seconds>\d\d) min/km"
    r"|\bin (?P<named>cm)\b"
)


@dataclass(frozen=True)
class Imperial:
    """One measured row in imperial print."""

    value: str
    unit: str
    interval: str


def imperial(unit: str, value: float, ci_low: float, ci_high: float) -> Imperial | None:
    """Return a measured row in imperial print, or None for a unit that is the same in both.

    Examples
    --------
    >>> imperial("cm", 15.24, 12.7, 17.78)
    Imperial(value='6.0', unit=' in', interval='5.0 to 7.0')
    """
    if unit not in UNITS:
        return None
    name, size = UNITS[unit]
    low, high = ci_low / size, ci_high / size
    return Imperial(
        value_text(value / size, name, low, high), f" {name}", interval_text(name, low, high)
    )


def converted(value: float, unit: str) -> float | None:
    """Return a value in the imperial unit, or None for a unit that is the same in both."""
    return value / UNITS[unit][1] if unit in UNITS else None


def marked(words: str, other: str | None) -> Markup:
    """Return words that carry their imperial form."""
    if other is None:
        return escape(words)
    return Markup('<span data-imperial="{}">{}</span>').format(other, words)


def unit_words(words: str, unit: str) -> Markup:
    """Return the printed name of a unit, carrying that of its imperial counterpart."""
    return marked(words, UNITS[unit][0] if unit in UNITS else None)


def number_words(value: float, unit: str, places: int) -> Markup:
    """Return a bare number of this unit, carrying its imperial counterpart."""
    other = converted(value, unit)
    return marked(write(value, places), None if other is None else write(other, places))


def both_units(text: object) -> Markup:
    """Return a sentence in which every length, speed, pace and mass carries its imperial form.

    Examples
    --------
    >>> str(both_units("at 10.8 km/h"))
    'at <span data-imperial="6.7 mph">10.8 km/h</span>'
    """
    words = str(text)
    parts, end = [], 0
    for found in _QUANTITY.finditer(words):
        parts.append(escape(words[end : found.start()]))
        parts.append(marked(found.group(), _told(found)))
        end = found.end()
    return Markup("").join([*parts, escape(words[end:])])


def _told(found: re.Match[str]) -> str:
    if found["named"]:
        return "in inches"
    if found["minutes"]:
        return pace_per_mile(60 * int(found["minutes"]) + int(found["seconds"]))
    if found["unit"] == "cm" and found["high"] is None and float(found["low"]) >= TALL_CM:
        return feet_and_inches(float(found["low"]))
    name, size = UNITS[found["unit"]]
    numbers = [n for n in (found["low"], found["high"]) if n is not None]
    places = max(len(n.partition(".")[2]) for n in numbers)
    return " to ".join(write(float(n) / size, places) for n in numbers) + f" {name}"


def pace_per_mile(seconds_per_km: float) -> str:
    """Return a pace, ``8:03 min/mile``.

    Examples
    --------
    >>> pace_per_mile(300)
    '8:03 min/mile'
    """
    return pace(seconds_per_km * KM_PER_MILE, "mile")
