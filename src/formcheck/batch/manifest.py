"""The manifest of a block: a CSV with one row a clip, checked before any work begins."""

import csv
import difflib
import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from formcheck.batch.jobs import Job, Session, folder_names, is_input
from formcheck.errors import UsageError
from formcheck.settings import OPTIONS, AnalysisSettings, Option
from formcheck.tables.spreadsheet import lines_of, with_point

SHOWN_FAULTS = 3
_DOTTED = re.compile(r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})(?P<time>.*)")
_YEAR_FIRST = re.compile(r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?P<time>.*)")
Row = dict[str, Any]


def _date(text: str) -> str:
    """Return a day, or a day and time, in the one form in which all dates are kept."""
    plain = text
    # The day comes first wherever dots are written; 3/4/2026 may be March or April.
    if found := _DOTTED.fullmatch(text) or _YEAR_FIRST.fullmatch(text):
        plain = "{y}-{m:0>2}-{d:0>2}{time}".format_map(found.groupdict())
    try:
        when = datetime.fromisoformat(plain)
    except ValueError:
        msg = f"{text!r} is no date like 2026-03-31"
        raise ValueError(msg) from None
    day_only = "T" not in plain.upper() and " " not in plain
    return when.date().isoformat() if day_only else when.isoformat()


FOR_ANALYSIS: dict[str, Callable[[str], Any]] = {
    name: option.read for name, option in OPTIONS.items() if option.column
}
FOR_BLOCK: dict[str, Callable[[str], Any]] = {
    "date": _date,
    "athlete": OPTIONS["athlete"].read,
    "session": str,
    "shoe": str,
    "km_into_run": Option(kind="number", low=0, high=1000).read,
    "pain_0_10": replace(OPTIONS["back_pain"], kind="number").read,
    "notes": lambda text: OPTIONS["note"].read(" ".join(text.split())),
}
FOR_PAIRS: dict[str, Callable[[str], Any]] = {
    "view": replace(OPTIONS["sex"], choices=("side", "back")).read,
}
COLUMNS = ("file", *FOR_ANALYSIS, *FOR_BLOCK, *FOR_PAIRS)


def read_manifest(path: Path, settings: AnalysisSettings) -> list[Job]:
    """Read a manifest into jobs.

    Parameters
    ----------
    path : Path
        CSV with a header; ``file`` is needed, the other columns of `COLUMNS` may be missing or
        empty. Files are named relative to the manifest's folder. As a spreadsheet saves it. A row
        with the view ``back`` goes with the row of its session and athlete from the side.
    settings : AnalysisSettings
        For what the rows do not say.

    Raises
    ------
    UsageError
        With the line numbers of what is wrong.
    """
    faults: list[str] = []
    rows = list(_checked_rows(path, faults))
    _no_file_twice(rows, faults)
    rows = _in_pairs(rows, faults)
    if faults:
        raise _wrong(path, faults)
    if not rows:
        fault = "it has no rows"
        raise _wrong(path, [fault])
    names = folder_names([_place(path, row) for row in rows])
    return [
        Job(
            path=row["path"],
            source=row["file"],
            name=name,
            landmarks=row["path"].suffix.lower() == ".csv",
            settings=replace(settings, **_settings_of(row)),
            session=Session(**{k: row[k] for k in FOR_BLOCK if k in row}),
            rear=row.get("rear"),
        )
        for row, name in zip(rows, names, strict=True)
    ]


def _settings_of(row: Row) -> dict[str, Any]:
    """What a row says for the analysis; pain, never understated, opens its back section."""
    told = {name: row[name] for name in FOR_ANALYSIS if name in row}
    if "pain_0_10" in row:
        told["back_pain"] = math.ceil(row["pain_0_10"])
    if "athlete" in row:
        told["athlete"] = row["athlete"]
    if "notes" in row:
        told["note"] = row["notes"]
    return told


def _checked_rows(path: Path, faults: list[str]) -> Iterator[Row]:
    try:
        lines = lines_of(path)
        first = next(lines, None)
        header = [name.lower() for name in first.cells] if first else []
        faults += _header_faults(header)
        if faults:
            return
        for line, cells in lines:
            yield _row(path, {"line": line}, header, cells, faults)
    except (OSError, csv.Error) as error:
        faults.append(f"it cannot be read ({error})")


def _header_faults(header: list[str]) -> Iterator[str]:
    if "file" not in header:
        yield f"line 1: the column 'file' is missing (columns: {', '.join(COLUMNS)})"
        return
    for name in header:
        if name not in COLUMNS:
            near = difflib.get_close_matches(name, COLUMNS, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(COLUMNS)}"
            yield f"line 1: there is no column {name!r} ({hint})"
        elif header.count(name) > 1:
            yield f"line 1: the column {name!r} stands there twice"


def _row(path: Path, row: Row, header: list[str], cells: Sequence[str], faults: list[str]) -> Row:
    where = f"line {row['line']}"
    if len(cells) != len(header):
        faults.append(f"{where}: the header has {len(header)} fields, this line has {len(cells)}")
        return row
    for name, text in zip(header, cells, strict=True):
        if not text:
            continue
        try:
            row[name] = text if name == "file" else _value(path, name, text)
        except ValueError as error:
            faults.append(f"{where}: {name}: {error}")
    if "file" not in row:
        faults.append(f"{where}: no file is named")
        return row
    file = path.parent / row["file"]
    if not file.is_file():
        faults.append(f"{where}: there is no file {row['file']}")
    elif not is_input(file):
        faults.append(f"{where}: {row['file']} is neither a clip nor a landmark table")
    else:
        row["path"] = file
    return row


def _value(manifest: Path, name: str, text: str) -> Any:  # noqa: ANN401 - the column decides
    read = (FOR_ANALYSIS | FOR_BLOCK | FOR_PAIRS)[name]
    if name in OPTIONS and OPTIONS[name].kind == "file":
        file: Path = manifest.parent / read(text)
        if not file.is_file():
            msg = f"there is no file {text}"
            raise ValueError(msg)
        return file
    return read(text if read is str else with_point(text))


def _no_file_twice(rows: list[Row], faults: list[str]) -> None:
    seen: dict[Path, int] = {}
    for row in rows:
        if "path" not in row:
            continue
        file = row["path"].resolve()
        if file in seen:
            faults.append(f"line {row['line']}: {row['file']} stands in line {seen[file]} already")
        seen.setdefault(file, row["line"])


def _in_pairs(rows: list[Row], faults: list[str]) -> list[Row]:
    """Put each clip from behind to the first one from the side of its session.

    One whose session has none is measured by itself.
    """
    sides: dict[tuple[str | None, str], Row] = {}
    for row in rows:
        if "session" in row and row.get("view") != "back":
            sides.setdefault((row.get("athlete"), row["session"]), row)
    alone = []
    for row in rows:
        behind = row.get("view") == "back" and "session" in row
        side = sides.get((row.get("athlete"), row["session"])) if behind else None
        if side is None:
            alone.append(row)
        elif "rear" in side:
            where = f"line {row['line']}"
            faults.append(f"{where}: session {row['session']} has a clip from behind already")
        elif "path" in row:
            side["rear"] = row["path"]
    return alone


def _place(manifest: Path, row: Row) -> PurePosixPath:
    """Path of a file below the manifest's folder; only its name if it lies elsewhere."""
    file = row["path"].resolve()
    base = manifest.parent.resolve()
    if file.is_relative_to(base):
        return PurePosixPath(file.relative_to(base).as_posix())
    return PurePosixPath(re.sub(r"^\.+", "", file.name))


def _wrong(path: Path, faults: list[str]) -> UsageError:
    more = f"and {len(faults) - SHOWN_FAULTS} more"
    shown = faults[:SHOWN_FAULTS] + ([more] if len(faults) > SHOWN_FAULTS else [])
    return UsageError(
        f"{path.name}: {'; '.join(shown)}.",
        "Mend the manifest and start again; nothing was analysed.",
        code="usage",
    )
