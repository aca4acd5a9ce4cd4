"""Runners seen from behind, drawn from seeds, as the generator in ``../shared/synth`` takes them.

``python -m tests.bench.rear_runners`` prints one JSON object, NAME to specification, to put into
the generator's ``CLIPS``. Its ``gait.py`` sways the trunk by 1.5 degrees; three parameters stand in
for that: ``tlat = side_mean - side_amp * sin(phase + side_phase)``. Even numbers are for fitting,
odd ones only for judging; each pair of numbers has the same frame rate.
"""

import json
import sys
from typing import Any

import numpy as np

RUNNERS = 24
SEED = 52000
BODIES = (
    {"gender": 0.0, "height": 0.45, "muscle": 0.55, "weight": 0.35, "age": 0.6},
    {"gender": 1.0, "height": 0.50, "muscle": 0.50, "weight": 0.30, "age": 0.6},
    {"gender": 0.0, "height": 0.60, "muscle": 0.65, "weight": 0.30, "age": 0.62},
    {"gender": 1.0, "height": 0.35, "muscle": 0.45, "weight": 0.48, "age": 0.65},
    {"gender": 0.1, "height": 0.50, "muscle": 0.50, "weight": 0.62, "age": 0.72},
    {"gender": 0.95, "height": 0.62, "muscle": 0.60, "weight": 0.28, "age": 0.58},
)
"""Those of the generator's own suite, M1 to F3; looks and colours are drawn by number from it."""


def runner(number: int) -> dict[str, Any]:
    """Return one runner's specification.

    ``look`` and ``colours`` count the generator's (NORM, PONY, SING, LONG, BALD, NORM; K1 to K6).
    """
    r = np.random.default_rng(SEED + number)
    fps = 60 if number // 2 % 4 == 2 else 30
    portrait = bool(r.random() < 0.4)
    body = dict(BODIES[r.integers(6)])
    for name, spread in (("height", 0.12), ("weight", 0.08), ("muscle", 0.08)):
        body[name] = float(np.clip(body[name] + r.normal(0, spread), 0.2, 0.8))
    look = int(r.integers(6))
    if body["gender"] > 0.5 and r.random() < 0.6:
        look = 1
    camera = _camera(r, portrait=portrait)
    r.random()
    gait = _gait(r)
    return {
        "fps_true": fps,
        "dur": 6 if fps == 60 else 7,
        "body": body,
        "look": look,
        "colours": int(r.integers(6)),
        "pal": int(r.integers(3)),
        "size": (540, 960) if portrait else (960, 540),
        "cam": camera,
        "gait": gait,
        "scene_seed": int(r.integers(99)),
        "exposure": float(r.uniform(0.6, 1.1)),
        "noise": float(r.uniform(1.5, 5)),
        "crf": int(r.integers(21, 29)),
        "seed": SEED + number,
    }


def _camera(r: np.random.Generator, *, portrait: bool) -> dict[str, float]:
    """Behind the runner, up to ten degrees beside, at hip height or above."""
    yaw_deg = float(r.choice([0, 0, r.uniform(-10, 10), r.uniform(-5, 5)]))
    distance_m = float(r.uniform(3.4, 5.0))
    height_m = float(r.uniform(0.75, 1.45))
    roll_deg = float(r.choice([0, 0, r.uniform(-2.5, 2.5)]))
    zoom = (290, 430) if portrait else (250, 300)
    return {
        "yaw": -90 + yaw_deg,
        "dist": distance_m,
        "height": height_m,
        "look": 0.86,
        "roll": roll_deg,
        "f": 0.75 * distance_m * float(r.uniform(*zoom)),
    }


def _gait(r: np.random.Generator) -> dict[str, float]:
    speed = float(r.uniform(2.2, 3.9))
    cadence = float(np.clip(158 + 10 * (speed - 2.6) + r.normal(0, 8), 148, 192))
    drawn = {
        "cadence": cadence,
        "speed": speed,
        "lean": r.uniform(2, 12),
        "ahead": r.uniform(0.15, 0.25),
        "strike": r.uniform(-4, 18),
    }
    width = (r.uniform(-0.03, 0.02), r.uniform(0.02, 0.08), r.uniform(0.06, 0.13))
    drawn["width"] = r.choice(width)
    drawn |= {
        "pelvis_list": r.uniform(1.5, 9),
        "side_amp": r.uniform(0.3, 5.0),
        "side_mean": r.normal(0, 1.2),
        "side_phase": r.normal(0, 0.25),
        "lat_sway": r.uniform(0.004, 0.02),
        "pelvis_rot": r.uniform(3, 10),
        "trunk_rot": r.uniform(5, 14),
        "arm_abd": r.uniform(8, 22),
        "arm_amp": r.uniform(20, 38),
        "asym": r.choice([0, r.normal(0, 0.012)]),
        "asym_contact": r.choice([0, r.normal(0, 0.02)]),
        "vo_scale": r.uniform(0.75, 0.95),
        "knee_swing": r.uniform(85, 110),
        "thigh_swing": r.uniform(36, 48),
    }
    return {name: float(value) for name, value in drawn.items()}


if __name__ == "__main__":
    every = {f"r{number:02d}": runner(number) for number in range(RUNNERS)}
    json.dump(every, sys.stdout, indent=1)
