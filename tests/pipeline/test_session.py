"""Side and rear of one run in one result: document, folder, report, what is shared."""

import csv
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from formcheck import AnalysisSettings, load_result, publish
from formcheck.correct import correct, with_settings
from formcheck.document import as_json, parse
from formcheck.domain.analysis import Measured, Refused
from formcheck.domain.quality import Quality
from formcheck.errors import UsageError
from formcheck.report import render
from formcheck.report.sharing import shareable
from formcheck.session import analyze_session, with_rear
from formcheck.store.folder import write_data

DATA = Path(__file__).parents[1] / "data"
SIDE, REAR = DATA / "overstrider.csv", DATA / "behind.csv"
TOLD = AnalysisSettings(height_cm=175, athlete="Robin Example", back_pain=3)


@pytest.fixture(scope="module")
def session():
    return analyze_session(SIDE, REAR, TOLD, landmarks=True)


@pytest.fixture(scope="module")
def folder(session, tmp_path_factory):
    return publish(session, tmp_path_factory.mktemp("session") / "run")


def test_rows_are_told_apart_by_view_and_none_stands_twice(session):
    rows = session.analysis.metrics
    views = {row.metric: row.view for row in rows}
    assert views["step_width_cm"] == views["trunk_side_lean_deg"] == "back"
    assert views["trunk_lean_deg"] == views["cadence_spm"] == "side"
    named = [(row.metric, row.side) for row in rows]
    assert len(named) == len(set(named))
    own = {row.metric: row.view for row in session.analysis.rear.metrics}
    assert own["cadence_spm"] == "back"


def test_the_score_is_that_of_the_side_view(session):
    assert session.analysis.score is not None
    assert session.analysis.rear.score is None
    assert all(row.score is None for row in session.analysis.metrics if row.view == "back")


def test_the_document_opens_again_with_both_parts(session, folder):
    content = json.loads((folder / "analysis.json").read_text(encoding="utf-8"))
    assert content["rear"]["view"]["kind"] == "back"
    assert parse(content) == session.analysis
    again = load_result(folder)
    assert again.rear is not None
    assert again.rear.analysis == session.analysis.rear
    with (folder / "metrics.csv").open(encoding="utf-8", newline="") as file:
        assert {row["view"] for row in csv.DictReader(file)} == {"side", "back"}
    assert (folder / "rear" / "events.csv").is_file()


def test_a_rear_film_that_was_refused_opens_as_refused(session):
    rear = session.analysis.rear
    names = set(Refused.__dataclass_fields__) & set(rear.__dataclass_fields__)
    kept = {name: getattr(rear, name) for name in names}
    none = ("metrics", "steps", "events", "contact_poses", "findings")
    kept |= dict.fromkeys(none, ()) | {"curves": {}, "speed_mps": None, "scale": None}
    kept |= {"standing": None, "score": None, "stride_norm": None, "changes": None}
    kept["quality"] = Quality("refused", rear.quality.reasons)
    side = replace(
        session.analysis, rear=None, metrics=session.analysis.metrics[: _own(session.analysis)]
    )
    joined = with_rear(side, Refused(**kept))
    assert joined.metrics == side.metrics
    again = parse(as_json(joined))
    assert isinstance(again.rear, Refused)
    assert "could not be measured" in render(again, Path("nowhere"))


def _own(analysis):
    return sum(row.view == "side" for row in analysis.metrics)


def test_the_report_shows_the_view_from_behind(folder):
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert 'id="rear"' in page
    assert "The same run from behind" in page
    assert ", from behind</p>" in page  # the card of a metric of that view


def test_what_is_shared_names_nobody_in_either_part(session):
    text = json.dumps(as_json(shareable(session.analysis)))
    assert "Robin" not in text
    assert "behind.csv" not in text


def test_corrected_contacts_of_the_side_view_leave_the_rear_view(folder, tmp_path):
    copy = shutil.copytree(folder, tmp_path / "copy")
    before = load_result(copy).analysis
    drawn(copy, copy / "rear")
    after = correct(copy, without_the_last_event(copy, tmp_path)).analysis
    assert isinstance(after, Measured)
    assert after.rear == before.rear
    behind = [row for row in after.metrics if row.view == "back"]
    assert behind == [row for row in before.metrics if row.view == "back"]
    assert 'id="rear"' in (copy / "report.html").read_text(encoding="utf-8")
    assert not (copy / "annotated.mp4").exists()
    assert not (copy / "share").exists()
    assert (copy / "rear" / "annotated.mp4").exists()


def test_corrected_contacts_of_the_rear_view_reach_the_whole_folder(folder, tmp_path):
    copy = shutil.copytree(folder, tmp_path / "copy")
    before = load_result(copy).analysis
    drawn(copy, copy / "rear")
    page = (copy / "report.html").read_bytes()
    corrected = correct(copy / "rear", without_the_last_event(copy / "rear", tmp_path)).analysis
    after = load_result(copy)
    assert after.analysis.rear == after.rear.analysis == corrected
    assert len(corrected.events) == len(before.rear.events) - 1
    assert len(corrected.provenance.corrections) == 1
    own = _own(before)
    assert after.analysis.metrics[:own] == before.metrics[:own]
    behind = {row.metric: row for row in corrected.metrics}
    joined = after.analysis.metrics[own:]
    assert joined
    assert all(row in corrected.metrics for row in joined)
    assert behind["step_width_cm"] not in before.metrics
    assert after.analysis.events == before.events
    assert (copy / "report.html").read_bytes() != page
    assert (copy / "rear" / "events.original.csv").is_file()
    assert not (copy / "rear" / "report.html").exists()
    assert (copy / "annotated.mp4").exists()
    assert not (copy / "rear" / "annotated.mp4").exists()
    assert not (copy / "share").exists()


def test_what_is_told_later_reaches_both_views_or_neither(folder, tmp_path, monkeypatch):
    copy = shutil.copytree(folder, tmp_path / "copy")
    documents = [copy / "analysis.json", copy / "rear" / "analysis.json"]
    before = [path.read_bytes() for path in documents]
    written = []

    def stops_at_the_second(*args):
        written.append(args)
        if len(written) == 2:
            raise KeyboardInterrupt
        write_data(*args)

    monkeypatch.setattr("formcheck.correct.write_data", stops_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        with_settings(copy, {"height_cm": 160.0})
    assert len(written) == 2
    assert [path.read_bytes() for path in documents] == before
    monkeypatch.undo()
    with_settings(copy, {"height_cm": 160.0})
    again = load_result(copy)
    assert again.analysis.rear == again.rear.analysis
    assert [a.settings["height_cm"] for a in (again.analysis, again.rear.analysis)] == [160, 160]
    joined = again.analysis.metrics[_own(again.analysis) :]
    assert joined
    assert all(row in again.rear.analysis.metrics for row in joined)


def drawn(*folders):
    """Put into each folder a video, and beside the first a copy to share."""
    for folder in folders:
        (folder / "annotated.mp4").write_bytes(b"a film")
    (folders[0] / "share").mkdir()


def without_the_last_event(folder, place):
    lines = (folder / "events.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (place / "edited.csv").write_text("".join(lines[:-1]), encoding="utf-8")
    return place / "edited.csv"


@pytest.mark.parametrize(
    ("side", "rear", "told"),
    [
        (SIDE, SIDE, "same film"),
        (SIDE, DATA / "sound_runner.csv", "behind, but shows the runner from the side"),
        (REAR, SIDE, "side, but shows the runner from behind"),
    ],
)
def test_wrong_films_are_told(side, rear, told):
    with pytest.raises(UsageError, match=told):
        analyze_session(side, rear, landmarks=True)
