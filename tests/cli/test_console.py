"""Results on stdout, everything else on stderr, colour only where it is wanted."""

import json
import sys

import pytest

from formcheck.cli.console import Screen, TextLine
from formcheck.settings import Progress


class Terminal:
    """A stderr that says it is a terminal and keeps what is written."""

    encoding = "utf-8"

    def __init__(self):
        self.text = ""

    def write(self, text):
        self.text += text
        return len(text)

    def flush(self):
        pass

    def isatty(self):
        return True


def test_lines_are_plain_when_stdout_is_no_terminal(capsys):
    Screen().lines([TextLine("good [1] news", "bold green"), TextLine("x" * 200)])
    assert capsys.readouterr().out == "good [1] news\n" + "x" * 200 + "\n"


def test_no_color_is_honoured(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setattr(sys, "stdout", terminal := Terminal())
    Screen().lines([TextLine("news", "green")])
    assert "\x1b[32m" not in terminal.text
    monkeypatch.delenv("NO_COLOR")
    Screen().lines([TextLine("news", "green")])
    assert "\x1b[32m" in terminal.text


def test_json_is_one_object_and_refuses_nan(capsys):
    Screen().json({"name": "Läufer", "value": None})
    assert json.loads(capsys.readouterr().out) == {"name": "Läufer", "value": None}
    with pytest.raises(ValueError, match="JSON"):
        Screen().json({"value": float("nan")})


def test_quiet_shows_no_progress_and_no_notes(capsys):
    screen = Screen(quiet=True)
    with screen.progress() as show:
        show(Progress("looking", 1, 10))
    screen.note("by the way")
    assert capsys.readouterr() == ("", "")


def test_without_a_terminal_each_stage_is_named_once(capsys):
    with Screen().progress() as show:
        for done in range(5):
            show(Progress("looking", done, 5))
        show(Progress("measuring", 0))
    assert capsys.readouterr() == ("", "looking ...\nmeasuring ...\n")


def test_a_terminal_gets_a_bar_with_the_rate(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    with Screen().progress() as show:
        for done in range(6):
            show(Progress("looking", done, 5))
        show(Progress("measuring", 0))
    assert "looking" in terminal.text
    assert "100%" in terminal.text
    assert "fps" in terminal.text
    assert "measuring" in terminal.text
    assert capsys.readouterr().out == ""


def test_error_without_fix_is_one_line(capsys):
    Screen().error("it broke", "")
    assert capsys.readouterr() == ("", "formcheck: it broke\n")
