"""Bytes come in whole, in pieces, too many, too slowly, and of every wrong kind."""

import gzip
import io
import socket
import threading
import zipfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import httpx
import pytest

from formcheck.web.limits import Limits
from web.conftest import serving, write_film

MEGABYTE = 1_000_000
HUNG_UP = (httpx.WriteError, httpx.ReadError, httpx.RemoteProtocolError)  # before we were done


def zipped(content):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../run.mp4", content)
    return buffer.getvalue()


NO_FILM = {
    "zip bomb": zipped(bytes(20 * MEGABYTE)),
    "gzip": gzip.compress(bytes(MEGABYTE)),
    "page": b"<!DOCTYPE html><script>alert(1)</script>",
    "playlist": b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/passwd\n",
    "concat": b"ffconcat version 1.0\nfile /etc/passwd\n",
    "picture": b"\x89PNG\r\n\x1a\n" + bytes(100),
    "gif": b"GIF89a" + bytes(100),
    "program": b"\x7fELF" + bytes(100),
    "one byte": b"x",
    "empty": b"",
}


@pytest.mark.parametrize("kind", NO_FILM)
def test_what_is_no_film_is_refused_and_leaves_nothing(served, kind):
    answer = served.client.put("/api/clips", params={"name": "run.mp4"}, content=NO_FILM[kind])
    assert answer.status_code == 415, answer.text
    assert answer.json()["error"]["fix"]
    assert served.folders() == []
    assert served.client.get("/api/clips").json() == {"clips": []}


@pytest.mark.parametrize("kind", ["mp4", "matroska", "mpegts"])
def test_a_film_by_its_first_letters_only_is_refused(served, kind):
    head = {"mp4": b"\0\0\0\x18ftypmp42", "matroska": b"\x1aE\xdf\xa3", "mpegts": b"\x47"}[kind]
    answer = served.client.put("/api/clips", params={"name": "a.mp4"}, content=head + bytes(5000))
    assert answer.status_code == 415
    assert served.folders() == []


def test_a_film_waits_for_its_turn(served, film):
    answer = served.send(film, height_cm=180, sex="f", shoe="  red\u202e ones ", back_pain=3)
    assert answer.status_code == 201
    clip = answer.json()
    assert answer.headers["location"] == f"/api/clips/{clip['id']}"
    assert clip["state"] == "waiting"
    assert clip["told"] == {"height_cm": 180.0, "sex": "f", "shoe": "red ones", "back_pain": 3}
    assert clip["facts"]["codec"] == "h264"
    stored = served.data / "clips" / clip["id"] / "original"
    assert stored.read_bytes() == film.read_bytes()
    assert stored.stat().st_mode & 0o077 == 0


def announce(served, **told):
    answer = served.client.post("/api/clips", json={"name": "run.mp4"} | told)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


def test_an_upload_goes_on_where_the_connection_dropped(served, film):
    content = film.read_bytes()
    clip_id = announce(served, size=len(content))
    half = len(content) // 2
    with socket.create_connection(("127.0.0.1", served.port)) as line:
        head = (
            f"PUT /api/clips/{clip_id}?offset=0 HTTP/1.1\r\nhost: 127.0.0.1:{served.port}\r\n"
            f"content-length: {len(content)}\r\n\r\n"
        )
        line.sendall(head.encode() + content[:half])
        served.wait(clip_id, "receiving")
        while served.clip(clip_id)["received"] < half:
            pass
    url = f"/api/clips/{clip_id}"
    for wrong in (0, half - 1, half + 1, len(content)):
        answer = served.client.put(url, params={"offset": wrong}, content=content[half:])
        assert answer.status_code == 409
    for bad in ("-1", "x", "1e3", "9" * 20):
        assert served.client.put(url, params={"offset": bad}, content=b"").status_code == 422
    middle = half + 10
    part = served.client.put(url, params={"offset": half}, content=content[half:middle])
    assert part.json()["state"] == "receiving"
    assert part.json()["received"] == middle
    last = served.client.put(url, params={"offset": middle}, content=content[middle:])
    assert last.json()["state"] == "waiting"
    again = served.client.put(url, params={"offset": len(content)}, content=b"more")
    assert again.status_code == 409


def test_a_second_sender_is_told_to_wait(served, film):
    content = film.read_bytes()
    clip_id = announce(served, size=len(content))
    begun, go_on = threading.Event(), threading.Event()

    def slowly():
        yield content[:100]
        begun.set()
        go_on.wait(60)
        yield content[100:]

    with ThreadPoolExecutor(1) as pool:
        url = f"/api/clips/{clip_id}?offset="
        first = pool.submit(served.client.put, url + "0", content=slowly())
        begun.wait(60)
        while served.clip(clip_id)["received"] < 100:
            pass
        second = served.client.put(url + "100", content=content[100:])
        go_on.set()
        assert second.status_code == 409
        assert second.json()["error"]["code"] == "busy"
        assert first.result().json()["state"] == "waiting"


def test_too_large_is_refused_before_and_while_reading(tmp_path):
    limits = Limits(at_once=0, file_bytes=MEGABYTE)
    sent = 0

    def endless():
        nonlocal sent
        head = b"\0\0\0\x18ftypmp42"
        while sent < 50 * MEGABYTE:
            sent += 64_000
            yield head + bytes(64_000 - len(head))

    with serving(tmp_path / "data", limits) as served:
        answer = served.client.post("/api/clips", json={"name": "a", "size": 2 * MEGABYTE})
        assert answer.status_code == 413
        with suppress(*HUNG_UP):  # the answer may be lost while the rest is still being sent
            answer = served.client.put("/api/clips?name=a", content=bytes(2 * MEGABYTE))
            assert answer.status_code == 413
        assert served.folders() == []
        with suppress(*HUNG_UP):
            assert served.client.put("/api/clips?name=a", content=endless()).status_code == 413
        assert sent < 20 * MEGABYTE
        assert served.folders() == []
        clip_id = announce(served, size=1000)
        answer = served.client.put(f"/api/clips/{clip_id}", content=bytes(1001))
        assert answer.status_code == 413


def test_a_slow_sender_is_given_up_and_may_continue(tmp_path, film):
    content = film.read_bytes()
    with serving(tmp_path / "data", Limits(at_once=0, silence_s=1.0)) as served:
        clip_id = announce(served, size=len(content))
        with socket.create_connection(("127.0.0.1", served.port), timeout=60) as line:
            head = (
                f"PUT /api/clips/{clip_id} HTTP/1.1\r\nhost: 127.0.0.1:{served.port}\r\n"
                f"content-length: {len(content)}\r\n\r\n"
            )
            line.sendall(head.encode() + content[:50])
            told = line.recv(65536)
            assert b" 408 " in told.split(b"\r\n")[0]
            while line.recv(65536):
                pass  # the server ends the connection
        assert served.clip(clip_id)["received"] == 50
        rest = served.client.put(f"/api/clips/{clip_id}?offset=50", content=content[50:])
        assert rest.json()["state"] == "waiting"


def test_drops_of_bytes_do_not_hold_a_place_for_ever(tmp_path, film):
    limits = Limits(at_once=0, silence_s=0.3, slowest_bytes_s=1e6)
    stop = threading.Event()

    def drops():
        for byte in film.read_bytes():
            if stop.wait(0.1):
                return
            yield bytes([byte])

    with serving(tmp_path / "data", limits) as served:
        clip_id = announce(served, size=film.stat().st_size)
        with suppress(*HUNG_UP):
            answer = served.client.put(f"/api/clips/{clip_id}", content=drops())
            assert answer.status_code == 408
        stop.set()
        assert 0 < served.clip(clip_id)["received"] < film.stat().st_size


TIGHT = {
    "duration_s": (0.2, "too_long"),
    "frames": (5, "too_long"),
    "picture_px": (5000, "too_many_pixels"),
    "disk_bytes": (1000, "no_room"),
    "free_bytes": (10**18, "no_room"),
    "clips": (0, "history_full"),
    "unfinished": (0, "queue_full"),
}


@pytest.mark.parametrize("name", TIGHT)
def test_limits_are_kept_and_explained(tmp_path, film, name):
    most, code = TIGHT[name]
    with serving(tmp_path / "data", Limits(at_once=0, **{name: most})) as served:
        answer = served.send(film)
        assert answer.status_code in {413, 429, 507}
        error = answer.json()["error"]
        assert error["code"] == code
        assert error["what"].endswith(".")
        assert error["fix"].endswith(".")
        assert served.folders() == []


def test_a_picture_that_swells_when_opened_ends_only_its_own_process(tmp_path):
    bomb = write_film(tmp_path / "bomb.mp4", frames=1, size=(6144, 6144))
    assert bomb.stat().st_size < MEGABYTE
    with serving(tmp_path / "data", Limits(at_once=0, inspect_bytes=300_000_000)) as served:
        assert served.send(bomb).status_code == 415
        assert served.client.get("/").status_code == 200
    with serving(tmp_path / "data", Limits(at_once=0)) as served:
        assert served.send(bomb).status_code == 413


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../../etc/passwd", "passwd"),
        ("..\\..\\windows\\system.ini", "system.ini"),
        ("C:\\fakepath\\run.mp4", "run.mp4"),
        ("/", "clip"),
        ("..", ".."),
        ("a\0b\r\nc.mp4", "a b c.mp4"),
        ("x" * 900, "x" * 120),
        ("<img src=x onerror=alert(1)>.mp4", "<img src=x onerror=alert(1)>.mp4"),
        ("\u202egpm.4pm", "gpm.4pm"),
    ],
)
def test_a_name_is_text_and_never_a_path(served, given, kept):
    before = sorted(p for p in served.data.parent.rglob("*") if served.data not in p.parents)
    clip_id = announce(served, name=given, size=100)
    assert served.clip(clip_id)["name"] == kept
    served.client.put(f"/api/clips/{clip_id}", content=b"\0\0\0\x18ftypmp42")
    assert served.folders() == [clip_id]
    assert [p.name for p in (served.data / "clips" / clip_id).iterdir()] == ["original"]
    after = sorted(p for p in served.data.parent.rglob("*") if served.data not in p.parents)
    assert after == before


def test_markup_in_names_and_notes_is_shown_as_letters(served, film):
    evil = "<script>alert(1)</script>\"'><svg onload=alert(1)>"
    answer = served.send(film, shoe=evil, notes=evil)
    clip_id = answer.json()["id"]
    announce(served, name=evil)
    for path in ("/history", f"/clips/{clip_id}"):
        text = served.client.get(path).text
        assert "&lt;script&gt;alert" in text
        assert "<script>alert" not in text
        assert "<svg onload" not in text


BAD_IDS = (
    *("%2e%2e", "..%2f..%2fetc%2fpasswd", "%2fetc%2fpasswd", "%00", "a" * 3000, "*"),
    *("00000000-0000-1000-8000-000000000000", "' OR 1=1 --", "../formcheck.sqlite3"),
)


@pytest.mark.parametrize("clip_id", BAD_IDS)
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_an_id_that_is_none_finds_nothing(served, method, clip_id):
    for path in (f"/api/clips/{clip_id}", f"/api/clips/{clip_id}/files/analysis.json"):
        assert served.client.request(method, path).status_code in {404, 405}
    assert served.client.get(f"/clips/{clip_id}").status_code == 404
    assert (served.data / "formcheck.sqlite3").is_file()


def test_only_files_of_the_analysis_can_be_fetched(served, film):
    clip_id = served.send(film).json()["id"]
    for name in ("original", "..%2foriginal", "analysis.json%00", "%2e%2e", "report.html"):
        assert served.client.get(f"/api/clips/{clip_id}/files/{name}").status_code == 404


@pytest.mark.parametrize(
    ("field", "value"),
    [("height_cm", 99), ("height_cm", "nan"), ("mass_kg", 0), ("sex", "x"), ("age", 4.5),
     ("speed_kmh", 100), ("back_pain", 11), ("back_pain", -1), ("model", "../heavy"),
     ("capture_fps", "inf"), ("size", 0), ("notes", "x" * 5000), ("guidelines", "/etc/passwd")],
)  # fmt: skip
def test_a_field_out_of_range_is_named(served, field, value):
    answer = served.client.post("/api/clips", json={"name": "a.mp4", field: value})
    assert answer.status_code == 422
    assert field in answer.json()["error"]["what"]


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"", 400), (b"{", 400), (b"[]", 422), (b"null", 422), (b"[" * 60_000, 400),
     (b" " * 70_000, 413), (b'{"name": 3}', 422), (b"{}", 422), (b"\xff\xfe", 400)],
)  # fmt: skip
def test_a_body_that_is_no_form_is_refused(served, body, status):
    headers = {"content-type": "application/json"}
    try:
        answer = served.client.post("/api/clips", content=body, headers=headers)
        assert answer.status_code == status
    except (httpx.WriteError, httpx.ReadError):
        assert status == 413
    assert served.client.get("/api/clips").json() == {"clips": []}


def test_fifty_uploads_at_once(tmp_path, film):
    limits = Limits(at_once=0, unfinished=6)
    content = film.read_bytes()
    with serving(tmp_path / "data", limits) as served:

        def upload(number):
            body = content if number % 2 else NO_FILM["page"] + bytes(MEGABYTE)
            url = f"http://127.0.0.1:{served.port}/api/clips?name=clip{number}"
            return httpx.put(url, content=body, trust_env=False, timeout=60).status_code

        with ThreadPoolExecutor(50) as pool:
            codes = list(pool.map(upload, range(50)))
        assert set(codes) <= {201, 415, 429}
        kept = served.client.get("/api/clips").json()["clips"]
        assert 1 <= codes.count(201) == len(kept) <= limits.unfinished
        assert served.folders() == sorted(clip["id"] for clip in kept)
        assert served.client.get("/").status_code == 200
    assert sorted(p.name for p in tmp_path.iterdir()) == ["data"]
