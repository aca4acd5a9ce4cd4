"""How a runner's own sessions weigh in beside what is published of days."""

import math
from unittest import mock

import numpy as np
import pytest

from change.made import clip, row
from formcheck.change import differences
from formcheck.change.days import PUBLISHED_DAYS, OwnDays, informed
from formcheck.change.parts import BetweenDayVariability, all_days
from formcheck.change.several import t_of

CADENCE, LEAN = "cadence_spm", "trunk_lean_deg"
PUBLISHED = all_days()[CADENCE].sd


def test_own_and_published_days_are_weighed_by_how_many_they_stand_for():
    own = informed({CADENCE: OwnDays(2.0, 12, 0.5, 14)})[CADENCE]
    variance = 12 * (2.0**2 - 0.5**2) + PUBLISHED_DAYS * PUBLISHED**2
    assert own.sd == pytest.approx(math.sqrt(variance / (12 + PUBLISHED_DAYS)))
    assert own.dof == 12 + PUBLISHED_DAYS
    assert "14 sessions" in own.source
    assert all_days()[CADENCE].source in own.source


def test_few_sessions_have_no_say_and_own_days_stand_alone_where_nothing_is_published():
    assert informed({CADENCE: OwnDays(2.0, 2, 0.5, 6)}) == {}
    assert informed({LEAN: OwnDays(1.0, 6, 0.5, 8)}) == {}
    alone = informed({LEAN: OwnDays(1.0, 7, 0.6, 9)})[LEAN]
    assert alone.sd == pytest.approx(0.8)
    assert alone.source == "9 sessions of this runner"


def test_days_that_differ_less_than_measuring_does_differ_by_nothing():
    assert informed({LEAN: OwnDays(0.5, 9, 0.6, 11)})[LEAN].sd == 0.0


def test_a_difference_lasts_beyond_own_days_where_they_are_known():
    steady = informed({CADENCE: OwnDays(0.8, 20, 0.2, 22)})
    unsteady = informed({CADENCE: OwnDays(9.0, 20, 0.2, 22)})
    now, then = (
        clip(row(CADENCE, "both", value, strides=0.3, unit="steps/min")) for value in (178.0, 170.0)
    )
    lasting = {
        name: differences(now, then, days=days).rows[0]
        for name, days in (("published", None), ("steady", steady), ("unsteady", unsteady))
    }
    assert lasting["steady"].lasting == "shown"
    assert lasting["published"].lasting == lasting["unsteady"].lasting == "not_shown"
    assert (
        lasting["steady"].lasting_threshold
        < lasting["published"].lasting_threshold
        < lasting["unsteady"].lasting_threshold
    )
    assert {r.verdict for r in lasting.values()} == {"changed"}


def simulated(sessions, spread, runners=4000, seed=7):
    """Shares of runners of whom two days that differ by nothing but days are called lasting.

    Each runner's days scatter by an SD of their own, off the published one by ``spread``.
    """
    rng = np.random.default_rng(seed)
    true = PUBLISHED * np.exp(spread * rng.standard_normal(runners))
    measured = 0.5
    seen = np.hypot(true, measured)
    values = seen[:, None] * rng.standard_normal((runners, sessions))
    apart = np.abs(np.hypot(true, measured) * math.sqrt(2) * rng.standard_normal(runners))
    own = values.std(axis=1, ddof=1)
    wrong = {"published": 0, "informed": 0}
    width = 0.0
    for sd, by in zip(own, apart, strict=True):
        day = informed({CADENCE: OwnDays(float(sd), sessions - 1, measured, sessions)})[CADENCE]
        limits = {
            "published": _limit(BetweenDayVariability(PUBLISHED, ""), measured),
            "informed": _limit(day, measured),
        }
        width += limits["informed"] / limits["published"] / runners
        for name, limit in limits.items():
            wrong[name] += by > limit
    return {name: count / runners for name, count in wrong.items()}, width


def _limit(day, measured):
    return t_of(0.05, day.dof) * math.sqrt(2) * math.hypot(day.sd, measured)


@pytest.mark.parametrize(("sessions", "most"), [(7, 0.09), (12, 0.08), (24, 0.07)])
def test_of_runners_whose_days_differ_own_sessions_keep_false_claims_rare(sessions, most):
    wrong, _ = simulated(sessions, spread=0.5)
    assert wrong["informed"] <= most
    assert wrong["informed"] < 0.75 * wrong["published"]


def test_of_runners_as_published_own_sessions_cost_little():
    wrong, width = simulated(12, spread=0.0)
    assert wrong["informed"] == pytest.approx(0.05, abs=0.015)
    assert width < 1.15


def test_published_days_rest_on_no_count():
    with mock.patch("formcheck.change.several.stdtrit", side_effect=AssertionError):
        assert t_of(0.05, BetweenDayVariability(1.0, "x").dof) == pytest.approx(1.96, abs=0.001)
