"""Inches, feet, miles and pounds beside the metric units.

The page is written in metric units. Whatever reads otherwise in imperial ones carries that in
``data-imperial``, and the page's switch (``report.js``) exchanges the two.
"""

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup, escape

from formcheck.locales import pgettext
from formcheck.words.numbers import interval_text, suffix, value_text, write
from formcheck.words.units import IMPERIAL, IMPERIAL_UNITS, METRIC, Units


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
    if unit not in IMPERIAL_UNITS:
        return None
    name = IMPERIAL.unit(unit)
    low, high = (IMPERIAL.number(v, unit) for v in (ci_low, ci_high))
    return Imperial(
        value_text(IMPERIAL.number(value, unit), name, low, high),
        suffix(name),
        interval_text(name, low, high),
    )


def converted(value: float, unit: str) -> float | None:
    """Return a value in the imperial unit, or None for a unit that is the same in both."""
    return IMPERIAL.number(value, unit) if unit in IMPERIAL_UNITS else None


def marked(words: str, other: str | None) -> Markup:
    """Return words that carry their imperial form."""
    if other is None or other == words:
        return escape(words)
    return Markup('<span data-imperial="{}">{}</span>').format(other, words)


def in_both(words: Callable[[Units], str]) -> Markup:
    """Return what is said in metric units, carrying what is said in imperial ones.

    Examples
    --------
    >>> str(in_both(lambda units: units.speed(3.0)))
    '<span data-imperial="6.7 mph">10.8 km/h</span>'
    """
    return marked(words(METRIC), words(IMPERIAL))


def unit_words(words: str, unit: str) -> Markup:
    """Return the printed name of a unit, carrying that of its imperial counterpart."""
    return marked(words, IMPERIAL.name(unit) if unit in IMPERIAL_UNITS else None)


def number_words(value: float, unit: str, places: int) -> Markup:
    """Return a bare number of this unit, carrying its imperial counterpart."""
    other = converted(value, unit)
    return marked(write(value, places), None if other is None else write(other, places))


def label_words(label: str) -> Markup:
    """Return a name that may end in a unit, ``Reach in cm``."""
    return marked(label, label.replace(pgettext("unit", " in cm"), pgettext("unit", " in inches")))
