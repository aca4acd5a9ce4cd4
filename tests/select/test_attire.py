"""Clothes and light are read off pictures that were painted in known colours."""

from dataclasses import replace

import numpy as np
import pytest

from formcheck.domain.pose import PoseTrack
from formcheck.domain.skeleton import INDEX
from formcheck.select.attire import attire_of, lab

WIDE, HIGH, FRAMES = 320, 180, 6
JOINTS = {"shoulder": (150, 40), "hip": (140, 90), "knee": (150, 125), "ankle": (140, 160)}
SHIRT, SHORTS, SKIN, WALL = (200, 30, 30), (20, 20, 120), (180, 130, 110), (90, 90, 90)


def track():
    xy = np.full((FRAMES, len(INDEX), 2), np.nan)
    for part, (x, y) in JOINTS.items():
        for side in ("left", "right"):
            xy[:, INDEX[f"{side}_{part}"]] = (4 * x, 4 * y)
    seen = np.ones((FRAMES, len(INDEX)))
    frame = np.arange(FRAMES) * 10
    return PoseTrack(frame / 60, frame, xy, seen, 4 * WIDE, 4 * HIGH)


def painted(shirt=SHIRT, shorts=SHORTS, wall=WALL):
    picture = np.full((HIGH, WIDE, 3), wall, np.uint8)
    picture[35:95, 120:170] = shirt
    picture[95:128, 120:170] = shorts
    picture[128:165, 120:170] = SKIN
    return picture


def seen(picture):
    return attire_of({10 * i: picture for i in range(FRAMES)}, track(), "right")


@pytest.mark.parametrize(
    ("rgb", "expected"),
    [((255, 255, 255), (100, 0, 0)), ((0, 0, 0), (0, 0, 0)), ((255, 0, 0), (53.2, 80.1, 67.2))],
)
def test_colours_are_those_of_the_standard(rgb, expected):
    assert lab(np.array(rgb, np.uint8)) == pytest.approx(expected, abs=0.4)


def test_each_part_has_its_own_colour():
    found = seen(painted())
    for name, rgb in (("trunk", SHIRT), ("thigh", SHORTS), ("shin", SKIN), ("around", WALL)):
        assert getattr(found, name) == pytest.approx(lab(np.array(rgb, np.uint8)), abs=0.1)


def test_few_pictures_say_nothing():
    two = {0: painted(), 10: painted(), 11: painted()}
    assert attire_of(two, track(), "right") is None
    hidden = replace(track(), xy_px=np.full((FRAMES, len(INDEX), 2), np.nan))
    assert attire_of({10 * i: painted() for i in range(FRAMES)}, hidden, "right") is None
