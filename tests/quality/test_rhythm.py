"""Steps are found at any playing speed, from any side, and nowhere else."""

import numpy as np
import pytest

from formcheck.domain.message import Message
from formcheck.domain.skeleton import MIRROR
from formcheck.gait.kind import gait_of, hips_rise_apart, vertical_oscillation_leg
from formcheck.gait.rhythm import find_bouts, unbroken_parts
from formcheck.gait.support import support_of
from formcheck.geometry.sagittal import to_sagittal
from quality.figure import figure, nobody, one_after_the_other

NOTE = Message("mirrored")
"""Stands for what a test has done to the landmarks."""


@pytest.mark.parametrize("fps", [24, 30, 60, 120])
@pytest.mark.parametrize(("gait", "cadence"), [("run", 140), ("run", 200), ("walk", 112)])
def test_finds_every_step(gait, cadence, fps):
    track, _ = figure(gait, cadence=cadence, fps=fps)
    best = find_bouts(track)[0]
    assert 60 / best.step_s == pytest.approx(cadence, rel=0.02)
    assert len(best.peaks_s) >= 8 * cadence / 60 - 2
    assert (best.start, best.stop) == (0, len(track))


@pytest.mark.parametrize("slow", [2, 4, 8, 10])
def test_finds_steps_in_slow_motion(slow):
    track, _ = figure(slow=slow, seconds=4 * slow)
    best = find_bouts(track)[0]
    assert best.step_s / slow == pytest.approx(60 / 170, rel=0.03)


def test_confused_legs_do_not_disturb_it():
    track, _ = figure()
    xy = track.xy_px.copy()
    frames = np.random.default_rng(3).random(len(track)) < 0.3
    xy[frames] = xy[frames][:, MIRROR]
    best = find_bouts(track.moved(xy, NOTE))[0]
    assert 60 / best.step_s == pytest.approx(170, rel=0.02)


@pytest.mark.parametrize("shown", [{"gait": "stand"}, {"yaw_deg": 85}, {"yaw_deg": -85}])
def test_finds_nothing_where_no_step_is_seen_from_the_side(shown):
    track, _ = figure(**shown)
    assert find_bouts(track) == []


def test_a_change_of_speed_ends_a_stretch():
    track, _ = one_after_the_other(figure(seconds=4), figure(seconds=12, slow=4))
    spans = [(s.start, s.stop, 60 / s.step_s) for s in find_bouts(track)[:2]]
    assert spans[0][2] == pytest.approx(170, rel=0.03)
    assert spans[0][1] <= 4 * 30 + 15


def test_a_ramp_leaves_no_half_slowed_step():
    track, _ = one_after_the_other(figure(seconds=4.1), figure(seconds=12, slow=4))
    first = next(s for s in find_bouts(track) if s.start == 0)
    assert first.stop <= 4.1 * 30 + 9  # a third of a step at most plays slowly
    assert np.diff(first.peaks_s).max() < 1.2 * first.step_s


def test_gaps_and_breaks_part_a_track():
    track, _ = one_after_the_other(figure(seconds=3), nobody(1), figure(seconds=2))
    assert unbroken_parts(track) == [(0, 90), (120, 180)]
    assert unbroken_parts(track, [30]) == [(0, 30), (30, 90), (120, 180)]


@pytest.mark.parametrize("slow", [1, 6])
@pytest.mark.parametrize(("gait", "rises"), [("run", 1), ("walk", -1)])
def test_gait_is_told_at_any_playing_speed(gait, rises, slow):
    track, _ = figure(gait, cadence=140, slow=slow, seconds=4 * slow)
    bout = find_bouts(track)[0]
    sagittal = to_sagittal(track, "right")
    for heights_hold in (True, False):
        support = support_of(sagittal, bout.step_s, heights_hold=heights_hold)
        told = gait_of(sagittal, bout.step_s, support, heights_hold=heights_hold)
        assert told == gait
    assert hips_rise_apart(sagittal, bout.step_s) * rises > 0.8


@pytest.mark.parametrize("bounce", [0.05, 0.09, 0.14])
@pytest.mark.parametrize("slow", [1, 8])
def test_bounce_is_measured_at_any_playing_speed(bounce, slow):
    track, _ = figure(bounce=bounce, slow=slow, seconds=6 * slow)
    bout = find_bouts(track)[0]
    assert vertical_oscillation_leg(to_sagittal(track, "right"), bout) == pytest.approx(
        bounce, rel=0.06
    )
