import os
import threading
from dataclasses import fields, replace

import numpy as np
import pytest

from formcheck.domain.clip import Clip
from formcheck.pose import cache
from formcheck.pose.raw import Box, Candidates, RawPose
from formcheck.video.frame_stats import FrameStats
from formcheck.video.reader import ReadReport, Shown

CLIP = Clip("a.mp4", "ab" * 32, 640, 360, 0, "h264", "mp4", 2.0, 60, 30.0)


def raw_pose(count=12, seed=0):
    rng = np.random.default_rng(seed)
    single = rng.random((count, 33, 6)).astype(np.float32).astype(np.float64)
    xy = single[..., :2] * 256
    xy[3] = np.nan
    columns = {f.name: rng.random(count) for f in fields(FrameStats)}
    columns["shift_px"] = rng.random((count, 2))
    columns["border_px"] = rng.random((count, 4))
    return RawPose(
        time_s=np.arange(count) / 30 + 1e-7,
        frame=np.arange(count) + 5,
        xy_px=xy,
        visibility=single[..., 2],
        world_m=single[..., 3:],
        width=640,
        height=360,
        stats=FrameStats(**columns),
        candidates=(
            Candidates(5, 0.0, (Box(1.5, 2.5, 30.0, 90.0, 0.8), Box(200.0, 3.0, 10.0, 40.0, 0.5))),
            Candidates(20, 0.5, ()),
        ),
        read=ReadReport(frames=17, last_time_s=0.5, truncated=True),
        model="full",
        model_sha256="cd" * 32,
        person=2,
    )


def test_what_is_kept_comes_back_the_same():
    raw = raw_pose()
    cache.store("k", raw)
    again = cache.load("k")
    for name in ("time_s", "frame", "xy_px", "visibility", "world_m"):
        assert np.array_equal(getattr(raw, name), getattr(again, name), equal_nan=True)
    for field in fields(FrameStats):
        ours, theirs = (getattr(r.stats, field.name) for r in (raw, again))
        assert np.array_equal(ours, theirs)
    for name in ("width", "height", "candidates", "read", "model", "model_sha256", "person"):
        assert getattr(raw, name) == getattr(again, name)
    assert not again.xy_px.flags.writeable


def test_nothing_kept_is_none():
    assert cache.load("unknown") is None
    assert cache.size_bytes() == 0
    assert cache.clear() == 0


def test_the_key_depends_on_all_that_changes_the_result(monkeypatch):
    key = cache.key_of(CLIP, model="full")
    others = [
        cache.key_of(replace(CLIP, sha256="00" * 32), model="full"),
        cache.key_of(CLIP, model="heavy"),
        cache.key_of(CLIP, model="full", start_s=1.0),
        cache.key_of(CLIP, model="full", end_s=1.0),
        cache.key_of(CLIP, model="full", person=1),
    ]
    monkeypatch.setattr(cache, "EXTRACTOR_VERSION", 99)
    others.append(cache.key_of(CLIP, model="full"))
    assert len({key, *others}) == 7


def test_the_key_does_not_depend_on_the_files_name():
    named = replace(CLIP, name="b.mp4", created="2026-01-01")
    assert cache.key_of(CLIP, model="full") == cache.key_of(named, model="full", start_s=-1.0)


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 not a zip", None])
def test_a_damaged_file_is_ignored_and_removed(damage):
    cache.store("k", raw_pose())
    (path,) = cache.folder().glob("k*")
    path.write_bytes(path.read_bytes()[:-300] if damage is None else damage)
    assert cache.load("k") is None
    assert not path.exists()


def test_a_file_of_another_layout_is_ignored():
    cache.folder().mkdir(parents=True)
    path = cache.folder() / "k.pose.npz"
    np.savez(path, time_s=np.zeros(3))
    assert cache.load("k") is None
    assert not path.exists()


def test_the_least_recently_used_goes_first(monkeypatch):
    for name in "abc":
        cache.store(name, raw_pose())
        (path,) = cache.folder().glob(f"{name}.*")
        os.utime(path, (1000 + ord(name), 1000 + ord(name)))
    one_bytes = cache.size_bytes() // 3
    assert cache.load("a") is not None
    monkeypatch.setattr(cache, "MAX_BYTES", 3 * one_bytes + one_bytes // 2)
    cache.store("d", raw_pose())
    assert cache.load("b") is None
    assert all(cache.load(name) is not None for name in "acd")


def test_clear_frees_what_was_there_and_nothing_else():
    cache.store("k", raw_pose())
    other = cache.folder() / "notes.txt"
    other.write_text("mine")
    size_bytes = cache.size_bytes()
    assert size_bytes > 1000
    assert cache.clear() == size_bytes
    assert cache.size_bytes() == 0
    assert other.exists()


def test_a_folder_that_cannot_be_made_is_no_error(tmp_path, monkeypatch):
    blocker = tmp_path / "file"
    blocker.write_text("")
    monkeypatch.setenv("FORMCHECK_CACHE", str(blocker / "cache"))
    cache.store("k", raw_pose())
    assert cache.load("k") is None


def test_writers_do_not_disturb_each_other():
    raws = [raw_pose(seed=k) for k in range(6)]
    threads = [threading.Thread(target=cache.store, args=("k", raw)) for raw in raws]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept = cache.load("k")
    assert any(np.array_equal(kept.world_m, raw.world_m) for raw in raws)
    assert len(list(cache.folder().iterdir())) == 1


def test_a_look_at_every_frame_has_a_name_of_its_own():
    fast = replace(CLIP, duration_s=8.0, frames=1920, fps=240.0)
    assert cache.key_of(fast, model="full") != cache.key_of(fast, model="full", every_frame=True)
    # A film that is seen whole anyway is kept once.
    assert cache.key_of(CLIP, model="full") == cache.key_of(CLIP, model="full", every_frame=True)


def test_the_frames_between_are_kept():
    raw = replace(raw_pose(), film=Shown(np.arange(5, 40), np.arange(35) / 60))
    cache.store("k", raw)
    again = cache.load("k")
    assert np.array_equal(again.film.frame, raw.film.frame)
    assert np.array_equal(again.film.time_s, raw.film.time_s)
    cache.store("whole", raw_pose())
    assert cache.load("whole").film is None
