"""Hand-labelled clips: what a rater saw frame by frame, beside what formcheck says."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from bench.measure import metric_value
from bench.runs import Run
from bench.targets import Target, at_most, unit
from bench.truth import OTHER, SHARED

LABEL_AFTER_TO_S = 0.027
"""A rater sees the shoe tip leave this much (and half a frame) after 50 N (rbds.md 5.3)."""
CALLED = {
    "run_treadmill_portrait_30fps": "treadmill, phone, 30 fps",
    "run_treadmill_coaching_overlays A": "treadmill, coached, upright, 25 fps",
    "run_treadmill_coaching_overlays B": "treadmill, coached, bent, 25 fps",
    "run_treadmill_coaching_overlays C": "treadmill, coached, good, 25 fps",
    "run_road_tracking_slow2x_360p": "road, slow x2, 360 lines",
    "run_passby_slow_50fps": "pass-by, slow x2.4",
    "run_passby_short": "pass-by, 1 s",
    "run_treadmill_slowmo": "treadmill, slow x9.5",
}
"""Names for tables; the clips themselves stay outside every document."""
REAL_TIME = (
    "run_treadmill_portrait_30fps",
    "run_treadmill_coaching_overlays A",
    "run_treadmill_coaching_overlays B",
    "run_treadmill_coaching_overlays C",
    "run_road_tracking_slow2x_360p",
)
ANGLES = {
    "shank_angle_deg": ("shank_deg", "shank_deg"),
    "overstride_pct_leg": ("hip_ankle_pct_leg", "hip_ankle_pct"),
    "knee_flexion_ic_deg": ("knee_flexion_deg", "knee_flexion_deg"),
    "trunk_lean_ic_deg": ("trunk_lean_mid_deg", "trunk_mid_deg"),
}
"""Metric -> (label at contact, its uncertainty)."""


def label_of(run: Run) -> dict[str, Any]:
    """Labels of the clip behind a run."""
    path = SHARED / "clips" / f"{run.task.path.stem}.labels.json"
    data: dict[str, Any] = json.loads(path.read_text())
    return data


def rows(runs: Iterable[Run]) -> list[dict[str, Any]]:
    """One dict a run with everything that can be compared."""
    return [_row(run, label_of(run)) for run in runs if run.verdict in ("ok", "caution")]


def _row(run: Run, label: dict[str, Any]) -> dict[str, Any]:
    name = run.task.name
    first, last = _frames(name, label)
    capture_fps = label["fps"] * run.document["slow_motion_factor"]
    unsure = label["uncertainty"]
    found = {"clip": name, "ic_unsure": unsure["IC_frames"], "capture_fps": capture_fps}
    for kind in ("IC", "TO"):
        rest = _rests(run, label, kind, first, last)
        if kind == "TO":
            rest = [r + LABEL_AFTER_TO_S * capture_fps + 0.5 for r in rest]
        found[kind] = rest
    found["cadence"], found["cadence_label"] = _cadence(run, label, name)
    found["contact"] = _contact(run, label, capture_fps)
    found["angles"] = _angles(run, label, first, last)
    lean = metric_value(run, "trunk_lean_deg", "both")
    found["lean"], found["lean_label"] = lean, _segment(name, label).get("trunk_lean_mid_deg")
    return found


def _segment(name: str, label: dict[str, Any]) -> dict[str, Any]:
    letter = name.split()[1] if " " in name else None
    return next((s for s in label.get("segments", ()) if s["name"][0] == letter), {})


def _frames(name: str, label: dict[str, Any]) -> tuple[int, int]:
    segment = _segment(name, label)
    return segment.get("first", 0), segment.get("last", label["frames"] - 1)


def _rests(run: Run, label: dict[str, Any], kind: str, first: int, last: int) -> list[float]:
    """Found minus labelled, in frames of the file, for each labelled event that was found."""
    rests = []
    for event in label["events"]:
        if event["type"] != kind or not first <= event["frame"] <= last:
            continue
        found = [
            e["frame"]
            for e in run.document["events"]
            if e["event"] == kind and e["side"] == event["side"]
        ]
        near = min(found, key=lambda f: abs(f - event["frame"]), default=None)
        step_frames = 60 / label_cadence(label, run.task.name) * label["fps"]
        if near is not None and abs(near - event["frame"]) < step_frames / 2:
            rests.append(near - event["frame"])
    return rests


def label_cadence(label: dict[str, Any], name: str) -> float:
    """Steps a minute on the playback clock, as labelled."""
    cadence = label["cadence_playback_spm"]
    return float(cadence[name.split()[1]] if isinstance(cadence, dict) else cadence)


def _cadence(run: Run, label: dict[str, Any], name: str) -> tuple[float | None, float]:
    factor = run.document["slow_motion_factor"]
    return metric_value(run, "cadence_spm", "both"), label_cadence(label, name) * factor


def _contact(run: Run, label: dict[str, Any], capture_fps: float) -> dict[str, float]:
    """Error in % of contact time, near and far, against the expected label."""
    near = label["near_side"]
    errors = {}
    for leg, side in (("near", near), ("far", OTHER[near])):
        value = metric_value(run, "contact_time_ms", side)
        frames = label["contact_time_frames"].get(leg)
        if value is not None and frames is not None:
            expected = value / 1000 + LABEL_AFTER_TO_S
            errors[leg] = 100 * (expected * capture_fps / frames - 1)
    return errors


def _angles(run: Run, label: dict[str, Any], first: int, last: int) -> list[dict[str, Any]]:
    """Near-leg angles at the labelled contacts.

    ``same frame`` is read off the landmarks of the very frame that the rater looked at;
    ``at contact`` is what formcheck reports for that step, at its own instant of contact,
    which is half a frame earlier on average (a shank turns by 5 degrees in that time).
    """
    near = label["near_side"]
    contacts = [
        c
        for c in label["contacts"]
        if "far" not in c.get("leg", "") and first <= c["frame"] <= last
    ]
    found = []
    for metric, (name, unsure) in ANGLES.items():
        seen = [
            (c[name], run.document["at_labels"].get(str(c["frame"]), {}).get(metric), step)
            for c in contacts
            if c.get(name) is not None
            and (step := _step_value(run, near, c["frame"], metric)) is not None
        ]
        seen = [(rater, same, step) for rater, same, step in seen if same is not None]
        if seen:
            rater, same, step = np.median(np.array(seen), axis=0)
            limit = label["uncertainty"].get(unsure, label["uncertainty"].get("trunk_deg"))
            found.append(
                {
                    "metric": metric,
                    "n": len(seen),
                    "rater": float(rater),
                    "same frame": float(same),
                    "at contact": float(step),
                    "error": float(np.median([s - r for r, s, _ in seen])),
                    "unsure": limit,
                }
            )
    return found


def angles_at_labels(result: Any, path: Path) -> dict[str, dict[str, float]]:
    """Near-leg angles of the cleaned landmarks at the labelled contact frames."""
    labels = SHARED / "clips" / f"{path.stem}.labels.json"
    direction, track = result.analysis.direction, result.track
    if not labels.is_file() or direction is None or track is None:
        return {}
    frames = [contact["frame"] for contact in json.loads(labels.read_text())["contacts"]]
    forward = 1.0 if direction == "right" else -1.0
    found = {}
    for frame in frames:
        at = np.flatnonzero(track.frame == frame)
        if len(at):
            found[str(frame)] = _read_off(track, int(at[0]), result.analysis, forward)
    return found


def _read_off(track: Any, at: int, analysis: Any, forward: float) -> dict[str, float]:
    def tilt(low: np.ndarray, high: np.ndarray) -> float:
        dx, dy = forward * (low - high)[0], (low - high)[1]
        return float(np.degrees(np.arctan2(dx, dy)))

    side = analysis.near_side
    hip, knee, ankle = (track.point(f"{side}_{part}")[at] for part in ("hip", "knee", "ankle"))
    middle = tilt(track.midpoint("hip")[at], track.midpoint("shoulder")[at])
    return {
        "shank_angle_deg": tilt(ankle, knee),
        "knee_flexion_ic_deg": tilt(knee, hip) - tilt(ankle, knee),
        "overstride_pct_leg": float(
            100 * forward * (ankle - hip)[0] / (analysis.leg_length_px or np.nan)
        ),
        "trunk_lean_ic_deg": -middle,
    }


def _step_value(run: Run, side: str, frame: float, metric: str) -> float | None:
    ic_frame = {
        (e["side"], round(e["time_s"], 4)): e["frame"]
        for e in run.document["events"]
        if e["event"] == "IC"
    }
    for step in run.document["steps"]:
        at = ic_frame.get((step["side"], round(step["ic_s"], 4)))
        if step["side"] == side and at is not None and abs(at - frame) < 3:
            value: float | None = step["metrics"].get(metric)
            return value
    return None


def _median_mad(values: list[float]) -> tuple[float, float]:
    if not values:
        return float("nan"), float("nan")
    middle = float(np.median(values))
    return middle, float(np.median(np.abs(np.array(values) - middle)))


def events(found: list[dict[str, Any]]) -> pd.DataFrame:
    """Cadence, event and contact errors by clip."""
    out = []
    for row in found:
        ic, ic_mad = _median_mad(row["IC"])
        to, to_mad = _median_mad(row["TO"])
        out.append(
            {
                "clip": CALLED[row["clip"]],
                "cadence": row["cadence"],
                "label": row["cadence_label"],
                "n IC": len(row["IC"]),
                "IC median": ic,
                "IC MAD": ic_mad,
                "n TO": len(row["TO"]),
                "TO median": to,
                "TO MAD": to_mad,
                "contact near %": row["contact"].get("near", float("nan")),
                "contact far %": row["contact"].get("far", float("nan")),
                "trunk lean": row["lean"],
                "rater": str(row["lean_label"] or ""),
            }
        )
    return pd.DataFrame(out)


def angles(found: list[dict[str, Any]]) -> pd.DataFrame:
    """Angles at the labelled near-leg contacts, by clip."""
    return pd.DataFrame(
        [{"clip": CALLED[row["clip"]]} | angle for row in found for angle in row["angles"]]
    )


def verdicts(runs: Iterable[Run]) -> pd.DataFrame:
    """Verdict and reasons by clip."""
    out = []
    for run in runs:
        if run.failed:
            out.append({"clip": CALLED[run.task.name], "verdict": "error", "reasons": run.failed})
            continue
        codes = ", ".join(r["code"] for r in run.document["quality"]["reasons"])
        view = run.document["view"]
        out.append(
            {
                "clip": CALLED[run.task.name],
                "verdict": run.verdict,
                "yaw": view["yaw_deg"],
                "mode": run.document["mode"],
                "reasons": codes,
            }
        )
    return pd.DataFrame(out)


def targets(found: list[dict[str, Any]]) -> list[Target]:
    """Targets on the clips in real time (or with their factor)."""
    goals = []
    by_name = {row["clip"]: row for row in found}
    for name in REAL_TIME:
        row = by_name.get(name)
        if row is None:
            goals.append(Target(CALLED[name], "measured", "refused or failed", ok=False))
            continue
        goals += _clip_targets(CALLED[name], row)
    leans = [by_name[n]["lean"] for n in REAL_TIME[1:4] if n in by_name]
    if len(leans) == 3 and None not in leans:
        upright, bent, good = leans
        near = all(abs(seen - true) < 4 for seen, true in zip(leans, (-1, 22, 10), strict=True))
        ok = near and upright < good < bent
        reached = ", ".join(f"{lean:.1f}" for lean in leans)
        goals.append(Target("coaching segments, trunk lean", "-1, 22, 10 deg +-4", reached, ok))
    return goals


def _clip_targets(name: str, row: dict[str, Any]) -> list[Target]:
    ic, ic_mad = _median_mad(row["IC"])
    to, _ = _median_mad(row["TO"])
    goals = []
    if row["cadence"] is not None:
        error = 100 * abs(row["cadence"] / row["cadence_label"] - 1)
        goals.append(at_most(f"{name}: cadence", error, 1.5, "%"))
    goals.append(at_most(f"{name}: IC median", abs(ic), max(0.75, row["ic_unsure"]), "frame"))
    goals.append(at_most(f"{name}: IC MAD", ic_mad, 0.4, "frame"))
    if row["TO"]:
        goals.append(
            at_most(f"{name}: TO median", abs(to), 1 + 0.010 * row["capture_fps"], "frame")
        )
    for leg, error in row["contact"].items():
        goals.append(at_most(f"{name}: contact time {leg}", abs(error), 12.0, "%"))
    for angle in row["angles"]:
        what = f"{name}: {angle['metric']}"
        goals.append(at_most(what, abs(angle["error"]), angle["unsure"], unit(angle["metric"])))
    return goals
