"""A clip as the API and the pages tell it."""

from datetime import datetime
from pathlib import Path
from typing import Any, Final

from formcheck.domain.files import (
    ANALYSIS_JSON,
    EVENTS_CSV,
    LANDMARKS_CSV,
    LANDMARKS_RAW_CSV,
    METRICS_CSV,
    REAR,
    REPORT_HTML,
    STEPS_CSV,
    VIDEO,
)
from formcheck.locales.dates import date_and_time, medium_date
from formcheck.web.clip_repository import FINISHED, ClipRepository, StoredClip
from formcheck.web.queue import Queue
from formcheck.web.summary import translated_summary
from formcheck.words import phrase
from formcheck.words.wording import word

_REAR_VIDEO: Final = f"{REAR}-{VIDEO}"
FILES: Final[dict[str, str]] = {
    REPORT_HTML: "text/html; charset=utf-8",
    VIDEO: "video/mp4",
    _REAR_VIDEO: "video/mp4",
    ANALYSIS_JSON: "application/json",
    METRICS_CSV: "text/csv; charset=utf-8",
    EVENTS_CSV: "text/csv; charset=utf-8",
    STEPS_CSV: "text/csv; charset=utf-8",
    LANDMARKS_CSV: "text/csv; charset=utf-8",
    LANDMARKS_RAW_CSV: "text/csv; charset=utf-8",
}
"""What may be fetched of an analysis, and as what."""


def describe(clip: StoredClip, repository: ClipRepository, queue: Queue) -> dict[str, Any]:
    """Return a clip as JSON.

    Returns
    -------
    dict
        As ``Clip`` in the API description; sizes in bytes, times in UTC, ``percent`` 0-100.
    """
    live = queue.live(clip.id)
    percent = live.percent if live else (100.0 if clip.state in {"done", "refused"} else 0.0)
    left_s = queue.left_s(clip)
    return {
        "id": clip.id,
        "name": clip.name,
        "state": clip.state,
        "words": _words(clip, repository, queue),
        "finished": clip.state in FINISHED,
        "created_utc": clip.created,
        "finished_utc": clip.finished,
        "size": clip.size,
        "received": repository.received(clip.id),
        "rear": _rear(clip, repository),
        "percent": round(percent, 1),
        "left_s": None if left_s is None else round(left_s),
        "ahead": queue.ahead(clip),
        "told": clip.form.for_people(),
        "facts": clip.facts,
        "summary": translated_summary(clip.summary),
        "error": clip.error or None,
        "files": files_of(clip, repository),
    }


def _rear(clip: StoredClip, repository: ClipRepository) -> dict[str, Any] | None:
    if clip.form.rear_size is None:
        return None
    received = repository.received(clip.id, rear=True)
    return {"name": clip.form.rear_name, "size": clip.form.rear_size, "received": received}


def files_of(clip: StoredClip, repository: ClipRepository) -> list[str]:
    """Return which files of an analysis there are."""
    folder = repository.results(clip.id)
    return [name for name in FILES if place_of(name, folder).is_file()]


def place_of(name: str, results: Path) -> Path:
    """Return where a file of :data:`FILES` lies; that of the film from behind is a folder down."""
    return results / REAR / VIDEO if name == _REAR_VIDEO else results / name


def _words(clip: StoredClip, repository: ClipRepository, queue: Queue) -> str:
    live = queue.live(clip.id)
    if clip.state == "running":
        if live and live.stage:
            return word("stage", live.stage)
        return phrase("starting_again" if clip.starts > 1 else "starting")
    if clip.state == "receiving" and clip.size:
        behind, there = clip.form.rear_size or 0, repository.received(clip.id, rear=True)
        share = 100 * (repository.received(clip.id) + there) // (clip.size + behind)
        return phrase("share_has_arrived", share=share)
    return word("clip_state", clip.state)


def day(stamp: str) -> str:
    """Return a UTC stamp as a day and time of this machine, for people.

    Examples
    --------
    >>> len(day("2026-11-22T12:00:00.000+00:00"))
    17
    """
    return date_and_time(moment(stamp))


def moment(stamp: str) -> datetime:
    """Return a stamp as a time of this machine."""
    return datetime.fromisoformat(stamp).astimezone()


def when(clip: StoredClip) -> str:
    """Return when a clip was filmed, where the file says so, else when it was sent."""
    filmed: str | None = clip.summary.get("filmed")
    return filmed or clip.created


def by_day(shown: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return clips under the days on which they were filmed, the newest first."""
    days: dict[str, list[dict[str, Any]]] = {}
    for clip in sorted(shown, key=lambda c: c["when"], reverse=True):
        days.setdefault(medium_date(clip["when"].date()), []).append(clip)
    return list(days.items())
