"""What a running watch measured: cadence, contact time and bounce from a FIT file."""

from collections.abc import Iterable, Mapping
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from formcheck.domain.watch import Watch
from formcheck.errors import ClipError, InstallationError
from formcheck.installation import with_extra

RUNNING_SPM = (120.0, 260.0)
"""Records outside are rests and walks."""
FEWEST_RECORDS = 5


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
    """Read the running dynamics of an activity.

    Parameters
    ----------
    path : Path
        FIT file of a watch (Garmin, Coros, Polar, Wahoo and others write it).

    Raises
    ------
    ClipError
        If the file is no FIT file or holds no running.
    InstallationError
        If fitdecode is not installed.
    """
    fitdecode = _fitdecode_package()
    try:
        with fitdecode.FitReader(str(path)) as reader:
            records = [
                {field.name: field.value for field in frame.fields}
                for frame in reader
                if isinstance(frame, fitdecode.FitDataMessage) and frame.name == "record"
            ]
    except (OSError, ValueError, fitdecode.FitError) as error:
        raise ClipError(
            f"{path.name} cannot be read as a FIT file ({error}).",
            "Export the activity again as the original file (FIT) from the watch's own service.",
            code="unreadable_file",
        ) from error
    running = [r for r in records if (spm := _cadence_spm(r)) and _within(spm)]
    if len(running) < FEWEST_RECORDS:
        raise ClipError(
            f"{path.name} holds no running: {len(running)} records with a running cadence.",
            "Give the file of the run in which the clip was filmed.",
            code="unreadable_file",
        )
    columns = {
        "cadence_spm": [_cadence_spm(r) for r in running],
        "contact_time_ms": [r.get("stance_time") for r in running],
        "vertical_oscillation_cm": [_times(r.get("vertical_oscillation"), 0.1) for r in running],
    }
    medians = {name: _median(values) for name, values in columns.items()}
    return Watch(path.name, len(running), {n: v for n, v in medians.items() if v is not None})


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
