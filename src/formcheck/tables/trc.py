"""Read TRC files (OpenSim, Sports2D, Pose2Sim, OpenCap): tab-separated points in space."""

from pathlib import Path

import numpy as np

from formcheck.domain.pose import PoseTrack
from formcheck.errors import ClipError
from formcheck.tables.markers import Recording, known_markers, to_track
from formcheck.tables.participants import Person, no_marker_twice
from formcheck.tables.sidecar import Sidecar
from formcheck.tables.spreadsheet import text_of, with_point

KEYS_LINE, NAMES_LINE, FIRST_ROW = 1, 3, 5


def read_trc(path: Path, person: Person = None) -> tuple[PoseTrack, Sidecar]:
    """Read a TRC file as landmarks.

    Raises
    ------
    ClipError
        If it is no TRC file, or legs are not among its points.
    UsageError
        If it holds several participants and nobody said which.
    """
    try:
        lines = text_of(path.read_bytes()).splitlines()
        names = [name.strip() for name in lines[NAMES_LINE].split("\t")[2:] if name.strip()]
        header = dict(
            zip(lines[KEYS_LINE].split("\t"), lines[KEYS_LINE + 1].split("\t"), strict=False)
        )
        rows = [_numbers(line, 2 + 3 * len(names)) for line in lines[FIRST_ROW:] if line.strip()]
        table = np.array(rows, dtype=np.float64).reshape(-1, 2 + 3 * len(names))
    except (OSError, ValueError, IndexError) as error:
        raise ClipError(
            f"{path.name} cannot be read as TRC ({error}).",
            "A TRC file has five lines of header, then tab-separated rows: Frame#, Time, X1, Y1, "
            "Z1 and so on.",
            code="unreadable_file",
        ) from error
    no_marker_twice(names, known_markers(), path)
    points = {name: table[:, 2 + 3 * i : 5 + 3 * i] for i, name in enumerate(names)}
    time_s = table[:, 1] - table[0, 1] if len(table) else table[:, 1]
    in_pixels = header.get("Units", "").strip() == "px"
    return to_track(Recording(time_s, points, "TRC", in_pixels), path, person)


def _numbers(line: str, n_columns: int) -> list[float]:
    """Return the row's numbers; an empty cell is a point that was not seen."""
    cells = line.rstrip("\r\n").split("\t")[:n_columns]
    cells += [""] * (n_columns - len(cells))
    return [float(with_point(cell)) if cell.strip() else float("nan") for cell in cells]
