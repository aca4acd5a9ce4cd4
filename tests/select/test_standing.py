"""The runner standing before the run: found by itself, and nobody else taken for it."""

import json
from dataclasses import replace

import numpy as np
import pytest

import formcheck
from formcheck.correct import correct
from formcheck.domain.message import Message
from formcheck.domain.skeleton import INDEX, SIDES
from formcheck.pipeline import analyze
from formcheck.publishing import publish
from formcheck.select.part import choose_part
from formcheck.select.standing import find_standing
from formcheck.settings import AnalysisSettings
from formcheck.tables.landmarks import read_landmarks, write_landmarks
from quality.figure import figure, one_after_the_other
from runner import OVERSTRIDER, SOUND_RUNNER
from standing import standing_first

NOTE = Message("mirrored")
"""Stands for what a test has done to the landmarks."""


@pytest.fixture(scope="module")
def run():
    return read_landmarks(SOUND_RUNNER)[0]


def found(track, **more):
    return find_standing(track, choose_part(track, ()), [], **more)


@pytest.mark.parametrize(("lean", "knee"), [(0.0, 0.0), (3.0, 4.0), (-3.0, 8.0)])
def test_standing_runner_gives_their_own_offsets(run, lean, knee):
    stood = found(standing_first(run, lean_deg=lean, knee_deg=knee))
    assert stood.side == "right"
    assert stood.lean_deg == pytest.approx(lean, abs=0.4)
    assert stood.knee_flexion_deg == pytest.approx(knee, abs=0.6)
    start_s, end_s = stood.span_s
    assert start_s < 0.2
    assert 1.2 < end_s < 1.6
    assert stood.n_frames == pytest.approx(60 * (end_s - start_s), abs=2)


def test_a_runner_to_the_left_counts_forward_to_the_left():
    run = read_landmarks(OVERSTRIDER)[0]
    stood = found(standing_first(run, lean_deg=4.0, facing="left"))
    assert stood.side == "left"
    assert stood.lean_deg == pytest.approx(4.0, abs=0.4)


def test_the_run_itself_is_no_standing(run):
    assert found(run) is None


@pytest.mark.parametrize(
    "how",
    [
        {"turned_deg": 90.0},
        {"turned_deg": 40.0},
        {"turned_deg": 180.0},
        {"lean_deg": 25.0, "reach": True},
        {"lean_deg": 6.0, "reach": True},
        {"lean_deg": 12.0},
        {"knee_deg": 40.0},
        {"sway_leg": 0.15},
        {"seconds": 0.4},
    ],
    ids=str,
)
def test_what_is_no_standing_side_on_and_still(run, how):
    assert found(standing_first(run, **how)) is None


def test_a_little_turn_and_sway_pass(run):
    assert found(standing_first(run, turned_deg=8.0, sway_leg=0.005)) is not None


def test_another_person_before_a_cut_does_not_count(run):
    track = standing_first(run)
    cut = int(np.searchsorted(track.time_s, 1.5))
    part = choose_part(track, [cut])
    assert part.start == cut
    assert find_standing(track, part, [cut]) is None
    assert find_standing(track, part, []) is not None


def test_somebody_of_another_size_does_not_count(run):
    track = standing_first(run)
    xy = track.xy_px.copy()
    xy[:90] = 300 + 0.7 * (xy[:90] - 300)
    assert found(replace(track, xy_px=xy)) is None


def test_slow_motion_counts_capture_time(run):
    track = standing_first(run, seconds=1.5)
    assert found(track, factor=2.0).span_s[1] < 0.8
    assert found(track, factor=4.0) is None


def test_depth_tells_a_turned_body_too():
    standing, world = figure("stand", seconds=2.0)
    arms = standing.xy_px.copy()
    for side in SIDES:
        arms[:, INDEX[f"{side}_wrist"]] = arms[:, INDEX[f"{side}_elbow"]] + [5, 60]
    run, run_world = figure("run")
    track, depth = one_after_the_other((replace(standing, xy_px=arms), world), (run, run_world))
    assert found(replace(track, world_m=depth)) is not None
    turned = depth.copy()
    turned[: len(standing), :, 0] = depth[: len(standing), :, 2]
    turned[: len(standing), :, 2] = depth[: len(standing), :, 0]
    assert found(replace(track, world_m=turned)) is None


@pytest.fixture(scope="module")
def analysed(run, tmp_path_factory):
    """The sample alone and with its runner standing first, leaning 4 degrees forward."""

    def analysed(name, track):
        path = tmp_path_factory.mktemp(name) / f"{name}.csv"
        write_landmarks(track, path, "heavy")
        return analyze(path, AnalysisSettings(height_cm=171, roll_deg=0.0), landmarks=True)

    return analysed("plain", run), analysed("stood", standing_first(run, lean_deg=4.0))


@pytest.fixture(scope="module")
def documents(analysed):
    return [formcheck.load_result(result).to_dict() for result in analysed]


def rows(analysis, metric):
    return {r["side"]: r for r in analysis["metrics"] if r["metric"] == metric}


def test_values_stay_and_the_lean_is_counted_from_the_standing_line(documents):
    plain, stood = documents
    assert plain["standing"] is None
    assert stood["standing"]["lean_deg"] == pytest.approx(4.0, abs=0.4)
    assert json.loads(json.dumps(stood["standing"]))["span_s"][1] < stood["analysed_span_s"][0]
    before, after = (rows(a, "trunk_lean_deg")["both"] for a in documents)
    assert after["value"] == pytest.approx(before["value"], abs=0.3)
    lean = stood["standing"]["lean_deg"]
    assert after["band"]["good_low"] == pytest.approx(before["band"]["good_low"] + lean, abs=1e-4)
    assert after["band"]["good_high"] == pytest.approx(before["band"]["good_high"] + lean, abs=1e-4)
    assert (before["band"]["sd"], after["band"]["sd"]) == (0.0, 1.8)
    assert {
        "code": "basis_standing_forward",
        "values": {"lean_deg": pytest.approx(lean, abs=0.5)},
    } in (after["band"]["basis"])


def test_only_the_near_knee_is_judged_by_how_it_stands(documents):
    plain, stood = documents
    for metric in ("knee_flexion_ic_deg", "knee_flexion_peak_deg"):
        shifts = {side: r["band"]["standing_shift"] for side, r in rows(stood, metric).items()}
        assert shifts["right"] == pytest.approx(stood["standing"]["knee_flexion_deg"] / 3, rel=0.02)
        assert {v for side, v in shifts.items() if side != "right"} == {None}
        assert rows(plain, metric)["right"]["band"]["standing_shift"] is None
    assert all(r["band"]["standing_shift"] is None for r in rows(stood, "shank_angle_deg").values())


def test_correcting_contacts_keeps_how_the_runner_stood(analysed, documents, tmp_path):
    folder = publish(analysed[1], tmp_path / "run", only_data=True)
    again = formcheck.load_result(correct(folder, folder / "events.csv")).to_dict()
    assert again["standing"] == documents[1]["standing"]
    lean = rows(again, "trunk_lean_deg")["both"]["band"]["standing_shift"]
    assert lean == pytest.approx(again["standing"]["lean_deg"], abs=1e-4)


def rolled(track, angle_deg):
    """The same film by a phone that is not level."""
    c, s = np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))
    centre = np.array([track.width, track.height]) / 2
    return track.moved((track.xy_px - centre) @ np.array([[c, s], [-s, c]]) + centre, NOTE)


@pytest.mark.parametrize("roll_deg", [-3.0, 3.0])
def test_a_phone_that_is_not_level_no_longer_moves_the_verdict(analysed, run, tmp_path, roll_deg):
    path = tmp_path / "rolled.csv"
    write_landmarks(rolled(standing_first(run, lean_deg=4.0), roll_deg), path, "heavy")
    again = analyze(path, AnalysisSettings(height_cm=171, roll_deg=0.0), landmarks=True)

    def lean(result):
        return next(row for row in result.analysis.metrics if row.metric == "trunk_lean_deg")

    before, after = lean(analysed[1]), lean(again)
    assert abs(after.value - before.value) > 2.5
    assert (after.value - after.band.standing_shift) == pytest.approx(
        before.value - before.band.standing_shift, abs=0.2
    )
    assert after.rating == before.rating
    assert after.score == pytest.approx(before.score, abs=1)
