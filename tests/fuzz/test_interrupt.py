"""Stopped at any moment, an analysis leaves nothing that looks finished; the next one works."""

import os
import signal
import subprocess
import sys

import pytest

from children import HEARS_CTRL_C
from formcheck.cli.app import main
from formcheck.cli.demo import sample_clip
from formcheck.tables.landmarks import write_landmarks
from quality.figure import figure

posix = pytest.mark.skipif(os.name == "nt", reason="signals are those of Unix")
FINISHED = ("analysis.json", "report.html", "metrics.csv")


def command(path, out):
    words = [str(path), "--out", str(out), "--model", "full", "--no-cache", "--only-data"]
    return [sys.executable, "-m", "formcheck", "analyze", *words, "--progress", "json"]


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    """A landmark table of a running figure."""
    path = tmp_path_factory.mktemp("table") / "run.csv"
    write_landmarks(figure()[0], path)
    return path


@pytest.fixture
def started(tmp_path):
    """An analysis of the sample clip that is at work on its pictures, and its folder."""
    out = tmp_path / "results" / "out"
    process = subprocess.Popen(
        command(sample_clip(), out),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        first = process.stderr.readline()  # however long Python and MediaPipe take to load
        assert first.startswith('{"stage": "pose"'), first + process.communicate()[1]
        yield process, out
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


@posix
@pytest.mark.slow
def test_ended_while_it_looks_at_pictures(started):
    """Of Ctrl-C there, `tests/cli/test_interrupt.py` knows more."""
    process, out = started
    if process.poll() is not None:
        pytest.skip("this machine was done before it could be stopped")
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=30)
    assert process.returncode == -signal.SIGTERM
    assert "Traceback" not in said
    assert not out.exists()


STOPPED_WHILE_WRITING = """
import os, signal, sys
from formcheck.store import folder
write = folder.write_landmarks
def stop(*args, **kwargs):
    write(*args, **kwargs)
    os.kill(os.getpid(), {how})
folder.write_landmarks = stop
from formcheck.cli.app import main
sys.exit(main(sys.argv[1:]))
"""


@posix
@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_stopped_while_it_writes(how, table, tmp_path):
    out = tmp_path / "results" / "out"
    words = ["analyze", "--landmarks", str(table), "--out", str(out), "--only-data"]
    code = STOPPED_WHILE_WRITING.format(how=int(how))
    done = subprocess.run(
        [sys.executable, "-c", code, *words],
        capture_output=True,
        timeout=240,
        check=False,
        **HEARS_CTRL_C,
    )
    assert done.returncode == (130 if how == signal.SIGINT else -how)
    assert not out.exists()
    seen = [entry for entry in out.parent.iterdir() if not entry.name.startswith(".")]
    assert seen == []
    if how == signal.SIGINT:
        assert list(out.parent.iterdir()) == []
    assert main([*words, "--quiet"]) == 0
    assert all((out / name).is_file() for name in FINISHED if name != "report.html")


@pytest.mark.parametrize("moment", ["as_text", "write_landmarks"])
def test_interrupted_while_it_writes_over_an_earlier_analysis(moment, table, tmp_path, monkeypatch):
    out = tmp_path / "out"
    words = ["analyze", "--landmarks", str(table), "--only-data", "--quiet", "--out", str(out)]
    assert main(words) == 0
    before = {entry.name: entry.read_bytes() for entry in out.iterdir() if entry.is_file()}

    def stop(*_args, **_kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(f"formcheck.store.folder.{moment}", stop)
        assert main(words) == 130
    assert {e.name: e.read_bytes() for e in out.iterdir() if e.is_file()} == before
    assert [entry.name for entry in tmp_path.iterdir() if "out" in entry.name] == ["out"]
    assert main(words) == 0
