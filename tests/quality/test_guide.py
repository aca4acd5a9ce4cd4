"""The filming guide says what is true of the checks."""

import re
from pathlib import Path

import pytest

from formcheck.quality import checks
from formcheck.select import slow_motion
from formcheck.select.body import SHARE

GUIDE = (Path(checks.__file__).parents[1] / "guides" / "filming.md").read_text(encoding="utf-8")
TEXT = " ".join(GUIDE.split())


def test_it_has_ten_lines_and_a_drawing():
    lines = re.findall(r"^(\d+)\. ", GUIDE, re.MULTILINE)
    assert lines == [str(n) for n in range(1, 11)]
    assert "```" in GUIDE


@pytest.mark.parametrize(
    ("said", "limit"),
    [
        (r"more than (\d+) degrees off square", checks.REFUSED_DEG),
        (r"under (\d+) pixels", checks.SMALLEST_PX),
        (r"fewer than (\d+) contacts", checks.FEWEST_CONTACTS),
        (r"Between (\d+) and \d+ degrees", checks.OBLIQUE_DEG),
        (r"Between \d+ and (\d+) degrees", checks.SCORED_DEG),
        (r"up to (\d+) metrics are shown", checks.REFUSED_DEG),
        (r"under about (\d+) steps a minute", slow_motion.NO_DOUBT_SPM[0]),
        (r"under (\d+) frames a second", round(checks.SLOWEST_FPS)),
        (r"more than (\d+) % of the frames", round(100 * (1 - SHARE))),
    ],
)
def test_figures_are_those_of_the_checks(said, limit):
    assert int(re.search(said, TEXT)[1]) == limit


def test_seven_steps_are_seven():
    assert checks.FEWEST_SCORED == 7
    assert "fewer than seven steps a side" in TEXT
