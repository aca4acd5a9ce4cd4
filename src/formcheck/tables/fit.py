"""What a running watch measured: cadence, contact time and bounce from a FIT file."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from formcheck.domain.watch import Watch
from formcheck.errors import ClipError, InstallationError
from formcheck.installation import with_extra
from formcheck.tables.packed import unpacked

RUNNING_SPM = (120.0, 260.0)
"""Records outside are rests and walks."""
FEWEST_RECORDS = 5
RUNNING, ANY_SPORT = "running", ("generic", "multisport", "all")
"""Of a sport that says nothing, the cadence has to decide."""
SUFFIX = ".fit"
WATCH_SUFFIXES = (SUFFIX, ".fit.gz", ".zip")
"""As it is, as Strava and as Garmin hand it out."""
_READ = ("record", "session", "lap", "sport")
Record = Mapping[str, Any]


def _fitdecode_package() -> ModuleType:
    try:
        package = import_module("fitdecode")
    except ImportError as error:
        raise InstallationError(
            "FIT files need the package fitdecode, which is not installed.",
            with_extra("fit"),
            code="missing_extra",
        ) from error
    return package


def read_fit(path: Path) -> Watch:
    """Read the running dynamics of an activity, of its running parts where it has several.

    Parameters
    ----------
    path : Path
        FIT file of a watch (Garmin, Coros, Polar, Wahoo and others write it), as it is, gzipped
        or the only run in a zip archive.

    Raises
    ------
    ClipError
        If the file is no FIT file, holds no running, or holds several runs.
    InstallationError
        If fitdecode is not installed.
    """
    running = _run_of(path)
    columns = {
        "cadence_spm": [_cadence_spm(r) for r in running],
        "contact_time_ms": [r.get("stance_time") for r in running],
        "vertical_oscillation_cm": [_times(r.get("vertical_oscillation"), 0.1) for r in running],
    }
    medians = {name: _median(values) for name, values in columns.items()}
    return Watch(path.name, len(running), {n: v for n, v in medians.items() if v is not None})


def running_span(path: Path) -> tuple[datetime, datetime]:
    """Return when the wearer of a watch began and ceased to run, UTC.

    Raises
    ------
    ClipError
        As :func:`read_fit`, or if the records carry no time.
    InstallationError
        If fitdecode is not installed.
    """
    times = [t for r in _run_of(path) if isinstance(t := r.get("timestamp"), datetime)]
    if not times:
        raise ClipError(
            f"{path.name} does not say when the run was.",
            "Give it to a single clip with --fit.",
            code="unreadable_file",
        )
    return min(times), max(times)


def _run_of(path: Path) -> list[Record]:
    """Return the records in which the wearer ran, of the only run in a file."""
    fitdecode = _fitdecode_package()
    try:
        activities = [(name, _activity(fitdecode, data)) for name, data in unpacked(path, SUFFIX)]
    except (OSError, ValueError, fitdecode.FitError) as error:
        raise ClipError(
            f"{path.name} cannot be read as a FIT file ({error}).",
            "Export the activity again as the original file (FIT) from the watch's own service.",
            code="unreadable_file",
        ) from error
    runs = [(name, run) for name, (run, _) in activities if len(run) >= FEWEST_RECORDS]
    if len(runs) > 1:
        raise ClipError(
            f"{path.name} holds {len(runs)} runs: {', '.join(name for name, _ in runs[:3])}.",
            "Unpack the one in which the clip was filmed and give that.",
            code="unreadable_file",
        )
    if not runs:
        raise _no_run(path, activities)
    ((_, running),) = runs
    return running


def _activity(fitdecode: ModuleType, data: bytes) -> tuple[list[Record], list[str]]:
    """Return the records in which the wearer ran, and the sports of the file."""
    messages: dict[str, list[Record]] = {name: [] for name in _READ}
    sport = None
    with fitdecode.FitReader(data) as reader:
        for frame in reader:
            if isinstance(frame, fitdecode.FitDataMessage) and frame.name in _READ:
                fields = {field.name: field.value for field in frame.fields}
                sport = fields.get("sport", sport) if frame.name == "sport" else sport
                messages[frame.name].append({"sport": sport, **fields})
    # Sessions stand at the end of the file, or at its beginning: only their times tell.
    parts = sorted(
        (p for p in messages["session"] or messages["lap"] if _is_part(p)),
        key=lambda part: part["start_time"],
    )
    records = [{**r, "sport": _sport_of(r, parts)} for r in messages["record"]]
    sports = sorted({str(r["sport"]) for r in records if _is_known(r)})
    return [r for r in records if _runs(r)], sports


def _is_part(part: Record) -> bool:
    return _is_known(part) and isinstance(part.get("start_time"), datetime)


def _is_known(part: Record) -> bool:
    return part.get("sport") not in (None, *ANY_SPORT)


def _sport_of(record: Record, parts: Sequence[Record]) -> object:
    """By the record itself, by the session in which it lies, or by what was announced before."""
    own = record.get("activity_type")
    if own not in (None, *ANY_SPORT):
        return own
    when = record.get("timestamp")
    begun = [p for p in parts if isinstance(when, datetime) and p["start_time"] <= when]
    return begun[-1]["sport"] if begun else record.get("sport")


def _runs(record: Record) -> bool:
    spm = _cadence_spm(record)
    right_sport = record["sport"] == RUNNING or not _is_known(record)
    return right_sport and spm is not None and _within(spm)


def _no_run(
    path: Path, activities: Sequence[tuple[str, tuple[list[Record], list[str]]]]
) -> ClipError:
    sports = sorted({sport for _, (_, found) in activities for sport in found})
    others = [sport.replace("_", " ") for sport in sports if sport != RUNNING]
    if not activities:
        why = "no FIT file is in it"
    elif others and RUNNING not in sports:
        why = f"it was recorded as {' and '.join(others)}"
    else:
        most = max(len(run) for _, (run, _) in activities)
        why = f"{most} records with a running cadence"
    return ClipError(
        f"{path.name} holds no running: {why}.",
        "Give the file of the run in which the clip was filmed.",
        code="unreadable_file",
    )


def _cadence_spm(record: Mapping[str, Any]) -> float | None:
    """Both feet: the format counts the steps of one."""
    cadence = record.get("cadence")
    if cadence is None:
        return None
    return 2.0 * (float(cadence) + float(record.get("fractional_cadence") or 0.0))


def _within(spm: float) -> bool:
    return RUNNING_SPM[0] <= spm <= RUNNING_SPM[1]


def _times(value: float | None, factor: float) -> float | None:
    return None if value is None else factor * float(value)


def _median(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return round(float(np.median(known)), 2) if len(known) >= FEWEST_RECORDS else None
