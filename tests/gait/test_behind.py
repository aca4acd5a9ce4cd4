"""A runner seen from behind: the view, the contacts, and what is measured there."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.runner import changed, stick_runner

from formcheck import AnalysisSettings, analyze
from formcheck.domain.landmark_source import LABORATORY
from formcheck.domain.metric import MetricValue
from formcheck.domain.quality import SlowMotion
from formcheck.domain.skeleton import INDEX, SIDES
from formcheck.gait.behind import detect_behind, gait_behind, upright_behind
from formcheck.gait.movement import read_movement
from formcheck.geometry.view import from_behind, yaw_from_picture_deg
from formcheck.metrics.context import build_context
from formcheck.metrics.registry import REGISTRY
from formcheck.metrics.summary import summarise
from formcheck.pose.backend import source_of
from formcheck.quality.checks import check_view
from formcheck.select.evidence import Evidence
from formcheck.select.slow_motion import PlaybackSpeed
from formcheck.tables.landmarks import read_landmarks
from formcheck.uncertainty.asymmetry import _apart

DATA = Path(__file__).parents[1] / "data"
TABLE = DATA / "behind.csv"
STATURE_CM = 202.3
TRUE_CONTACTS_S = {
    "left": [0.187, 0.868, 1.558, 2.245, 2.944, 3.631, 4.320, 5.015, 5.715, 6.408],
    "right": [0.527, 1.213, 1.902, 2.594, 3.285, 3.971, 4.668, 5.363, 6.064, 6.752],
}
TRUE = {
    ("cadence_spm", "both"): 173.65,
    ("step_width_cm", "both"): 4.18,
    ("step_width_pct_leg", "both"): 4.15,
    ("knee_separation_pct_leg", "both"): 14.95,
    ("trunk_side_lean_deg", "left"): 0.08,
    ("trunk_side_lean_deg", "right"): 3.57,
    ("trunk_side_lean_deg", "both"): 1.82,
    ("step_time_ms", "left"): 344.6,
    ("step_time_ms", "right"): 345.6,
    ("asymmetry.step_time_ms", "both"): -1.0,
    ("asymmetry.trunk_side_lean_deg", "both"): -3.49,
}
STEP_S = 60 / 173.65
EVIDENCE = Evidence(playing=PlaybackSpeed(SlowMotion()))


@pytest.fixture(scope="module")
def track():
    table, sidecar = read_landmarks(TABLE)
    return replace(table, source=source_of(sidecar.pose_model))


@pytest.fixture(scope="module")
def rows():
    result = analyze(TABLE, AnalysisSettings(height_cm=STATURE_CM), landmarks=True)
    assert result.analysis.view.kind == "back"
    return {(row.metric, row.side): row for row in result.analysis.metrics}


def test_the_view_is_found_and_a_side_view_is_none_of_it(track):
    assert from_behind(track)
    assert not from_behind(replace(track, source=LABORATORY))
    side, sidecar = read_landmarks(DATA / "sound_runner.csv")
    assert not from_behind(replace(side, source=source_of(sidecar.pose_model)))
    width = track.width

    def mirror(xy):
        xy[..., 0] = width - xy[..., 0]

    assert not from_behind(changed(track, mirror))  # as a runner seen from the front


@pytest.mark.parametrize(
    ("yaw_deg", "behind"),
    [(-61.0, False), (-63.0, True), (-90.0, True), (0.0, False), (90.0, False)],
)
def test_a_films_view_is_told_by_the_shoulders_in_space(track, yaw_deg, behind):
    """Whatever the picture shows: here it is that of a runner from behind, all the time."""
    world_m = np.zeros((len(track), len(INDEX), 3))
    yaw = np.radians(yaw_deg)
    world_m[:, INDEX["left_shoulder"]] = 0.4 * np.array([np.sin(yaw), 0.0, np.cos(yaw)])
    assert from_behind(replace(track, world_m=world_m)) is behind
    assert not from_behind(replace(track, world_m=np.full_like(world_m, np.nan)))


@pytest.mark.parametrize("yaw_deg", [-70.0, -20.0])
def test_the_yaw_of_a_film_is_that_of_space_and_picture_together(track, yaw_deg):
    film = track if yaw_deg == -70.0 else stick_runner()
    world_m = np.zeros((len(film), len(INDEX), 3))
    yaw = np.radians(yaw_deg)
    world_m[:, INDEX["left_shoulder"]] = 0.4 * np.array([np.sin(yaw), 0.0, np.cos(yaw)])
    table, found = (read_movement(t) for t in (film, replace(film, world_m=world_m)))
    assert found.seen_from == table.seen_from == ("back" if yaw_deg == -70.0 else "side")
    picture_deg = yaw_from_picture_deg(
        found.cleaned.track, found.cleaned.leg_length_px, film.source.shoulders_leg
    )
    assert abs(picture_deg - yaw_deg) > 5
    assert found.view.yaw_deg == pytest.approx((picture_deg + yaw_deg) / 2, abs=0.06)


def test_every_contact_is_found(track):
    events = detect_behind(upright_behind(track, 0.0))
    for side in SIDES:
        found = events.times_s(side, "IC")
        error = [found[np.abs(found - t).argmin()] - t for t in TRUE_CONTACTS_S[side]]
        assert len(found) == len(TRUE_CONTACTS_S[side])
        assert np.abs(np.median(error)) < 0.03
        assert np.std(error) < 0.01
        assert len(events.times_s(side, "TO")) == 0
        assert 0.08 < events.legs[side].midstance_s < 0.16


def test_the_truth_lies_in_the_intervals(rows):
    for key, true in TRUE.items():
        row = rows[key]
        assert row.ci_low <= true <= row.ci_high, key
        assert row.view == "back"
    assert rows["cadence_spm", "both"].value == pytest.approx(173.65, abs=0.3)
    assert rows["step_width_cm", "both"].value == pytest.approx(4.18, abs=2.0)
    assert rows["trunk_side_lean_deg", "both"].value == pytest.approx(1.82, abs=0.5)


def test_what_does_not_show_from_behind_is_missing_with_its_reason(rows):
    for side in (*SIDES, "both"):
        assert rows["pelvic_drop_deg", side].missing_reason == "hips_do_not_show_it"
        assert rows["contact_time_ms", side].missing_reason == "toe_off_not_seen_behind"
    assert not any(metric.startswith(("trunk_lean", "overstride")) for metric, _ in rows)


def test_feet_that_cross_read_less_than_nothing(track):
    def cross(xy):
        for part in ("ankle", "heel", "foot_index"):
            left, right = INDEX[f"left_{part}"], INDEX[f"right_{part}"]
            apart = np.median(xy[:, right, 0] - xy[:, left, 0])
            xy[:, left, 0] += 0.75 * apart
            xy[:, right, 0] -= 0.75 * apart

    movement = read_movement(changed(track, cross), step_s=STEP_S)
    context = build_context(movement, AnalysisSettings(), None)
    summary = summarise(context, REGISTRY["step_width_pct_leg"])
    assert summary.sides["both"].value < -5.0


def test_a_walk_and_knees_lifted_on_the_spot_are_no_run(track):
    assert gait_behind(upright_behind(track, 0.0), STEP_S) == "run"
    shoulders = [INDEX[f"{side}_shoulder"] for side in SIDES]

    def highest_over_the_foot(xy):
        height = xy[:, shoulders, 1]
        xy[:, shoulders, 1] = 2 * height.mean(axis=0) - height

    walker = changed(track, highest_over_the_foot)
    assert gait_behind(upright_behind(walker, 0.0), STEP_S) == "walk"

    def lifts_the_whole_leg(xy):
        for side in SIDES:
            ankle = xy[:, INDEX[f"{side}_ankle"], 1]
            xy[:, INDEX[f"{side}_knee"], 1] = ankle - 0.5 * np.ptp(ankle) - 60

    assert gait_behind(upright_behind(changed(track, lifts_the_whole_leg), 0.0), STEP_S) == "none"


def test_running_away_over_ground_stays_no_side_view(track):
    smaller = np.linspace(1.0, 0.6, len(track))[:, None]

    def away(xy):
        xy[..., 0] = 270 + (xy[..., 0] - 270) * smaller
        xy[..., 1] = 480 + (xy[..., 1] - 480) * smaller

    for filmed, code in ((track, "seen_from_behind"), (changed(track, away), "not_side_view")):
        movement = read_movement(filmed, step_s=STEP_S)
        found = check_view(movement, EVIDENCE)
        assert [one.reason.code for one in found] == [code]


def test_a_tilt_adds_to_one_side_what_it_takes_from_the_other():
    left, right = (
        MetricValue("trunk_side_lean_deg", side, "deg", 2.0, 1.0, 3.0, 9) for side in SIDES
    )
    mirrored, _ = _apart(left, right, mirrored=True)
    alone, _ = _apart(left, right, mirrored=False)
    assert mirrored == pytest.approx(np.sqrt(2) * alone)
