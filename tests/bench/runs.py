"""Run formcheck over the reference clips; keep each result until the source changes."""

import hashlib
import json
import traceback
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

import formcheck
from bench.truth import (
    SHARED,
    Truth,
    rbds_tables,
    rbds_truth,
    render_clips,
    render_settings,
    render_truth,
)

KEPT = Path(__file__).parent / "results" / "runs"
SOURCE = Path(formcheck.__file__).parent
APART = (
    *("assess", "batch", "block", "change", "cli", "exchange", "guidelines", "guides", "overlay"),
    *("publishing.py", "report", "store", "web", "words"),
)
"""Rooms that change no number here."""
SWAP_MARGIN_LEG = 0.15


@dataclass(frozen=True, slots=True)
class Task:
    """One analysis: a file, its settings, and the name it goes by in the tables."""

    name: str
    path: Path
    landmarks: bool
    settings: dict[str, Any] = field(default_factory=dict)
    render: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """One finished analysis: the parts of ``analysis.json`` that the tables need."""

    task: Task
    document: dict[str, Any]

    @property
    def failed(self) -> str | None:
        """The error, if there was one."""
        return self.document.get("error")

    @property
    def verdict(self) -> str:
        """Verdict of the gate, or ``"error"``."""
        return "error" if self.failed else self.document["quality"]["verdict"]


def rbds_tasks(*, quick: bool) -> list[Task]:
    """Force-plate tables."""
    return [Task(p.stem, p, landmarks=True) for p in rbds_tables(quick=quick)]


def synth_tasks(model: str, *, quick: bool) -> list[Task]:
    """Rendered clips through the video pipeline."""
    return [
        Task(
            p.stem,
            p,
            landmarks=False,
            settings={"model": model, "jobs": 1, **render_settings(p)},
            render=True,
        )
        for p in render_clips(quick=quick)
    ]


LABELLED: dict[str, dict[str, Any]] = {
    "run_treadmill_portrait_30fps": {},
    "run_treadmill_coaching_overlays A": {"start_s": 0.0, "end_s": 105 / 25},
    "run_treadmill_coaching_overlays B": {"start_s": 140 / 25, "end_s": 244 / 25},
    "run_treadmill_coaching_overlays C": {"start_s": 286 / 25, "end_s": 402 / 25},
    "run_road_tracking_slow2x_360p": {"capture_fps": 50.0},
    "run_passby_slow_50fps": {"capture_fps": 120.0},
    "run_passby_short": {},
    "run_treadmill_slowmo": {"capture_fps": 29.97 * 9.5},
}
"""Labelled clips, and what the user would have to say about them."""


def clip_tasks(model: str, *, quick: bool) -> list[Task]:
    """Clips with hand labels; ``quick``: the first four."""
    return [
        Task(
            name,
            SHARED / "clips" / f"{name.split()[0]}.mp4",
            landmarks=False,
            settings={"model": model, "jobs": 1, **given},
        )
        for name, given in list(LABELLED.items())[: 4 if quick else None]
    ]


def run_all(
    tasks: Iterable[Task],
    *,
    jobs: int,
    fresh: bool = False,
    kept_only: bool = False,
    tell: Callable[[str], None] = lambda _: None,
) -> list[Run]:
    """Run every task, in parallel processes, taking kept results where there are any.

    ``kept_only`` runs nothing and takes the newest kept results, whatever their source.
    """
    import formcheck.pipeline  # noqa: F401 - the code that was hashed is the code that runs

    tasks = list(tasks)
    if kept_only:
        newest = {task.name: _newest(task) for task in tasks}
        return [Run(t, json.loads(p.read_text())) for t in tasks if (p := newest[t.name])]
    done: dict[str, Run] = {}
    todo = []
    for task in tasks:
        kept = _kept_at(task)
        if kept.is_file() and not fresh:
            done[task.name] = Run(task, json.loads(kept.read_text()))
        else:
            todo.append(task)
    tell(f"{len(tasks)} analyses, {len(todo)} to do")
    with ProcessPoolExecutor(jobs) as pool:
        started = {pool.submit(_run, task): task for task in todo}
        for n, future in enumerate(as_completed(started), start=1):
            task = started[future]
            done[task.name] = Run(task, future.result())
            if n % 10 == 0 or not task.landmarks:
                tell(f"{n}/{len(todo)} {task.name}")
    return [done[task.name] for task in tasks]


def _run(task: Task) -> dict[str, Any]:
    try:
        document = analyse(task)
    except Exception as error:  # noqa: BLE001 - one clip may not stop the bench
        # not kept: the next run tries again
        return {"error": f"{type(error).__name__}: {error}", "trace": traceback.format_exc()}
    kept = _kept_at(task)
    kept.parent.mkdir(parents=True, exist_ok=True)
    draft = kept.with_suffix(".draft")
    draft.write_text(json.dumps(document))
    draft.replace(kept)
    return document


def analyse(task: Task) -> dict[str, Any]:
    """Analyse one file and reduce the result to what the tables need."""
    from formcheck.pipeline import analyze
    from formcheck.settings import AnalysisSettings

    result = analyze(task.path, AnalysisSettings(**task.settings), landmarks=task.landmarks)
    document = result.to_dict()
    for name in ("curves", "key_frames", "findings", "low_back", "references", "glossary"):
        document.pop(name, None)
    if not task.landmarks and not task.render:
        from bench.labelled import angles_at_labels

        document["at_labels"] = angles_at_labels(result, task.path)
    if task.render and result.track is not None and result.raw_track is not None:
        points = render_truth(task.path).points2d
        if points:
            before = swapped_share(result.raw_track, points)
            document["swaps"] = {"before": before, "after": swapped_share(result.track, points)}
    return document


def swapped_share(track: Any, points: dict[str, Any]) -> float:
    """Share of frames whose knees and ankles lie nearer to the other leg's true ones."""
    true = {name: np.asarray(xy, float)[track.frame] for name, xy in points.items()}
    leg_px = 2 * float(np.nanmean(np.linalg.norm(true["left_hip"] - true["left_knee"], axis=1)))
    own = other = 0.0
    for part in ("knee", "ankle"):
        for side, far in (("left", "right"), ("right", "left")):
            seen = track.point(f"{side}_{part}")
            own = own + np.linalg.norm(seen - true[f"{side}_{part}"], axis=1)
            other = other + np.linalg.norm(seen - true[f"{far}_{part}"], axis=1)
    return float(np.mean(other < own - SWAP_MARGIN_LEG * leg_px))


def truths(runs: Iterable[Run]) -> Iterator[tuple[Run, Truth]]:
    """Runs with their truth."""
    for run in runs:
        read = render_truth if run.task.render else rbds_truth
        yield run, read(run.task.path)


@cache
def source_hash() -> str:
    """Hash of all source that can change a number."""
    digest = hashlib.sha256()
    for path in sorted(SOURCE.rglob("*")):
        if path.suffix in (".py", ".toml") and path.relative_to(SOURCE).parts[0] not in APART:
            digest.update(path.relative_to(SOURCE).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _kept_at(task: Task) -> Path:
    plain = json.dumps({**asdict(task), "path": task.path.name}, sort_keys=True)
    key = hashlib.sha256(plain.encode()).hexdigest()[:8]
    return KEPT / source_hash() / f"{task.name.replace(' ', '_')}-{key}.json"


def _newest(task: Task) -> Path | None:
    kept = KEPT.glob(f"*/{_kept_at(task).name}")
    return max(kept, key=lambda path: path.stat().st_mtime, default=None)
