"""Side and rear of one run in one result: document, folder, report, what is shared."""

import csv
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from formcheck import AnalysisSettings, load_result, publish
from formcheck.correct import correct
from formcheck.document import as_json, parse
from formcheck.domain.analysis import Measured, Refused
from formcheck.domain.quality import Quality
from formcheck.errors import UsageError
from formcheck.report import render
from formcheck.report.sharing import shareable
from formcheck.session import analyze_session, with_rear

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
    lines = (copy / "events.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (tmp_path / "edited.csv").write_text("".join(lines[:-1]), encoding="utf-8")
    after = correct(copy, tmp_path / "edited.csv").analysis
    assert isinstance(after, Measured)
    assert after.rear == before.rear
    behind = [row for row in after.metrics if row.view == "back"]
    assert behind == [row for row in before.metrics if row.view == "back"]
    assert 'id="rear"' in (copy / "report.html").read_text(encoding="utf-8")


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
