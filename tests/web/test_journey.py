"""The whole house: two runners, five clips, a restart in the middle, and what is kept of it.

Uploads, queue, pages and browser are the real ones; only the pose model is spared: each clip is
measured from landmarks that are kept, by what its form says.
"""

import asyncio

import pytest

from formcheck.pipeline import analyze
from formcheck.publishing import publish
from formcheck.settings import OPTIONS, AnalysisSettings
from formcheck.tables.landmarks import write_landmarks
from formcheck.web.form import ClipForm
from formcheck.web.limits import Limits
from formcheck.web.queue import Queue
from formcheck.web.worker import rename_in_results
from quality.figure import figure
from report import browser
from web.conftest import WAIT_S, serving, until, write_film
from web.window import open_page, pick, press, type_into

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(browser.executable() is None, reason="no Chromium on this machine"),
]

CADENCE = {"anna": 168.0, "ben": 186.0}
NAMES = ("anna-1.mp4", "anna-2.mp4", "ben-1.mp4", "ben-2.mp4", "ben-3.mp4")


@pytest.fixture(scope="module")
def films(tmp_path_factory):
    """Five small films, each a file of its own."""
    place = tmp_path_factory.mktemp("films")
    return {name: write_film(place / name, frames=12 + number) for number, name in enumerate(NAMES)}


@pytest.fixture
def measuring(tmp_path, monkeypatch):
    """Measure each clip from landmarks of its own; whose name is ``held`` is never done."""
    held = set()

    def measure(queue, clip):
        number, whose = NAMES.index(clip.name), clip.name.partition("-")[0]
        table = tmp_path / f"{clip.id}.csv"
        track = figure(cadence=CADENCE[whose], seed=number)[0].span(0.0, 6.0)
        write_landmarks(track, table)
        told = {name: getattr(clip.form, name) for name in OPTIONS if name in ClipForm.model_fields}
        settings = {name: value for name, value in told.items() if value}
        result = analyze(table, AnalysisSettings(**settings), landmarks=True)
        results = queue._repository.results(clip.id)
        publish(result, results)
        rename_in_results(results, clip.name)
        return 0

    async def process(queue, clip):
        while clip.name in held:
            await asyncio.sleep(0.05)
        return await asyncio.to_thread(measure, queue, clip)

    monkeypatch.setattr(Queue, "_process", process)
    return held


def add_runner(page, base, name, height):
    open_page(page, base + "/runners", 390)
    type_into(page, "name", name)
    type_into(page, "height_cm", height)
    press(page, "#profile button.main")
    page.wait("document.readyState === 'complete' && location.pathname.length > 20")
    return page.run("location.pathname").rpartition("/")[2]


def send(page, base, runner, *files):
    """Send clips of a runner from the form, which the profile has filled."""
    open_page(page, f"{base}/?runner={runner}", 390)
    type_into(page, "speed_kmh", "5:33")
    pick(page, *files)
    page.wait("!document.getElementById('go').disabled")
    press(page, "#go")
    page.wait(f"location.pathname.startsWith('/{'history' if len(files) > 1 else 'clips/'}')")


def shown_clips(text):
    """Return which of the five clips a page speaks of."""
    return [name for name in NAMES if name in text]


def block_of(served, runner):
    answer = served.client.get(f"/runners/{runner}/block")
    assert answer.status_code == 200
    return answer.text


def cadences(served, whose):
    listed = served.client.get("/api/clips?state=done").json()["clips"]
    own = [clip for clip in listed if clip["name"].startswith(whose)]
    return [clip["summary"]["metrics"]["cadence_spm"]["value"] for clip in own]


def test_two_runners_five_clips_and_a_restart(page, tmp_path, films, measuring):
    data = tmp_path / "data"
    with serving(data, Limits(at_once=1)) as served:
        base, port = f"http://127.0.0.1:{served.port}", served.port
        anna = add_runner(page, base, "Anna", "5'7\"")
        ben = add_runner(page, base, "Ben", "1.83")
        send(page, base, anna, films["anna-1.mp4"], films["anna-2.mp4"])
        send(page, base, ben, films["ben-1.mp4"])
        until(lambda: len(served.client.get("/api/clips?state=done").json()["clips"]) == 3)
        measuring.add("ben-2.mp4")
        send(page, base, ben, films["ben-2.mp4"])
        halfway = page.run("location.pathname").rpartition("/")[2]
        served.wait(halfway, "running")
        page.wait("document.title.includes(' %: ')")  # the page hears of it

    page.wait("!document.getElementById('trouble').hidden", WAIT_S)
    measuring.clear()
    with serving(data, Limits(at_once=1), port=port) as served:
        page.wait("document.querySelector('iframe.report')", WAIT_S)
        assert page.run("location.pathname") == f"/clips/{halfway}"
        send(page, base, ben, films["ben-3.mp4"])
        page.wait("document.querySelector('iframe.report')", WAIT_S)
        last = page.run("location.pathname").rpartition("/")[2]
        own_clips_only(served, anna, ben)
        pain_is_logged(page, served, anna)
        reports_are_shared(page, served, last)
        deleting_can_be_taken_back(page, served, ben, last)


def own_clips_only(served, anna, ben):
    told = {c["name"]: c["told"] for c in served.client.get("/api/clips").json()["clips"]}
    assert sorted(told) == sorted(NAMES)
    for runner, whose, height in ((anna, "anna", 170.2), (ben, "ben", 183.0)):
        for name in (n for n in NAMES if n.startswith(whose)):
            assert told[name]["runner"] == runner
            assert told[name]["height_cm"] == pytest.approx(height)
            assert told[name]["speed_kmh"] == pytest.approx(10.811)
        own = [name for name in NAMES if name.startswith(whose)]
        assert shown_clips(served.client.get(f"/runners/{runner}").text) == own
        block = block_of(served, runner)
        assert shown_clips(block) == own
        assert f"{len(own)} clips, {len(own)} measured" in block
        assert cadences(served, whose) == pytest.approx([CADENCE[whose]] * len(own), abs=2.0)
    clip = next(
        c for c in served.client.get("/api/clips").json()["clips"] if c["told"] == told[own[0]]
    )
    wrong = {"name": clip["name"], **clip["told"], "runner": "nobody"}
    assert served.client.patch(f"/api/clips/{clip['id']}", json=wrong).status_code == 422


def pain_is_logged(page, served, anna):
    before = block_of(served, anna)
    open_page(page, f"{served.client.base_url}/runners/{anna}", 390)
    page.run("""(() => { const form = document.getElementById("pain-log");
        form.elements.pain.value = "4"; form.requestSubmit(); })()""")
    page.wait("document.querySelector('.pain-days li')?.textContent.includes('4 of 10')")
    assert 'id="pain"' not in before
    assert 'id="pain"' in block_of(served, anna)
    assert page.run("document.documentElement.scrollWidth") <= 390


def reports_are_shared(page, served, clip):
    open_page(page, f"{served.client.base_url}/clips/{clip}", 390)
    page.run("""(() => { URL.createObjectURL = (file) => { window.file = file; return "#"; };
        HTMLAnchorElement.prototype.click = function () { window.saved = this.download; }; })()""")
    press(page, "#card")
    page.wait("window.saved")
    made = "createImageBitmap(window.file).then((picture) => [picture.width, picture.height])"
    assert (page.run("window.saved"), page.run(made)) == ("formcheck.png", [1080, 1080])
    offered = page.run("[...document.querySelectorAll('.menu a')].map((a) => a.pathname)")
    for way in ("print/report.pdf", "sheet", "report", "change"):
        assert f"/clips/{clip}/{way}" in offered


def deleting_can_be_taken_back(page, served, ben, clip):
    open_page(page, f"{served.client.base_url}/clips/{clip}", 390)
    press(page, "#delete")
    page.wait("location.pathname === '/history' && !document.getElementById('undo-bar').hidden")
    press(page, "#undo")
    assert page.run(f"!document.querySelector('[data-id=\"{clip}\"]').hidden")
    open_page(page, f"{served.client.base_url}/history", 390)
    assert "ben-3.mp4" in block_of(served, ben)
    press(page, f"[data-id='{clip}'] .delete")
    open_page(page, f"{served.client.base_url}/how-to-film", 390)
    until(lambda: clip not in served.folders())
    assert shown_clips(block_of(served, ben)) == ["ben-1.mp4", "ben-2.mp4"]
