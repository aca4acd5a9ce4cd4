"""An analysis opened again: its tables, its values, and how it shows itself."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import formcheck
from exchange.recordings import runner
from formcheck import AnalysisSettings, FormcheckError, analyze, load_result, publish
from formcheck.tables.landmarks import write_landmarks
from formcheck.words import sentence_of


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


def test_a_result_shows_itself_as_it_does_when_it_is_opened_again(result, folder):
    document = load_result(folder)
    assert load_result(result) is result
    assert "The far arm is hidden" in result._repr_html_()
    assert result._repr_html_() == document._repr_html_()
    assert repr(result) == repr(document)
    assert len(repr(result)) < 80
    assert "<run>.csv: ok" in repr(result)


def test_a_refused_clip_has_empty_tables_with_their_columns(place):
    short = load_result(analyze(place / "<run>.csv", AnalysisSettings(end_s=0.2), landmarks=True))
    assert short.refused
    assert repr(short) == "<AnalysisResult <run>.csv: refused>"
    assert sentence_of(short.analysis.quality.reasons[0]) in short._repr_html_()
    assert "ic_s" in short.steps
    assert {"event", "time_s"} <= set(short.events)
    assert len(short.steps) == len(short.events) == 0


def test_it_shows_itself_without_trusting_names(folder):
    html = load_result(folder)._repr_html_()
    assert "&lt;run&gt;.csv" in html
    assert "<run>" not in html
    assert "90 % interval" in html
    assert html.count("<tr>") == 1 + (load_result(folder).metrics["side"] == "both").sum()


def test_a_changed_copy_changes_nothing(folder):
    document = load_result(folder)
    document.to_dict()["clip"]["name"] = "other"
    assert document.analysis.clip.name == "<run>.csv"


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


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ({"height_cm": 1.75}, "height_cm = 1.75 is outside 100 to 230 cm"),
        ({"height_cm": "175"}, "height_cm = '175'"),
        ({"mass_kg": float("nan")}, "25 to 250 kg"),
        ({"speed_kmh": -3}, "2 to 45 km/h"),
        ({"sex": "x"}, "sex = 'x'"),
        ({"start_s": 4, "end_s": 4}, "does not come after"),
        ({"jobs": 0}, "1 to 256"),
    ],
)
def test_settings_that_cannot_be_meant_are_refused_at_once(said, complaint):
    with pytest.raises(FormcheckError, match=complaint) as caught:
        AnalysisSettings(**said)
    assert caught.value.exit_code == 2
    assert caught.value.fix


def test_settings_take_a_path_as_text_and_numbers_of_numpy():
    settings = AnalysisSettings(height_cm=np.float32(175), age=np.int64(30), guidelines="club.toml")
    assert settings.guidelines == Path("club.toml")


def test_a_landmark_file_that_is_not_there_is_called_that():
    with pytest.raises(FormcheckError, match=r"There is no file nowhere\.csv"):
        formcheck.load_landmarks("nowhere.csv")
