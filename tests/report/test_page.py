"""The page: valid, self-contained, accessible, and true to analysis.json."""

import copy
import itertools
import json
import re
from pathlib import Path

import pytest

from formcheck import AnalysisSettings, analyze
from formcheck.document import as_json
from formcheck.errors import UsageError
from formcheck.guidelines import load
from formcheck.report import render
from formcheck.report.render import PAGE_LIMIT_BYTES, VIDEO_LIMIT_BYTES
from formcheck.words import numbers
from formcheck.words.guidelines import back_text
from report import example
from report.example import typed
from report.page import Page

PICTURE = "data:image/"

ROOT = Path(__file__).parents[2]


def test_every_element_is_closed_in_order(case):
    assert case.page.faults == []
    assert case.page.declaration.lower() == "doctype html"


def test_ids_are_unique_and_every_local_link_has_its_goal(case):
    ids = [e.get("id") for e in case.page.elements if "id" in e.attributes]
    assert len(ids) == len(set(ids))
    goals = {e.get("href")[1:] for e in case.page.all("a") if e.get("href", "").startswith("#")}
    goals |= {e.get("aria-labelledby") for e in case.page.all(aria_labelledby=None)}
    goals |= {e.get("for") for e in case.page.all("label")}
    assert goals - set(ids) == set()


def test_nothing_is_fetched_from_elsewhere(case):
    for element in case.page.elements:
        for name in ("src", "poster", "data", "srcset", "xlink:href", "action"):
            value = element.get(name, "data:")
            assert value.startswith("data:") or value == "annotated.mp4", (element.tag, name)
        if "href" in element.attributes and not element.get("href").startswith("#"):
            assert element.tag == "a"
            assert "references" in case.html[: case.html.index(element.get("href") + '"')]
    style = case.page.one("style").text
    assert all(found.startswith('"data:font/woff2;') for found in style.split("url(")[1:])
    assert "@import" not in style


def test_links_outside_are_the_references(case):
    known = {r["url"] for r in case.analysis["references"].values()}
    outside = {e.get("href") for e in case.page.all("a") if not e.get("href").startswith("#")}
    assert outside <= known


def test_style_and_script_cannot_end_early(case):
    assert case.html.count("</style") == 1
    assert case.html.count("</script") == 3


def test_pictures_are_embedded_and_described(case):
    images = case.page.all("img")
    assert images
    for image in images:
        assert image.get("src").startswith(PICTURE)
        assert len(image.get("alt")) > 10
    for svg in case.page.all("svg"):
        assert svg.get("aria-hidden") == "true" or svg.get("aria-label")


def test_headings_descend_one_level_at_a_time(case):
    levels = [int(e.tag[1]) for e in case.page.elements if re.fullmatch("h[1-6]", e.tag)]
    assert levels.count(1) == 1
    after_title = levels[levels.index(1) :]
    assert all(b - a <= 1 for a, b in itertools.pairwise(after_title))


def test_landmarks_and_names_for_screen_readers(case):
    for tag in ("header", "main", "footer", "nav"):
        assert case.page.all(tag)
    assert case.page.one("html").get("lang") == "en"
    assert all(e.get("aria-label") or e.text.strip() for e in case.page.all("button"))
    scrolling = [e for e in case.page.elements if e.get("class") == "scroll"]
    assert all(e.get("tabindex") == "0" and e.get("aria-label") for e in scrolling)


def test_embedded_analysis_is_the_analysis(case):
    embedded = json.loads(case.page.one("script", id="analysis").text)
    assert embedded == as_json(typed(case.analysis))


def rows_by_key(analysis):
    return {(m["metric"], m["side"]): m for m in analysis["metrics"]}


@pytest.mark.parametrize("name", ["sound", "faulty"])
def test_every_number_of_a_metric_is_the_one_in_the_analysis(cases, name):
    case = cases[name]
    rows = rows_by_key(case.analysis)
    shown = case.page.all("span", data_metric=None)
    assert len(shown) > 30
    for element in shown:
        row = rows[element.get("data-metric"), element.get("data-side")]
        low, high = row["ci_low"], row["ci_high"]
        expected = {
            "value": numbers.value_text(row["value"], row["unit"], low, high),
            "interval": numbers.interval_text(row["unit"], low, high),
        }
        assert element.text == expected[element.get("data-field")]


INCHES = {"cm": ("in", 1 / 2.54), "m": ("ft", 1 / 0.3048), "m/s": ("mph", 3600 / 1609.344)}


@pytest.mark.parametrize("name", ["sound", "faulty"])
def test_every_imperial_number_is_that_of_the_analysis_converted(cases, name):
    case = cases[name]
    rows = rows_by_key(case.analysis)
    units = set()
    for element in case.page.all("span", data_metric=None):
        row = rows[element.get("data-metric"), element.get("data-side")]
        if row["unit"] not in INCHES:
            assert "data-imperial" not in element.attributes
            continue
        unit, factor = INCHES[row["unit"]]
        units.add(unit)
        value, low, high = (factor * row[k] for k in ("value", "ci_low", "ci_high"))
        expected = {
            "value": numbers.value_text(value, unit, low, high),
            "interval": numbers.interval_text(unit, low, high),
        }
        assert element.get("data-imperial") == expected[element.get("data-field")]
    assert {"in", "mph"} <= units


@pytest.mark.parametrize("name", ["sound_runner", "overstrider"])
def test_no_metric_length_or_speed_is_left_without_its_imperial_form(name, tmp_path):
    told = AnalysisSettings(height_cm=178, speed_kmh=10.8)
    result = analyze(ROOT / "tests" / "data" / f"{name}.csv", told, landmarks=True)
    html = render(result.analysis, tmp_path)
    bare = re.sub(r"<(\w+)[^>]*data-imperial[^>]*>[^<]*</\1>", "", html)
    assert len(bare) < len(html)
    told = Page(bare).one("main").text
    assert re.findall(r".{20}\d (?:km/h|cm|m/s|kg|m)\b", told) == []


@pytest.mark.parametrize("name", ["sound", "faulty"])
def test_every_measured_metric_is_shown_and_every_missing_one_has_its_reason(cases, name):
    case = cases[name]
    shown = {e.get("data-metric") for e in case.page.all("span", data_metric=None)}
    for row in case.analysis["metrics"]:
        if row["value"] is None:
            assert row["missing_reason"] in case.page.one("main").text
            assert row["metric"] not in shown
        else:
            assert row["metric"] in shown


@pytest.mark.parametrize("name", ["sound", "faulty"])
def test_steps_table_holds_every_step(cases, name):
    case = cases[name]
    cells = list(case.page.all("td", data_v=None))
    steps = case.analysis["steps"]
    width = len(cells) // len(steps)
    assert len(cells) == width * len(steps)
    for i, step in enumerate(steps):
        row = cells[i * width : (i + 1) * width]
        assert row[0].text == str(step["step"])
        assert row[1].text == step["side"]
        assert float(row[2].get("data-v")) == step["ic_s"]
        raw = {e.get("data-v") for e in row}
        for metric in ("overstride_pct_leg", "contact_time_ms", "trunk_lean_deg"):
            assert ("" if step[metric] is None else str(step[metric])) in raw


def test_score_and_its_parts_can_be_recomputed_from_the_page(faulty):
    page, score = faulty.page, faulty.analysis["score"]
    assert page.one("span", data_field="score").text == str(score["value"])
    assert page.one("span", data_field="score-low").text == str(score["ci_low"])
    assert page.one("span", data_field="score-high").text == str(score["ci_high"])
    products, weights = [], []
    for points in page.all("td", data_part=None):
        following = page.elements[page.elements.index(points) + 1 :][:2]
        weights.append(float(following[0].text))
        products.append(float(following[1].text))
        assert products[-1] == pytest.approx(float(points.text) * weights[-1], abs=0.03)
    assert len(weights) == 8
    assert sum(products) / sum(weights) == pytest.approx(score["exact"], abs=0.2)


def test_a_withheld_score_leaves_the_measurements(tmp_path):
    analysis = example.sound_run() | {"score": None, "score_withheld": "Only five steps a side."}
    page = Page(render(typed(analysis), tmp_path))
    assert page.all("span", data_field="score") == []
    assert "Only five steps a side." in page.one("main").text
    assert len(page.all("article")) >= 10


def test_nothing_judged_is_not_praised(tmp_path):
    analysis = example.sound_run() | {"findings": [], "score": None, "score_withheld": "Too young."}
    text = Page(render(typed(analysis), tmp_path)).one("main").text
    assert "cannot say what to change, or that nothing needs it" in text
    assert "asks for a change" not in text
    for row in analysis["metrics"]:
        row["rating"] = "missing" if row["value"] is None else "not_scored"
    text = Page(render(typed(analysis), tmp_path)).one("main").text
    assert "Nothing in this clip was judged" in text
    assert "asks for a change" not in text


def test_each_link_to_the_back_names_what_it_is_about(faulty):
    text = faulty.page.one("section", id="back").text
    links = back_text(typed(faulty.analysis).low_back).links
    for link in links:
        assert f"{link.topic}: {link.strength}." in text


def test_findings_come_with_their_reasons_and_plans(faulty):
    text = faulty.page.one("section", id="findings").text
    for finding in faulty.analysis["findings"]:
        for key in ("title", "seen", "why", "try", "check"):
            assert finding[key] in text
        for entries in finding["plan"].values():
            assert all(entry in text for entry in entries)


def test_red_flags_stand_before_the_score_when_there_is_pain(faulty):
    html = faulty.html
    first = html.index(load().low_back.red_flags[0].items[0])
    assert first < html.index('data-field="score"')
    assert first < html.index("<h1")


def test_without_pain_the_back_is_quiet_and_late(sound):
    html = sound.html
    flag = load().low_back.red_flags[0].items[0]
    assert html.index(flag) > html.index('id="steps"')
    assert 'id="red-flags"' not in html


def test_refused_clip_has_reasons_and_help_but_no_number(refused):
    page = refused.page
    assert page.all("span", data_metric=None) == []
    assert page.all("span", data_field="score") == []
    assert page.all("table") == []
    text = page.one("main").text
    reason = refused.analysis["quality"]["reasons"][0]
    assert reason["message"] in text
    assert reason["fix"] in text
    film = page.one("section", id="film")
    lines = [e for e in page.all("li") if e.text.strip() and e.text in film.text]
    assert len(lines) >= 10
    assert page.all("img")


def test_text_from_the_clip_is_escaped(tmp_path):
    analysis = example.faulty_run()
    analysis["clip"]["name"] = '<script>alert("x")</script>.mp4'
    analysis["findings"][0]["title"] = "<img src=x onerror=alert(1)>"
    html = render(typed(analysis), tmp_path)
    page = Page(html)
    assert page.one("h1").text == analysis["clip"]["name"]
    assert len(page.all("script")) == 3
    assert "<img src=x" not in page.one("main").get("class", "") + "".join(
        f"<{e.tag} src={e.get('src')}" for e in page.all("img")
    )
    embedded = json.loads(page.one("script", id="analysis").text)
    assert embedded == as_json(typed(analysis))


def test_missing_field_is_an_error_and_not_an_empty_place(tmp_path):
    analysis = example.sound_run()
    del analysis["view"]
    with pytest.raises(UsageError, match="view"):
        render(typed(analysis), tmp_path)


def test_small_video_is_embedded_and_large_one_stays_beside(tmp_path):
    analysis = example.sound_run()
    video = tmp_path / "annotated.mp4"
    video.write_bytes(b"\0" * 1000)
    small = Page(render(typed(analysis), tmp_path)).one("video").get("src")
    assert small.startswith("data:video/mp4;base64,")
    video.write_bytes(b"\0" * (VIDEO_LIMIT_BYTES + 1))
    assert Page(render(typed(analysis), tmp_path)).one("video").get("src") == "annotated.mp4"


def test_page_stays_under_its_limit(tmp_path):
    analysis = example.sound_run()
    example.write_pictures(analysis, tmp_path)
    for frame in analysis["key_frames"]:
        path = tmp_path / frame["picture"]
        path.write_bytes(path.read_bytes() + b"\0" * 300_000)
    (tmp_path / "annotated.mp4").write_bytes(b"\0" * VIDEO_LIMIT_BYTES)
    html = render(typed(analysis), tmp_path)
    assert len(html.encode()) <= PAGE_LIMIT_BYTES
    assert Page(html).one("video").get("src") == "annotated.mp4"


def test_without_video_there_are_charts_but_no_player(sound):
    assert sound.page.all("video") == []
    assert sound.page.all("svg", data_axis="time")
    assert sound.page.all("svg", data_axis="phase")


def test_pictures_outside_the_folder_are_not_read(tmp_path):
    analysis = example.sound_run()
    folder = tmp_path / "result"
    folder.mkdir()
    (tmp_path / "secret.jpg").write_bytes(b"secret")
    analysis["key_frames"][0]["picture"] = "../secret.jpg"
    assert "c2VjcmV0" not in render(typed(analysis), folder)


def test_rendering_changes_nothing_and_repeats_exactly(tmp_path):
    analysis = example.faulty_run()
    before = copy.deepcopy(analysis)
    assert render(typed(analysis), tmp_path) == render(typed(analysis), tmp_path)
    assert analysis == before


@pytest.mark.parametrize(
    ("key", "empty", "gone"),
    [("curves", {}, "stride"), ("key_frames", [], "frames"), ("findings", [], "findings")],
)
def test_sections_without_content_vanish(tmp_path, key, empty, gone):
    page = Page(render(typed(example.faulty_run() | {key: empty}), tmp_path))
    assert page.faults == []
    assert gone not in {e.get("id") for e in page.elements}


def test_what_is_typical_stands_behind_the_curves_with_its_source(sound):
    norm = sound.analysis["stride_norm"]
    screen = sound.html[: sound.html.index('id="frames"')]
    charts = re.findall(r'<svg[^>]*class="chart stride".*?</svg>', screen, re.DOTALL)
    behind = [chart for chart in charts if 'class="ribbon norm"' in chart]
    assert len(behind) == len(norm["curves"])
    assert all(chart.index("ribbon norm") < chart.index("curve left") for chart in behind)
    words = sound.page.one("div", id="stride").text
    assert f"{norm['n_runners']} runners" in words
    cited = {e.get("href") for e in sound.page.all("a", class_="cite")}
    number = list(sound.analysis["references"]).index(norm["citation"]) + 1
    assert f"#ref-{number}" in cited


def test_without_a_norm_nothing_stands_behind_the_curves_and_it_is_said(tmp_path):
    html = render(typed(example.sound_run() | {"stride_norm": None}), tmp_path)
    assert 'class="ribbon norm"' not in html
    assert "Nothing typical stands behind them" in Page(html).one("div", id="stride").text
