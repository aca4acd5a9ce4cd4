"""How the made-up runners move: steps, events, curves, key frames and their pictures."""

import math
from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from report.example_data import CURVES, POSES

Json = dict[str, Any]


def steps(rng: np.random.Generator, profile: Json, seconds: float) -> list[Json]:
    step_s = 60.0 / profile["cadence_spm"]
    contact_s = profile["contact_time_ms"] / 1000
    count = int(seconds / step_s) - 2
    start = [0.31 + i * step_s + rng.normal(0, 0.004) for i in range(count + 2)]
    rows: list[Json] = []
    for i in range(count):
        side = "right" if i % 2 == 0 else "left"
        tilt = 0.5 if side == "right" else -0.5
        to_s = start[i] + contact_s + rng.normal(0, 0.004) + tilt * 0.004
        rows.append(
            {
                "step": i + 1,
                "side": side,
                "ic_s": round(start[i], 4),
                "to_s": round(to_s, 4),
                "next_ic_s": round(start[i + 1], 4),
                "stride_end_s": round(start[i + 2], 4),
                "step_time_ms": 1000 * (start[i + 1] - start[i]),
                "contact_time_ms": 1000 * (to_s - start[i]),
                "flight_time_ms": 1000 * (start[i + 1] - to_s),
                "trunk_lean_deg": rng.normal(profile["trunk_lean_deg"], 0.6),
                "overstride_pct_leg": rng.normal(profile["overstride_pct_leg"], 0.9) + tilt,
                "shank_angle_deg": rng.normal(profile["shank_angle_deg"], 1.1) + tilt,
                "knee_flexion_ic_deg": rng.normal(profile["knee_flexion_ic_deg"], 1.4),
                "knee_flexion_peak_deg": rng.normal(profile["knee_flexion_peak_deg"], 1.2),
                "thigh_extension_to_deg": rng.normal(profile["thigh_extension_to_deg"], 1.0),
                "vertical_oscillation_pct_leg": rng.normal(
                    profile["vertical_oscillation_pct_leg"], 0.3
                ),
            }
        )
    rows[3]["to_s"] = None
    rows[3]["contact_time_ms"] = None
    rows[3]["flight_time_ms"] = None
    return rows


def events(steps: list[Json], fps: float) -> list[Json]:
    events = []
    for row in steps:
        for name, key in (("IC", "ic_s"), ("TO", "to_s")):
            if row[key] is not None:
                time_s = row[key]
                events.append(
                    {
                        "side": row["side"],
                        "event": name,
                        "time_s": time_s,
                        "frame": round(time_s * fps, 2),
                        "confidence": 0.93,
                    }
                )
    return sorted(events, key=lambda e: e["time_s"])


def curves(profile: Json) -> Json:
    curves: Json = {}
    for name, (mean, waves) in CURVES.items():
        base = profile.get(name, mean) if name == "trunk_lean_deg" else mean
        sides: Json = {"phase_pct": list(range(101))}
        for side, shift in (("left", 0.6), ("right", -0.6)):
            line = []
            for p in range(101):
                turn = 2 * math.pi * p / 100
                line.append(
                    base
                    + shift
                    + sum(
                        a * math.cos((k + 1) * turn) + b * math.sin((k + 1) * turn)
                        for k, (a, b) in enumerate(waves)
                    )
                )
            sides[side] = {
                "mean": line,
                "sd": [1.2 + 0.8 * math.sin(math.pi * p / 100) for p in range(101)],
            }
        curves[name] = sides
    curves["elbow_angle_deg"]["left"] = None
    return curves


def key_frames(profile: Json) -> list[Json]:
    leg, hip = 205.0, (420.0, 330.0)
    frames = []
    lean = math.radians(profile["trunk_lean_deg"])
    trunk = (0.62 * math.sin(lean), 0.62 * math.cos(lean))
    for event, time_s in (("IC", 2.441), ("midstance", 2.566), ("TO", 2.702)):
        pose = dict(POSES[event])
        pose |= {
            "right_shoulder": (trunk[0] + 0.02, trunk[1]),
            "left_shoulder": (trunk[0] - 0.02, trunk[1]),
            "right_ear": (trunk[0] * 1.3 + 0.03, trunk[1] + 0.26),
            "nose": (trunk[0] * 1.3 + 0.14, trunk[1] + 0.22),
        }
        angles = {"trunk_lean_deg": profile["trunk_lean_deg"]}
        if event == "IC":
            angles |= {
                "shank_angle_deg": profile["shank_angle_deg"],
                "knee_flexion_deg": profile["knee_flexion_ic_deg"],
                "overstride_pct_leg": profile["overstride_pct_leg"],
            }
        else:
            angles |= {
                "knee_flexion_deg": profile["knee_flexion_peak_deg"]
                if event == "midstance"
                else 23.0,
                "thigh_angle_deg": 24.0
                if event == "midstance"
                else -profile["thigh_extension_to_deg"],
            }
        frames.append(
            {
                "event": event,
                "side": "right",
                "time_s": time_s,
                "frame": round(time_s * 60),
                "picture": f"pictures/{event.lower()}.jpg",
                "crop_px": [200, 60, 440, 520],
                "points": {
                    name: [hip[0] + leg * x, hip[1] - leg * y] for name, (x, y) in pose.items()
                },
                "angles": angles,
            }
        )
    return frames


def write_pictures(analysis: Json, folder: Path) -> None:
    """Draw the key frames' pictures (a plain figure on a plain ground) into ``folder``."""
    for frame in analysis["key_frames"]:
        x, y, w, h = frame["crop_px"]
        picture = np.full((h, w, 3), (206, 214, 218), np.uint8)
        picture[int(h * 0.93) :] = (150, 160, 165)
        points = {n: (round(p[0] - x), round(p[1] - y)) for n, p in frame["points"].items()}
        for side, grey in (("left", 150), ("right", 90)):
            chain = [
                f"{side}_{part}" for part in ("shoulder", "hip", "knee", "ankle", "foot_index")
            ]
            for a, b in pairwise(chain):
                if a in points and b in points:
                    cv2.line(picture, points[a], points[b], (grey, grey, grey), 26, cv2.LINE_AA)
        path = folder / frame["picture"]
        path.parent.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(path), picture)
