"""Break the measuring core a little, many times, and see whether the tests notice.

``python -m tests.mutation`` draws mutants of each room by a seed, runs the tests that reach each
one and need no ``../shared``, and prints the share that was noticed and a diff of every other one.
It needs the dependency group ``mutation`` and works in a copy.
"""

import argparse
import hashlib
import pickle
import sys
import tempfile
import time
import tomllib
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from mutation.mutants import Mutant, sample
from mutation.reach import ROOMS, Reach, measure
from mutation.table import Verdict, diff, table
from mutation.trial import copy_of_tree, fate, in_child, warm

EQUIVALENT = Path(__file__).parent / "equivalent.toml"


def _reason(mutant: Mutant, root: Path) -> str:
    """Return why no test can tell this mutant, where that is known."""
    text = (root / mutant.path).read_text(encoding="utf-8")
    faulty = mutant.source(text).splitlines()
    for entry in tomllib.loads(EQUIVALENT.read_text(encoding="utf-8"))["mutant"]:
        new = text.replace(entry["before"], entry["after"]).splitlines()
        if mutant.path.endswith(entry["file"]) and new == faulty:
            return entry["reason"]
    return ""


def _judge(root: Path, room: str, mutants: list[Mutant], reach: Reach) -> list[Verdict]:
    verdicts = []
    for number, mutant in enumerate(mutants, 1):
        text = (root / mutant.path).read_text(encoding="utf-8")
        tests = reach.tests(mutant)
        usual_s = sum(reach.seconds[test] for test in tests)
        started_s = time.monotonic()
        found = fate(root, mutant.path, mutant.source(text), tests, usual_s)
        verdicts.append(Verdict(room, mutant, found, _reason(mutant, root)))
        sys.stderr.write(
            f"  {room} {number}/{len(mutants)} {found} {time.monotonic() - started_s:.1f} s\n"
        )
        if found == "survived":
            print(f"{mutant.path}: {len(tests)} tests {verdicts[-1].reason}")
            print(diff(mutant, text) + "\n", flush=True)
    return verdicts


def _reach(root: Path, rooms: Sequence[str]) -> Reach:
    """Run the tests once, or take what was learned of the same source and tests before."""
    digest = hashlib.sha256(" ".join(rooms).encode())
    for file in sorted((*root.glob("src/**/*.py"), *root.glob("tests/**/*.py"))):
        digest.update(file.read_bytes())
    kept = Path(tempfile.gettempdir()) / f"formcheck-reach-{digest.hexdigest()[:16]}.pickle"
    if not kept.is_file():
        log = root.parent / "reach.log"
        reach = in_child(lambda: measure(root, rooms), log)
        if not reach:
            raise SystemExit(log.read_text(encoding="utf-8"))
        kept.write_bytes(pickle.dumps(reach))
    return pickle.loads(kept.read_bytes())  # noqa: S301 - written by this program


def main() -> int:
    """Run, print, tell by the exit code whether the goals are reached."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("--rooms", nargs="+", choices=ROOMS, default=ROOMS)
    parser.add_argument("--tests", nargs="+", default=(*ROOMS, "guidelines"), help="of these rooms")
    parser.add_argument("--mutants", type=int, default=60, help="of each room")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="formcheck-mutation-") as folder:
        root = copy_of_tree(Path(folder))
        reach = _reach(root, asked.tests)
        sys.stderr.write(f"{len(reach.seconds)} tests, {sum(reach.seconds.values()):.0f} s\n")
        warm(reach.packages)
        verdicts: list[Verdict] = []
        for room in asked.rooms:
            mutants, count = sample(root, room, asked.mutants, asked.seed)
            sys.stderr.write(f"{room}: {len(mutants)} of {count}\n")
            verdicts += _judge(root, room, mutants, reach)
    print(table(verdicts))
    return 0


if __name__ == "__main__":
    sys.exit(main())
