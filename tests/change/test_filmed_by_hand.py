"""What was kept between two clips: each limit on both sides."""

import math
from dataclasses import replace

import numpy as np
import pytest

from change.made import Z90, clip, speed
from formcheck.change.filmed import camera_of, set_ups, speeds_differ
from formcheck.change.protocol import how_kept, strides_of_near
from formcheck.domain.setup import Attire, SetUps

ONE = clip()


KNEE, LEAN = "knee_flexion_peak_deg", "trunk_lean_deg"


class TestFilmed:
    @pytest.mark.parametrize(
        ("share", "camera"),
        [(1.0119, "kept"), (1.0121, "put_back"), (1.0449, "put_back"), (1.0451, "other")],
    )
    def test_size_of_the_leg_in_the_picture(self, share, camera):
        for length in (share * ONE.leg_length_px, ONE.leg_length_px / share):
            assert set_ups(ONE, clip(leg_length_px=length)).camera == camera

    @pytest.mark.parametrize(
        ("share", "camera"),
        [(0.0079, "kept"), (0.0081, "put_back"), (0.0199, "put_back"), (0.0201, "other")],
    )
    @pytest.mark.parametrize("sign", [1, -1])
    def test_where_the_foot_lands_in_the_picture(self, share, camera, sign):
        moved = clip(ankle=(760.0, 700.0 + sign * share * ONE.clip.height))
        assert set_ups(ONE, moved).camera == camera

    @pytest.mark.parametrize(
        ("share", "camera"),
        [(0.0199, "kept"), (0.0201, "put_back"), (0.0499, "put_back"), (0.0501, "other")],
    )
    @pytest.mark.parametrize("sign", [1, -1])
    def test_where_on_the_belt_the_hip_is(self, share, camera, sign):
        moved = clip(hip=(800.0 + sign * share * ONE.clip.height, 400.0))
        assert set_ups(ONE, moved).camera == camera

    @pytest.mark.parametrize(
        ("angle", "kept", "put_back"),
        [("yaw_deg", 2.5, 4.5), ("roll_deg", 0.6, 1.5), ("pitch_deg", 0.6, 1.5)],
    )
    @pytest.mark.parametrize("sign", [1, -1])
    def test_angles_of_the_camera(self, angle, kept, put_back, sign):
        first = clip(view={angle: 1.0})
        for apart, camera in (
            (kept - 0.01, "kept"),
            (kept + 0.01, "put_back"),
            (put_back - 0.01, "put_back"),
            (put_back + 0.01, "other"),
        ):
            assert set_ups(first, clip(view={angle: 1.0 + sign * apart})).camera == camera

    def test_a_limit_itself_belongs_to_the_better_kept(self):
        first = clip(view={"yaw_deg": 1.0})
        for apart, camera in ((2.5, "kept"), (4.5, "put_back")):
            assert set_ups(first, clip(view={"yaw_deg": 1.0 + apart})).camera == camera

    def test_the_shape_of_the_picture(self):
        wide, high = ONE.clip.width, ONE.clip.height
        alike = clip(clip={"width": round(1.009 * wide), "height": high}, mode="overground")
        assert set_ups(clip(mode="overground"), alike).camera == "kept"
        apart = clip(clip={"width": round(1.02 * wide), "height": high})
        assert set_ups(ONE, apart).camera == "other"

    def test_a_camera_by_hand(self):
        found = camera_of(ONE)
        high = ONE.clip.height
        assert found.size == ONE.leg_length_px / high
        assert found.ground == 700.0 / high
        behind = 800.0 if ONE.direction == "right" else ONE.clip.width - 800.0
        assert found.place == behind / high
        assert found.shape == ONE.clip.width / high
        assert camera_of(clip(mode="overground")).place is None
        other = {"left": "right", "right": "left"}[ONE.direction]
        back = camera_of(clip(direction=other)).place
        assert back == (ONE.clip.width - behind) / high
        assert camera_of(clip(leg_length_px=None)) is None

    def test_a_contact_whose_hip_is_not_seen_tells_no_camera(self):
        (whole,) = ONE.contact_poses
        ankle = f"{whole.side}_ankle"
        half = replace(whole, points={ankle: (0.0, 100.0)})
        assert camera_of(replace(ONE, contact_poses=(half, whole))) == camera_of(ONE)
        assert camera_of(replace(ONE, contact_poses=(half,))) is None

    @pytest.mark.parametrize(
        ("part", "limit"), [("trunk", 18.0), ("thigh", 8.0), ("shin", 8.0), ("around", 4.0)]
    )
    def test_colours_of_each_part(self, part, limit):
        grey = (50.0, 0.0, 0.0)
        plain = Attire(trunk=grey, thigh=grey, shin=grey, around=grey)
        for apart, clothes in ((limit - 0.1, "kept"), (limit + 0.1, "other")):
            way = np.array([0.6, 0.8, 0.0]) * apart
            dressed = replace(plain, **{part: tuple(np.array(grey) + way)})
            found = set_ups(clip(attire=plain), self.other_file(attire=dressed))
            assert found.clothes == clothes

    def other_file(self, **changed):
        return clip(clip={"sha256": "f" * 64}, **changed)

    def test_the_same_file_shows_the_same_clothes_and_unseen_ones_are_others(self):
        assert set_ups(clip(attire=None), clip(attire=None)).clothes == "kept"
        assert set_ups(clip(attire=None), self.other_file(attire=None)).clothes == "other"

    @pytest.mark.parametrize(("factor", "rate"), [(1.09, "kept"), (1.11, "other")])
    def test_frame_rates_go_by_capture_time(self, factor, rate):
        fps = ONE.clip.fps
        for faster in (factor * fps, fps / factor):
            assert set_ups(ONE, clip(clip={"fps": faster})).rate == rate
        slowed = clip(clip={"fps": fps / 4}, slow_motion_factor=4 * ONE.slow_motion_factor)
        assert set_ups(ONE, slowed).rate == "kept"
        assert set_ups(ONE, clip(clip={"fps": 0.0})).rate == "other"

    def test_what_is_told_counts_and_names_nothing_that_differs(self):
        far = clip(leg_length_px=2 * ONE.leg_length_px)
        assert (set_ups(ONE, far, "same").camera, set_ups(ONE, far, "same").clothes) == (
            "put_back",
            "kept",
        )
        assert set_ups(ONE, clip(), "same").camera == "kept"
        told = set_ups(ONE, clip(), "other")
        assert (told.camera, told.clothes) == ("other", "other")
        assert told.differs == ()
        codes = [m.code for m in set_ups(clip(attire=None), self.other_file(attire=None)).differs]
        assert "clothes_other" in codes
        assert [m.code for m in set_ups(ONE, far).differs] == ["camera_other"]
        rated = set_ups(ONE, clip(clip={"fps": 2 * ONE.clip.fps}), "same")
        assert [m.code for m in rated.differs] == ["rate_other"]

    def test_speeds_differ_beyond_what_they_are_sure_of_and_two_percent(self):
        sd = math.hypot(0.05 / Z90, 0.05 / Z90)
        for apart, differ in ((1.95 * sd, False), (1.97 * sd, True)):
            assert speeds_differ(speed(3.0 + apart), speed(3.0)) is differ
            assert speeds_differ(speed(3.0 - apart), speed(3.0)) is differ
        assert not speeds_differ(speed(3.059, 0.0), speed(3.0, 0.0))
        assert speeds_differ(speed(3.061, 0.0), speed(3.0, 0.0))
        assert not speeds_differ(None, speed(3.0))
        assert not speeds_differ(speed(9.0), None)


class TestProtocol:
    def kept(self, other=None, first=None, **how):
        filmed = SetUps(**{"camera": "kept", "clothes": "kept", **how})
        return {i.asked: i.kept for i in how_kept(first or ONE, other or ONE, filmed)}

    def test_each_line_says_how_it_was_kept(self):
        for camera, kept in (("kept", "kept"), ("put_back", "nearly"), ("other", "not_kept")):
            assert self.kept(camera=camera)["camera"] == kept
        for part in ("clothes", "side", "rate", "speed"):
            assert self.kept()[part] == "kept"
            assert self.kept(**{part: "other"})[part] == "not_kept"
        assert self.kept(clip(speed_mps=None))["speed"] == "not_known"
        assert self.kept(first=clip(speed_mps=None), speed="other")["speed"] == "not_known"

    @pytest.mark.parametrize(
        ("rolls", "kept"),
        [
            ((1.5, -1.5), "kept"),
            ((1.6, 0.0), "not_kept"),
            ((0.0, -1.6), "not_kept"),
            ((None, 0.0), "not_known"),
            ((0.0, None), "not_known"),
        ],
    )
    def test_level_is_within_one_and_a_half_degrees_in_both(self, rolls, kept):
        one, two = (clip(view={"roll_deg": roll}) for roll in rolls)
        assert self.kept(two, one)["level"] == kept

    def test_twenty_whole_strides_of_the_near_leg(self):
        near = ONE.near_side
        step = next(s for s in ONE.steps if s.side == near)
        whole, part = replace(step, stride_end_s=step.ic_s + 0.7), replace(step, stride_end_s=None)
        far = replace(whole, side={"left": "right", "right": "left"}[near])

        def filmed(n):
            return clip(steps=(*[whole] * n, part, far, far))

        assert strides_of_near(filmed(7)) == 7
        assert self.kept(filmed(20), filmed(25))["strides"] == "kept"
        assert self.kept(filmed(19), filmed(25))["strides"] == "not_kept"
        assert self.kept(filmed(25), filmed(19))["strides"] == "not_kept"
