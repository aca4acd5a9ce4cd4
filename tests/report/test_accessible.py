"""The page against axe-core's rules (WCAG 2.1 A and AA, and good practice), and valid HTML.

axe-core comes with the development packages (``axe-core-python`` carries the script), so that no
network is needed.

What axe finds hangs on elements and names, or on width and colours; a language changes names and
the lengths of words. So each width and colour scheme is met once, in a language of its own: all
languages are heard by axe, at no run more than one language took. On a phone these are the two
that need most room, German by its longest word and French by the length of all its texts.
"""

from importlib.resources import files

import html5lib
import pytest

from formcheck.locales import LANGUAGES, speaking
from formcheck.report import render, render_plan
from report import browser, example
from report.test_browser import show, written
from web.window import TOO_WIDE

AXE = files("axe_core_python").joinpath("axe.min.js").read_text(encoding="utf-8")
RUN = """axe.run(document, { resultTypes: ["violations"] }).then((found) => found.violations.map(
    (v) => `${v.impact} ${v.id}: ${v.nodes.map((n) => n.html.slice(0, 120)).join(" | ")}`
))"""
BUILD = {
    "sound": (example.sound_run, 8),
    "faulty": (example.faulty_run, 16),
    "refused": (example.refused_clip, None),
}

ALL_OPEN = "document.querySelectorAll('details').forEach((d) => { d.open = true; })"
PHONE, SCREEN = 390, 1280
SHOWN = (
    *((PHONE, False, "de"), (PHONE, True, "fr")),
    *((SCREEN, False, "en"), (SCREEN, True, "es")),
)
"""Width of the window, dark or light, language."""


def in_browser(test):
    why = "no Chromium on this machine"
    return pytest.mark.browser(pytest.mark.skipif(browser.executable() is None, reason=why)(test))


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    with browser.browser(tmp_path_factory.mktemp("profile")) as opened:
        yield opened


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    made = {name: tmp_path_factory.mktemp(name) for name in BUILD}
    for name, (build, seconds) in BUILD.items():
        written(build(), made[name], seconds=seconds)
    return made


def in_language(make, name, folder, code):
    """Return the file of a page in a language."""
    file = folder / f"{make.__name__}.{code}.html"
    with speaking(code):
        file.write_text(make(example.typed(BUILD[name][0]()), folder), encoding="utf-8")
    return file


@in_browser
@pytest.mark.parametrize(("width", "dark", "code"), SHOWN)
@pytest.mark.parametrize("name", sorted(BUILD))
def test_it_opens_quietly_fits_and_axe_finds_nothing(page, folders, name, width, dark, code):
    file = in_language(render, name, folders[name], code)
    show(page, file, width, dark=dark)
    assert page.complaints == []
    own = file.resolve().as_uri()
    assert [u for u in page.requests if not u.startswith((own, "data:", "blob:"))] == []
    assert page.run("document.documentElement.scrollWidth") <= width
    page.run(ALL_OPEN)
    assert page.run(TOO_WIDE) == []
    page.run(AXE)
    assert page.run(RUN) == []


@in_browser
@pytest.mark.parametrize(("width", "dark", "code"), [s for s in SHOWN if s[0] == PHONE])
def test_axe_finds_nothing_on_the_six_weeks(page, folders, width, dark, code):
    show(page, in_language(render_plan, "faulty", folders["faulty"], code), width, dark=dark)
    assert page.run(TOO_WIDE) == []
    page.run(AXE)
    assert page.run(RUN) == []


@in_browser
def test_both_would_complain(page, folders):
    show(page, folders["refused"] / "report.html", PHONE)
    page.run("document.querySelector('h1').style.color = 'var(--rule)'")
    page.run(AXE)
    assert [found for found in page.run(RUN) if "color-contrast" in found]
    page.run("document.querySelector('h1').style.minWidth = '400px'")
    assert page.run(TOO_WIDE) == ["H1."]


def test_every_language_is_shown():
    assert {code for _, _, code in SHOWN} == set(LANGUAGES)


@pytest.mark.parametrize("name", sorted(BUILD))
def test_a_strict_html5_parser_accepts_the_page(tmp_path, name):
    analysis = BUILD[name][0]()
    example.write_pictures(analysis, tmp_path)
    parser = html5lib.HTMLParser(strict=True)
    parser.parse(render(example.typed(analysis), tmp_path))


def test_the_strict_parser_would_complain():
    with pytest.raises(html5lib.html5parser.ParseError):
        html5lib.HTMLParser(strict=True).parse("<!DOCTYPE html><p><div></p></span>")
