"""Copies, cuts and a moving camera are read off the pictures."""

import numpy as np
import pytest

from formcheck.select.pictures import (
    Pictures,
    camera_motion,
    copies,
    cuts,
    rate_hz,
    retimed,
)


def pictures(change, *, fps=30.0, shift=None, response=0.95):
    count = len(change)
    change = np.array(change, dtype=float)
    change[0] = np.nan
    still = np.zeros((count, 2)) if shift is None else np.asarray(shift, dtype=float)
    flat = np.full(count, 100.0)
    return Pictures(np.arange(count) / fps, change, still, np.full(count, response), flat, flat)


def moving(count, seed=1):
    return np.random.default_rng(seed).uniform(2.0, 4.0, count)


@pytest.mark.parametrize(("every", "share"), [(2, 0.5), (3, 1 / 3), (5, 0.2)])
def test_copied_pictures_are_found(every, share):
    change = moving(300)
    change[every - 1 :: every] = 0.1
    found = copies(pictures(change))
    assert found.mean() == pytest.approx(share, abs=0.02)
    assert (np.flatnonzero(found) % every == every - 1).all()


def test_twice_copied_pictures_are_found():
    change = np.where(np.arange(300) % 3 == 0, moving(300), 0.0)
    assert copies(pictures(change)).mean() == pytest.approx(2 / 3, abs=0.02)


@pytest.mark.parametrize("level", [0.02, 0.2, 3.0])
def test_a_still_moment_is_no_copy(level):
    slow = level * (1 + np.sin(np.linspace(0, 20, 300)) ** 2)
    assert not copies(pictures(slow)).any()


def test_film_rate_is_told_from_dropped_pictures():
    new = np.ones(300, dtype=bool)
    new[4::5] = False
    time_s = np.arange(300) / 30
    even = retimed(time_s, new)
    assert np.diff(even).std() < 1e-9
    assert rate_hz(even) == pytest.approx(24, rel=0.01)
    uneven = new | (np.arange(300) > 100)
    assert (retimed(time_s, uneven) == time_s[uneven]).all()


def test_dropped_pictures_do_not_lower_the_rate():
    time_s = np.delete(np.arange(300) / 30, np.arange(7, 290, 9))
    assert rate_hz(time_s) == pytest.approx(30)
    assert np.isnan(rate_hz(time_s[:1]))


def test_cuts_are_found_and_motion_is_none():
    change = moving(200)
    change[[60, 150]] = 60.0
    assert cuts(change) == [60, 150]
    assert cuts(10 * moving(200)) == []


def test_a_panning_camera_moves_and_a_shaking_one_does_not():
    pan = np.tile([3.0, 0.0], (200, 1))
    place = np.random.default_rng(2).normal(0, 3.0, (201, 2))
    shake = np.diff(place, axis=0)
    assert camera_motion(pictures(moving(200), shift=pan), 400.0).moves
    assert not camera_motion(pictures(moving(200), shift=shake), 400.0).moves


@pytest.mark.parametrize(("response", "known"), [(0.95, True), (0.3, False)])
def test_camera_path_is_known_only_where_the_pictures_agree(response, known):
    pan = np.tile([3.0, 1.0], (200, 1))
    motion = camera_motion(pictures(moving(200), shift=pan, response=response), 400.0)
    assert motion.known is known
    assert motion.path_px[-1] == pytest.approx([600.0, 200.0])


def test_camera_path_is_unknown_where_pictures_have_no_structure():
    lost = np.full((200, 2), np.nan)
    assert not camera_motion(pictures(moving(200), shift=lost), 400.0).known
