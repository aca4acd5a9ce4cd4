"""Filters, peaks and series on signals whose answer is known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.signal.filters import low_pass, moving_mean, resample_even
from formcheck.signal.fourier import fit_series, series_design, series_slope_design
from formcheck.signal.peaks import dominant_period, first_rise, parabola_peak


@given(st.floats(0.5, 1.05), st.sampled_from([30.0, 60.0, 120.0]))
def test_period_is_found_below_a_sample(period_s, rate_hz):
    t = np.arange(0, 10, 1 / rate_hz)
    wave = np.sin(2 * np.pi * t / period_s) + 0.3 * np.sin(4 * np.pi * t / period_s)
    found, strength = dominant_period(wave, rate_hz, 0.45, 1.1)
    assert found == pytest.approx(period_s, rel=0.01)
    assert strength > 0.9


def test_low_pass_has_no_lag():
    t = np.arange(0, 4, 1 / 60)
    wave = np.sin(2 * np.pi * 2 * t)
    smooth = low_pass(wave, 60, 10)
    assert np.abs(np.correlate(wave, smooth, "full")).argmax() == len(t) - 1


def test_parabola_and_crossing_are_sub_sample():
    t = np.arange(0, 1, 0.05)
    assert parabola_peak(-((t - 0.52) ** 2), 10) * 0.05 == pytest.approx(0.52)
    assert first_rise(np.array([0.0, 1.0, 3.0]), 2.0, 0, 3) == pytest.approx(1.5)
    assert first_rise(np.array([3.0, 3.0]), 2.0, 0, 2) is None
    assert first_rise(np.array([0.0, 1.0, 3.0]), 2.0, 0, 99) == pytest.approx(1.5)


def test_series_fits_through_outliers_and_its_slope_is_the_derivative():
    phase = np.linspace(0, 12, 700)
    wave = 1 + np.sin(2 * np.pi * phase) - 0.4 * np.cos(6 * np.pi * phase)
    dirty = wave.copy()
    dirty[::25] += 5
    coefficients, spread = fit_series(series_design(phase, 6), dirty)
    assert np.abs(series_design(phase, 6) @ coefficients - wave).max() < 0.05
    assert spread < 0.1
    step = 1e-5
    ahead, behind = (series_design(phase + s, 6) @ coefficients for s in (step, -step))
    slope = series_slope_design(phase, 6) @ coefficients
    assert np.allclose((ahead - behind) / (2 * step), slope, atol=1e-4)


def test_moving_mean_over_whole_periods_removes_a_wave():
    t = np.sort(np.random.default_rng(0).uniform(0, 5, 400))
    wave = 3 + np.sin(2 * np.pi * t / 0.7)
    inner = (t > 0.7) & (t < 4.3)
    assert np.allclose(moving_mean(t, wave, 0.7)[inner], 3, atol=0.05)


def test_resampling_bridges_missing_frames():
    t = np.array([0.0, 0.1, 0.3, 0.4])
    grid, values = resample_even(t, np.array([0.0, np.nan, 3.0, 4.0]), 10)
    assert np.allclose(values, [0, 1, 2, 3, 4])
    assert len(grid) == 5
