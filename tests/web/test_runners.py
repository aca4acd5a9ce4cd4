"""Runners: clips that never mix, the training block, the pain log, the day to film again."""

import json
from contextlib import closing
from datetime import date, timedelta

import pytest

from change.made import clip, row
from formcheck.document import as_text
from formcheck.web.clip_repository import ClipRepository
from formcheck.web.form import ClipForm
from formcheck.web.limits import Limits
from formcheck.web.runners import PainNote, Profile, Roster
from report import browser, example
from report.page import Page
from web.conftest import WAIT_S, serving
from web.test_pages import put_in_repository
from web.window import open_page, press, type_into

KNEE = "knee_flexion_peak_deg"
DAYS = ("2026-09-01", "2026-09-08", "2026-09-15", "2026-09-22", "2026-09-29", "2026-10-06")


def film_on(data, ids, days):
    """Set the day on which each clip was filmed, and let each be a file of its own."""
    with closing(ClipRepository(data)) as repository:
        for clip_id, day in zip(ids, days, strict=True):
            path = repository.results(clip_id) / "analysis.json"
            document = json.loads(path.read_text(encoding="utf-8"))
            document["clip"]["created"] = f"{day}T10:00:00+00:00"
            document["clip"]["sha256"] = clip_id.replace("-", "") * 2
            path.write_text(json.dumps(document), encoding="utf-8")
            told = repository.get(clip_id).summary | {"filmed": f"{day}T10:00:00+00:00"}
            repository.set(clip_id, "done", summary=told)


@pytest.fixture
def house(tmp_path):
    """Six clips of two forms, and nobody's yet."""
    runs = [example.sound_run()] * 3 + [example.faulty_run()] * 3
    ids = put_in_repository(tmp_path / "data", *runs)
    film_on(tmp_path / "data", ids, DAYS)
    return tmp_path / "data", ids


def test_clips_of_two_runners_never_mix_over_a_restart(house):
    data, ids = house
    with serving(data, Limits(at_once=0)) as served:
        people = {}
        for name in ("Anna", "Ben"):
            made = served.client.post("/api/runners", json={"name": name, "height_cm": 170.0})
            assert made.status_code == 201
            people[name] = made.json()["id"]
        for number, clip in enumerate(ids):
            told = (
                {"name": f"run {number}.mp4"}
                | served.clip(clip)["told"]
                | {"runner": people["Anna" if number < 3 else "Ben"]}
            )
            answer = served.client.patch(f"/api/clips/{clip}", json=told)
            assert answer.json()["told"]["runner"] == told["runner"]
    with serving(data, Limits(at_once=0)) as served:
        for name, own in (("Anna", ids[:3]), ("Ben", ids[3:])):
            page = served.client.get(f"/runners/{people[name]}").text
            assert [clip in page for clip in ids] == [clip in own for clip in ids]
            block = served.client.get(f"/runners/{people[name]}/block")
            assert "sandbox allow-scripts" in block.headers["content-security-policy"]
            assert "3 clips" in block.text
            assert "formcheck batch" not in block.text
        assert "0 clips" in served.client.get("/runners").text or "nobody" not in (
            served.client.get("/runners").text
        )
        assert served.client.delete(f"/api/runners/{people['Ben']}").status_code == 204
        assert served.client.get(f"/runners/{people['Ben']}").status_code == 404
        assert all(clip in served.client.get("/runners/nobody").text for clip in ids[3:])
        assert served.client.delete(f"/api/clips/{ids[0]}").status_code == 204
        assert list((data / "blocks").glob("*.html")) == []
        assert "2 clips" in served.client.get(f"/runners/{people['Anna']}/block").text


@pytest.mark.parametrize(
    "profile",
    [{"name": " "}, {"name": "A", "height_cm": 1.7}, {"name": "A", "born": 70}, {"sex": "f"},
     {"name": "A", "units": "yards"}, {"name": "A", "id": "x"}],
)  # fmt: skip
def test_a_profile_is_checked(served, profile):
    assert served.client.post("/api/runners", json=profile).status_code == 422


def test_the_pain_log_stands_in_the_block(house):
    data, ids = house
    with closing(ClipRepository(data)) as repository:
        roster = Roster(repository)
        anna = roster.add(Profile(name="Anna"))
        roster.note(anna, PainNote(day="2026-09-10", pain=4))
        roster.note(anna, PainNote(day="2026-09-10", pain=6))
        roster.note(anna, PainNote(day="2026-09-12", pain=1))
        roster.note(anna, PainNote(day="2026-09-12"))
        assert roster.pain(anna) == [("2026-09-10", 6)]
    with serving(data, Limits(at_once=0)) as served:
        path = f"/api/runners/{anna.id}/pain"
        for wrong in ({"day": "yesterday", "pain": 1}, {"day": "2026-02-30"}, {"day": DAYS[0],
                      "pain": 11}):  # fmt: skip
            assert served.client.put(path, json=wrong).status_code == 422
        for clip in ids:
            told = served.clip(clip)["told"] | {"name": served.clip(clip)["name"]}
            told |= {"runner": anna.id}
            assert served.client.patch(f"/api/clips/{clip}", json=told).status_code == 200
        before = served.client.get(f"/runners/{anna.id}/block").text
        assert "2026-09-10" in before or "10 Sep" in before
        served.client.put(path, json={"day": "2026-09-20", "pain": 2})
        after = served.client.get(f"/runners/{anna.id}/block").text
        assert after != before
        assert served.client.get(path).json()["pain"][-1] == {"day": "2026-09-20", "pain": 2}


def film_from_both_sides(data):
    """Leave two clips of one day, the left and the right leg near the camera."""
    ids = []
    with closing(ClipRepository(data)) as repository:
        for near in ("left", "right"):
            rows = [row(KNEE, side, value) for side, value in (("left", 44.0), ("right", 41.0))]
            kept = repository.add(ClipForm(name=f"{near}.mp4"))
            repository.results(kept.id).mkdir()
            document = as_text(clip(*rows, near_side=near))
            (repository.results(kept.id) / "analysis.json").write_text(document, encoding="utf-8")
            repository.set(kept.id, "done")
            ids.append(kept.id)
    film_on(data, ids, (DAYS[0], DAYS[0]))
    return ids


def test_a_day_filmed_from_both_sides_tells_left_from_right(tmp_path):
    ids = film_from_both_sides(tmp_path / "data")
    with serving(tmp_path / "data", Limits(at_once=0)) as served:
        block = Page(served.client.get("/runners/nobody/block").text)
        assert block.faults == []
        legs = next(e for e in block.all("section", id="legs"))
        assert "the mean of 1 session with a clip from each side" in legs.text
        assert "Deepest knee bend" in legs.text
        assert "1 session \u00b7 2 clips, 2 measured \u00b7 1 Sep" in block.one("main").text
        assert served.client.delete(f"/api/clips/{ids[1]}").status_code == 204
        block = Page(served.client.get("/runners/nobody/block").text)
        assert block.all("section", id="legs") == []
        assert "1 session \u00b7 1 clip, 1 measured \u00b7 1 Sep" in block.one("main").text
        assert "1 clip<" in served.client.get("/runners").text


def test_it_is_said_when_to_film_again(house):
    data, ids = house
    today = date.today()  # noqa: DTZ011 - the page's own today
    with closing(ClipRepository(data)) as repository:
        told = repository.get(ids[-1]).summary
        repository.set(ids[-1], "done", summary=told | {"retest": today.isoformat()})
    with serving(data, Limits(at_once=0)) as served:
        assert "time to film again" in served.client.get("/").text
        assert "It is time to film again" in served.client.get("/runners/nobody").text
    with closing(ClipRepository(data)) as repository:
        later = (today + timedelta(days=1)).isoformat()
        repository.set(ids[-1], "done", summary=told | {"retest": later})
    with serving(data, Limits(at_once=0)) as served:
        assert "time to film again" not in served.client.get("/").text
        assert "Film again" in served.client.get("/runners/nobody").text


def test_a_repository_of_before_opens_with_its_clips(house):
    data, ids = house
    with closing(ClipRepository(data)) as repository:
        for table in ("runner", "pain"):
            repository.write(f"DROP TABLE {table}")
        repository.write("PRAGMA user_version = 1")
        form = {"name": "run.mp4", "notes": "of before"}
        repository.set(ids[0], "done", form=json.dumps(form))
    with closing(ClipRepository(data)) as repository:
        roster = Roster(repository)
        anna = roster.add(Profile(name="Anna"))
        assert len(roster.clips(roster.get("nobody"))) == len(ids)
        form = ClipForm(**form, runner=anna.id)
        repository.set(ids[0], "done", form=form.model_dump_json())
        assert [clip.id for clip in roster.clips(anna)] == [ids[0]]


@pytest.mark.browser
@pytest.mark.skipif(browser.executable() is None, reason="no Chromium on this machine")
def test_a_runner_is_made_and_fills_the_form(page, house):
    data, ids = house
    page.complaints.clear()
    with serving(data, Limits(at_once=0)) as served:
        base = str(served.client.base_url)
        open_page(page, base + "/runners", 390)
        type_into(page, "name", "Anna")
        type_into(page, "height_cm", "5'7\"")
        type_into(page, "born", "1990")
        press(page, "#profile button")
        page.wait("location.pathname.length > 20")
        page.wait("document.readyState === 'complete' && document.querySelector('.give')")
        (anna,) = served.client.get("/api/runners").json()["runners"]
        assert anna["height_cm"] == pytest.approx(170.2)
        press(page, f".give[data-clip='{ids[0]}']")
        page.wait(f"!document.querySelector('.give[data-clip=\"{ids[0]}\"]')", WAIT_S)
        page.wait("document.readyState === 'complete'")
        assert served.clip(ids[0])["told"]["runner"] == anna["id"]
        page.run("""(() => { const form = document.getElementById("pain-log");
            form.elements.pain.value = "3"; form.requestSubmit(); })()""")
        page.wait("document.querySelector('.pain-days li')")
        assert page.run("document.documentElement.scrollWidth") <= 390
        open_page(page, f"{base}/?runner={anna['id']}", 390)
        filled = "['height_cm', 'athlete', 'runner'].map((n) => form.elements[n].value)"
        assert page.run(filled) == ["170.2 cm", "Anna", anna["id"]]
        age = date.today().year - 1990  # noqa: DTZ011 - the page's own year
        assert page.run("form.elements.age.value") == str(age)
    assert page.complaints == []
