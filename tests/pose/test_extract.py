"""The pose stage on a rendered runner; the full model, because it is the faster one."""

import platform
import subprocess
import sys
import threading
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import pytest

from formcheck.domain.landmark_source import LABORATORY
from formcheck.errors import UsageError
from formcheck.pose.extract import extract_pose
from formcheck.pose.sampling import frames_per_seen
from formcheck.video.probe import probe
from formcheck.video.reader import read_frames
from formcheck.video.writer import VideoWriter


@pytest.fixture(scope="module")
def clip(runner_film):
    return probe(runner_film)


@pytest.fixture(scope="module")
def raw(runner_film, clip):
    told = []
    raw = extract_pose(
        runner_film,
        clip,
        model="full",
        start_s=0.5,
        end_s=1.7,
        jobs=1,
        on_progress=lambda done, total: told.append((done, total)),
    )
    return raw, told


def test_the_runner_is_found_in_every_frame(raw, clip):
    raw, _ = raw
    assert raw.found.mean() > 0.98
    assert len(raw) == pytest.approx(1.2 * clip.fps, abs=2)
    assert raw.xy_px.shape == (len(raw), 33, 2)
    assert raw.world_m.shape == (len(raw), 33, 3)
    height_px = np.nanmedian(np.ptp(raw.xy_px[:, :, 1], axis=1))
    assert 0.3 * clip.height < height_px < clip.height
    assert raw.read.frames >= len(raw)
    assert (raw.model, raw.person) == ("full", None)


def test_frame_numbers_and_times_count_from_the_files_start(raw, clip):
    raw, _ = raw
    assert raw.time_s[0] == pytest.approx(0.5, abs=0.6 / clip.fps)
    assert raw.frame[0] == round(raw.time_s[0] * clip.fps)
    assert np.all(np.diff(raw.frame) == 1)


def test_progress_is_told(raw):
    raw, told = raw
    assert [done for done, _ in told] == list(range(len(raw) + 1))
    assert told[0][1] == pytest.approx(len(raw), abs=2)


def test_one_runner_is_one_candidate(raw):
    raw, _ = raw
    assert len(raw.candidates) >= 2
    assert {len(look.boxes) for look in raw.candidates} == {1}
    box = raw.candidates[0].boxes[0]
    assert box.x_px == pytest.approx(raw.xy_px[0, :, 0].min(), abs=1)
    assert box.height_px == pytest.approx(np.ptp(raw.xy_px[0, :, 1]), abs=1)


def test_pictures_were_measured_as_well(raw):
    raw, _ = raw
    assert raw.stats.luma.shape == (len(raw),)
    assert np.isnan(raw.stats.change_mean[0])
    assert np.isfinite(raw.stats.change_mean[1:]).all()
    assert np.nanmax(np.abs(raw.stats.shift_px)) < 1.0


def test_track_is_on_capture_time(raw):
    raw, _ = raw
    track = raw.track(LABORATORY, slow_motion_factor=4.0)
    assert np.allclose(track.time_s * 4.0, raw.time_s)
    assert np.array_equal(track.frame, raw.frame)


def test_values_cannot_be_changed(raw):
    raw, _ = raw
    with pytest.raises(ValueError, match="read-only"):
        raw.xy_px[0] = 0


def test_the_number_of_jobs_changes_nothing(raw, runner_film, clip):
    raw, _ = raw
    other = extract_pose(runner_film, clip, model="full", start_s=0.5, end_s=1.7, jobs=2)
    for name in ("time_s", "frame", "xy_px", "world_m"):
        assert np.array_equal(getattr(raw, name), getattr(other, name), equal_nan=True)
    assert np.abs(raw.visibility - other.visibility).max() < 0.0015
    assert np.array_equal(raw.stats.shift_px, other.stats.shift_px, equal_nan=True)
    assert [look.frame for look in raw.candidates] == [look.frame for look in other.candidates]


def test_cancelling_ends_it(runner_film, clip):
    cancel = threading.Event()

    def stop(done, _total):
        if done == 5:
            cancel.set()

    with pytest.raises(CancelledError):
        extract_pose(runner_film, clip, model="full", jobs=1, on_progress=stop, cancel=cancel)


@pytest.mark.parametrize("person", [None, 1])
def test_nobody_is_nan(tmp_path, person):
    path = tmp_path / "empty.mp4"
    rng = np.random.default_rng(3)
    with VideoWriter(path) as writer:
        for k in range(8):
            writer.write(rng.integers(90, 120, (240, 320, 3), dtype=np.uint8), k / 30)
    raw = extract_pose(path, probe(path), model="full", jobs=2, person=person)
    assert len(raw) == 8
    assert not raw.found.any()
    assert np.isnan(raw.xy_px).all()
    assert (raw.visibility == 0).all()
    assert raw.candidates[0].boxes == ()


@pytest.fixture(scope="module")
def two_runners(runner_film, tmp_path_factory):
    """The runner twice in one picture, the one on the right smaller."""
    cv2 = pytest.importorskip("cv2")
    path = tmp_path_factory.mktemp("two") / "two.mp4"
    with VideoWriter(path, fps=30) as writer:
        for k, frame in enumerate(read_frames(runner_film, end_s=0.4)):
            high, wide = frame.image_rgb.shape[:2]
            middle = frame.image_rgb[:, (wide - high) // 2 : (wide + high) // 2]
            big = cv2.resize(middle, (540, 540))
            small = np.zeros_like(big[:, :420])
            small[60:480] = cv2.resize(middle, (420, 420))
            writer.write(np.hstack([big, small]), k / 60)
    return path


@pytest.mark.parametrize(("person", "left_px", "right_px"), [(1, 0, 540), (2, 540, 960)])
def test_a_person_can_be_chosen(two_runners, person, left_px, right_px):
    raw = extract_pose(two_runners, probe(two_runners), model="full", jobs=2, person=person)
    hips_px = raw.xy_px[:, 23:25, 0].mean(axis=1)
    assert raw.found.mean() > 0.9
    assert ((hips_px > left_px) & (hips_px < right_px)).all()
    assert raw.person == person
    assert max(len(look.boxes) for look in raw.candidates) == 2


def test_there_is_no_third_person(two_runners):
    with pytest.raises(UsageError, match="no person 3"):
        extract_pose(two_runners, probe(two_runners), model="full", jobs=1, person=3)


def test_the_body_of_one_scene_is_not_drawn_into_the_next(runner_film, tmp_path):
    """A face fills the picture, then somebody runs: from the first picture on, it is the runner."""
    cv2 = pytest.importorskip("cv2")
    path, close = tmp_path / "cut.mp4", 20
    with VideoWriter(path, fps=30) as writer:
        for k, frame in enumerate(read_frames(runner_film, end_s=0.6)):
            face = cv2.resize(frame.image_rgb[100:298, 490:842], (1280, 720))
            writer.write(face if k < close else frame.image_rgb, k / 30)
    raw = extract_pose(path, probe(path), model="full", jobs=1)
    run = extract_pose(runner_film, probe(runner_film), model="full", end_s=0.6, jobs=1)
    n = len(raw)
    assert n >= close + 12
    assert np.abs(raw.xy_px[close:] - run.xy_px[close:n])[:, 23:29].max() < 40


def test_a_larger_picture_gives_landmarks_in_its_own_pixels(raw, clip, runner_film):
    raw, _ = raw
    doubled = replace(clip, width=2 * clip.width, height=2 * clip.height)
    other = extract_pose(runner_film, doubled, model="full", start_s=0.5, end_s=0.7, jobs=1)
    n = len(other)
    assert np.nanmedian(np.abs(other.xy_px - 2 * raw.xy_px[:n])) < 2.0


QUIET = """
import sys
from formcheck.pose.extract import extract_pose
from formcheck.pose.sampling import frames_per_seen
from formcheck.video.probe import probe
extract_pose(sys.argv[1], probe(sys.argv[1]), model="full", end_s=0.1, jobs=1)
print("done", file=sys.stderr)
"""


def test_mediapipe_says_nothing_on_the_terminal(runner_film):
    run = subprocess.run(
        [sys.executable, "-c", QUIET, str(runner_film)], capture_output=True, text=True, check=True
    )
    assert run.stderr.strip() == "done"
    assert run.stdout == ""


def test_models_are_freed_when_their_loading_is_interrupted(runner_film, clip, monkeypatch):
    from formcheck.pose import mediapipe

    alive = []

    class Model:
        def __init__(self, _):
            alive.append(self)

        def close(self):
            alive.remove(self)

    @contextmanager
    def interrupted():
        yield
        assert len(alive) == 3
        raise KeyboardInterrupt

    monkeypatch.setattr(mediapipe, "MediaPipeTracker", Model)
    monkeypatch.setattr(mediapipe, "MediaPipeFinder", Model)
    monkeypatch.setattr(mediapipe, "quiet_setup", interrupted)
    with pytest.raises(KeyboardInterrupt):
        extract_pose(runner_film, clip, model="full", jobs=2)
    assert alive == []


FREED = """
import sys
from pathlib import Path
import numpy as np
from formcheck.pose.extract import extract_pose
from formcheck.pose.sampling import frames_per_seen
from formcheck.video.probe import probe

def held_mb():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6

clip = probe(sys.argv[1])
def pose():
    extract_pose(sys.argv[1], clip, model="full", end_s=0.3)

pose()
start_mb = held_mb()
# Freed pieces with kept ones between them, which glibc gives back to nobody by itself.
pieces = [(np.ones(60_000, np.uint8), np.ones(1_000, np.uint8)) for _ in range(3_000)]
full_mb = held_mb()
kept = [small for _, small in pieces]
del pieces
freed_mb = held_mb()
pose()
print(start_mb, full_mb, freed_mb, held_mb())
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc keeps freed memory")
def test_freed_memory_is_given_back_after_the_poses(runner_film):
    run = subprocess.run(
        [sys.executable, "-c", FREED, str(runner_film)], capture_output=True, text=True, check=True
    )
    start_mb, full_mb, freed_mb, after_mb = map(float, run.stdout.split())
    assert full_mb - start_mb > 150
    assert freed_mb - start_mb > 100, "glibc gave it back by itself: the test shows nothing"
    assert after_mb - start_mb < 60


def test_the_model_sees_as_many_frames_as_are_needed(runner_film, clip, raw, monkeypatch):
    raw, _ = raw
    assert raw.film is None  # too short to leave frames out
    long = replace(clip, duration_s=8.0, frames=480)
    assert frames_per_seen(long) == 2
    monkeypatch.setattr("formcheck.pose.sampling.FEWEST_FRAMES", 60)  # two seconds are enough
    some = extract_pose(runner_film, clip, model="full", end_s=2.0, jobs=2)
    assert np.all(np.diff(some.frame)[:-1] == 2)
    assert np.array_equal(some.film.frame, np.arange(some.read.frames))
    assert some.frames_per_seen == 2.0
    looks = np.diff([look.frame for look in some.candidates])
    assert np.all(looks[:-1] == 48)  # every 24 frames seen, 0.8 s
    assert some.found.mean() > 0.98
