"""Tables as spreadsheets leave them: byte-order marks, semicolons, decimal commas, empty rows."""

import codecs
import csv
import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Final, NamedTuple

WORKBOOKS: Final = frozenset((".xlsx", ".xlsm", ".xls", ".ods", ".numbers"))
SAVE_AS_CSV: Final = "Save its sheet as CSV in the spreadsheet program and give that file."
_WORKBOOK_HEADS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_HEAD_BYTES: Final = 65_536
_DELIMITERS: Final = (",", ";", "\t")
_BEFORE_HEADER: Final = re.compile(r"(?:(?:sep=.)?[\s,;\"]*[\r\n])+", re.IGNORECASE)
"""Empty rows, and the line by which some programs tell a spreadsheet the separator."""
_COMMA_NUMBER: Final = re.compile(r"\s*[-+]?\d*,\d+(?:[eE][-+]?\d+)?\s*")


class TableLine(NamedTuple):
    """One row of a table: the number of its line in the file, and its cells without margins."""

    number: int
    cells: tuple[str, ...]


def is_workbook(path: Path) -> bool:
    """Whether a file is a spreadsheet program's own, by its suffix or, renamed, by its content."""
    if path.suffix.lower() in WORKBOOKS:
        return True
    try:
        with path.open("rb") as file:
            return file.read(4) in _WORKBOOK_HEADS
    except OSError:
        return False


def text_of(data: bytes) -> str:
    """Decode a table: UTF-8, UTF-16 or, where it is neither, the western code page of Windows.

    Examples
    --------
    >>> text_of("Zoë".encode("utf-16")), text_of("Zoë".encode("cp1252"))
    ('Zoë', 'Zoë')
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    for place, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        if len(data) > 3 and not any(data[place:64:2]) and all(data[1 - place : 64 : 2]):
            return data.decode(name, "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def header_of(path: Path) -> tuple[str, ...]:
    """Cells of a file's first line; empty where it has none or cannot be read."""
    try:
        with path.open("rb") as file:
            data = file.read(_HEAD_BYTES)
    except OSError:
        return ()
    # A letter cut in two at the end would make UTF-8 look like another alphabet.
    end = data.rfind(b"\n")
    header = _from_header(text_of(data[: end + 2] if end >= 0 else data)).split("\n", 1)[0]
    return tuple(cell.strip().strip('"') for cell in header.split(delimiter_of(header)))


def _from_header(text: str) -> str:
    before = _BEFORE_HEADER.match(text)
    return text[before.end() :] if before else text


def delimiter_of(line: str) -> str:
    """Return what separates the cells of a header."""
    return max(_DELIMITERS, key=line.count)


def read_table(path: Path) -> tuple[str, str]:
    """Return a table's text from its header on, and what separates its cells.

    Raises
    ------
    OSError
        If the file cannot be read.
    """
    text = _from_header(text_of(path.read_bytes()))
    return text, delimiter_of(text.split("\n", 1)[0])


def lines_of(path: Path) -> Iterator[TableLine]:
    """Iterate over the rows that hold anything, the header first.

    Empty cells behind the header's last are left out.

    Raises
    ------
    OSError, csv.Error
        If the file cannot be read.
    """
    everything = text_of(path.read_bytes())
    text = _from_header(everything)
    delimiter = delimiter_of(text.split("\n", 1)[0])
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    before = len(everything[: len(everything) - len(text)].splitlines())
    number, width = before + 1, None
    for row in reader:
        cells = [cell.strip() for cell in row]
        if any(cells):
            if width is None:
                width = max(i for i, cell in enumerate(cells) if cell) + 1
            while len(cells) > width and not cells[-1]:
                cells.pop()
            yield TableLine(number, tuple(cells))
        number = before + reader.line_num + 1


def with_point(text: str) -> str:
    """Return a number with a decimal point; what is no number with a comma stays as it is.

    Examples
    --------
    >>> with_point("10,8"), with_point("a,b")
    ('10.8', 'a,b')
    """
    return text.replace(",", ".") if _COMMA_NUMBER.fullmatch(text) else text


def decimal_of(text: str, delimiter: str) -> str:
    """Return the decimal sign of a table's numbers."""
    return "," if delimiter != "," and re.search(r"\d,\d", text) else "."
