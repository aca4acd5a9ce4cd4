"""Which watch file belongs to which clip: the one that was recording while it was filmed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from formcheck.batch.jobs import Job
from formcheck.errors import FormcheckError, UsageError
from formcheck.tables.fit import WATCH_SUFFIXES, running_span
from formcheck.video.probe import when_filmed

SLACK: Final = timedelta(minutes=2)
"""Clocks of phone and watch may differ by so much, and phones note the begin of a film or its
end."""


@dataclass(frozen=True, slots=True)
class Activity:
    """A watch file and when its wearer ran, UTC."""

    path: Path
    start: datetime
    end: datetime

    def holds(self, when: datetime, slack: timedelta = SLACK) -> bool:
        """Whether a moment lies in it, give or take what clocks differ."""
        return self.start - slack <= when <= self.end + slack


@dataclass(frozen=True, slots=True)
class Matched:
    """Jobs with the watch files that belong to them.

    Attributes
    ----------
    jobs : tuple of Job
    notes : tuple of str
        What was not matched or not read, and why.
    n_matched : int
    """

    jobs: tuple[Job, ...]
    notes: tuple[str, ...]
    n_matched: int


def with_watches(jobs: Sequence[Job], folder: Path) -> Matched:
    """Give each job the watch file of its time.

    A date with a time of day in a manifest takes precedence over the time in the film's own
    file; a day alone, or a landmark table without a date, is not matched.

    Parameters
    ----------
    jobs : sequence of Job
    folder : Path
        FIT files, also gzipped or zipped, searched with all below it.

    Raises
    ------
    UsageError
        If there is no such folder or no watch file in it.
    InstallationError
        If FIT files cannot be read here.
    """
    found, notes = _activities(folder)
    done = []
    for job in jobs:
        fits, why = _match(job, found)
        if why:
            notes.append(f"{job.source}: {why}")
        done.append(replace(job, settings=replace(job.settings, fit=fits)) if fits else job)
    matched = sum(job.settings.fit is not None for job in done)
    return Matched(tuple(done), tuple(notes), matched)


def _activities(folder: Path) -> tuple[list[Activity], list[str]]:
    files = sorted(
        path
        for path in (folder.rglob("*") if folder.is_dir() else ())
        if path.is_file() and path.name.lower().endswith(WATCH_SUFFIXES)
    )
    if not files:
        raise UsageError(
            f"There is no watch file in {folder}.",
            f"Put the activities there as the watch's service exports them ({WATCH_SUFFIXES[0]}).",
            code="usage",
        )
    found, notes = [], []
    for path in files:
        try:
            found.append(Activity(path, *running_span(path)))
        except FormcheckError as error:
            if error.exit_code == 5:  # the reader itself is missing: no file can be read
                raise
            notes.append(error.what)
    return found, notes


def _match(job: Job, found: Sequence[Activity]) -> tuple[Path | None, str]:
    when = _moment(job)
    if when is None:
        return None, "no watch file, because the time of day it was filmed at is not known"
    near = [one for one in found if one.holds(when)]
    inside = [one for one in near if one.holds(when, timedelta(0))] or near
    if len(inside) > 1:
        names = ", ".join(one.path.name for one in inside)
        return None, f"no watch file, because several were recording then ({names})"
    if not inside:
        return None, f"no watch file was recording at {when.astimezone():%Y-%m-%d %H:%M}"
    return inside[0].path, ""


def _moment(job: Job) -> datetime | None:
    """When it was filmed, UTC; a time without a zone is one of this machine's."""
    told = job.session.date
    if (told is None or len(told) <= len("2026-06-01")) and not job.landmarks:
        try:
            told = when_filmed(job.path) or told
        except FormcheckError:  # whatever is wrong with the clip, its analysis will say
            return None
    if told is None or len(told) <= len("2026-06-01"):
        return None
    return datetime.fromisoformat(told).astimezone(UTC)
