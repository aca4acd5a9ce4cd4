"""From a real clip to its folder: three seconds of the portrait sample."""

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from formcheck.pipeline import analyze
from formcheck.publishing import publish
from formcheck.settings import AnalysisSettings
from formcheck.video.reader import read_frames

CLIP = Path(__file__).parents[2] / "sample_videos" / "overstrider_portrait.mp4"
START_S, END_S = 1.0, 4.5


@pytest.fixture(scope="module")
def analysed():
    return analyze(CLIP, AnalysisSettings(model="full", start_s=START_S, end_s=END_S))


@pytest.fixture(scope="module")
def folder(analysed, tmp_path_factory):
    return publish(analysed, tmp_path_factory.mktemp("out") / "portrait")


def test_the_folder_is_whole(folder, analysed):
    names = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert {"analysis.json", "metrics.csv", "report.html", "annotated.mp4"} <= names
    assert {k.picture for k in analysed.analysis.key_frames} <= names
    assert {k.event for k in analysed.analysis.key_frames} == {"IC", "midstance", "TO"}
    assert [p.name for p in folder.parent.iterdir()] == [folder.name]


def test_the_film_shows_the_analysed_part(folder, analysed):
    film = list(read_frames(folder / "annotated.mp4"))
    source = list(read_frames(CLIP, start_s=START_S, end_s=END_S))
    assert len(film) == len(source) == len(analysed.track)
    times_s = [f.time_s - source[0].time_s for f in source]
    assert [f.time_s for f in film] == pytest.approx(times_s, abs=2e-4)
    assert max(film[0].image_rgb.shape[:2]) <= 1280
    # ceiling and wall above the runner are the clip's own
    small = cv2.resize(source[40].image_rgb, (668, 1188), interpolation=cv2.INTER_AREA)
    assert np.abs(film[40].image_rgb[:150, :668].astype(int) - small[:150]).mean() < 6


def test_the_report_holds_the_film(folder):
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "data:video/mp4;base64," in page
    assert f'data-start="{START_S}' in page


def test_a_stop_leaves_nothing_that_looks_finished(analysed, tmp_path):
    def stop(progress):
        if progress.stage == "video" and progress.done == 10:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        publish(analysed, tmp_path / "run", on_progress=stop)
    assert list(tmp_path.iterdir()) == []


def test_a_failing_film_leaves_the_earlier_analysis(analysed, tmp_path):
    out = publish(analysed, tmp_path / "run", only_data=True)
    before = (out / "analysis.json").read_bytes()
    with pytest.raises(Exception, match="no file"):
        publish(replace(analysed, film=tmp_path / "gone.mp4"), out)
    assert (out / "analysis.json").read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["run"]


def test_only_data_draws_nothing(analysed, tmp_path):
    out = publish(analysed, tmp_path / "run", only_data=True)
    assert not {p.name for p in out.iterdir()} & {"annotated.mp4", "pictures", "report.html"}
