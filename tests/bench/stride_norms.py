"""Angles over the stride of force-plate runners: ``python -m tests.bench.stride_norms``.

Writes ``guidelines/data/stride_norms.toml``, which the report draws behind a runner's own curves.
Strides run between true contacts (50 N); the simulated camera's known turn is taken out.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from numpy.typing import NDArray

from bench.truth import rbds_tables
from formcheck.domain.skeleton import SIDES
from formcheck.gait.curves import angles_over_time
from formcheck.geometry.sagittal import SagittalTrack, to_sagittal
from formcheck.tables.landmarks import read_landmarks

PLACE = Path(__file__).resolve().parents[2] / "src/formcheck/guidelines/data/stride_norms.toml"
CURVES = ("knee_flexion_deg", "thigh_angle_deg", "shank_angle_deg", "hip_height_pct_leg")
PHASE_PCT = np.arange(0, 101, 2)

HEAD = """\
# Angles over the stride of {n} runners on an instrumented treadmill: mean and standard deviation
# between runners, every 2 % of the stride from contact to contact of the same foot (50 N).
# Computed by tests/bench/stride_norms.py from the public data of Fukuchi 2017 (CC BY 4.0); signs
# and units as in analysis.json. One row a speed.

citation = "fukuchi2017"
n_runners = {n}
phase_step_pct = 2
speed_mps = {speeds}
"""

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Trial:
    """One runner at one speed: the mean of each curve over both legs' strides."""

    runner: str
    nominal_mps: float
    belt_mps: float
    curves: dict[str, FloatArray]


def trials() -> Iterator[Trial]:
    """Curves of all exact tables at 60 frames a second."""
    for table in rbds_tables():
        if not table.stem.endswith("060fps_clean"):
            continue
        truth = json.loads(table.with_suffix(".truth.json").read_text())
        track = _seen_square(table, truth["camera"])
        yield Trial(
            truth["runner"],
            truth["speed_nominal_mps"],
            truth["belt_speed_mps"],
            {name: _mean(track, name, truth["events"]) for name in CURVES},
        )


def _seen_square(table: Path, camera: dict[str, float]) -> SagittalTrack:
    """Read a table as a level camera square to the runner would have seen it."""
    pose, sidecar = read_landmarks(table)
    # the files' roll is that of the picture, ours that of the camera
    track = to_sagittal(pose, sidecar.direction or "right", -camera["roll_deg"])
    xy = track.xy_px.copy()
    xy[..., 0] /= np.cos(np.radians(camera["yaw_deg"]))
    return replace(track, xy_px=xy)


def _mean(track: SagittalTrack, name: str, events: list[dict[str, object]]) -> FloatArray:
    rows = []
    for side in SIDES:
        values = angles_over_time(track, side)[name]
        own = [e for e in events if e["side"] == side[0].upper() and e["event"] == "IC"]
        contacts = [float(str(e["time_s"])) for e in own]
        for start_s, end_s in pairwise(contacts):
            if end_s > track.time_s[-1]:
                continue
            at_s = start_s + PHASE_PCT / 100 * (end_s - start_s)
            row = np.interp(at_s, track.time_s, values)
            rows.append(row - row.mean() if name.endswith("_leg") else row)
    return np.asarray(np.mean(rows, axis=0))


def _row(values: FloatArray) -> str:
    return "[" + ", ".join(f"{v:.1f}" for v in values) + "]"


def text(found: list[Trial]) -> str:
    """Return the data file."""
    nominal = sorted({t.nominal_mps for t in found})
    groups = [[t for t in found if t.nominal_mps == v] for v in nominal]
    belts = [round(float(np.mean([t.belt_mps for t in g])), 2) for g in groups]
    parts = [HEAD.format(n=len({t.runner for t in found}), speeds=belts)]
    for name in CURVES:
        stacks = [np.array([t.curves[name] for t in g]) for g in groups]
        for word, rows in (
            ("mean", [s.mean(axis=0) for s in stacks]),
            ("sd", [s.std(axis=0, ddof=1) for s in stacks]),
        ):
            head = f"\n[curve.{name}]\n" if word == "mean" else ""
            parts.append(f"{head}{word} = [\n" + "".join(f"  {_row(r)},\n" for r in rows) + "]\n")
    return "".join(parts)


def main() -> int:
    """Write the file."""
    found = list(trials())
    if not found:
        sys.stderr.write("No tables in ../shared/rbds; nothing was written.\n")
        return 5
    PLACE.write_text(text(found), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
