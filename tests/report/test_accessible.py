"""The page against axe-core's rules (WCAG 2.1 A and AA, and good practice), and valid HTML.

axe-core comes with the development packages (``axe-core-python`` carries the script), so that no
network is needed.
"""

from importlib.resources import files

import html5lib
import pytest

from formcheck.report import render
from report import browser, example
from report.test_browser import show, written

AXE = files("axe_core_python").joinpath("axe.min.js").read_text(encoding="utf-8")
RUN = """axe.run(document, { resultTypes: ["violations"] }).then((found) => found.violations.map(
    (v) => `${v.impact} ${v.id}: ${v.nodes.map((n) => n.html.slice(0, 120)).join(" | ")}`
))"""
BUILD = {
    "sound": (example.sound_run, 8),
    "faulty": (example.faulty_run, 16),
    "refused": (example.refused_clip, None),
}


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    with browser.browser(tmp_path_factory.mktemp("profile")) as opened:
        yield opened


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    return {
        name: written(build(), tmp_path_factory.mktemp(name), seconds=seconds)
        for name, (build, seconds) in BUILD.items()
    }


@pytest.mark.browser
@pytest.mark.skipif(browser.executable() is None, reason="no Chromium on this machine")
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("name", sorted(BUILD))
def test_axe_finds_nothing(page, pages, name, width, dark):
    show(page, pages[name], width, dark=dark)
    page.run("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    page.run(AXE)
    assert page.run(RUN) == []
    page.run("document.querySelector('h1').style.color = 'var(--rule)'")
    assert [found for found in page.run(RUN) if "color-contrast" in found]


@pytest.mark.parametrize("name", sorted(BUILD))
def test_a_strict_html5_parser_accepts_the_page(tmp_path, name):
    analysis = BUILD[name][0]()
    example.write_pictures(analysis, tmp_path)
    parser = html5lib.HTMLParser(strict=True)
    parser.parse(render(example.typed(analysis), tmp_path))


def test_the_strict_parser_would_complain():
    with pytest.raises(html5lib.html5parser.ParseError):
        html5lib.HTMLParser(strict=True).parse("<!DOCTYPE html><p><div></p></span>")
