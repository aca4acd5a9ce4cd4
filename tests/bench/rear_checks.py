"""Contacts of force-plate runners seen from behind, and the drawn hips beside the pelvis."""

import json
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bench.truth import SHARED
from formcheck.domain.pose import PoseTrack
from formcheck.domain.skeleton import INDEX, LEG, SIDES

FloatArray = NDArray[np.float64]

FOCAL_PX, WIDTH_PX, HEIGHT_PX = 1000.0, 1280, 720
SOLE_M = 0.09
"""Height of the ankle's joint centre over the ground."""


def _places(table: pd.DataFrame, sidecar: dict[str, Any], camera: dict[str, Any]) -> Any:
    """Forward and up in metres, as a side camera saw them, by side and part."""
    metre, ahead = sidecar["scale_m_per_px"], 1 if sidecar["direction"] == "right" else -1
    roll, yaw = (np.radians(camera[name]) for name in ("roll_deg", "yaw_deg"))
    places = {}
    for side in SIDES:
        for part in LEG:
            x = (table[f"{side}_{part}_x"].to_numpy() - sidecar["width"] / 2) * metre
            up = -(table[f"{side}_{part}_y"].to_numpy() - sidecar["height"] / 2) * metre
            x, up = np.cos(roll) * x + np.sin(roll) * up, np.cos(roll) * up - np.sin(roll) * x
            places[side, part] = (ahead * x / np.cos(yaw), up)
    return places


def seen_from_behind(table: Path) -> tuple[PoseTrack, dict[str, Any]]:
    """Project a force-plate runner into a camera behind; sideways is not in the data."""
    data = pd.read_csv(table)
    sidecar = json.loads(table.with_suffix(".json").read_text("utf-8"))
    truth = json.loads(table.with_suffix(".truth.json").read_text("utf-8"))
    drawn = np.random.default_rng(zlib.crc32(table.stem.encode()))
    distance_m, height_m = drawn.uniform(3.4, 5.0), drawn.uniform(0.75, 1.4)
    places = _places(data, sidecar, truth["camera"])
    ankles = np.concatenate([places[side, "ankle"][1] for side in SIDES])
    ground, middle = np.percentile(ankles, 3) - SOLE_M, np.mean(places["left", "hip"][0])
    xy = np.full((len(data), len(INDEX), 2), np.nan)
    for (side, part), (ahead, up) in places.items():
        depth = distance_m + ahead - middle
        across = (-1 if side == "left" else 1) * (0.1 if part == "hip" else 0.05)
        x = WIDTH_PX / 2 + FOCAL_PX * across / depth
        y = HEIGHT_PX / 2 + FOCAL_PX * (height_m - up + ground) / depth
        xy[:, INDEX[f"{side}_{part}"]] = np.stack([x, y], axis=1)
    track = PoseTrack(
        data["time_s"].to_numpy(),
        data["frame"].to_numpy(),
        xy,
        np.ones(xy.shape[:2]),
        WIDTH_PX,
        HEIGHT_PX,
    )
    return track, truth


def plates(fps: str, kind: str) -> pd.DataFrame:
    """Median error of the contacts of each leg, milliseconds."""
    from formcheck.gait.behind import detect_behind, upright_behind

    rows = []
    for table in sorted((SHARED / "rbds").glob(f"*_{fps}fps_{kind}.csv")):
        track, truth = seen_from_behind(table)
        events = detect_behind(upright_behind(track, 0.0))
        for side in SIDES:
            found = events.times_s(side, "IC")
            true = [
                e["time_s"]
                for e in truth["events"]
                if (e["side"], e["event"]) == (side[0].upper(), "IC")
            ]
            error = np.array([found[np.abs(found - t).argmin()] - t for t in true])
            error = 1000 * error[np.abs(error) < 0.2]
            rows.append(
                {"table": table.stem, "side": side, "error": np.median(error), "n": len(error)}
            )
    return pd.DataFrame(rows)


def drop(film: Path) -> float:
    """Correlation over time of the drawn hips' line with that of the pelvis."""
    from formcheck.pose.backend import back_end_of
    from formcheck.pose.look import look_at
    from formcheck.settings import AnalysisSettings

    raw = look_at(film, AnalysisSettings(jobs=1)).raw
    track = raw.track(back_end_of(raw.model).source)
    data = json.loads(film.with_suffix(".json").read_text("utf-8"))["frames_data"]
    across = track.point("right_hip") - track.point("left_hip")
    drawn = -np.arctan2(across[:, 1], across[:, 0])
    left, right = (np.array(data["points3d"][f"{side}_hip"]) for side in SIDES)
    true = np.arctan2(right[:, 2] - left[:, 2], left[:, 1] - right[:, 1])
    true = np.interp(track.time_s, data["t_true"], true)
    seen = np.isfinite(drawn)
    return float(np.corrcoef(drawn[seen], true[seen])[0, 1])
