"""Watch files of a folder find their clips by time."""

import csv
import json
import shutil
from datetime import UTC, datetime, timedelta

import av
import numpy as np
import pytest

from exchange.watches import RUN, START_MS, fit_file
from formcheck.batch.jobs import Job, Session
from formcheck.batch.watches import SLACK, with_watches
from formcheck.cli.app import main
from formcheck.errors import UsageError
from formcheck.settings import AnalysisSettings
from formcheck.tables.fit import running_span
from formcheck.tables.landmarks import write_landmarks

START = datetime.fromtimestamp(START_MS / 1000, UTC)
LENGTH = timedelta(seconds=len(RUN) - 1)


@pytest.fixture
def fits(tmp_path):
    pytest.importorskip("fitdecode")
    folder = tmp_path / "watch"
    folder.mkdir()
    fit_file(folder / "run.fit", RUN)
    return folder


def film(path, when):
    with av.open(str(path), "w") as container:
        container.metadata["creation_time"] = when.isoformat()
        stream = container.add_stream("libx264", rate=30)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        picture = np.zeros((48, 64, 3), np.uint8)
        container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode())
    return path


def job(path, date=None, *, landmarks=False):
    return Job(path, path.name, path.stem, landmarks, AnalysisSettings(), Session(date=date))


def test_the_span_is_that_of_the_running(fits):
    assert running_span(fits / "run.fit") == (START, START + LENGTH)


@pytest.mark.parametrize(
    ("late", "hit"),
    [
        (timedelta(seconds=10), True),
        (LENGTH + SLACK - timedelta(seconds=2), True),
        (LENGTH + SLACK + timedelta(seconds=2), False),
        (-SLACK - timedelta(seconds=2), False),
        (timedelta(hours=1), False),
    ],
)
def test_a_clip_gets_the_file_that_was_recording(fits, tmp_path, late, hit):
    clip = film(tmp_path / "clip.mp4", START + late)
    found = with_watches([job(clip)], fits)
    assert found.jobs[0].settings.fit == (fits / "run.fit" if hit else None)
    assert found.n_matched == hit
    assert hit == (not found.notes)


def test_a_time_in_the_manifest_goes_before_the_film_s(fits, tmp_path):
    clip = film(tmp_path / "clip.mp4", START - timedelta(days=3))
    told = (START + timedelta(seconds=5)).isoformat()
    assert with_watches([job(clip, told)], fits).n_matched == 1
    assert with_watches([job(clip, told[:10])], fits).n_matched == 0


def test_a_day_alone_or_an_unreadable_film_is_no_time(fits, tmp_path):
    (tmp_path / "broken.mp4").write_bytes(b"no film")
    jobs = [job(tmp_path / "broken.mp4"), job(tmp_path / "run.csv", "2026-09-21", landmarks=True)]
    found = with_watches(jobs, fits)
    assert found.n_matched == 0
    assert all("time of day" in note for note in found.notes)


def test_of_two_watches_neither_is_guessed(fits, tmp_path):
    shutil.copy(fits / "run.fit", fits / "second.fit")
    found = with_watches([job(film(tmp_path / "clip.mp4", START))], fits)
    assert found.n_matched == 0
    assert "run.fit, second.fit" in found.notes[0]


def test_a_file_that_is_none_is_named_and_the_others_count(fits, tmp_path):
    (fits / "broken.fit").write_bytes(b"no activity")
    found = with_watches([job(film(tmp_path / "clip.mp4", START))], fits)
    assert found.n_matched == 1
    assert "broken.fit" in found.notes[0]


def test_a_folder_without_watch_files_is_told(tmp_path):
    with pytest.raises(UsageError, match="no watch file"):
        with_watches([], tmp_path)


@pytest.mark.usefixtures("here")
def test_through_the_command_line_it_stands_in_the_analysis(fits, tmp_path, tracks, capsys):
    write_landmarks(tracks[0].span(0.0, 5.0), tmp_path / "run.csv")
    (tmp_path / "broken.mp4").write_bytes(b"no film")
    with (tmp_path / "manifest.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["file", "date"])
        writer.writerow(["run.csv", (START + timedelta(seconds=9)).isoformat()])
        writer.writerow(["broken.mp4", "2026-01-01"])
    words = ["batch", str(tmp_path / "manifest.csv"), "--out", str(tmp_path / "block")]
    assert main([*words, "--only-data", "--jobs", "1", "--fit-folder", str(fits)]) == 6
    told = capsys.readouterr().out
    assert "Watch files: 1 of 2 clips" in told
    assert "broken.mp4: no watch file" in told
    document = json.loads((tmp_path / "block/run/analysis.json").read_text(encoding="utf-8"))
    rows = {row["metric"]: row["watch"] for row in document["watch"]["values"]}
    assert rows["cadence_spm"] == pytest.approx(169.0)
