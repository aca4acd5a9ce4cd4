"""Playback is not taken for life, and no factor is guessed."""

import pytest

from formcheck.domain.quality import SlowMotion
from formcheck.select.slow_motion import (
    STEP_OF_OSCILLATION_S,
    PlaybackRates,
    Stepping,
    slow_motion_of,
)


def run(cadence, factor=1.0, *, bounce=None, peaks=20, gait="run"):
    """Steps of a run with that true cadence, played ``factor`` times too slowly."""
    step_s = 60 / cadence
    usual = (step_s / STEP_OF_OSCILLATION_S) ** 2
    return Stepping(gait, step_s * factor, peaks, usual if bounce is None else bounce)


@pytest.mark.parametrize("cadence", [130, 150, 170, 190, 212])
@pytest.mark.parametrize("fps", [24, 25, 29.97, 30, 50, 60, 120, 240])
def test_real_time_is_left_alone(cadence, fps):
    found = slow_motion_of(PlaybackRates(fps, fps), run(cadence))
    assert found.slow_motion == SlowMotion(1.0, "none")
    assert not found.doubtful


@pytest.mark.parametrize(
    ("fps", "capture_fps"), [(30, 60), (30, 120), (30, 240), (60, 240), (29.97, 119.88)]
)
@pytest.mark.parametrize("cadence", [160, 175, 185])
def test_slow_motion_at_usual_rates_is_corrected(fps, capture_fps, cadence):
    found = slow_motion_of(PlaybackRates(fps, fps), run(cadence, capture_fps / fps))
    assert found.slow_motion.factor == pytest.approx(capture_fps / fps, rel=0.002)
    assert found.slow_motion.source == "physiology"
    assert not found.doubtful


FAMILIES = {
    24: (60, 96, 120, 240),
    25: (50, 60, 100, 120, 200, 240),
    30: (60, 120, 240, 480),
    50: (100, 200),
    60: (120, 240),
}


@pytest.mark.parametrize(
    ("fps", "capture_fps"), [(fps, rate) for fps, rates in FAMILIES.items() for rate in rates]
)
def test_no_wrong_factor_is_used(fps, capture_fps):
    factor = capture_fps / fps
    for cadence in range(150, 190, 5):
        if factor <= 1 or cadence / factor >= 140:
            continue
        found = slow_motion_of(PlaybackRates(fps, fps), run(cadence, factor))
        right = found.slow_motion.factor == pytest.approx(factor, rel=0.002)
        assert right or found.doubtful, (cadence, found)


@pytest.mark.parametrize(
    "stepping",
    [
        run(158, 9, bounce=0.1),  # between 240 and 300 pictures a second
        run(170, 4, peaks=5),  # too few steps to tell
        run(100, 1.0, bounce=0.1),  # nobody runs so, and twice as fast is hardly possible
        run(170, 2.6),  # no camera films at such a rate
    ],
)
def test_what_is_open_stays_open(stepping):
    found = slow_motion_of(PlaybackRates(30, 30), stepping)
    assert found.doubtful
    assert found.slow_motion.factor == 1.0


def test_bounce_decides_between_two_rates():
    def with_cadence(cadence):
        bounce = (60 / cadence / STEP_OF_OSCILLATION_S) ** 2
        return slow_motion_of(PlaybackRates(25, 25), run(172, 2.0, bounce=bounce))

    assert with_cadence(172).slow_motion.factor == 2.0
    assert with_cadence(206).doubtful


def test_copies_explain_slow_motion_only_together_with_the_steps():
    halved = PlaybackRates(fps=15, file_fps=30)
    assert slow_motion_of(halved, run(170)).slow_motion.factor == 1.0
    found = slow_motion_of(halved, run(170, 2.0))
    assert found.slow_motion == SlowMotion(2.0, "duplicates")


def test_the_user_goes_first():
    found = slow_motion_of(PlaybackRates(25, 50, given_fps=60, tag_fps=240), run(173, 2.4))
    assert found.slow_motion == SlowMotion(2.4, "user")
    assert not found.doubtful


def test_the_usual_rate_told_is_no_slow_motion():
    found = slow_motion_of(PlaybackRates(29.97, 29.97, given_fps=30), run(170))
    assert found.slow_motion == SlowMotion(1.0, "user")


def test_an_impossible_cadence_is_not_taken_from_the_user():
    assert slow_motion_of(PlaybackRates(30, 30, given_fps=240), run(170)).doubtful


def test_the_tag_counts_unless_it_makes_nonsense_of_a_usual_cadence():
    tagged = PlaybackRates(30, 30, tag_fps=240)
    assert slow_motion_of(tagged, run(170, 8)).slow_motion == SlowMotion(8.0, "metadata")
    assert slow_motion_of(tagged, None).slow_motion == SlowMotion(8.0, "metadata")
    assert slow_motion_of(tagged, run(170)).slow_motion == SlowMotion(1.0, "none")
    assert slow_motion_of(PlaybackRates(240, 240, tag_fps=240), run(170)).slow_motion.factor == 1.0


def test_a_walk_is_never_sped_up():
    assert slow_motion_of(PlaybackRates(30, 30), run(112, gait="walk")).slow_motion.factor == 1.0
