"""Left against right from a clip of each side, on a page and in a table."""

import csv
import json

import pytest

from change.made import clip, row
from formcheck.cli.app import main
from formcheck.document import as_text
from report.page import Page

KNEE = "knee_flexion_peak_deg"


def analysis(place, near, left, right):
    place.mkdir()
    rows = [
        row(KNEE, side, value, strides=0.2) for side, value in (("left", left), ("right", right))
    ]
    (place / "analysis.json").write_text(as_text(clip(*rows, near_side=near)), encoding="utf-8")
    return str(place)


@pytest.fixture
def session(tmp_path):
    # the near knee reads six degrees more bent, and the left one bends eight degrees more
    left = analysis(tmp_path / "left", "left", 54.0, 40.0)
    return left, analysis(tmp_path / "right", "right", 48.0, 46.0)


def test_legs_are_compared_without_the_cameras_part(session, tmp_path, capsys):
    out = tmp_path / "page"
    assert main(["compare", *session, "--asymmetry", "--out", str(out), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    (knee,) = (r for r in told["asymmetries"] if r["metric"] == KNEE)
    assert (knee["value"], knee["shown"]) == (8.0, True)
    with (out / "asymmetry.csv").open(encoding="utf-8") as file:
        rows = {r["metric"]: r for r in csv.DictReader(file)}
    assert float(rows[f"asymmetry.{KNEE}"]["value"]) == 8.0
    assert rows[f"asymmetry.{KNEE}"]["unit"] == "deg"
    assert float(rows[f"asymmetry_pct.{KNEE}"]["value"]) == pytest.approx(100 * 8 / 47)
    assert rows["asymmetry.contact_time_ms"]["value"] == ""
    page = Page((out / "asymmetry.html").read_text(encoding="utf-8"))
    assert page.faults == []


def test_it_is_told_in_the_terminal(session, tmp_path, capsys):
    assert main(["compare", *session, "--asymmetry", "--out", str(tmp_path / "page")]) == 0
    told = capsys.readouterr().out
    assert "differs" in told
    assert "not measured for both legs" in told


def test_two_clips_from_one_side_are_wrong_usage(session, tmp_path, capsys):
    assert main(["compare", session[0], session[0], "--asymmetry", "--out", str(tmp_path)]) == 2
    assert "one clip from each side" in capsys.readouterr().err
