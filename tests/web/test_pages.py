"""History, comparison, the report's sandbox and the description of the API."""

import base64
import hashlib
import json
import re
from contextlib import closing
from pathlib import Path

import pytest

import formcheck
from formcheck.document import as_text
from formcheck.report import render
from formcheck.web.app import Place, create_app
from formcheck.web.clip_repository import ClipRepository
from formcheck.web.content import looks_like_film
from formcheck.web.form import ClipForm
from formcheck.web.limits import Limits
from formcheck.web.openapi import description
from formcheck.web.sandbox import sandboxed
from formcheck.web.summary import summary
from report import example
from report.example import typed
from web.conftest import serving


def put_in_repository(data, *analyses):
    """Leave finished analyses in a data folder; return their ids."""
    ids = []
    with closing(ClipRepository(data)) as repository:
        for number, analysis in enumerate(analyses):
            clip = repository.add(ClipForm(name=f"run {number}.mp4", notes="on the <track>"))
            folder = repository.results(clip.id)
            folder.mkdir()
            example.write_pictures(analysis, folder)
            text = as_text(typed(analysis))
            (folder / "analysis.json").write_text(text, encoding="utf-8")
            (folder / "report.html").write_text(render(typed(analysis), folder), encoding="utf-8")
            repository.set(clip.id, "done", summary=summary(typed(analysis)))
            ids.append(clip.id)
    return ids


def test_history_shows_filters_and_compares(tmp_path):
    sound, faulty = example.sound_run(), example.faulty_run()
    ids = put_in_repository(tmp_path / "data", sound, faulty, sound)
    with serving(tmp_path / "data", Limits(at_once=0)) as served:
        text = served.client.get("/history").text
        assert [*re.findall(r'<li data-id="([^"]+)"', text)] == ids[::-1]
        assert f"{round(sound['score']['value'])}</dd>" in text
        assert "on the &lt;track&gt;" in text
        assert 'href="/runners/nobody"' in text
        found = served.client.get("/api/clips", params={"q": "RUN 1"}).json()["clips"]
        assert [clip["id"] for clip in found] == [ids[1]]
        assert served.client.get("/api/clips?state=failed").json() == {"clips": []}

        frame = served.client.get(f"/compare?a={ids[0]}&b={ids[1]}").text
        assert f'src="/compare/page?a={ids[0]}&amp;b={ids[1]}"' in frame
        answer = served.client.get(f"/compare/page?a={ids[0]}&b={ids[1]}")
        assert answer.status_code == 200
        assert "sandbox allow-scripts" in answer.headers["content-security-policy"]
        assert answer.headers["x-frame-options"] == "SAMEORIGIN"
        assert list(served.data.glob(".compare-*")) == []
        started = served.client.post("/api/clips", json={"name": "not yet.mp4"}).json()["id"]
        for path in ("/compare", "/compare/page"):
            answer = served.client.get(f"{path}?a={ids[0]}&b={started}")
            assert answer.status_code == 409
            assert "cannot be compared" in answer.text
        assert served.client.get(f"/compare?a={ids[0]}&b=../x").status_code == 404
        assert served.client.get("/compare").status_code == 404


def test_the_fence_lets_in_one_script_and_brings_the_video_inside(tmp_path):
    (tmp_path / "annotated.mp4").write_bytes(b"film")
    page = tmp_path / "report.html"
    body = '<video src="annotated.mp4"></video><a href="https://x" rel="noreferrer">x</a>'
    page.write_text(f"<style>p{{}}</style>{body}<script>go()</script>", encoding="utf-8")
    text, policy = sandboxed(page)
    assert 'src="data:video/mp4;base64,ZmlsbQ=="' in text
    assert 'target="_blank" rel="noreferrer"' in text
    for kind, content in (("script", b"go()"), ("style", b"p{}")):
        digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}';" in policy
    assert "font-src data:;" in policy
    assert "script-src 'unsafe" not in policy
    page.write_text(f"{body}<script>go()</script><script>steal()</script>", encoding="utf-8")
    assert "script-src" not in sandboxed(page)[1]


def test_the_description_names_every_call_and_only_those(tmp_path):
    app = create_app(Place(tmp_path / "data", ("127.0.0.1:1",)))
    served = {
        (route.path, method.lower())
        for route in app.routes
        if route.path.startswith("/api/")
        for method in route.methods - {"HEAD"}
    }
    told = description()
    described = {(path, method) for path, calls in told["paths"].items() for method in calls}
    assert described == served
    for name in re.findall(r"#/components/schemas/(\w+)", json.dumps(told)):
        assert name in told["components"]["schemas"]


def test_answers_have_the_shape_that_is_described(served, film):
    told = served.client.get("/api/openapi.json").json()["components"]["schemas"]
    clip = served.send(film, age=40).json()
    assert set(clip) == set(told["Clip"]["required"])
    assert set(clip["told"]) <= set(told["ClipForm"]["properties"])
    error = served.client.get("/api/clips/none").json()
    assert set(error["error"]) == set(told["Error"]["properties"]["error"]["required"])
    wrong = served.client.request("TRACE", "/api/clips")
    assert wrong.status_code == 405
    assert wrong.headers["allow"] == "GET, HEAD, POST, PUT"


@pytest.mark.parametrize(
    "head",
    [b"\0\0\0\x18ftypmp42", b"\0\0\0\x08wide\0\0\0\0", b"\x1aE\xdf\xa3" + bytes(8),
     b"RIFF\0\0\0\0AVI ", b"\x47" + bytes(11), b"\0\0\x01\xba" + bytes(8)],
)  # fmt: skip
def test_films_are_known_by_their_first_letters(head):
    assert looks_like_film(head)


def test_the_guide_tells_the_limits_as_they_are():
    limits = Limits()
    guide = (Path(formcheck.__file__).parent / "guides" / "web.md").read_text(encoding="utf-8")
    for words, value in {
        f"{limits.file_bytes / 1e9:g} GB |": limits.file_bytes,
        f"{limits.duration_s / 60:g} minutes, {limits.frames:,} frames": limits.duration_s,
        f"{limits.picture_px / 1e6:g} megapixels": limits.picture_px,
        f"{limits.analysis_s / 3600:g} hour": limits.analysis_s,
        f"{limits.memory_bytes / 1e9:g} GB of address space": limits.memory_bytes,
        f"| {limits.unfinished}; one": limits.unfinished,
        f"{limits.clips:,} analyses, {limits.disk_bytes / 1e9:g} GB": limits.clips,
        f"{limits.silence_s:g} seconds, then": limits.silence_s,
        f"for {limits.unfinished_s / 3600:g} hours": limits.unfinished_s,
    }.items():
        assert words in guide, (words, value)
    for path in re.findall(r"/api/[a-z./]+", guide):
        assert any(known.startswith(path.rstrip("/")) for known in description()["paths"]), path
