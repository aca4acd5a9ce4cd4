"""`formcheck analyze` from its words to its folder, exit code, card and JSON."""

import json

import pytest

from formcheck.cli.app import main
from formcheck.cli.demo import sample_clip
from formcheck.domain.message import Message
from formcheck.words import say
from runner import SOUND_RUNNER

DATA = {"analysis.json", "metrics.csv", "events.csv", "steps.csv", "landmarks.csv"}


@pytest.fixture
def table():
    return str(SOUND_RUNNER)


def test_only_data_writes_data_only(tmp_path):
    out = tmp_path / "out"
    words = ["--only-data", "--end", "5", "--model", "full", "--quiet"]
    assert main(["analyze", str(sample_clip()), *words, "--out", str(out)]) == 0
    names = {path.name for path in out.iterdir()}
    assert names >= DATA | {"landmarks_raw.csv"}
    assert not names & {"annotated.mp4", "report.html", "pictures"}


def test_card_names_the_score_and_the_folder(table, tmp_path, capsys):
    out = tmp_path / "out"
    words = ["--height-cm", "171.1", "--speed-kmh", "10.8", "--only-data", "--out", str(out)]
    assert main(["analyze", "--landmarks", table, *words]) == 0
    card = capsys.readouterr().out
    score = json.loads((out / "analysis.json").read_text(encoding="utf-8"))["score"]
    assert f"Score  {score['value']:.0f} of 100" in card
    assert str(out / "analysis.json") in card


def test_json_is_analysis_json_and_nothing_else(table, tmp_path, capsys):
    out = tmp_path / "out"
    words = ["--height-cm", "171.1", "--pace", "5:33", "--only-data", "--json", "--quiet"]
    assert main(["analyze", "--landmarks", table, *words, "--out", str(out)]) == 0
    printed, err = capsys.readouterr()
    document = json.loads(printed)
    assert document == json.loads((out / "analysis.json").read_text(encoding="utf-8"))
    assert document["settings"]["speed_kmh"] == pytest.approx(10.81, abs=0.01)
    assert document["settings"]["height_cm"] == 171.1
    assert err == ""


def test_progress_says_when_the_numbers_are_ready(table, tmp_path, capsys):
    words = ["--progress", "json", "--out", str(tmp_path / "out")]
    assert main(["analyze", "--landmarks", table, *words]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line["stage"] for line in lines] == ["numbers", "report", "report"]
    assert lines[0] == {"stage": "numbers", "done": 1, "total": 1}


def test_refused_is_3_and_still_writes_why(table, tmp_path, capsys):
    out = tmp_path / "out"
    assert main(["analyze", "--landmarks", table, "--end", "1", "--out", str(out)]) == 3
    document = json.loads((out / "analysis.json").read_text(encoding="utf-8"))
    assert document["quality"]["verdict"] == "refused"
    assert document["metrics"] == [] or all(m["value"] is None for m in document["metrics"])
    assert (out / "report.html").is_file()
    shown = " ".join(capsys.readouterr().out.split())
    reason = document["quality"]["reasons"][0]
    first = {"code": reason["variant"] or reason["code"], "values": reason["values"]}
    assert say(Message(**first)) in shown
    assert "To mend it:" in shown


def test_default_folder_is_named_after_the_clip(table, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["analyze", "--landmarks", table, "--only-data", "--quiet"]) == 0
    assert (tmp_path / "formcheck-results" / "sound_runner" / "analysis.json").is_file()


def test_folder_with_other_things_is_left_alone(table, tmp_path, capsys):
    (tmp_path / "diary.txt").write_text("mine")
    assert main(["analyze", "--landmarks", table, "--out", str(tmp_path)]) == 2
    assert "--out" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["diary.txt"]


def test_earlier_analysis_is_replaced(table, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "analysis.json").write_text("{}")
    (out / "old.txt").write_text("old")
    assert main(["analyze", "--landmarks", table, "--only-data", "--quiet", "--out", str(out)]) == 0
    assert {path.name for path in out.iterdir()} >= DATA
    assert not (out / "old.txt").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("words", [["clip.mp4"], ["--landmarks", "clip.mp4"]])
def test_what_is_no_clip_is_4_in_two_lines(tmp_path, capsys, words):
    (tmp_path / "clip.mp4").write_text("this is a text")
    words = [str(tmp_path / word) if word == "clip.mp4" else word for word in words]
    out = tmp_path / "out"
    assert main(["analyze", *words, "--quiet", "--out", str(out)]) == 4
    stdout, err = capsys.readouterr()
    assert stdout == ""
    assert "clip.mp4" in err
    assert len(err.splitlines()) == 2
    assert not out.exists()


def test_missing_file_is_said_in_two_lines(tmp_path, capsys):
    out = tmp_path / "out"
    assert main(["analyze", str(tmp_path / "nowhere.mp4"), "--out", str(out)]) == 2
    err = capsys.readouterr().err
    assert "nowhere.mp4" in err
    assert len(err.splitlines()) == 2
    assert not out.exists()


def test_unknown_model_names_the_known_ones(tmp_path, capsys):
    words = ["analyze", str(sample_clip()), "--model", "huge", "--out", str(tmp_path / "out")]
    assert main(words) == 2
    assert "heavy" in capsys.readouterr().err
