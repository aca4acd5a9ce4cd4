"""Events under changes of the picture that must not matter, or matter in a known way."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.runner import stick_runner

from formcheck.domain.message import Message
from formcheck.domain.skeleton import INDEX
from formcheck.gait.detect import detect_events
from formcheck.gait.movement import read_movement
from formcheck.geometry.sagittal import to_sagittal

NOTE = Message("mirrored")
"""Stands for what a test has done to the landmarks."""


def contacts(track):
    movement = read_movement(track)
    return {side: movement.events.times_s(side, "IC") for side in ("left", "right")}


@cache
def noisy():
    """A runner with the noise of landmarks, and its contacts."""
    track = stick_runner(noise_px=0.5)
    return track, contacts(track)


def cadence_spm(found):
    times_s = np.sort(np.concatenate(list(found.values())))
    return 60 * (len(times_s) - 1) / (times_s[-1] - times_s[0])


def test_the_runner_runs_to_the_right_on_a_treadmill():
    movement = read_movement(stick_runner())
    assert (movement.gait, movement.mode, movement.near_side) == ("run", "treadmill", "right")


@settings(max_examples=8, deadline=None)
@given(st.floats(140, 200), st.sampled_from([25.0, 30.0, 60.0, 120.0]))
def test_cadence_is_found_at_every_rate(spm, fps):
    track = stick_runner(cadence_spm=spm, fps=fps, noise_px=1.0)
    # at 25 frames/s a stride can fall on the same few instants again and again
    assert cadence_spm(contacts(track)) == pytest.approx(spm, abs=0.4 if fps > 25 else 0.8)


def test_contacts_alternate_half_a_stride_apart():
    found = contacts(stick_runner(cadence_spm=170))
    gap_s = np.abs(found["left"][:, None] - found["right"][None]).min(axis=1)
    assert np.allclose(gap_s[1:-1], 60 / 170, atol=0.004)


def test_mirrored_picture_exchanges_the_sides():
    track = stick_runner(noise_px=1.0)
    plain, mirrored = contacts(track), contacts(track.mirrored())
    assert np.allclose(plain["left"], mirrored["right"], atol=1e-3)
    assert np.allclose(plain["right"], mirrored["left"], atol=1e-3)


@settings(max_examples=4, deadline=None)
@given(st.floats(0.3, 3.0))
def test_size_of_the_picture_does_not_matter(scale):
    track, plain = noisy()
    larger = replace(
        track,
        xy_px=track.xy_px * scale,
        width=round(track.width * scale),
        height=round(track.height * scale),
    )
    scaled = contacts(larger)
    for side, times_s in plain.items():
        assert np.allclose(times_s, scaled[side], atol=2e-3)


def test_doubled_frame_rate_keeps_cadence_and_contacts():
    slow, fast = contacts(stick_runner(fps=60)), contacts(stick_runner(fps=120))
    assert cadence_spm(slow) == pytest.approx(cadence_spm(fast), abs=0.1)
    for side, times_s in slow.items():
        assert np.allclose(times_s, fast[side], atol=3e-3)


def test_dropped_frames_do_not_move_contacts():
    track, whole = noisy()
    keep = np.random.default_rng(1).random(len(track)) > 0.12
    keep[[0, -1]] = True
    thinned = replace(
        track,
        time_s=track.time_s[keep],
        frame=track.frame[keep],
        xy_px=track.xy_px[keep],
        visibility=track.visibility[keep],
    )
    left = contacts(thinned)
    for side, times_s in whole.items():
        found = left[side]
        nearest = np.abs(times_s[:, None] - found[None]).min(axis=1)
        assert np.median(nearest) < 0.003


@pytest.mark.parametrize("before_s", [0.04, 0.08, 0.12])
def test_an_ankle_lost_on_its_way_forward_makes_no_false_contact(before_s):
    track, plain = noisy()
    true_s = plain["right"]
    lost = track.time_s > true_s[-2] - before_s
    legs = [INDEX[f"right_{part}"] for part in ("knee", "ankle", "heel", "foot_index")]
    xy = track.xy_px.copy()
    xy[np.ix_(lost, legs)] = np.nan
    for found_s in contacts(track.moved(xy, NOTE))["right"]:
        assert np.abs(true_s - found_s).min() < 0.010


def test_a_still_person_has_no_events():
    track = stick_runner()
    still = replace(track, xy_px=np.repeat(track.xy_px[:1], len(track), axis=0))
    movement = read_movement(still)
    assert movement.gait == "none"
    assert movement.events.all == ()
    assert [len(times_s) for times_s in contacts(still).values()] == [0, 0]


def test_heights_that_do_not_hold_tell_no_toe_off_by_the_ankles_lift():
    sagittal = read_movement(stick_runner()).sagittal
    held, free = (detect_events(sagittal, with_height=h) for h in (True, False))
    for side in ("left", "right"):
        assert held.legs[side].cues.ankle_lifts_s is not None
        assert free.legs[side].cues.ankle_lifts_s is None
    assert detect_events(sagittal).legs["left"].cues.ankle_lifts_s is not None


def test_events_of_both_legs_come_in_order_and_of_a_leg_that_is_hidden_none():
    track = stick_runner()
    xy = track.xy_px.copy()
    xy[:, INDEX["left_ankle"]] = np.nan
    whole = detect_events(to_sagittal(track, "right"))
    times_s = [event.time_s for event in whole.all]
    assert times_s == sorted(times_s)
    assert {event.side for event in whole.all[:4]} == {"left", "right"}
    one = detect_events(to_sagittal(track.moved(xy, NOTE), "right"))
    assert list(one.legs) == ["right"]
    assert len(one.times_s("left", "IC")) == 0
    np.testing.assert_allclose(one.times_s("right", "IC"), whole.times_s("right", "IC"), atol=1e-6)


def test_confidence_is_told_to_a_thousandth_and_lies_between_nought_and_one():
    found = [e.confidence for e in detect_events(to_sagittal(noisy()[0], "right")).all]
    assert all(0.0 < c <= 1.0 and c == round(c, 3) for c in found)
