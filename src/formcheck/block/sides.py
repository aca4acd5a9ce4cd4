"""Left against right on a page, from a clip of each side filmed in one session."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from formcheck.block.charts import effect_chart
from formcheck.block.compare import read_measured
from formcheck.block.page import change_words, csv_link, stylesheet
from formcheck.change import set_ups
from formcheck.change.asymmetry import Asymmetry, asymmetries
from formcheck.change.filmed import other_version
from formcheck.domain.analysis import Measured
from formcheck.domain.message import Message
from formcheck.report.model import build
from formcheck.report.pages import environment
from formcheck.store.place import put
from formcheck.words import say
from formcheck.words.numbers import write
from formcheck.words.wording import label, word

PAGE, TABLE = "asymmetry.html", "asymmetry.csv"
COLUMNS = ("metric", "side", "value", "unit", "ci_low", "ci_high", "n_steps", "threshold", "shown")


@dataclass(frozen=True, slots=True, eq=False)
class Sides:
    """Two clips of one session, one from each side.

    Attributes
    ----------
    left, right : Measured
        Filmed from the runner's left and right.
    rows : tuple of Asymmetry
    caveats : tuple of Message
    """

    left: Measured
    right: Measured
    rows: tuple[Asymmetry, ...]
    caveats: tuple[Message, ...]


def compare_sides(a: str | Path, b: str | Path) -> Sides:
    """Compare the legs of a runner who was filmed from both sides.

    Parameters
    ----------
    a, b : str or Path
        Folders of the two analyses, in any order.

    Raises
    ------
    UsageError
        If a folder holds no measured clip, or both were filmed from one side.
    """
    clips = read_measured(Path(a)), read_measured(Path(b))
    rows = asymmetries(clips)
    left, right = sorted(clips, key=lambda clip: clip.near_side)
    return Sides(left, right, rows, tuple(_caveats(left, right)))


def _caveats(left: Measured, right: Measured) -> list[Message]:
    found = []
    filmed = set_ups(right, left)
    days = [(clip.clip.created or "")[:10] for clip in (left, right)]
    if all(days) and days[0] != days[1]:
        found.append(Message("other_day"))
    if other_version(left, right):
        versions = {"before": left.provenance.formcheck, "now": right.provenance.formcheck}
        found.append(Message("other_version", versions))
    if not left.speed_mps or not right.speed_mps:
        found.append(Message("speed_not_known_in_both"))
    elif filmed.speed == "other":
        found.append(Message("speeds_differ"))
    return found


def table_rows(rows: Iterable[Asymmetry]) -> list[tuple[object, ...]]:
    """Return the rows of ``asymmetry.csv``: in the metric's unit, and in percent."""
    found: list[tuple[object, ...]] = []
    for row in rows:
        ends = row.value, row.unit, row.ci_low, row.ci_high
        percent = row.pct, "%", row.pct_low, row.pct_high
        more = row.n_steps, row.threshold, row.shown
        found.append((f"asymmetry.{row.metric}", "both", *ends, *more))
        found.append(
            (f"asymmetry_pct.{row.metric}", "both", *percent, row.n_steps, None, row.shown)
        )
    return found


def side_words(row: Asymmetry) -> tuple[str, str, str]:
    """Return amount, interval and verdict of one row in words."""
    if row.value is None or row.ci_low is None or row.ci_high is None:
        return "–", "–", word("asymmetry_verdict", "missing")
    verdict = word("asymmetry_verdict", "shown" if row.shown else "not_shown")
    return *change_words(row.value, row.ci_low, row.ci_high, row.unit, row.metric), verdict


def write_sides(sides: Sides, out: Path) -> Path:
    """Write ``asymmetry.html`` and ``asymmetry.csv``, and return the page."""
    import pandas as pd

    out.mkdir(parents=True, exist_ok=True)
    rows = table_rows(sides.rows)
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    put(out / TABLE, frame.to_csv(index=False, lineterminator="\n"))
    content: dict[str, Any] = {
        "clips": [_clip(clip) for clip in (sides.left, sides.right)],
        "rows": [shown_row(row) for row in sides.rows],
        "shown": [shown_row(row) for row in sides.rows if row.shown],
        "caveats": [say(caveat) for caveat in sides.caveats],
        "csv": csv_link(rows, COLUMNS),
        "css": stylesheet(),
    }
    page = out / PAGE
    put(page, environment("formcheck.block").get_template("sides.html.j2").render(**content))
    return page


def _clip(clip: Measured) -> dict[str, Any]:
    shown = build(clip)
    return {"name": clip.clip.name, "near": word("leg", clip.near_side)} | {
        key: shown[key] for key in ("facts", "date")
    }


def shown_row(row: Asymmetry) -> dict[str, Any]:
    """Return one row as the page shows it."""
    amount, interval, words = side_words(row)
    chart = None
    if row.value is not None and row.ci_low is not None and row.ci_high is not None:
        chart = effect_chart(row.value, row.ci_low, row.ci_high)
    percent = ""
    if row.pct is not None:
        percent = f"{'+' if row.pct > 0 else ''}{write(row.pct, 0)}\N{NO-BREAK SPACE}%"
    return {
        "label": label(row.metric),
        "amount": amount,
        "interval": interval,
        "percent": percent,
        "words": words,
        "shown": row.shown,
        "chart": chart,
    }
