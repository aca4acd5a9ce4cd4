"""Filters, peaks and series against numbers worked out by hand or by another formula."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.signal import butter, freqz

from formcheck.signal.filters import along_cubic, low_pass, moving_mean, resample_even
from formcheck.signal.fourier import (
    HUBER_SDS,
    RIDGE,
    fit_series,
    series_design,
    series_slope_design,
)
from formcheck.signal.peaks import autocorrelation, dominant_period, first_rise, parabola_peak

NAN = float("nan")


class TestLowPass:
    @pytest.mark.parametrize("hz", [2.0, 10.0, 20.0])
    def test_a_wave_comes_through_by_the_squared_gain_of_one_pass(self, hz):
        t = np.arange(0, 8, 1 / 100)
        b, a = butter(2, 10.0, fs=100.0)
        gain = abs(freqz(b, a, [hz], fs=100.0)[1][0]) ** 2
        smooth = low_pass(np.sin(2 * np.pi * hz * t), 100.0, 10.0)
        inner = slice(200, -200)
        np.testing.assert_allclose(
            smooth[inner], gain * np.sin(2 * np.pi * hz * t)[inner], atol=1e-3
        )

    def test_an_edge_beyond_the_rate_is_held_below_it(self):
        noise = np.random.default_rng(1).standard_normal(200)
        np.testing.assert_array_equal(low_pass(noise, 30.0, 99.0), low_pass(noise, 30.0, 12.6))
        assert np.abs(low_pass(noise, 30.0, 99.0) - low_pass(noise, 30.0, 12.0)).max() > 1e-3

    def test_ends_are_carried_on_for_three_periods_of_the_edge(self):
        from scipy.signal import sosfiltfilt

        noise = np.random.default_rng(2).standard_normal(80)
        for edge_hz, pad in ((4.0, 45), (30.0, 9), (2.0, 79)):
            sos = butter(2, min(edge_hz, 0.42 * 60.0), fs=60.0, output="sos")
            known = sosfiltfilt(sos, noise, padlen=pad)
            np.testing.assert_allclose(low_pass(noise, 60.0, edge_hz), known, atol=1e-12)

    def test_columns_are_filtered_by_themselves(self):
        both = np.random.default_rng(3).standard_normal((90, 2))
        for i in (0, 1):
            np.testing.assert_allclose(
                low_pass(both, 60.0, 6.0)[:, i], low_pass(both[:, i], 60.0, 6.0)
            )


class TestResampling:
    def test_the_grid_holds_its_last_instant_in_spite_of_rounding(self):
        t = 5.0 + np.arange(8) * 0.1
        grid_s, values = resample_even(t, 3 * t, 10.0)
        assert len(grid_s) == 8
        assert len(resample_even(t[:4], t[:4], 10.0)[0]) == 4  # (5.3 - 5.0) * 10 is less than 3
        np.testing.assert_allclose(grid_s, t)
        np.testing.assert_allclose(values, 3 * t)
        assert len(resample_even(np.array([0.0, 0.95]), np.zeros(2), 10.0)[0]) == 10

    def test_two_known_values_make_a_line_and_one_makes_nothing(self):
        t = np.array([0.0, 1.0, 2.0])
        np.testing.assert_allclose(resample_even(t, np.array([1.0, NAN, 3.0]), 1.0)[1], [1, 2, 3])
        assert np.isnan(resample_even(t, np.array([NAN, 2.0, NAN]), 1.0)[1]).all()

    def test_along_a_cubic_a_cubic_stays_what_it_is(self):
        t = np.linspace(0.0, 2.0, 9)
        grid_s, values = resample_even(t, t**3 - t, 20.0, cubic=True)
        np.testing.assert_allclose(values, grid_s**3 - grid_s, atol=1e-9)
        straight = resample_even(t, t**3 - t, 20.0)[1]
        assert np.abs(straight - values).max() > 1e-2

    def test_four_frames_bend_and_three_do_not_and_ends_are_held(self):
        t = np.array([0.0, 1.0, 2.0, 3.0])
        at = np.array([-5.0, 0.5, 9.0])
        np.testing.assert_allclose(along_cubic(t, t**3, at), [0.0, 0.125, 27.0], atol=1e-9)
        np.testing.assert_allclose(along_cubic(t[:3], t[:3] ** 3, at), [0.0, 0.5, 8.0])
        holed = along_cubic(t, np.array([0.0, NAN, 2.0, 3.0]), np.array([1.0, 2.5]))
        np.testing.assert_allclose(holed, [1.0, 2.5])


class TestMovingMean:
    def test_a_line_keeps_its_inside_and_its_ends_take_a_whole_window(self):
        t = np.array([0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0])
        np.testing.assert_allclose(moving_mean(t, t, 1.0), [0.5, 0.5, 1.0, 1.5, 2.0, 2.5, 2.5])

    def test_uneven_frames_count_by_their_time(self):
        t = np.array([0.0, 1.0, 3.0, 4.0])
        values = np.array([0.0, 2.0, 2.0, 0.0])
        # area below the broken line over [0, 4]: 1 + 4 + 1
        np.testing.assert_allclose(moving_mean(t, values, 4.0), [1.5] * 4)
        np.testing.assert_allclose(moving_mean(t, values, 9.0), [1.5] * 4)

    def test_two_known_values_are_enough_and_one_is_not(self):
        t = np.array([0.0, 1.0, 2.0])
        np.testing.assert_allclose(moving_mean(t, np.array([1.0, NAN, 3.0]), 2.0), [2.0] * 3)
        assert np.isnan(moving_mean(t, np.array([1.0, NAN, NAN]), 2.0)).all()


class TestPeaks:
    def test_a_peak_at_the_rim_or_in_a_hollow_has_no_parabola(self):
        assert parabola_peak(np.array([3.0, 2.0, 1.0]), 0) == 0.0
        assert parabola_peak(np.array([1.0, 2.0, 3.0]), 2) == 2.0
        assert parabola_peak(np.array([2.0, 1.0, 2.5]), 1) == 1.0
        assert parabola_peak(np.array([1.0, 1.0, 1.0]), 1) == 1.0
        assert parabola_peak(np.array([1.0, NAN, 1.0]), 1) == 1.0
        assert parabola_peak(np.array([0.0, 1.0, 0.5]), 1) == pytest.approx(1 + 0.5 * 0.5 / 1.5)
        assert parabola_peak(np.array([0.0, 1.0, 9.0, 1.0]), 1) == 1.0
        # off its top the parabola would leave the sample by more than half
        assert parabola_peak(np.array([5.0, 4.0, 1.0]), 1) == 0.5
        assert parabola_peak(np.array([1.0, 4.0, 5.0]), 1) == 1.5

    def test_a_crossing_is_the_first_from_below_within_its_span(self):
        wave = np.array([0.0, 2.0, 0.0, 1.0, 3.0])
        assert first_rise(wave, 1.0, 0, 5) == pytest.approx(0.5)
        assert first_rise(wave, 1.0, 2, 5) == pytest.approx(3.0)
        assert first_rise(wave, 2.0, 2, 5) == pytest.approx(3.5)
        assert first_rise(wave, 2.0, 2, 4) is None
        assert first_rise(wave, 0.0, 0, 5) is None  # it never lies below
        assert first_rise(wave, 2.0, 1, 2) == pytest.approx(1.0)

    @given(st.lists(st.floats(-5, 5), min_size=4, max_size=30).filter(lambda v: np.std(v) > 0.1))
    def test_autocorrelation_is_the_mean_product_at_each_lag(self, values):
        x = np.array(values) - np.mean(values)
        n = len(x)
        slow = np.array([np.dot(x[: n - k], x[k:]) / (n - k) for k in range(n)])
        np.testing.assert_allclose(autocorrelation(np.array(values)), slow / slow[0], atol=1e-7)

    def test_a_still_signal_repeats_nothing(self):
        np.testing.assert_array_equal(autocorrelation(np.full(9, 4.0)), np.zeros(9))
        assert dominant_period(np.full(90, 4.0), 10.0, 0.5, 3.0) is None

    def test_the_period_is_the_first_peak_nearly_as_high_as_the_highest(self):
        lags = np.arange(400)
        wave = np.cos(2 * np.pi * lags / 20) + 0.5 * np.cos(2 * np.pi * lags / 40)
        # at 20 the second wave is against it: 1 - 0.25 of 1.25; at 40 both repeat
        period, strength = dominant_period(wave, 10.0, 1.0, 6.0)
        assert period == pytest.approx(4.0, rel=0.01)
        assert strength == pytest.approx(1.0, abs=0.03)
        wave = np.cos(2 * np.pi * lags / 20) + 0.3 * np.cos(2 * np.pi * lags / 40)
        period, strength = dominant_period(wave, 10.0, 1.0, 6.0)
        assert period == pytest.approx(2.0, rel=0.02)
        assert strength == pytest.approx((1 - 0.09) / 1.09, abs=0.03)

    def test_a_period_ends_one_value_before_the_last(self):
        wave = np.cos(2 * np.pi * np.arange(22) / 20)
        assert dominant_period(wave, 10.0, 1.5, 9.0)[0] == pytest.approx(2.0, rel=0.03)
        assert dominant_period(wave[:21], 10.0, 1.5, 9.0) is None

    def test_the_range_holds_both_its_ends_and_nothing_beside(self):
        wave = np.cos(2 * np.pi * np.arange(400) / 20)
        assert dominant_period(wave, 10.0, 2.0, 2.2)[0] == pytest.approx(2.0, rel=3e-3)
        assert dominant_period(wave, 10.0, 1.8, 2.0)[0] == pytest.approx(2.0, rel=3e-3)
        assert dominant_period(wave, 10.0, 2.1, 3.9) is None
        assert dominant_period(wave, 10.0, 1.1, 1.9) is None
        assert dominant_period(wave, 10.0, 2.0, 2.0) is None
        assert dominant_period(wave[:8], 10.0, 0.1, 99.0) is None


class TestSeries:
    def test_columns_are_one_and_whole_waves_and_the_slopes_their_derivatives(self):
        row = series_design(np.array([0.125]), 2)[0]
        half = math.sqrt(0.5)
        np.testing.assert_allclose(row, [1, half, 0, half, 1], atol=1e-12)
        slope = series_slope_design(np.array([0.125]), 2)[0]
        np.testing.assert_allclose(
            slope, [0, -2 * np.pi * half, -4 * np.pi, 2 * np.pi * half, 0], atol=1e-12
        )

    def test_five_values_more_than_columns_are_enough(self):
        phase = np.linspace(0, 3, 12)
        values = np.sin(2 * np.pi * phase)
        values[0] = NAN
        assert fit_series(series_design(phase, 3), values) is None  # 11 for 7 columns
        assert (
            fit_series(series_design(np.append(phase, 3.1), 3), np.append(values, 0.5)) is not None
        )

    def test_the_ridge_grows_with_the_fourth_power_of_the_order(self):
        phase = np.arange(400) / 40  # whole cycles: columns stand at right angles
        for order in (1, 2, 3):
            wave = 2.0 + np.cos(2 * np.pi * order * phase)
            found, spread = fit_series(series_design(phase, 3), wave)
            rest = 1 - 0.5 / (0.5 + RIDGE * (order / 3) ** 4)
            assert found[0] == pytest.approx(2.0, abs=1e-6)
            assert found[order] == pytest.approx(1 - rest, rel=2e-3)
            assert spread == pytest.approx(1.4826 * rest * np.median(np.abs(wave - 2.0)), rel=0.05)

    def test_an_exact_series_has_the_least_spread(self):
        phase = np.arange(60) / 20
        found, spread = fit_series(series_design(phase, 1), np.full(60, 3.0))
        assert spread == 1e-6
        np.testing.assert_allclose(found, [3, 0, 0], atol=1e-12)

    def test_what_lies_far_off_pulls_no_harder_than_at_two_spreads(self):
        rng = np.random.default_rng(4)
        values = rng.standard_normal(400)
        values[::10] += 30.0
        design = np.ones((400, 1))
        design = np.hstack([design, np.zeros((400, 2))])
        design[:, 1], design[:, 2] = np.cos(np.arange(400)), np.sin(np.arange(400))
        found, spread = fit_series(design, values)
        off = (values - design @ found) / spread
        pull = np.clip(off, -HUBER_SDS, HUBER_SDS)
        assert pull.mean() == pytest.approx(0.0, abs=0.01)  # Huber's condition
        assert spread == pytest.approx(
            1.4826 * np.median(np.abs(values - design @ found)), rel=0.01
        )
