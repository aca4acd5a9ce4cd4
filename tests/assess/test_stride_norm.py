"""When the typical curves are given."""

import pytest

from assess.example import context, judged, rows
from formcheck.domain.assessment import Speed


def at(speed_mps, **more):
    return judged(rows(), context(speed_mps=Speed(speed_mps, 0.1, "user"), **more)).stride_norm


def test_given_at_a_known_running_speed_and_cited():
    result = judged(rows(), context(speed_mps=Speed(3.1, 0.1, "user")))
    assert result.stride_norm.speed_mps == 3.1
    assert result.stride_norm.citation in result.references


@pytest.mark.parametrize("changed", [{"speed_mps": None}, {"gait": "walk"}, {"incline_pct": 6.0}])
def test_not_given_without_speed_when_walking_or_on_a_hill(changed):
    assert at(3.1) is not None
    known = {"speed_mps": Speed(3.1, 0.1, "user"), **changed}
    assert judged(rows(), context(**known)).stride_norm is None


def test_not_given_far_from_the_measured_speeds():
    assert at(1.9) is None


def test_a_clip_without_metrics_has_none():
    assert judged([], context(speed_mps=Speed(3.1, 0.1, "user"))).stride_norm is None
