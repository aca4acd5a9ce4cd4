"""What each part of an interval is worth: ``python -m tests.bench.parts``.

Every table and render is measured three times from the same landmarks: as formcheck does; with
the true contacts; and with the true vertical besides. The differences are the errors by timing
and by the vertical; what is left against the truth is the landmarks' own. Each stands beside the
standard deviation that the interval holds for it.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

if __name__ == "__main__":
    from bench.snapshot import import_from_copy

    import_from_copy()

from bench import parts_page
from bench.snapshot import REPO
from bench.truth import SHARED, Truth, rbds_tables, rbds_truth, render_settings, render_truth

KEPT = Path(__file__).parent / "results" / "parts.csv"
GUIDE = REPO / "src" / "formcheck" / "guides" / "intervals.md"
KINDS = ("rbds", "synth", "gravity", "repeat", "clips")
REAL = (
    "run_treadmill_portrait_30fps",
    "run_treadmill_coaching_overlays",
    "run_road_tracking_slow2x_360p",
)
"""Real films that are measured: without truth, for the width of their intervals."""


def films(kind: str) -> Iterator[Path]:
    """Renders of one kind."""
    folder = SHARED / "synth" / ("" if kind == "synth" else kind)
    yield from sorted(folder.glob("*.mp4"))


def rows_of(path: Path, kind: str) -> list[dict[str, Any]]:
    """One row for every metric and side with a truth."""
    from formcheck.domain.gravity import Vertical
    from formcheck.footage import load_footage
    from formcheck.gait.movement import read_movement
    from formcheck.metrics.context import build_context
    from formcheck.pipeline import _judged
    from formcheck.pose.look import look_at
    from formcheck.settings import AnalysisSettings
    from formcheck.uncertainty.interval import conditions_of, measure

    table = kind == "rbds"
    truth = (rbds_truth if table else render_truth)(path)
    settings = AnalysisSettings(**({} if table or truth.refused else render_settings(path)), jobs=1)
    if truth.refused:
        return []
    footage = load_footage(path, settings, None if table else look_at(path, settings))
    movement, quality = _judged(footage, settings)
    if movement is None or quality.verdict == "refused":
        return []
    roll_deg, runner, view = _camera(path, kind, truth)
    level = read_movement(
        footage.track,
        step_s=footage.evidence.step_s,
        vertical=Vertical(roll_deg, 0.3),
    )
    disagrees = quality.has("speed_disagrees")
    scaled = settings, footage.sidecar, footage.film_fps
    context = build_context(movement, *scaled, speed_disagrees=disagrees)
    own = measure(context, conditions_of(movement)).values  # noqa: PD011
    found = [{(row.metric, row.side): row for row in own}]
    for one in (with_contacts(movement, truth), with_contacts(level, truth)):
        context = build_context(one, *scaled, speed_disagrees=disagrees)
        found.append(_values(context))
    facts = {
        **asdict(movement.view),
        "clip": truth.name, "kind": kind, "runner": runner, "fold": truth.fold, "fps": truth.fps,
        "noise": truth.noise, "view": view, "true_roll": roll_deg,
        "slope": movement.foot_tilt_deg, "direction": movement.facing,
    }  # fmt: skip
    return [facts | row for row in _errors(truth, *found)]


Rows = Mapping[tuple[str, str], Any]


def _values(context: Any) -> dict[tuple[str, str], float]:
    from formcheck.metrics.registry import all_metrics
    from formcheck.metrics.summary import summarise

    return {
        (metric.spec.id, side): np.nan if row.value is None else row.value
        for metric in all_metrics()
        for side, row in summarise(context, metric).sides.items()
    }


def _errors(truth: Truth, own: Rows, timed: Rows, upright: Rows) -> Iterator[dict[str, Any]]:
    for (metric, side), true in truth.medians.items():
        row = own.get((metric, side))
        if row is None or row.value is None:
            continue
        at_truth, level = timed[metric, side], upright[metric, side]
        yield {
            "metric": metric,
            "side": side,
            "near": _leg(side, truth),
            "true": true,
            "value": row.value,
            "half": (row.ci_high - row.ci_low) / 2,
            "n": row.n_steps,
            "err": row.value - true,
            "err_timing": row.value - at_truth,
            "err_view": at_truth - level,
            "err_landmarks": level - true,
            **{f"sd_{name}": sd for name, sd in row.sd_parts.items()},
        }


def _leg(side: str, truth: Truth) -> str:
    return "both" if side == "both" else "near" if side == truth.near_side else "far"


def real_rows(path: Path) -> list[dict[str, Any]]:
    """Rows of a real film, which has no truth."""
    from formcheck.pipeline import analyze
    from formcheck.settings import AnalysisSettings

    found = analyze(path, AnalysisSettings(jobs=1, height_cm=175.0)).analysis
    leg = {found.near_side: "near", "both": "both"}
    return [
        {
            **asdict(found.view),
            "clip": path.stem,
            "kind": "clips",
            "runner": path.stem,
            "fold": "",
            "view": "real",
            "metric": row.metric,
            "near": leg.get(row.side, "far"),
            "value": row.value,
            "half": (row.ci_high - row.ci_low) / 2,
            **{f"sd_{name}": sd for name, sd in row.sd_parts.items()},
        }
        for row in found.metrics
        if row.value is not None and not row.metric.startswith("asymmetry")
    ]


def with_contacts(movement: Any, truth: Truth) -> Any:
    """The same movement with the true contacts in place of the found ones."""
    from formcheck.domain.gait import Event
    from formcheck.gait.detect import GaitEvents
    from formcheck.gait.steps import build_steps

    if not movement.events.legs:
        return movement
    times = movement.sagittal.time_s
    events = [
        Event(t, side, kind, 0.0, 1.0)
        for side, kind, t in truth.events
        if times[0] <= t <= times[-1]
    ]
    legs = {
        side: replace(leg, events=tuple(e for e in events if e.side == side))
        for side, leg in movement.events.legs.items()
    }
    events.sort(key=lambda e: e.time_s)
    return replace(
        movement, events=GaitEvents(legs), steps=build_steps(tuple(events), movement.stride_s)
    )


def _camera(path: Path, kind: str, truth: Truth) -> tuple[float, str, str]:
    """Roll at the runner in degrees, the runner, and the kind of view."""
    if kind == "rbds":
        data = json.loads(path.with_suffix(".truth.json").read_text())
        # there a positive roll turns the picture's content clockwise
        return -float(data["camera"]["roll_deg"]), data["runner"], truth.view
    data = json.loads(path.with_suffix(".json").read_text())
    camera = data["camera"]
    roll_deg, yaw_deg = float(camera.get("roll_deg") or 0.0), float(camera.get("yaw_deg") or 0.0)
    runner = path.stem if kind != "repeat" else path.stem[:4]
    oblique, tilted = abs(yaw_deg) > 7, abs(roll_deg) > 1.5
    moving = camera["kind"] != "static"
    names = [("moving", moving), ("oblique", oblique), ("tilted", tilted)]
    return roll_deg, runner, "+".join(n for n, yes in names if yes) or "square"


def _safe(job: tuple[Path, str]) -> list[dict[str, Any]]:
    try:
        return real_rows(job[0]) if job[1] == "clips" else rows_of(*job)
    except Exception as error:  # noqa: BLE001 - one clip may not stop the bench
        sys.stderr.write(f"  {job[0].name}: {type(error).__name__}: {error}\n")
        return []


def collect(kinds: list[str], *, jobs: int, fps: list[int] | None = None) -> pd.DataFrame:
    """Rows of all tables and renders of some kinds."""
    todo = [(path, kind) for kind in kinds for path in _paths(kind)]
    if fps is not None:
        todo = [
            (p, k) for p, k in todo if k != "rbds" or any(f"_{n:03d}fps" in p.name for n in fps)
        ]
    rows: list[dict[str, Any]] = []
    with ProcessPoolExecutor(jobs) as pool:
        for n, found in enumerate(pool.map(_safe, todo), start=1):
            rows += found
            if n % 10 == 0:
                sys.stderr.write(f"  {n}/{len(todo)}\n")
    return pd.DataFrame(rows)


def _paths(kind: str) -> Iterator[Path]:
    if kind == "clips":
        yield from (SHARED / "clips" / f"{name}.mp4" for name in REAL)
        return
    if kind != "rbds":
        yield from films(kind)
        return
    yield from (p for p in rbds_tables() if "noisy" in p.name)


def kept() -> pd.DataFrame:
    """Rows as they were last measured by this module's command.

    Raises
    ------
    FileNotFoundError
        They were not: ``python -m tests.bench.parts``.
    """
    return finished(pd.read_csv(KEPT))


def finished(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with what follows from them: inside or not, the camera, halves by runner."""
    kinds = {"rbds": "force plates", "clips": "real films"}
    camera = rows["view"].map({"perp": "square", "yaw": "oblique", "roll": "tilted"}.get)
    by_runner = {"rp_d": "fit", "rp_f": "fit", "rp_e": "test", "rp_g": "test"}
    parts = [f"sd_{name}" for name in (*parts_page.PARTS, "strides", "scale")]
    kept = {name: rows[name].fillna(0.0) if name in rows else 0.0 for name in parts}
    return rows.assign(
        landmarks=rows.kind.map(lambda kind: kinds.get(kind, "renders")),
        camera=camera.fillna(rows["view"].str.split("+").str[0].replace("yawroll", "tilted")),
        fold=rows.runner.map(by_runner).fillna(rows.fold),
        inside=rows.err.abs() <= rows.half,
        **kept,
    )


def main() -> int:
    """Measure, keep, print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.parts", description=__doc__)
    parser.add_argument("--only", choices=KINDS, nargs="+", default=list(KINDS))
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--fps", type=int, nargs="+", help="tables of these rates only")
    parser.add_argument("--kept", action="store_true", help="measure nothing, show what was kept")
    parser.add_argument("--write-guide", action="store_true", help="write guides/intervals.md")
    args = parser.parse_args()
    if not args.kept:
        KEPT.parent.mkdir(exist_ok=True)
        collect(args.only, jobs=args.jobs, fps=args.fps).to_csv(KEPT, index=False)
    text = parts_page.page(kept())
    if args.write_guide:
        GUIDE.write_text(text, encoding="utf-8")
    sys.stdout.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
