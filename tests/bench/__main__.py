"""Run the accuracy bench: ``python -m tests.bench``."""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.snapshot import import_from_copy

import_from_copy()

from bench import guide, metamorphic, report  # noqa: E402
from bench.report import KINDS  # noqa: E402
from bench.runs import Task, clip_tasks, rbds_tasks, run_all, synth_tasks  # noqa: E402

RESULTS = Path(__file__).parent / "results"


def _tell(line: str) -> None:
    sys.stderr.write(f"  {line}\n")


def _tasks(kind: str, model: str, *, quick: bool) -> list[Task]:
    if kind == "rbds":
        return rbds_tasks(quick=quick)
    if kind == "same":
        return metamorphic.tasks(quick=quick)
    return (synth_tasks if kind == "synth" else clip_tasks)(model, quick=quick)


def main() -> int:
    """Run, print, write."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--only", choices=KINDS, help="one kind of data")
    parser.add_argument("--model", choices=("full", "heavy"), default="heavy")
    parser.add_argument("--quick", action="store_true", help="a third of the data")
    parser.add_argument("--fold", choices=("fit", "test"), help="odd or even runners only")
    parser.add_argument("--fresh", action="store_true", help="take no kept result")
    parser.add_argument(
        "--kept", action="store_true", help="run nothing, show the newest kept results"
    )
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--write-guide", action="store_true", help="write guides/accuracy.md")
    args = parser.parse_args()
    runs = {}
    for kind in [args.only] if args.only else KINDS:
        _tell(kind)
        tasks = _tasks(kind, args.model, quick=args.quick)
        runs[kind] = run_all(
            tasks, jobs=args.jobs, fresh=args.fresh, kept_only=args.kept, tell=_tell
        )
    text = report.full(runs, model=args.model, fold=args.fold)
    sys.stdout.write(text + "\n")
    RESULTS.mkdir(exist_ok=True)
    words = ["bench", *runs, args.model, "quick" if args.quick else "", args.fold or ""]
    (RESULTS / f"{'-'.join(w for w in words if w)}.md").write_text(text + "\n", encoding="utf-8")
    if args.write_guide:
        guide.write(runs, model=args.model)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
