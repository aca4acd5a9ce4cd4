"""How long it will still take: by clips before, then by the clip's own pace."""

import json
from contextlib import closing
from datetime import datetime, timedelta

import pytest

from formcheck.web.clip_repository import ClipRepository
from formcheck.web.form import ClipForm
from formcheck.web.limits import Limits
from formcheck.web.pace import Pace, frames_to_read
from formcheck.web.progress import Live
from formcheck.web.queue import Queue

FACTS = {"duration_s": 20.0, "fps": 30.0, "frames": 600}
BEGAN = datetime(2026, 11, 1, 12).astimezone()


@pytest.fixture
def clock(monkeypatch):
    at = {"s": 100.0}
    monkeypatch.setattr("formcheck.web.progress.time.monotonic", lambda: at["s"])
    return at


def pose(live, share):
    live.receive(json.dumps({"stage": "pose", "done": round(1000 * share), "total": 1000}))


def test_time_that_is_left_is_told_from_the_first_seconds(clock):
    live = Live(expected_s=60.0, began_s=clock["s"])
    assert live.left_s() == pytest.approx(60.0)  # before anything was seen
    clock["s"] += 5.0  # the libraries load
    pose(live, 0.0)
    assert live.left_s() == pytest.approx(60.0, abs=1.0)
    left = []
    for second in range(1, 81):  # it takes 79 + 21 s: twice as long as expected
        clock["s"] += 1.0
        pose(live, second / 79 if second < 79 else 1.0)
        left.append(live.left_s())
    assert left[0] == pytest.approx(60.0, abs=8.0)
    for second in range(15, 79):
        assert left[second] == pytest.approx(98.0 - second, abs=4.0)


def test_without_clips_before_the_own_pace_tells_it_after_two_seconds(clock):
    live = Live(began_s=clock["s"])
    pose(live, 0.0)
    clock["s"] += 20.0  # the model loads
    pose(live, 1 / 79)
    assert live.left_s() is None
    clock["s"] += 2.0
    pose(live, 3 / 79)
    assert live.left_s() == pytest.approx(96.0, abs=3.0)


@pytest.fixture
def repository(tmp_path):
    with closing(ClipRepository(tmp_path)) as opened:
        yield opened


def put(repository, state="waiting", took_s=None, starts=1, frames=600, **told):
    clip = repository.add(ClipForm(name="a.mp4", **told))
    columns = {"facts": FACTS | {"frames": frames, "duration_s": frames / 30.0}}
    if took_s is not None:
        ended = (BEGAN + timedelta(seconds=took_s)).isoformat()
        columns |= {"started": BEGAN.isoformat(), "finished": ended, "starts": starts}
    return repository.set(clip.id, state, **columns)


def test_what_clips_took_before_tells_what_the_next_will_take(repository):
    pace = Pace(repository)
    new = put(repository)
    assert pace.expected_s(new) is None
    for took_s in (30.0, 60.0, 90.0):
        put(repository, "done", took_s)
    put(repository, "done", 6.0, model="full")
    put(repository, "done", 900.0, starts=2)  # a server was restarted meanwhile
    put(repository, "failed", 1.0)
    assert pace.expected_s(new) is None  # not asked again before another has ended
    pace.learn()
    assert pace.expected_s(new) == pytest.approx(60.0)
    assert pace.expected_s(put(repository, frames=300)) == pytest.approx(30.0)
    assert pace.expected_s(put(repository, model="full")) == pytest.approx(6.0)
    assert pace.expected_s(put(repository, start_s=5.0, end_s=10.0)) == pytest.approx(15.0)
    assert pace.expected_s(repository.add(ClipForm(name="b.mp4"))) is None


@pytest.mark.parametrize(
    ("told", "frames"),
    [({}, 600), ({"start_s": 15.0}, 150), ({"end_s": 5.0}, 150), ({"end_s": 90.0}, 600)],
)
def test_only_the_chosen_part_counts(told, frames):
    assert frames_to_read(FACTS, ClipForm(name="a.mp4", **told)) == pytest.approx(frames)


def test_a_clip_that_waits_counts_those_before_it(repository, clock):
    put(repository, "done", 60.0)
    queue = Queue(repository, Limits(at_once=1))
    running = put(repository, "running")
    queue._live[running.id] = Live(expected_s=60.0, began_s=clock["s"])
    first, second = put(repository), put(repository, frames=300)
    assert queue.left_s(running) == pytest.approx(60.0)
    assert queue.left_s(first) == pytest.approx(120.0)
    assert queue.left_s(second) == pytest.approx(150.0)
    unknown = put(repository, model="full")
    assert queue.left_s(unknown) is None
    assert Queue(repository, Limits(at_once=0)).left_s(first) is None


def test_clips_of_one_millisecond_keep_the_order_in_which_they_came(repository, monkeypatch):
    moment = "2026-11-01T12:00:00.000+00:00"
    monkeypatch.setattr("formcheck.web.clip_repository.now", lambda: moment)
    came = [put(repository).id for _ in range(8)]
    assert [clip.id for clip in repository.find("waiting")] == came
