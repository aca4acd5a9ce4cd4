"""Rounding: no more digits than the interval supports, and one place that does it."""

import doctest
import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.report import imperial
from formcheck.words import numbers
from report.page import Page


def test_examples_in_the_docstrings():
    assert doctest.testmod(numbers).failed == 0
    assert doctest.testmod(imperial).failed == 0


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


@pytest.mark.parametrize(
    ("words", "carried"),
    [
        ("at 10.8 km/h", ["6.7 mph"]),
        ("about 10.8 km/h (5:33 min/km) · 178 cm tall", ["6.7 mph", "8:56 min/mile", "5 ft 10 in"]),
        ("outside 7 to 20 km/h", ["4 to 12 mph"]),
        ("a person of 75 kg", ["165 lb"]),
        ("then jog 20 m; 6 times", ["66 ft"]),
        ("\N{MINUS SIGN}2.5 cm", ["1.0 in"]),
        ("Reach in cm", ["in inches"]),
        ("44 N\u00b7m, 4 x 2 min, 22 ms, 100 miles, 3 m/s\u00b2, leg 8 mm", []),
    ],
)
def test_sentences_carry_their_imperial_form(words, carried):
    page = Page(imperial.both_units(words))
    assert [e.get("data-imperial") for e in page.all("span")] == carried
    assert re.sub("<[^>]+>", "", str(imperial.both_units(words))) == words


def test_a_sentence_is_escaped():
    assert "<b>" not in imperial.both_units("<b>5 cm</b>")
