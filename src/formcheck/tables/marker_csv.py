"""Read tables of points in space: ``frame,time_s``, then ``NAME_x,NAME_y,NAME_z``."""

from pathlib import Path

from formcheck.domain.pose import PoseTrack
from formcheck.errors import ClipError
from formcheck.tables.markers import Recording, to_track
from formcheck.tables.sidecar import Sidecar


def is_marker_table(path: Path) -> bool:
    """Whether the file's first line names time and points with three coordinates."""
    try:
        with path.open(encoding="utf-8") as file:
            columns = file.readline().strip().split(",")
    except (OSError, UnicodeDecodeError):
        return False
    return "time_s" in columns and any(name.endswith("_z") for name in columns)


def read_marker_csv(path: Path) -> tuple[PoseTrack, Sidecar]:
    """Read a marker table as landmarks; unit (mm, cm, m) and axes are found from the points.

    Raises
    ------
    ClipError
        If a cell is no number, or legs are not among the points.
    """
    import pandas as pd

    try:
        table = pd.read_csv(path).astype(float)
    except (ValueError, UnicodeDecodeError, pd.errors.ParserError) as error:
        raise ClipError(
            f"{path.name} cannot be read as a table of markers ({error}).",
            "Its columns are frame,time_s, then NAME_x,NAME_y,NAME_z with numbers or nothing.",
            code="unreadable_file",
        ) from error
    names = [
        column.removesuffix("_z")
        for column in map(str, table)
        if column.endswith("_z") and {f"{column[:-2]}_x", f"{column[:-2]}_y"} <= set(table)
    ]
    points = {name: table[[f"{name}_{axis}" for axis in "xyz"]].to_numpy() for name in names}
    return to_track(Recording(table["time_s"].to_numpy(), points, "marker table"), path)
