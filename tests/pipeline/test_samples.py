"""The sample clips' landmarks against the truth they were rendered with."""

import json
from pathlib import Path

import pytest
from tests.runner import OVERSTRIDER, SOUND_RUNNER

import formcheck
from formcheck.settings import AnalysisSettings

CLIPS = Path(__file__).parents[2] / "sample_videos"


def truth_of(name):
    return json.loads((CLIPS / f"{name}.truth.json").read_text(encoding="utf-8"))


def analysed(table, truth):
    settings = AnalysisSettings(
        height_cm=100 * truth["runner"]["height_m"], speed_kmh=3.6 * truth["running_speed_mps"]
    )
    return formcheck.analyze(table, settings, landmarks=True)


@pytest.fixture(
    scope="module",
    params=[(SOUND_RUNNER, "sound_runner_treadmill"), (OVERSTRIDER, "overstrider_portrait")],
    ids=["sound", "overstrider"],
)
def sample(request):
    table, name = request.param
    truth = truth_of(name)
    return analysed(table, truth), truth


def row(result, metric, side="both"):
    return next(m for m in result.analysis.metrics if (m.metric, m.side) == (metric, side))


def test_the_clip_is_measured(sample):
    result, truth = sample
    assert result.analysis.quality.verdict != "refused"
    assert (result.analysis.gait, result.analysis.mode) == ("run", "treadmill")
    assert result.analysis.direction == truth["direction"]


def test_cadence_lean_and_overstride_are_near_the_truth(sample):
    result, truth = sample
    overall = truth["metrics"]["overall"]
    lean = truth["metrics"]["pose_leg"]["trunk_lean_stance_deg"]
    ahead = overall["overstride_ankle_from_own_hip_cm"]
    near = result.analysis.near_side
    assert row(result, "cadence_spm").value == pytest.approx(overall["cadence_spm"], abs=1)
    assert row(result, "trunk_lean_deg").value == pytest.approx(lean, abs=2)
    assert row(result, "overstride_cm", near).value == pytest.approx(ahead, abs=3)


def test_the_truth_lies_inside_the_intervals(sample):
    result, truth = sample
    near = result.analysis.near_side
    own = truth["metrics"]["per_side"][near]
    for metric, value in (
        ("overstride_cm", own["overstride_ankle_from_own_hip_cm"]),
        ("shank_angle_deg", own["shank_angle_ic_deg"]),
        ("knee_flexion_ic_deg", own["knee_flexion_ic_deg"]),
        ("knee_flexion_peak_deg", own["knee_flexion_peak_stance_deg"]),
    ):
        found = row(result, metric, near)
        assert found.ci_low <= value <= found.ci_high, metric


def test_the_sound_runner_is_not_scolded_and_the_overstrider_hears_what_matters():
    sound = analysed(SOUND_RUNNER, truth_of("sound_runner_treadmill")).analysis
    assert sound.score.value >= 90
    assert {finding.kind for finding in sound.findings} == {"keep"}
    poor = analysed(OVERSTRIDER, truth_of("overstrider_portrait")).analysis
    assert poor.score.value <= sound.score.value - 10
    metrics = {finding.metric for finding in poor.findings if finding.kind == "change"}
    assert "cadence_spm" in metrics
    assert "trunk_lean_deg" in metrics
    assert metrics & {"overstride_pct_leg", "shank_angle_deg"}
