"""Ctrl-C ends an analysis in whatever stage it is, and nothing half made stays behind."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from children import HEARS_CTRL_C
from formcheck.cli.demo import sample_clip

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt", reason="Windows sends no such signal to one program"),
]


@pytest.mark.parametrize(("stage", "how"), [("pose", ["--no-cache"]), ("video", [])])
def test_ctrl_c_leaves_nothing_behind(stage, how, tmp_path):
    out = tmp_path / "results" / "run"
    # The span of `test_analyze` and of the notebooks: its landmarks are kept for the video.
    command = [sys.executable, "-m", "formcheck", "analyze", str(sample_clip()), "--end", "5"]
    command += ["--model", "full", *how, "--progress", "json", "--out", str(out)]
    told = []
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, **HEARS_CTRL_C
    ) as running:
        for line in running.stderr:
            if not line.startswith("{"):  # MediaPipe: by chance, that a tensor is not aligned
                continue
            told.append(json.loads(line))
            if told[-1]["stage"] == stage and told[-1]["done"] > 0:
                break
        running.send_signal(signal.SIGINT)
        said = running.stderr.read()
    assert running.returncode == 130
    assert "interrupted" in said
    assert "Traceback" not in said
    # It stopped where it was told to, and did not finish the stage first.
    assert told[-1]["done"] < told[-1]["total"]
    later = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    assert all(line["stage"] == stage and line["done"] < line["total"] for line in later)
    assert not list(tmp_path.glob("results/*"))


IN_THE_BACKGROUND = """
import signal, subprocess, sys
from children import HEARS_CTRL_C
signal.signal(signal.SIGINT, signal.SIG_IGN)  # as a shell does before it starts `pytest &`
child = "import os, signal, time; os.kill(os.getpid(), signal.SIGINT); time.sleep(5)"
sys.exit(subprocess.run([sys.executable, "-c", child], **HEARS_CTRL_C).returncode == -2)
"""


def test_ctrl_c_reaches_a_program_although_the_tests_run_in_the_background():
    where = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    words = [sys.executable, "-c", IN_THE_BACKGROUND]
    done = subprocess.run(words, env=where, stderr=subprocess.DEVNULL, check=False)
    assert done.returncode == 1
