"""Analyses as processes: done, refused, cancelled, too slow, too greedy, taken up again."""

import json
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from formcheck.cli.parser import parse
from formcheck.settings import OPTIONS
from formcheck.web.clip_repository import ClipRepository
from formcheck.web.form import ClipForm, Preferences
from formcheck.web.limits import Limits
from formcheck.web.progress import Live
from web.conftest import serving, until


def processes_of(clip_id):
    """Command lines of this machine that name a clip (where the system shows them)."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes()
        except OSError:
            continue
        if clip_id.encode() in words:
            found.append(words)
    return found


def wait_until_gone(clip_id):
    until(lambda: not processes_of(clip_id))


@pytest.mark.slow
def test_a_film_of_nobody_is_refused_with_its_report_while_others_ask(tmp_path, film):
    """Twenty clients upload and poll meanwhile, and hear nothing but honest answers."""
    with serving(tmp_path / "data", Limits(at_once=2)) as served:
        name = "<b>nobody.mp4"
        logo = b"\x89PNG\r\n\x1a\n" + bytes(40)
        served.client.put("/api/letterhead", params={"name": "Night.png"}, content=logo)
        answers = [
            served.client.put("/api/clips", params={"name": name, "model": "full"},
                              content=film.read_bytes())
            for _ in range(2)
        ]  # fmt: skip
        first, second = (answer.json()["id"] for answer in answers)

        def ask(number):
            with httpx.Client(
                base_url=f"http://127.0.0.1:{served.port}", trust_env=False, timeout=60
            ) as client:
                codes = [client.get(f"/api/clips/{first}").status_code for _ in range(5)]
                codes.append(client.get("/history").status_code)
                page = b"<html>" + bytes(200_000)
                junk = client.put(f"/api/clips?name=junk{number}", content=page)
                return [*codes, junk.status_code]

        with ThreadPoolExecutor(20) as pool:
            for codes in pool.map(ask, range(20)):
                assert codes == [200] * 6 + [415]
        for clip_id in (first, second):
            clip = served.wait(clip_id, "refused", "failed", "done")
            assert clip["state"] == "refused", clip["error"]
            assert clip["summary"]["reasons"]
            assert "report.html" in clip["files"]
            assert not (served.data / "clips" / clip_id / "original").exists()
            assert not (served.data / "clips" / clip_id / "answer.json").exists()
        analysis = served.client.get(f"/api/clips/{first}/files/analysis.json").json()
        assert analysis["clip"]["name"] == name
        report = served.client.get(f"/clips/{first}/report")
        assert "<b>nobody" not in report.text.partition('id="analysis"')[0]
        assert '<img src="data:image/png;base64,' in report.text
        assert 'alt="Night"' in report.text
        policy = report.headers["content-security-policy"]
        assert "script-src 'sha256-" in policy
        assert "sandbox allow-scripts" in policy
        assert "allow-same-origin" not in policy
        served.client.delete(f"/api/clips/{first}")
        assert served.folders() == [second]
        assert served.client.get(f"/clips/{first}/report").status_code == 404


def test_cancel_ends_the_process_and_deletes_the_upload(tmp_path, run_clip):
    with serving(tmp_path / "data", Limits(at_once=1)) as served:
        clip_id = served.send(run_clip).json()["id"]
        waiting = served.send(run_clip).json()["id"]
        served.wait(clip_id, "running")
        with served.client.stream("GET", f"/api/clips/{clip_id}/events") as events:
            lines = events.iter_lines()
            told = json.loads(next(lines).removeprefix("data: "))
            assert told["state"] == "running"
            assert served.clip(waiting)["state"] == "waiting"
            assert served.clip(waiting)["ahead"] == 1
            assert served.client.post(f"/api/clips/{waiting}/cancel").status_code == 200
            answer = served.client.post(f"/api/clips/{clip_id}/cancel")
            assert answer.json()["state"] == "cancelled"
            last = [line for line in lines if line.startswith("data: ")][-1]
            assert json.loads(last.removeprefix("data: "))["state"] == "cancelled"
        wait_until_gone(clip_id)
        assert list((served.data / "clips" / clip_id).glob("original")) == []
        assert served.client.post(f"/api/clips/{clip_id}/cancel").status_code == 409
        assert served.client.delete(f"/api/clips/{clip_id}").status_code == 204
        assert served.client.delete(f"/api/clips/{clip_id}").status_code == 404
        assert "Cancelled" in served.client.get(f"/clips/{waiting}").text


@pytest.mark.parametrize(
    ("limit", "value", "code"),
    [("analysis_s", 0.3, "took_too_long"), ("memory_bytes", 60_000_000, "ended_early")],
)
def test_an_analysis_beyond_its_limits_fails_with_words(tmp_path, run_clip, limit, value, code):
    if limit == "memory_bytes" and os.uname().sysname != "Linux":
        pytest.skip("this system does not limit the memory of a process")
    with serving(tmp_path / "data", Limits(at_once=1, **{limit: value})) as served:
        clip_id = served.send(run_clip).json()["id"]
        clip = served.wait(clip_id, "failed")
        assert clip["error"]["code"] == code
        assert clip["error"]["what"] in served.client.get(f"/clips/{clip_id}").text
        wait_until_gone(clip_id)
        assert served.client.get("/history").status_code == 200


def put_aside(data, film, state, starts=0, **told):
    """Leave a clip behind as a server does that is killed."""
    with closing(ClipRepository(data)) as repository:
        clip = repository.add(ClipForm(name="left.mp4", **told))
        shutil.copy(film, repository.original(clip.id))
        repository.set(clip.id, state, starts=starts)
        (repository.folder(clip.id) / ".results-half").mkdir()
        return clip.id


def test_what_a_killed_server_was_doing_is_taken_up_again(tmp_path, film, run_clip):
    data = tmp_path / "data"
    running = put_aside(data, run_clip, "running", starts=1)
    checking = put_aside(data, film, "checking")
    broken = put_aside(data, film, "running", starts=3)
    half = put_aside(data, film, "receiving")
    with serving(data, Limits(at_once=1)) as served:
        assert served.wait(running, "running")
        assert not (data / "clips" / running / ".results-half").exists()
        assert "again" in served.clip(running)["words"] or served.clip(running)["percent"]
        assert served.wait(checking, "waiting", "running", "refused")
        failed = served.wait(broken, "failed")
        assert failed["error"]["code"] == "keeps_stopping"
        assert served.clip(half)["received"] == film.stat().st_size
        assert served.clip(half)["state"] == "receiving"


def test_a_second_server_on_the_same_data_is_refused(tmp_path):
    from formcheck.errors import UsageError

    with (
        closing(ClipRepository(tmp_path)),
        pytest.raises(UsageError, match="Another formcheck serve"),
    ):
        ClipRepository(tmp_path)


def test_old_analyses_and_given_up_uploads_are_deleted(tmp_path, film):
    data = tmp_path / "data"
    old, young = put_aside(data, film, "done"), put_aside(data, film, "done")
    with closing(ClipRepository(data)) as repository:
        repository.prefer(Preferences(keep_days=30))
        repository._db.execute(
            "UPDATE clip SET created = '2020-01-01T00:00:00' WHERE id = ?", (old,)
        )
    given_up = put_aside(data, film, "receiving")
    for path in (data / "clips" / given_up, *(data / "clips" / given_up).iterdir()):
        os.utime(path, (1, 1))
    with serving(data, Limits(at_once=0)) as served:
        until(lambda: served.folders() == [young])
        assert served.client.get("/api/preferences").json() == {"keep_days": 30}
        for bad in (
            {"keep_days": 0},
            {"keep_days": "x"},
            {"keep_days": True},
            {"keep_days": "7"},
            {"other": 1},
        ):
            assert served.client.put("/api/preferences", json=bad).status_code == 422
        served.client.put("/api/preferences", json={"keep_days": None})
        assert served.client.get("/api/preferences").json() == {"keep_days": None}


@pytest.mark.parametrize("edge", ["ge", "le"])
def test_the_command_line_takes_what_the_form_takes(edge):
    told = {"sex": "f", "model": "full"}
    asked = [name for name in OPTIONS if name in ClipForm.model_fields]
    assert len(asked) > 8
    for name in asked:
        field = ClipForm.model_fields[name]
        for rule in field.metadata:
            told[name] = getattr(rule, edge, told.get(name))
    told = {name: value for name, value in told.items() if value is not None}
    told["blur_faces"] = True
    told["start_s"] = 0.0  # the end comes after it
    told["end_s"] = told["end_s"] or 1.0
    form = ClipForm(name="run.mp4", **told)
    args = parse(["analyze", "run.mp4", *form.words()])
    for name in set(asked) & set(told):
        assert getattr(args, name) == getattr(form, name)
    assert args.blur_faces is True


def test_progress_only_goes_forward_and_keeps_other_words():
    live = Live()
    assert live.left_s() is None
    for done, most in ((0, 10), (5, 10), (10, 10)):
        live.receive(json.dumps({"stage": "pose", "done": done, "total": most}))
    reached = live.percent
    assert reached == 80.0
    live.receive('{"stage": "pose", "done": 1, "total": null}')
    live.receive('{"stage": "numbers", "done": 1, "total": 1}')
    assert live.stage == "numbers"
    assert live.percent == 81.0 > reached
    live.receive('{"stage": "report", "done": 1, "total": 1}')
    assert live.percent == 99.0
    assert live.left_s() is not None
    for line in ("W0000 something", '{"stage": "pose"}', '{"stage": "x", "done": 1, "total": 1}',
                 "{", '{"stage": "pose", "done": "x", "total": 3}'):  # fmt: skip
        live.receive(line)
    assert len(live.last_words) == 5
    assert live.percent == 99.0
