"""How somebody goes: what does not hold from frame to frame and what drifts says nothing."""

from dataclasses import replace

import numpy as np
import pytest
from tests.runner import LEG_PX, changed

from formcheck.domain.skeleton import INDEX
from formcheck.gait.kind import (
    body_height_px,
    hips_rise_apart,
    locomotion_of,
    vertical_oscillation_leg,
)
from formcheck.gait.rhythm import find_bouts
from formcheck.geometry.sagittal import to_sagittal

STEP_S = 60 / 172


def test_no_rise_of_the_hips_is_told_where_heights_do_not_hold(track):
    sagittal = to_sagittal(track, "right")
    free, held = (locomotion_of(sagittal, STEP_S, heights_hold=h) for h in (False, True))
    assert (free.support.rise_leg, free.support.beyond_round) == (None, None)
    assert held.support.rise_leg == pytest.approx(0.10, abs=0.01)
    assert (free.gait, held.gait) == ("run", "run")


def test_a_body_that_slowly_sinks_in_the_picture_bounces_as_before(track):
    """A leg length down and up again within the clip, over steps of a tenth of a leg."""
    slow_px = LEG_PX * np.sin(np.pi * track.time_s / 8.0)

    def sinks(xy):
        xy[..., 1] += slow_px[:, None]

    bout = find_bouts(track)[0]
    drifting = to_sagittal(changed(track, sinks), "right")
    assert vertical_oscillation_leg(drifting, bout) == pytest.approx(0.10, abs=0.005)
    assert hips_rise_apart(drifting, STEP_S) > 0.7


def test_a_limp_of_once_a_stride_is_no_part_of_a_steps_bounce(track):
    def limps(xy):
        xy[..., 1] += 15.0 * np.cos(np.pi * track.time_s / STEP_S)[:, None]

    bout = find_bouts(track)[0]
    limping = to_sagittal(changed(track, limps), "right")
    assert vertical_oscillation_leg(limping, bout) == pytest.approx(0.10, abs=0.01)


def test_of_a_steps_bounce_its_first_two_waves_count(track):
    """A third one is the noise of landmarks."""
    turn = 2 * np.pi * track.time_s / STEP_S
    waves = [a * np.cos(k * turn) for k, a in ((1, 12.0), (2, 6.0), (3, 5.0))]

    def bounces(xy):
        for side in ("left", "right"):
            xy[:, INDEX[f"{side}_hip"], 1] = 350.0 + sum(waves)

    known_px = np.ptp(waves[0] + waves[1])
    bouncing = replace(to_sagittal(changed(track, bounces), "right"), leg_length_px=LEG_PX)
    found = vertical_oscillation_leg(bouncing, find_bouts(track)[0])
    assert found == pytest.approx(known_px / LEG_PX, abs=0.004)


def test_ten_frames_tell_whether_the_hips_rise_and_nine_do_not(track):
    for seen, told in ((10, True), (9, False)):

        def hides(xy, seen=seen):
            xy[seen:, INDEX["left_ankle"]] = np.nan

        sagittal = to_sagittal(changed(track, hides), "right")
        assert (hips_rise_apart(sagittal, STEP_S) != 0.0) is told


def test_hips_that_rest_or_were_not_seen_tell_nothing(track):
    hips = [INDEX["left_hip"], INDEX["right_hip"]]

    def rest(xy):
        xy[:, hips, 1] = 350.0

    def hide(xy):
        xy[:, hips] = np.nan

    bout = find_bouts(track)[0]
    resting = to_sagittal(changed(track, rest), "right")
    assert hips_rise_apart(resting, STEP_S) == pytest.approx(0.0, abs=0.05)
    hidden = replace(to_sagittal(changed(track, hide), "right"), leg_length_px=LEG_PX)
    assert hips_rise_apart(hidden, STEP_S) == 0.0
    assert vertical_oscillation_leg(hidden, bout) is None


def test_a_frame_without_landmarks_counts_for_no_height(track):
    def hide(xy):
        xy[: len(xy) // 2 + 60] = np.nan

    y = track.xy_px[len(track) // 2 + 60 :, :, 1]
    extent = np.nanmax(y, axis=1) - np.nanmin(y, axis=1)
    assert body_height_px(changed(track, hide)) == pytest.approx(np.median(extent))
