"""Pages in another language: nothing English is left, numbers and days follow, nothing is cut."""

import gettext
import re
from datetime import date
from pathlib import Path

import pytest

from formcheck.cli.app import main
from formcheck.cli.card import card
from formcheck.document import as_json
from formcheck.errors import UsageError
from formcheck.locales import chosen, dates, language, negotiated, speaking
from formcheck.locales.errors import told
from formcheck.report import render, render_plan
from formcheck.store.folder import read_analysis
from formcheck.words import catalogue, guideline_texts, guidelines, wording
from formcheck.words.numbers import interval_text, write
from formcheck.words.wording import label
from report.browser import browser, executable
from report.example import faulty_run, typed
from report.page import Page

TABLE = Path(__file__).parents[1] / "data" / "overstrider.csv"
KEPT = re.compile(r"\{[^{}]*\}|%\(\w+\)s|%%|<[^>]+>|&\w+;|--[\w-]+|\b[\w.-]+\.(?:json|csv|html)\b")
NAMES = frozenset(
    [
        "formcheck",
        "MediaPipe",
        "BlazePose",
        "PyAV",
        "SHA",
        "Python",
        "analysis",
        "json",
        "csv",
        "imperial",
    ]
)


class Pseudo(gettext.NullTranslations):
    """A language that nobody speaks: every letter of every text is another one."""

    def gettext(self, message):
        last, parts = 0, []
        for kept in KEPT.finditer(message):
            parts += [turned(message[last : kept.start()]), kept.group()]
            last = kept.end()
        return "".join([*parts, turned(message[last:])])

    def pgettext(self, _context, message):
        return self.gettext(message)

    def ngettext(self, one, many, n):
        return self.gettext(one if n == 1 else many)


def turned(text):
    return re.sub("[A-Za-z]", lambda m: chr(0x400 + ord(m.group())), text)


@pytest.fixture
def pseudo(monkeypatch):
    monkeypatch.setitem(language.LANGUAGES, "eo", "Pseudo")
    real = language.translations
    monkeypatch.setattr(
        language, "translations", lambda code: Pseudo() if code == "eo" else real(code)
    )
    for keeper in (catalogue._in, guideline_texts._in, wording._in):
        keeper.cache_clear()
    with speaking("eo"):
        yield
    for keeper in (catalogue._in, guideline_texts._in, wording._in):
        keeper.cache_clear()


def english(page, *, without):
    """Return the words with Latin letters that a reader still meets."""
    for part in without:
        page = re.sub(part, " ", page, flags=re.DOTALL)
    words = re.findall(r"[A-Za-z]{4,}", re.sub(r"<[^>]+>", " ", page))
    return sorted({word for word in words if word not in NAMES})


NOT_READ = (
    r"<script.*?</script>",
    r"<style.*?</style>",
    r'<ol class="references">.*?</ol>',
    r'<dt>[^<]*</dt><dd class="code">.*?</dd>',
    r"<code>.*?</code>",
    r"Novembro|Januaro|Decembro|Februaro|Marto|Aprilo|Majo|Junio|Julio|Aŭgusto|Septembro|Oktobro",
    r"overstrider|asymmetry|heavy",  # the clip's name, a metric's id, a model's name
)


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    folder = tmp_path_factory.mktemp("measured") / "run"
    words = ("--height-cm", "175", "--speed-kmh", "10", "--only-data", "--quiet")
    assert main(["analyze", "--landmarks", str(TABLE), "--out", str(folder), *words]) == 0
    return read_analysis(folder), folder


@pytest.mark.usefixtures("pseudo")
def test_no_english_is_left_on_report_and_plan(measured):
    assert english(render(*measured), without=NOT_READ) == []
    assert english(render_plan(*measured), without=NOT_READ) == []


@pytest.mark.usefixtures("pseudo")
def test_no_english_is_left_on_the_card(measured):
    analysis, folder = measured
    lines = [line.text for line in card(analysis, folder)]
    assert english("\n".join(lines[:-1]), without=NOT_READ) == []


def test_another_language_changes_no_number_of_the_document():
    analysis = typed(faulty_run())
    before = as_json(analysis)
    with speaking("de"):
        assert as_json(analysis) == before


def test_numbers_ranges_and_days_are_written_as_the_reader_writes_them():
    with speaking("de"):
        assert write(-2.25, 1) == "\N{MINUS SIGN}2,2"
        assert interval_text("deg", 5.8, 8.8) == "5,8 bis 8,8"
        assert dates.full_date(date(2026, 3, 12)) == "12. März 2026"
        assert label("cadence_spm") == "Schrittfrequenz"
    assert interval_text("deg", 5.8, 8.8) == "5.8 to 8.8"
    assert dates.full_date(date(2026, 3, 12)) == "12 March 2026"


def test_one_and_many_have_their_own_form():
    with speaking("de"):
        assert language.ngettext("%(count)s step", "%(count)s steps", 1) == "%(count)s Schritt"
        assert language.ngettext("%(count)s step", "%(count)s steps", 2) == "%(count)s Schritte"


def test_a_glossary_is_in_the_order_of_a_dictionary():
    with speaking("es"):
        terms = list(guidelines.glossary())
    assert terms.index("ajuste a los valores de referencia") < terms.index("ángulo de pisada")
    assert terms.index("ángulo de pisada") < terms.index("apoyo") < terms.index("DT")


def test_the_report_names_its_language(tmp_path):
    with speaking("de"):
        page = render(typed(faulty_run()), tmp_path)
    assert '<html lang="de">' in page
    assert Page(page).one("h2", id="plan-title").text == "Deine sechs Wochen"


def test_a_language_is_asked_for_by_option_or_variable(monkeypatch):
    monkeypatch.setenv("FORMCHECK_LANG", "de_AT.UTF-8")
    assert chosen(None) == "de"
    assert chosen("en") == "en"
    with pytest.raises(UsageError):
        chosen("tlh")


def test_a_browser_gets_its_first_language_that_is_there():
    assert negotiated("it, de-CH;q=0.5, en;q=0.4") == "de"
    assert negotiated("it;q=x, *") == "en"


def test_an_error_nobody_translated_stays_as_it_is():
    with speaking("de"):
        assert told("Nobody has ever said this.") == "Nobody has ever said this."


@pytest.mark.browser
@pytest.mark.skipif(executable() is None, reason="Chromium is not installed")
@pytest.mark.parametrize("code", [code for code in language.LANGUAGES if code != "en"])
def test_the_page_fits_a_phone(code, tmp_path):
    """German words are the longest; no language may make the page scroll sideways."""
    with speaking(code):
        report, plan = (make(typed(faulty_run()), tmp_path) for make in (render, render_plan))
    with browser(tmp_path / "profile") as page:
        for name, text in (("report", report), ("plan", plan)):
            path = tmp_path / f"{name}.html"
            path.write_text(text, encoding="utf-8")
            page.size(390, 800)
            page.open(path)
            wide = page.run("document.documentElement.scrollWidth")
            assert wide <= 390, f"{name} in {code}: {wide} px"
