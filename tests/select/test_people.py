"""Bystanders are told from rivals."""

import numpy as np
import pytest

from formcheck.select.people import Detections, has_rival
from quality.figure import figure

RUNNER = (560.0, 150.0, 160.0, 430.0)


def looks(*others, count=12, every=15):
    """Looks with the runner and, for each other, a function of the look's number."""
    return [
        Detections(i * every, np.array([RUNNER, *(box for other in others if (box := other(i)))]))
        for i in range(count)
    ]


def beside(i):
    """Another runner on the next treadmill."""
    return (900.0, 160.0, 120.0 + 70.0 * (i % 2), 420.0)


def crossing(i):
    return (100.0 + 110.0 * i, 160.0, 130.0 + 30.0 * (i % 2), 420.0)


def coach(i):
    return (950.0 + (i % 3), 170.0, 110.0, 420.0 + (i % 2))


def far_away(i):
    return (100.0 + 40.0 * i, 300.0, 60.0 + 20.0 * (i % 2), 150.0)


def seen_once(i):
    return (900.0, 200.0, 100.0, 400.0) if i == 3 else None


def again_the_runner(_):
    return (575.0, 160.0, 150.0, 400.0)


@pytest.mark.parametrize("other", [beside, crossing])
def test_another_runner_is_a_rival(other):
    assert has_rival(looks(other), figure(seconds=6)[0])


@pytest.mark.parametrize("other", [coach, far_away, seen_once, again_the_runner])
def test_others_are_not(other):
    assert not has_rival(looks(other), figure(seconds=6)[0])


def test_one_runner_alone_has_no_rival():
    assert not has_rival(looks(), figure(seconds=6)[0])
    assert not has_rival([], figure(seconds=6)[0])


def test_rivals_outside_the_analysed_part_do_not_count():
    track, _ = figure(seconds=6)
    later = [Detections(look.frame + 1000, look.boxes_px) for look in looks(beside)]
    assert not has_rival(later, track)
