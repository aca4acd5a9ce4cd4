"""From what the pose stage saw to the part that is analysed, on capture time."""

import numpy as np
import pytest

from formcheck.domain.clip import Clip
from formcheck.domain.quality import SlowMotion
from formcheck.footage import load_footage
from formcheck.pose.look import look_at
from formcheck.settings import AnalysisSettings
from formcheck.tables.landmarks import write_landmarks
from quality.figure import HEIGHT, WIDTH, figure, one_after_the_other, raw_of


@pytest.fixture
def load(monkeypatch, tmp_path):
    def load(raw, *, tag=None, **settings):
        fps = 1 / float(np.median(np.diff(raw.time_s)))
        duration_s = float(raw.time_s[-1])
        clip = Clip(
            *("run.mp4", "0" * 64, WIDTH, HEIGHT, 0, "h264", "mp4"),
            *(duration_s, len(raw), fps, tag),
        )
        monkeypatch.setattr("formcheck.video.probe.probe", lambda _: clip)
        monkeypatch.setattr("formcheck.pose.extract.extract_pose", lambda *_, **__: raw)
        monkeypatch.setattr("formcheck.footage.vertical_of_film", lambda *_, **__: None)
        monkeypatch.setattr("formcheck.footage._flat_share", lambda *_: None)
        monkeypatch.setattr("formcheck.footage.attire_of_film", lambda *_, **__: {})
        path = tmp_path / "run.mp4"
        path.write_bytes(b"")
        chosen = AnalysisSettings(use_cache=False, **settings)
        return load_footage(path, chosen, look_at(path, chosen))

    return load


def test_a_plain_clip_is_handed_on_whole(load):
    footage = load(raw_of(figure()))
    assert (
        len(footage.track) == len(footage.track.world_m) == len(footage.track.camera.path_px) == 240
    )
    assert footage.slow_motion == SlowMotion()
    assert footage.evidence.whole_s == pytest.approx(8.0)
    assert footage.evidence.part_s == pytest.approx(8.0)
    assert footage.evidence.cadence_spm == pytest.approx(170, rel=0.02)
    assert not footage.track.camera.moves


def test_copies_are_dropped_and_alone_are_no_slow_motion(load):
    footage = load(raw_of(figure(fps=25), repeat=2))
    assert footage.evidence.copied_share == pytest.approx(0.5, abs=0.01)
    assert footage.track.fps == pytest.approx(25)
    assert (footage.track.frame % 2 == 0).all()
    assert footage.slow_motion == SlowMotion()


def test_capture_rate_counts_new_pictures_only(load):
    footage = load(raw_of(figure(fps=25, slow=2.4, seconds=15), repeat=2), capture_fps=60.0)
    assert footage.slow_motion == SlowMotion(pytest.approx(2.4), "user")
    assert footage.track.fps == pytest.approx(60)
    assert footage.evidence.cadence_spm == pytest.approx(170, rel=0.02)


def test_slow_motion_is_taken_out_of_time(load):
    footage = load(raw_of(figure(slow=4, seconds=30)))
    assert footage.slow_motion == SlowMotion(4.0, "physiology")
    assert footage.track.time_s[-1] == pytest.approx((30 - 1 / 30) / 4)
    assert footage.evidence.whole_s == pytest.approx(7.5)


def test_the_files_tag_is_used(load):
    footage = load(raw_of(figure(slow=8, seconds=40)), tag=240.0)
    assert footage.slow_motion == SlowMotion(8.0, "metadata")


def test_unknown_slow_motion_stays_on_playback_time(load):
    footage = load(raw_of(figure(slow=2.6, seconds=20)))
    assert footage.evidence.playing.doubtful
    assert footage.slow_motion == SlowMotion()
    assert footage.evidence.cadence_spm == pytest.approx(170 / 2.6, rel=0.03)


def test_times_and_frames_of_a_part_count_from_the_files_beginning(load):
    shown = one_after_the_other(figure("stand", seconds=4), figure(seconds=8))
    footage = load(raw_of(shown))
    assert footage.track.time_s[0] == pytest.approx(4, abs=0.75)
    assert footage.track.frame[0] == pytest.approx(120, abs=22)
    assert footage.track.frame[-1] == 359
    assert footage.evidence.part_s < footage.evidence.whole_s == pytest.approx(12.0)
    assert len(footage.track.world_m) == len(footage.track.camera.path_px) == len(footage.track)


def test_a_cut_is_counted_and_not_crossed(load):
    shown = one_after_the_other(figure(seconds=3), figure(seconds=6))
    footage = load(raw_of(shown, cut_at=90))
    assert footage.evidence.cuts == 1
    assert footage.track.frame[0] == 90


def test_a_panning_camera_is_noticed(load):
    footage = load(raw_of(figure(), pan=4.0))
    assert footage.track.camera.moves
    assert footage.track.camera.known
    assert np.diff(footage.track.camera.path_px[:, 0]) == pytest.approx(4.0)


def test_a_table_is_read_the_same_way(tmp_path):
    track, _ = one_after_the_other(figure("stand", seconds=4), figure(seconds=24, slow=4))
    path = tmp_path / "run.csv"
    write_landmarks(track, path)
    footage = load_footage(path, AnalysisSettings())
    assert footage.slow_motion == SlowMotion(4.0, "physiology")
    assert footage.track.time_s[0] == pytest.approx(1, abs=0.5)
    later = load_footage(path, AnalysisSettings(start_s=10.0))
    assert later.track.time_s[0] == pytest.approx(2.5)
    assert not footage.evidence.is_film
