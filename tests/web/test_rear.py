"""The same run from behind: a second film beside the first, from the upload to the report."""

import asyncio
import json
import re
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest

from formcheck.cli.parser import parse
from formcheck.publishing import publish
from formcheck.session import analyze_session
from formcheck.settings import AnalysisSettings
from formcheck.store.folder import read_analysis
from formcheck.web import queue as queue_module
from formcheck.web.clip_repository import ClipRepository
from formcheck.web.form import ClipForm
from formcheck.web.limits import Limits
from formcheck.web.pace import frames_to_read
from formcheck.web.progress import Live
from formcheck.web.queue import Queue
from formcheck.web.sandbox import sandboxed
from formcheck.web.summary import summary
from formcheck.web.worker import rename_in_results
from report import browser
from web.conftest import ROOT, WAIT_S, serving, write_film
from web.test_uploads import NO_FILM
from web.window import open_page, pick, press

DATA = ROOT / "tests" / "data"


@pytest.fixture(scope="module")
def behind(tmp_path_factory):
    return write_film(tmp_path_factory.mktemp("behind") / "behind.mp4", frames=14)


def announce(served, film, behind, **told):
    films = {"name": film.name, "size": film.stat().st_size}
    rear = {"rear_name": behind.name, "rear_size": behind.stat().st_size}
    answer = served.client.post("/api/clips", json=films | rear | told)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


# ------------------------------------------------------------------- upload
def test_a_clip_waits_once_both_films_are_there(served, film, behind):
    size = behind.stat().st_size
    clip_id = announce(served, film, behind)
    url, half = f"/api/clips/{clip_id}", size // 2
    first = served.client.put(url, content=film.read_bytes()).json()
    assert first["state"] == "receiving"
    assert first["rear"] == {"name": "behind.mp4", "size": size, "received": 0}
    part = served.client.put(f"{url}/rear", content=behind.read_bytes()[:half]).json()
    assert (part["state"], part["rear"]["received"]) == ("receiving", half)
    share = 100 * (film.stat().st_size + half) // (film.stat().st_size + size)
    assert f"{share} %" in part["words"]
    wrong = served.client.put(f"{url}/rear", params={"offset": 0}, content=b"x")
    assert wrong.json()["error"]["code"] == "wrong_offset"
    rest = behind.read_bytes()[half:]
    whole = served.client.put(f"{url}/rear", params={"offset": half}, content=rest).json()
    assert whole["state"] == "waiting"
    assert whole["told"] == {}
    assert whole["facts"]["rear"]["frames"] == 14
    folder = served.data / "clips" / clip_id
    assert (folder / "original").read_bytes() == film.read_bytes()
    assert (folder / "original-rear").read_bytes() == behind.read_bytes()
    assert (folder / "original-rear").stat().st_mode & 0o077 == 0
    late = served.client.put(f"{url}/rear", params={"offset": size}, content=b"more")
    assert late.status_code == 409


def test_the_film_from_behind_may_come_first_or_after_one_call(served, film, behind):
    clip_id = announce(served, film, behind)
    url = f"/api/clips/{clip_id}"
    assert served.client.put(f"{url}/rear", content=behind.read_bytes()).json()["state"] == (
        "receiving"
    )
    assert served.client.put(url, content=film.read_bytes()).json()["state"] == "waiting"
    sent = served.send(film, rear_name="b.mp4", rear_size=behind.stat().st_size).json()
    assert sent["state"] == "receiving"
    url = f"/api/clips/{sent['id']}/rear"
    assert served.client.put(url, content=behind.read_bytes()).json()["state"] == "waiting"


def test_cancel_and_delete_take_both_films(served, film, behind):
    ids = [announce(served, film, behind) for _ in range(2)]
    for clip_id in ids:
        served.client.put(f"/api/clips/{clip_id}", content=film.read_bytes())
        served.client.put(f"/api/clips/{clip_id}/rear", content=behind.read_bytes())
    served.client.post(f"/api/clips/{ids[0]}/cancel")
    assert list((served.data / "clips" / ids[0]).iterdir()) == []
    served.client.delete(f"/api/clips/{ids[1]}")
    assert served.folders() == [ids[0]]


def test_what_is_no_film_is_refused_by_its_name_and_leaves_nothing(served, film, behind):
    content = NO_FILM["playlist"]
    clip_id = announce(served, film, behind, rear_size=len(content), rear_name="../b.mp4")
    served.client.put(f"/api/clips/{clip_id}", content=film.read_bytes())
    answer = served.client.put(f"/api/clips/{clip_id}/rear", content=content)
    assert answer.status_code == 415
    assert answer.json()["error"]["what"].startswith("b.mp4: The file is not a video")
    assert served.client.get("/api/clips").json() == {"clips": []}
    assert served.folders() == []


def test_a_film_from_behind_by_its_first_letters_only_is_refused(served, film, behind):
    content = b"\0\0\0\x18ftypmp42" + bytes(500)
    clip_id = announce(served, film, behind, rear_size=len(content))
    served.client.put(f"/api/clips/{clip_id}/rear", content=content)
    headers = {"accept-language": "de"}
    answer = served.client.put(f"/api/clips/{clip_id}", content=film.read_bytes(), headers=headers)
    assert answer.status_code == 415
    error = answer.json()["error"]
    assert error["what"].startswith("behind.mp4: ")
    assert error["words"].startswith("behind.mp4: ")
    assert error["what"] not in error["words"]
    assert served.folders() == []


def test_limits_hold_for_the_film_from_behind(tmp_path, film):
    """The film from the side keeps within them, by itself."""
    big = write_film(tmp_path / "big.mp4", frames=4, size=(144, 176))
    limits = Limits(at_once=0, picture_px=20_000, disk_bytes=30_000_000)
    with serving(tmp_path / "data", limits) as served:
        assert served.send(film).status_code == 201
        told = {"name": "a", "size": film.stat().st_size, "rear_name": "b", "rear_size": 40_000_000}
        assert served.client.post("/api/clips", json=told).status_code == 507
        url = f"/api/clips/{announce(served, film, big)}"
        served.client.put(url, content=film.read_bytes())
        answer = served.client.put(f"{url}/rear", content=big.read_bytes())
        assert answer.status_code == 413
        assert answer.json()["error"]["what"].startswith("big.mp4: The picture is 176 x 144")
        assert len(served.folders()) == 1


def test_more_than_was_announced_is_not_taken(tmp_path, film, behind):
    most = max(path.stat().st_size for path in (film, behind))
    with serving(tmp_path / "data", Limits(at_once=0, file_bytes=most)) as served:
        told = {"name": "a", "size": 10, "rear_name": "b", "rear_size": most + 1}
        assert served.client.post("/api/clips", json=told).status_code == 413
        clip_id = announce(served, film, behind, rear_size=20)
        url = f"/api/clips/{clip_id}/rear"
        assert served.client.put(url, content=behind.read_bytes()[:30]).status_code == 413


@pytest.mark.parametrize(
    "told", [{"rear_size": 5}, {"rear_name": "b"}, {"rear_name": "b", "rear_size": 0},
             {"rear_name": "b", "rear_size": 5, "size": None}]
)  # fmt: skip
def test_half_an_announcement_is_refused(served, told):
    answer = served.client.post("/api/clips", json={"name": "a", "size": 5} | told)
    assert answer.status_code == 422
    assert "rear" in answer.json()["error"]["what"]


def test_what_was_not_announced_is_not_taken_and_no_link_is_followed(served, film, behind):
    one = served.client.post("/api/clips", json={"name": "a.mp4", "size": 500}).json()["id"]
    url = f"/api/clips/{one}"
    answer = served.client.put(f"{url}/rear", content=behind.read_bytes())
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "not_receiving")
    added = {"name": "a.mp4", "size": 500, "rear_name": "b", "rear_size": 5}
    assert served.client.patch(url, json=added).status_code == 409
    two = announce(served, film, behind)
    kept = served.data / "kept.txt"
    kept.write_text("mine")
    (served.data / "clips" / two / "original-rear").symlink_to(kept)
    answer = served.client.put(f"/api/clips/{two}/rear", content=behind.read_bytes())
    assert answer.status_code == 404
    assert kept.read_text() == "mine"


# ----------------------------------------------------------------- analysis
def stored(data, film, behind, state="waiting", **told):
    rear = {"rear_name": "behind.mp4", "rear_size": behind.stat().st_size}
    with closing(ClipRepository(data)) as repository:
        clip = repository.add(ClipForm(name="run.mp4", size=film.stat().st_size, **rear, **told))
        for path, content in zip(repository.films(clip), (film, behind), strict=True):
            path.write_bytes(content.read_bytes())
        return repository.set(clip.id, state)


def answering(monkeypatch, error):
    """Let the analysis end with an error; return the tasks that it was given."""
    tasks = []

    async def process(*words, stdout, **_options):
        task = json.loads(words[-1])
        tasks.append(task | {"args": parse(task["words"])})
        stdout.write(json.dumps({"error": error}).encode())
        stdout.flush()

        async def ended():
            return 2

        return SimpleNamespace(stderr=None, returncode=2, wait=ended)

    monkeypatch.setattr(queue_module.asyncio, "create_subprocess_exec", process)
    return tasks


MIXED_UP = (
    "{} was given as the film from behind, but shows the runner from the side.",
    "Give the film from the side first, the one from behind after --rear.",
)
SAME = (
    "{} is the same film as original.",
    "Give two films of one run: one from the side, one from behind.",
)


@pytest.mark.parametrize(("error", "told"), [
    (MIXED_UP, "behind.mp4 was given as the film from behind, but"),
    (SAME, "behind.mp4 is the same film as run.mp4."),
])  # fmt: skip
def test_the_command_gets_both_films_and_a_mix_up_is_told(
    tmp_path, film, behind, monkeypatch, error, told
):
    what, fix = error
    failure = {"code": "usage", "what": what.format("original-rear"), "fix": fix}
    tasks = answering(monkeypatch, failure)
    clip = stored(tmp_path, film, behind)
    with closing(ClipRepository(tmp_path)) as repository:
        asyncio.run(Queue(repository, Limits(at_once=1))._analyse(clip))
        ended = repository.get(clip.id)
        assert not any(path.exists() for path in repository.films(clip))
    args = tasks[0]["args"]
    assert (Path(args.clip).name, args.rear.name) == ("original", "original-rear")
    assert tasks[0]["rear_name"] == "behind.mp4"
    assert ended.state == "failed"
    assert ended.error["what"].startswith(told)
    assert "--" not in ended.error["fix"]


def test_both_films_count_for_the_time_and_the_bar():
    facts = {"frames": 100, "duration_s": 10.0, "fps": 10.0, "rear": {"frames": 50}}
    assert frames_to_read(facts, ClipForm(name="a")) == 150
    assert frames_to_read(facts, ClipForm(name="a", end_s=5.0)) == 100
    live, seen = Live(films=2), []
    for stage, done in (("pose", 10), ("numbers", 1), ("pose", 5), ("pose", 10), ("numbers", 1),
                        ("video", 10), ("video", 5), ("report", 1)):  # fmt: skip
        live.receive(json.dumps({"stage": stage, "done": done, "total": 10}))
        seen.append(round(live.percent))
    assert seen == [40, 40, 60, 80, 80, 89, 93, 97]


# ------------------------------------------------------------------- report
@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    settings = AnalysisSettings(height_cm=171)
    result = analyze_session(
        DATA / "overstrider.csv", DATA / "behind.csv", settings, landmarks=True
    )
    return publish(result, tmp_path_factory.mktemp("measured") / "run"), result.analysis


@pytest.fixture
def done(tmp_path, film, behind, measured):
    """A clip that has been measured from both films, with a video of that from behind."""
    folder, analysis = measured
    data = tmp_path / "data"
    clip = stored(data, film, behind, height_cm=171.0)
    with closing(ClipRepository(data)) as repository:
        results = repository.results(clip.id)
        results.mkdir()
        for path in (path for path in folder.rglob("*") if path.is_file()):
            place = results / path.relative_to(folder)
            place.parent.mkdir(exist_ok=True, parents=True)
            place.write_bytes(path.read_bytes())
        (results / "rear" / "annotated.mp4").write_bytes(behind.read_bytes())
        rename_in_results(results, "run.mp4", "behind.mp4")
        repository.clear(clip.id, original=True)
        repository.set(clip.id, "done", summary=summary(analysis))
    return data, clip.id


def test_both_films_are_called_what_their_owner_calls_them(done):
    data, clip_id = done
    results = data / "clips" / clip_id / "results"
    document = read_analysis(results)
    assert (document.clip.name, document.rear.clip.name) == ("run.mp4", "behind.mp4")
    assert read_analysis(results / "rear").clip.name == "behind.mp4"
    with serving(data, Limits(at_once=0)) as served:
        assert "rear-annotated.mp4" in served.clip(clip_id)["files"]
        files = f"/api/clips/{clip_id}/files"
        saved = served.client.get(f"{files}/rear-annotated.mp4")
        assert saved.status_code == 200
        assert 'filename="rear-annotated.mp4"' in saved.headers["content-disposition"]
        for name in ("rear/..%2f..%2foriginal", "rear/annotated.mp4", "rear"):
            assert served.client.get(f"{files}/{name}").status_code == 404
        outside = data / "outside"
        (results / "rear").rename(outside)
        (results / "rear").symlink_to(outside)
        assert served.client.get(f"{files}/rear-annotated.mp4").status_code == 404


def test_a_large_video_from_behind_is_brought_into_the_sandbox(tmp_path):
    page = tmp_path / "report.html"
    page.write_text('<head></head><video src="annotated.mp4"></video>'
                    '<video src="rear/annotated.mp4"></video>')  # fmt: skip
    (tmp_path / "rear").mkdir()
    (tmp_path / "annotated.mp4").write_bytes(b"side")
    (tmp_path / "rear" / "annotated.mp4").write_bytes(b"rear")
    text, policy = sandboxed(page)
    assert re.findall(r'src="data:video/mp4;base64,(\w+=*)"', text) == ["c2lkZQ==", "cmVhcg=="]
    assert "media-src data:" in policy


def test_what_is_told_later_holds_for_both_films(done):
    data, clip_id = done
    before = read_analysis(data / "clips" / clip_id / "results")
    with serving(data, Limits(at_once=0)) as served:
        told = {"name": "Monday.mp4", "height_cm": 190.0, "notes": "in rain"}
        answer = served.client.patch(f"/api/clips/{clip_id}", json=told)
        assert answer.status_code == 200, answer.text
        assert answer.json()["rear"]["name"] == "behind.mp4"
        page = served.client.get(f"/clips/{clip_id}/report").text
        refused = served.client.patch(f"/api/clips/{clip_id}", json=told | {"start_s": 1.0})
        assert refused.json()["error"]["code"] == "film_gone"
    now = read_analysis(data / "clips" / clip_id / "results")
    assert (now.clip.name, now.rear.clip.name) == ("Monday.mp4", "behind.mp4")
    assert now.rear.settings["height_cm"] == 190.0
    assert now.rear == read_analysis(data / "clips" / clip_id / "results" / "rear")
    widths = [{row.metric: row.value for row in d.metrics}["step_width_cm"] for d in (before, now)]
    assert widths[1] == pytest.approx(widths[0] * 190 / 171, rel=0.02)
    assert page.count("<video") == 1  # that from behind: of the other none was drawn


def test_a_kept_pair_is_measured_again_with_both_films(done, film, behind, monkeypatch):
    data, clip_id = done
    with closing(ClipRepository(data)) as repository:
        for path, content in zip(
            repository.films(repository.get(clip_id)), (film, behind), strict=True
        ):
            path.write_bytes(content.read_bytes())
    with serving(data, Limits(at_once=0)) as served:
        told = {"name": "run.mp4", "height_cm": 171.0, "start_s": 0.1}
        answer = served.client.patch(f"/api/clips/{clip_id}", json=told).json()
        assert (answer["state"], answer["rear"]["name"]) == ("waiting", "behind.mp4")
    tasks = answering(monkeypatch, {"code": "x", "what": "No.", "fix": ""})
    with closing(ClipRepository(data)) as repository:
        asyncio.run(Queue(repository, Limits())._analyse(repository.get(clip_id)))
    assert tasks[0]["args"].rear.name == "original-rear"


# ------------------------------------------------------------------ browser
@pytest.mark.browser
@pytest.mark.skipif(browser.executable() is None, reason="no Chromium on this machine")
def test_both_clips_go_from_the_form_and_an_upload_that_broke_off_goes_on(
    page, served, film, behind
):
    begun = announce(served, film, behind)
    served.client.put(f"/api/clips/{begun}", content=film.read_bytes())
    served.client.put(f"/api/clips/{begun}/rear", content=behind.read_bytes()[:100])
    open_page(page, str(served.client.base_url) + "/", 390)
    press(page, "#behind summary")
    pick(page, behind, into="#behind-file")
    page.wait("document.getElementById('behind-chosen').textContent.startsWith('behind.mp4')")
    pick(page, film, film)
    page.wait("document.getElementById('behind').hidden")
    pick(page, film)
    page.wait(
        "!document.getElementById('go').disabled && !document.getElementById('behind').hidden"
    )
    press(page, "#go")
    page.wait(f"location.pathname === '/clips/{begun}'", WAIT_S)
    assert [clip["id"] for clip in served.client.get("/api/clips").json()["clips"]] == [begun]
    clip = served.clip(begun)
    assert clip["state"] == "waiting"
    assert clip["rear"]["received"] == behind.stat().st_size
