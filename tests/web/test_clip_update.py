"""What was said is changed after the analysis, and measured again from what was kept."""

import json
import re
from contextlib import closing

import pytest

from formcheck.guidelines import load
from formcheck.pipeline import analyze
from formcheck.publishing import publish
from formcheck.quality.reasons import catalogue
from formcheck.report.pictures import overlay
from formcheck.settings import OPTIONS, AnalysisSettings
from formcheck.store.folder import read_analysis
from formcheck.web.clip_repository import ClipRepository
from formcheck.web.form import ClipForm
from formcheck.web.limits import Limits
from formcheck.web.spoken import spoken
from formcheck.web.summary import summary
from formcheck.words.catalogue import sentences
from runner import SOUND_RUNNER
from web.conftest import serving


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    result = analyze(SOUND_RUNNER, AnalysisSettings(height_cm=171), landmarks=True)
    return publish(result, tmp_path_factory.mktemp("measured") / "run"), result.analysis


def put(data, measured, **told):
    folder, analysis = measured
    with closing(ClipRepository(data)) as repository:
        clip = repository.add(ClipForm(name="run.mp4", height_cm=171.0, **told))
        place = repository.results(clip.id)
        place.mkdir()
        for path in folder.iterdir():
            if path.is_file():
                (place / path.name).write_bytes(path.read_bytes())
        repository.set(clip.id, "done", summary=summary(analysis))
    return clip.id


def test_speed_shoe_notes_and_name_are_changed_later(tmp_path, measured):
    clip = put(tmp_path / "data", measured)
    with serving(tmp_path / "data", Limits(at_once=0)) as served:
        told = {"name": "Monday.mp4", "height_cm": 171.0, "speed_kmh": 10.5, "notes": "in rain"}
        answer = served.client.patch(f"/api/clips/{clip}", json=told | {"shoe": "blue"})
        assert answer.status_code == 200, answer.text
        changed = answer.json()
        assert changed["name"] == "Monday.mp4"
        assert changed["told"] == {"height_cm": 171.0, "speed_kmh": 10.5, "notes": "in rain",
                                   "shoe": "blue"}  # fmt: skip
        assert changed["summary"]["speed_kmh"] == 10.5
        document = json.loads(served.client.get(f"/api/clips/{clip}/files/analysis.json").text)
        assert document["speed_mps"]["source"] == "user"
        assert document["settings"]["note"] == "in rain"
        page = served.client.get(f"/clips/{clip}/report").text
        assert "Monday.mp4" in page
        assert "in rain" in page
        for wrong, status in (({"start_s": 1.0}, 409), ({"speed_kmh": 99.0}, 422)):
            answer = served.client.patch(f"/api/clips/{clip}", json=told | wrong)
            assert answer.status_code == status
        assert served.clip(clip)["told"]["speed_kmh"] == 10.5


def test_numbers_and_drawings_are_as_if_it_had_been_told_at_once(tmp_path, measured):
    """Nothing that is drawn speaks of speed or stature, and every number follows them."""
    clip = put(tmp_path / "data", measured)
    with serving(tmp_path / "data", Limits(at_once=0)) as served:
        told = {"name": "run.mp4", "height_cm": 185.0, "speed_kmh": 10.5}
        assert served.client.patch(f"/api/clips/{clip}", json=told).status_code == 200
        page = served.client.get(f"/clips/{clip}/report").text
        now = read_analysis(tmp_path / "data" / "clips" / clip / "results")
    settings = AnalysisSettings(height_cm=185, speed_kmh=10.5)
    once = analyze(SOUND_RUNNER, settings, landmarks=True).analysis
    first = measured[1]
    assert (now.key_frames, now.contact_poses) == (once.key_frames, once.contact_poses)
    assert [f.id for f in now.findings] == [f.id for f in once.findings]
    values = [{(r.metric, r.side): r.value for r in a.metrics} for a in (now, once, first)]
    near = {key: v and pytest.approx(v, rel=2e-3, abs=0.01) for key, v in values[1].items()}
    assert values[0] == near
    assert sum(values[0][key] != value for key, value in values[2].items()) > 4
    for frame in now.key_frames:
        drawn = overlay(frame, now.direction, roll_deg=now.view.roll_deg or 0.0)
        words = re.findall(r"<text[^>]*>([^<]+)</text>", drawn)
        assert all(re.search(r"\u00b0| %$|\u00b0 \w+$", text) for text in words), words
        assert all(f">{text}</text>" in page for text in words)


def test_a_kept_video_is_looked_at_again_for_another_part(tmp_path, measured, film):
    clip = put(tmp_path / "data", measured, keep_original=True)
    original = tmp_path / "data" / "clips" / clip / "original"
    original.write_bytes(film.read_bytes())
    with serving(tmp_path / "data", Limits(at_once=0)) as served:
        told = {"name": "run.mp4", "height_cm": 171.0, "start_s": 1.0}
        answer = served.client.patch(f"/api/clips/{clip}", json=told).json()
        assert answer["state"] == "waiting"
        assert answer["told"]["keep_original"] is True


def test_no_report_of_the_page_speaks_of_the_command_line():
    said = [*sentences().values(), *(reason["fix"] for reason in catalogue().values())]
    said += [rule.why_not_scored for rule in load().metric]
    command = re.compile(r"(?<![\w-])--[a-z]|formcheck (?:analyze|compare|batch)")
    assert sum(bool(command.search(text)) for text in said) > 8
    left = [text for text in map(spoken, said) if command.search(text)]
    assert left == []
    told = spoken("choose a part with --start and --end, or give <code>--capture-fps</code>.")
    labels = [OPTIONS[name].label for name in ("start_s", "end_s", "capture_fps")]
    assert re.findall("\u201c([^\u201d]+)\u201d", told) == labels
    kept = "<style>a { color: var(--ink) }</style><script>x--y; '--start'</script>"
    assert spoken(kept) == kept
