"""How fast, against the plain loop anyone would write: ``python -m tests.bench.speed``.

Every task runs in a process of its own, one after the other, several rounds in turn; ratios are
taken within a round. On two free cores it takes about twenty minutes, with ``--long`` ten more;
``--parts rates batch lengths`` measures only what cost and rate have to do with each other.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import speed_clips, speed_page
from bench.speed_run import Cost, run
from formcheck.pose.sampling import frames_per_seen
from formcheck.video.probe import probe

ROOT = Path(__file__).parents[2]
RESULTS = Path(__file__).parent / "results" / "speed.json"
PLAIN = """
import sys, cv2, mediapipe as mp
from mediapipe.tasks.python import BaseOptions, vision
model, clip = sys.argv[1:]
options = vision.PoseLandmarkerOptions(
    base_options=BaseOptions(model_asset_path=model), running_mode=vision.RunningMode.VIDEO
)
film = cv2.VideoCapture(clip)
fps = film.get(cv2.CAP_PROP_FPS)
i = 0
with vision.PoseLandmarker.create_from_options(options) as landmarker:
    while True:
        ok, frame = film.read()
        if not ok:
            break
        rgb = cv2.cvtColor(frame, cv2.COLOR_BGR2RGB)
        image = mp.Image(image_format=mp.ImageFormat.SRGB, data=rgb)
        landmarker.detect_for_video(image, int(1000 * i / fps))
        i += 1
"""
NETWORK = """
import sys, time
from formcheck.pose.mediapipe import MediaPipeTracker
from formcheck.video.reader import read_frames
model, clip, count = sys.argv[1:]
tracker = MediaPipeTracker(model)
spent = 0.0
for frame in read_frames(clip):
    if frame.index >= int(count):
        break
    began = time.process_time()
    tracker.track(frame.image_rgb)
    spent += time.process_time() - began
tracker.close()
print(spent)
"""
POSE = """
import sys
from formcheck.pose.extract import extract_pose
from formcheck.video.probe import probe
model, clip, jobs = sys.argv[1:]
extract_pose(clip, probe(clip), model=model, jobs=int(jobs))
"""
MODELS = ("full", "heavy")
PARTS = ("clips", "cores", "sizes", "lengths", "rates", "batch", "start")
UNITS = {"5 s": 1, "19 s": 4, "1 min": 12}
TEN_MINUTES = {"10 min": 124}

Command = list[str]


class Bench:
    """Runs tasks with caches of their own, so that nothing kept before helps or hinders.

    Parameters
    ----------
    folder : Path
        For clips, caches and results.
    tell : callable
        Takes a line for each task that ended.
    """

    def __init__(self, folder: Path, tell: Callable[[str], None]) -> None:
        self._folder = folder
        self._tell = tell
        self.others: list[float] = []
        unset = {"PYTHONDONTWRITEBYTECODE", "PYTHONPATH"}
        kept = {name: value for name, value in os.environ.items() if name not in unset}
        self.environment = kept | {
            "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),
            "FORMCHECK_CACHE": str(folder / "poses"),
        }

    def run(self, name: str, command: Command, cores: int | None = None) -> Cost:
        """Run one task and tell what it took."""
        cost = run(command, environment=self.environment, cores=cores)
        self.others.append(cost.others)
        self._tell(
            f"{name}: {cost.wall_s:.2f} s, {cost.cpu_s:.2f} s of processor, "
            f"{cost.peak_mb:.0f} MB, others {cost.others:.1f} cores"
        )
        return cost

    def plain(self, model: str, clip: Path) -> Command:
        """Return the plain loop."""
        bundle = ROOT / "models" / f"pose_landmarker_{model}.task"
        return [sys.executable, "-c", PLAIN, str(bundle), str(clip)]

    def pose(self, model: str, clip: Path, jobs: int = 2) -> Command:
        """Return formcheck's pose stage alone."""
        return [sys.executable, "-c", POSE, model, str(clip), str(jobs)]

    def analyze(self, model: str, clip: Path, *options: str) -> Command:
        """Return formcheck's whole analysis."""
        words = [sys.executable, "-m", "formcheck", "analyze", str(clip), "--model", model]
        words += ["--height-cm", "171", "--quiet", "--out", str(self._folder / "results")]
        return [*words, *options]

    def report(self) -> Command:
        """Return the report alone, written again from the last analysis."""
        return [sys.executable, "-m", "formcheck", "report", str(self._folder / "results")]

    @property
    def report_mb(self) -> float:
        """Size of the last report, its film included where it is small."""
        return (self._folder / "results" / "report.html").stat().st_size / 1e6


def side_by_side(bench: Bench, clip: Path, model: str, rounds: int) -> list[dict[str, Cost]]:
    """Run the plain loop, the pose stage and the analyses in turn."""
    tasks = {
        "plain": bench.plain(model, clip),
        "pose": bench.pose(model, clip),
        "whole": bench.analyze(model, clip, "--no-cache"),
        "cached": bench.analyze(model, clip),
        "report": bench.report(),
        "data": bench.analyze(model, clip, "--only-data"),
    }
    bench.run("warm-up", tasks["cached"])
    sys.stderr.write(f"  report.html: {bench.report_mb:.1f} MB of the 8 MB it may have\n")
    return [
        {name: bench.run(f"{model} {name}", command) for name, command in tasks.items()}
        for _ in range(rounds)
    ]


def ratios(rounds: list[dict[str, Cost]]) -> dict[str, dict[str, float]]:
    """Return each task's median ratio to the plain loop of its round, and its largest memory."""
    table = {}
    for name in rounds[0]:
        wall = [turn[name].wall_s / turn["plain"].wall_s for turn in rounds]
        cpu = [turn[name].cpu_s / turn["plain"].cpu_s for turn in rounds]
        table[name] = {
            "wall": statistics.median(wall),
            "wall_low": min(wall),
            "wall_high": max(wall),
            "cpu": statistics.median(cpu),
            "wall_s": statistics.median(turn[name].wall_s for turn in rounds),
            "peak_mb": max(turn[name].peak_mb for turn in rounds),
        }
    return table


def cores(bench: Bench, model: str, rounds: int) -> dict[str, dict[str, float]]:
    """Run pose stage and analysis on one core and on two."""
    found = {}
    for name in ("pose", "whole"):
        times: dict[int, list[Cost]] = {1: [], 2: []}
        for _ in range(rounds):
            for n, kept in times.items():
                command = (
                    bench.pose(model, speed_clips.SAMPLE, n)
                    if name == "pose"
                    else bench.analyze(model, speed_clips.SAMPLE, "--no-cache", "--jobs", str(n))
                )
                kept.append(bench.run(f"{model} {name}, {n} core", command, cores=n))
        found[name] = {
            f"wall_{n}_s": statistics.median(c.wall_s for c in kept) for n, kept in times.items()
        }
    return found


def lengths(bench: Bench, folder: Path, *, long: bool) -> list[dict[str, Any]]:
    """Run the whole analysis (full) on 1080p films of several lengths."""
    unit = folder / "unit.mp4"
    frames = speed_clips.make(speed_clips.LONG, unit)
    rows = []
    for name, times in (UNITS | TEN_MINUTES if long else UNITS).items():
        film = folder / "long.mp4"
        speed_clips.repeat(unit, times, frames, speed_clips.LONG_FPS, film)
        cost = bench.run(f"{name} of 1080p", bench.analyze("full", film, "--no-cache"))
        rows.append({"length": name, "frames": frames * times, **asdict(cost)})
        film.unlink()
    return rows


def sizes(bench: Bench, folder: Path) -> list[dict[str, Any]]:
    """Run plain loop, pose stage and whole analysis (full) on four sizes of one film."""
    rows = []
    for name, film in speed_clips.SIZES.items():
        path = folder / f"{name}.mp4"
        frames = speed_clips.make(film, path)
        tasks = {
            "plain": bench.plain("full", path),
            "pose": bench.pose("full", path),
            "whole": bench.analyze("full", path, "--no-cache"),
        }
        costs = {task: asdict(bench.run(f"{name} {task}", c)) for task, c in tasks.items()}
        rows.append({"size": name, "frames": frames, **costs})
    return rows


def rates(bench: Bench, folder: Path, model: str, rounds: int) -> list[dict[str, Any]]:
    """Run plain loop, whole analysis and numbers alone on films of several rates."""
    rows = []
    for name, (fps, seconds) in speed_clips.RATES.items():
        path = folder / "rate.mp4"
        frames = speed_clips.at_rate(fps, seconds, path)
        tasks = {
            "plain": bench.plain(model, path),
            "whole": bench.analyze(model, path, "--no-cache"),
            "data": bench.analyze(model, path, "--no-cache", "--only-data"),
        }
        turns = [
            {task: bench.run(f"{name} {model} {task}", c) for task, c in tasks.items()}
            for _ in range(rounds)
        ]
        rows.append({"film": name, "model": model, "frames": frames, **ratios(turns)})
    return rows


def throughput(bench: Bench, folder: Path, clips: int = 16) -> dict[str, float]:
    """Run a batch of clips, numbers only, against the network alone on the frames it sees."""
    place = folder / "batch"
    speed_clips.copies(speed_clips.SAMPLE, clips, place)
    words = [sys.executable, "-m", "formcheck", "batch", str(place), "--only-data", "--quiet"]
    words += ["--model", "heavy", "--out", str(folder / "batch-results")]
    cost = bench.run(f"batch of {clips}", words)
    bundle = ROOT / "models" / "pose_landmarker_heavy.task"
    network = [sys.executable, "-c", NETWORK, str(bundle), str(speed_clips.SAMPLE)]
    every, half = (
        float(subprocess.run([*network, str(n)], capture_output=True, check=True).stdout)
        for n in (240, 120)
    )
    seen = probe(speed_clips.SAMPLE)
    per_clip_s = (every - half) / 120 * (seen.frames / frames_per_seen(seen))
    return {
        "clips": clips,
        "clips_an_hour": 3600 * clips / cost.wall_s,
        "cpu_over_network": cost.cpu_s / (clips * per_clip_s),
    }


def start(bench: Bench) -> dict[str, float]:
    """Return the shortest times of an empty program and of ``formcheck --help``."""
    best = {"empty_s": float("inf"), "help_s": float("inf")}
    commands = {"empty_s": ["-c", "pass"], "help_s": ["-m", "formcheck", "--help"]}
    for _ in range(40):
        for name, words in commands.items():
            cost = run([sys.executable, *words], environment=bench.environment)
            best[name] = min(best[name], cost.wall_s)
    return best


def measure(folder: Path, args: argparse.Namespace) -> dict[str, Any]:
    """Run what was asked for."""
    bench = Bench(folder, lambda line: sys.stderr.write(f"  {line}\n"))
    bench.run("warm-up", [sys.executable, "-c", "import cv2, mediapipe, matplotlib.pyplot"])
    results: dict[str, Any] = {"machine": speed_page.machine(), "rounds": args.rounds}
    parts: dict[str, Callable[[], Any]] = {
        "clips": lambda: clips(bench, folder, args),
        "cores": lambda: {model: cores(bench, model, 1) for model in args.models},
        "sizes": lambda: sizes(bench, folder),
        "lengths": lambda: lengths(bench, folder, long=args.long),
        "rates": lambda: [row for m in args.models for row in rates(bench, folder, m, args.rounds)],
        "batch": lambda: throughput(bench, folder),
        "start": lambda: start(bench),
    }
    for name in args.parts:
        results[name] = parts[name]()
    results["others"] = statistics.mean(bench.others)
    return results


def clips(bench: Bench, folder: Path, args: argparse.Namespace) -> dict[str, Any]:
    """Run everything on each of the clips of one length."""
    found: dict[str, Any] = {}
    for name, film in speed_clips.SIDE_BY_SIDE.items():
        path = speed_clips.SAMPLE if film is None else folder / "clip.mp4"
        if film is not None:
            speed_clips.make(film, path)
        for model in args.models:
            sys.stderr.write(f"{name}, {model}\n")
            rounds = side_by_side(bench, path, model, args.rounds)
            found.setdefault(name, {})[model] = ratios(rounds)
    return found


def main() -> int:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.speed", description=__doc__)
    parser.add_argument("--models", nargs="+", choices=MODELS, default=MODELS)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--long", action="store_true", help="ten minutes of film as well")
    parser.add_argument("--kept", action="store_true", help="run nothing, show the last results")
    parser.add_argument("--write-guide", action="store_true", help="write guides/speed.md")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    args = parser.parse_args()
    if not args.kept:
        with tempfile.TemporaryDirectory(prefix="formcheck-speed-") as name:
            results = measure(Path(name), args)
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    kept: Mapping[str, Any] = json.loads(RESULTS.read_text(encoding="utf-8"))
    whole = set(PARTS) <= set(kept)
    page = speed_page.page(kept) if whole else speed_page.goals_table(kept)
    sys.stdout.write(page)
    if args.write_guide and not whole:
        parser.error("the guide needs every part")
    if args.write_guide:
        speed_page.PLACE.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
