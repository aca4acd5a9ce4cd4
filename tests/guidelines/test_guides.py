"""The guides say what is true of the data."""

import re
from pathlib import Path

import pytest

from formcheck.guidelines import check, load

GUIDES = Path(__file__).parents[2] / "src" / "formcheck" / "guides"
GUIDE = (GUIDES / "guidelines.md").read_text(encoding="utf-8")
BACK = (GUIDES / "lower-back.md").read_text(encoding="utf-8")


def table(heading: str) -> list[list[str]]:
    block = GUIDE.split(heading)[1].split("\n\n")[0]
    return [[c.strip() for c in line.strip("|").split("|")] for line in block.splitlines()[2:]]


def test_example_file_is_valid(tmp_path):
    path = tmp_path / "coach.toml"
    path.write_text(re.search(r"```toml\n(.*?)```", GUIDE, re.DOTALL)[1], encoding="utf-8")
    assert check(path) == []
    assert load(path).rule("knee_flexion_peak_deg").why_not_scored


def test_weights_in_the_guide_are_those_of_the_data():
    scoring = load().scoring
    rows = table("| Grade | What stands behind it | Weight |")
    assert {grade: float(weight) for grade, _, weight in rows} == scoring.grade_weight
    areas = {label: float(weight) for label, _, weight in table("| Area | Parts (share) | Area w")}
    assert areas == {domain.label: domain.weight for domain in load().domain}


@pytest.mark.parametrize("said", ["60 %", "2000 redraws", "under 18 or over 65", "7 or above 20"])
def test_figures_in_the_guide_are_those_of_the_data(said):
    scoring = load().scoring
    figures = {
        "60 %": scoring.decided_p == 0.6,
        "2000 redraws": scoring.draws == 2000,
        "under 18 or over 65": scoring.ages_y == (18, 65),
        "7 or above 20": tuple(round(v * 3.6) for v in scoring.speeds_mps) == (7, 20),
    }
    assert said in " ".join(GUIDE.split())
    assert figures[said]


def test_links_in_the_guide_are_those_of_the_data():
    for text in load().texts.change:
        if text.back is not None:
            assert text.back.strength in BACK
            assert all(re.sub(r"\d+", "", key) in BACK.lower() for key in text.back.citations)
