"""How fast, against the plain loop anyone would write: ``python -m tests.bench.speed``.

Every task runs in a process of its own, one after the other, several times in turn; the
table gives medians as ratios to the plain loop of the same round. Absolute times mean
little on a shared machine.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
CLIP = ROOT / "sample_videos" / "sound_runner_treadmill.mp4"
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
POSE = """
import sys
from formcheck.pose.extract import extract_pose
from formcheck.video.probe import probe
model, clip, jobs = sys.argv[1:]
extract_pose(clip, probe(clip), model=model, jobs=int(jobs))
"""


def run(command: list[str]) -> dict[str, float]:
    """Wall and CPU seconds and peak memory of a process with its children."""
    started = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    peak = {"mb": 0.0}
    watcher = threading.Thread(target=_watch, args=(process, peak), daemon=True)
    watcher.start()
    _, status, usage = _wait(process)
    wall_s = time.monotonic() - started
    if status not in (0, None):
        raise SystemExit(f"{command[:4]} ended with {status}")
    return {"wall_s": wall_s, "cpu_s": usage.ru_utime + usage.ru_stime, "mb": peak["mb"]}


def _wait(process: subprocess.Popen[bytes]) -> tuple[int, int | None, object]:
    import os

    pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return pid, process.returncode, usage


def _watch(process: subprocess.Popen[bytes], peak: dict[str, float]) -> None:
    """Sum the resident memory of the process and its children, several times a second."""
    while process.returncode is None:
        total_kb = 0
        for status in Path("/proc").glob("[0-9]*/status"):
            try:
                text = status.read_text()
            except OSError:
                continue
            parent = int(text.split("PPid:")[1].split()[0])
            own = int(status.parent.name)
            if process.pid in (own, parent) and "VmRSS:" in text:
                total_kb += int(text.split("VmRSS:")[1].split()[0])
        peak["mb"] = max(peak["mb"], total_kb / 1024)
        time.sleep(0.2)


def tasks(model: str, clip: Path, folder: Path) -> dict[str, list[str]]:
    """Return the commands of one round."""
    bundle = ROOT / "models" / f"pose_landmarker_{model}.task"
    python = sys.executable
    analyze = [python, "-m", "formcheck", "analyze", str(clip), "--model", model, "--height-cm"]
    analyze += ["171", "--quiet", "--out"]
    return {
        "plain loop": [python, "-c", PLAIN, str(bundle), str(clip)],
        "pose stage, 1 job": [python, "-c", POSE, model, str(clip), "1"],
        "pose stage, 2 jobs": [python, "-c", POSE, model, str(clip), "2"],
        "whole analysis": [*analyze, str(folder / "whole"), "--no-cache"],
        "again, poses cached": [*analyze, str(folder / "again")],
        "report written again": [python, "-m", "formcheck", "report", str(folder / "again")],
        "again, cached, data only": [*analyze, str(folder / "data"), "--only-data"],
    }


def main() -> None:
    """Run the rounds and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="heavy")
    parser.add_argument("--clip", type=Path, default=CLIP)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        commands = tasks(args.model, args.clip, Path(name))
        run(commands["again, poses cached"])
        rounds = [
            {task: run(command) for task, command in commands.items()} for _ in range(args.rounds)
        ]
        report_mb = (Path(name) / "again" / "report.html").stat().st_size / 1e6
    table = {task: _ratios(rounds, task) for task in commands}
    if args.json:
        print(json.dumps(table, indent=1))
        return
    print(f"| {args.model}, {args.clip.name} | wall / plain | CPU / plain | peak MB |")
    print("|---|--:|--:|--:|")
    for task, row in table.items():
        print(f"| {task} | {row['wall']:.2f} | {row['cpu']:.2f} | {row['mb']:.0f} |")
    print(f"\nreport.html with its video: {report_mb:.1f} MB of the 8 MB it may have.")


def _ratios(rounds: list[dict[str, dict[str, float]]], task: str) -> dict[str, float]:
    def median(measure: str) -> float:
        return statistics.median(r[task][measure] / r["plain loop"][measure] for r in rounds)

    return {
        "wall": median("wall_s"),
        "cpu": median("cpu_s"),
        "mb": max(r[task]["mb"] for r in rounds),
    }


if __name__ == "__main__":
    main()
