"""Landmarks from a file, whatever program wrote it, and our own table back into one."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from formcheck.domain.message import Message
from formcheck.domain.pose import PoseTrack
from formcheck.domain.quality import View
from formcheck.domain.skeleton import INDEX, LANDMARKS
from formcheck.errors import ClipError, UsageError
from formcheck.tables.c3d import read_c3d
from formcheck.tables.marker_csv import frame_of, is_marker_table, read_marker_csv
from formcheck.tables.markers import seen_only
from formcheck.tables.mediapipe_dump import read_mediapipe
from formcheck.tables.participants import Person, only_one
from formcheck.tables.rows import write_rows
from formcheck.tables.sidecar import Sidecar, sidecar_fields
from formcheck.tables.spreadsheet import SAVE_AS_CSV, header_of, is_workbook
from formcheck.tables.trc import read_trc

if TYPE_CHECKING:
    import pandas as pd

Reader = Callable[[Path, Person], tuple[PoseTrack, Sidecar]]

BINARY = (".c3d",)
HEADER_START = ("frame", "time_s")
_BLOCK_ROWS = 1000


def _bad(path: Path, why: str) -> ClipError:
    return ClipError(
        f"{path.name}: {why}.",
        "A landmark table begins with the columns frame,time_s, then NAME_x,NAME_y,"
        "NAME_visibility for landmarks such as left_hip.",
        code="unreadable_file",
    )


def is_landmark_table(path: Path) -> bool:
    """Whether the file's first line begins like a landmark table."""
    return tuple(name.lower() for name in header_of(path)[:2]) == HEADER_START


def read_landmarks(path: str | Path, person: Person = None) -> tuple[PoseTrack, Sidecar]:
    """Read landmarks by the reader that belongs to the file's suffix (:data:`READERS`).

    Parameters
    ----------
    path : str or Path
        A landmark table or marker table (CSV), a TRC or C3D file, or landmarks as MediaPipe
        gives them (JSON).
    person : int, str or None
        Which participant of a laboratory's file: their number or the prefix of their markers.

    Returns
    -------
    PoseTrack, Sidecar
        Landmarks that the file lacks are NaN with visibility 0.

    Raises
    ------
    UsageError
        If there is no such file or participant, or if there are several participants and
        nobody said which.
    ClipError
        If the file cannot be understood.
    InstallationError
        If reading it needs an extra that is not installed.

    See Also
    --------
    formcheck.analyze : With ``landmarks=True`` it measures such a file.

    Examples
    --------
    >>> from formcheck import load_landmarks
    >>> track, sidecar = load_landmarks("trial.c3d")  # doctest: +SKIP
    >>> track.point("right_knee").shape  # doctest: +SKIP
    (480, 2)
    """
    path = Path(path)
    if path.suffix.lower() not in BINARY and is_workbook(path):
        raise ClipError(
            f"{path.name} is a workbook, not a landmark table.",
            SAVE_AS_CSV,
            code="unreadable_file",
        )
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise ClipError(
            f"{path.name}: landmarks are not read from {path.suffix or 'such'} files.",
            f"Give one of {', '.join(READERS)}; the guide on exchange says what each holds.",
            code="unreadable_file",
        )
    if not path.is_file():
        raise UsageError(f"There is no file {path}.", "Check the name.", code="usage")
    return reader(path, person)


def read_csv(path: Path, person: Person = None) -> tuple[PoseTrack, Sidecar]:
    """Read a landmark table in pixels, or a table of markers in space (NAME_x,_y,_z).

    The sidecar has the same name with the suffix ``.json``.

    Raises
    ------
    ClipError
        If the table cannot be understood: no such columns, no rows, time not increasing.
    """
    if is_marker_table(path):
        return read_marker_csv(path, person)
    if not is_landmark_table(path):
        raise _bad(path, "this is not a landmark table")
    only_one(path, person)
    import pandas as pd

    try:
        table = frame_of(path).rename(columns=str.lower)
        time_s = table["time_s"].to_numpy(float)
        frame = table["frame"].to_numpy(float)
        xy = np.full((len(table), len(LANDMARKS), 2), np.nan)
        visibility = np.zeros((len(table), len(LANDMARKS)))
        for name, i in INDEX.items():
            if f"{name}_x" in table and f"{name}_y" in table:
                xy[:, i] = seen_only(table[[f"{name}_x", f"{name}_y"]].to_numpy(float))
                seen = np.isfinite(xy[:, i]).all(axis=1)
                given = table.get(f"{name}_visibility")
                visibility[:, i] = seen if given is None else np.nan_to_num(given.to_numpy(float))
    except (OSError, ValueError, pd.errors.ParserError) as error:
        raise _bad(path, f"the table cannot be read ({error})") from error
    if len(table) == 0:
        raise _bad(path, "the table has no rows")
    good_time = np.isfinite(time_s).all() and bool(np.all(np.diff(time_s) > 0))
    if not good_time or not np.isfinite(frame).all():
        raise _bad(path, "time_s must be given in every row and increase from row to row")
    if not np.isfinite(xy).any():
        raise _bad(path, "the table names none of the 33 landmarks")
    known = sidecar_fields(path.with_suffix(".json"))
    # Without a sidecar the picture is taken to end where the landmarks end.
    known.setdefault("width", int(np.nanmax(xy[..., 0])) + 1)
    known.setdefault("height", int(np.nanmax(xy[..., 1])) + 1)
    sidecar = Sidecar(**known)
    seen = table["seen"].to_numpy() != 0 if "seen" in table else np.ones(len(table), bool)
    track = PoseTrack(
        time_s=time_s,
        frame=frame.astype(np.int64),
        xy_px=xy,
        visibility=visibility,
        width=sidecar.width,
        height=sidecar.height,
        history=(Message("landmark_table"),),
        seen=None if seen.all() or not seen.any() else seen,
    )
    return track, sidecar


READERS: Final[dict[str, Reader]] = {
    ".csv": read_csv,
    ".trc": read_trc,
    ".c3d": read_c3d,
    ".json": read_mediapipe,
}
"""Suffix -> reader of a path and a participant; one's own: ``READERS[".xyz"] = read_xyz``."""


def landmark_frame(track: PoseTrack) -> "pd.DataFrame":
    """Return a track as landmark table: pixels to 2 decimals, time to 6."""
    import pandas as pd

    return pd.DataFrame(_columns(track))


def _columns(track: PoseTrack) -> dict[str, np.ndarray]:
    seen = np.ones(len(track), int) if track.seen is None else track.seen.astype(int)
    columns: dict[str, np.ndarray] = {"frame": track.frame, "time_s": np.round(track.time_s, 6)}
    for name, i in INDEX.items():
        columns[f"{name}_x"] = np.round(track.xy_px[:, i, 0], 2)
        columns[f"{name}_y"] = np.round(track.xy_px[:, i, 1], 2)
        columns[f"{name}_visibility"] = np.round(track.visibility[:, i], 3)
    columns["seen"] = seen
    return columns


def write_landmarks(
    track: PoseTrack, path: Path, pose_model: str | None = None, view: View | None = None
) -> None:
    """Write a track as landmark table, in the picture's frame, with its sidecar.

    The sidecar names the pose model if any, and where down is if that was measured: whoever
    reads the table again need not guess it.
    """
    columns = _columns(track)
    write_rows(path, columns, _rows(list(columns.values())))
    sidecar: dict[str, Any] = {"width": track.width, "height": track.height}
    sidecar["fps"] = round(track.fps, 4)
    if pose_model is not None:
        sidecar["pose_model"] = pose_model
    if view is not None and view.gravity_grade != "none":
        sidecar |= {
            "roll_deg": view.roll_deg,
            "roll_sd_deg": view.roll_sd_deg,
            "gravity_source": view.gravity_source,
        }
    path.with_suffix(".json").write_text(json.dumps(sidecar) + "\n", encoding="utf-8")


def _rows(columns: list[np.ndarray]) -> Iterator[tuple[float, ...]]:
    """Rows of a table, a block at a time: Python's numbers take four times the memory."""
    for start in range(0, len(columns[0]), _BLOCK_ROWS):
        block = slice(start, start + _BLOCK_ROWS)
        yield from zip(*(column[block].tolist() for column in columns), strict=True)
