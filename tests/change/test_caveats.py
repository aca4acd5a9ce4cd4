"""What else differs between two clips is named, each by itself."""

import pytest

from change.made import clip, speed
from formcheck.assess.baseline import compare_with_baseline
from formcheck.domain.provenance import PoseModel

ONE = clip()


def caveats(before, now):
    found = compare_with_baseline(now, before).caveats
    return [m.code for m in found if not m.code.startswith("setup_")]


def named(name):
    return clip(settings={**ONE.settings, "athlete": name})


@pytest.mark.parametrize(
    ("other", "code"),
    [
        (clip(speed_mps=None), "speed_not_known_in_both"),
        (clip(speed_mps=speed(3.6)), "speeds_differ"),
        (clip(near_side="left" if ONE.near_side == "right" else "right"), "other_leg_near"),
        (clip(mode="overground" if ONE.mode == "treadmill" else "treadmill"), "other_ground"),
        (clip(provenance={"formcheck": "0.0.1"}), "other_version"),
        (clip(provenance={"model": PoseModel("another", None)}), "other_pose_model"),
    ],
)
def test_each_difference_has_its_own_words_whichever_comes_first(other, code):
    assert caveats(ONE, ONE) == []
    for pair in ((ONE, other), (other, ONE)):
        assert code in caveats(*pair)


def test_a_table_that_names_no_model_is_of_no_other():
    unnamed = clip(provenance={"model": None})
    assert "other_pose_model" not in caveats(ONE, unnamed)


@pytest.mark.parametrize(
    ("before", "now", "two"),
    [
        ("Ana", "Ben", True),
        ("Ana", " ana ", False),
        ("Ana  Cruz", "Ana Cruz", False),
        ("Ana", None, False),
        (None, None, False),
    ],
)
def test_two_names_are_two_people(before, now, two):
    assert ("other_athlete" in caveats(named(before), named(now))) is two
