"""The files of one analysis, and what happens to the folder when things go wrong."""

import csv
import json

import pytest
from tests.runner import SOUND_RUNNER

from formcheck.correct import correct, with_settings
from formcheck.errors import UsageError
from formcheck.pipeline import analyze
from formcheck.publishing import publish
from formcheck.settings import AnalysisSettings
from formcheck.store.place import new_folder

METRICS = "metric,side,value,unit,ci_low,ci_high,n_steps,rating,missing_reason,view"


@pytest.fixture(scope="module")
def result():
    return analyze(SOUND_RUNNER, AnalysisSettings(height_cm=171), landmarks=True)


@pytest.fixture
def folder(result, tmp_path):
    return publish(result, tmp_path / "run", only_data=True)


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_tables_have_the_agreed_columns_and_no_nan(folder):
    assert (folder / "metrics.csv").read_text(encoding="utf-8").splitlines()[0] == METRICS
    head = (folder / "events.csv").read_text(encoding="utf-8").splitlines()[0]
    assert head == "side,event,time_s,frame,confidence"
    for table in folder.glob("*.csv"):
        cells = {cell for row in rows_of(table) for cell in row.values()}
        assert not {"nan", "NaN", "None", "inf"} & cells, table.name


def test_json_and_tables_say_the_same(folder):
    document = json.loads((folder / "analysis.json").read_text(encoding="utf-8"))
    assert document["schema_version"] == "2.1"
    for table, rows in zip(rows_of(folder / "metrics.csv"), document["metrics"], strict=True):
        assert table["metric"] == rows["metric"]
        assert (float(table["value"]) if table["value"] else None) == rows["value"]
        assert bool(table["missing_reason"]) == (rows["value"] is None)
    assert len(rows_of(folder / "steps.csv")) == len(document["steps"])


def test_written_landmarks_give_the_same_metrics_again(folder, result):
    again = analyze(folder / "landmarks.csv", AnalysisSettings(height_cm=171), landmarks=True)
    for before, after in zip(result.analysis.metrics, again.analysis.metrics, strict=True):
        if before.value is not None:
            assert after.value == pytest.approx(before.value, rel=0.02, abs=0.25), before.metric


def test_a_folder_of_other_things_is_not_replaced(result, tmp_path):
    (tmp_path / "holiday").mkdir()
    (tmp_path / "holiday" / "photo.jpg").write_bytes(b"x")
    with pytest.raises(UsageError):
        publish(result, tmp_path / "holiday", only_data=True)
    assert (tmp_path / "holiday" / "photo.jpg").exists()


def test_an_earlier_analysis_is_replaced_and_kept_when_the_new_one_fails(folder):
    before = (folder / "analysis.json").read_bytes()

    def interrupted():
        with new_folder(folder) as draft:
            (draft / "analysis.json").write_text("half", encoding="utf-8")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert (folder / "analysis.json").read_bytes() == before
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_events_corrected_by_hand(folder, tmp_path):
    rows = rows_of(folder / "events.csv")
    moved = next(i for i, r in enumerate(rows) if r["event"] == "IC" and float(r["time_s"]) > 2)
    rows[moved]["time_s"] = str(float(rows[moved]["time_s"]) + 0.05)
    edited = tmp_path / "edited.csv"
    with edited.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    original = (folder / "events.csv").read_bytes()
    contact_ms = {r["step"]: r["contact_time_ms"] for r in rows_of(folder / "steps.csv")}
    correct(folder, edited)
    document = json.loads((folder / "analysis.json").read_text(encoding="utf-8"))
    assert document["provenance"]["corrections"] == [
        {"new_or_moved": 1, "gone_or_moved": 1, "by": "a person", "what": "contacts"}
    ]
    assert (folder / "events.original.csv").read_bytes() == original
    after = {r["step"]: r["contact_time_ms"] for r in rows_of(folder / "steps.csv")}
    shorter = [s for s in after if after[s] and float(contact_ms[s]) - float(after[s]) > 40]
    assert len(shorter) == 1
    assert "person" in (folder / "report.html").read_text(encoding="utf-8")


def test_corrected_contacts_are_judged_by_the_same_guidelines(folder, tmp_path):
    coach = tmp_path / "coach.toml"
    coach.write_text('[[metric]]\nid = "trunk_lean_deg"\nwhy_not_scored = "We leave it alone."\n')
    with pytest.raises(UsageError, match="judged by the guidelines formcheck"):
        correct(folder, folder / "events.csv", coach)
    analysis = folder / "analysis.json"
    document = json.loads(analysis.read_text(encoding="utf-8"))
    document["settings"]["guidelines"] = "own guidelines over formcheck 2026.11"
    analysis.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(UsageError, match="judged by the guidelines own guidelines"):
        correct(folder, folder / "events.csv")
    result = correct(folder, folder / "events.csv", coach)
    lean = next(r for r in result.analysis.metrics if r.metric == "trunk_lean_deg")
    assert lean.rating == "not_scored"


def test_heights_are_not_measured_again_from_a_moving_camera(folder):
    path = folder / "analysis.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    moves = {"code": "camera_moves", "values": {}, "withholds_score": False}
    document["quality"]["reasons"].append(moves)
    path.write_text(json.dumps(document), encoding="utf-8")
    again = correct(folder, folder / "events.csv")
    bounce = [m for m in again.analysis.metrics if m.metric == "vertical_oscillation_pct_leg"]
    assert {m.missing_reason for m in bounce} == {"camera_height_unknown"}


def test_events_that_are_none_are_refused_with_their_line(folder, tmp_path):
    edited = tmp_path / "edited.csv"
    edited.write_text("side,event,time_s\nleft,IC,1.0\nupper,IC,1.2\n", encoding="utf-8")
    with pytest.raises(UsageError, match="line 3"):
        correct(folder, edited)


def test_what_is_told_later_is_measured_as_if_told_at_once(folder):
    told = AnalysisSettings(height_cm=165, speed_kmh=10, mass_kg=60, back_pain=2, note="rain")
    given = {name: getattr(told, name) for name in ("height_cm", "speed_kmh", "mass_kg")}
    (folder / "report.pdf").write_bytes(b"stale")
    again = with_settings(folder, {**given, "back_pain": 2, "note": "rain"})
    at_once = analyze(SOUND_RUNNER, told, landmarks=True).analysis
    wanted = {(row.metric, row.side): row for row in at_once.metrics}
    assert {(row.metric, row.side) for row in again.metrics} == set(wanted)
    for row in again.metrics:
        other = wanted[row.metric, row.side]
        assert row.missing_reason == other.missing_reason, row.metric
        near = other.value and pytest.approx(other.value, rel=0.01, abs=0.05)
        assert row.value == near, row.metric
    assert again.low_back == at_once.low_back
    assert again.provenance.corrections == ()
    assert not (folder / "report.pdf").exists()
    written = json.loads((folder / "analysis.json").read_text(encoding="utf-8"))
    assert written["settings"]["height_cm"] == 165
    assert written["speed_mps"]["source"] == "user"
    far = with_settings(folder, {"speed_kmh": 30.0})
    assert far.quality.has("speed_disagrees")
    assert far.speed_mps is None
    missing = {row.metric: row.missing_reason for row in far.metrics}
    assert missing["leg_stiffness_kn_m"] == "speed_unsure"
    back = with_settings(folder, {"speed_kmh": None})
    assert not back.quality.has("speed_disagrees")
