"""The small commands, each through the same door as a user: words in, text and exit code out."""

import json

import pytest

from formcheck.cli import checks
from formcheck.cli.app import main
from formcheck.cli.demo import sample_clip
from formcheck.document import as_text
from formcheck.errors import InstallationError
from formcheck.installation import required, with_package
from formcheck.pose import models
from formcheck.pose.tried import TRIED
from formcheck.report import printing
from report.example import sound_run, typed, write_pictures


def printed_json(capsys):
    return json.loads(capsys.readouterr().out)


# --- guidelines ---------------------------------------------------------------------------


def test_guidelines_show_names_bands_and_sources(capsys):
    assert main(["guidelines", "show"]) == 0
    out = capsys.readouterr().out
    assert "trunk_lean_deg" in out
    assert "% of the score" in out
    assert "grade C" in out


def test_guidelines_show_as_json(capsys):
    assert main(["guidelines", "show", "--json"]) == 0
    rows = printed_json(capsys)["metrics"]
    lean = next(row for row in rows if row["metric"] == "trunk_lean_deg")
    assert lean["citations"]
    assert lean["weight"] > 0


OWN = """
name = "mine"
[[metric]]
id = "trunk_lean_deg"
grade = "{grade}"
"""


def test_guidelines_check_passes_a_sound_file(capsys, tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(OWN.format(grade="D"))
    assert main(["guidelines", "check", str(file)]) == 0
    assert "no faults" in capsys.readouterr().out
    assert main(["guidelines", "show", str(file)]) == 0
    assert "Guidelines: mine" in capsys.readouterr().out


def test_guidelines_check_names_the_fault(capsys, tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(OWN.format(grade="Z"))
    assert main(["guidelines", "check", str(file)]) == 2
    assert "grade" in capsys.readouterr().out
    assert main(["guidelines", "check", str(file), "--json"]) == 2
    assert len(printed_json(capsys)["faults"]) == 1


def test_guidelines_check_without_a_file(capsys):
    assert main(["guidelines", "check"]) == 2
    assert "needs the file" in capsys.readouterr().err


# --- models -------------------------------------------------------------------------------


def test_models_are_whole(capsys):
    assert main(["models", "--json"]) == 0
    listed = printed_json(capsys)
    states = {model["name"]: model["state"] for model in listed["models"]}
    assert states == {"full": "ok", "heavy": "ok"}
    assert listed["default"] in states
    assert main(["models"]) == 0
    assert "default" in capsys.readouterr().out


def test_damaged_default_model_is_5(capsys, monkeypatch, tmp_path):
    registry = models._PACKAGE.parents[1] / "models" / "registry.toml"
    (tmp_path / "registry.toml").write_text(registry.read_text())
    for model in models.list_models():
        (tmp_path / model.file).write_bytes(b"something else")
    monkeypatch.setenv(models.FOLDER_VARIABLE, str(tmp_path))
    assert main(["models"]) == 5
    assert "hash differs" in capsys.readouterr().out


# --- doctor -------------------------------------------------------------------------------


def test_doctor_finds_this_installation_healthy(capsys):
    assert main(["doctor", "--json"]) == 0
    found = printed_json(capsys)
    assert found["healthy"] is True
    states = {check["name"]: check["state"] for check in found["checks"]}
    for name in ("python", "packages", "opencv", "model full", "pose estimation", "video"):
        assert states[name] == "ok"


def test_doctor_names_fault_and_fix_and_ends_with_5(capsys, monkeypatch):
    bad = checks.Check("video", "bad", "cannot write", "mend it so")
    monkeypatch.setattr(checks, "video", lambda: bad)
    assert main(["doctor"]) == 5
    out = capsys.readouterr().out
    assert "bad   video: cannot write" in out
    assert "mend it so" in out


def test_doctor_sees_opencv_twins_apart(monkeypatch):
    versions = {"opencv-python": "5.0.1", "opencv-contrib-python": "5.0.0"}
    monkeypatch.setattr(checks, "installed", versions.get)
    monkeypatch.setattr("formcheck.installation.way", lambda: "pip")
    check = checks.opencv_twins()
    assert check.state == "warn"
    # The version that was tried, and not simply the newest: that need not exist for both.
    asked = {required(name) for name in versions}
    assert len({line.split("==")[1] for line in asked}) == 1
    assert all(line in check.fix for line in asked)
    assert "5.0.1" not in check.fix


def test_doctor_shows_the_model_a_runner(capsys, monkeypatch):
    monkeypatch.setattr("formcheck.pose.mediapipe.MediaPipeFinder.find", lambda *_: [])
    assert main(["doctor"]) == 5
    out = capsys.readouterr().out
    assert "sees 0 people where one runs" in out
    assert f"Install MediaPipe {TRIED[-1]}: " in out


def test_doctor_says_how_large_the_cache_is_and_empties_it(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("FORMCHECK_CACHE", str(tmp_path))
    (tmp_path / "seen.pose.npz").write_bytes(bytes(3_000_000))
    assert f"{tmp_path}, 3.0 MB" in checks.cache().text
    assert main(["doctor", "--clear-cache"]) == 0
    assert "3.0 MB were freed" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []
    assert main(["doctor", "--clear-cache", "--json"]) == 0
    assert printed_json(capsys) == {"freed_bytes": 0}


def test_doctor_warns_of_a_folder_that_cannot_be_written(monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    monkeypatch.setenv("FORMCHECK_CACHE", str(tmp_path / "file" / "cache"))
    check = checks.cache()
    assert check.state == "warn"
    assert "cannot be written" in check.text


def test_doctor_looks_for_every_package_that_is_asked_for(monkeypatch):
    monkeypatch.setattr(checks, "installed", lambda name: None if name == "scipy" else "1.0")
    monkeypatch.setattr(checks.metadata, "requires", lambda _: ["scipy>=1.14", "x>1; extra == 'y'"])
    check = checks.packages()
    assert (check.state, check.text) == ("bad", "missing: scipy")
    assert check.fix == with_package("scipy>=1.14")


# --- report and demo ----------------------------------------------------------------------


@pytest.mark.browser
@pytest.mark.skipif(not list(printing._browsers()), reason="no browser on this machine")
def test_the_report_is_printed(capsys, tmp_path):
    (tmp_path / "analysis.json").write_text(as_text(typed(sound_run())))
    assert main(["report", str(tmp_path), "--pdf"]) == 0
    assert "report.pdf" in capsys.readouterr().out
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF-")


def test_without_a_browser_a_report_cannot_be_printed(capsys, monkeypatch, tmp_path):
    monkeypatch.setattr(printing, "_browsers", lambda: iter(()))
    (tmp_path / "analysis.json").write_text(as_text(typed(sound_run())))
    assert main(["report", str(tmp_path), "--pdf"]) == 5
    assert "Install one of them" in capsys.readouterr().err


def test_report_is_written_again(capsys, tmp_path):
    document = sound_run()
    (tmp_path / "analysis.json").write_text(as_text(typed(document)))
    write_pictures(document, tmp_path)
    (tmp_path / "report.html").write_text("old")
    assert main(["report", str(tmp_path)]) == 0
    assert str(tmp_path / "report.html") in capsys.readouterr().out
    assert document["clip"]["name"] in (tmp_path / "report.html").read_text(encoding="utf-8")
    assert not (tmp_path / "report.html.new").exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "holds no analysis"),
        ("{", "damaged"),
        ("[]", "schema version"),
        ('{"schema_version": "3.0"}', "schema version 3.0"),
    ],
)
def test_report_of_what_is_no_analysis(capsys, tmp_path, content, said):
    if content is not None:
        (tmp_path / "analysis.json").write_text(content)
    assert main(["report", str(tmp_path)]) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "report.html").exists()


def test_sample_clip_lies_in_the_package_or_the_clone(monkeypatch, tmp_path):
    assert sample_clip().is_file()
    monkeypatch.setattr("formcheck.cli.demo.PACKAGE", tmp_path / "a" / "b")
    with pytest.raises(InstallationError, match="missing"):
        sample_clip()
