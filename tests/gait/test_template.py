"""The mean stride, fitted to frames whose strides, lateness and noise are known."""

from dataclasses import replace

import numpy as np
import pytest
from tests.runner import LEG_PX, stick_runner

from formcheck.domain.message import Message
from formcheck.domain.skeleton import INDEX
from formcheck.gait.anchors import Anchors, find_anchors
from formcheck.gait.template import ALIGNED, NEEDED, _phase, fit_stride, fit_template
from formcheck.geometry.sagittal import to_sagittal
from gait.waves import STRIDE_S, WAVES, template, value

NOTE = Message("mirrored")
STEP_S = 60 / 172


def waves(time_s, *, late_s=0.0):
    return {s: value(s, (time_s - 0.5 - late_s) / STRIDE_S) for s in WAVES}


def fitted(time_s, observed, times_s, **changed):
    anchors = Anchors(np.asarray(times_s, dtype=float), STRIDE_S, 1.0)
    return fit_stride(time_s, "right", anchors, observed, **{"needed": NEEDED} | changed)


T = np.arange(0, 7.0, 1 / 60)
ANCHORS_S = 0.5 + STRIDE_S * np.arange(9)


class TestFit:
    def test_known_waves_are_found_again(self):
        found = fitted(T, waves(T), ANCHORS_S)
        at = np.linspace(-0.2, 0.6, 81)
        for signal in WAVES:
            np.testing.assert_allclose(
                found.curve(signal, at), value(signal, at / STRIDE_S), atol=2e-3
            )
        np.testing.assert_allclose(found.anchors_s, ANCHORS_S, atol=5e-4)
        assert found.side == "right"
        assert found.aligned == ALIGNED
        assert set(found.residual_sd) == set(WAVES)

    def test_anchors_that_are_off_by_a_frame_or_two_are_laid_on_the_mean_stride(self):
        off_s = 0.02 * np.array([0, 1, -1, 1, 0, -1, 0, 1, -1])
        found = fitted(T, waves(T), ANCHORS_S + off_s)
        np.testing.assert_allclose(np.diff(found.anchors_s), STRIDE_S, atol=2e-3)
        assert found.stride_s == pytest.approx(STRIDE_S, abs=1e-3)

    def test_lateness_is_read_off_the_aligned_signals_alone(self):
        """The hip goes its own way, 40 ms late in one stride; no signal of the leg does."""
        observed = waves(T)
        late = np.abs(T - ANCHORS_S[4]) < STRIDE_S / 2
        drawn = np.sin(2 * np.pi * (T - 0.5 - 0.04 * late) / STRIDE_S)
        observed |= {"hip_x": 0.3 * drawn}
        leg = fitted(T, observed, ANCHORS_S)
        np.testing.assert_allclose(leg.anchors_s, ANCHORS_S, atol=1e-3)
        hip = fitted(T, observed, ANCHORS_S, aligned=("hip_x",))
        assert hip.anchors_s[4] - ANCHORS_S[4] == pytest.approx(0.04, abs=0.012)
        assert hip.aligned == ("hip_x",)

    def test_twice_as_many_frames_as_unknowns_are_enough(self):
        """Ten waves a stride and its mean are 21."""
        for frames, known in ((42, True), (41, False)):
            t = np.linspace(0.5, 0.5 + 1.6 * STRIDE_S, frames)
            observed = waves(t)
            assert (fitted(t, observed, ANCHORS_S[:2]) is not None) is known, frames

    @pytest.mark.parametrize("signal", WAVES)
    def test_a_signal_that_was_not_seen_is_left_out_unless_it_is_needed(self, signal):
        observed = waves(T) | {signal: np.full(len(T), np.nan)}
        found = fitted(T, observed, ANCHORS_S)
        if signal in ("knee_x", "ankle_x", "hip_x"):
            assert found is None
            assert fitted(T, observed, ANCHORS_S, needed=()) is not None
        else:
            assert set(WAVES) - set(found.coefficients) == {signal}
            assert found.shift_of(ANCHORS_S[4], -0.1, 0.2)[1] > 0

    def test_the_spread_of_the_frames_is_their_noise(self):
        rng = np.random.default_rng(3)
        t = np.arange(0, 7.0, 1 / 120)
        observed = {
            s: v + (0.02 if s == "heel_y" else 0.005) * rng.standard_normal(len(t))
            for s, v in waves(t).items()
        }
        found = fitted(t, observed, ANCHORS_S)
        assert found.residual_sd["heel_y"] == pytest.approx(0.02, rel=0.15)
        assert found.residual_sd["knee_x"] == pytest.approx(0.005, rel=0.15)

    def test_frames_far_from_any_stride_do_not_count(self):
        """A pause for which the runner stands is no part of the stride before or after it."""
        observed = waves(T)
        pause = (T - ANCHORS_S[3] > 0.46) & (T - ANCHORS_S[6] < -0.46)
        for values in observed.values():
            values[pause] = 5.0
        found = fitted(T, observed, ANCHORS_S[[0, 1, 2, 3, 6, 7, 8]])
        at = np.linspace(-0.2, 0.4, 61)
        np.testing.assert_allclose(
            found.curve("ankle_x", at), value("ankle_x", at / STRIDE_S), atol=2e-3
        )

    def test_a_stride_after_a_pause_begins_half_a_stride_before_its_anchor(self):
        at = np.array([1.0, 1.3, 2.0, 2.7, 3.0, 3.3])
        known = [0.0, 0.375, np.nan, -0.375, 0.0, 0.375]
        np.testing.assert_allclose(_phase(at, np.array([1.0, 3.0]), 0.8), known, atol=1e-12)


class TestShift:
    def test_a_surer_signal_counts_by_the_square(self):
        """The knee says 10 ms late and the ankle on time; the knee's spread is a third."""
        own = template()
        late = waves(own.time_s, late_s=0.010)
        pair = replace(
            own,
            observed=own.observed | {"knee_x": late["knee_x"]},
            residual_sd=own.residual_sd | {"knee_x": 0.1, "ankle_x": 0.3},
            aligned=("knee_x", "ankle_x"),
        )
        anchor_s = own.anchors_s[4]
        found, _ = pair.shift_of(anchor_s, -0.1, 0.2)
        inside = (own.time_s >= anchor_s - 0.1) & (own.time_s <= anchor_s + 0.2)
        power = {
            s: np.var(own.slope(s, own.time_s[inside] - anchor_s)) / pair.residual_sd[s] ** 2
            for s in pair.aligned
        }
        known = 0.010 * power["knee_x"] / (power["knee_x"] + power["ankle_x"])
        assert found == pytest.approx(known, rel=0.05)

    def test_a_landmark_that_is_off_by_a_constant_and_late_tells_its_lateness(self):
        own = template(late_s=0.012)
        observed = {s: v + 0.2 * (s[-1] == "y") - 0.1 for s, v in own.observed.items()}
        shifted = replace(own, observed=observed)
        found, _ = shifted.shift_of(own.anchors_s[4], -0.1, 0.2)
        assert found == pytest.approx(0.012, abs=2e-4)

    def test_where_nothing_was_seen_nothing_is_known(self):
        own = template()
        dark = replace(own, observed={s: np.full_like(v, np.nan) for s, v in own.observed.items()})
        assert dark.shift_of(own.anchors_s[4], -0.1, 0.2) == (0.0, 0.0)
        assert own.shift_of(99.0, -0.1, 0.2) == (0.0, 0.0)

    def test_precision_falls_with_the_square_of_the_spread(self):
        own = template()
        twice = replace(own, residual_sd={s: 2 * v for s, v in own.residual_sd.items()})
        sure, unsure = (t.shift_of(own.anchors_s[4], -0.1, 0.2)[1] for t in (own, twice))
        assert sure == pytest.approx(4 * unsure)

    def test_of_a_misread_frame_only_what_two_spreads_explain_counts(self):
        own = template()
        at = int(np.searchsorted(own.time_s, own.anchors_s[4] + 0.05))
        pulls = []
        for wrong in (0.01, 0.2, 0.4):
            values = own.observed["ankle_x"].copy()
            values[at] += wrong
            one = replace(own, observed=own.observed | {"ankle_x": values}, aligned=("ankle_x",))
            pulls.append(one.shift_of(own.anchors_s[4], -0.1, 0.2)[0])
        assert abs(pulls[0]) > 1e-5
        assert pulls[2] == pytest.approx(pulls[1], rel=0.2)
        assert abs(pulls[2]) < 3 * abs(pulls[0])


class TestSignals:
    @pytest.mark.parametrize("direction", ["left", "right"])
    @pytest.mark.parametrize("side", ["left", "right"])
    def test_a_stride_is_in_leg_lengths_about_the_hips_whatever_the_picture(self, side, direction):
        track = stick_runner(fps=60)
        xy = 0.5 * track.xy_px + (100.0, 40.0)
        if direction == "left":
            xy[..., 0] = 1280 - xy[..., 0]
        sagittal = to_sagittal(track.moved(xy, NOTE), direction)
        found = fit_template(sagittal, side, find_anchors(sagittal, side))
        plain = to_sagittal(track, "right")
        known = fit_template(plain, side, find_anchors(plain, side))
        at = np.linspace(0, 0.6, 31)
        for part in ("knee", "ankle", "heel", "foot_index", "hip"):
            np.testing.assert_allclose(found.point(part, at), known.point(part, at), atol=1e-6)
        np.testing.assert_allclose(
            found.point("heel", at) - found.point("ankle", at),
            np.tile([-12 / LEG_PX, -22 / LEG_PX], (len(at), 1)),
            atol=2e-3,
        )

    def test_the_hips_of_a_runner_rise_and_fall_about_nought_twice_a_stride(self):
        track = to_sagittal(stick_runner(fps=60), "right")
        found = fit_template(track, "right", find_anchors(track, "right"))
        at = np.linspace(0, 2 * STEP_S, 50)
        phase = (found.anchors_s[3] + at) / (2 * STEP_S)
        np.testing.assert_allclose(
            found.curve("hip_oscillation", at),
            -0.05 * np.cos(4 * np.pi * (phase - 0.18)),
            atol=2e-3,
        )

    def test_the_hips_own_way_is_that_of_the_side(self):
        track = stick_runner(fps=60)
        xy = track.xy_px.copy()
        turn = 10.0 * np.cos(np.pi * track.time_s / STEP_S)
        xy[:, INDEX["left_hip"], 0] += turn
        xy[:, INDEX["right_hip"], 0] -= turn
        seen = to_sagittal(track.moved(xy, NOTE), "right")
        for side, sign in (("left", 1.0), ("right", -1.0)):
            found = fit_template(seen, side, find_anchors(seen, side))
            at = np.linspace(0, 2 * STEP_S, 50)
            known = sign * 10.0 / seen.leg_length_px
            known = known * np.cos(np.pi * (found.anchors_s[3] + at) / STEP_S)
            np.testing.assert_allclose(found.curve("hip_x", at), known, atol=2e-3)
