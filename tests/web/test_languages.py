"""Web pages in the visitor's language: no English is left, whole at 390 px, nothing for axe."""

import asyncio
import json
from contextlib import closing
from pathlib import Path

import pytest
from tests.locales.pseudo import CODE, english

from formcheck.cli.app import main
from formcheck.document import as_json
from formcheck.languages import LANGUAGES, SOURCE
from formcheck.store.folder import read_analysis
from formcheck.web import worker
from formcheck.web.clip_repository import ClipRepository
from formcheck.web.form import ClipForm
from formcheck.web.limits import Limits
from report import browser, example
from report.test_accessible import AXE
from web.conftest import serving
from web.test_every_page import VIOLATIONS
from web.test_pages import put_in_repository
from web.window import TOO_WIDE, open_page

TABLE = Path(__file__).parents[1] / "data" / "overstrider.csv"
GIVEN = r"Your foot lands far ahead of your hip|run|Anna|track|<li><a [^>]*download>.*?</a>"


def furnished(data):
    """Leave something for every page; return what leads to it."""
    ids = put_in_repository(data, example.sound_run(), example.faulty_run())
    with closing(ClipRepository(data)) as repository:
        failed = repository.add(ClipForm(name="run 3.mp4"))
        error = {
            "code": "unreadable_file",
            "what": "run 3.mp4 cannot be read as video: it is empty.",
            "fix": "Copy the original from the camera again, or convert it to MP4 (H.264).",
        }
        repository.set(failed.id, "failed", error=error)
    return ids, failed.id


def paths(served, ids, failed):
    """Return the addresses of all pages."""
    anna = served.client.post("/api/runners", json={"name": "Anna"}).json()["id"]
    served.client.put(f"/api/runners/{anna}/pain", json={"day": "2026-01-02", "pain": 3})
    return (
        *("/", "/history", "/how-to-film", "/phone", "/join", "/nothing", "/runners"),
        *(f"/runners/{anna}", "/runners/nobody", f"/clips/{ids[0]}", f"/clips/{failed}"),
        *(f"/clips/{ids[0]}/change", f"/compare?a={ids[0]}&b={ids[1]}"),
    )


@pytest.mark.usefixtures("pseudo")
def test_no_english_is_left_on_any_page(tmp_path):
    ids, failed = furnished(tmp_path / "data")
    with serving(tmp_path / "data", Limits(at_once=0)) as served:
        served.client.cookies.set("lang", CODE)
        left = {}
        for path in paths(served, ids, failed):
            page = served.client.get(path).text
            assert f'<html lang="{CODE}">' in page, path
            if found := english(page, GIVEN):
                left[path] = found
        assert left == {}
        block = served.client.get("/runners/nobody/block").text
        assert f'<html lang="{CODE}">' in block


def test_a_refusal_is_told_in_the_visitors_language_and_to_programs_in_english(tmp_path):
    with serving(tmp_path / "data", Limits(at_once=0)) as served:
        german = {"accept-language": "de"}
        error = served.client.get("/api/clips/nobody", headers=german).json()["error"]
        assert error["what"] == "There is no such clip here."
        assert error["words"].startswith("Diesen Clip gibt es hier nicht. ")
        wrong = {"name": "run.mp4", "height_cm": 9}
        error = served.client.post("/api/clips", json=wrong, headers=german).json()["error"]
        assert error["words"].startswith("height_cm: die Eingabe muss mindestens 100 sein.")


def test_what_the_history_keeps_is_told_anew_to_each(tmp_path):
    call = ("analyze", "--landmarks", str(TABLE), "--out", str(tmp_path / "run"), "--only-data")
    assert main([*call, "--speed-kmh", "10", "--quiet"]) == 0
    (clip,) = put_in_repository(tmp_path / "data", as_json(read_analysis(tmp_path / "run")))
    with serving(tmp_path / "data", Limits(at_once=0)) as served:
        said = {}
        for code in ("en", "de"):
            told = served.client.get(f"/api/clips/{clip}", headers={"accept-language": code})
            said[code] = told.json()["summary"]
        assert "said" not in said["en"]
        assert said["en"]["first_finding"] != said["de"]["first_finding"]
        assert said["en"]["score"] == said["de"]["score"]


def test_what_is_drawn_speaks_the_language_in_which_a_clip_was_sent(tmp_path, film, monkeypatch):
    started, real = [], asyncio.create_subprocess_exec

    async def start(*words, **how):
        if "formcheck.web.worker" not in words:
            return await real(*words, **how)
        started.append(json.loads(words[-1])["words"])
        raise OSError

    monkeypatch.setattr(asyncio, "create_subprocess_exec", start)
    with serving(tmp_path / "data") as served:
        served.client.headers["accept-language"] = "fr"
        clip = served.send(film).json()
        served.wait(clip["id"], "failed")
        assert "language" not in served.clip(clip["id"])["told"]
        served.wait(served.send(film, language="es").json()["id"], "failed")
    languages = [word for words in started for word in words if word.startswith("--lang=")]
    assert languages == ["--lang=fr", "--lang=es"]


def test_the_report_that_is_kept_is_english_whatever_language_was_drawn(tmp_path):
    words = ["analyze", "--landmarks", str(TABLE), "--out", str(tmp_path / "run"), "--quiet"]
    assert worker._command_line([*words, "--lang=de", "--only-data", "--json"]) == 0
    worker.rename_in_results(tmp_path / "run", "Anna")
    assert '<html lang="en">' in (tmp_path / "run" / "report.html").read_text(encoding="utf-8")


def test_a_language_that_was_chosen_stays(tmp_path):
    with serving(tmp_path / "data", Limits(at_once=0)) as served:
        page = served.client.get("/?lang=de", headers={"accept-language": "en"})
        assert '<html lang="de">' in page.text
        assert 'aria-current="true">Deutsch</a>' in page.text
        assert '<html lang="de">' in served.client.get("/history").text


@pytest.mark.browser
@pytest.mark.skipif(browser.executable() is None, reason="no Chromium on this machine")
@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != SOURCE])
def test_pages_fit_a_phone_and_speak_to_all(page, tmp_path, code):
    ids, failed = furnished(tmp_path / "data")
    wide, faults = {}, {}
    with serving(tmp_path / "data", Limits(at_once=0)) as served:
        base = f"http://127.0.0.1:{served.port}"
        page.go(f"{base}/join?lang={code}")
        for path in paths(served, ids, failed):
            open_page(page, base + path, 390)
            if cut := page.run(TOO_WIDE):
                wide[path] = cut
            # Of what axe hears, a language changes names only: one beside English is enough.
            if code == "de" and (path in ("/", "/history") or path.startswith("/runners/")):
                page.run(AXE)
                faults |= {path: found} if (found := page.run(VIOLATIONS)) else {}
        page.go(f"{base}/join?lang={SOURCE}")
    assert wide == {}
    assert faults == {}
