"""The block's pages and the comparison under the same rules as the single report."""

import html5lib
import pytest

from block.test_compare import folder
from formcheck.block import compare, write_comparison
from report import browser, example
from report.test_accessible import AXE, RUN

NAMES = ("block", "comparison")


@pytest.fixture(scope="module")
def pages(made, tmp_path_factory):
    place = tmp_path_factory.mktemp("pair")
    first = folder(example.sound_run(), place / "a", seconds=8)
    second = folder(example.faulty_run(), place / "b", seconds=16)
    return {
        "block": made / "block.html",
        "comparison": write_comparison(compare(first, second), place / "out"),
    }


@pytest.fixture(scope="module")
def tab(tmp_path_factory):
    with browser.browser(tmp_path_factory.mktemp("profile")) as opened:
        yield opened


@pytest.mark.browser
@pytest.mark.skipif(browser.executable() is None, reason="no Chromium on this machine")
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("name", NAMES)
def test_axe_finds_nothing(tab, pages, name, width, dark):
    tab.size(width, 800, dark=dark)
    tab.open(pages[name])
    tab.run("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    tab.run(AXE)
    assert tab.run(RUN) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_strict_html5_parser_accepts_the_page(pages, name):
    html5lib.HTMLParser(strict=True).parse(pages[name].read_text(encoding="utf-8"))
