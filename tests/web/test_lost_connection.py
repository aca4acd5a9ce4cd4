"""A lost connection, a reload, a restarted server: seen from the page in a real browser."""

import pytest

from formcheck.web.limits import Limits
from report import browser
from web.conftest import WAIT_S, serving
from web.window import open_page, pick, press

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(browser.executable() is None, reason="no Chromium on this machine"),
]


@pytest.fixture
def block(page):
    """Let the browser lose what goes to addresses that fit."""

    def these(*patterns):
        page.call("Network.setBlockedURLs", urls=list(patterns))

    yield these
    these()


def test_a_cut_off_upload_goes_on_by_its_file_with_what_is_said_now(page, served, film, block):
    content = film.read_bytes()
    told = {"name": film.name, "size": len(content), "height_cm": 160}
    begun = served.client.post("/api/clips", json=told).json()["id"]
    served.client.put(f"/api/clips/{begun}", content=content[: len(content) // 2])
    base = str(served.client.base_url)
    open_page(page, base + "/", 390)
    page.run("void localStorage.clear()")
    page.run("""(() => { const input = document.querySelector("[name=height_cm]");
        input.value = "171"; input.dispatchEvent(new Event("input", { bubbles: true })); })()""")
    press(page, "input[name=back_pain][value='2']")
    page.reload()
    page.wait("document.querySelector('[name=height_cm]')?.value === '171'")

    pick(page, film)
    page.wait("!document.getElementById('go').disabled")
    block("*offset=*")
    page.run("""void (window.seen = [], new MutationObserver(() => seen.push(
        Number(document.getElementById("bar").value))).observe(
        document.getElementById("bar"), { attributes: true }))""")
    press(page, "#go")
    page.wait("document.getElementById('sending-words')?.textContent.includes('Waiting for the')")
    assert page.run("document.getElementById('sending').getBoundingClientRect().top >= 0")
    assert page.run(
        "document.getElementById('sending-words').getBoundingClientRect().bottom <= innerHeight"
    )
    bars = page.run("seen")
    assert bars == sorted(bars)
    block()
    page.wait(f"location.pathname === '/clips/{begun}'", WAIT_S)
    assert [clip["id"] for clip in served.client.get("/api/clips").json()["clips"]] == [begun]
    assert served.clip(begun)["told"] == {"height_cm": 171.0, "back_pain": 2}


def test_an_open_page_of_a_phone_that_a_restarted_server_forgot(
    page, tmp_path, film, monkeypatch, block
):
    with serving(tmp_path / "data", Limits(at_once=0)) as served:
        clip = served.send(film).json()["id"]
        block("*/events")  # so it asks every two seconds
        open_page(page, f"http://127.0.0.1:{served.port}/clips/{clip}", 390)
        assert "Scan the code again" not in page.run("document.body.textContent")
        monkeypatch.setattr("formcheck.web.security.is_this_machine", lambda _: False)
        page.wait("document.querySelector('h1')?.textContent === 'Scan the code again.'")
        size = page.run("parseFloat(getComputedStyle(document.querySelector('.intro')).fontSize)")
        assert size >= 16
