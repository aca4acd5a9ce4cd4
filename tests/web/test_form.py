"""The form in a real browser: what people type, the signs, the part of the clip."""

import json

import pytest

from report import browser
from web.conftest import WAIT_S
from web.window import choose_pain, open_page, pick, press, type_into

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(browser.executable() is None, reason="no Chromium on this machine"),
]

HEIGHTS = {
    "178": 178.0, "1.78": 178.0, "1,78 m": 178.0, "1m78": 178.0, "178 cm": 178.0, "5'10\"": 177.8,
    "5’ 10": 177.8, "6'": 182.9, "5 ft 10 in": 177.8, "70 in": 177.8, "5.10": None, "tall": None,
    "17": None,
}  # fmt: skip
SPEEDS = {
    "11": 11.0, "11,5 km/h": 11.5, "5:33": 10.811, "5:33 min/km": 10.811, "8:30 /mile": 11.36,
    "7 mph": 11.265, "3 m/s": 10.8, "5.5 min/km": 10.909, "5:75": None, "fast": None, "0:00": None,
}  # fmt: skip
IN_MILES = {"7": 11.265, "8:30": 11.36, "5:33 /km": 10.811, "11 km/h": 11.0}
OTHERS = {
    ("mass_kg", "154 lb"): 69.9, ("mass_kg", "70"): 70.0, ("longest_run_km", "11 mi"): 17.7,
    ("longest_run_km", "11 Meilen"): 17.7, ("speed_kmh", "7 millas/h"): 11.265,
}  # fmt: skip


def read(page, name, texts, units="km"):
    return page.run(
        f"import('/static/units.js').then((u) => {json.dumps(list(texts))}"
        f".map((text) => u.read({name!r}, text, {units!r})))"
    )


def test_height_and_pace_are_read_as_people_type_them(page, served):
    base = str(served.client.base_url)
    open_page(page, base + "/", 390)
    assert read(page, "height_cm", HEIGHTS) == [h and pytest.approx(h) for h in HEIGHTS.values()]
    assert read(page, "speed_kmh", SPEEDS) == [s and pytest.approx(s) for s in SPEEDS.values()]
    found = read(page, "speed_kmh", IN_MILES, "miles")
    assert found == pytest.approx(list(IN_MILES.values()))
    assert read(page, "height_cm", ["70"], "miles") == [177.8]
    for (name, text), value in OTHERS.items():
        assert read(page, name, [text]) == [pytest.approx(value, abs=0.001)]


def test_what_was_understood_is_shown_sent_and_remembered(page, served, film):
    base = str(served.client.base_url)
    open_page(page, base + "/", 390)
    page.run("void (localStorage.clear(), sessionStorage.clear())")
    open_page(page, base + "/", 390)
    page.run("""(() => { const units = document.getElementById("usual-units");
        units.value = "km"; units.dispatchEvent(new Event("change", { bubbles: true })); })()""")
    type_into(page, "height_cm", "5'10\"")
    type_into(page, "speed_kmh", "5:33")
    shown = page.run("[...document.querySelectorAll('.read')].map((e) => e.textContent)")
    assert "= 177.8 cm" in shown
    assert "= 10.8 km/h, 5:33 min/km" in shown
    pick(page, film)
    page.wait("!document.getElementById('go').disabled")
    press(page, "#go")
    page.wait("location.pathname.startsWith('/clips/')", WAIT_S)
    (clip,) = served.client.get("/api/clips").json()["clips"]
    assert clip["told"] == {"height_cm": 177.8, "speed_kmh": 10.811}
    open_page(page, base + "/", 390)
    kept = "['height_cm', 'speed_kmh'].map((n) => document.querySelector(`[name=${n}]`).value)"
    assert page.run(kept) == ["5'10\"", ""]
    assert page.run("document.getElementById('usual-units').value") == "km"


def test_few_fields_are_open_and_each_says_why(page, served):
    open_page(page, str(served.client.base_url) + "/", 390)
    fields = """[...document.querySelectorAll("#form label")]
        .filter((e) => e.querySelector("input:not([type=radio]), select, textarea"))"""
    seen = page.run(f"{fields}.filter((e) => e.checkVisibility()).map((e) => e.innerText)")
    assert len(seen) <= 6, seen
    silent = page.run(f"""{fields}.filter((e) => !e.querySelector("small, [type=checkbox]"))
        .map((e) => e.textContent.trim())""")
    assert silent == []
    page.run("void document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    assert page.run("document.documentElement.scrollWidth") <= 390


def test_the_signs_do_not_push_the_page_away(page, served):
    open_page(page, str(served.client.base_url) + "/", 390)
    page.run("void sessionStorage.clear()")
    open_page(page, str(served.client.base_url) + "/", 390)
    high = "document.documentElement.scrollHeight"
    before = page.run(high)
    assert not page.run("document.getElementById('more-pain').checkVisibility()")
    choose_pain(page, 4)
    assert page.run("document.getElementById('red-flags').checkVisibility()")
    assert page.run(high) - before < 844
    press(page, "#no-flags")
    assert page.run(high) - before < 350
    assert not page.run("document.getElementById('red-flags').checkVisibility()")
    assert page.run("document.activeElement.id") == "flags-again"
    choose_pain(page, 5)
    assert not page.run("document.getElementById('red-flags').checkVisibility()")
    press(page, "#flags-again")
    assert page.run("document.getElementById('red-flags').checkVisibility()")


def test_two_handles_choose_the_part_that_is_measured(page, served, run_clip):
    open_page(page, str(served.client.base_url) + "/", 390)
    pick(page, run_clip)
    page.wait("!document.getElementById('plumb').hidden")
    page.run("void (document.getElementById('preview').open = true)")
    assert page.run("document.getElementById('trim-words').textContent").startswith("The whole")
    for handle, value in (("trim-from", "0.5"), ("trim-to", "0.7"), ("trim-to", "2.0")):
        page.run(f"""void (document.getElementById("{handle}").value = "{value}",
            document.getElementById("{handle}").dispatchEvent(new Event("input")))""")
    told = "['start_s', 'end_s'].map((n) => document.querySelector(`[name=${n}]`).value)"
    assert page.run(told) == ["0.5", "2.0"]
    assert page.run("document.getElementById('trim-words').textContent").startswith("0.5 s to 2.0")
    assert page.run("document.documentElement.scrollWidth") <= 390
    press(page, "#go")
    page.wait("location.pathname.startsWith('/clips/')", WAIT_S)
    (clip,) = served.client.get("/api/clips").json()["clips"]
    assert (clip["told"]["start_s"], clip["told"]["end_s"]) == (0.5, 2.0)
    wrong = served.client.post("/api/clips", json={"name": "a", "start_s": 3, "end_s": 3})
    assert wrong.status_code == 422
    assert "after the beginning" in wrong.text


def test_filming_begins_with_how_to_stand_and_ends_in_the_upload(page, served, film):
    open_page(page, str(served.client.base_url) + "/", 390)
    page.run("void sessionStorage.clear()")
    open_page(page, str(served.client.base_url) + "/", 390)
    press(page, "#film-now")
    assert page.run("document.getElementById('filming').open")
    assert page.run("document.querySelector('#filming svg').getBoundingClientRect().height") > 50
    shown = page.run("document.getElementById('open-camera').getBoundingClientRect().bottom")
    assert shown <= 844
    page.run("""void (window.setInterval = (f) => { for (let n = 0; n < 10; n += 1) f(); })""")
    press(page, "#get-ready")
    assert page.run("document.getElementById('count').textContent") == "Now"
    assert page.run("document.activeElement.id") == "open-camera"
    pick(page, film, into="#camera")
    page.wait("location.pathname.startsWith('/clips/')", WAIT_S)
    assert len(served.client.get("/api/clips").json()["clips"]) == 1
