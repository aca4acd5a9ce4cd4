"""The manifest of a block: a CSV with one row a clip, checked before any work begins."""

import csv
import difflib
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from formcheck.batch.jobs import Job, Session, folder_names, is_input
from formcheck.errors import UsageError
from formcheck.settings import OPTIONS, AnalysisSettings, Option

SHOWN_FAULTS = 3
Row = dict[str, Any]


def _date(text: str) -> str:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        msg = f"{text!r} is no date like 2026-03-31"
        raise ValueError(msg) from None
    return text


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
COLUMNS = ("file", *FOR_ANALYSIS, *FOR_BLOCK)


def read_manifest(path: Path, settings: AnalysisSettings) -> list[Job]:
    """Read a manifest into jobs.

    Parameters
    ----------
    path : Path
        CSV with a header; ``file`` is needed, relative to the manifest's folder, the other
        columns of `COLUMNS` may be missing or empty. Commas or semicolons.
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
    if faults:
        raise _wrong(path, faults)
    if not rows:
        raise _wrong(path, ["it has no rows"])
    names = folder_names([_place(path, row) for row in rows])
    return [
        Job(
            path=row["path"],
            source=row["file"],
            name=name,
            landmarks=row["path"].suffix.lower() == ".csv",
            settings=replace(settings, **_told(row)),
            session=Session(**{k: row[k] for k in FOR_BLOCK if k in row}),
        )
        for row, name in zip(rows, names, strict=True)
    ]


def _told(row: Row) -> dict[str, Any]:
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
        with path.open(encoding="utf-8-sig", newline="") as file:
            first = file.readline()
            file.seek(0)
            reader = csv.reader(file, delimiter=";" if ";" in first else ",", strict=True)
            header = [name.strip() for name in next(reader, [])]
            faults += _header_faults(header)
            if faults:
                return
            line = reader.line_num + 1
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    yield _row(path, {"line": line}, header, cells, faults)
                line = reader.line_num + 1
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        faults.append(f"it cannot be read ({error})")


def _header_faults(header: list[str]) -> Iterator[str]:
    if "file" not in header:
        yield f"line 1: the column 'file' is missing (columns: {', '.join(COLUMNS)})"
        return
    for name in header:
        if name not in COLUMNS:
            near = difflib.get_close_matches(name, COLUMNS, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(COLUMNS)}"
            yield f"line 1: there is no column {name!r}; {hint}"
        elif header.count(name) > 1:
            yield f"line 1: the column {name!r} stands there twice"


def _row(path: Path, row: Row, header: list[str], cells: list[str], faults: list[str]) -> Row:
    where = f"line {row['line']}"
    if len(cells) != len(header):
        faults.append(f"{where}: {len(cells)} fields, but the header has {len(header)}")
        return row
    for name, cell in zip(header, cells, strict=True):
        text = cell.strip()
        if not text:
            continue
        try:
            row[name] = text if name == "file" else (FOR_ANALYSIS | FOR_BLOCK)[name](text)
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


def _no_file_twice(rows: list[Row], faults: list[str]) -> None:
    seen: dict[Path, int] = {}
    for row in rows:
        if "path" not in row:
            continue
        file = row["path"].resolve()
        if file in seen:
            faults.append(f"line {row['line']}: {row['file']} stands in line {seen[file]} already")
        seen.setdefault(file, row["line"])


def _place(manifest: Path, row: Row) -> PurePosixPath:
    """Path of a file below the manifest's folder; only its name if it lies elsewhere."""
    file = row["path"].resolve()
    base = manifest.parent.resolve()
    if file.is_relative_to(base):
        return PurePosixPath(file.relative_to(base).as_posix())
    return PurePosixPath(re.sub(r"^\.+", "", file.name))


def _wrong(path: Path, faults: list[str]) -> UsageError:
    shown = "; ".join(faults[:SHOWN_FAULTS])
    more = f"; and {len(faults) - SHOWN_FAULTS} more" if len(faults) > SHOWN_FAULTS else ""
    return UsageError(
        f"{path.name}: {shown}{more}.",
        "Mend the manifest and start again; nothing was analysed.",
        code="usage",
    )
