import threading
import time
from concurrent.futures import CancelledError

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.pose.workers import THREAD_NAME, WARM_UP_FRAMES, run_workers, segment_length
from formcheck.video.frame_buffer import BufferedFrame


def frame(index, fps=30):
    """A frame without a picture, which no worker ever looks at."""
    return BufferedFrame(index, index / fps, None, None)


def frames(count):
    return [frame(k) for k in range(count)]


class Recorder:
    """Returns what it was given, segment by segment."""

    def __call__(self, tasks):
        seen = [(task.frame.index, task.warm_up, task.look) for task in tasks]
        yield seen


def segments(count, workers, length=10, room=25):
    cancel = threading.Event()
    found = run_workers(
        frames(count),
        lambda: [Recorder() for _ in range(workers)],
        workers,
        segment_frames=length,
        room_frames=room,
        cancel=cancel,
    )
    return sorted(found)


@given(st.integers(0, 70), st.integers(1, 4), st.integers(1, 40))
@settings(deadline=None, max_examples=60)
def test_every_frame_is_kept_once_whoever_works(count, workers, room):
    found = segments(count, workers, room=max(room, 12))
    kept = [index for segment in found for index, warm_up, _ in segment if not warm_up]
    assert sorted(kept) == list(range(count))
    assert found == segments(count, 1, room=12)


def test_segments_begin_with_the_frames_before():
    for segment in segments(35, 2)[1:]:
        assert [warm_up for _, warm_up, _ in segment[:4]] == [True] * WARM_UP_FRAMES + [False]
        indices = [index for index, _, _ in segment]
        assert indices == list(range(indices[0], indices[0] + len(indices)))
        assert indices[WARM_UP_FRAMES] % 10 == 0


def test_looks_are_spread_over_time():
    looks = [i for segment in segments(120, 2) for i, warm_up, look in segment if look]
    assert looks == [0, 24, 48, 72, 96]


def test_one_worker_needs_little_room():
    assert len(segments(95, 1, length=50, room=1)) == 2


@pytest.mark.parametrize(
    ("expected", "length"), [(None, 100), (480, 120), (300, 75), (54, 32), (1, 32), (18000, 100)]
)
def test_segments_come_in_pairs_of_about_a_hundred_frames(expected, length):
    assert segment_length(expected) == length


def test_errors_of_the_source_arrive():
    def broken():
        yield from frames(15)
        raise OSError("disk gone")

    with pytest.raises(OSError, match="disk gone"):
        list(
            run_workers(
                broken(),
                lambda: [Recorder(), Recorder()],
                2,
                segment_frames=10,
                room_frames=20,
                cancel=threading.Event(),
            )
        )


def test_errors_of_a_worker_arrive_and_end_the_others():
    def fail(tasks):
        next(tasks)
        raise RuntimeError("worker broke")
        yield

    with pytest.raises(RuntimeError, match="worker broke"):
        list(
            run_workers(
                frames(500),
                lambda: [fail, Recorder()],
                2,
                segment_frames=10,
                room_frames=20,
                cancel=threading.Event(),
            )
        )
    assert not [t for t in threading.enumerate() if t.name == THREAD_NAME]


def test_frames_are_read_while_the_workers_get_ready():
    read = []

    def film():
        for one in frames(15):
            read.append(one.index)
            yield one

    def ready():
        deadline = time.monotonic() + 10.0
        while len(read) < 15 and time.monotonic() < deadline:
            time.sleep(0.01)
        return [Recorder()]

    cancel = threading.Event()
    found = run_workers(film(), ready, 1, segment_frames=10, room_frames=20, cancel=cancel)
    began = time.monotonic()
    assert len(list(found)) == 2
    assert time.monotonic() - began < 9.0


def test_workers_that_never_get_ready_end_the_reading():
    def broken():
        raise RuntimeError("no model")

    cancel = threading.Event()
    with pytest.raises(RuntimeError, match="no model"):
        list(run_workers(frames(500), broken, 2, segment_frames=10, room_frames=5, cancel=cancel))
    assert not [t for t in threading.enumerate() if t.name == THREAD_NAME]


def test_cancel_stops_at_once():
    cancel = threading.Event()

    def slow(tasks):
        for task in tasks:
            time.sleep(0.02)
            yield task.frame.index

    def endless():
        index = 0
        while True:
            yield frame(index)
            index += 1

    before = threading.active_count()
    threading.Timer(0.3, cancel.set).start()
    began = time.monotonic()
    with pytest.raises(CancelledError):
        list(
            run_workers(
                endless(), lambda: [slow, slow], 2, segment_frames=10, room_frames=20, cancel=cancel
            )
        )
    assert time.monotonic() - began < 3.0
    assert threading.active_count() <= before


def test_leaving_early_ends_the_threads():
    before = threading.active_count()
    found = run_workers(
        frames(500),
        lambda: [Recorder()],
        1,
        segment_frames=10,
        room_frames=20,
        cancel=threading.Event(),
    )
    next(found)
    found.close()
    assert threading.active_count() == before
