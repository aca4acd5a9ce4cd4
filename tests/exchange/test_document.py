"""An analysis opened again: its tables, its values, and how it shows itself."""

import json

import pandas as pd
import pytest

import formcheck
from exchange.recordings import runner
from formcheck import AnalysisSettings, FormcheckError, analyze, load_result, publish
from formcheck.tables.landmarks import write_landmarks


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    place = tmp_path_factory.mktemp("run")
    write_landmarks(runner()[0], place / "<run>.csv")
    return place


@pytest.fixture(scope="module")
def result(place):
    return analyze(place / "<run>.csv", AnalysisSettings(height_cm=175), landmarks=True)


@pytest.fixture(scope="module")
def folder(place, result):
    return publish(result, str(place / "out"), only_data=True)


def test_a_folder_and_a_fresh_result_look_the_same(result, folder):
    fresh, opened = load_result(result), load_result(folder)
    pd.testing.assert_frame_equal(fresh.metrics, opened.metrics)
    pd.testing.assert_frame_equal(fresh.steps, opened.steps)
    pd.testing.assert_frame_equal(fresh.events, opened.events)
    pd.testing.assert_frame_equal(fresh.landmarks, opened.landmarks)
    assert opened.to_dict() == json.loads((folder / "analysis.json").read_text(encoding="utf-8"))


def test_tables_are_those_of_the_files(folder):
    document = load_result(folder)
    for name in ("metrics", "steps", "events", "landmarks"):
        file = pd.read_csv(folder / f"{name}.csv")
        table = getattr(document, name)
        assert list(table.columns) == list(file.columns)
        assert len(table) == len(file)


def test_what_is_missing_is_none_and_what_is_unknown_an_error(folder):
    document = load_result(folder)
    assert document.value("leg_stiffness_kn_m") is None
    assert document.value("cadence_spm") == pytest.approx(170, abs=1)
    with pytest.raises(KeyError, match="cadence_spm"):
        document.value("cadence_spm", "left")


def test_it_shows_itself_without_trusting_names(folder):
    html = load_result(folder)._repr_html_()
    assert "&lt;run&gt;.csv" in html
    assert "<run>" not in html
    assert "90 % interval" in html
    assert html.count("<tr>") == 1 + (load_result(folder).metrics["side"] == "both").sum()


def test_a_changed_copy_changes_nothing(folder):
    document = load_result(folder)
    document.to_dict()["clip"]["name"] = "other"
    assert document.content["clip"]["name"] == "<run>.csv"


def test_without_landmarks_the_rest_still_opens(folder, tmp_path):
    (tmp_path / "analysis.json").write_bytes((folder / "analysis.json").read_bytes())
    document = load_result(tmp_path)
    assert len(document.steps)
    with pytest.raises(FormcheckError, match="no landmarks"):
        _ = document.landmarks


@pytest.mark.parametrize("text", ["{", '{"schema_version": "9.0"}', "[]"])
def test_no_analysis_says_so(tmp_path, text):
    (tmp_path / "analysis.json").write_text(text, encoding="utf-8")
    with pytest.raises(FormcheckError) as caught:
        formcheck.load_result(tmp_path)
    assert caught.value.fix
    assert caught.value.exit_code == 2
