"""When a clip was filmed, on the runner's own clock: sessions are days where the runner lives."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from formcheck.domain.clip import TimeZoneSource

_APPLE: Final = "com.apple.quicktime.creationdate"
"""Says the time zone, also where it is that of London in winter."""
_TAGS: Final = (_APPLE, "creation_time", "date")
_OFFSETS: Final = ("com.samsung.android.utc_offset",)
_FIRST_YEAR: Final = 1971
"""Clocks that were never set say 1904 (QuickTime's zero) or 1970."""


def filmed_at(tags: Mapping[str, str]) -> tuple[str | None, TimeZoneSource | None]:
    """Find when the film was made.

    Parameters
    ----------
    tags : mapping of str to str
        All of the file's tags.

    Returns
    -------
    created : str or None
        Local time as ISO 8601 with its offset from UTC; a bare day where no more is known.
    zone : {"file", "machine"} or None
        Whose time zone that is: most phones write UTC alone.

    Examples
    --------
    >>> filmed_at({"com.apple.quicktime.creationdate": "2026-06-01T16:50:00-0700"})
    ('2026-06-01T16:50:00-07:00', 'file')
    """
    for name in _TAGS:
        when = _moment(tags.get(name, ""))
        if when is None or when.year < _FIRST_YEAR:
            continue
        if name == "date" and len(tags[name]) <= len("2026-06-01"):
            return when.date().isoformat(), None
        if when.tzinfo is None:  # as it stood on the camera's clock
            return when.isoformat(timespec="seconds"), "file"
        offset = next((tags[tag] for tag in _OFFSETS if tags.get(tag)), "")
        own = _moment(f"2000-01-01T00:00:00{offset}") if offset else None
        if own is not None and own.tzinfo is not None:
            return when.astimezone(own.tzinfo).isoformat(timespec="seconds"), "file"
        if when.utcoffset() or name == _APPLE:
            return when.isoformat(timespec="seconds"), "file"
        return when.astimezone().isoformat(timespec="seconds"), "machine"
    return None, None


def _moment(text: str) -> datetime | None:
    try:
        # FFmpeg 8.1 joins what two boxes of one file say under one name.
        return datetime.fromisoformat(text.split(";", maxsplit=1)[0].strip())
    except ValueError:
        return None
