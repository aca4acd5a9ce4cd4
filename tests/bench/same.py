"""Whether two states of the source measure the same: ``python tests/bench/same.py``.

``keep FILE`` analyses the force-plate tables, the rendered samples and, where their landmarks are
kept, the films of ../shared, and writes a fingerprint of each table of numbers.
``compare BEFORE AFTER`` names every analysis whose numbers differ.

The two states are run by themselves, each with ``PYTHONPATH`` naming its own ``src``.
"""

import argparse
import csv
import hashlib
import io
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

REPO = Path(__file__).resolve().parents[2]
SHARED = REPO.parent / "shared"
NUMBERS = ("metric", "side", "value", "unit", "ci_low", "ci_high", "n_steps", "rating")
"""Columns of ``metrics.csv`` that must not differ; words and later columns may."""


def _sources(*, films: bool) -> Iterator[tuple[Path, dict[str, Any]]]:
    tables = [*(REPO / "tests" / "data").glob("*.csv"), *(SHARED / "rbds").glob("RBDS*.csv")]
    for table in sorted(tables):
        yield table, {"landmarks": True}
    samples = [*(REPO / "sample_videos").glob("*.mp4")]
    shared = [*(SHARED / "clips").glob("*.mp4"), *(SHARED / "synth").glob("*.mp4")]
    for film in sorted([*samples, *shared]) if films else ():
        yield film, {"landmarks": False}


def _is_kept(film: Path) -> bool:
    """Whether the film's landmarks are in the cache, so that no pose model has to run."""
    from formcheck.errors import FormcheckError
    from formcheck.pose import cache
    from formcheck.settings import DEFAULT_MODEL
    from formcheck.video.probe import probe

    try:
        key = cache.key_of(
            probe(film), model=DEFAULT_MODEL, start_s=0.0, end_s=float("inf"), person=None
        )
    except FormcheckError:
        return False
    return cache.load(key) is not None


def _fingerprint(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _numbers(path: Path) -> str:
    """The comparable columns of ``metrics.csv``, as text."""
    rows = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")))
    return "\n".join(",".join(row[name] for name in NUMBERS) for row in rows)


def _measured(source: Path, *, landmarks: bool) -> dict[str, Any]:
    import formcheck

    given: dict[str, Any] = {"jobs": 1}
    if not landmarks and (truth := source.with_suffix(".json")).is_file():
        height_m = json.loads(truth.read_text()).get("runner", {}).get("height_m")
        given |= {} if height_m is None else {"height_cm": 100 * height_m}
    result = formcheck.analyze(source, formcheck.AnalysisSettings(**given), landmarks=landmarks)
    with tempfile.TemporaryDirectory() as folder:
        out = formcheck.publish(result, Path(folder) / "out", only_data=True)
        document = json.loads((out / "analysis.json").read_text(encoding="utf-8"))
        score = document["score"] or {}
        return {
            "verdict": document["quality"]["verdict"],
            "codes": [reason["code"] for reason in document["quality"]["reasons"]],
            "score": [score.get(key) for key in ("value", "ci_low", "ci_high", "exact")],
            "metrics": _numbers(out / "metrics.csv"),
            "events": _fingerprint(out / "events.csv"),
            "steps": _fingerprint(out / "steps.csv"),
        }


def keep(target: Path, *, films: bool) -> None:
    """Write what the source that is imported makes of every file."""
    from formcheck.errors import FormcheckError

    found: dict[str, Any] = {}
    for source, kind in _sources(films=films):
        if not kind["landmarks"] and not _is_kept(source):
            continue
        try:
            found[source.name] = _measured(source, **kind)
        except FormcheckError as error:
            found[source.name] = {"error": error.code}
        sys.stderr.write(f"  {len(found)} {source.name}\n")
    target.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def compare(before: Path, after: Path) -> int:
    """Print each difference; return 1 where there is any."""
    first, second = (json.loads(path.read_text(encoding="utf-8")) for path in (before, after))
    names = sorted(first.keys() & second.keys())
    differing = [name for name in names if first[name] != second[name]]
    for name in differing:
        keys = [k for k in first[name] | second[name] if first[name].get(k) != second[name].get(k)]
        print(f"{name}: {', '.join(keys)}")
    print(f"{len(names)} analyses compared, {len(differing)} differ")
    return 1 if differing or not names else 0


def main() -> int:
    """Keep or compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    keeping = commands.add_parser("keep")
    keeping.add_argument("target", type=Path)
    keeping.add_argument("--films", action="store_true", help="films whose landmarks are kept too")
    comparing = commands.add_parser("compare")
    comparing.add_argument("before", type=Path)
    comparing.add_argument("after", type=Path)
    args = parser.parse_args()
    if args.command == "keep":
        keep(args.target, films=args.films)
        return 0
    return compare(args.before, args.after)


if __name__ == "__main__":
    sys.exit(main())
