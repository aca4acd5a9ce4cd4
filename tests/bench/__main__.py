"""Run the accuracy bench: ``python -m tests.bench``."""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.snapshot import import_from_copy  # noqa: E402 - the line above makes it importable

import_from_copy()

from bench import report  # noqa: E402
from bench.runs import clip_tasks, rbds_tasks, run_all, synth_tasks  # noqa: E402

RESULTS = Path(__file__).parent / "results"


def _tell(line: str) -> None:
    print("  ", line, file=sys.stderr, flush=True)


def main() -> int:
    """Run, print, write."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--only", choices=("rbds", "synth", "clips"), help="one kind of data")
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
    wanted = [args.only] if args.only else ["rbds", "synth", "clips"]
    tasks = {
        "rbds": lambda: rbds_tasks(quick=args.quick),
        "synth": lambda: synth_tasks(args.model, quick=args.quick),
        "clips": lambda: clip_tasks(args.model, quick=args.quick),
    }
    runs = {}
    for name in wanted:
        print(f"-- {name}", file=sys.stderr)
        runs[name] = run_all(
            tasks[name](), jobs=args.jobs, fresh=args.fresh, kept_only=args.kept, tell=_tell
        )
    text = report.full(runs, model=args.model, fold=args.fold)
    print(text)
    RESULTS.mkdir(exist_ok=True)
    name = "-".join(["bench", *wanted, args.model, *(["quick"] if args.quick else [])]
                    + ([args.fold] if args.fold else []))
    (RESULTS / f"{name}.md").write_text(text + "\n", encoding="utf-8")
    if args.write_guide:
        report.write_guide(runs, model=args.model)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
