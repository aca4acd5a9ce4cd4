"""What a hostile or unlucky client, a full disk or a link on the disk can do: nothing to others."""

import errno
import json
import os
import shutil
import socket
import sqlite3

import pytest

from formcheck.web import protocol
from formcheck.web.clip_repository import ClipRepository
from formcheck.web.content import _check
from formcheck.web.limits import Limits
from formcheck.web.problem import Problem
from formcheck.web.protocol import BoundedProtocol
from report import example
from web.conftest import serving, until
from web.test_pages import put_in_repository

FACTS = {"duration_s": 1.0, "frames": 900, "fps": 60.0, "width": 640, "height": 480}


OPENED = []


@pytest.fixture(autouse=True)
def _hang_up():
    yield
    while OPENED:
        OPENED.pop().close()


def silent(port, count, text=b""):
    """Open connections that say ``text`` and then nothing."""
    opened = [socket.create_connection(("127.0.0.1", port)) for _ in range(count)]
    OPENED.extend(opened)
    for one in opened:
        one.sendall(text)
    return opened


def closed(one, seconds=60.0):
    """Whether the other side hangs up in time."""
    one.settimeout(seconds)
    try:
        while one.recv(4096):
            pass
    except TimeoutError:
        return False
    except OSError:
        return True
    return True


@pytest.mark.parametrize("text", [b"", b"GET / HTTP/1.1\r\nHost: x\r\n"])
def test_a_head_that_does_not_come_is_not_waited_for(tmp_path, monkeypatch, text):
    with serving(tmp_path / "data", Limits(at_once=0), http=BoundedProtocol) as served:
        monkeypatch.setattr(protocol, "HEAD_S", 0.5)
        (one,) = silent(served.port, 1, text)
        assert closed(one)
        monkeypatch.setattr(protocol, "HEAD_S", 60.0)  # whoever sends it has time
        whole = f"GET /api/clips HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\n\r\n".encode()
        (kept,) = silent(served.port, 1, whole)
        kept.settimeout(60)
        assert kept.recv(4096).startswith(b"HTTP/1.1 200")
        monkeypatch.setattr(protocol, "HEAD_S", 0.5)
        kept.sendall(whole[:20])  # the second request of a connection, too
        assert closed(kept)


def test_one_address_cannot_take_the_room_of_others(tmp_path, monkeypatch):
    elsewhere = set()
    monkeypatch.setattr(protocol, "is_this_machine", lambda address: address not in elsewhere)
    monkeypatch.setattr(protocol, "HEAD_S", 60.0)  # nobody is closed for silence meanwhile
    with serving(tmp_path / "data", Limits(at_once=0), http=BoundedProtocol) as served:
        elsewhere.add("127.0.0.1")
        crowd = silent(served.port, protocol.MOST_OF_AN_ADDRESS + 30)
        until(lambda: sum(closed(one, 0.01) for one in crowd) >= 30)
        assert sum(closed(one, 0.05) for one in crowd) == 30
        elsewhere.clear()
        assert served.client.get("/api/clips").status_code == 200
        elsewhere.add("127.0.0.1")
        for one in crowd:
            one.close()
        until(lambda: not protocol._FROM_ELSEWHERE)
        elsewhere.clear()


def test_a_json_body_that_does_not_come_is_not_waited_for(tmp_path, monkeypatch):
    monkeypatch.setattr("formcheck.web.api._LONGEST_JSON_S", 0.5)
    with serving(tmp_path / "data", Limits(at_once=0)) as served:
        head = (
            f"POST /api/clips HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\n"
            "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"
        )
        (one,) = silent(served.port, 1, head.encode())
        one.settimeout(60)
        assert one.recv(4096).startswith(b"HTTP/1.1 408")
        assert closed(one)


def test_two_lengths_are_refused(served):
    head = (
        f"PUT /api/clips?name=a.mp4 HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\n"
        "Content-Length: 90\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    (one,) = silent(served.port, 1, head.encode())
    one.settimeout(60)
    assert one.recv(4096).startswith(b"HTTP/1.1 400")
    assert served.client.get("/api/clips").json() == {"clips": []}


@pytest.mark.parametrize("body", ['{"token": "\\ud800"}', '{"token": 5}', '["x"]'])
def test_half_a_letter_is_no_code(served, body):
    headers = {"content-type": "application/json"}
    assert served.client.post("/api/join", content=body, headers=headers).status_code == 400


def test_an_offset_that_is_wrong_is_answered_before_the_body(served):
    clip = served.client.post("/api/clips", json={"name": "a.mp4", "size": 50_000_000}).json()
    head = (
        f"PUT /api/clips/{clip['id']}?offset=7 HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\n"
        "Content-Length: 40000000\r\n\r\n"
    )
    (one,) = silent(served.port, 1, head.encode())
    one.settimeout(60)
    assert one.recv(4096).startswith(b"HTTP/1.1 409")
    assert closed(one)


def test_a_rate_no_camera_has_and_hours_of_work_are_refused(tmp_path, film):
    _check(FACTS, Limits())
    with pytest.raises(Problem) as raised:
        _check(FACTS | {"fps": 20_000.0, "frames": 20_000}, Limits())
    assert "20000 frames a second" in raised.value.what
    with serving(tmp_path / "data", Limits(at_once=0, frames_ahead=20)) as served:
        assert served.send(film).status_code == 201
        answer = served.send(film)
        assert answer.status_code == 429
        assert "hours of work" in answer.text
        assert len(served.folders()) == 1


def test_links_on_the_disk_are_never_followed(tmp_path, film):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept.txt").write_text("mine")
    ids = put_in_repository(tmp_path / "data", example.sound_run(), example.sound_run())
    clips = tmp_path / "data" / "clips"
    shutil.rmtree(clips / ids[0])
    (clips / ids[0]).symlink_to(outside)
    (clips / ids[1] / "results" / "steps.csv").symlink_to(outside / "kept.txt")
    with serving(tmp_path / "data", Limits(at_once=0)) as served:
        page = served.client.get("/history")
        assert page.status_code == 200
        assert ids[0] not in page.text
        assert ids[1] in page.text
        assert served.client.get(f"/api/clips/{ids[1]}/files/steps.csv").status_code == 404
        assert served.client.get(f"/api/clips/{ids[0]}").status_code == 404
        clip = served.client.post("/api/clips", json={"name": "a.mp4"}).json()["id"]
        (clips / clip / "original").symlink_to(outside / "kept.txt")
        answer = served.client.put(f"/api/clips/{clip}", content=film.read_bytes())
        assert answer.status_code == 404
        assert served.client.delete(f"/api/clips/{clip}").status_code == 204
    assert (outside / "kept.txt").read_text() == "mine"


def test_an_announcement_takes_no_room_from_others(tmp_path, film):
    limits = Limits(at_once=0, disk_bytes=film.stat().st_size + 30_000_000)
    with serving(tmp_path / "data", limits) as served:
        told = {"name": "big.mp4", "size": 25_000_000}
        assert served.client.post("/api/clips", json=told).status_code == 201
        assert served.client.post("/api/clips", json=told).status_code == 201
        assert served.send(film).status_code == 201


class FullDisk(sqlite3.Connection):
    """A database on a disk that becomes full: changes fail while the reserve takes its room."""

    full = False
    reserve = None
    refused = 0

    def execute(self, sql, *values):
        changes = sql.lstrip().startswith(("INSERT", "UPDATE", "DELETE"))
        if FullDisk.full and changes and (FullDisk.reserve is None or FullDisk.reserve.exists()):
            FullDisk.refused += 1
            raise sqlite3.OperationalError("database or disk is full")
        return super().execute(sql, *values)


@pytest.fixture
def disk(monkeypatch):
    real = sqlite3.connect
    monkeypatch.setattr(
        "formcheck.web.clip_repository.sqlite3.connect",
        lambda *a, **k: real(*a, factory=FullDisk, **k),
    )
    yield FullDisk
    FullDisk.full, FullDisk.reserve, FullDisk.refused = False, None, 0


def test_on_a_full_disk_the_reserve_lets_a_clip_go(tmp_path, disk):
    data = tmp_path / "data"
    with serving(data, Limits(at_once=0)) as served:
        clip = served.client.post("/api/clips", json={"name": "a.mp4"}).json()["id"]
        assert (data / ".reserve").stat().st_size > 0
        disk.full, disk.reserve = True, data / ".reserve"
        assert served.client.delete(f"/api/clips/{clip}").status_code == 204
        assert served.folders() == []
        disk.reserve = None  # nothing is left at all
        assert served.client.post("/api/clips", json={"name": "b.mp4"}).status_code == 507


@pytest.mark.parametrize("stage", ["begin", "answer", "work", "end"])
def test_a_disk_that_fills_up_ends_the_clip_with_the_reason(
    tmp_path, film, disk, monkeypatch, stage
):
    data = tmp_path / "data"
    real = ClipRepository.set

    async def process(queue, clip):
        if stage == "answer":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        if stage == "work":
            error = {"code": "internal_error", "what": "OSError: No space left on device"}
            answer = queue._repository.folder(clip.id) / "answer.json"
            answer.write_text(json.dumps({"error": error}))
        disk.full = stage == "end"
        return 1

    def begins(repository, clip_id, state, **columns):
        if state == "running":
            raise Problem(507, "full", code="no_room")
        return real(repository, clip_id, state, **columns)

    monkeypatch.setattr("formcheck.web.queue.Queue._process", process)
    monkeypatch.setattr("formcheck.web.queue._LOOK_EVERY_S", 0.2)
    if stage == "begin":
        monkeypatch.setattr(ClipRepository, "set", begins)
    if stage == "end":
        monkeypatch.setattr(ClipRepository, "is_full", lambda _: disk.full)
    with serving(data, Limits(at_once=1)) as served:
        clip = served.send(film).json()["id"]
        if stage == "end":
            until(lambda: disk.refused)
            disk.full = False
        ended = served.wait(clip, "failed")
        assert ended["error"]["code"] == "no_room"
        assert not (data / "clips" / clip / "original").exists()


def test_a_clip_on_its_way_is_told_more(served, film):
    size = film.stat().st_size
    begun = served.client.post("/api/clips", json={"name": "a.mp4", "size": size}).json()["id"]
    path = f"/api/clips/{begun}"
    told = {"name": "a.mp4", "size": size, "speed_kmh": 11.0}
    assert served.client.patch(path, json=told).json()["told"] == {"speed_kmh": 11.0}
    assert served.client.patch(path, json={"name": "a.mp4", "size": 5}).status_code == 409
    served.client.put(path, content=film.read_bytes())
    assert served.client.patch(path, json={"name": "a.mp4", "size": size}).status_code == 409
    assert served.clip(begun)["told"] == {"speed_kmh": 11.0}


def test_of_a_refused_upload_in_chunks_nothing_stays(tmp_path, film, monkeypatch):
    monkeypatch.setattr("formcheck.web.uploads._LOOK_AT_DISK_EVERY", 100_000)
    limits = Limits(at_once=0, disk_bytes=1_400_000)
    head = film.read_bytes()[:100]
    with serving(tmp_path / "data", limits) as served:

        def pieces():
            yield head
            for _ in range(40):
                yield bytes(50_000)

        answer = served.client.put("/api/clips?name=a.mp4", content=pieces())
        assert answer.status_code == 507
        assert served.folders() == []
        assert served.client.get("/api/clips").json() == {"clips": []}
