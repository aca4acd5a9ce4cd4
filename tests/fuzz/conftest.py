import json
import time

import pytest

from formcheck.cli.app import main
from fuzz.films import CODECS, RunnerEverywhere, sample_pictures, write_film

LONGEST_S = 60.0


@pytest.fixture(scope="session")
def films(tmp_path_factory):
    """Content of the small films, by name."""
    folder = tmp_path_factory.mktemp("films")
    pictures = list(sample_pictures())
    paths = [write_film(folder / name, pictures, *how) for name, how in CODECS.items()]
    return {path.name: path.read_bytes() for path in paths}


@pytest.fixture
def quick_pose(monkeypatch):
    """Spare the pose model: damaged files are about reading, not about landmarks."""
    monkeypatch.setattr("formcheck.pose.mediapipe.MediaPipeTracker", RunnerEverywhere)
    monkeypatch.setattr("formcheck.pose.mediapipe.MediaPipeFinder", RunnerEverywhere)
    monkeypatch.setattr("formcheck.pose.blazepose.once_a_version", lambda *_: None)


@pytest.fixture
def survive(tmp_path, capfd):
    """Return a function that analyses a file and checks that all stays in order.

    It returns the exit code and what was written to stderr.
    """
    place = tmp_path / "results"
    place.mkdir()

    def survive(path, *words):
        out = place / "out"
        began = time.monotonic()
        options = ["--only-data", "--no-cache", "--quiet", "--model", "full", "--out", str(out)]
        code = main(["analyze", str(path), *options, *words])
        said = capfd.readouterr().err
        assert time.monotonic() - began < LONGEST_S
        assert "Traceback" not in said
        assert "internal error" not in said
        assert code in (0, 2, 3, 4), said
        left = {entry.name for entry in place.iterdir()}
        if code in (0, 3):
            assert left == {"out"}
            document = json.loads((out / "analysis.json").read_text(encoding="utf-8"))
            assert (document["quality"]["verdict"] == "refused") == (code == 3)
            for entry in sorted(out.rglob("*"), reverse=True):
                entry.unlink()
            out.rmdir()
        else:
            assert left == set()
            assert 1 <= len(said.strip().splitlines()) <= 3, said
        return code, said

    return survive
