"""Camera, vertical and sagittal frame against numbers worked out by hand."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.runner import LEG_PX, stick_runner

from formcheck.domain.gravity import Vertical
from formcheck.domain.message import Message
from formcheck.domain.skeleton import INDEX, SIDES
from formcheck.geometry.angles import (
    inner_angle_deg,
    knee_flexion_deg,
    lean_deg,
    reach_deg,
    slope_deg,
)
from formcheck.geometry.sagittal import (
    SagittalTrack,
    leg_length_px,
    mean_leg_px,
    to_picture,
    to_sagittal,
    turned,
)
from formcheck.geometry.vertical import (
    VerticalCues,
    combined,
    foot_sd_deg,
    from_foot,
    from_standing,
)
from formcheck.geometry.view import (
    facing,
    from_behind,
    view_of,
    yaw_from_depth_deg,
    yaw_from_picture_deg,
    yaw_of_film_deg,
)
from formcheck.pose.backend import source_of

NOTE = Message("mirrored")
ANGLE = st.floats(-179, 179)


def away(angle_deg, length=2.0):
    """From the origin, so far from straight up, + = forward."""
    return length * np.array([math.sin(math.radians(angle_deg)), math.cos(math.radians(angle_deg))])


@pytest.fixture(scope="module")
def track():
    return stick_runner(seconds=2.0)


class TestAngles:
    @given(ANGLE, st.floats(0.1, 9))
    def test_a_segment_has_the_angle_it_was_drawn_with(self, angle_deg, length):
        start = np.array([3.0, -4.0])
        tip = start + away(angle_deg, length)
        assert lean_deg(start, tip) == pytest.approx(angle_deg, abs=1e-6)
        hanging = start + away(angle_deg, length) * (1, -1)
        assert reach_deg(start, hanging) == pytest.approx(angle_deg, abs=1e-6)
        raised = start + length * np.array(
            [math.cos(math.radians(angle_deg)), math.sin(math.radians(angle_deg))]
        )
        assert slope_deg(start, raised) == pytest.approx(angle_deg, abs=1e-6)

    @given(st.floats(-170, 170), st.floats(-170, 170))
    def test_flexion_is_thigh_less_shank_and_inner_angle_what_is_left(self, thigh, shank):
        hip = np.array([1.0, 5.0])
        knee = hip + away(thigh, 1.5) * (1, -1)
        ankle = knee + away(shank, 2.5) * (1, -1)
        bent = (thigh - shank + 180) % 360 - 180
        found = float(knee_flexion_deg(hip, knee, ankle))
        assert (found - bent + 180) % 360 - 180 == pytest.approx(0, abs=1e-6)
        assert -180 - 1e-9 <= found <= 180 + 1e-9
        assert inner_angle_deg(hip, knee, ankle) == pytest.approx(180 - abs(bent), abs=1e-5)


class TestSagittal:
    def test_the_middle_of_the_picture_is_the_origin_and_up_is_up(self, track):
        seen = to_sagittal(track, "right")
        x, y = track.point("nose")[7]
        np.testing.assert_allclose(seen.point("nose")[7], [x - 640, 360 - y])
        back = to_sagittal(track, "left")
        np.testing.assert_allclose(back.point("nose")[7], [640 - x, 360 - y])
        assert (seen.direction, back.direction, seen.roll_deg) == ("right", "left", 0.0)

    def test_legs_have_the_length_they_were_drawn_with(self, track):
        assert leg_length_px(track, "left") == pytest.approx(LEG_PX)
        assert to_sagittal(track, "right", drawn_leg=1.25).leg_length_px == pytest.approx(
            LEG_PX / 1.25
        )
        xy = track.xy_px.copy()
        xy[:, INDEX["left_ankle"]] = np.nan
        assert math.isnan(leg_length_px(track.moved(xy, NOTE), "left"))
        assert mean_leg_px(track.moved(xy, NOTE)) == pytest.approx(LEG_PX)
        xy[:, INDEX["right_knee"]] = np.nan
        assert math.isnan(mean_leg_px(track.moved(xy, NOTE)))
        xy = track.xy_px.copy()
        xy[0, INDEX["left_ankle"]] += 900
        assert leg_length_px(track.moved(xy, NOTE), "left") == pytest.approx(LEG_PX)
        xy = track.xy_px.copy()
        knee, ankle = (xy[:, INDEX[f"left_{part}"]] for part in ("knee", "ankle"))
        ankle += 0.4 * (ankle - knee)
        longer = track.moved(xy, NOTE)
        assert leg_length_px(longer, "left") == pytest.approx(1.2 * LEG_PX)
        assert mean_leg_px(longer) == pytest.approx(1.1 * LEG_PX)

    @pytest.mark.parametrize("direction", ["left", "right"])
    @pytest.mark.parametrize("roll_deg", [-8.0, 0.0, 5.0])
    def test_a_way_there_and_back_is_the_same(self, track, direction, roll_deg):
        seen = to_sagittal(track, direction, roll_deg)
        way = seen.point("nose") - seen.point("left_hip")
        known = track.point("nose") - track.point("left_hip")
        np.testing.assert_allclose(to_picture(way, seen), known, atol=1e-9)

    def test_a_camera_turned_clockwise_makes_things_lean_left(self, track):
        roll = math.radians(10)
        xy = track.xy_px.copy()
        hip = np.array([640.0, 360.0])
        xy[:, INDEX["nose"]] = hip + 100 * np.array([-math.sin(roll), -math.cos(roll)])
        upright = to_sagittal(track.moved(xy, NOTE), "right", 10.0).point("nose")[0]
        np.testing.assert_allclose(upright, [0, 100], atol=1e-9)

    def test_turned_tilts_backwards(self, track):
        seen = to_sagittal(track, "right")
        lean = lean_deg(seen.midpoint("hip"), seen.midpoint("shoulder"))
        after = turned(seen, 4.0)
        np.testing.assert_allclose(
            lean_deg(after.midpoint("hip"), after.midpoint("shoulder")), lean - 4.0
        )

    def test_between_frames_lies_what_lies_between(self, track):
        seen = to_sagittal(track, "right")
        nose = INDEX["nose"]
        first, second = seen.xy_px[30, nose], seen.xy_px[31, nose]
        at = seen.at(seen.time_s[30] + 0.25 / 60)[nose]
        np.testing.assert_allclose(at, 0.75 * first + 0.25 * second)
        np.testing.assert_allclose(seen.at(seen.time_s[30])[nose], first)
        np.testing.assert_allclose(seen.at(seen.time_s[-1])[nose], seen.xy_px[-1, nose])
        np.testing.assert_allclose(seen.at(seen.time_s[0])[nose], seen.xy_px[0, nose])
        last, before = seen.xy_px[-1, nose], seen.xy_px[-2, nose]
        beyond = seen.at(seen.time_s[-1] + 0.5 / 60)[nose]
        np.testing.assert_allclose(beyond, last + 0.5 * (last - before))

    def test_a_track_that_nobody_turned_has_no_roll(self, track):
        plain = SagittalTrack(
            *(track.time_s, track.frame, track.xy_px, track.visibility), LEG_PX, "right"
        )
        np.testing.assert_array_equal(to_picture(np.array([3.0, 4.0]), plain), [3.0, -4.0])

    def test_a_span_holds_its_first_instant_and_not_its_last(self, track):
        seen = to_sagittal(track, "right")
        inside = seen.within(seen.time_s[10], seen.time_s[13])
        assert np.flatnonzero(inside).tolist() == [10, 11, 12]
        assert seen.fps == pytest.approx(60.0)
        assert len(seen) == 120


class TestFacing:
    def fronts(self, ahead):
        """Toes and nose so far ahead of heels and ears, in that order: left, right, nose."""
        track = stick_runner(seconds=0.2)
        xy = np.full_like(track.xy_px, np.nan)
        for name in ("left_heel", "right_heel", "left_ear", "right_ear"):
            xy[:, INDEX[name]] = 600.0
        for name, way in zip(("left_foot_index", "right_foot_index", "nose"), ahead, strict=True):
            xy[:, INDEX[name]] = 600.0 + way
        return track.moved(xy, NOTE)

    @pytest.mark.parametrize(
        ("ahead", "seen"),
        [
            ((5, 5, 5), "right"),
            ((-5, -5, -5), "left"),
            ((5, 5, -5), "right"),  # two against two: right
            ((-5, 5, -5), "left"),
            ((-5, np.nan, 5), "right"),
            ((-5, -5, np.nan), "left"),
            ((np.nan, np.nan, np.nan), "right"),
        ],
    )
    def test_toes_and_both_ears_have_a_vote_each(self, ahead, seen):
        assert facing(self.fronts(ahead)) == seen


class TestFromBehind:
    @pytest.mark.parametrize(("apart", "behind"), [(-0.58, True), (-0.56, False), (0.6, False)])
    def test_shoulders_apart_are_held_to_the_usual_trunk(self, track, apart, behind):
        """In a third of the frames the hips are far off, so that the mean trunk is no measure."""
        xy = track.xy_px.copy()
        hips, shoulders = ([INDEX[f"{side}_{p}"] for side in SIDES] for p in ("hip", "shoulder"))
        xy[:, hips], xy[:, shoulders] = (600.0, 500.0), (600.0, 300.0)
        xy[:, shoulders[0], 0] += 200 * apart / 2
        xy[:, shoulders[1], 0] -= 200 * apart / 2
        xy[::3, hips] = (600.0, 900.0)
        assert from_behind(replace(track.moved(xy, NOTE), source=source_of("mediapipe"))) is behind


class TestYaw:
    def world(self, across, depth, frames=9):
        world = np.full((frames, 33, 3), np.nan)
        world[:, INDEX["left_shoulder"]] = (across, 0.0, depth)
        world[:, INDEX["right_shoulder"]] = 0.0
        return world

    def test_depth_on_either_side_gives_the_same_yaw(self):
        for depth in (1.0, -1.0):
            assert yaw_from_depth_deg(self.world(1.0, depth)) == pytest.approx(45)
            assert yaw_from_depth_deg(self.world(-1.0, depth)) == pytest.approx(-45)

    def test_five_frames_are_enough_and_one_odd_frame_says_nothing(self):
        assert yaw_from_depth_deg(self.world(1.0, 1.0, 4)) is None
        five = self.world(1.0, 1.0, 5)
        five[0, INDEX["left_shoulder"]] = (-50.0, 0.0, 1.0)
        assert yaw_from_depth_deg(five) == pytest.approx(45)
        five[1, INDEX["left_shoulder"], 2] = np.nan
        assert yaw_from_depth_deg(five) is None

    def apart(self, leg, frames=9):
        track = stick_runner(seconds=frames / 60)
        xy = track.xy_px.copy()
        xy[:, INDEX["left_shoulder"], 0] = xy[:, INDEX["right_shoulder"], 0] + leg * LEG_PX
        return track.moved(xy, NOTE)

    def test_shoulders_apart_by_half_their_width_are_seen_at_thirty_degrees(self):
        assert yaw_from_picture_deg(self.apart(0.2), LEG_PX) == pytest.approx(30)
        assert yaw_from_picture_deg(self.apart(-0.2), LEG_PX) == pytest.approx(-30)
        assert yaw_from_picture_deg(self.apart(0.2), LEG_PX, 0.2) == pytest.approx(90)
        assert yaw_from_picture_deg(self.apart(-0.7), LEG_PX) == pytest.approx(-90)
        assert yaw_from_picture_deg(self.apart(0.2, 4), LEG_PX) is None
        assert yaw_from_picture_deg(self.apart(0.2, 5), LEG_PX) == pytest.approx(30)

    def test_a_film_is_known_by_whichever_tells(self):
        track, nothing = self.apart(0.2), np.full((9, 33, 3), np.nan)
        width = track.source.shoulders_leg
        alone = math.degrees(math.asin(0.2 / width))
        assert yaw_of_film_deg(track, LEG_PX, nothing) == pytest.approx(alone)
        both = yaw_of_film_deg(track, LEG_PX, self.world(-1.0, 1.0))
        assert both == pytest.approx((alone - 45) / 2)
        blind = track.moved(np.full_like(track.xy_px, np.nan), NOTE)
        assert yaw_of_film_deg(blind, LEG_PX, nothing) is None

    @pytest.mark.parametrize(
        ("yaw_deg", "kind"),
        [
            (12.0, "side"),
            (-12.0, "side"),
            (12.1, "oblique"),
            (-12.1, "oblique"),
            (45.0, "oblique"),
            (-45.0, "oblique"),
            (45.1, "front"),
            (-45.1, "back"),
        ],
    )
    def test_views_end_at_twelve_and_forty_five_degrees(self, yaw_deg, kind):
        assert view_of(yaw_deg).kind == kind

    def test_a_view_tells_the_vertical_it_was_turned_by(self):
        told = view_of(3.14159, Vertical(1.23456, 0.98765, source="standing"))
        assert (told.kind, told.yaw_deg, told.roll_deg, told.roll_sd_deg) == (
            "side",
            3.1,
            1.23,
            0.99,
        )
        assert told.pitch_deg is None
        pitched = replace(Vertical(1.0, 0.5), pitch_deg=-2.345)
        assert view_of(None, pitched).pitch_deg == -2.3
        assert view_of(None).roll_deg is None


class TestVertical:
    def test_a_foot_is_off_by_own_error_incline_and_yaw_together(self):
        level = VerticalCues(incline_deg=0.0)
        askew = 0.23 * math.hypot(10.0, 4.0)
        assert foot_sd_deg(10.0, level, 100.0) == pytest.approx(math.hypot(0.65, askew))
        assert foot_sd_deg(-10.0, level, 100.0) == pytest.approx(math.hypot(0.65, askew))
        unknown = 0.23 * 5.5
        assert foot_sd_deg(None, level, 100.0) == pytest.approx(math.hypot(0.65, unknown))
        untold = foot_sd_deg(10.0, VerticalCues(), 100.0)
        assert untold == pytest.approx(math.hypot(0.65, askew, 0.6))

    @pytest.mark.parametrize(("leg_px", "worse"), [(115.0, 2.0), (230.0, 1.0), (900.0, 1.0)])
    def test_a_drawn_foot_is_off_by_more_where_the_leg_is_short(self, leg_px, worse):
        drawn = VerticalCues(incline_deg=0.0, drawn=True)
        known = math.hypot(2.0 * worse, 0.5 * 4.0)
        assert foot_sd_deg(0.0, drawn, leg_px) == pytest.approx(known)

    def test_signs_and_certainty_of_each_reading(self):
        foot = from_foot(1.5, "right", 0.7)
        assert (foot.roll_deg, foot.sd_deg, foot.source) == (1.5, 0.7, "planted_foot")
        stood = from_standing(2.0, "left")
        assert (stood.roll_deg, stood.sd_deg, stood.source) == (2.0, 3.0, "standing")

    @given(st.lists(st.tuples(st.floats(-20, 20), st.floats(0.3, 5)), min_size=2, max_size=4))
    def test_readings_weigh_by_inverse_variance_and_phones_are_held_to_two_degrees(self, told):
        both = combined([Vertical(roll, sd, source="standing") for roll, sd in told])
        weights = [1 / sd**2 for _, sd in told]
        total = sum(weights) + 0.25
        assert both.roll_deg == pytest.approx(
            sum(w * roll for w, (roll, _) in zip(weights, told, strict=True)) / total, abs=1e-9
        )
        assert both.sd_deg == pytest.approx(1 / math.sqrt(total))
        assert both.source == "combined"
