"""Few healthy runners may fall outside a good range, and the guide says how many."""

import pytest

from docs.healthy import BEGIN, END, PLACE, RUNNERS, table, written
from formcheck.assess.healthy import share_outside, shares
from formcheck.domain.assessment import RunnerContext, Speed
from formcheck.guidelines import load

MOST, MOST_OF_TWO = 0.15, 0.20


def test_at_most_fifteen_in_a_hundred_two_up_to_twenty():
    worst = {name: max(found) for name, found in shares(load()).items()}
    assert max(worst.values()) <= MOST_OF_TWO
    assert sum(share > MOST for share in worst.values()) <= 2
    assert len(worst) == 9


def test_share_is_that_of_the_normal_curve():
    rule = load().rule("shank_angle_deg")
    share = share_outside(rule, RunnerContext("right", Speed(3.1)), load())
    assert share == pytest.approx(0.0548, abs=1e-4)  # 4 above the mean at an SD of 2.5


def test_the_guide_has_the_table():
    old = PLACE.read_text("utf-8").split(BEGIN)[1].split(END)[0]
    assert table() in old
    assert "force-plate runs" in old


@pytest.mark.shared
@pytest.mark.skipif(not RUNNERS.exists(), reason="the reference data in ../shared is not here")
def test_the_joint_share_is_counted_anew():
    text = PLACE.read_text("utf-8")
    assert written(text) == text, "write it anew: python tests/docs/healthy.py"
