import shutil
from functools import partial

import pytest

from formcheck.batch.work import work
from formcheck.cli.app import main
from formcheck.tables.landmarks import write_landmarks
from quality.figure import figure


@pytest.fixture(scope="session")
def tracks():
    """Two runners of sticks."""
    return [figure()[0], figure(cadence=178.0, facing="left", lean_deg=10.0, seed=2)[0]]


def write_clips(folder, tracks):
    """Three landmark tables, a broken clip, and files that are none of these."""
    (folder / "monday").mkdir(parents=True)
    write_landmarks(tracks[0], folder / "first.csv")
    write_landmarks(tracks[1], folder / "monday" / "second.csv")
    write_landmarks(tracks[0].span(0.5, 7.0), folder / "monday" / "third.csv")
    (folder / "broken.mp4").write_bytes(b"this is no film")
    (folder / "notes.csv").write_text("day,felt\nmonday,good\n")
    (folder / "notes.txt").write_text("nothing")
    return folder


@pytest.fixture
def clips(tmp_path, tracks):
    return write_clips(tmp_path / "clips", tracks)


@pytest.fixture
def here(monkeypatch):
    """Work in this process: its own take seconds to load, and `finished` has shown that they do."""

    def run_pool(jobs, _workers, out, *, only_data, on_progress):
        for job in jobs:
            yield job, work(job, out, only_data=only_data, on_progress=partial(on_progress, job))

    monkeypatch.setattr("formcheck.batch.run.run_pool", run_pool)


@pytest.fixture(scope="session")
def finished(tmp_path_factory, tracks):
    """A batch that was done once for all tests: its clips and its block, not to be changed."""
    place = tmp_path_factory.mktemp("finished")
    write_clips(place / "clips", tracks)
    words = ["batch", str(place / "clips"), "--out", str(place / "block")]
    assert main([*words, "--only-data", "--jobs", "2"]) == 6
    return place


@pytest.fixture
def done(finished, tmp_path):
    """Clips and block of a batch that is done, free to be changed."""
    shutil.copytree(finished, tmp_path, dirs_exist_ok=True)
    return tmp_path / "clips", tmp_path / "block"
