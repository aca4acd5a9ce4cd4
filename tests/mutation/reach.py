"""Which test reaches which line: one run under coverage, with a context for each test."""

import os
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import coverage
import pytest

from mutation.mutants import Mutant
from mutation.trial import QUIET, enter

ROOMS = (
    "gait",
    "cleaning",
    "geometry",
    "signal",
    "metrics",
    "uncertainty",
    "change",
    "assess",
)
MOST_S = 15.0  # of processor time for one mutant


@dataclass
class Reach:
    """Lines by test, seconds by test, and the packages that were imported on the way."""

    tests_of_line: dict[tuple[str, int], set[str]] = field(default_factory=dict)
    tests_of_file: dict[str, set[str]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    packages: list[str] = field(default_factory=list)

    def tests(self, mutant: Mutant) -> list[str]:
        """Return tests for a mutant, the cheapest first; those of other rooms count as dearer.

        A line that runs at import alone belongs to all tests of its room, and to those of others
        that reach its file. Tests beside one that reaches the line count too: what a fixture of
        the module or a cache did once is theirs.
        """
        lines = range(mutant.first_line, mutant.last_line + 1)
        found = {t for line in lines for t in self.tests_of_line.get((mutant.path, line), ())}
        room = mutant.path.split("/")[2]
        if not found:
            found = set(self.tests_of_file.get(mutant.path, ()))
            found |= {test for test in self.seconds if test.startswith(f"tests/{room}/")}
        files = {test.split("::")[0] for test in found}
        beside = {t for t in self.seconds if t.split("::")[0] in files} - found
        ordered = sorted(
            found | beside,
            key=lambda t: (t in beside, self.seconds[t] * (1 if f"tests/{room}/" in t else 2), t),
        )
        chosen, total_s = [], 0.0
        for test in ordered:
            total_s += self.seconds[test]
            if chosen and total_s > MOST_S:
                break
            chosen.append(test)
        return chosen


class _Recorder:
    """Switches coverage's context with the test and keeps what passes and how long it takes."""

    def __init__(self, cover: coverage.Coverage) -> None:
        self.cover = cover
        self.seconds: dict[str, float] = defaultdict(float)
        self.not_passed: set[str] = set()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item):
        self.cover.switch_context(item.nodeid)
        started_s = time.process_time()
        yield
        self.seconds[item.nodeid] += time.process_time() - started_s
        self.cover.switch_context("")
        return True

    def pytest_runtest_logreport(self, report):
        if report.outcome != "passed":
            self.not_passed.add(report.nodeid)


def measure(root: Path, rooms: Sequence[str]) -> Reach:
    """Run the tests of these rooms in ``root`` once, which becomes the folder of this process."""
    enter(root)
    os.environ["COVERAGE_CORE"] = "ctrace"  # the only one that knows contexts
    cover = coverage.Coverage(
        data_file=None,
        config_file=False,
        source=[str(root / "src/formcheck" / room) for room in ROOMS],
    )
    recorder = _Recorder(cover)
    cover.start()
    folders = [f"tests/{room}" for room in rooms]
    ended = pytest.main([*QUIET, *folders], plugins=[recorder])
    cover.stop()
    if ended not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        msg = f"the tests could not be run: {ended!r}"
        raise RuntimeError(msg)
    failed = recorder.not_passed
    reach = Reach(seconds={t: s for t, s in recorder.seconds.items() if t not in failed})
    data = cover.get_data()
    for file in data.measured_files():
        path = Path(file).relative_to(root).as_posix()
        for line, contexts in data.contexts_by_lineno(file).items():
            tests = {c for c in contexts if c in reach.seconds}
            if tests:
                reach.tests_of_line[path, line] = tests
                reach.tests_of_file.setdefault(path, set()).update(tests)
    reach.packages = [
        name
        for name, module in sys.modules.items()
        if "site-packages" in (getattr(module, "__file__", None) or "")
    ]
    return reach
