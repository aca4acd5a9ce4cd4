"""How far the numbers were from the truth, read off the accuracy guide that the bench wrote."""

from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from importlib.resources import files
from itertools import dropwhile, takewhile

from formcheck.locales import read_numbers_as
from formcheck.words import phrase
from formcheck.words.numbers import suffix
from formcheck.words.wording import inside, label

Row = dict[str, str]

_EVENTS = "Contact and toe-off, force plates"
_NEAR_LEG = "Metrics, force plates, near leg"
_RENDERS = "Metrics, renders, plain side view"
_UNITS = {
    "overstride_cm": "cm",
    "shank_angle_deg": "deg",
    "knee_flexion_ic_deg": "deg",
    "knee_flexion_peak_deg": "deg",
}


@cache
def _tables() -> dict[str, list[Row]]:
    """Return the first table under each heading of the guide."""
    guide = files("formcheck").joinpath("guides", "accuracy.md").read_text(encoding="utf-8")
    found = {}
    for section in guide.split("\n## ")[1:]:
        heading, _, body = section.partition("\n")
        from_table = dropwhile(lambda line: not line.startswith("|"), body.split("\n"))
        table = takewhile(lambda line: line.startswith("|"), from_table)
        rows = [line.strip()[1:-1].split("|") for line in table]
        cells = [[cell.strip() for cell in row] for row in rows]
        if len(cells) > 2:
            found[heading] = [dict(zip(cells[0], row, strict=True)) for row in cells[2:]]
    return found


def _rounded(figure: str, place: str = "1") -> str:
    """Return a figure of the guide with fewer digits; a half never makes it look better."""
    return read_numbers_as(str(Decimal(figure).quantize(Decimal(place), ROUND_HALF_UP)))


def accuracy(fps: float) -> str:
    """Return what the bench found at the frame rate nearest to this clip's.

    Parameters
    ----------
    fps : float
        Frames a second of capture time.

    Raises
    ------
    KeyError, StopIteration
        If the guide has lost a table that is told here.
    """
    events = _tables()[_EVENTS]
    rate = min({float(row["fps"]) for row in events}, key=lambda v: abs(v - fps))
    ms = {row["event"]: row["rmse"] for row in events if float(row["fps"]) == rate}
    plates = {row["metric"]: row["all: RMSE"] for row in _tables()[_NEAR_LEG]}
    renders = {row["metric"]: row["rmse"] for row in _tables()[_RENDERS] if row["near"] != "far"}
    legs = ", ".join(
        f"{inside(label(m))} {_rounded(_larger(m, plates, renders), '0.1')}{suffix(unit, m)}"
        for m, unit in _UNITS.items()
    )
    return phrase(
        "errors_measured",
        rate=rate,
        ic_ms=_rounded(ms["IC"]),
        to_ms=_rounded(ms["TO"]),
        legs=legs,
        lean_deg=_rounded(renders["trunk_lean_deg"], "0.1"),
    )


def _larger(metric: str, *tables: dict[str, str]) -> str:
    """Return the larger error of those that were measured: the smaller one holds for a part."""
    return max((table[metric] for table in tables if metric in table), key=Decimal)
