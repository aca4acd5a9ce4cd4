"""How an analysis shows itself: one line in a console, a table in a notebook."""

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

COLUMNS = ("metric", "value", "90 % interval", "unit", "steps", "rating")


def headline(name: str, verdict: str, score: tuple[float, float, float] | None) -> str:
    """Return name, verdict and score with its interval in one line.

    Examples
    --------
    >>> headline("run.mp4", "ok", (86.4, 71.0, 95.2))
    'run.mp4: ok, score 86 (71–95)'
    """
    if score is None:
        return f"{name}: {verdict}"
    value, low, high = score
    return f"{name}: {verdict}, score {value:.0f} ({low:.0f}–{high:.0f})"


def as_html(heading: str, reasons: Iterable[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """Return an analysis as HTML for a notebook.

    Parameters
    ----------
    heading : str
    reasons : iterable of str
        What was noticed about the clip.
    rows : iterable of mapping
        Metric rows with the keys of ``metrics.csv``; those over both legs are shown.
    """
    listed = "".join(f"<li>{escape(reason)}</li>" for reason in reasons)
    body = "".join(_row(row) for row in rows if row["side"] == "both")
    head = "".join(f"<th>{name}</th>" for name in COLUMNS)
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>" if body else ""
    return f"<div><p><b>{escape(heading)}</b></p><ul>{listed}</ul>{table}</div>"


def _row(row: Mapping[str, Any]) -> str:
    if row["value"] is None:
        cells = [row["metric"], "–", row["missing_reason"], row["unit"], "", row["rating"]]
    else:
        interval = f"{row['ci_low']:.1f} to {row['ci_high']:.1f}"
        cells = [row["metric"], f"{row['value']:.1f}", interval, row["unit"]]
        cells += [str(row["n_steps"]), row["rating"]]
    return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"
