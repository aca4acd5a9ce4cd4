"""Somebody who stands still before the run, put in front of a landmark track."""

from dataclasses import replace

import numpy as np

from formcheck.domain.pose import PoseTrack
from formcheck.domain.skeleton import INDEX, LANDMARKS, SIDES

JITTER_PX = 0.8
ACROSS_LEG = {"shoulder": 0.20, "elbow": 0.22, "wrist": 0.24, "hip": 0.12, "knee": 0.12,
              "ankle": 0.12, "heel": 0.12, "foot_index": 0.12}  # fmt: skip


def standing_first(
    run: PoseTrack,
    *,
    lean_deg: float = 3.0,
    knee_deg: float = 4.0,
    seconds: float = 1.5,
    turned_deg: float = 0.0,
    reach: bool = False,
    sway_leg: float = 0.0,
    facing: str = "right",
) -> PoseTrack:
    """Return ``run`` with a person of the same size standing before it.

    ``turned_deg`` turns them towards the camera, ``reach`` puts their hands on a console,
    ``sway_leg`` lets them shift to and fro by so much, in leg lengths.
    """
    fps, sense = run.fps, 1.0 if facing == "right" else -1.0
    n = round(seconds * fps)
    leg_px = _leg_px(run)
    hip = np.nanmedian(run.midpoint("hip"), axis=0)
    points = _body(lean_deg, knee_deg, reach=reach)
    turn = np.radians(turned_deg)
    xy = np.full((n, len(LANDMARKS), 2), np.nan)
    time_s = np.arange(n) / fps
    shift = sway_leg * np.sin(2 * np.pi * time_s / 0.8)
    for name, (forward, up) in points.items():
        side, _, joint = name.partition("_")
        across = ACROSS_LEG.get(joint, 0.0) * (1.0 if side == "right" else -1.0)
        x = sense * (forward * np.cos(turn) - across * np.sin(turn)) + shift
        xy[:, INDEX[name]] = hip + leg_px * np.stack([x, np.full(n, -up)], axis=1)
    xy += np.random.default_rng(7).normal(0, JITTER_PX, xy.shape)
    seen = np.isfinite(xy[..., 0]).astype(float)
    return replace(
        run,
        time_s=np.concatenate([time_s, seconds + run.time_s - run.time_s[0]]),
        frame=np.arange(n + len(run)),
        xy_px=np.concatenate([xy, run.xy_px]),
        visibility=np.concatenate([seen, run.visibility]),
    )


def _leg_px(run: PoseTrack) -> float:
    hip, knee, ankle = (run.point(f"right_{part}") for part in ("hip", "knee", "ankle"))
    thigh, shank = np.linalg.norm(knee - hip, axis=1), np.linalg.norm(ankle - knee, axis=1)
    return float(np.nanmedian(thigh + shank))


def _body(lean_deg: float, knee_deg: float, *, reach: bool) -> dict[str, tuple[float, float]]:
    """Landmarks, forward and up from the middle of the hips, in leg lengths."""
    half, lean = np.radians(knee_deg / 2), np.radians(lean_deg)
    shoulder = np.array([0.62 * np.sin(lean), 0.62 * np.cos(lean)])
    knee = np.array([0.5 * np.sin(half), -0.5 * np.cos(half)])
    ankle = knee + np.array([-0.5 * np.sin(half), -0.5 * np.cos(half)])
    elbow = shoulder + np.array([-0.02, -0.33])
    wrist = elbow + (np.array([0.28, 0.06]) if reach else np.array([0.05, -0.28]))
    legs = {
        "hip": np.zeros(2),
        "knee": knee,
        "ankle": ankle,
        "shoulder": shoulder,
        "elbow": elbow,
        "wrist": wrist,
        "heel": np.add(ankle, (-0.08, -0.1)),
        "foot_index": np.add(ankle, (0.2, -0.12)),
        "ear": np.add(shoulder, (0.03, 0.25)),
    }
    both = {f"{side}_{part}": tuple(at) for side in SIDES for part, at in legs.items()}
    return both | {"nose": tuple(np.add(shoulder, (0.15, 0.24)))}
