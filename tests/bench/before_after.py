"""Which numbers a change of the code moves: ``python -m tests.bench.before_after COMMIT``.

Analyses the tables of the tests, the samples and, where ../shared is there, its tables and
clips, once with the source of COMMIT and once with the source as it stands, and compares what
``metrics.csv``, ``steps.csv`` and ``events.csv`` would hold, cell by cell. Numbers have to be
equal to the last digit; a changed reason for a missing value is listed apart.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]
SHARED = REPO.parent / "shared"
KEYS = {"metrics": ("metric", "side"), "steps": ("step",), "events": ("side", "event", "time_s")}
WORDS = ("rating", "missing_reason", "kind")
KNOWN = {"height_cm": 175.0, "mass_kg": 68.0}
SPEED = {"speed_kmh": 10.8}
"""Of our own runners; the tables of the laboratory have theirs beside them."""


def sources(*, films: bool) -> Iterator[Path]:
    """What is measured: tables always, films on demand (their landmarks should be cached)."""
    yield from sorted((REPO / "tests" / "data").glob("*.csv"))
    yield from sorted((SHARED / "rbds").glob("*.csv"))[::6]
    if films:
        yield from sorted((REPO / "sample_videos").glob("*.mp4"))
        yield from sorted((SHARED / "synth").glob("*.mp4"))


def measure(out: Path, *, films: bool) -> None:
    """Write every cell of every source, as text, with the formcheck that is imported."""
    from formcheck import AnalysisSettings, FormcheckError, analyze, load_result

    found = {}
    for path in sources(films=films):
        speed = {} if path.parent.name == "rbds" else SPEED
        settings = AnalysisSettings(**KNOWN, **speed)
        table = path.suffix == ".csv"
        try:
            result = load_result(analyze(path, settings, landmarks=table))
        except FormcheckError as error:
            found[path.name] = {"refused": {"": {"code": error.code}}}
            continue
        found[path.name] = {
            name: _cells(getattr(result, name).to_dict("records"), keys)
            for name, keys in KEYS.items()
        }
        score = result.to_dict()["score"] or {}
        found[path.name]["findings"] = {
            f["id"]: {"kind": f["kind"]} for f in result.to_dict()["findings"]
        }
        found[path.name]["score"] = {"": {k: repr(score.get(k)) for k in ("value", "exact")}}
        print(path.name, file=sys.stderr, flush=True)
    out.write_text(json.dumps(found), encoding="utf-8")


def _cells(rows: list[dict], keys: tuple[str, ...]) -> dict[str, dict[str, str]]:
    return {
        " ".join(str(row[k]) for k in keys): {k: repr(v) for k, v in row.items()} for row in rows
    }


def _measured_by(source: Path, out: Path, *, films: bool) -> dict:
    import_from = {"PYTHONPATH": os.pathsep.join((str(source), str(REPO)))}
    models = {"FORMCHECK_MODELS": str(REPO / "models")}
    command = [sys.executable, "-m", "tests.bench.before_after", "--write", str(out)]
    command += ["--films"] if films else []
    subprocess.run(command, env={**os.environ, **import_from, **models}, cwd=REPO, check=True)
    return json.loads(out.read_text(encoding="utf-8"))


def differences(before: dict, after: dict) -> tuple[list[str], list[str]]:
    """Return what differs in numbers, and what differs in words only."""
    numbers, words = [], []
    for name in sorted(set(before) | set(after)):
        for part in sorted(set(before.get(name, {})) | set(after.get(name, {}))):
            old, new = before.get(name, {}).get(part, {}), after.get(name, {}).get(part, {})
            for key in sorted(set(old) | set(new)):
                one, two = old.get(key, {}), new.get(key, {})
                for column in sorted(set(one) | set(two)):
                    if one.get(column) != two.get(column):
                        line = (
                            f"{name} {part} {key} {column}: {one.get(column)} -> {two.get(column)}"
                        )
                        (words if column in WORDS else numbers).append(line)
    return numbers, words


def verdicts(before: dict, after: dict) -> Iterator[str]:
    """Yield how far scores move, and how often each finding is raised before and after."""
    both = [(before[name], after[name]) for name in sorted(set(before) & set(after))]
    scores = [[one.get("score", {}).get("", {}).get("value") for one in pair] for pair in both]
    moved = [float(new) - float(old) for old, new in scores if None not in (old, new) and
             "None" not in (old, new)]  # fmt: skip
    yield f"{sum(map(bool, moved))} of {len(moved)} scores move: {sorted(filter(None, moved))}"
    raised = [
        Counter(name for pair in both for name in pair[i].get("findings", {})) for i in (0, 1)
    ]
    for name in sorted(set(raised[0]) | set(raised[1])):
        if raised[0][name] != raised[1][name]:
            yield f"{name}: {raised[0][name]} -> {raised[1][name]}"


def main() -> int:
    """Compare two states of the source; 1 where a number differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("commit", nargs="?", default="HEAD")
    parser.add_argument("--films", action="store_true", help="clips as well, not only tables")
    parser.add_argument("--write", type=Path, help=argparse.SUPPRESS)
    told = parser.parse_args()
    if told.write:
        measure(told.write, films=told.films)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        old = Path(folder) / "old"
        old.mkdir()
        archive = subprocess.run(
            ["git", "archive", told.commit, "src"], cwd=REPO, capture_output=True, check=True
        )
        subprocess.run(["tar", "-x", "-C", str(old)], input=archive.stdout, check=True)
        before = _measured_by(old / "src", Path(folder) / "before.json", films=told.films)
        after = _measured_by(REPO / "src", Path(folder) / "after.json", films=told.films)
    numbers, words = differences(before, after)
    cells = sum(
        len(row) for one in after.values() for part in one.values() for row in part.values()
    )
    print(f"{len(after)} sources, {cells} cells: {len(numbers)} numbers, {len(words)} words differ")
    print(*verdicts(before, after), *numbers[:40], *words[:20], sep="\n")
    return 1 if numbers else 0


if __name__ == "__main__":
    sys.exit(main())
