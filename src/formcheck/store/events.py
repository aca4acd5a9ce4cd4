"""``events.csv`` read back, after a person has edited it."""

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import get_args

import numpy as np

from formcheck.domain.gait import Event, EventKind
from formcheck.domain.pose import PoseTrack
from formcheck.domain.skeleton import SIDES
from formcheck.errors import UsageError
from formcheck.tables.spreadsheet import SAVE_AS_CSV, is_workbook, lines_of, with_point


def read_events(path: Path, track: PoseTrack) -> tuple[Event, ...]:
    """Read an edited ``events.csv``; ``time_s`` counts, ``frame`` follows from it.

    Raises
    ------
    UsageError
        With the number of the line that cannot be understood.
    """
    if is_workbook(path):
        raise UsageError(
            f"{path.name} is a workbook, not a table of events.", SAVE_AS_CSV, code="usage"
        )
    try:
        (_, header), *rows = lines_of(path)
    except (OSError, ValueError, csv.Error) as error:
        raise UsageError(
            f"{path} cannot be read as a table of events.",
            "Edit a copy of the analysis' own events.csv.",
            code="usage",
        ) from error
    names = [name.lower() for name in header]
    events = [
        _event(path, line, dict(zip(names, cells, strict=False)), track) for line, cells in rows
    ]
    return tuple(sorted(events))


def _event(path: Path, line: int, row: Mapping[str, str | None], track: PoseTrack) -> Event:
    side, kind = (row.get("side") or "").lower(), (row.get("event") or "").upper()
    try:
        time_s = float(with_point(row.get("time_s") or ""))
        known = side in SIDES and kind in get_args(EventKind)
    except ValueError:
        known = False
        time_s = 0.0
    inside = track.time_s[0] <= time_s <= track.time_s[-1]
    if not known or not inside:
        raise UsageError(
            f"{path.name}, line {line}: this is no event of the clip.",
            "Each line needs side left or right, event IC or TO, and a time_s within "
            f"{track.time_s[0]:.3f}-{track.time_s[-1]:.3f}.",
            code="usage",
        )
    frame = float(np.interp(time_s, track.time_s, track.frame))
    # checked above against the only values there are
    return Event(time_s, side, kind, frame, 1.0)  # type: ignore[arg-type]
