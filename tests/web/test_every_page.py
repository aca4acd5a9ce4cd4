"""Every page: whole at three widths, and without a fault that axe-core finds, light and dark."""

import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from formcheck.web.limits import Limits
from report import browser, example
from report.test_accessible import AXE
from web.conftest import serving
from web.test_pages import put_in_repository
from web.window import TABLE_CUT, TOO_WIDE, open_page

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(browser.executable() is None, reason="no Chromium on this machine"),
]

TABLET = 768
"""A width at which pages are only measured: what axe hears changes with the colours."""

VIOLATIONS = """axe.run(document, { resultTypes: ["violations"], iframes: false }).then(
  ({ violations }) => violations.map(
    (v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 120)).join(" | ")}`))"""


@dataclass
class Site:
    base: str
    paths: tuple[str, ...]


@pytest.fixture(scope="module")
def site(tmp_path_factory, film):
    """A server with something on every page."""
    data = tmp_path_factory.mktemp("site") / "data"
    ids = put_in_repository(data, example.sound_run(), example.faulty_run())
    pair = f"a={ids[0]}&b={ids[1]}"
    with serving(data, Limits(at_once=0)) as served:
        waiting = served.send(film).json()["id"]
        ended = served.send(film).json()["id"]
        served.client.post(f"/api/clips/{ended}/cancel")
        anna = served.client.post("/api/runners", json={"name": "Anna"}).json()["id"]
        served.client.put(f"/api/runners/{anna}/pain", json={"day": "2026-01-02", "pain": 3})
        paths = (
            *("/", "/history", "/how-to-film", "/phone", "/join", "/nothing"),
            *("/runners", f"/runners/{anna}", "/runners/nobody", "/runners/nobody/block"),
            *(f"/clips/{waiting}", f"/clips/{ended}", f"/clips/{ids[0]}"),
            *(f"/clips/{ids[0]}/change", f"/clips/{ids[0]}/sheet"),
            *(f"/clips/{ids[0]}/report", f"/compare?{pair}", f"/compare/page?{pair}"),
        )
        yield Site(f"http://127.0.0.1:{served.port}", paths)


@pytest.mark.parametrize(("width", "dark"), [(390, True), (TABLET, False), (1280, False)])
def test_every_page_keeps_within_its_width_and_speaks_to_all(page, site, width, dark):
    cut, faults = {}, {}
    for path in site.paths:
        open_page(page, site.base + path, width, dark=dark)
        if wide := page.run(TOO_WIDE):
            cut[path] = wide
        assert page.run("document.documentElement.scrollWidth") <= width, path
        assert page.run(TABLE_CUT) == 0, path
        assert "<span" not in page.run("document.body.textContent"), path
        shoot(page, path, width)
        if width == TABLET:
            continue
        page.run("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
        page.run(AXE)
        if found := page.run(VIOLATIONS):
            faults[path] = found
    assert page.run("document.querySelectorAll('table.effects').length") > 0
    assert cut == {}
    assert faults == {}


def test_axe_would_find_a_fault(page, site):
    open_page(page, site.base + "/history")
    page.run("document.querySelector('h1').style.color = 'var(--rule)'")
    page.run(AXE)
    assert any("color-contrast" in found for found in page.run(VIOLATIONS))


def shoot(page, path, width):
    folder = os.environ.get("FORMCHECK_SHOTS")
    if folder:
        name = path.partition("?")[0].strip("/").replace("/", "-")[-24:] or "start"
        page.screenshot(Path(folder) / f"{name}-{width}.png")
