"""The block's pages and the comparison under the same rules as the single report."""

import shutil

import html5lib
import pytest

from block.test_compare import folder
from formcheck.block import compare, write_block_report, write_comparison
from formcheck.locales import LANGUAGES, SOURCE, speaking
from report import browser, example
from report.test_accessible import ALL_OPEN, AXE, RUN, SHOWN, in_browser
from web.window import TOO_WIDE

NAMES = ("block", "comparison")


@pytest.fixture(scope="module")
def pages(made, tmp_path_factory):
    """Return both pages in each language."""
    place = tmp_path_factory.mktemp("pair")
    first = folder(example.sound_run(), place / "a", seconds=8)
    second = folder(example.faulty_run(), place / "b", seconds=16)
    found = {}
    for code in LANGUAGES:
        block = shutil.copytree(made, place / code / "block")
        with speaking(code):
            found["block", code] = write_block_report(block)
            found["comparison", code] = write_comparison(
                compare(first, second), place / code / "out"
            )
    return found


@pytest.fixture(scope="module")
def tab(tmp_path_factory):
    with browser.browser(tmp_path_factory.mktemp("profile")) as opened:
        yield opened


@in_browser
@pytest.mark.parametrize(("width", "dark", "code"), SHOWN)
@pytest.mark.parametrize("name", NAMES)
def test_axe_finds_nothing(tab, pages, name, width, dark, code):
    tab.size(width, 800, dark=dark)
    tab.open(pages[name, code])
    tab.run(ALL_OPEN)
    assert tab.run(TOO_WIDE) == []
    tab.run(AXE)
    assert tab.run(RUN) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_strict_html5_parser_accepts_the_page(pages, name):
    html5lib.HTMLParser(strict=True).parse(pages[name, SOURCE].read_text(encoding="utf-8"))
