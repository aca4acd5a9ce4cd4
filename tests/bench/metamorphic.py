"""The same run told another way: half the size, mirrored, every second frame.

At the level of landmarks, so that nothing but formcheck's own arithmetic is at stake.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from bench.runs import Run, Task
from bench.targets import Target
from bench.truth import OTHER, rbds_tables
from formcheck.domain.pose import PoseTrack
from formcheck.tables.landmarks import read_landmarks, write_landmarks

KEPT = Path(__file__).parent / "results" / "variants"
Sidecar = dict[str, Any]


def _half(track: PoseTrack, sidecar: Sidecar) -> tuple[PoseTrack, Sidecar]:
    small = replace(track, xy_px=track.xy_px / 2, width=track.width // 2, height=track.height // 2)
    return small, sidecar | {"scale_m_per_px": 2 * sidecar["scale_m_per_px"]}


def _mirrored(track: PoseTrack, sidecar: Sidecar) -> tuple[PoseTrack, Sidecar]:
    return track.mirrored(), sidecar | {"direction": OTHER[sidecar["direction"]]}


def _every_second(track: PoseTrack, sidecar: Sidecar) -> tuple[PoseTrack, Sidecar]:
    fewer = PoseTrack(
        time_s=track.time_s[::2],
        frame=np.arange(len(track.time_s[::2])),
        xy_px=track.xy_px[::2],
        visibility=track.visibility[::2],
        width=track.width,
        height=track.height,
    )
    return fewer, sidecar


VARIANTS: dict[str, Callable[[PoseTrack, Sidecar], tuple[PoseTrack, Sidecar]]] = {
    "half size": _half,
    "mirrored": _mirrored,
    "half frame rate": _every_second,
}


def tasks(*, quick: bool) -> list[Task]:
    """Each third trial (``quick``: each ninth) at 120 fps as it is and in its variants."""
    tables = [p for p in rbds_tables() if "120fps" in p.name][:: 9 if quick else 3]
    found = []
    for table in tables:
        found.append(Task(f"{table.stem} as it is", table, landmarks=True))
        for name, change in VARIANTS.items():
            found.append(
                Task(f"{table.stem} {name}", _written(table, name, change), landmarks=True)
            )
    return found


def _written(table: Path, name: str, change: Callable[..., tuple[PoseTrack, Sidecar]]) -> Path:
    path = KEPT / f"{table.stem}-{name.replace(' ', '-')}.csv"
    if not path.is_file():
        KEPT.mkdir(parents=True, exist_ok=True)
        track, _ = read_landmarks(table)
        changed, sidecar = change(track, json.loads(table.with_suffix(".json").read_text()))
        write_landmarks(changed, path)
        own = json.loads(path.with_suffix(".json").read_text())
        path.with_suffix(".json").write_text(json.dumps(sidecar | own))
    return path


def rows(runs: Iterable[Run]) -> pd.DataFrame:
    """Each metric of each variant beside that of the run as it is."""
    by_name = {run.task.name: run for run in runs}
    found = []
    for name, run in by_name.items():
        stem, _, variant = name.partition(" ")
        before = by_name[f"{stem} as it is"]
        if variant == "as it is" or run.failed or before.failed:
            continue
        swap = OTHER | {"both": "both"} if variant == "mirrored" else {}
        after = {(m["metric"], m["side"]): m for m in run.document["metrics"]}
        for row in before.document["metrics"]:
            other = after[row["metric"], swap.get(row["side"], row["side"])]
            found += _compared(stem, variant, row, other)
    return pd.DataFrame(found)


def _compared(
    stem: str, variant: str, row: dict[str, Any], other: dict[str, Any]
) -> list[dict[str, Any]]:
    if row["value"] is None and other["value"] is None:
        return []
    found: dict[str, Any] = {
        "clip": stem,
        "variant": variant,
        "metric": row["metric"],
        "side": row["side"],
    }
    if row["value"] is None or other["value"] is None:
        return [found | {"share": np.nan, "agrees": _may_be_missing(row["metric"], variant)}]
    value = other["value"]
    if row["metric"].startswith("asymmetry") and variant == "mirrored":
        value = -value
    apart, half = abs(value - row["value"]), (row["ci_high"] - row["ci_low"]) / 2
    return [found | {"share": apart / half if half else np.nan, "agrees": apart <= half + 1e-9}]


def _may_be_missing(metric: str, variant: str) -> bool:
    """Leg stiffness needs 100 frames a second."""
    return metric == "leg_stiffness_kn_m" and variant == "half frame rate"


def table(found: pd.DataFrame) -> pd.DataFrame:
    """Agreement by variant."""
    if found.empty:
        return found
    out = []
    for variant, part in found.groupby("variant", sort=False):
        worst = part.loc[part.share.idxmax()]
        out.append(
            {
                "variant": variant,
                "n": len(part),
                "within %": 100 * float(part.agrees.mean()),
                "median difference, % of half width": 100 * float(part.share.median()),
                "worst, % of half width": 100 * float(worst.share),
                "worst in": f"{worst['clip']} {worst.metric} {worst.side}",
            }
        )
    return pd.DataFrame(out)


def targets(found: pd.DataFrame) -> list[Target]:
    """Variants agree within their intervals."""
    return [
        Target(
            f"same run, {row.variant}: metrics within the interval",
            "100 %",
            f"{row['within %']:.1f}",
            bool(row["within %"] == 100.0),
        )
        for _, row in table(found).iterrows()
    ]
