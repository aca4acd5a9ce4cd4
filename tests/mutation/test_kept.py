"""The fixed sample of faults is noticed, and the table of a run is reckoned rightly."""

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.skipif(sys.platform == "win32", reason="a mutant lives in a forked process")
def test_every_fault_of_the_fixed_sample_is_noticed_by_its_test():
    command = [sys.executable, "-m", "tests.mutation.kept"]
    done = subprocess.run(
        command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "10 faults noticed" in done.stdout


def test_the_interval_of_a_share_is_wilsons():
    pytest.importorskip("mutmut", reason="the dependency group mutation is not installed")
    from mutation.table import wilson_pct

    # Newcombe (1998), table I: 81 of 263 and 0 of 20
    assert wilson_pct(81, 263) == pytest.approx((25.53, 36.62), abs=0.01)
    assert wilson_pct(0, 20) == pytest.approx((0.0, 16.11), abs=0.01)


def test_mutants_change_what_they_say_and_leave_texts_and_annotations_alone(tmp_path):
    pytest.importorskip("mutmut", reason="the dependency group mutation is not installed")
    from mutation.mutants import of_file, sample

    folder = tmp_path / "src/formcheck/room"
    folder.mkdir(parents=True)
    text = (
        '"""Text 1."""\n'
        "from dataclasses import dataclass\n\n\n"
        "@dataclass(frozen=True)\nclass A:\n    x: int | None = 3\n\n\n"
        "def f(a: int, b: float) -> float:\n"
        "    if a < b:\n        return max(a, b) - 2.0\n"
        "    return sum(i for i in range(a) if i)\n"
    )
    (folder / "one.py").write_text(text)
    found = of_file(tmp_path, "src/formcheck/room/one.py")
    changes = {(m.first_line, m.before.strip(), m.after.strip()) for m in found}
    assert changes == {
        (7, "3", "4"),
        (11, "a < b", "(a < b) and False"),
        (11, "< b", "<= b"),
        (12, "max(a, b)", "min(a, b)"),
        (12, "max(a, b) - 2.0", "max(a, b) + 2.0"),
        (12, "max(a, b) - 2.0", "max(a, b)"),
        (12, "2.0", "3.0"),
        (13, "for i in range(a) if i", "for i in range(a)"),
    }
    assert all(m.source(text) != text for m in found)
    drawn, count = sample(tmp_path, "room", 5, 7)
    assert (len(drawn), count) == (5, len(found))
    assert drawn == sample(tmp_path, "room", 5, 7)[0] != sample(tmp_path, "room", 5, 8)[0]
