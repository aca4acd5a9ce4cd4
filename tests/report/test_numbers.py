"""Rounding: no more digits than the interval supports, and one place that does it."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.domain.message import Message
from formcheck.report import imperial
from formcheck.words import numbers, say
from report.page import Page


@pytest.mark.parametrize(
    ("half", "unit", "places"),
    [
        (0.4, "steps/min", 1),
        (1.5, "deg", 1),
        (2.8, "deg", 1),
        (3.1, "deg", 0),
        (6.0, "deg", 0),
        (11.0, "ms", 0),
        (0.02, "m", 2),
        (0.3, "m/s", 1),
        (0.001, "deg", 1),
    ],
)
def test_places_follow_the_half_width(half, unit, places):
    assert numbers.decimals(unit, 10 - half, 10 + half) == places


def test_no_interval_gives_the_finest_a_unit_allows():
    assert numbers.decimals("ms") == 0
    assert numbers.decimals("m/s") == 2


def test_minus_is_a_minus_sign_and_zero_has_none():
    assert numbers.write(-1.26, 1) == "\N{MINUS SIGN}1.3"
    assert numbers.write(-0.001, 2) == "0.00"


@given(
    value=st.floats(-500, 500),
    half=st.floats(0.01, 80),
    unit=st.sampled_from(["deg", "cm", "ms", "%", "m"]),
)
def test_what_is_printed_is_within_rounding_of_the_value(value, half, unit):
    places = numbers.decimals(unit, value - half, value + half)
    text = numbers.value_text(value, unit, value - half, value + half)
    back = float(text.replace("\N{MINUS SIGN}", "-"))
    assert math.isclose(back, value, abs_tol=0.5 * 10.0**-places + 1e-9)
    # Rounding never eats the interval: the last digit is at most as coarse as its half width.
    if unit != "ms" and half >= 0.1:
        assert 10.0**-places <= max(half, 1.0) * 1.0001


def test_suffix_knows_shares_of_the_leg_and_leaves_differences_alone():
    assert numbers.suffix("%", "vertical_oscillation_pct_leg") == " % of leg"
    assert numbers.suffix("%", "asymmetry_pct.overstride_pct_leg") == " %"
    assert numbers.suffix("deg", "trunk_lean_deg") == "°"
    assert numbers.suffix("kN/m") == " kN/m"


def test_a_sentence_carries_its_imperial_form_as_a_whole():
    message = Message("basis_speed_about", {"speed_mps": 3.0})
    page = Page(imperial.in_both(lambda units: say(message, units)))
    span = page.one("span")
    assert (span.text, span.get("data-imperial")) == ("at about 10.8 km/h", "at about 6.7 mph")


def test_what_reads_the_same_in_both_carries_nothing():
    assert imperial.in_both(lambda units: say(Message("no_rule"), units)) == say(Message("no_rule"))


def test_markup_in_a_value_is_no_markup():
    message = Message("as_written", {"text": "<b>5 cm</b>"})
    assert "<b>" not in imperial.in_both(lambda units: say(message, units))
