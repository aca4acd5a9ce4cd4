"""Read and write the landmark table of the definitions (wide CSV plus JSON sidecar)."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from formcheck.domain.pose import PoseTrack
from formcheck.domain.skeleton import INDEX, LANDMARKS
from formcheck.errors import ClipError

HEADER_START = ("frame", "time_s")


@dataclass(frozen=True, slots=True)
class Sidecar:
    """What the JSON beside a landmark table says; None where it says nothing."""

    width: int
    height: int
    fps: float | None = None
    direction: str | None = None
    speed_mps: float | None = None
    runner_height_m: float | None = None
    mass_kg: float | None = None
    sex: str | None = None
    scale_m_per_px: float | None = None


def _bad(path: Path, why: str) -> ClipError:
    return ClipError(
        f"{path.name}: {why}.",
        "A landmark table begins with the columns frame,time_s, then NAME_x,NAME_y,"
        "NAME_visibility for landmarks such as left_hip.",
        code="unreadable_file",
    )


def is_landmark_table(path: Path) -> bool:
    """Whether the file's first line begins like a landmark table."""
    try:
        with path.open(encoding="utf-8") as file:
            return tuple(file.readline().strip().split(",")[:2]) == HEADER_START
    except (OSError, UnicodeDecodeError):
        return False


def read_landmarks(path: Path) -> tuple[PoseTrack, Sidecar]:
    """Read a landmark table and its sidecar.

    Parameters
    ----------
    path : Path
        The CSV file. Its sidecar has the same name with the suffix ``.json``.

    Returns
    -------
    PoseTrack, Sidecar
        Landmarks that the table lacks are NaN with visibility 0.

    Raises
    ------
    ClipError
        If the table cannot be understood: no such columns, no rows, time not increasing.
    """
    if not is_landmark_table(path):
        raise _bad(path, "this is not a landmark table")
    try:
        table = pd.read_csv(path)
        time_s = table["time_s"].to_numpy(float)
        frame = table["frame"].to_numpy(float)
        xy = np.full((len(table), len(LANDMARKS), 2), np.nan)
        visibility = np.zeros((len(table), len(LANDMARKS)))
        for name, i in INDEX.items():
            if f"{name}_x" in table and f"{name}_y" in table:
                xy[:, i, 0] = table[f"{name}_x"].to_numpy(float)
                xy[:, i, 1] = table[f"{name}_y"].to_numpy(float)
                seen = np.isfinite(xy[:, i]).all(axis=1)
                given = table.get(f"{name}_visibility")
                visibility[:, i] = seen if given is None else np.nan_to_num(given.to_numpy(float))
    except (ValueError, UnicodeDecodeError, pd.errors.ParserError) as error:
        raise _bad(path, f"the table cannot be read ({error})") from error
    if len(table) == 0:
        raise _bad(path, "the table has no rows")
    if not np.isfinite(time_s).all() or not np.isfinite(frame).all() or np.any(np.diff(time_s) <= 0):
        raise _bad(path, "time_s must be given in every row and increase from row to row")
    if not np.isfinite(xy).any():
        raise _bad(path, "the table names none of the 33 landmarks")
    sidecar = _read_sidecar(path.with_suffix(".json"), xy)
    track = PoseTrack(
        time_s=time_s,
        frame=frame.astype(np.int64),
        xy_px=xy,
        visibility=visibility,
        width=sidecar.width,
        height=sidecar.height,
        history=("landmark table",),
    )
    return track, sidecar


def _read_sidecar(path: Path, xy: np.ndarray) -> Sidecar:
    data: dict[str, Any] = {}
    if path.is_file():
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
        except (ValueError, UnicodeDecodeError) as error:
            raise _bad(path, f"the sidecar is not valid JSON ({error})") from error
        if not isinstance(data, dict):
            raise _bad(path, "the sidecar must be a JSON object")
    known = {k: data[k] for k in Sidecar.__slots__ if data.get(k) is not None}
    # Without a sidecar the picture is taken to end where the landmarks end.
    known.setdefault("width", int(np.nanmax(xy[..., 0])) + 1)
    known.setdefault("height", int(np.nanmax(xy[..., 1])) + 1)
    return Sidecar(**known)


def write_landmarks(track: PoseTrack, path: Path) -> None:
    """Write a track as landmark table (pixels to 2 decimals, time to 6) with its sidecar."""
    columns: dict[str, np.ndarray] = {"frame": track.frame, "time_s": np.round(track.time_s, 6)}
    for name, i in INDEX.items():
        columns[f"{name}_x"] = np.round(track.xy_px[:, i, 0], 2)
        columns[f"{name}_y"] = np.round(track.xy_px[:, i, 1], 2)
        columns[f"{name}_visibility"] = np.round(track.visibility[:, i], 3)
    pd.DataFrame(columns).to_csv(path, index=False, lineterminator="\n")
    sidecar = {"width": track.width, "height": track.height, "fps": round(track.fps, 4)}
    path.with_suffix(".json").write_text(json.dumps(sidecar) + "\n", encoding="utf-8")
