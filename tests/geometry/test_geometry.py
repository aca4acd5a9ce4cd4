"""Angles and signs, and the sagittal frame."""

from dataclasses import replace

import numpy as np
import pytest
from tests.runner import LEG_PX, stick_runner

from formcheck.domain.message import Message
from formcheck.domain.skeleton import INDEX
from formcheck.geometry.angles import (
    inner_angle_deg,
    knee_flexion_deg,
    lean_deg,
    reach_deg,
    slope_deg,
)
from formcheck.geometry.sagittal import to_sagittal
from formcheck.geometry.view import (
    facing,
    view_of,
    yaw_from_depth_deg,
    yaw_of_film_deg,
)
from formcheck.pose.blazepose import BlazePose

NOTE = Message("mirrored")
"""Stands for what a test has done to the landmarks."""


def test_signs_are_positive_ahead():
    hip = np.array([0.0, 0.0])
    assert lean_deg(hip, np.array([0.1, 1.0])) > 0
    assert reach_deg(hip, np.array([0.1, -1.0])) > 0
    assert slope_deg(hip, np.array([1.0, 0.1])) > 0


def test_knee_flexion_is_zero_straight_and_positive_bent():
    hip, knee = np.array([0.0, 2.0]), np.array([0.0, 1.0])
    assert knee_flexion_deg(hip, knee, np.array([0.0, 0.0])) == pytest.approx(0)
    bent = np.array([-np.sin(np.radians(30)), 1 - np.cos(np.radians(30))])
    assert knee_flexion_deg(hip, knee, bent) == pytest.approx(30)
    assert inner_angle_deg(hip, knee, bent) == pytest.approx(150)


def test_direction_left_looks_like_direction_right():
    track = stick_runner()
    assert facing(track) == "right"
    assert facing(track.mirrored()) == "left"
    right = to_sagittal(track, "right")
    left = to_sagittal(track.mirrored(), "left")
    assert right.leg_length_px == pytest.approx(left.leg_length_px)
    ahead = [t.point("nose")[:, 0] - t.midpoint("ear")[:, 0] for t in (right, left)]
    assert np.allclose(*ahead)


@pytest.mark.parametrize("yaw", [-60, -20, 0, 15, 80])
def test_yaw_is_read_off_the_shoulders(yaw):
    world = np.full((40, 33, 3), np.nan)
    swing = np.radians(yaw + 10 * np.sin(np.linspace(0, 8 * np.pi, 40)))
    half = 0.18 * np.stack([np.sin(swing), np.zeros(40), np.cos(swing)], axis=1)
    world[:, INDEX["left_shoulder"]], world[:, INDEX["right_shoulder"]] = half, -half
    assert yaw_from_depth_deg(world) == pytest.approx(yaw, abs=2)


def test_yaw_of_a_film_lies_between_depth_and_picture():
    track = replace(stick_runner(), source=BlazePose.source)
    world = np.full((len(track), 33, 3), 0.0)
    world[:, INDEX["left_shoulder"], 2], world[:, INDEX["right_shoulder"], 2] = 0.18, -0.18
    apart_px = LEG_PX * 0.31 * np.sin(np.radians(20))
    xy = track.xy_px.copy()
    xy[:, INDEX["left_shoulder"], 0] = xy[:, INDEX["right_shoulder"], 0] + apart_px
    turned = track.moved(xy, NOTE)
    assert yaw_of_film_deg(turned, LEG_PX, world) == pytest.approx(10, abs=0.5)
    unseen = np.full_like(world, np.nan)
    assert yaw_of_film_deg(turned, LEG_PX, unseen) == pytest.approx(20, abs=0.5)


def test_views_have_names():
    kinds = [view_of(yaw, None).kind for yaw in (0.0, 20.0, 80.0, -80.0, None)]
    assert kinds == ["side", "oblique", "front", "back", "unknown"]
