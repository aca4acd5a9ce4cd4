"""The change against an earlier analysis, ready to be laid out."""

from collections.abc import Mapping
from typing import Any

from formcheck.report.imperial import number_words
from formcheck.words.numbers import decimals, suffix, write
from formcheck.words.wording import label

Json = Mapping[str, Any]

_VERDICTS = {"changed": "changed", "not_distinguishable": "within measurement error"}


def changes(analysis: Json) -> dict[str, Any] | None:
    """Return the rows of the near leg and of both feet, or None without a baseline."""
    found = analysis.get("changes")
    if found is None:
        return None
    rows = [
        row
        for row in found["rows"]
        if row["verdict"] in _VERDICTS
        and row["side"] in ("both", analysis["near_side"])
        and not row["metric"].startswith("asymmetry")
    ]
    shown = [_row(row) for row in rows if not _twice(row, rows)]
    changed = sum(row["verdict"] == "changed" for row in shown)
    caveats = sorted({text for row in rows for text in row["caveats"]})
    words = (
        f"{changed} of {len(shown)} measurements changed by more than measurement error alone "
        "can do. The others may have changed too, but not by enough to be told apart."
        if shown
        else "No measurement stands in both analyses."
    )
    return {"since": found["since"]["name"], "rows": shown, "words": words, "caveats": caveats}


def _twice(row: Json, rows: list[Json]) -> bool:
    """Whether the near leg shows the same metric already."""
    return row["side"] == "both" and any(
        other["metric"] == row["metric"] and other["side"] != "both" for other in rows
    )


def _row(row: Json) -> dict[str, str]:
    unit = row["unit"]
    places = decimals(unit, row["delta"] - row["threshold"], row["delta"] + row["threshold"])
    sign = "+" if row["delta"] > 0 else ""
    return {
        "label": label(row["metric"]),
        "then": write(row["baseline"], places) + suffix(unit, row["metric"]),
        "now": write(row["current"], places) + suffix(unit, row["metric"]),
        "delta": sign + number_words(row["delta"], unit, places),
        "threshold": number_words(row["threshold"], unit, places),
        "verdict": _VERDICTS[row["verdict"]],
    }
