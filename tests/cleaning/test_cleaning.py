"""Swaps, spikes and gaps put into a clean track are taken out again."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.runner import LEG_PX, stick_runner

from formcheck.cleaning.clean import clean
from formcheck.cleaning.collapses import blank_collapses
from formcheck.cleaning.gaps import bridge_gaps
from formcheck.cleaning.spikes import remove_spikes
from formcheck.cleaning.swaps import LEFT, RIGHT, repair_swaps
from formcheck.domain.message import Message
from formcheck.domain.skeleton import INDEX

NOTE = Message("mirrored")
"""Stands for what a test has done to the landmarks."""


def exchanged(track, frames):
    xy = track.xy_px.copy()
    rows = np.asarray(frames)[:, None]
    xy[rows, LEFT], xy[rows, RIGHT] = track.xy_px[rows, RIGHT], track.xy_px[rows, LEFT]
    return track.moved(xy, NOTE)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 440), st.integers(1, 40))
def test_exchanged_legs_are_put_back(start, length):
    track = stick_runner(noise_px=1.0)
    frames = np.arange(start, min(start + length, len(track)))
    mended, swapped = repair_swaps(exchanged(track, frames), LEG_PX)
    off = np.abs(mended.xy_px[:, LEFT] - track.xy_px[:, LEFT]).max(axis=(1, 2)) > 12
    assert off.sum() <= 1
    assert swapped.sum() == pytest.approx(len(frames), abs=3)


def test_clean_legs_stay_as_they_are():
    _, swapped = repair_swaps(stick_runner(noise_px=1.0), LEG_PX)
    assert not swapped.any()


@pytest.mark.parametrize("fps", [30, 60, 120])
def test_a_spike_is_removed_and_the_fast_foot_is_not(fps):
    track = stick_runner(fps=fps, noise_px=1.0)
    xy = track.xy_px.copy()
    xy[100, INDEX["left_ankle"]] += [0.5 * LEG_PX, -0.3 * LEG_PX]
    mended, removed = remove_spikes(track.moved(xy, NOTE), LEG_PX)
    assert np.isnan(mended.point("left_ankle")[100]).all()
    assert removed <= 0.002 * np.isfinite(track.xy_px[..., 0]).sum()


def test_short_gaps_are_bridged_and_long_ones_stay_open():
    track = stick_runner(fps=60)
    xy = track.xy_px.copy()
    knee = INDEX["right_knee"]
    xy[50:53, knee] = np.nan
    xy[200:230, knee] = np.nan
    mended, filled = bridge_gaps(track.moved(xy, NOTE))
    assert filled == 3
    assert np.abs(mended.xy_px[50:53, knee] - track.xy_px[50:53, knee]).max() < 3
    assert np.isnan(mended.xy_px[200:230, knee]).all()


def test_points_outside_the_picture_are_blanked():
    track = stick_runner()
    xy = track.xy_px.copy()
    xy[10:200, INDEX["left_heel"], 1] = track.height + 40
    cleaned = clean(track.moved(xy, NOTE))
    assert np.isnan(cleaned.track.point("left_heel")[20:190]).all()
    assert any(note.code == "removed_at_edge" for note in cleaned.track.history)


def test_a_runner_leaving_the_picture_takes_the_legs_along():
    track = stick_runner()
    xy = track.xy_px.copy()
    xy[100:200, :, 0] += track.width - 1 - xy[100:200, INDEX["left_shoulder"], 0][:, None] + 5
    xy[100:200, INDEX["left_ankle"], 0] = track.width - 80  # made up by the model
    cleaned = clean(track.moved(xy, NOTE)).track
    for name in ("left_knee", "left_ankle", "right_foot_index"):
        assert np.isnan(cleaned.point(name)[110:190]).all()
        assert np.isfinite(cleaned.point(name)[210:]).all()


def test_a_foot_cut_by_the_side_of_the_picture_goes_as_a_whole():
    track = stick_runner()
    xy = track.xy_px.copy()
    xy[50:150, INDEX["right_foot_index"], 0] = track.width + 10
    cleaned = clean(track.moved(xy, NOTE)).track
    assert np.isnan(cleaned.point("right_ankle")[60:140]).all()
    assert np.isfinite(cleaned.point("right_knee")[60:140]).all()
    assert np.isfinite(cleaned.point("left_ankle")[60:140]).all()


def test_nobody_to_clean():
    track = stick_runner()
    nobody = track.moved(np.full_like(track.xy_px, np.nan), NOTE)
    with pytest.raises(ValueError, match="no leg"):
        clean(nobody)


def squeezed(track, frames, share):
    """The body drawn together towards the hips, as if the legs were all of it."""
    xy = track.xy_px.copy()
    hips = track.midpoint("hip")[frames, None]
    xy[frames] = hips + share * (xy[frames] - hips)
    return track.moved(xy, NOTE)


@settings(max_examples=25, deadline=None)
@given(
    start=st.integers(0, 400),
    length=st.integers(1, 40),
    share=st.one_of(st.floats(0.1, 0.55), st.floats(1.7, 4.0)),
    fps=st.sampled_from([30, 60]),
)
def test_a_body_that_collapses_is_blanked_and_no_other(start, length, share, fps):
    track = stick_runner(fps=fps, noise_px=1.0)
    start = start * len(track) // 440
    lost = np.arange(start, min(start + length * fps // 60 + 1, len(track)))
    mended = blank_collapses(squeezed(track, lost, share))
    assert np.isnan(mended.xy_px[lost]).all()
    others = np.setdiff1d(np.arange(len(track)), lost)
    np.testing.assert_array_equal(mended.xy_px[others], track.xy_px[others])


def test_what_lies_between_two_collapses_goes_with_them():
    track = stick_runner(fps=60)
    frames = np.r_[100:103, 107:110, 140:142]
    mended = blank_collapses(squeezed(track, frames, 0.4))
    assert np.isnan(mended.point("left_hip")[:, 0]).sum() == 12
    assert np.isnan(mended.xy_px[103:107]).all()
    assert np.isfinite(mended.point("left_hip")[110:140]).all()


def test_a_runner_who_grows_while_coming_nearer_and_one_without_shoulders_are_left_alone():
    track = stick_runner(fps=60, noise_px=1.0)
    growing = np.minimum(0.3 + 1.2 * track.time_s, 1.8)[:, None, None]
    hips = track.midpoint("hip")[:, None]
    near = track.moved(hips + growing * (track.xy_px - hips), NOTE)
    assert blank_collapses(near) is near
    xy = track.xy_px.copy()
    xy[:, [INDEX["left_shoulder"], INDEX["right_shoulder"]]] = np.nan
    legs = track.moved(xy, NOTE)
    assert blank_collapses(legs) is legs
    flat = track.moved(np.zeros_like(xy), NOTE)
    with warnings.catch_warnings(action="error"):
        assert blank_collapses(flat) is flat


@pytest.mark.parametrize(
    ("fps", "missing", "bridged"), [(30, 2, True), (30, 3, False), (100, 9, True), (100, 10, False)]
)
def test_a_gap_of_a_tenth_of_a_second_is_bridged_and_a_longer_one_stays_open(fps, missing, bridged):
    track = stick_runner(fps=fps, seconds=3)
    xy = track.xy_px.copy()
    at, knee = slice(40, 40 + missing), INDEX["left_knee"]
    xy[at, knee] = np.nan
    mended, filled = bridge_gaps(track.moved(xy, NOTE))
    assert filled == (missing if bridged else 0)
    assert np.isfinite(mended.xy_px[at, knee]).all() == bridged
