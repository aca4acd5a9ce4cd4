"""What the desktop folder starts; the folder itself is tried by ``desktop_folder.py``."""

import importlib.util
import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from formcheck.version import __version__

PROGRAM = Path(__file__).parents[2] / "docs" / "packaging" / "desktop.py"


def started(*words):
    return subprocess.run(
        [sys.executable, PROGRAM, *words],
        capture_output=True,
        text=True,
        check=True,
    ).stdout


@pytest.fixture
def desktop():
    spec = importlib.util.spec_from_file_location("desktop", PROGRAM)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def answering():
    """A server that answers what it is told to, as formcheck's API describes itself."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(self.server.text.encode())

        def log_message(self, *_args):
            return

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def test_words_are_those_of_the_command_line():
    assert __version__ in started("--version")


def test_a_child_that_asks_for_a_python_gets_its_module(tmp_path):
    given = tmp_path / "given.json"
    given.write_text('{"asked": 1}', encoding="utf-8")
    assert json.loads(started("-P", "-m", "json.tool", str(given))) == {"asked": 1}


@pytest.mark.parametrize(("before", "now"), [("/usr/lib/own", "/usr/lib/own"), (None, None)])
def test_others_get_the_libraries_of_the_system(desktop, monkeypatch, before, now):
    monkeypatch.setenv("LD_LIBRARY_PATH", "/folder/_internal")
    if before:
        monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", before)
    desktop._give_others_their_own_libraries()
    assert os.environ.get("LD_LIBRARY_PATH") == now


@pytest.mark.parametrize(
    ("text", "known"),
    [
        (json.dumps({"info": {"title": "formcheck"}}), True),
        (json.dumps({"info": {"title": "something else"}}), False),
        (json.dumps({}), False),
        (json.dumps([]), False),
        ("<html>", False),
    ],
)
def test_only_formcheck_is_taken_for_formcheck(desktop, answering, text, known):
    answering.text = text
    assert desktop._is_formcheck(f"http://127.0.0.1:{answering.server_port}/") is known


def test_the_second_start_opens_the_page_of_the_first(desktop, monkeypatch):
    opened = []
    monkeypatch.setattr(desktop, "_is_formcheck", lambda _address: True)
    monkeypatch.setattr(desktop.webbrowser, "open", opened.append)
    assert desktop._page(lambda _words: pytest.fail("a second server")) == 0
    assert opened == ["http://127.0.0.1:8765/"]


def test_without_words_it_serves(desktop, monkeypatch):
    monkeypatch.setattr(desktop, "_is_formcheck", lambda _address: False)
    monkeypatch.setattr(sys, "stdin", None)
    assert desktop._page(lambda words: 7 if words == ["serve"] else 0) == 7
