"""Loops, replays and boomerangs are told from runners, and counted once."""

import numpy as np
import pytest

from formcheck.footage import load_footage
from formcheck.gait.rhythm import find_bouts
from formcheck.pipeline import analyze
from formcheck.select.repeats import find_repeats
from formcheck.settings import AnalysisSettings
from formcheck.tables.landmarks import read_landmarks, write_landmarks
from quality.altered import mirrored, shown, thinned
from quality.figure import figure, one_after_the_other
from quality.stepper import stepper
from runner import OVERSTRIDER, SOUND_RUNNER

NOISE_PX = 0.6
"""A loop coded again comes back so closely: 0.004 of a leg of some 250 pixels."""


def sample(name):
    return read_landmarks({"sound": SOUND_RUNNER, "overstrider": OVERSTRIDER}[name])[0]


def found(track):
    return find_repeats(track, find_bouts(track)[0], is_film=False)


@pytest.fixture
def result(tmp_path):
    def result(track):
        path = tmp_path / "track.csv"
        write_landmarks(track, path)
        return analyze(path, AnalysisSettings(), landmarks=True).analysis

    return result


CHANGES = {"as it is": lambda t: t, "mirrored": mirrored, "half the rate": lambda t: thinned(t, 2)}
LOOPS = {
    "two seconds four times": [(0, 120)] * 4,
    "three strides five times": [(30, 154)] * 5,
    "one after the whole": [(0, 300), (0, 300)],
    "a replay at the end": [(0, 400), (150, 330)],
    "two different loops": [(0, 110), (0, 110), (200, 330), (200, 330)],
}


@pytest.mark.parametrize("spans", LOOPS.values(), ids=LOOPS)
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_was_shown_before_is_found(spans, change):
    track = change(shown(sample("sound"), *spans, noise=NOISE_PX))
    first = set()
    expected = [
        frame in first or first.add(frame) is not None for a, b in spans for frame in range(a, b)
    ]
    every = round(len(expected) / len(track))
    again = found(track).again
    assert not found(track).turns
    assert np.mean(again == np.array(expected)[::every][: len(again)]) > 0.9


BOUNCES = {
    "boomerang": ([(0, 90), (90, 0)] * 6, 90),
    "forth and back": ([(0, 180), (180, 0)], 180),
    "back and forth": ([(260, 60), (60, 260)], 200),
    "a bounce after a run": ([(0, 250), (250, 140)], 250),
}


@pytest.mark.parametrize("bounce", BOUNCES.values(), ids=BOUNCES)
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_turns_of_a_film_are_found(bounce, change):
    spans, first_turn = bounce
    track = change(shown(sample("sound"), *spans, noise=NOISE_PX))
    every = round(sum(abs(b - a) for a, b in spans) / len(track))
    turns = found(track).turns
    assert (len(spans) - 1) / 2 <= len(turns) <= len(spans) - 1
    assert turns[0] == pytest.approx(first_turn / every, abs=2)


@pytest.mark.parametrize("name", ["sound", "overstrider"])
def test_runners_repeat_nothing(name):
    for track in (sample(name), mirrored(sample(name)), thinned(sample(name), 2)):
        assert not found(track).anything


@pytest.mark.parametrize("kind", ["run", "slow jog", "walk", "high knees"])
def test_a_body_that_steps_like_clockwork_is_no_loop(kind):
    for cadence in (150.0, 171.0, 180.0):
        track, _ = stepper(kind, cadence=cadence)
        bouts = find_bouts(track)
        if bouts:
            assert not find_repeats(track, bouts[0], is_film=False).anything


@pytest.mark.parametrize("still", [slice(200, 201), slice(0, 1)])
def test_a_still_picture_is_no_film_shown_again(still):
    """A tutorial holds a picture between two stretches: it was no stretch that came back."""
    one = (still.start, still.stop)
    track = shown(sample("sound"), (0, 240), *[one] * 150, (240, 420), noise=NOISE_PX)
    bout = find_bouts(track, [240, 390])[0]
    for is_film in (True, False):
        assert not find_repeats(track, bout, is_film=is_film).again.any()


def test_a_loop_is_counted_once_and_named(result):
    looped = result(shown(sample("sound"), *[(0, 120)] * 4, noise=NOISE_PX))
    assert "repeated_footage" in [r.code for r in looped.quality.reasons]
    assert len(looped.steps) <= 7
    assert looped.score is None


@pytest.mark.parametrize("bounce", BOUNCES.values(), ids=BOUNCES)
def test_a_bounce_is_refused_or_only_its_forward_part_is_measured(bounce, result):
    track = shown(sample("sound"), *bounce[0], noise=NOISE_PX)
    quality = result(track).quality
    if quality.verdict == "refused":
        assert quality.reasons[0].code == "not_locomotion"
        assert quality.reasons[0].variant == "only_forth_and_back"
        return
    assert "repeated_footage" in [r.code for r in quality.reasons]
    cadence = next(
        m for m in result(track).metrics if m.metric == "cadence_spm" and m.side == "both"
    )
    assert cadence.value == pytest.approx(175, rel=0.03)


def test_the_part_never_plays_backwards(tmp_path):
    path = tmp_path / "bounce.csv"
    write_landmarks(shown(sample("overstrider"), (140, 0), (0, 130), noise=NOISE_PX), path)
    footage = load_footage(path, AnalysisSettings())
    assert footage.track.frame[0] >= 138
    assert footage.evidence.plays_back


def test_another_scene_makes_no_loop_of_a_runner_s_strides():
    """How far strides lie apart is seen where somebody runs, not where a head talks."""
    running = stepper("run", noise=0.001, leg_px=400.0)
    talking = figure("stand", seconds=10, noise=0.1, leg_px=400.0)
    for shots in ((talking, running), (running, talking), (talking, running, talking)):
        track, _ = one_after_the_other(*shots)
        (bout, *_) = find_bouts(track)
        assert not find_repeats(track, bout, is_film=True).again[bout.start : bout.stop].any()
