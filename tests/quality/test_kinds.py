"""Only a runner running is measured: kinds of movement told by mechanics, each in variants."""

import numpy as np
import pytest

from formcheck.domain.message import Message
from formcheck.domain.skeleton import INDEX
from formcheck.footage import load_footage
from formcheck.pipeline import analyze
from formcheck.settings import AnalysisSettings
from formcheck.tables.landmarks import read_landmarks, write_landmarks
from quality.altered import feet_kept_under, knees_folded, mirrored, thinned
from quality.other_moves import PACES_SPM, other_move
from quality.stepper import pedaller, stepper
from runner import OVERSTRIDER, SOUND_RUNNER

NOTE = Message("mirrored")
"""Stands for what a test has done to the landmarks."""
SAMPLES = {"sound": SOUND_RUNNER, "overstrider": OVERSTRIDER}
VIEWS = ({}, {"yaw_deg": 15.0, "fps": 60.0}, {"yaw_deg": -18.0, "facing": "left", "fps": 25.0})


@pytest.fixture
def verdict(tmp_path):
    """Verdict, codes of the reasons and the first sentence for a track."""

    def verdict(track, **settings):
        path = tmp_path / "track.csv"
        write_landmarks(track, path)
        quality = analyze(path, AnalysisSettings(**settings), landmarks=True).analysis.quality
        return quality.verdict, [r.code for r in quality.reasons], quality

    return verdict


def sample(name):
    track, _ = read_landmarks(SAMPLES[name])
    return track


@pytest.mark.parametrize(("cadence", "view"), list(zip((150.0, 180.0, 165.0), VIEWS, strict=True)))
@pytest.mark.parametrize(
    "kind", ["run", "fast run", "jog", "slow jog", "grounded run", "grounded jog"]
)
def test_whoever_runs_is_measured_with_flight_or_without(kind, cadence, view, verdict):
    track, _ = stepper(kind, cadence=cadence, **view)
    found = verdict(track)
    assert found[0] != "refused", found[2]


@pytest.mark.parametrize(
    ("cadence", "slow", "view"),
    list(zip((100.0, 128.0, 112.0), (1.0, 1.0, 3.0), VIEWS, strict=True)),
)
@pytest.mark.parametrize(
    "kind", ["walk", "slow walk", "brisk walk", "bouncy walk", "march", "rucksack walk"]
)
def test_whoever_walks_is_told_so_however_the_knee_folds(kind, cadence, slow, view, verdict):
    track, _ = stepper(kind, cadence=cadence, slow=slow, seconds=8 * slow, **view)
    assert verdict(track)[1][0] == "walking"


def test_a_walk_in_slow_motion_stays_one_when_the_rate_is_told(verdict):
    track, _ = stepper("bouncy walk", cadence=115.0, slow=2.0, seconds=16.0)
    assert verdict(track, capture_fps=60.0)[1][0] == "walking"
    assert verdict(track, capture_fps=90.0)[1][0] == "walking"


@pytest.mark.parametrize(("cadence", "view"), list(zip((120.0, 175.0, 150.0), VIEWS, strict=True)))
@pytest.mark.parametrize(
    "kind", ["on the spot", "heels up on the spot", "high knees", "march on the spot"]
)
def test_stepping_on_the_spot_is_no_run(kind, cadence, view, verdict):
    track, _ = stepper(kind, cadence=cadence, **view)
    assert verdict(track)[1][0] == "not_locomotion"


@pytest.mark.parametrize("share", [0.0, 0.15, 0.3, 0.45, 0.6])
@pytest.mark.parametrize("name", SAMPLES)
def test_feet_that_stay_under_the_body_are_no_run(name, share, verdict):
    track = feet_kept_under(sample(name), share)
    _, codes, quality = verdict(track)
    assert codes[0] == "not_locomotion", quality
    if share >= 0.3:
        assert quality.reasons[0].variant == "on_the_spot"


@pytest.mark.parametrize("name", SAMPLES)
def test_nor_are_they_seen_otherwise(name, verdict):
    track = feet_kept_under(sample(name), 0.45)
    for variant in (mirrored(track), thinned(track, 2, 1), track.picked(slice(41, 190))):
        _, codes, quality = verdict(variant)
        assert codes[0] == "not_locomotion", quality


@pytest.mark.parametrize("name", SAMPLES)
def test_the_samples_themselves_are_measured_in_the_same_variants(name, verdict):
    track = sample(name)
    for variant in (track, mirrored(track), thinned(track, 2, 1), track.picked(slice(41, 190))):
        assert verdict(variant)[0] != "refused"


@pytest.mark.parametrize("times", [1.4, 1.8, 2.4])
def test_a_walker_who_folds_the_knee_more_still_walks(times, verdict):
    for slow in (1.0, 2.0):
        track, _ = stepper("walk", cadence=112.0, slow=slow, seconds=8 * slow)
        assert verdict(knees_folded(track, times))[1][0] == "walking"


@pytest.mark.parametrize("cadence", [110.0, 160.0, 200.0])
def test_pedalling_is_no_run(cadence, verdict):
    for view in VIEWS:
        assert verdict(pedaller(cadence=cadence, **view)[0])[1][0] == "not_locomotion"


def test_a_tilted_camera_makes_no_runner_stand_still(verdict):
    track = sample("sound")
    middle = np.array([track.width, track.height]) / 2
    for tilt_deg in (-20.0, -11.0, 11.0, 20.0):
        c, s = np.cos(np.radians(tilt_deg)), np.sin(np.radians(tilt_deg))
        tilted = (track.xy_px - middle) @ np.array([[c, s], [-s, c]]) + middle
        assert verdict(track.moved(tilted, "tilted"))[0] != "refused"


def test_slow_motion_of_a_jog_is_not_taken_for_a_walk(tmp_path):
    track, _ = stepper("slow jog", cadence=168.0, slow=4.0, seconds=30.0)
    path = tmp_path / "jog.csv"
    write_landmarks(track, path)
    footage = load_footage(path, AnalysisSettings(capture_fps=120.0))
    assert footage.evidence.cadence_spm == pytest.approx(168, rel=0.03)
    assert not footage.evidence.playing.doubtful


RIGHT_OF = {
    "nordic walking": ("walking",),
    "side shuffle": ("not_side_view",),
    "jumping jacks": ("not_locomotion", "standing_only"),
}


@pytest.mark.parametrize("kind", PACES_SPM)
def test_other_movements_are_no_run(kind, verdict):
    for pace, view in zip(PACES_SPM[kind], VIEWS, strict=False):
        _, codes, quality = verdict(other_move(kind, pace=pace, **view)[0])
        assert codes[0] in RIGHT_OF.get(kind, ("not_locomotion",)), (pace, quality)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        *(("elliptical", "on_pedals"), ("elliptical, long and low", "on_pedals")),
        *(("scooter", "one_leg_pushes"), ("scooter, straight leg", "one_leg_pushes")),
        *(("stairs, two at a time", "on_the_spot"), ("backwards", "moves_backward")),
    ],
)
def test_what_the_legs_do_instead_is_said(kind, said, verdict):
    for slow in (1.0, 3.0):
        track, _ = other_move(kind, slow=slow, seconds=8 * slow)
        assert verdict(track)[2].reasons[0].variant == said


@pytest.mark.parametrize("uneven", [0.0, 0.03])
def test_an_elliptical_trainer_is_known_with_linkages_of_its_own(uneven, verdict):
    """Its pedals go round not quite evenly: a second harmonic of 3 % of the path."""
    track, _ = other_move("elliptical", pace=150.0)
    stride_s = 120.0 / 150.0
    wave = np.cos(4 * np.pi * track.time_s / stride_s)
    xy = track.xy_px.copy()
    for part in ("ankle", "heel", "foot_index"):
        for side in ("left", "right"):
            xy[:, INDEX[f"{side}_{part}"], 0] += uneven * 0.28 * 240.0 * wave
    assert verdict(track.moved(xy, NOTE))[2].reasons[0].variant == "on_pedals"
