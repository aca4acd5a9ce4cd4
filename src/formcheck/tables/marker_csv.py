"""Read tables of points in space: ``frame,time_s``, then ``NAME_x,NAME_y,NAME_z``."""

from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from formcheck.domain.pose import PoseTrack
from formcheck.errors import ClipError
from formcheck.tables.markers import Recording, known_markers, to_track
from formcheck.tables.participants import Person, no_marker_twice
from formcheck.tables.sidecar import Sidecar
from formcheck.tables.spreadsheet import decimal_of, header_of, read_table

if TYPE_CHECKING:
    import pandas as pd


def is_marker_table(path: Path) -> bool:
    """Whether the file's first line names time and points with three coordinates."""
    columns = [name.lower() for name in header_of(path)]
    return "time_s" in columns and any(name.endswith("_z") for name in columns)


def read_marker_csv(path: Path, person: Person = None) -> tuple[PoseTrack, Sidecar]:
    """Read a marker table as landmarks; unit (mm, cm, m) and axes are found from the points.

    Raises
    ------
    ClipError
        If a cell is no number, or legs are not among the points.
    """
    import pandas as pd

    columns = [name for name in header_of(path) if name.lower().endswith("_z")]
    no_marker_twice([name[:-2] for name in columns], known_markers(), path)
    try:
        table = frame_of(path).astype(float)
    except (OSError, ValueError, pd.errors.ParserError) as error:
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
    return to_track(Recording(table["time_s"].to_numpy(), points, "marker table"), path, person)


def frame_of(path: Path) -> "pd.DataFrame":
    """Read a table as a spreadsheet may have saved it; rows and columns without anything go.

    Raises
    ------
    OSError, ValueError, pandas.errors.ParserError
        If it cannot be read.
    """
    import pandas as pd

    text, delimiter = read_table(path)
    table = pd.read_csv(StringIO(text), sep=delimiter, decimal=decimal_of(text, delimiter))
    table.columns = [_column(str(name)) for name in table.columns]
    table = table.loc[:, [not name.startswith("Unnamed:") for name in table.columns]]
    return table.dropna(how="all").reset_index(drop=True)


def _column(name: str) -> str:
    """Our own columns in small letters, of points only the axis: their names are told apart."""
    name = name.strip()
    if name.lower() in ("frame", "time_s"):
        return name.lower()
    return name[:-2] + name[-2:].lower() if name[-2:].lower() in ("_x", "_y", "_z") else name
