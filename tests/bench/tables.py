"""From rows to tables: bias, SD and RMSE by group, coverage, swaps."""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from bench.measure import Pairs
from bench.runs import Run

Stats = dict[str, float]


def spread(errors: pd.Series) -> Stats:
    """Number, bias, SD, RMSE, median and largest absolute value of errors."""
    e = errors.dropna().to_numpy(float)
    if not len(e):
        return {"n": 0}
    return {
        "n": len(e),
        "bias": float(e.mean()),
        "sd": float(e.std()),
        "rmse": float(np.sqrt((e**2).mean())),
        "median abs": float(np.median(np.abs(e))),
        "largest abs": float(np.abs(e).max()),
    }


def by(rows: pd.DataFrame, keys: Sequence[str], error: str = "error") -> pd.DataFrame:
    """Spread of the errors in each group."""
    if rows.empty:
        return pd.DataFrame()
    groups = [
        dict(zip(keys, key, strict=True)) | spread(part[error])
        for key, part in rows.groupby(list(keys), sort=False)
    ]
    return pd.DataFrame([g for g in groups if g["n"]])


def bias_and_sd(rows: pd.DataFrame) -> pd.DataFrame:
    """Bias and SD of clip medians by metric and view, and RMSE over all views."""
    out = []
    for metric, part in rows.dropna(subset=["error"]).groupby("metric", sort=False):
        line: dict[str, object] = {"metric": metric}
        for view, seen in part.groupby("view"):
            line[str(view)] = f"{seen.error.mean():+.2f} / {seen.error.std(ddof=0):.2f}"
        out.append(line | {"all: RMSE": float(np.sqrt((part.error**2).mean()))})
    return pd.DataFrame(out)


def errors_by_view(rows: pd.DataFrame) -> pd.DataFrame:
    """Error of the near leg (or of both) by metric and view; a star = outside the interval."""
    if rows.empty:
        return rows
    rows = rows[(rows.near == "near") | ~rows.metric.isin(rows[rows.near == "near"].metric)]
    shown = rows.assign(
        text=[
            "" if np.isnan(e) else f"{e:+.2f}{'' if inside else '*'}"
            for e, inside in zip(rows.error, rows.inside, strict=True)
        ]
    )
    return (
        shown.pivot_table(
            index="metric", columns="view", values="text", aggfunc=" ".join, sort=False
        )
        .reset_index()
        .fillna("")
    )


def events(rows: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """Bias, SD, RMSE in ms, missed and extra in % of the true events, by group."""
    if rows.empty:
        return rows
    out = []
    for key, part in rows.groupby(list(keys), sort=False):
        n_true = int((part.status != "extra").sum())
        lost = {
            status: 100 * float((part.status == status).sum()) / max(n_true, 1)
            for status in ("missed", "extra")
        }
        out.append(
            dict(zip(keys, key, strict=True))
            | spread(part.error_ms)
            | {f"{status} %": share for status, share in lost.items()}
        )
    return pd.DataFrame(out).sort_values(list(keys))


def coverage(rows: pd.DataFrame, keys: Sequence[str] = ("metric",)) -> pd.DataFrame:
    """Share of truths inside the 90 % interval, mean half width, and its largest part."""
    rows = rows[rows.inside.notna()] if not rows.empty else rows
    if rows.empty:
        return rows
    out = []
    for key, part in rows.groupby(list(keys), sort=False):
        rmse = float(np.sqrt((part.error**2).mean()))
        out.append(
            dict(zip(keys, key, strict=True))
            | {
                "n": len(part),
                "inside %": 100 * float(part.inside.astype(bool).mean()),
                "mean half width": float(part.half.mean()),
                # what the half width would have to be if errors were normal
                "1.645 rmse": 1.645 * rmse,
                "largest part": part.largest.mode().iloc[0],
            }
        )
    return pd.DataFrame(out)


def missing(rows: pd.DataFrame) -> pd.DataFrame:
    """Metrics that were withheld, with the reason and how often."""
    rows = rows[rows.value.isna()] if not rows.empty else rows
    if rows.empty:
        return rows
    table = rows.groupby(["metric", "reason"])["clip"].agg(["count", _some]).reset_index()
    return table.rename(columns={"_some": "clips"})


def _some(names: Iterable[str]) -> str:
    names = sorted(set(names))
    return ", ".join(names[:4]) + (" ..." if len(names) > 4 else "")


def swaps(pairs: Pairs) -> pd.DataFrame:
    """Frames with exchanged legs before and after repair, by render."""
    out = []
    for run, truth in pairs:
        if "swaps" in run.document and not truth.refused:
            share = run.document["swaps"]
            out.append(
                {
                    "clip": truth.name,
                    "view": truth.view,
                    "before %": 100 * share["before"],
                    "after %": 100 * share["after"],
                }
            )
    return pd.DataFrame(out)


def cautions(pairs: Pairs) -> pd.DataFrame:
    """How often each reason was given on force-plate tables, by view."""
    codes = [
        {"reason": reason["code"], "view": truth.view, "tables": 1}
        for run, truth in pairs
        if truth.group == "rbds" and not run.failed
        for reason in run.document["quality"]["reasons"]
    ]
    if not codes:
        return pd.DataFrame()
    return pd.DataFrame(codes).groupby(["reason", "view"]).tables.sum().reset_index()


def verdicts(pairs: Pairs) -> pd.DataFrame:
    """Renders that are not plainly ``ok`` and tables that were not measured, with the reasons."""
    out = []
    for run, truth in pairs:
        plain = ("ok", "caution") if truth.group == "rbds" else ("ok",)
        if run.verdict in plain and not truth.refused:
            continue
        view = run.document.get("view") or {}
        out.append(
            {
                "clip": truth.name,
                "view": truth.view,
                "verdict": run.verdict,
                "expected": "refused" if truth.refused else "measured",
                "yaw": view.get("yaw_deg"),
                "roll": view.get("roll_deg"),
                "reasons": _reasons(run),
            }
        )
    return pd.DataFrame(out)


def _reasons(run: Run) -> str:
    if run.failed:
        return run.failed[:80]
    return ", ".join(r["code"] for r in run.document["quality"]["reasons"])


def text(table: pd.DataFrame, digits: int = 2) -> str:
    """One table as aligned text that is also Markdown."""
    if table.empty:
        return "(nothing)"
    cells = [list(map(str, table.columns))]
    cells += [[_cell(value, digits) for value in row] for row in table.itertuples(index=False)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(cells[0]))]
    to_left = [not pd.api.types.is_numeric_dtype(table[c]) for c in table.columns]
    lines = [_line(row, widths, to_left) for row in cells]
    marks = (
        "-" * (w + 1) + ("-" if left else ":") for w, left in zip(widths, to_left, strict=True)
    )
    return "\n".join([lines[0], f"|{'|'.join(marks)}|", *lines[1:]])


def _cell(value: object, digits: int) -> str:
    if isinstance(value, (float, np.floating)):
        return "" if np.isnan(value) else f"{value:.{digits}f}"
    return "" if value is None else str(value)


def _line(row: list[str], widths: list[int], to_left: list[bool]) -> str:
    sized = zip(row, widths, to_left, strict=True)
    cells = (cell.ljust(w) if left else cell.rjust(w) for cell, w, left in sized)
    return "| " + " | ".join(cells) + " |"
