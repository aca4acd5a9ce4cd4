from dataclasses import replace

import numpy as np
import pytest

from formcheck.domain.skeleton import INDEX
from formcheck.overlay.faces import HEAD, HOLD_S, Ellipse, Faces, blur, face_of, head_in
from overlay.conftest import key_frame

ROWS = [INDEX[name] for name in HEAD]


def without(track, rows, names=HEAD):
    xy = track.xy_px.copy()
    for row in rows:
        xy[row, [INDEX[n] for n in names]] = np.nan
    return replace(track, xy_px=xy)


def test_the_patch_covers_every_landmark_of_the_head(track):
    face = Faces.of(track).at(10)
    for x, y in track.xy_px[10, ROWS]:
        assert np.hypot((x - face.x) / face.wide, (y - face.y) / face.high) < 1


def test_one_landmark_is_enough(track):
    others = [n for n in HEAD if n != "nose"]
    face = Faces.of(without(track, range(60), others)).at(10)
    assert (face.x, face.y) == pytest.approx((176, 50))
    assert face.wide > 10


def test_a_gap_is_bridged_between_its_ends(track):
    moved = track.xy_px.copy()
    moved[:, ROWS, 0] += np.linspace(0, 59, 60)[:, None]
    faces = Faces.of(without(replace(track, xy_px=moved), range(20, 30)))
    before, middle, after = (faces.at(row).x for row in (19, 25, 30))
    assert before < middle < after


def test_a_head_is_held_for_half_a_second_and_no_longer(track):
    faces = Faces.of(without(track, range(20, 60)))
    gone_s = track.time_s - track.time_s[19]
    for row in range(20, 60):
        assert (faces.at(row) is not None) == (gone_s[row] <= HOLD_S)


def test_the_first_frames_take_the_next_known_head(track):
    faces = Faces.of(without(track, range(10)))
    assert faces.at(0) == pytest.approx(faces.at(10))


def test_without_any_head_nothing_is_hidden(track):
    assert Faces.of(without(track, range(60))).at(0) is None
    points = {k: v for k, v in key_frame(track, "IC", 0).points.items() if k not in HEAD}
    assert face_of(points) is None


def test_a_key_frame_alone_gives_the_same_face(track):
    assert face_of(key_frame(track, "IC", 7).points) == pytest.approx(Faces.of(track).at(7))


def test_hardly_anything_of_a_face_is_left():
    noise = np.random.default_rng(1).integers(0, 256, (120, 120, 3), np.uint8)
    image = noise.copy()
    blur(image, Ellipse(60, 60, 30, 36))
    inside = image[45:75, 45:75].astype(int)
    assert np.abs(np.diff(inside, axis=0)).max() < 12  # smooth: no edge of the face survives
    assert np.array_equal(image[:14], noise[:14])
    assert np.array_equal(image[:, :21], noise[:, :21])


@pytest.mark.parametrize("xy", [(-100.0, 20.0), (0.0, 0.0), (119.0, 119.0)])
def test_a_head_at_the_edge_or_outside_does_no_harm(xy):
    image = np.zeros((120, 120), np.uint8)
    blur(image, Ellipse(*xy, 20, 25))
    assert not image.any()


def test_the_head_of_a_box_is_its_top(track):
    points = track.xy_px[10]
    (left, top), (right, bottom) = np.nanmin(points, axis=0), np.nanmax(points, axis=0)
    face = head_in((left, top, right - left, bottom - top))
    for x, y in points[ROWS]:
        assert np.hypot((x - face.x) / face.wide, (y - face.y) / face.high) < 1.25
    assert face.y + face.high < top + 0.3 * (bottom - top)
