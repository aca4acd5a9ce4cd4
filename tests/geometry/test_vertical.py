"""The vertical by stance foot and standing frame, weighed by how sure each is."""

import pytest

from formcheck.domain.gravity import Vertical
from formcheck.geometry.vertical import (
    VerticalCues,
    combined,
    foot_sd_deg,
    forward_deg,
    from_foot,
    from_standing,
)


def test_without_a_reading_nothing_is_turned_and_little_is_known():
    assert combined([]) == Vertical(0.0, 2.0)


def test_surer_readings_weigh_more():
    foot = Vertical(4.0, 1.0, source="planted_foot")
    alone = combined([foot])
    assert alone.source == "planted_foot"
    assert alone.roll_deg == pytest.approx(4.0 * 4 / 5)
    both = combined([foot, Vertical(-2.0, 3.0, source="standing")])
    assert both.source == "combined"
    assert both.sd_deg < alone.sd_deg < 1.0
    assert both.roll_deg < alone.roll_deg


def test_a_foot_says_less_askew_drawn_or_small_and_more_on_a_known_incline():
    told, drawn = VerticalCues(incline_deg=0.0), VerticalCues(drawn=True)
    square, askew = (foot_sd_deg(yaw, VerticalCues(), 230.0) for yaw in (0.0, 20.0))
    assert foot_sd_deg(0.0, told, 230.0) < square < askew
    assert square < foot_sd_deg(0.0, drawn, 230.0) < foot_sd_deg(0.0, drawn, 115.0)


def test_what_rises_ahead_is_turned_by_the_running_direction():
    assert forward_deg(2.0, "right") == -forward_deg(2.0, "left") == 2.0
    assert from_foot(2.0, "left", 1.0).roll_deg == -2.0
    # a picture whose content leans left shows a runner to the right leaning back
    assert from_standing(-2.0, "right").roll_deg == 2.0
