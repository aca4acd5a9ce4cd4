"""What browsers give to secure pages alone: an installed page, a notice. Not over the Wi-Fi."""

import json

import pytest

from report import browser
from web.window import open_page, press

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(browser.executable() is None, reason="no Chromium on this machine"),
]

PRETENDS = """
    window.told = [];
    window.Notification = class {
      static permission = "default";
      static async requestPermission() { return "%s"; }
      constructor(title, { body }) { window.told.push([title, body]); }
    };
    Object.defineProperty(document, "hidden", { get: () => true });
"""
NOT_SECURE = "Object.defineProperty(window, 'isSecureContext', { get: () => false });"


@pytest.fixture
def beforehand(page):
    """Run a script before those of each page."""
    made = []

    def run(script):
        answer = page.call("Page.addScriptToEvaluateOnNewDocument", source=script)
        made.append(answer["identifier"])

    yield run
    for identifier in made:
        page.call("Page.removeScriptToEvaluateOnNewDocument", identifier=identifier)


def test_the_page_can_be_installed_here(page, served):
    base = f"http://127.0.0.1:{served.port}"
    open_page(page, base + "/")
    found = page.call("Page.getAppManifest")
    assert found["errors"] == []
    assert found["url"] == base + "/static/formcheck.webmanifest"
    told = json.loads(found["data"])
    assert (told["start_url"], told["display"]) == ("/", "standalone")
    answer = served.client.get("/static/formcheck.webmanifest")
    assert answer.headers["content-type"].startswith("application/manifest+json")
    for icon in told["icons"]:
        assert served.client.get(icon["src"]).headers["content-type"] == icon["type"]


def test_over_the_wifi_nothing_is_offered(page, served, film, beforehand, monkeypatch):
    clip = served.send(film).json()["id"]
    monkeypatch.setattr("formcheck.web.pages.is_this_machine", lambda _: False)
    beforehand(PRETENDS % "granted" + NOT_SECURE)
    open_page(page, f"http://127.0.0.1:{served.port}/clips/{clip}", 390)
    page.wait("document.title.includes(' %: ')")
    assert page.run("document.querySelector('link[rel=manifest]')") is None
    assert not page.run("document.getElementById('notice').checkVisibility()")


def test_a_notice_tells_that_a_clip_has_ended(page, served, film, beforehand):
    clip = served.send(film, name="Monday.mp4").json()["id"]
    beforehand(PRETENDS % "granted")
    open_page(page, f"http://127.0.0.1:{served.port}/clips/{clip}", 390)
    page.wait("document.getElementById('notice').checkVisibility()")
    press(page, "#notice")
    page.wait("document.getElementById('notice-words').checkVisibility()")
    assert page.run("told") == []
    page.run("""void (window.kept = [], addEventListener("pagehide", () => {
        sessionStorage.setItem("told", JSON.stringify(window.told)); }))""")
    served.client.post(f"/api/clips/{clip}/cancel")
    page.wait("document.querySelector('.stage-words')?.textContent === 'Cancelled'")
    told = json.loads(page.run("sessionStorage.getItem('told')"))
    assert told == [["formcheck", "The analysis has ended: Monday.mp4"]]


def test_who_says_no_is_not_asked_again(page, served, film, beforehand):
    clip = served.send(film).json()["id"]
    beforehand(PRETENDS % "denied")
    open_page(page, f"http://127.0.0.1:{served.port}/clips/{clip}", 390)
    page.wait("document.getElementById('notice').checkVisibility()")
    press(page, "#notice")
    page.wait("!document.getElementById('notice').checkVisibility()")
    assert not page.run("document.getElementById('notice-words').checkVisibility()")
