"""One thing to do first, six weeks on one page, and nothing new where the pain forbids it."""

from dataclasses import replace
from datetime import UTC, datetime
from html import unescape

import pytest
from tests.runner import OVERSTRIDER, SOUND_RUNNER

from formcheck.guidelines import load
from formcheck.pipeline import analyze
from formcheck.report import render, render_plan
from formcheck.report.exercises import drawing
from formcheck.settings import AnalysisSettings
from formcheck.words.plan import plan_text
from report.page import Page


def told(table, **known):
    return analyze(table, AnalysisSettings(height_cm=178.0, **known), landmarks=True).analysis


@pytest.fixture(scope="module")
def faulty():
    return told(OVERSTRIDER, longest_run_km=14.0)


@pytest.fixture(scope="module")
def sound():
    return told(SOUND_RUNNER)


def kinds(plan):
    return {planned.kind for planned in plan.exercises}


def test_the_plan_is_for_the_first_finding(faulty):
    plan = plan_text(faulty)
    first = next(f for f in faulty.findings if f.kind == "change")
    text = next(c for c in load().texts.change if c.id == first.id)
    titles = [planned.title for planned in plan.exercises]
    assert plan.finding == first
    assert {"drill", "strength", "core", "stretch", "cross_training"} == kinds(plan)
    assert len(titles) == len(set(titles))
    assert all("{" not in title for title in titles)
    named = {planned.exercise for planned in plan.exercises}
    assert {load().exercises[name] for name in text.plan.all_ids} <= named
    for part in ("Hip-flexor", "Hamstring", "Knees to chest"):
        assert any(part in title for title in titles)
    assert (len(plan.days), len(plan.weeks)) == (7, 6)


def test_the_longest_run_bounds_the_next(faulty, sound):
    assert "15.4 km" in plan_text(faulty).load
    assert "14.0 km" in plan_text(faulty).load
    assert "more than 10 %" in plan_text(sound).load


def test_the_longest_run_is_told_in_miles_too(faulty, tmp_path):
    page = Page(render(faulty, tmp_path))
    others = [span.get("data-imperial", "") for span in page.all("span")]
    assert any("longer than 9.6 miles" in other for other in others)
    assert any("(8.7 miles)" in other for other in others)


def test_the_sheet_stands_alone(faulty, tmp_path):
    text = Page(render_plan(faulty, tmp_path)).one("main").text
    assert "emergency department" in text
    assert "listed under" not in text


def test_the_day_to_film_again_is_in_six_weeks(sound):
    made = replace(sound.provenance, created_utc=datetime(2026, 11, 27, 9, tzinfo=UTC).isoformat())
    plan = plan_text(replace(sound, provenance=made))
    assert plan.until == "8 January 2027"
    assert plan.until in plan.retest


def test_a_sound_runner_gets_two_exercises_and_films_tired(sound):
    plan = plan_text(sound)
    assert plan.finding is None
    assert "drill" not in kinds(plan)
    assert sum(planned.kind == "strength" for planned in plan.exercises) == 2
    assert "tired" in plan.retest
    words = " ".join(
        [plan.title, *(day.text for day in plan.days), *plan.weeks[0].model_dump().values()]
    )
    assert "with the drill" not in words
    assert "judged" in plan.title


@pytest.mark.parametrize(("p", "open_"), [(0.89, False), (0.9, True), (0.99, True)])
def test_a_clip_without_score_carries_only_what_is_sure(faulty, p, open_, tmp_path):
    first = next(f for f in faulty.findings if f.kind == "change")
    weak = replace(first, values={**first.values, "p": p})
    unsure = replace(faulty, score=None, findings=(weak,))
    page = Page(render(unsure, tmp_path))
    assert (plan_text(unsure) is not None) == open_
    assert ("Try this" in page.one("main").text) == open_
    assert ("Film again before you change anything" in page.one("main").text) == (not open_)


def test_nothing_is_kept_up_where_too_little_was_judged(sound, tmp_path):
    mute = replace(sound, score=None, findings=())
    text = Page(render(mute, tmp_path)).one("main").text
    assert plan_text(mute) is None
    assert "cannot say what to change" in text
    assert "Two exercises" not in text


def test_exercises_of_later_findings_wait_folded(faulty, tmp_path):
    page = Page(render(faulty, tmp_path))
    changes = [f for f in faulty.findings if f.kind == "change"]
    folded = [d for d in page.all("details") if d.attributes.get("class") == "later"]
    assert len(changes) > 1
    assert len(folded) == len(changes)
    assert sum("Exercises for later" in d.text for d in folded) == len(changes) - 1
    assert all("a week" in d.text for d in folded)
    assert not [d for d in folded if d.attributes.get("open")]


@pytest.mark.parametrize(("pain", "open_"), [(0, True), (3, True), (4, False), (9, False)])
def test_pain_closes_the_plan(faulty, pain, open_, tmp_path):
    from formcheck.domain.low_back import LowBack, pain_level

    hurt = replace(faulty, low_back=LowBack(pain, (), (), level=pain_level(pain)))
    page = Page(render(hurt, tmp_path))
    assert (plan_text(hurt) is not None) == open_
    assert bool(page.all("section", id="plan")) == open_
    assert (render_plan(hurt, tmp_path) is not None) == open_
    text = page.one("main").text
    assert ("Try this" in text) == open_
    assert ("4 x 20 s" in text) == open_
    assert ("Worth changing" in text) == open_


def test_nothing_judged_no_plan():
    assert plan_text(told(OVERSTRIDER, age=12)) is None
    assert plan_text(told(OVERSTRIDER, incline_pct=5.0)) is None


def test_the_first_screen_names_one_thing(faulty, tmp_path):
    page = Page(render(faulty, tmp_path))
    first = next(f for f in faulty.findings if f.kind == "change")
    place = faulty.findings.index(first) + 1
    starts = [a for a in page.all("a") if a.attributes.get("class") == "start"]
    assert [a.attributes["href"] for a in starts] == [f"#finding-{place}"]
    assert "in 10 sure" in starts[0].text
    assert "Worth trying for" in starts[0].text


def test_what_was_not_judged_is_said_on_the_first_screen(tmp_path):
    slope = Page(render(told(OVERSTRIDER, incline_pct=5.0), tmp_path))
    text = slope.one("section", class_="summary").text
    assert "Not judged here" in text
    assert "Not judged on a slope" in text


@pytest.mark.parametrize("name", load().exercises)
def test_every_exercise_has_its_drawing(name):
    exercise = load().exercises[name]
    svg = str(drawing(exercise.pose, exercise.title))
    assert svg.count("<path") + svg.count("<circle") >= 6
    assert "nan" not in svg
    assert f'aria-label="Drawing: {exercise.title}"' in unescape(svg)


def test_every_exercise_is_used():
    guidelines = load()
    used = {name for text in guidelines.texts.change for name in text.plan.all_ids}
    used |= {name for line in guidelines.low_back.base_programme for name in line.exercises}
    assert used | set(guidelines.plan.all_ids) == set(guidelines.exercises)
