"""The report as PDF, by the browser that is there."""

import os
import re
import sys

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


@pytest.mark.skipif(os.name != "posix", reason="the browser of this test is a shell script")
def test_a_browser_that_fails_is_passed_over(monkeypatch, tmp_path):
    report = tmp_path / "report.html"
    report.write_text("<!DOCTYPE html><title>x</title>")
    good = tmp_path / "good"
    good.write_text(
        "#!/bin/sh\n"
        "for word; do case $word in --print-to-pdf=*) echo %PDF- > ${word#*=};; esac; done\n"
    )
    good.chmod(0o755)
    monkeypatch.setattr(printing, "_browsers", lambda: iter([sys.executable, str(good)]))
    assert printing.print_pdf(report).read_bytes().startswith(b"%PDF-")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["good", "report.html", "report.pdf"]


@pytest.mark.parametrize(
    ("browsers", "what"), [([], "no Chrome"), ([sys.executable], "ended without a PDF")]
)
def test_without_a_browser_it_says_what_to_install(monkeypatch, tmp_path, browsers, what):
    monkeypatch.setattr(printing, "_browsers", lambda: iter(browsers))
    with pytest.raises(InstallationError) as raised:
        printing.print_pdf(tmp_path / "report.html")
    assert what in raised.value.what
    assert "report.html" in raised.value.fix
    assert not list(tmp_path.iterdir())
