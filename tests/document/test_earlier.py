"""Documents that formcheck 0.1 wrote (schema 1.0), from the rendered samples."""

import html
import json
import re
from pathlib import Path

import pytest

from formcheck import compare, load_result
from formcheck.block.compare_page import write_comparison
from formcheck.cli.card import card
from formcheck.correct import correct
from formcheck.report import render
from formcheck.store.folder import read_analysis

KEPT = Path(__file__).parent / "v1"
NAMES = sorted(path.stem for path in KEPT.glob("*.json"))


@pytest.fixture
def folder(tmp_path):
    def made(name):
        place = tmp_path / name
        place.mkdir()
        (place / "analysis.json").write_bytes((KEPT / f"{name}.json").read_bytes())
        return place

    return made


def written(name):
    return json.loads((KEPT / f"{name}.json").read_text(encoding="utf-8"))


def read(page):
    """The page as a reader sees it: no tags, one blank between words."""
    plain = re.sub(r"<(script|style|svg).*?</\1>|<[^>]+>", " ", page, flags=re.DOTALL)
    return " ".join(html.unescape(plain).split())


def test_each_kind_is_kept():
    assert {written(name)["schema_version"] for name in NAMES} == {"1.0"}
    assert {written(name)["quality"]["verdict"] for name in NAMES} >= {"ok", "refused"}
    assert any("changes" in written(name) for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_numbers_come_through_unchanged(name, folder):
    old, result = written(name), load_result(folder(name))
    for before, after in zip(old["metrics"], result.analysis.metrics, strict=True):
        assert after.value == before["value"]
        assert (after.ci_low, after.ci_high) == (before["ci_low"], before["ci_high"])
        assert after.rating == before["rating"]
        assert after.view == "side"
    assert len(result.events) == len(old["events"])
    assert len(result.steps) == len(old["steps"])


@pytest.mark.parametrize("name", NAMES)
def test_the_report_says_what_was_written(name, folder):
    old, place = written(name), folder(name)
    page = read(render(read_analysis(place), place))
    for reason in old["quality"]["reasons"]:
        assert reason["message"] in page
        assert reason["fix"] in page
    for finding in old["findings"]:
        for text in ("title", "seen", "why", "try", "check"):
            assert finding[text] in page, text
        assert all(line in page for lines in finding["plan"].values() for line in lines)
    if old["score_withheld"]:
        assert old["score_withheld"].partition(": ")[2] in page
    card(read_analysis(place), place)


def test_missing_reasons_and_notes_stand_as_written(folder):
    page = read(render(read_analysis(folder("over")), Path()))
    rows = written("over")["metrics"]
    missing = {row["missing_reason"] for row in rows if row["missing_reason"]}
    assert missing
    assert all(reason[1:] in page for reason in missing)
    notes = [row["band"]["note"] for row in rows if row["band"] and row["band"]["note"]]
    assert any(note in page for note in notes)


def test_old_and_old_compare(folder, tmp_path):
    comparison = compare(folder("sound"), folder("over"))
    lean = next(row for row in comparison.rows if row.metric == "trunk_lean_deg")
    before, after = (
        next(row["value"] for row in written(name)["metrics"] if row["metric"] == lean.metric)
        for name in ("sound", "over")
    )
    assert lean.delta == pytest.approx(after - before)
    page = write_comparison(comparison, tmp_path / "page")
    assert "The speeds differ" in page.read_text(encoding="utf-8")


def test_an_old_folder_is_corrected_into_a_new_document(folder):
    place, data = folder("over"), Path(__file__).parents[1] / "data"
    for name in ("csv", "json"):
        (place / f"landmarks.{name}").write_bytes((data / f"overstrider.{name}").read_bytes())
    events = [(e["side"], e["event"], e["time_s"]) for e in written("over")["events"]]
    lines = ["side,event,time_s", *(",".join(map(str, event)) for event in events)]
    (place / "events.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    result = correct(place, place / "events.csv")
    assert result.analysis.schema_version == "2.1"
    assert result.analysis.changes is not None
    assert result.analysis.changes.since.name == "sound_runner.csv"
    assert result.analysis.provenance.corrections[0].new_or_moved == 0
