"""Files of laboratories, spreadsheets and watches, and folders and disks as people have them."""

import csv
import gzip
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import numpy as np

from bench.trial import Said, Trial, command, measure, written
from exchange.excel import HABITS, saved_again
from exchange.recordings import WRITERS, gap, in_space, runner, two_runners, write_trc
from exchange.watches import RUN, activity, fit_file, zipped
from formcheck.tables.landmarks import write_landmarks
from runner import OVERSTRIDER, SOUND_RUNNER

RUNNERS_SPM = {"Anna": 170.0, "Bo": 186.0}
NEAR_SPM, SAME_SPM = 0.5, 0.001
RIDE = [(92.0, 0.0, 0.0)] * 400
ON_A_SMALL_DISK = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
from formcheck.cli.app import main
sys.exit(main(sys.argv[2:]))
"""


def trials() -> Iterator[Trial]:
    """Every file."""
    for suffix, how, few in product(WRITERS, ("{}:{}", "{}_{}"), (False, True)):
        variant = f"{suffix[1:]}, {how.format('Anna', 'LKNE')}{', Bo has four' if few else ''}"
        yield Trial("B5", variant, "both named; each alone", _participants(suffix, how, few=few))
    for suffix, (hidden, of) in product(WRITERS, ((6, 55), (4, 31))):
        right = "as with empty cells"
        yield Trial("B6", f"{suffix[1:]}, {hidden} of {of}", right, _zeros(suffix, hidden, of))
    for side, (hidden, of) in product(("left", "right"), ((10, 55), (16, 55), (20, 41))):
        right = "cadence, other leg, foot named"
        yield Trial("B7", f"{side}, {hidden} of {of}", right, _gaps(side, hidden, of))
    for what, habit in product((_landmarks, _events, _manifest), HABITS):
        yield Trial("B8", f"{what.__name__[1:]}, {habit}", "as it was", what(habit))
    yield Trial("B8", "folder with other tables", "named", _passed_over)
    for name in ("sheet.xlsx", "renamed.csv"):
        yield Trial("B8", f"workbook, {name}", "to be saved as CSV", _workbook(name))
    yield from _watches()
    for name, link in LINKS.items():
        yield Trial("B12", name, "each file once", _linked(link))
    for most in (1_000, 30_000, 300_000):
        yield Trial("B13", f"{most // 1000} kB", "disk is full, nothing left", _full(most))
    yield Trial("B14", "20260605, 2026-06-02, 9.6.2026", "2, 5, 9 June", _dates)


def _near(found: float, right: float) -> bool:
    return abs(found - right) < NEAR_SPM


def _participants(suffix: str, how: str, *, few: bool) -> Callable[[Path], Said]:
    def attempt(folder: Path) -> Said:
        path = two_runners(folder / f"pair{suffix}", how, few=few)
        nobody = measure(path)
        named = nobody.code == 2 and "Anna, Bo" in nobody.said
        anna = measure(path, "--person", "Anna").value("cadence_spm")
        shutil.rmtree(folder / "out")
        bo = measure(path, "--person", "2")
        if few:
            other = bo.code == 4
            return Said(
                f"exit {nobody.code}, Anna {anna:.1f}, Bo exit {bo.code}",
                named and other and _near(anna, RUNNERS_SPM["Anna"]),
            )
        spm = bo.value("cadence_spm")
        alone = _near(anna, RUNNERS_SPM["Anna"]) and _near(spm, RUNNERS_SPM["Bo"])
        return Said(f"exit {nobody.code}, Anna {anna:.1f}, Bo {spm:.1f}", named and alone)

    return attempt


def _zeros(suffix: str, hidden: int, of: int) -> Callable[[Path], Said]:
    def attempt(folder: Path) -> Said:
        time_s, points = in_space()
        told = []
        for name, fill in (("zeros", 0.0), ("empty", np.nan)):
            path = folder / name / f"run{suffix}"
            path.parent.mkdir()
            WRITERS[suffix](path, time_s, gap(points, "left", hidden, of, fill))
            told.append(measure(path))
        same = [ran.document["metrics"] for ran in told]
        return Said(told[0].told, told[0].code == 0 and same[0] == same[1])

    return attempt


def _gaps(side: str, hidden: int, of: int) -> Callable[[Path], Said]:
    def attempt(folder: Path) -> Said:
        time_s, points = in_space()
        write_trc(folder / "run.trc", time_s, gap(points, side, hidden, of, np.nan))
        ran = measure(folder / "run.trc")
        other = {"left": "right", "right": "left"}[side]
        whole = np.isfinite(ran.value("contact_time_ms", other))
        sides = [
            reason["values"].get("side")
            for reason in ran.document["quality"]["reasons"]
            if reason["code"] == "low_visibility"
        ]
        right = ran.code == 0 and whole and sides == [side]
        return Said(ran.told, bool(right and _near(ran.value("cadence_spm"), 170.0)))

    return attempt


def _table(folder: Path) -> Path:
    path = folder / "run.csv"
    write_landmarks(runner()[0], path)
    return path


def _again(path: Path, habit: str) -> None:
    path.write_bytes(saved_again(path.read_text(encoding="utf-8"), habit))


def _landmarks(habit: str) -> Callable[[Path], Said]:
    def attempt(folder: Path) -> Said:
        path = _table(folder)
        before = measure(path)
        _again(path, habit)
        after = measure(path)
        same = after.document["metrics"] == before.document["metrics"]
        return Said(after.told, after.code == 0 and same)

    return attempt


def _events(habit: str) -> Callable[[Path], Said]:
    def attempt(folder: Path) -> Said:
        before = measure(_table(folder))
        events = folder / "events.csv"
        shutil.copy(folder / "out" / "events.csv", events)
        _again(events, habit)
        code, said = command("correct", folder / "out", "--events", events, "--quiet")
        after = written(code, said, folder / "out")
        # The table gives times to a hundredth of a millisecond.
        same = abs(after.value("cadence_spm") - before.value("cadence_spm")) < SAME_SPM
        return Said(after.told, (code, before.code) == (0, 0) and same)

    return attempt


def _manifest(habit: str) -> Callable[[Path], Said]:
    def attempt(folder: Path) -> Said:
        _table(folder)
        text = "File,athlete,speed_kmh,date\nrun.csv,Zoë Müller,10.8,2026-06-02\n"
        (folder / "block.csv").write_text(text, encoding="utf-8")
        _again(folder / "block.csv", habit)
        code, rows, said = _batch(folder / "block.csv")
        told = [(row["athlete"], float(row["speed_mps"]), row["date"]) for row in rows]
        right = told == [("Zoë Müller", 3.0, "2026-06-02")]
        return Said(f"exit {code} {told or said[-120:]}", code == 0 and right)

    return attempt


def _batch(source: Path) -> tuple[int, list[dict[str, str]], str]:
    out = source.parent / "block"
    code, said = command("batch", source, "--out", out, "--only-data", "--jobs", 1, "--quiet")
    clips = out / "block-clips.csv"
    if not clips.is_file():
        return code, [], said
    with clips.open(encoding="utf-8", newline="") as file:
        return code, list(csv.DictReader(file)), said


def _passed_over(folder: Path) -> Said:
    _table(folder)
    (folder / "notes.csv").write_text("a;b\n1;2\n", encoding="utf-8")
    (folder / "sheet.xlsx").write_bytes(b"PK")
    out = folder / "block"
    code, said = command("batch", folder, "--out", out, "--only-data", "--jobs", 1)
    line = next((line for line in said.splitlines() if "Passed over" in line), "")
    return Said(f"exit {code} {line}", code == 0 and "notes.csv, sheet.xlsx" in line)


def _workbook(name: str) -> Callable[[Path], Said]:
    def attempt(folder: Path) -> Said:
        (folder / name).write_bytes(zipped({"[Content_Types].xml": "<Types/>"}))
        asked = (("batch", folder / name), ("analyze", "--landmarks", folder / name))
        told = [command(*words, "--out", folder / "out") for words in asked]
        now = " / ".join(f"exit {code} {said}" for code, said in told)
        return Said(now, all("is a workbook" in said and "as CSV" in said for _, said in told))

    return attempt


def _watches() -> Iterator[Trial]:
    brick = [("CYCLING", RIDE), ("RUNNING", RUN)]
    for told in ("sessions", "summary first", "laps", "sport", "records"):
        yield Trial("B9", f"ride and run, {told}", "169.0", _watched(brick, told))
        yield Trial("B9", f"a ride alone, {told}", "no running", _watched(brick[:1], told))
    packs: dict[str, Callable[[bytes], bytes]] = {
        "activity.zip": lambda fit: zipped({"1_ACTIVITY.fit": fit}),
        "activity.fit.gz": gzip.compress,
        "activity.fit": lambda fit: fit,
    }
    for name, pack in packs.items():

        def attempt(folder: Path, name: str = name, pack: Callable = pack) -> Said:
            plain = fit_file(folder / "plain.fit", RUN).read_bytes()
            (folder / name).write_bytes(pack(plain))
            return _beside(folder, folder / name, ride=False)

        yield Trial("B10", name, "169.0", attempt)


def _watched(parts: list[tuple], told: str) -> Callable[[Path], Said]:
    def attempt(folder: Path) -> Said:
        path = activity(folder / "watch.fit", parts, told)
        return _beside(folder, path, ride=len(parts) == 1)

    return attempt


def _beside(folder: Path, fit: Path, *, ride: bool) -> Said:
    """What is said of the watch's cadence beside the runner's own."""
    ran = measure(_table(folder), "--fit", fit)
    if ride:
        right = ran.code == 4 and "holds no running" in ran.said
        return Said(ran.told, right)
    rows = ran.document["watch"]["values"] if ran.document else []
    spm = [row["watch"] for row in rows if row["metric"] == "cadence_spm"]
    return Said(f"exit {ran.code}, watch {spm}", ran.code == 0 and spm == [169.0])


LINKS: dict[str, Callable[[Path], None]] = {
    "loop": lambda folder: (folder / "a" / "up").symlink_to(".."),
    "to itself": lambda folder: (folder / "a" / "self").symlink_to("."),
    "circle": lambda folder: (folder / "circle").symlink_to("circle"),
    "second name": lambda folder: (folder / "b.csv").symlink_to("a/run.csv"),
    "hard link": lambda folder: (folder / "b.csv").hardlink_to(folder / "a" / "run.csv"),
}


def _linked(link: Callable[[Path], None]) -> Callable[[Path], Said]:
    def attempt(folder: Path) -> Said:
        clips = folder / "clips"
        (clips / "a").mkdir(parents=True)
        _table(clips / "a")
        link(clips)
        code, rows, _ = _batch(clips)
        return Said(f"exit {code}, {len(rows)} analysed", (code, len(rows)) == (0, 1))

    return attempt


def _full(most_bytes: int) -> Callable[[Path], Said]:
    """No file may grow beyond a size, which is what a full disk does to the largest of them."""

    def attempt(folder: Path) -> Said:
        path, out = _table(folder), folder / "out"
        words = ["analyze", "--landmarks", path, "--out", out, "--quiet"]
        code = [sys.executable, "-B", "-c", ON_A_SMALL_DISK, str(most_bytes), *map(str, words)]
        ran = subprocess.run(code, capture_output=True, text=True, check=False)
        left = sorted(p.name for p in folder.iterdir() if p.name not in ("run.csv", "run.json"))
        plain = "The disk is full" in ran.stderr and "internal error" not in ran.stderr
        return Said(f"exit {ran.returncode} {ran.stderr.strip()[:90]}", plain and not left)

    return attempt


def _dates(folder: Path) -> Said:
    days = {"a.csv": "20260605", "b.csv": "2026-06-02", "c.csv": "9.6.2026"}
    for number, name in enumerate(days):
        shutil.copy((SOUND_RUNNER, OVERSTRIDER)[number % 2], folder / name)
    rows = "".join(f"{name};{day}\n" for name, day in days.items())
    (folder / "block.csv").write_text(f"file;date\n{rows}", encoding="utf-8")
    code, clips, _ = _batch(folder / "block.csv")
    order = [row["date"] for row in sorted(clips, key=lambda row: row["date"])]
    return Said(f"exit {code} {order}", order == ["2026-06-02", "2026-06-05", "2026-06-09"])
