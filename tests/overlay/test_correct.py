"""Contacts corrected by hand: pictures and film follow them, or are left out with the reason."""

import csv
import shutil
from pathlib import Path

import pytest

from formcheck.correct import correct
from formcheck.errors import UsageError
from formcheck.pipeline import analyze
from formcheck.publishing import publish
from formcheck.settings import AnalysisSettings

SAMPLES = Path(__file__).parents[2] / "sample_videos"
CLIP, ANOTHER = SAMPLES / "overstrider_portrait.mp4", SAMPLES / "sound_runner_treadmill.mp4"
LATER_S = 0.1


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    result = analyze(CLIP, AnalysisSettings(model="full", start_s=1.0, end_s=4.5))
    return publish(result, tmp_path_factory.mktemp("first") / "run")


@pytest.fixture
def folder(first, tmp_path):
    return Path(shutil.copytree(first, tmp_path / "run"))


@pytest.fixture
def moved(folder, tmp_path):
    """The events with every contact of the near (left) leg a tenth of a second later."""
    with (folder / "events.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if (row["side"], row["event"]) == ("left", "IC") and float(row["time_s"]) < 4.3:
            row["time_s"] = str(float(row["time_s"]) + LATER_S)
    path = tmp_path / "moved.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_beside_the_folder_the_film_is_found_and_drawn_again(folder, moved, first):
    shutil.copy2(CLIP, folder.parent / "renamed by somebody.mp4")
    again = correct(folder, moved).analysis
    for name in ("pictures/ic.jpg", "annotated.mp4"):
        assert (folder / name).read_bytes() != (first / name).read_bytes()
    assert again.provenance.pictures_left_out is None
    assert again.provenance.history[0].code == "pose_model"
    assert again.provenance.model.sha256 is not None


def test_without_the_film_nothing_old_is_shown_and_the_reason_is_told(folder, moved):
    again = correct(folder, moved).analysis
    assert again.provenance.pictures_left_out.code == "film_not_there"
    assert not (folder / "pictures").exists()
    assert not (folder / "annotated.mp4").exists()
    assert "is not at hand" in (folder / "report.html").read_text(encoding="utf-8")


def test_another_film_is_refused_and_the_folder_left_alone(folder, moved, first):
    with pytest.raises(UsageError, match="not the film"):
        correct(folder, moved, clip=ANOTHER)
    assert (folder / "analysis.json").read_bytes() == (first / "analysis.json").read_bytes()
