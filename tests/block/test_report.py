"""The block report of a made block: finds the change that is there, and reads well."""

import base64
import csv
import io
import shutil
import sqlite3
from contextlib import closing

import pytest

from formcheck.batch.index import INDEX
from formcheck.block import write_block_report
from formcheck.block.source import athletes, clips_of, series_of
from formcheck.block.trend import trends
from formcheck.errors import UsageError
from report import browser
from report.page import Page

pytestmark = pytest.mark.usefixtures("made")


@pytest.fixture
def page(made):
    return Page((made / "block.html").read_text(encoding="utf-8"))


def test_the_change_that_is_there_is_found_and_no_other(made):
    [(athlete, count)] = athletes(made)
    clips = clips_of(made, athlete)
    assert count == len(clips) == 24
    found = {t.metric: t for t in trends(series_of(made, clips))}
    cadence = found["cadence_spm"]
    assert cadence.verdict == "changed"
    assert cadence.shape == "step"
    assert cadence.delta == pytest.approx(8.0, abs=1.0)
    assert cadence.at_day == cadence.sessions[12].day
    # In this runner everything in time follows cadence, and nothing else does.
    follow = {"cadence_spm", "contact_time_ms", "flight_time_ms"}
    assert {m for m, t in found.items() if t.verdict == "changed"} <= follow
    assert len(found) > 6


def test_the_page_is_well_formed_and_says_it(page):
    assert page.faults == []
    assert "Cadence" in page.all("ul", class_="changes")[0].text
    assert len(page.all("table")[-1].text.split("Trail")) == 13
    assert not [e for e in page.elements if e.tag == "b"]
    assert "Kim <b>& co</b>" in page.one("h1").text


def test_every_chart_has_its_numbers(page):
    links = [e for e in page.all("a") if e.get("download")]
    figures = [e for e in page.all("figure") if e.get("id", "").startswith("trend-")]
    assert len(links) == len(figures) + 3  # pain log, shoes and sessions
    cadence = next(e for e in links if e.get("download") == "cadence_spm.csv")
    text = base64.b64decode(cadence.get("href").partition("base64,")[2]).decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 24
    assert float(rows[0]["ci_low"]) < float(rows[0]["value"]) < float(rows[0]["ci_high"])


def test_nothing_leads_outside_or_to_what_is_not_there(made, page):
    for element in page.elements:
        for name in ("href", "src"):
            address = element.get(name)
            if address and not address.startswith(("#", "data:")):
                assert (made / address).is_file()


def test_unchanged_pages_are_left_alone(made, tmp_path):
    block = tmp_path / "block"
    shutil.copytree(made, block)
    before = (block / "block.html").stat().st_mtime_ns
    write_block_report(block)
    assert (block / "block.html").stat().st_mtime_ns == before
    with closing(sqlite3.connect(block / INDEX)) as db:
        db.execute("UPDATE analysis SET notes = 'new' WHERE name = 's03'")
        db.commit()
    write_block_report(block)
    assert (block / "block.html").stat().st_mtime_ns > before


def test_a_copy_of_a_clip_counts_once(made, tmp_path):
    block = tmp_path / "block"
    shutil.copytree(made, block)
    with closing(sqlite3.connect(block / INDEX)) as db:
        db.execute(
            "UPDATE analysis SET content_sha256 = (SELECT content_sha256 FROM analysis "
            "WHERE name = 's07') WHERE name = 's03'"
        )
        db.commit()
    clips = clips_of(block, "Kim <b>& co</b>")
    assert {c.name: c.same_as for c in clips if c.same_as} == {"s03": "s07"}
    assert len(series_of(block, clips)[0].readings) == 23
    page = Page(write_block_report(block).read_text(encoding="utf-8"))
    assert "The same file as s07: counted once." in page.one("main").text


def test_several_athletes_have_a_page_each(made, tmp_path):
    block = tmp_path / "block"
    shutil.copytree(made, block)
    with closing(sqlite3.connect(block / INDEX)) as db:
        db.execute("UPDATE analysis SET athlete = NULL WHERE name < 's03'")
        db.execute("UPDATE analysis SET athlete = 'kim  B co' WHERE name > 's20'")
        db.commit()
    listed = Page(write_block_report(block).read_text(encoding="utf-8"))
    pages = [e.get("href") for e in listed.all("a") if e.get("href", "").startswith("athletes/")]
    assert len(set(pages)) == 3
    assert "Cadence +" in listed.one("table").text
    assert "too early to say" in listed.one("table").text
    few = Page((block / pages[0]).read_text(encoding="utf-8"))
    assert few.faults == []
    assert "Too early to say" in few.one("main").text


def test_a_folder_without_a_block_is_told(tmp_path):
    with pytest.raises(UsageError, match="holds no block"):
        write_block_report(tmp_path)


@pytest.mark.browser
@pytest.mark.skipif(browser.executable() is None, reason="no Chromium on this machine")
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_opens_quietly_and_fits(made, tmp_path, dark):
    with browser.browser(tmp_path) as tab:
        for width in (390, 1280):
            tab.size(width, 800, dark=dark)
            tab.open(made / "block.html")
            assert tab.run("document.documentElement.scrollWidth") <= width
        assert tab.complaints == []
        own = (made / "block.html").resolve().as_uri()
        assert [u for u in tab.requests if not u.startswith((own, "data:"))] == []
