"""The report as PDF, by a browser and by WeasyPrint."""

import re
import sys
from importlib import import_module

import pytest

from formcheck.errors import InstallationError
from formcheck.report import printing
from report import browser
from report.test_accessible import BUILD
from report.test_browser import written


def pages_of(pdf):
    data = pdf.read_bytes()
    assert data.startswith(b"%PDF-")
    return max(map(int, re.findall(rb"/Count (\d+)", data)), default=0)


def weasyprint_works():
    try:
        import_module("weasyprint")
    except (ImportError, OSError):
        return False
    return True


@pytest.fixture
def report(tmp_path, request):
    return written(BUILD[request.param][0](), tmp_path)


everything = pytest.mark.parametrize("report", sorted(BUILD), indirect=True)


@pytest.mark.browser
@pytest.mark.skipif(browser.executable() is None, reason="no Chromium on this machine")
@everything
def test_a_browser_prints_it_and_leaves_nothing_behind(report):
    before = set(report.parent.iterdir())
    assert 1 <= pages_of(printing.print_pdf(report)) <= 4
    assert set(report.parent.iterdir()) - before == {report.with_suffix(".pdf")}


@pytest.mark.skipif(not weasyprint_works(), reason="WeasyPrint cannot be loaded here")
@everything
def test_without_a_browser_weasyprint_prints_it(monkeypatch, report):
    monkeypatch.setattr(printing, "_browsers", lambda: iter(()))
    pdf = printing.print_pdf(report).read_bytes()
    # object streams are compressed, so the pages are counted by the program itself
    weasyprint = import_module("weasyprint")
    page = printing._for_weasyprint(report.read_text(encoding="utf-8"))
    assert pdf.startswith(b"%PDF-")
    assert 1 <= len(weasyprint.HTML(string=page).render().pages) <= 4


def test_a_browser_that_fails_is_passed_over(monkeypatch, tmp_path):
    monkeypatch.setattr(printing, "_browsers", lambda: iter([sys.executable, str(tmp_path)]))
    called = []
    monkeypatch.setattr(printing, "_by_weasyprint", lambda *paths: called.append(paths))
    report = tmp_path / "report.html"
    report.write_text("<!DOCTYPE html><title>x</title>")
    assert printing.print_pdf(report) == tmp_path / "report.pdf"
    assert called == [(report, tmp_path / "report.pdf")]


def test_with_neither_it_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setattr(printing, "_browsers", lambda: iter(()))
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(InstallationError) as raised:
        printing.print_pdf(tmp_path / "report.html")
    assert "Chromium" in raised.value.fix


def test_drawings_carry_their_rules_without_variables():
    page = printing._for_weasyprint(
        '<style></style><svg class="overlay" style="--u:2px"><path class="measure"/></svg>'
    )
    inside = page[page.index("<svg") :]
    assert "#ffd84d" in inside
    assert "var(--u)" not in inside
    assert "var(--left)" not in inside
    assert "stroke-width: 7.20px" in inside
