"""Runners filmed again: what each pair of clips differs by, measured and true."""

import hashlib
import itertools
import json
import pickle
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from bench.runs import KEPT, source_hash
from bench.truth import RENDER_METRICS, SHARED, rbds_tables, rbds_truth
from formcheck.change import by_camera, set_ups
from formcheck.domain.analysis import Analysis, Measured

FILMS = SHARED / "synth" / "repeat"
TIP_LEAVES_S = 0.012
"""The renders' toe-off is that much after 50 N (definitions.md)."""
BEATS = {"base", "rep", "sub"}
"""Clips of a runner between which neither phone nor clothes were touched."""
KEPT_OF = {
    **dict.fromkeys(BEATS, ("one place", "one dress")),
    "near": ("marks", "one dress"),
    "cam": ("elsewhere", "one dress"),
    "clo": ("one place", "other dress"),
    "both": ("elsewhere", "other dress"),
}
COLUMNS = [
    *("group", "runner", "a", "b", "kind", "metric", "leg", "delta", "true", "error"),
    *("row_a", "row_b", "filmed"),
]


def _analysed(path: Path) -> Analysis:
    from formcheck.pipeline import analyze
    from formcheck.settings import AnalysisSettings

    if path.suffix == ".csv":
        return analyze(path, landmarks=True).analysis
    stature_m = json.loads(path.with_suffix(".json").read_text())["runner"]["height_m"]
    settings = AnalysisSettings(model="heavy", jobs=1, height_cm=100 * stature_m)
    return analyze(path, settings).analysis


def analyses(paths: list[Path], jobs: int) -> dict[str, Measured]:
    """Analyse all, or take what is kept of this source; the unmeasured are left out."""
    named = hashlib.sha256("".join(p.name for p in paths).encode()).hexdigest()[:8]
    kept = KEPT / source_hash() / f"repeat-{named}.pickle"
    if kept.is_file():
        return pickle.loads(kept.read_bytes())  # noqa: S301 - our own file
    with ProcessPoolExecutor(jobs) as pool:
        found = dict(zip((p.stem for p in paths), pool.map(_analysed, paths), strict=True))
    measured = {name: a for name, a in found.items() if isinstance(a, Measured)}
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_bytes(pickle.dumps(measured))
    return measured


def film_truth(clip: Path, analysis: Measured) -> dict[tuple[str, str], float]:
    """True medians by (metric, side); cadence between the contacts that were found."""
    data = json.loads(clip.with_suffix(".json").read_text())
    sides = {**data["metrics"]["per_side"], "both": data["metrics"]["overall"]}
    leg_cm = 100 * (data["runner"]["thigh_m"] + data["runner"]["shank_m"])
    true: dict[tuple[str, str], float] = {}
    for side, values in sides.items():
        for metric, (source, factor) in RENDER_METRICS.items():
            if values.get(source) is not None:
                true[metric, side] = factor * values[source]
        contact_s = values["contact_time_s"] - TIP_LEAVES_S
        true["contact_time_ms", side] = 1000 * contact_s
        true["flight_time_ms", side] = 1000 * (values["flight_time_s"] + TIP_LEAVES_S)
        true["duty_factor_pct", side] = 100 * contact_s / values["stride_time_s"]
        for metric in ("overstride", "vertical_oscillation"):
            true[f"{metric}_pct_leg", side] = 100 * true[f"{metric}_cm", side] / leg_cm
    lean = data["metrics"]["overall"]["trunk_lean_mean_deg"]
    true["trunk_lean_deg", "both"] = true["trunk_lean_stride_deg", "both"] = lean
    true["head_forward_deg", "both"] = data["gait_parameters"]["head_pitch"]
    contacts = [e["t"] for e in data["events"] if e["type"] == "initial_contact"]
    true["cadence_spm", "both"] = _cadence(contacts, analysis)
    return true


def table_truth(table: Path, analysis: Measured) -> dict[tuple[str, str], float]:
    """True medians of a force-plate table."""
    truth = rbds_truth(table)
    contacts = [t for _, kind, t in truth.events if kind == "IC"]
    return {**truth.medians, ("cadence_spm", "both"): _cadence(contacts, analysis)}


def _cadence(contacts_s: list[float], analysis: Measured) -> float:
    true = np.sort(contacts_s)
    found = np.sort([e.time_s for e in analysis.events if e.event == "IC"])
    first, last = (int(np.abs(true - t).argmin()) for t in (found[0], found[-1]))
    return float(60 * (last - first) / (true[last] - true[first]))


def film_pairs(jobs: int) -> pd.DataFrame:
    """All pairs of clips of each rendered runner, row by row."""
    paths = {p.stem: p for p in sorted(FILMS.glob("*.mp4"))}
    read = analyses(list(paths.values()), jobs)
    true = {name: film_truth(paths[name], a) for name, a in read.items()}
    rows: list[dict[str, Any]] = []
    for a, b in itertools.combinations(sorted(read), 2):
        (_, runner, one), (_, other, two) = a.split("_"), b.split("_")
        if runner == other:
            shared = {"group": "films", "runner": runner, "a": a, "b": b}
            rows += [shared | {"kind": _kind(one, two)} | r for r in _rows(read, true, a, b)]
    return pd.DataFrame(rows, columns=COLUMNS)


def _kind(one: str, two: str) -> str:
    """What was not kept between two clips, by how they were rendered."""
    if "oth" in (one, two):
        return "side" if {one, two} - {"oth"} <= BEATS else "side and more"
    (place_a, dress_a), (place_b, dress_b) = KEPT_OF[one], KEPT_OF[two]
    camera = "" if place_a == place_b else "put_back" if {place_a, place_b} == MARKS else "camera"
    return " and ".join(w for w in (camera, "" if dress_a == dress_b else "clothes") if w) or "same"


MARKS = {"one place", "marks"}


def table_pairs(jobs: int) -> pd.DataFrame:
    """Force-plate runners: one trial at two frame rates, and two speeds at one rate."""
    paths = {p.stem: p for p in rbds_tables() if "noisy" in p.stem}
    read = analyses(list(paths.values()), jobs)
    true = {name: table_truth(paths[name], a) for name, a in read.items()}
    rows: list[dict[str, Any]] = []
    for a, b in itertools.combinations(sorted(read), 2):
        (runner, speed, rate, _), (other, speed_b, rate_b, _) = a.split("_"), b.split("_")
        if runner != other or (speed == speed_b) == (rate == rate_b):
            continue
        kind = "rate" if speed == speed_b else "camera and clothes"
        shared = {"group": "tables", "runner": runner, "a": a, "b": b, "kind": kind}
        rows += [shared | row for row in _rows(read, true, a, b)]
    return pd.DataFrame(rows, columns=COLUMNS)


def _rows(
    read: dict[str, Measured], true: dict[str, dict[tuple[str, str], float]], a: str, b: str
) -> Iterator[dict[str, Any]]:
    one, two = read[a], read[b]
    filmed = set_ups(two, one)
    now, before = (
        {(r.metric, by_camera(x, r)): r for r in x.metrics if r.value is not None}
        for x in (two, one)
    )
    for key in now.keys() & before.keys():
        new, old = now[key], before[key]
        truths = true[b].get((key[0], new.side)), true[a].get((key[0], old.side))
        if None not in truths:
            delta, real = new.value - old.value, truths[0] - truths[1]
            yield {
                "metric": key[0], "leg": key[1], "delta": delta, "true": real,
                "error": delta - real, "row_a": old, "row_b": new, "filmed": filmed,
            }  # fmt: skip


def leg_rows(jobs: int) -> pd.DataFrame:
    """Left minus right of every film: measured, true and what strides explain."""
    paths = {p.stem: p for p in sorted(FILMS.glob("*.mp4"))}
    rows = []
    for name, clip in analyses(list(paths.values()), jobs).items():
        true = film_truth(paths[name], clip)
        of = {(r.metric, r.side): r for r in clip.metrics if r.value is not None}
        for metric in {m for m, side in true if side == "left"}:
            sides = [of.get((metric, side)) for side in ("left", "right")]
            if None in sides:
                continue
            left, right = sides
            real = true[metric, "left"] - true[metric, "right"]
            strides = [r.sd_parts.get("strides", 0.0) for r in sides]
            _, runner, take = name.split("_")
            row = {"runner": runner, "take": take, "metric": metric}
            error = left.value - right.value - real
            rows.append(row | {"error": error, "strides": float(np.hypot(*strides))})
    return pd.DataFrame(rows)


def both_sides_rows(legs: pd.DataFrame) -> pd.DataFrame:
    """Left minus right averaged over a clip from each side."""
    keys = ["runner", "metric"]
    other = legs[legs["take"] == "oth"]
    pairs = legs[legs["take"].isin(BEATS)].merge(other, on=keys, suffixes=("", "_other"))
    return pairs[keys].assign(
        error=(pairs.error + pairs.error_other) / 2,
        strides=np.hypot(pairs.strides, pairs.strides_other) / 2,
        one=pairs.error,
    )
