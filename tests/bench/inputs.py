"""What is said of odd inputs: ``python -m tests.bench.inputs``.

Makes each kind of input in variants and prints a row for each: what a careful person would say,
what is said, and whether the two agree. First movements that are no run (by landmarks alone),
then files of laboratories, spreadsheets and watches. ``--films`` adds those that need the pose
model and FFmpeg's command (some minutes), ``--kind B5`` takes one kind.
"""

import argparse
import csv
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import inputs_films, inputs_moves, inputs_tables, inputs_wrapped
from bench.trial import Trial

TABLES = (inputs_moves, inputs_tables)
FILMS = (inputs_films, inputs_wrapped)


def trials(*, films: bool, kinds: list[str]) -> Iterator[Trial]:
    """Every input that was asked for."""
    modules = TABLES + (FILMS if films else ())
    every = chain.from_iterable(module.trials() for module in modules)
    return (trial for trial in every if not kinds or trial.kind in kinds)


def main() -> int:
    """Print the table; 1 where something is said that a careful person would not say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--films", action="store_true", help="kinds that need the pose model, too")
    parser.add_argument("--kind", action="append", default=[], help="only this kind")
    told = parser.parse_args()
    table = csv.writer(sys.stdout)
    table.writerow(("kind", "variant", "right", "now", "agrees"))
    right: Counter[str] = Counter()
    tried: Counter[str] = Counter()
    for trial in trials(films=told.films, kinds=told.kind):
        with tempfile.TemporaryDirectory() as place:
            row = trial.row(Path(place))
        table.writerow(row.values())
        sys.stdout.flush()
        tried[trial.kind] += 1
        right[trial.kind] += bool(row["agrees"])
    for kind, count in tried.items():
        sys.stdout.write(f"{kind:12} {right[kind]:4d} of {count:4d}\n")
    sys.stdout.write(f"{'all':12} {right.total():4d} of {tried.total():4d}\n")
    return int(right.total() < tried.total())


if __name__ == "__main__":
    sys.exit(main())
