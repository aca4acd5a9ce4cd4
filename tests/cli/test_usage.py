"""Wrong words end with exit code 2 and say what, why and what to do; never a traceback."""

import argparse
import json

import pytest

from formcheck import __version__
from formcheck.cli import options
from formcheck.cli.app import main
from formcheck.cli.parser import COMMANDS, parse


def fails(capsys, *words):
    assert main(words) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert 1 <= len(err.splitlines()) <= 3
    assert "Traceback" not in err
    return err


def test_version(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.strip() == f"formcheck {__version__}"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(capsys, command):
    assert main([command, "--help"]) == 0
    out = capsys.readouterr().out
    assert "--quiet" in out
    assert "--debug" in out
    assert "--version" in out


def test_no_command(capsys):
    assert "analyze" in fails(capsys)


def test_misspelt_command_is_guessed(capsys):
    assert "did you mean 'analyze'?" in fails(capsys, "analyse", "clip.mp4")


def test_misspelt_option_is_guessed(capsys):
    assert "did you mean '--height-cm'?" in fails(capsys, "analyze", "x.mp4", "--heigth-cm=170")


def test_abbreviated_options_are_refused(capsys):
    fails(capsys, "analyze", "x.mp4", "--height", "170")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--height-cm", "1.75"), "100 to 230 cm"),
        (("--height-cm", "tall"), "not a number"),
        (("--height-cm", "nan"), "100 to 230 cm"),
        (("--mass-kg", "7"), "25 to 250 kg"),
        (("--sex", "x"), "'f' or 'm'"),
        (("--age", "200"), "5 to 110"),
        (("--age", "30.5"), "not a whole number"),
        (("--speed-kmh", "100"), "2 to 45 km/h"),
        (("--pace", "5.30"), "e.g. 5:30"),
        (("--pace", "5:75"), "e.g. 5:30"),
        (("--pace", "0:00"), "e.g. 5:30"),
        (("--pace", "1:05"), "km/h"),
        (("--pace", "5:00", "--speed-kmh", "12"), "not allowed with"),
        (("--incline-pct", "90"), "-40 to 40 %"),
        (("--capture-fps", "0"), "10 to 2000"),
        (("--person", "0"), "1 to 99"),
        (("--start", "-1"), "0 to"),
        (("--start", "4", "--end", "4"), "does not come after"),
        (("--back-pain", "11"), "0 to 10"),
        (("--guidelines", "nowhere.toml"), "no file"),
        (("--landmarks", "table.csv"), "not both"),
    ],
)
def test_values_that_cannot_be_meant(capsys, words, said):
    assert said in fails(capsys, "analyze", "clip.mp4", *words)


def test_analyze_needs_a_source(capsys):
    assert "--landmarks" in fails(capsys, "analyze")


def test_pace_is_speed():
    assert options.pace("5:00") == 12.0
    assert options.pace("4:30") == pytest.approx(13.333, abs=1e-3)


def test_option_values_are_read():
    args = parse(["analyze", "a.mp4", "--height-cm", "175", "--age", "40", "--no-blur-faces"])
    assert (args.height_cm, args.age, args.blur_faces) == (175.0, 40, False)
    assert parse(["analyze", "a.mp4"]).blur_faces is None


@pytest.mark.parametrize(
    "words", [["--quiet", "analyze", "a.mp4"], ["analyze", "--quiet", "a.mp4"]]
)
def test_everywhere_options_stand_before_and_behind_the_command(words):
    args = parse(words)
    assert args.quiet
    assert not args.debug


def test_usage_error_as_json(capsys):
    assert main(["analyze", "clip.mp4", "--height-cm", "1", "--json"]) == 2
    out, err = capsys.readouterr()
    error = json.loads(out)["error"]
    assert error["exit_code"] == 2
    assert error["what"] in err


def test_debug_shows_where_it_happened(capsys):
    assert main(["--debug", "analyze"]) == 2
    assert "Traceback" in capsys.readouterr().err


def run_instead(monkeypatch, behaviour):
    """Let `formcheck models` do something else: the commands themselves are tested elsewhere."""

    def run(_args: argparse.Namespace) -> int:
        return behaviour()

    monkeypatch.setattr("formcheck.cli.models.run", run)


def test_ctrl_c_is_130(capsys, monkeypatch):
    def interrupt():
        raise KeyboardInterrupt

    run_instead(monkeypatch, interrupt)
    assert main(["models"]) == 130
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_unknown_error_is_one_line_and_1(capsys, monkeypatch):
    run_instead(monkeypatch, lambda: 1 // 0)
    assert main(["models"]) == 1
    err = capsys.readouterr().err
    assert "internal error" in err
    assert "--debug" in err
    assert "Traceback" not in err
    assert main(["models", "--debug"]) == 1
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_missing_library_is_5(capsys, monkeypatch):
    def no_library():
        msg = "libGL.so.1: cannot open shared object file"
        raise ImportError(msg)

    run_instead(monkeypatch, no_library)
    assert main(["models"]) == 5
    err = capsys.readouterr().err
    assert "libGL.so.1" in err
    assert "formcheck doctor" in err
