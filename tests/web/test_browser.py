"""The whole way in a real browser: file picker, reload, a killed server, report, delete."""

import math
import os
import re
import signal
import subprocess
import sys
import time

import httpx
import pytest

from children import HEARS_CTRL_C
from report import browser
from web.conftest import WAIT_S, until
from web.window import IN_SIGHT, choose_pain, open_page, pick, press

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(browser.executable() is None, reason="no Chromium on this machine"),
]


class Server:
    """``formcheck serve`` as a process of its own."""

    def __init__(self, data, port=0):
        self._log = data.with_suffix(".log")
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "formcheck", "serve", "--no-browser", f"--port={port}"],
                env=os.environ | {"FORMCHECK_DATA": str(data)},
                stderr=log,
                **HEARS_CTRL_C,
            )
        self.base = self._address()
        self.port = int(self.base.rsplit(":", 1)[1])

    def _address(self):
        end = time.monotonic() + 60
        while time.monotonic() < end:
            found = re.search(r"http://[\d.]+:\d+", self._log.read_text(encoding="utf-8"))
            if found:
                return found[0]
            assert self.process.poll() is None, self._log.read_text(encoding="utf-8")
            time.sleep(0.1)
        raise TimeoutError(self._log.read_text(encoding="utf-8"))

    def get(self, path):
        return httpx.get(self.base + path, trust_env=False, timeout=30)

    def clips(self):
        return self.get("/api/clips").json()["clips"]

    def stop(self, how=signal.SIGINT):
        self.process.send_signal(how)
        self.process.wait(60)


@pytest.fixture
def server(tmp_path):
    started = [Server(tmp_path / "data")]
    yield started
    if started[-1].process.poll() is None:
        started[-1].stop()


@pytest.mark.slow
def test_from_the_file_picker_to_the_report_over_a_killed_server(page, server, run_clip, tmp_path):
    base = server[0].base
    page.requests.clear()
    page.complaints.clear()
    open_page(page, base + "/")
    page.run("void (document.querySelector('[name=height_cm]').value = '171')")
    press(page, "#quick")
    pick(page, run_clip)
    page.wait("!document.getElementById('go').disabled")
    press(page, "#go")
    page.wait("location.pathname.startsWith('/clips/')", WAIT_S)
    page.wait("document.getElementById('percent')?.textContent", WAIT_S)
    (clip,) = server[0].clips()
    assert clip["told"] == {"height_cm": 171.0, "model": "full"}
    page.reload()
    page.wait("document.getElementById('cancel')")
    page.wait("parseFloat(document.getElementById('percent').textContent) > 0", WAIT_S)
    assert page.complaints == []

    server[0].stop(signal.SIGKILL)
    page.wait("!document.getElementById('trouble').hidden", WAIT_S)
    server.append(Server(tmp_path / "data", server[0].port))
    page.wait("document.querySelector('iframe.report, .notice:not([hidden]) .fix')", WAIT_S)
    (clip,) = server[1].clips()
    assert clip["state"] == "done", clip["error"]
    folder = tmp_path / "data" / "clips" / clip["id"]
    assert [path.name for path in folder.iterdir()] == ["results"]
    assert page.run("document.querySelector('iframe.report').contentDocument") is None

    page.complaints.clear()
    open_page(page, f"{base}/clips/{clip['id']}/report")
    page.wait("document.body.classList.contains('live')")
    page.wait("document.getElementById('clip').readyState >= 2")
    assert page.run("document.querySelector('h1').textContent") == "run.mp4"
    assert page.run("getComputedStyle(document.body).margin") == "0px"
    assert page.complaints == []

    open_page(page, base + "/history", 390)
    assert page.run("document.documentElement.scrollWidth") <= 390
    press(page, ".delete")
    page.wait("!document.getElementById('undo-bar').hidden")
    assert folder.exists()  # there is a way back
    open_page(page, base + "/")
    until(lambda: not folder.exists())
    assert server[1].clips() == []
    foreign = [url for url in page.requests if not url.startswith((base, "data:", "blob:"))]
    assert foreign == []


def test_a_line_laid_along_something_upright_tells_the_tilt(page, server, film):
    open_page(page, server[0].base + "/", 390)
    pick(page, film)
    page.wait("!document.getElementById('plumb').hidden")
    page.run("void (document.getElementById('preview').open = true)")
    assert page.run("document.querySelector('[name=roll_deg]').value") == ""
    for _ in range(4):  # the upper end to the left: upright things lean left, which is positive
        page.run(
            "void document.getElementById('plumb-top').dispatchEvent("
            "new KeyboardEvent('keydown', {key: 'ArrowLeft', bubbles: true}))"
        )
    size = "document.getElementById('plumb-film').getBoundingClientRect()"
    wide, high = page.run(size + ".width"), page.run(size + ".height")
    leans = math.degrees(math.atan2(0.02 * wide, 0.70 * high))
    told = float(page.run("document.querySelector('[name=roll_deg]').value"))
    assert told == pytest.approx(leans, abs=0.06)
    assert page.run("document.documentElement.scrollWidth") <= 390


def test_fields_flags_and_refusals_on_a_phone(page, server, film, tmp_path):
    base = server[0].base
    open_page(page, base + "/", 390)
    page.complaints.clear()
    assert page.run("document.documentElement.scrollWidth") <= 390
    assert page.run("document.getElementById('red-flags').hidden")
    choose_pain(page, 0)
    assert page.run("document.getElementById('red-flags').hidden")
    choose_pain(page, 4)
    assert page.run("document.getElementById('red-flags').checkVisibility()")
    assert "emergency department" in page.run("document.getElementById('red-flags').textContent")
    assert page.run("document.documentElement.scrollWidth") <= 390
    press(page, "#no-pain")
    assert page.run("document.getElementById('red-flags').hidden")

    page.run("void (document.querySelector('[name=height_cm]').value = '17')")
    pick(page, film)
    page.wait("!document.getElementById('go').disabled")
    press(page, "#go")
    page.wait("document.getElementById('field-trouble')")
    assert page.run("document.getElementById('field-trouble').textContent").startswith("Height")
    assert page.run("document.getElementById('field-trouble').getAttribute('role')") == "alert"
    assert page.run("document.activeElement.name") == "height_cm"
    assert page.run(IN_SIGHT % "field-trouble")
    assert server[0].clips() == []

    page.run("void (document.querySelector('[name=height_cm]').value = '')")
    wrong = tmp_path / "holiday.mp4"
    wrong.write_bytes(b"PK\3\4" + bytes(3_000_000))
    pick(page, wrong)
    press(page, "#go")
    page.wait("document.getElementById('trouble').textContent.includes('not a video')")
    assert page.run(IN_SIGHT % "trouble")
    pick(page, wrong, wrong)
    press(page, "#go")
    page.wait("document.getElementById('trouble').textContent.split('not a video').length === 3")
    assert server[0].clips() == []

    pick(page, film, film)
    page.wait("document.getElementById('go').textContent === 'Analyse 2 clips'")
    press(page, "#go")
    page.wait("location.pathname === '/history'", WAIT_S)
    assert len(server[0].clips()) == 2
    first = server[0].clips()[-1]["id"]
    open_page(page, f"{base}/clips/{server[0].clips()[0]['id']}", 390)
    press(page, "#cancel")
    page.wait("document.querySelector('.stage-words')?.textContent === 'Cancelled'", WAIT_S)
    httpx.post(f"{base}/api/clips/{first}/cancel", trust_env=False)
