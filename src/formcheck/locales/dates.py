"""Days and months as the reader's language writes them."""

from datetime import date
from typing import Final

from formcheck.locales.language import SOURCE, current

_OWN: Final = {"yMMMMd": "d MMMM y", "MMMd": "d MMM", "MMM": "MMM"}
"""Of English: day before month, which readers on both sides of the sea understand."""


def full_date(day: date) -> str:
    """Return a day with its year, ``3 October 2026``."""
    return _written(day, "yMMMMd")


def short_date(day: date) -> str:
    """Return a day without its year, ``3 Oct``."""
    return _written(day, "MMMd")


def short_month(day: date) -> str:
    """Return a month, ``Oct``."""
    return _written(day, "MMM")


def _written(day: date, skeleton: str) -> str:
    from babel.dates import format_date, format_skeleton

    language = current()
    if language == SOURCE:
        return format_date(day, _OWN[skeleton], locale=SOURCE)
    return format_skeleton(skeleton, day, locale=language)
