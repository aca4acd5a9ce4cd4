"""Days and months as the reader's language writes them."""

from datetime import date, datetime
from typing import Final

from formcheck.languages import SOURCE
from formcheck.locales.language import current

_OWN: Final = {"yMMMMd": "d MMMM y", "yMMMd": "d MMM y", "MMMd": "d MMM", "MMM": "MMM"}
"""Of English: day before month, which readers on both sides of the sea understand."""


def full_date(day: date) -> str:
    """Return a day with its year, ``3 October 2026``."""
    return _written(day, "yMMMMd")


def date_and_time(when: datetime) -> str:
    """Return a moment, ``3 Oct 2026 17:05``."""
    return f"{_written(when.date(), 'yMMMd')} {clock_time(when)}"


def medium_date(day: date) -> str:
    """Return a day with its year, the month short, ``3 Oct 2026``."""
    return _written(day, "yMMMd")


def clock_time(when: datetime) -> str:
    """Return a time of day, ``17:05``."""
    from babel.dates import format_time

    return format_time(when, "HH:mm", locale=current())


def iso_day(text: str) -> str:
    """Return a day that is kept as ``2026-10-03``."""
    return medium_date(date.fromisoformat(text))


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
