"""Compare results with the truth: one row an event, one row a metric."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from bench.runs import Run
from bench.truth import Truth

SAME_EVENT_S = 0.1
"""An event found within this of a true one is that event."""
EDGE_S = 0.15
"""Events this close to the ends of a clip are neither missed nor extra."""

LABELS = ["clip", "group", "fold", "view", "fps", "noise", "side", "near"]
EVENT_COLUMNS = [*LABELS, "event", "status", "error_ms", "true_s"]
METRIC_COLUMNS = [
    *LABELS,
    *("metric", "true", "value", "error", "half", "inside", "largest", "reason"),
]

Pairs = Iterable[tuple[Run, Truth]]


def _labels(truth: Truth, side: str) -> dict[str, Any]:
    near = "both" if side == "both" else ("near" if side == truth.near_side else "far")
    return {
        "clip": truth.name,
        "group": truth.group,
        "fold": truth.fold,
        "view": truth.view,
        "fps": truth.fps,
        "noise": truth.noise,
        "side": side,
        "near": near,
    }


def measured(pairs: Pairs) -> list[tuple[Run, Truth]]:
    """Those that were neither refused nor failed, of those that should not be."""
    return [
        (run, truth)
        for run, truth in pairs
        if not truth.refused and run.verdict in ("ok", "caution")
    ]


def event_rows(pairs: Pairs) -> pd.DataFrame:
    """One row for every true event and every event too many.

    ``error_ms`` is found minus true, NaN where missed or extra; ``status`` says which.
    """
    rows: list[dict[str, Any]] = []
    for run, truth in measured(pairs):
        start, end = _span(run)
        for side in ("left", "right"):
            for kind in ("IC", "TO"):
                labels = _labels(truth, side) | {"event": kind}
                true = np.array([t for s, k, t in truth.events if (s, k) == (side, kind)])
                found = _found(run, side, kind)
                rows += [labels | row for row in _match(true, found, start, end)]
    return pd.DataFrame(rows, columns=EVENT_COLUMNS)


def _span(run: Run) -> tuple[float, float]:
    start, end = run.document["analysed_span_s"]
    return start + EDGE_S, end - EDGE_S


def _found(run: Run, side: str, kind: str) -> np.ndarray:
    events = run.document["events"]
    return np.array(
        [e["time_s"] for e in events if e["side"] == side and e["event"] == kind], float
    )


def _match(true: np.ndarray, found: np.ndarray, start: float, end: float) -> list[dict[str, Any]]:
    """Pair each true event with the nearest found one, each found one at most once."""
    rows: list[dict[str, Any]] = []
    free = set(range(len(found)))
    for t in true:
        near = min(free, key=lambda i: abs(found[i] - t), default=None)
        if near is not None and abs(found[near] - t) <= SAME_EVENT_S:
            free.remove(near)
            error_ms = 1000 * (found[near] - t)
            rows.append({"status": "matched", "error_ms": error_ms, "true_s": t})
        elif start < t < end:
            rows.append({"status": "missed", "error_ms": np.nan, "true_s": t})
    rows += [
        {"status": "extra", "error_ms": np.nan, "true_s": np.nan}
        for i in free
        if start < found[i] < end
    ]
    return rows


def contact_rows(events: pd.DataFrame) -> pd.DataFrame:
    """Median contact-time error of each leg of each clip, over the contacts that were found."""
    rows = []
    for _, leg in events[events.status == "matched"].groupby(["clip", "side"]):
        ic = leg[leg.event == "IC"].sort_values("true_s")
        to = leg[leg.event == "TO"].sort_values("true_s")
        errors = []
        for _, contact in ic.iterrows():
            after = to[(to.true_s > contact.true_s) & (to.true_s < contact.true_s + 0.45)]
            if len(after):
                errors.append(after.iloc[0].error_ms - contact.error_ms)
        if errors:
            rows.append({**leg.iloc[0].to_dict(), "error_ms": float(np.median(errors))})
    return pd.DataFrame(rows, columns=EVENT_COLUMNS)


def cadence_rows(pairs: Pairs) -> pd.DataFrame:
    """Reported cadence against the true one between the same first and last contact."""
    rows = []
    for run, truth in measured(pairs):
        value = metric_value(run, "cadence_spm", "both")
        found = np.sort(np.concatenate([_found(run, s, "IC") for s in ("left", "right")]))
        true = np.sort([t for _, kind, t in truth.events if kind == "IC"])
        if value is None or not len(found) or not len(true):
            continue
        first = int(np.argmin(np.abs(true - found[0])))
        last = int(np.argmin(np.abs(true - found[-1])))
        if last <= first:
            continue
        cadence = 60 * (last - first) / (true[last] - true[first])
        rows.append(_labels(truth, "both") | {"value": value, "error": value - cadence})
    return pd.DataFrame(rows, columns=[*LABELS, "value", "error"])


def metric_value(run: Run, metric: str, side: str) -> float | None:
    """Value of one metric row, None where it is missing."""
    for row in run.document["metrics"]:
        if row["metric"] == metric and row["side"] == side:
            value: float | None = row["value"]
            return value
    return None


def metric_rows(pairs: Pairs) -> pd.DataFrame:
    """One row for every metric and side with a truth; ``value`` is NaN where missing."""
    rows: list[dict[str, Any]] = []
    for run, truth in measured(pairs):
        by_key = {(m["metric"], m["side"]): m for m in run.document["metrics"]}
        for (metric, side), true in truth.medians.items():
            row = by_key.get((metric, side))
            if row is None:
                continue
            labels = _labels(truth, side) | {"metric": metric, "true": true}
            rows.append(labels | _compared(row, true))
    return pd.DataFrame(rows or None, columns=None if rows else METRIC_COLUMNS)


def _compared(row: dict[str, Any], true: float) -> dict[str, Any]:
    if row["value"] is None:
        nothing = dict.fromkeys(("value", "error", "half"), np.nan)
        return nothing | {"inside": None, "largest": "", "reason": row["missing_reason"]}
    parts = {name: sd for name, sd in row["sd_parts"].items() if sd}
    return {
        "value": row["value"],
        "error": row["value"] - true,
        "half": (row["ci_high"] - row["ci_low"]) / 2,
        "inside": bool(row["ci_low"] <= true <= row["ci_high"]),
        "largest": max(parts, key=lambda name: parts[name]) if parts else "",
        "reason": "",
        **{f"sd_{name}": sd for name, sd in parts.items()},
    }
