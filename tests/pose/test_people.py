import numpy as np
import pytest

from formcheck.errors import UsageError
from formcheck.pose.people import changes_person, choose_person, people_paths
from formcheck.pose.raw import Box, Candidates

WIDTH, HEIGHT = 1000, 500


def box(x_px, height_px, y_px=250.0):
    width_px = 0.4 * height_px
    return Box(x_px - width_px / 2, y_px - height_px / 2, width_px, height_px, 0.9)


def looks(*rows):
    """One row of boxes for each half second."""
    return [Candidates(15 * k, 0.5 * k, tuple(row)) for k, row in enumerate(rows)]


def paths(*rows):
    return people_paths(looks(*rows), WIDTH, HEIGHT)


def test_two_people_keep_apart_whatever_their_order():
    rows = [(box(200, 300), box(700, 200)), (box(700, 210), box(210, 300))] * 4
    tall, small = paths(*rows)
    assert tall.median_height_px == 300
    assert {round(s.box.centre_px[0]) for s in tall.sightings} <= {200, 210}
    assert {round(s.box.centre_px[0]) for s in small.sightings} == {700}


def test_a_runner_who_crosses_the_picture_is_one_person():
    (path,) = paths(*[(box(100 + 150 * k, 300),) for k in range(6)])
    assert len(path.sightings) == 6


def test_a_short_gap_does_not_make_a_second_person():
    (path,) = paths((box(200, 300),), (), (box(230, 300),), (box(230, 300),))
    assert len(path.sightings) == 3


def test_somebody_who_passes_once_does_not_count():
    rows = [(box(300, 250),)] * 9
    rows[4] = (box(300, 250), box(800, 450))
    (path,) = paths(*rows)
    assert path.median_height_px == 250


def test_area_follows_the_person_and_ends_with_them():
    (path,) = paths((box(200, 300),), (box(400, 300),))
    left, top, right, bottom = path.area(0.25)
    assert (left + right) / 2 * WIDTH == pytest.approx(300)
    assert (top + bottom) / 2 * HEIGHT == pytest.approx(250)
    assert (right - left) * WIDTH > 120
    assert path.area(0.9) is not None
    assert path.area(1.5) is None


def test_only_blacks_out_everybody_else():
    tall, _ = paths(*[(box(250, 300), box(800, 200))] * 3)
    image = np.full((100, 200, 3), 200, np.uint8)
    alone = tall.only(image, 0.5)
    assert alone[50, 50].tolist() == [200, 200, 200]
    assert alone[50, 160].tolist() == [0, 0, 0]
    assert image.min() == 200
    assert tall.only(image, 9.0).max() == 0


def test_a_person_too_many_is_wrong_usage():
    found = paths(*[(box(250, 300), box(800, 200))] * 3)
    assert choose_person(found, 2).median_height_px == 200
    with pytest.raises(UsageError, match="2 people were found") as caught:
        choose_person(found, 3)
    assert caught.value.code == "no_such_person"
    with pytest.raises(UsageError, match="nobody was found"):
        choose_person((), 1)


def body(x_px):
    """All landmarks of a body whose trunk is 100 px long."""
    xy = np.zeros((33, 2))
    xy[:, 0] = x_px
    xy[11:13, 1] = 100
    xy[23:25, 1] = 200
    return xy


def test_a_jump_to_somebody_else_is_noticed():
    steady = np.stack([body(300 + 5 * k) for k in range(20)])
    assert not changes_person(steady, {4: body(325)})
    assert changes_person(steady, {4: body(500)})
    jump = steady.copy()
    jump[10:] += 250
    assert changes_person(jump, {})


def test_frames_without_anybody_are_no_jump():
    xy = np.full((5, 33, 2), np.nan)
    assert not changes_person(xy, {})
    xy[1] = body(300)
    assert not changes_person(xy, {})
