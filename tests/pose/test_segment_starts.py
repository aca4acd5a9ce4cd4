import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.pose.extract import extract_pose
from formcheck.pose.segment_starts import false_starts, is_better, trunk_lengths
from formcheck.pose.workers import segment_length
from formcheck.video.probe import probe

SHOULDERS, HIPS, KNEES, ANKLES = slice(11, 13), slice(23, 25), slice(25, 27), slice(27, 29)


def body(x, *, size=1.0, lean=0.0):
    """Upright, trunk 100, thigh and shank 90 each."""
    xy = np.zeros((33, 2))
    for part, y in ((SHOULDERS, 100.0), (HIPS, 200.0), (KNEES, 290.0), (ANKLES, 380.0)):
        xy[part] = (x + lean * (200.0 - y), 200.0 + size * (y - 200.0))
    return xy


def runner(frames):
    return np.array([body(2.0 * i) for i in range(frames)])


def test_a_start_on_the_legs_alone_is_false():
    xy = runner(60)
    xy[30:40] = [body(2.0 * i, size=0.4) for i in range(30, 40)]
    warm = {27: body(54.0, size=0.4), 28: body(56.0, size=0.4), 29: body(58.0, size=0.4)}
    assert false_starts(xy, warm) == [30]


def test_only_the_last_frame_of_the_warm_up_counts():
    warm = {27: body(54.0, size=0.4), 28: body(56.0), 29: body(58.0)}
    assert false_starts(runner(60), warm) == []


def test_a_start_that_found_nobody_is_false():
    assert false_starts(runner(60), {29: np.full((33, 2), np.nan)}) == [30]


def test_where_the_segment_before_had_lost_the_body_the_fresh_start_is_trusted():
    xy = runner(60)
    xy[25:30] = [body(2.0 * i, size=0.4) for i in range(25, 30)]
    assert false_starts(xy, {29: body(58.0)}) == []
    xy[25:30] = np.nan
    assert false_starts(xy, {29: body(58.0)}) == []


def test_nobody_anywhere_is_no_false_start():
    assert false_starts(np.full((60, 33, 2), np.nan), {29: np.full((33, 2), np.nan)}) == []


@given(
    scale=st.floats(0.05, 20.0),
    shift=st.floats(-500.0, 500.0),
    off=st.floats(-0.34, 0.34),
    swap=st.booleans(),
)
def test_size_place_and_exchanged_legs_do_not_matter(scale, shift, off, swap):
    xy = scale * runner(60) + shift
    near = scale * body(58.0 + 100.0 * off) + shift
    far = scale * body(58.0 + 40.0 + 100.0 * abs(off)) + shift
    if swap:
        near[[25, 26, 27, 28]] = near[[26, 25, 28, 27]]
    assert false_starts(xy, {29: near}) == []
    assert false_starts(xy, {29: far}) == [30]


def test_another_run_is_taken_only_if_more_of_it_looks_like_the_body():
    right, lost = runner(20), np.array([body(2.0 * i, size=0.4) for i in range(20)])
    nobody = np.full((20, 33, 2), np.nan)
    assert is_better(right, lost, 100.0)
    assert is_better(right, nobody, 100.0)
    assert not is_better(lost, right, 100.0)
    assert not is_better(right, right, 100.0)
    assert not is_better(nobody, lost, 100.0)
    np.testing.assert_allclose(trunk_lengths(lost), 40.0)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_false_start_is_followed_on_from_the_segment_before(runner_film, monkeypatch, jobs):
    from formcheck.pose.mediapipe import MediaPipeTracker

    spoiled = 10
    since = {}
    track, restart = MediaPipeTracker.track, MediaPipeTracker.restart

    def fresh(tracker):
        since[tracker] = 0
        restart(tracker)

    def small_at_first(tracker, image_rgb):
        found = track(tracker, image_rgb)
        since[tracker] += 1
        if since[tracker] > spoiled or found is None:
            return found
        hips = found.xy[HIPS].mean(axis=0)
        return found._replace(xy=hips + np.float32(0.4) * (found.xy - hips))

    monkeypatch.setattr(MediaPipeTracker, "restart", fresh)
    monkeypatch.setattr(MediaPipeTracker, "track", small_at_first)
    raw = extract_pose(runner_film, probe(runner_film), model="full", end_s=1.2, jobs=jobs)
    boundary = segment_length(len(raw))
    assert boundary + spoiled < len(raw)
    trunk = trunk_lengths(raw.xy_px) / np.median(trunk_lengths(raw.xy_px))
    assert (trunk[:spoiled] < 0.6).all(), "nothing comes before the first segment"
    assert (np.abs(trunk[spoiled:] - 1.0) < 0.2).all()
