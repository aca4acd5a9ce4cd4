"""A question to another process: its answer whole, or none, and never a process left."""

import asyncio
import json
import time

import pytest

from formcheck.web.bounds import ask


@pytest.fixture
def module(tmp_path, monkeypatch):
    def write(code):
        (tmp_path / "asked.py").write_text(code, encoding="utf-8")
        monkeypatch.setenv("PYTHONPATH", str(tmp_path))
        return asyncio.run(ask("asked", longest_s=20))

    return write


def test_an_answer_larger_than_a_pipe_comes_whole(module):
    found = module("import json; print(json.dumps({'rows': ['x' * 100] * 5000}))")
    assert len(json.dumps(found)) > 500_000


@pytest.mark.parametrize("code", ["print('no JSON')", "print([1])", "raise SystemExit(3)"])
def test_what_is_no_object_is_no_answer(module, code):
    assert module(code) is None


def test_silence_ends_in_time(tmp_path, monkeypatch):
    (tmp_path / "asked.py").write_text("import time; time.sleep(60)", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    began_s = time.monotonic()
    assert asyncio.run(ask("asked", longest_s=1)) is None
    assert time.monotonic() - began_s < 20
