"""Where a leg is between frames, and when its events are, on strides made of known waves."""

import math
from dataclasses import replace

import numpy as np
import pytest
from tests.runner import stick_runner

from formcheck.gait.between import FilmFrames, _through, whole_film
from formcheck.gait.detect import IC_WINDOW_S, TO_WINDOW_S, detect_events, place
from formcheck.gait.sampling import LegSampler
from formcheck.geometry.sagittal import to_sagittal
from gait.waves import STRIDE_S, template, value


class TestSampling:
    @pytest.fixture(scope="class")
    @staticmethod
    def sampler():
        return LegSampler(template(late_s=0.0), 1 / 60)

    def test_between_frames_the_point_lies_on_its_wave(self, sampler):
        at = np.linspace(0.6, 5.0, 37)
        known = np.stack([value(f"ankle_{a}", (at - 0.5) / STRIDE_S) for a in "xy"], 1)
        np.testing.assert_allclose(sampler.point("ankle", at), known, atol=1e-9)
        np.testing.assert_allclose(sampler.mean_point("ankle", at), known, atol=1e-9)

    def test_a_lasting_departure_of_one_stride_is_kept(self):
        own = template()
        observed = {s: v + 0.02 * (s == "ankle_x") for s, v in own.observed.items()}
        sampler = LegSampler(replace(own, observed=observed), 1 / 60)
        at = np.array([2.0])
        x = sampler.point("ankle", at)[0, 0] - sampler.mean_point("ankle", at)[0, 0]
        assert x == pytest.approx(0.02)

    def test_frames_weigh_by_a_bell_of_22_ms_and_not_beyond_two_and_a_half(self):
        own = template()
        observed = {s: v.copy() for s, v in own.observed.items()}
        at = own.time_s[120]
        observed["ankle_x"][120] += 0.02
        sampler = LegSampler(replace(own, observed=observed), 1 / 60)
        weights = np.exp(-0.5 * (np.arange(-3, 4) / 60 / 0.022) ** 2)
        departure = sampler.point("ankle", np.array([at])) - sampler.mean_point(
            "ankle", np.array([at])
        )
        assert departure[0, 0] == pytest.approx(0.02 / weights.sum())
        beside = np.array([at + 4 / 60])
        beside = sampler.point("ankle", beside) - sampler.mean_point("ankle", beside)
        assert beside[0, 0] == pytest.approx(0, abs=1e-12)

    def test_a_frame_four_spreads_off_is_trusted_less(self):
        own = template()
        observed = {s: v.copy() for s, v in own.observed.items()}
        observed["ankle_x"][120] += 0.4  # ten times the limit of 4 x 0.01
        sampler = LegSampler(replace(own, observed=observed), 1 / 60)
        weights = np.exp(-0.5 * (np.arange(-3, 4) / 60 / 0.022) ** 2)
        weights[3] *= 0.1
        at = np.array([own.time_s[120]])
        departure = (sampler.point("ankle", at) - sampler.mean_point("ankle", at))[0, 0]
        assert departure == pytest.approx(0.4 * 0.1 / weights.sum())

    def test_where_nothing_was_seen_around_nothing_is_said(self):
        own = template()
        observed = {s: v.copy() for s, v in own.observed.items()}
        observed["ankle_x"][100:120] = np.nan
        sampler = LegSampler(replace(own, observed=observed), 1 / 60)
        assert np.isnan(sampler.point("ankle", own.time_s[[109]])[0, 0])
        assert np.isfinite(sampler.point("ankle", own.time_s[[109]])[0, 1])
        assert np.isfinite(sampler.point("ankle", own.time_s[[101, 119]])).all()
        gone = {s: c for s, c in own.coefficients.items() if s != "heel_y"}
        lacking = LegSampler(replace(own, coefficients=gone), 1 / 60)
        assert np.isnan(lacking.mean_point("heel", own.time_s[:3])).all()
        assert np.isnan(lacking.point("heel", own.time_s[:3])[:, 1]).all()

    def test_at_the_ends_only_frames_that_are_there_count(self, sampler):
        at = sampler.template.time_s[[0, 200, -1]]
        known = np.stack([value(f"ankle_{a}", (at - 0.5) / STRIDE_S) for a in "xy"], 1)
        np.testing.assert_allclose(sampler.point("ankle", at), known, atol=1e-9)

    def test_slow_films_are_sampled_wider(self):
        own = template(fps=20.0)
        observed = {s: v.copy() for s, v in own.observed.items()}
        observed["ankle_x"][40] += 0.02
        sampler = LegSampler(replace(own, observed=observed), 1 / 20)
        weights = np.exp(-0.5 * (np.arange(-1, 2) / 0.7) ** 2)
        at = own.time_s[[40]]
        departure = (sampler.point("ankle", at) - sampler.mean_point("ankle", at))[0, 0]
        assert departure == pytest.approx(0.02 / weights.sum())

    def test_a_stride_begins_three_tenths_before_its_anchor(self):
        own = template(anchors=3)
        sampler = LegSampler(own, 1 / 60)
        at = np.array([0.1, 0.5, 0.98, 1.0, 1.2, 3.0])
        known = at - np.array([0.5, 0.5, 0.5, 1.2, 1.2, 1.9])
        np.testing.assert_allclose(sampler._offset_s(at), known)


class TestPlacing:
    def test_events_stand_at_anchor_and_offset_with_their_frame(self):
        track = to_sagittal(stick_runner(fps=60, seconds=7.0), "right")
        own = template()
        events = place(track, own, "TO", 0.2, (-0.12, 0.12))
        times_s = [e.time_s for e in events]
        assert times_s == pytest.approx([STRIDE_S * i for i in range(10)], abs=1e-4)
        assert [e.frame for e in events] == pytest.approx([60 * t for t in times_s])
        assert all((e.side, e.kind) == ("right", "TO") for e in events)
        _, precision = own.shift_of(own.anchors_s[4], 0.08, 0.32)
        pull = precision / (precision + 1 / 0.003**2)
        assert events[5].confidence == pytest.approx(pull, abs=1e-3)
        assert place(track, own, "TO", None, (-0.12, 0.12)) == []

    @pytest.mark.parametrize(("kind", "window_s"), [("IC", IC_WINDOW_S), ("TO", TO_WINDOW_S)])
    def test_frames_beyond_its_window_move_no_event(self, kind, window_s):
        track = to_sagittal(stick_runner(fps=60, seconds=7.0), "right")
        own, offset_s = template(), 0.15
        since_s = own.time_s - own.anchors_s[4] - offset_s
        for first_s, last_s in ((-0.3, window_s[0] - 0.02), (window_s[1] + 0.02, 0.4)):
            far = (since_s > first_s) & (since_s < last_s)
            observed = {s: np.where(far, v + 9.0 * since_s, v) for s, v in own.observed.items()}
            events = place(track, replace(own, observed=observed), kind, offset_s, window_s)
            known_s = own.anchors_s[4] + offset_s
            assert min(abs(e.time_s - known_s) for e in events) < 1e-6
        assert (IC_WINDOW_S, TO_WINDOW_S) == ((-0.05, 0.12), (-0.12, 0.12))

    def test_a_late_stride_takes_its_event_along_and_is_believed_less(self):
        track = to_sagittal(stick_runner(fps=60, seconds=7.0), "right")
        own = template(late_s=0.02)
        late = place(track, own, "IC", 0.03, (-0.05, 0.12))[4]
        _, precision = own.shift_of(own.anchors_s[4], -0.02, 0.15)
        pull = precision / (precision + 1 / 0.003**2)
        assert late.time_s == pytest.approx(own.anchors_s[4] + 0.03 + 0.02 * pull, abs=2e-4)
        assert late.confidence == pytest.approx(pull * math.exp(-((0.02 / 0.025) ** 2)), abs=0.02)

    def test_four_strides_have_toe_offs_and_three_do_not(self):
        track = stick_runner(fps=60)
        counts = {}
        for stop in (150, 192):
            events = detect_events(to_sagittal(track.picked(slice(0, stop)), "right"))
            leg = events.legs.get("right")
            if leg is not None:
                counts[len(leg.template.anchors_s)] = leg.offsets
        assert counts[3].to_reason == "too_few_strides_for_toe_off"
        assert counts[3].to_s is None
        assert counts[4].to_s is not None


class TestBetween:
    def test_a_cubic_stays_what_it_is_and_ends_and_gaps_stay_open(self):
        t = np.arange(0, 1.0, 0.02)
        seen = np.zeros(len(t), bool)
        seen[5:45:4] = True
        curve = np.stack([t**3 - t, 2 * t**2], axis=1)
        found = _through(t, seen, curve[seen])
        np.testing.assert_allclose(found[5:42], curve[5:42], atol=1e-12)
        assert np.isnan(found[:5]).all()
        assert np.isnan(found[42:]).all()
        values = curve[seen].copy()
        values[4, 0] = np.nan  # 0.16 s between its neighbours
        holed = _through(t, seen, values)
        assert np.isnan(holed[18:25]).all()
        assert np.isfinite(holed[5:18]).all()
        assert np.isnan(
            _through(t, seen, np.where(np.arange(10)[:, None] < 3, values, np.nan))
        ).all()

    @pytest.mark.parametrize(("gap", "told"), [(9, True), (11, False)])
    def test_a_tenth_of_a_second_is_bridged(self, gap, told):
        t = np.arange(60) / 100
        seen = np.ones(60, bool)
        seen[20 + 1 : 20 + gap] = False
        found = _through(t, seen, np.stack([t, t**2], axis=1)[seen])
        assert np.isfinite(found[~seen]).all() if told else np.isnan(found[~seen]).all()
        np.testing.assert_allclose(found[:21, 1], t[:21] ** 2, atol=1e-12)

    def test_four_seen_frames_make_a_cubic_and_three_do_not(self):
        t = np.arange(16) / 50
        for count in (3, 4):
            seen = np.isin(np.arange(16), [0, 4, 8, 12][:count])
            found = _through(t, seen, np.stack([t**3, t], axis=1)[seen])
            if count == 3:
                assert np.isnan(found).all()
            else:
                np.testing.assert_allclose(found[:13, 0], t[:13] ** 3, atol=1e-12)
                assert np.isnan(found[13:]).all()

    def test_of_a_longer_film_only_the_tracks_own_part_is_told(self):
        film = stick_runner(fps=120, seconds=2.0)
        track = film.picked(slice(40, 200, 4))
        track = replace(track, time_s=track.time_s + 1e-4)  # read a little later than the film says
        found = whole_film(track, FilmFrames(film.frame, film.time_s))
        assert (found.frame[0], found.frame[-1]) == (40, 196)
        np.testing.assert_array_equal(found.time_s[found.seen], track.time_s)
        np.testing.assert_array_equal(found.time_s[~found.seen], film.time_s[40:197][~found.seen])
        assert (found.width, found.height) == (track.width, track.height)
        assert found.source == track.source
        assert found.history[:-1] == track.history

    def test_visibility_runs_between_and_frames_that_do_not_match_change_nothing(self):
        film = stick_runner(fps=120, seconds=2.0)
        track = film.picked(slice(0, None, 4))
        track = replace(track, visibility=np.linspace(0, 1, len(track))[:, None] * np.ones(33))
        found = whole_film(track, FilmFrames(film.frame, film.time_s))
        assert len(found) == 4 * (len(track) - 1) + 1
        np.testing.assert_allclose(found.visibility[:, 0], np.linspace(0, 1, len(found)))
        assert found.history[-1].code == "frames_filled"
        assert found.history[-1].values["frames"] == len(found) - len(track)
        assert whole_film(track, FilmFrames(film.frame[::3], film.time_s[::3])) is track
