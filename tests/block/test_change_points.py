"""The pure statistics: shapes and their chance level."""

import numpy as np
import pytest

from formcheck.block.change_points import (
    design_of,
    detectable_step,
    find,
    lag1_autocorrelations,
)

DAYS = np.arange(24.0) * 3


@pytest.fixture
def plain():
    return design_of(DAYS, np.empty((24, 0)))


def noise(seed, n=24):
    return np.random.default_rng(seed).standard_normal(n)


def test_a_large_step_is_found_where_it_is(plain):
    fit = find(noise(1) + 6.0 * (np.arange(24) >= 9), plain, 0.0)
    assert (fit.shape, fit.first_after) == ("step", 9)
    assert fit.ci_low < 6.0 < fit.ci_high
    assert fit.p == pytest.approx(1 / 4000)


def test_a_large_drift_is_a_drift(plain):
    fit = find(0.3 * noise(2) + 5.0 * DAYS / DAYS[-1], plain, 0.0)
    assert fit.shape == "drift"
    assert fit.delta == pytest.approx(5.0, abs=0.5)


def test_p_values_of_noise_are_even(plain):
    p = np.array([find(noise(100 + i), plain, 0.0).p for i in range(400)])
    assert np.mean(p < 0.05) == pytest.approx(0.05, abs=0.03)
    assert np.mean(p < 0.5) == pytest.approx(0.5, abs=0.08)


def test_what_a_covariate_explains_is_no_change():
    speed = np.where(np.arange(24) >= 12, 1.0, 0.0) + 0.2 * noise(3)
    values = 8.0 * speed + 0.3 * noise(4)
    assert find(values, design_of(DAYS, np.empty((24, 0))), 0.0).p < 0.001
    assert find(values, design_of(DAYS, speed[:, None]), 0.0).p > 0.05


def test_the_stated_error_is_a_floor(plain):
    values = 0.01 * noise(5) + 0.2 * (np.arange(24) >= 12)
    assert find(values, plain, 0.0).p < 0.001
    assert find(values, plain, 1.0).p > 0.5


def test_days_that_resemble_each_other_are_noticed(plain):
    def rows(rho):
        return [(chained(50 + seed, rho), plain) for seed in range(14)]

    assert np.median(lag1_autocorrelations(rows(0.0))) <= 0.2
    assert min(lag1_autocorrelations(rows(0.5))) >= 0.3
    assert min(lag1_autocorrelations(rows(0.95))) >= 0.7
    assert lag1_autocorrelations([]) == []


def test_one_metric_that_wanders_among_steady_ones_is_noticed(plain):
    found = []
    for seed in range(8):
        steady = [(noise(100 * seed + i), plain) for i in range(13)]
        found.append(lag1_autocorrelations([*steady, (chained(500 + seed, 0.8), plain)]))
    assert np.mean([row[-1] for row in found]) >= 0.3
    assert np.mean([row[:-1] for row in found]) <= 0.2


def chained(seed, rho):
    """Sessions each of which resembles the one before."""
    row = noise(seed)
    for i in range(1, len(row)):
        row[i] = rho * row[i - 1] + np.sqrt(1 - rho**2) * row[i]
    return row


def test_the_step_called_visible_is_found_eight_times_of_ten(plain):
    alpha = 0.01
    size = detectable_step(plain, 1.0, alpha)
    steps = size * (np.arange(24) >= 12)
    found = np.mean([find(noise(900 + i) + steps, plain, 0.0).p <= alpha for i in range(300)])
    assert found == pytest.approx(0.8, abs=0.1)


@pytest.mark.parametrize("lag1", [0.2, 0.4, 0.6])
def test_sessions_that_resemble_each_other_widen_the_interval(plain, lag1):
    values = noise(1) + 6.0 * (np.arange(24) >= 9)
    alone, alike = (find(values, plain, 0.0, m) for m in (0.0, lag1))
    wider = (alike.ci_high - alike.ci_low) / (alone.ci_high - alone.ci_low)
    assert wider == pytest.approx(np.sqrt((1 + lag1) / (1 - lag1)))
