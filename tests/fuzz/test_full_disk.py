"""A full disk: said in plain words, exit code 2, and nothing half written in place."""

import errno
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from formcheck.batch.jobs import Job
from formcheck.batch.work import work
from formcheck.cli.app import main
from formcheck.errors import DISK_FULL, UsageError, disk_full, no_room
from formcheck.settings import AnalysisSettings
from formcheck.store.place import new_folder, put
from formcheck.tables.landmarks import write_landmarks
from quality.figure import figure

resource = pytest.importorskip("resource", reason="sizes of files can only be bounded on Unix")

CHILD = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
from formcheck.batch.jobs import Job
from formcheck.batch.work import work
from formcheck.cli.app import main
for words in sys.argv[2].split("|"):
    print(main(words.split()))
"""
VIDEO = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
import numpy as np
from formcheck.errors import no_room
from formcheck.video.writer import VideoWriter
try:
    with VideoWriter(sys.argv[2]) as film:
        for i in range(40):
            film.write(np.random.default_rng(i).integers(0, 255, (96, 128, 3), np.uint8), i / 30)
except Exception as error:
    print(no_room(error))
"""


def child(code, *words):
    """Run where no file may grow beyond a size, which FFmpeg, ezc3d and SQLite meet as well."""
    # -B: what Python compiles would be cut off, too, and every later command would read it.
    words = (sys.executable, "-B", "-c", code, *map(str, words))
    return subprocess.run(words, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    place = tmp_path_factory.mktemp("disk")
    write_landmarks(figure(seconds=8)[0], place / "run.csv")
    words = ["analyze", "--landmarks", str(place / "run.csv"), "--quiet", "--out"]
    assert main([*words, str(place / "whole")]) == 0
    return place


@pytest.mark.parametrize("most_bytes", [1_000, 150_000])
def test_an_analysis_is_there_whole_or_not_at_all(whole, tmp_path, most_bytes):
    shutil.copytree(whole / "whole", tmp_path / "earlier")
    words = f"analyze --landmarks {whole / 'run.csv'} --quiet --out"
    ran = child(CHILD, most_bytes, f"{words} {tmp_path / 'new'}|{words} {tmp_path / 'earlier'}")
    assert ran.stdout.split() == ["2", "2"], ran.stderr
    assert ran.stderr.count("The disk is full") == 2
    assert [path.name for path in tmp_path.iterdir()] == ["earlier"]
    for path in (whole / "whole").iterdir():
        assert (tmp_path / "earlier" / path.name).read_bytes() == path.read_bytes()


def test_every_command_that_writes(whole, tmp_path):
    pytest.importorskip("ezc3d")
    shutil.copytree(whole / "whole", tmp_path / "run")
    exports = [
        f"export {tmp_path / 'run'} --to {kind}" for kind in ("trc", "mot", "csv", "coco", "c3d")
    ]
    words = [
        *exports,
        f"correct {tmp_path / 'run'} --events {tmp_path / 'run' / 'events.csv'}",
        f"report {tmp_path / 'run'}",
        f"compare {tmp_path / 'run'} {tmp_path / 'run'} --out {tmp_path / 'pair'}",
    ]
    ran = child(CHILD, 4_000, "|".join(words))
    assert ran.stdout.split() == ["2"] * len(words), ran.stderr
    assert ran.stderr.count("The disk is full") == len(words)
    assert "internal error" not in ran.stderr
    kept = {path.name for path in (whole / "whole").iterdir()}
    assert {path.name for path in (tmp_path / "run").iterdir()} == kept
    assert not list((tmp_path / "pair").iterdir())


def test_a_batch_tries_again_what_had_no_room(whole, tmp_path):
    (tmp_path / "clips").mkdir()
    shutil.copy(whole / "run.csv", tmp_path / "clips")
    words = f"batch {tmp_path / 'clips'} --only-data --quiet --out {tmp_path / 'block'}"
    ran = child(CHILD, 2_000, words)
    assert ran.stdout.split() == ["2"], ran.stderr
    assert "The disk is full" in ran.stderr
    assert child(CHILD, 50_000_000, words).stdout.split()[-1] == "0"


def test_a_clip_that_had_no_room_is_no_clip_that_failed_for_good(whole, tmp_path, monkeypatch):
    def full(*_, **__):
        raise disk_full(tmp_path / "run")

    monkeypatch.setattr("formcheck.publishing.publish", full)
    job = Job(whole / "run.csv", "run.csv", "run", landmarks=True, settings=AnalysisSettings())
    outcome = work(job, tmp_path, only_data=True)
    assert (outcome.status, outcome.code, outcome.final) == ("failed", DISK_FULL, False)


@pytest.mark.parametrize("most_bytes", [100, 20_000, 100_000])
def test_a_film_that_was_cut_short_is_no_film(tmp_path, most_bytes):
    ran = child(VIDEO, most_bytes, tmp_path / "film.mp4")
    assert ran.stdout.strip() == "True", ran.stderr
    assert not list(tmp_path.iterdir())


def full_database():
    db = sqlite3.connect(":memory:")
    db.execute("CREATE TABLE t (x)")
    db.execute("PRAGMA max_page_count = 2")
    try:
        db.executemany("INSERT INTO t VALUES (?)", [(b"x" * 5000,)] * 9)
    except sqlite3.OperationalError as error:
        return error
    return None


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "full"),
        OSError(errno.EDQUOT, "full"),
        shutil.Error([("a", "b", f"[Errno {errno.ENOSPC}] No space left on device: 'b'")]),
        full_database(),
    ],
    ids=repr,
)
def test_whoever_notices_it(tmp_path, error):
    def fill():
        with new_folder(tmp_path / "run") as draft:
            (draft / "analysis.json").touch()
            raise error

    assert no_room(error)
    with pytest.raises(UsageError) as caught:
        fill()
    assert caught.value.code == DISK_FULL
    assert not list(tmp_path.iterdir())
    assert not no_room(OSError(errno.EACCES, os.strerror(errno.EACCES)))


def test_one_file_is_replaced_whole(tmp_path, monkeypatch):
    put(tmp_path / "page.html", "old")

    def half(self, text, **_):
        self.write_bytes(text.encode()[:1])
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(Path, "write_text", half)
    with pytest.raises(OSError, match="full"):
        put(tmp_path / "page.html", "new")
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("page.html", b"old")]
