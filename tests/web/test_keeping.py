"""A report that is kept: read on a phone, renamed, changed, shared, deleted with a way back."""

import pytest

from formcheck.web.limits import Limits
from report import browser, example
from web.conftest import WAIT_S, serving, until
from web.test_pages import put_in_repository
from web.window import open_page, press, type_into

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(browser.executable() is None, reason="no Chromium on this machine"),
]


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    data = tmp_path_factory.mktemp("kept") / "data"
    ids = put_in_repository(data, example.sound_run(), example.faulty_run())
    with serving(data, Limits(at_once=0)) as served:
        yield served, ids


def test_a_report_on_a_phone_has_one_header(page, kept):
    served, ids = kept
    base = str(served.client.base_url)
    open_page(page, f"{base}/clips/{ids[0]}", 390)
    bar = "document.querySelector('.reading-bar').getBoundingClientRect().height"
    assert page.run(bar) <= 64
    open_page(page, f"{base}/clips/{ids[0]}/report?framed", 390)
    assert not page.run("document.querySelector('.mast').checkVisibility()")
    open_page(page, f"{base}/clips/{ids[0]}/report", 390)
    assert page.run("document.querySelector('.mast').checkVisibility()")


def test_history_by_day_with_picture_and_pace_and_renaming(page, kept):
    served, ids = kept
    page.complaints.clear()
    open_page(page, f"{served.client.base_url}/history", 390)
    page.run("void localStorage.setItem('formcheck.units', 'km')")
    open_page(page, f"{served.client.base_url}/history", 390)
    page.wait("document.querySelector('.shot').complete")
    assert page.run("document.querySelector('.shot').naturalWidth") > 0
    assert "min/km" in page.run("document.querySelector('[data-kmh]').textContent")
    assert page.run("document.querySelectorAll('.day-head').length") == 1
    press(page, ".rename-it")
    assert page.run("document.activeElement.name") == "name"
    page.run("""(() => { const form = document.querySelector(".rename");
        form.elements.name.value = "Monday"; form.requestSubmit(); })()""")
    page.wait("document.querySelector('h3').textContent === 'Monday'", WAIT_S)
    assert served.clip(ids[1])["name"] == "Monday"
    assert "Monday" in served.client.get(f"/clips/{ids[1]}/report").text
    assert served.clip(ids[1])["told"] == {"notes": "on the <track>"}
    assert page.complaints == []


def test_what_was_told_is_shown_and_changed(page, kept):
    served, ids = kept
    open_page(page, f"{served.client.base_url}/clips/{ids[0]}/change", 390)
    shown = "document.querySelector('[name=notes]').value"
    assert page.run(shown) == "on the <track>"
    type_into(page, "notes", "")
    type_into(page, "shoe", "blue")
    type_into(page, "height_cm", "17")
    press(page, "#go")
    page.wait("document.getElementById('field-trouble')")
    type_into(page, "height_cm", "")
    press(page, "#go")
    page.wait(f"location.pathname === '/clips/{ids[0]}'", WAIT_S)
    assert served.clip(ids[0])["told"] == {"shoe": "blue"}


def test_report_as_pdf_sheet_and_picture(page, kept):
    served, ids = kept
    pdf = served.client.get(f"/clips/{ids[0]}/print/report.pdf")
    assert pdf.content.startswith(b"%PDF")
    assert pdf.headers["content-type"] == "application/pdf"
    assert served.client.get(f"/clips/{ids[0]}/sheet").status_code == 200
    open_page(page, f"{served.client.base_url}/clips/{ids[0]}")
    size = page.run(f"""import("/static/card.js").then(async ({{ draw }}) => {{
        const clip = await (await fetch("/api/clips/{ids[0]}")).json();
        const made = await createImageBitmap(await draw(clip));
        return [made.width, made.height]; }})""")
    assert size == [1080, 1080]


def test_deleting_has_a_way_back(page, kept):
    served, ids = kept
    history = f"{served.client.base_url}/history"
    open_page(page, f"{served.client.base_url}/clips/{ids[0]}", 390)
    press(page, "#delete")
    page.wait("location.pathname === '/history' && document.getElementById('undo-bar')")
    page.wait("!document.getElementById('undo-bar').hidden")
    row = f"document.querySelector('[data-id=\"{ids[0]}\"]')"
    assert page.run(row + ".hidden")
    assert page.run("document.activeElement.id") == "undo"
    press(page, "#undo")
    assert not page.run(row + ".hidden")
    open_page(page, history, 390)
    assert served.clip(ids[0])["state"] == "done"
    press(page, f"[data-id='{ids[0]}'] .delete")
    assert page.run(row + ".hidden")
    open_page(page, f"{served.client.base_url}/how-to-film")  # whoever leaves means it
    until(lambda: ids[0] not in served.folders())
    assert served.client.get(f"/api/clips/{ids[0]}").status_code == 404
