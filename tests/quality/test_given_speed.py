"""A speed that people tell and the stance foot contradicts is named, and neither is used."""

from dataclasses import replace

import pytest
from tests.runner import OVERSTRIDER, SOUND_RUNNER

from formcheck.pipeline import analyze
from formcheck.settings import AnalysisSettings
from formcheck.words import fix_of, sentence_of

HEIGHTS = {SOUND_RUNNER: 178.0, OVERSTRIDER: 178.9}
NEEDS_SPEED = ("step_length_m", "leg_stiffness_kn_m", "speed_mps")
BY_SPEED = ("overstride_pct_leg", "shank_angle_deg", "cadence_spm", "vertical_oscillation_pct_leg")


def told(table, **settings):
    known = AnalysisSettings(height_cm=HEIGHTS[table], mass_kg=70.0)
    return analyze(table, replace(known, **settings), landmarks=True).analysis


@pytest.fixture(scope="module", params=HEIGHTS, ids=lambda path: path.stem)
def read(request):
    """A table, and the speed that its stance foot shows."""
    return request.param, 3.6 * told(request.param).speed_mps.value


def reasons(analysis):
    return {r.code: r for r in analysis.quality.reasons}


@pytest.mark.parametrize("factor", [0.5, 0.7, 1.3, 1.6])
def test_a_speed_that_contradicts_the_foot_is_named_and_not_used(read, factor):
    table, kmh = read
    analysis = told(table, speed_kmh=round(factor * kmh, 1))
    reason = reasons(analysis)["speed_disagrees"]
    assert f"{factor * kmh:.1f} km/h" in sentence_of(reason)
    assert "height" in fix_of(reason)
    assert analysis.speed_mps is None
    missing = {r.metric: r.missing_reason for r in analysis.metrics if r.metric in NEEDS_SPEED}
    assert missing["step_length_m"] == missing["speed_mps"] == "speed_unsure"
    doubted = [r for r in analysis.metrics if r.metric in BY_SPEED and r.value is not None]
    assert doubted
    assert {r.why_not_scored.code for r in doubted} == {"speed_in_doubt"}
    assert analysis.score is None
    assert analysis.stride_norm is None
    assert not {f.metric for f in analysis.findings} & set(BY_SPEED)


@pytest.mark.parametrize("factor", [0.9, 1.0, 1.1])
def test_what_a_display_may_be_off_by_is_believed(read, factor):
    table, kmh = read
    analysis = told(table, speed_kmh=round(factor * kmh, 1))
    assert "speed_disagrees" not in reasons(analysis)
    assert analysis.speed_mps.source == "user"


def test_without_a_height_only_what_no_adult_could_run_is_named(read):
    table, kmh = read
    assert "speed_disagrees" in reasons(told(table, height_cm=None, speed_kmh=1.7 * kmh))
    assert "speed_disagrees" not in reasons(told(table, height_cm=None, speed_kmh=1.15 * kmh))
