"""Films that are cut together: scenes are told apart, and each follows its own person."""

import numpy as np
import pytest

from formcheck.pose.raw import Box, Candidates
from formcheck.pose.scenes import CutWatch, follow_each_scene

SIZE = (1000, 500)
FPS = 30.0
CUT = 60


def usual_changes(count, seed=3):
    return np.random.default_rng(seed).uniform(2.0, 4.0, count)


def told(changes):
    watch = CutWatch()
    return [k for k, change in enumerate(changes) if watch.is_cut(change)]


class TestAsItComes:
    def test_a_cut_is_told_at_once_and_told_once(self):
        changes = usual_changes(80)
        changes[[20, 50]] = 45.0
        assert told(changes) == [20, 50]

    @pytest.mark.parametrize("changes", [10 * usual_changes(60), [np.nan, 0.1, 0.1, 8.0, 0.1]])
    def test_a_camera_that_shakes_and_a_still_one_that_starts_are_none(self, changes):
        assert told(changes) == []

    def test_nothing_is_told_without_pictures_before(self):
        watch = CutWatch()
        assert not watch.is_cut(np.nan)
        assert not watch.is_cut(3.0)
        assert not watch.is_cut(50.0)

    def test_another_segment_starts_without_the_pictures_of_the_last(self):
        watch = CutWatch()
        for change in usual_changes(10):
            watch.is_cut(change)
        watch.restart()
        assert not watch.is_cut(50.0)


def bodies(x_px, count, trunk_px=100.0):
    xy = np.zeros((count, 33, 2))
    xy[..., 0] = x_px
    xy[:, 11:13, 1], xy[:, 23:25, 1] = 100, 100 + trunk_px
    return xy


def box(x_px, height_px):
    return Box(x_px - 40.0, 250.0 - height_px / 2, 80.0, height_px, 0.9)


def film(first, second, first_boxes, second_boxes):
    """Two scenes of two seconds, with a look every half second."""
    xy = np.concatenate([first, second])
    time_s = np.arange(len(xy)) / FPS
    change = usual_changes(len(xy))
    change[CUT] = 60.0
    looks = []
    for frame in range(0, len(xy), 15):
        shown = first_boxes if frame < CUT else second_boxes
        looks.append(Candidates(frame, frame / FPS, shown))
    return xy, time_s, change, {}, looks, SIZE


def changing(x_px, other_px):
    xy = bodies(x_px, CUT)
    xy[CUT // 2 :] = bodies(other_px, 1)
    return xy


def middle_px(followed, time_s):
    """Where the part of the picture lies that is left, in the full picture."""
    shown = followed.only(np.full((50, 100, 3), 255, np.uint8), time_s)[..., 0]
    return float(np.flatnonzero(shown.any(axis=0)).mean() * SIZE[0] / shown.shape[1])


def test_a_jump_at_the_cut_is_nobody_elses_doing():
    two = (box(300, 200), box(800, 150))
    assert follow_each_scene(*film(bodies(300, CUT), bodies(800, CUT), two, two)) is None


def test_the_tallest_is_followed_where_the_model_changed_over_and_only_there():
    face, two = (box(500, 480),), (box(300, 200), box(800, 150))
    followed = follow_each_scene(*film(bodies(500, CUT), changing(300, 800), face, two))
    whole = np.zeros((50, 100, 3), np.uint8)
    assert followed.only(whole, 1.0) is whole
    assert middle_px(followed, 3.0) == pytest.approx(300, abs=15)


def test_each_scene_has_its_own_tallest():
    ones, others = (box(200, 220), box(700, 150)), (box(250, 150), box(800, 260))
    followed = follow_each_scene(*film(changing(200, 700), changing(250, 800), ones, others))
    assert middle_px(followed, 1.0) == pytest.approx(200, abs=15)
    assert middle_px(followed, 3.0) == pytest.approx(800, abs=15)


def test_two_trackers_that_disagree_count_within_their_scene():
    two = (box(300, 200), box(800, 150))
    asked = film(bodies(300, CUT), bodies(800, CUT), two, two)
    again = {CUT - 1: bodies(800, 1)[0]}
    followed = follow_each_scene(*asked[:3], again, *asked[4:])
    assert middle_px(followed, 1.0) == pytest.approx(300, abs=15)
    assert follow_each_scene(*asked[:3], {CUT: bodies(800, 1)[0]}, *asked[4:]) is None


def test_a_film_without_a_frame_has_nobody():
    xy = np.empty((0, 33, 2))
    assert follow_each_scene(xy, np.empty(0), np.empty(0), {}, [], SIZE) is None
