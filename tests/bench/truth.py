"""What is known about each reference clip: events, medians by side, kind of view."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SHARED = Path(__file__).resolve().parents[3] / "shared"
OTHER = {"left": "right", "right": "left"}

TIP_LEAVES_S = 0.017
"""Rendered toe-offs mark the shoe tip leaving, this much after 50 N (rbds.md 5.3)."""

RBDS_METRICS = {
    "overstride_pct_leg": ("ank_hip_pct", 1.0),
    "overstride_cm": ("ank_hip_cm", 1.0),
    "shank_angle_deg": ("shank_ic", 1.0),
    "foot_strike_angle_deg": ("foot_ic", 1.0),
    "knee_flexion_ic_deg": ("knee_ic", 1.0),
    "knee_flexion_peak_deg": ("knee_peak", 1.0),
    "thigh_extension_to_deg": ("thigh_to", -1.0),
    "vertical_oscillation_cm": ("vo_hip_cm", 1.0),
    "contact_time_ms": ("contact_ms", 1.0),
    "flight_time_ms": ("flight_ms", 1.0),
    "duty_factor_pct": ("duty_pct", 1.0),
    "step_time_ms": ("step_ms", 1.0),
    "stride_time_ms": ("stride_ms", 1.0),
}

RENDER_METRICS = {
    "overstride_cm": ("overstride_ankle_from_own_hip_cm", 1.0),
    "overstride_heel_pelvis_cm": ("overstride_heel_from_midhip_cm", 1.0),
    "shank_angle_deg": ("shank_angle_ic_deg", 1.0),
    "foot_strike_angle_deg": ("foot_ground_angle_ic_deg", 1.0),
    "knee_flexion_ic_deg": ("knee_flexion_ic_deg", 1.0),
    "knee_flexion_peak_deg": ("knee_flexion_peak_stance_deg", 1.0),
    "thigh_extension_to_deg": ("thigh_extension_to_deg", 1.0),
    "trunk_lean_ic_deg": ("trunk_lean_ic_deg", 1.0),
    "trunk_lean_midstance_deg": ("trunk_lean_midstance_deg", 1.0),
    "vertical_oscillation_cm": ("vertical_oscillation_midhip_cm", 1.0),
    "step_time_ms": ("step_time_s", 1000.0),
    "stride_time_ms": ("stride_time_s", 1000.0),
    "elbow_angle_deg": ("elbow_angle_mean_deg", 1.0),
}

HARD_RENDERS = {
    "clip08": "yaw 10",
    "clip12": "pass-by",
    "clip14": "low light",
    "clip16": "handrail",
    "clip24": "640x360",
    "clip31": "roll",
    "clip32": "blur",
    "clip33": "yaw 20",
}
REFUSED_RENDERS = ("clip10", "clip20", "clip21")
SEEN_FROM_BEHIND = ("clip22",)
"""Judged by :mod:`bench.rear`; what is measured from the side has no truth there."""

Key = tuple[str, str]
"""(metric, side), side = left, right or both."""


@dataclass(frozen=True, slots=True)
class Truth:
    """Reference values of one clip.

    Attributes
    ----------
    name : str
    group : {"rbds", "synth"}
    fold : {"fit", "test"}
        By runner (rbds: odd numbers fit) or by clip (renders: odd numbers fit).
    view : str
        rbds: perp, yaw, roll, yawroll; renders: plain or what makes it hard.
    fps : float
        Capture rate.
    noise : str
        rbds: clean or noisy; renders: empty.
    near_side : {"left", "right"}
    events : tuple of (side, kind, time_s)
    medians : mapping of (metric, side) to value
    refused : bool
        Whether the clip should be refused.
    """

    name: str
    group: str
    fold: str
    view: str
    fps: float
    noise: str
    near_side: str
    events: tuple[tuple[str, str, float], ...]
    medians: Mapping[Key, float]
    duration_s: float
    refused: bool = False
    points2d: Mapping[str, Any] = field(default_factory=dict, repr=False)


def rbds_tables(*, quick: bool = False) -> Iterator[Path]:
    """Landmark tables with force-plate truth; ``quick``: every third trial, noisy only."""
    tables = sorted((SHARED / "rbds").glob("*.csv"))
    trials = sorted({_trial(path) for path in tables})[:: 3 if quick else 1]
    for path in tables:
        if _trial(path) in trials and not (quick and "clean" in path.name):
            yield path


def _trial(table: Path) -> str:
    return table.name.rsplit("_", 2)[0]


def rbds_truth(table: Path) -> Truth:
    """Truth of one force-plate table."""
    data = json.loads(table.with_suffix(".truth.json").read_text())
    name = {"L": "left", "R": "right", "both": "both"}
    medians = {
        (metric, name[side]): sign * values[source]
        for side, values in data["medians"].items()
        for metric, (source, sign) in RBDS_METRICS.items()
        if values.get(source) is not None
    }
    for side, values in data["medians"].items():
        # the table gives the oscillation in cm only; the leg is known exactly
        vo_pct = values["vo_hip_cm"] / data["leg_length_m"]
        medians["vertical_oscillation_pct_leg", name[side]] = vo_pct
    return Truth(
        name=table.stem,
        group="rbds",
        fold="fit" if int(data["runner"].removeprefix("RBDS")) % 2 else "test",
        view=data["view"].split()[0],
        fps=float(table.stem.split("_")[2].removesuffix("fps")),
        noise=table.stem.split("_")[3],
        near_side=name[data["near_side"]],
        events=tuple((name[e["side"]], e["event"], e["time_s"]) for e in data["events"]),
        medians=medians,
        duration_s=11.0,
    )


def render_clips(*, quick: bool = False) -> Iterator[Path]:
    """Rendered clips; ``quick``: every third."""
    clips = sorted((SHARED / "synth").glob("clip*.mp4"))
    yield from [c for c in clips if c.stem not in SEEN_FROM_BEHIND][:: 3 if quick else 1]


def render_truth(clip: Path) -> Truth:
    """Truth of one rendered clip."""
    data = _render_data(clip)
    refused = clip.stem in (*REFUSED_RENDERS, *SEEN_FROM_BEHIND)
    kinds = {"initial_contact": "IC", "toe_off": "TO"}
    return Truth(
        name=clip.stem,
        group="synth",
        fold="fit" if clip.stem[-1] in "13579" else "test",
        view=HARD_RENDERS.get(clip.stem, "refuse" if refused else "plain"),
        fps=_render_fps(data),
        noise="",
        near_side=data["nearest_side"],
        events=tuple(
            (e["side"], kinds[e["type"]], e["t"] - (TIP_LEAVES_S if e["type"] == "toe_off" else 0))
            for e in data.get("events") or ()
        ),
        medians={} if refused else _render_medians(data),
        duration_s=data["duration_true_s"],
        refused=refused,
        points2d=(data.get("frames_data") or {}).get("points2d") or {},
    )


def _render_data(clip: Path) -> dict[str, Any]:
    beside = clip.with_suffix(".truth.json")  # of sample_videos
    path = beside if beside.is_file() else clip.with_suffix(".json")
    data: dict[str, Any] = json.loads(path.read_text())
    return data


def render_settings(clip: Path) -> dict[str, float]:
    """What a user would say about a rendered clip: stature, and the capture rate if slowed."""
    data = _render_data(clip)
    given = {}
    if data["person_present"]:
        given["height_cm"] = 100 * data["runner"]["height_m"]
    if data["slow_motion_factor"] != 1.0:
        given["capture_fps"] = float(data["fps_true"])
    return given


def _render_fps(data: dict[str, Any]) -> float:
    try:
        return float(data["fps_true"])
    except (TypeError, ValueError):
        return round(data["frames"] / data["duration_true_s"], 2)


def _render_medians(data: dict[str, Any]) -> dict[Key, float]:
    metrics = data["metrics"]
    sides = {**metrics["per_side"], "both": metrics["overall"]}
    pose = metrics.get("pose_leg")
    found: dict[Key, float] = {
        ("trunk_lean_stride_deg", "both"): metrics["overall"]["trunk_lean_mean_deg"],
        ("speed_mps", "both"): data["running_speed_mps"],
    }
    for side, values in sides.items():
        for metric, (source, factor) in RENDER_METRICS.items():
            if values.get(source) is not None:
                found[metric, side] = factor * values[source]
        contact_s = values["contact_time_s"] - TIP_LEAVES_S
        found["contact_time_ms", side] = 1000 * contact_s
        found["flight_time_ms", side] = 1000 * (values["flight_time_s"] + TIP_LEAVES_S)
        found["duty_factor_pct", side] = 100 * contact_s / values["stride_time_s"]
        if pose is not None:
            vo_cm = values["vertical_oscillation_midhip_cm"]
            found["vertical_oscillation_pct_leg", side] = 100 * vo_cm / pose["leg_cm"]
    return found if pose is None else found | _by_leg(pose)


def _by_leg(pose: dict[str, Any]) -> dict[Key, float]:
    reach = {side: pose[side]["overstride_pct_leg"] for side in ("left", "right")}
    return {
        ("trunk_lean_deg", "both"): pose["trunk_lean_stance_deg"],
        ("overstride_pct_leg", "both"): (reach["left"] + reach["right"]) / 2,
        **{("overstride_pct_leg", side): pct for side, pct in reach.items()},
    }
