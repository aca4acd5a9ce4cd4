"""What was kept the same between two clips is found, not asked."""

from dataclasses import replace

import pytest

from change.made import clip, speed
from formcheck.change import set_ups
from formcheck.domain.setup import Attire

ONE = clip()


def seen(other, told=None):
    return set_ups(ONE, other, told)


def test_a_phone_that_was_not_moved():
    found = seen(clip())
    assert (found.camera, found.clothes, found.label) == ("kept", "kept", "same")
    assert found.differs == ()


@pytest.mark.parametrize(
    ("changed", "camera"),
    [
        ({"leg_length_px": 1.008 * ONE.leg_length_px}, "kept"),
        ({"leg_length_px": 1.03 * ONE.leg_length_px}, "put_back"),
        ({"leg_length_px": ONE.leg_length_px / 1.03}, "put_back"),
        ({"leg_length_px": 1.08 * ONE.leg_length_px}, "other"),
        ({"ankle": (760.0, 712.0)}, "put_back"),
        ({"ankle": (760.0, 740.0)}, "other"),
        ({"hip": (835.0, 400.0)}, "put_back"),
        ({"hip": (900.0, 400.0)}, "other"),
        ({"hip": (900.0, 400.0), "mode": "overground"}, "kept"),
        ({"view": {"yaw_deg": ONE.view.yaw_deg + 3.5}}, "put_back"),
        ({"view": {"yaw_deg": ONE.view.yaw_deg - 8.0}}, "other"),
        ({"view": {"yaw_deg": None}}, "other"),
        ({"contact_poses": ()}, "other"),
        ({"clip": {"width": ONE.clip.height, "height": ONE.clip.width}}, "other"),
    ],
)
def test_a_phone_that_was_moved(changed, camera):
    assert seen(clip(**changed)).camera == camera


@pytest.mark.parametrize("angle", ["roll_deg", "pitch_deg"])
@pytest.mark.parametrize(
    ("before", "now", "camera"),
    [(-2.0, -2.4, "kept"), (-2.0, -3.0, "put_back"), (-2.0, 1.0, "other"), (None, -2.0, "kept")],
)
def test_a_phone_that_was_tilted(angle, before, now, camera):
    one, other = (clip(view={angle: tilt}) for tilt in (before, now))
    assert set_ups(one, other).camera == camera


def test_a_runner_filmed_from_the_other_side_is_looked_at_in_a_mirror():
    mirrored = clip(
        hip=(ONE.clip.width - 800.0, 400.0),
        direction={"left": "right", "right": "left"}[ONE.direction],
        near_side={"left": "right", "right": "left"}[ONE.near_side],
    )
    found = seen(mirrored)
    assert (found.camera, found.side, found.label) == ("kept", "other", "other")


@pytest.mark.parametrize(
    ("changed", "part"),
    [
        ({"clip": {"fps": 2 * ONE.clip.fps}}, "rate"),
        ({"slow_motion_factor": 4.0}, "rate"),
        ({"provenance": {"formcheck": "0.0.1"}}, "reading"),
        ({"provenance": {"model": None}}, "reading"),
        ({"speed_mps": speed(3.4)}, "speed"),
        ({"clip": {"sha256": "f" * 64}}, "clothes"),
    ],
)
def test_what_else_was_other(changed, part):
    found = seen(clip(**changed))
    assert getattr(found, part) == "other"
    assert found.label == "other"


def test_the_user_overrules_what_was_found_of_camera_and_clothes():
    moved = clip(leg_length_px=1.2 * ONE.leg_length_px, clip={"sha256": "f" * 64})
    assert (seen(moved).camera, seen(moved).clothes) == ("other", "other")
    told = seen(moved, "same")
    assert (told.camera, told.clothes, told.label) == ("put_back", "kept", "same")
    denied = seen(clip(), "other")
    assert (denied.camera, denied.clothes) == ("other", "other")
    assert (seen(clip(), "same").camera, seen(clip(), "other").label) == ("kept", "other")
    other_side = clip(near_side={"left": "right", "right": "left"}[ONE.near_side])
    assert seen(other_side, "same").label == "other"


PLAIN = Attire((40.0, 5.0, 5.0), (20.0, 0.0, -10.0), (45.0, 10.0, 15.0), (50.0, 0.0, 0.0))


@pytest.mark.parametrize(
    ("part", "by", "clothes"),
    [
        ("trunk", 14.0, "kept"),
        ("trunk", 20.0, "other"),
        ("thigh", 5.0, "kept"),
        ("thigh", 12.0, "other"),
        ("shin", 12.0, "other"),
        ("around", 2.0, "kept"),
        ("around", 6.0, "other"),
    ],
)
def test_clothes_and_light_are_told_by_their_colours(part, by, clothes):
    lightness, red, yellow = getattr(PLAIN, part)
    changed = replace(PLAIN, **{part: (lightness, red, yellow + by)})
    one, two = clip(attire=PLAIN), clip(attire=changed, clip={"sha256": "f" * 64})
    assert set_ups(one, two).clothes == clothes
    assert set_ups(one, clip(attire=None, clip={"sha256": "f" * 64})).clothes == "other"


@pytest.mark.parametrize(
    ("half", "now", "speed_kept"),
    [
        (0.0, 3.05, "kept"),  # 2 % of the speed are no other speed, however sure
        (0.0, 3.07, "other"),
        (0.3, 3.4, "kept"),  # nor is what the two are not sure of
        (0.3, 3.6, "other"),
    ],
)
def test_speeds_differ_beyond_what_is_known_of_them_and_two_percent(half, now, speed_kept):
    one, other = clip(speed_mps=speed(3.0, half)), clip(speed_mps=speed(now, half))
    assert set_ups(one, other).speed == speed_kept


def test_pictures_of_another_shape_are_of_another_camera():
    wider = {"width": round(1.3 * ONE.clip.width)}
    mirrored = {"hip": (800.0, 400.0), "ankle": (760.0, 700.0), "mode": "overground"}
    assert set_ups(clip(**mirrored), clip(**mirrored, clip=wider)).camera == "other"


def test_one_contact_that_is_off_does_not_move_the_camera():
    (pose,) = ONE.contact_poses
    stray = replace(pose, points={name: (x, y + 200.0) for name, (x, y) in pose.points.items()})
    poses = replace(ONE, contact_poses=(pose, pose, stray))
    assert seen(poses).camera == "kept"


def test_what_the_user_told_is_not_told_again_as_found():
    moved = clip(leg_length_px=1.2 * ONE.leg_length_px, clip={"sha256": "f" * 64})
    assert {m.code for m in seen(moved).differs} == {"camera_other", "clothes_other"}
    for told in ("same", "other"):
        assert seen(moved, told).differs == ()


def test_the_same_camera_in_smaller_pictures_was_not_moved():
    half = clip(
        hip=(400.0, 200.0),
        ankle=(380.0, 350.0),
        leg_length_px=ONE.leg_length_px / 2,
        clip={"width": ONE.clip.width // 2, "height": ONE.clip.height // 2},
    )
    assert seen(half).camera == "kept"
