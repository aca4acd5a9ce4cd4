"""Tables as spreadsheet programs save them again."""

import csv
import io

HABITS = {
    "as it was": {},
    "byte-order mark": {"encoding": "utf-8-sig"},
    "semicolons": {"delimiter": ";"},
    "German": {"delimiter": ";", "comma": True, "encoding": "cp1252", "end": "\r\n"},
    "French, with marks": {"delimiter": ";", "comma": True, "encoding": "utf-8-sig", "empty": 3},
    "Unicode text": {"delimiter": "\t", "encoding": "utf-16", "end": "\r\n"},
    "UTF-16 without a mark": {"delimiter": "\t", "encoding": "utf-16-le"},
    "empty rows and columns": {"empty": 2, "wider": 4},
    "empty rows on top": {"above": 2, "wider": 1, "delimiter": ";"},
    "told separator": {"delimiter": ";", "told": True, "comma": True},
    "everything quoted": {"quoted": True},
    "capitals and margins": {"capitals": True, "margins": True},
}


def saved_again(text, habit):
    """Return a comma-separated table as bytes, the way a program would have saved it."""
    how = HABITS[habit]
    rows = [_as_told(i, row, how) for i, row in enumerate(csv.reader(io.StringIO(text)))]
    nothing = [[""] * len(rows[0])]
    rows = nothing * how.get("above", 0) + rows + nothing * how.get("empty", 0)
    quoting = csv.QUOTE_ALL if how.get("quoted") else csv.QUOTE_MINIMAL
    out = io.StringIO()
    writer = csv.writer(
        out,
        delimiter=how.get("delimiter", ","),
        lineterminator=how.get("end", "\n"),
        quoting=quoting,
    )
    writer.writerows(rows)
    told = f"sep={how.get('delimiter')}\r\n" if how.get("told") else ""
    return (told + out.getvalue()).encode(how.get("encoding", "utf-8"))


def _as_told(place, row, how):
    if place == 0 and how.get("capitals"):
        row = [cell.upper() if i < 2 else cell for i, cell in enumerate(row)]
    if how.get("comma"):
        row = [cell.replace(".", ",") if _is_number(cell) else cell for cell in row]
    if how.get("margins"):
        row = [f" {cell} " if cell else cell for cell in row]
    return row + [""] * how.get("wider", 0)


def _is_number(cell):
    try:
        float(cell)
    except ValueError:
        return False
    return True
