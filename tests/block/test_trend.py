"""Verdicts over simulated blocks: what is there is found, what is not stays unsaid."""

import math
from dataclasses import replace

import numpy as np
import pytest

from block import simulated
from formcheck.block.effects import by_shoe, within_session
from formcheck.block.speed import adjust, guideline_slope
from formcheck.block.trend import MIN_SESSIONS, sessions_of, trends, within_sd
from formcheck.block.values import Condition, Series
from formcheck.change.toward import band_of
from formcheck.domain.message import Message
from formcheck.words import say
from report import example

BLOCKS = 200


def alternate(i):
    return ("Road", "Trail")[i % 2]


def false_alarms(**how):
    """Share of blocks without any change in which anything is called changed."""
    wrong = 0
    for seed in range(BLOCKS):
        block = simulated.block(seed, km=True, shoes=alternate, sessions=16, **how)
        shoes = by_shoe(block)
        said = [*trends(block), *within_session(block), *(shoes.effects if shoes else ())]
        wrong += any(finding.verdict == "changed" for finding in said)
    return wrong / BLOCKS


def power(shape, metric="cadence_spm", blocks=30, **how):
    hits = 0
    for seed in range(blocks):
        found = trends(simulated.block(seed, changes={metric: shape}, **how))
        hits += next(t for t in found if t.metric == metric).verdict == "changed"
    return hits / blocks


def test_false_alarms_in_200_blocks_stay_below_a_tenth():
    assert false_alarms() <= 0.10


def test_power_grows_with_the_step():
    small, large = (power(simulated.step(size)) for size in (1.0, 3.0))
    assert small < 0.5
    assert large > 0.75


def test_a_slow_drift_is_found():
    assert power(simulated.drift(5.0), "shank_angle_deg") > 0.8


def test_only_what_changed_is_called_changed():
    block = simulated.block(17, changes={"cadence_spm": simulated.step(5.0)})
    found = {t.metric: t for t in trends(block)}
    cadence = found.pop("cadence_spm")
    assert cadence.verdict == "changed"
    assert cadence.shape == "step"
    assert cadence.ci_low < 5.0 * 1.6 < cadence.ci_high
    assert cadence.visible < 5.0 * 1.6
    assert {t.verdict for t in found.values()} == {"not_distinguishable"}


def test_too_few_sessions_is_said():
    found = trends(simulated.block(1, sessions=MIN_SESSIONS - 1))
    assert {t.verdict for t in found} == {"too_few"}
    assert all(t.p is None and t.sdc > 0 for t in found)


def test_sessions_filmed_otherwise_are_shown_but_not_compared():
    series = simulated.block(2, sessions=12)[0]
    other = Condition("left", "treadmill", "full", 1)
    moved = tuple(
        replace(r, condition=other, value=r.value + 50) if r.session >= "s08" else r
        for r in series.readings
    )
    [trend] = trends([Series(series.metric, series.unit, moved)])
    assert [s.comparable for s in trend.sessions] == [True] * 8 + [False] * 4
    assert trend.verdict == "not_distinguishable"
    assert trend.caveats[0] == Message("filmed_otherwise", {"left": 4, "of": 12})


def test_unlike_clips_of_one_session_are_left_out_of_its_mean():
    series = simulated.block(2, sessions=8)[0]
    first = replace(
        series.readings[0], value=999.0, condition=Condition("left", "treadmill", "full", 1)
    )
    session = sessions_of(Series(series.metric, series.unit, (first, *series.readings[1:])))[0]
    assert session.clips == (series.readings[1].clip,)


def test_landmarks_cancel_within_a_runner_and_the_rest_does_not():
    reading = simulated.block(3)[0].readings[0]
    parts = {"landmarks": 5.0, "scale": 2.0, "timing": 3.0, "view": 4.0, "strides": 12.0}
    assert replace(reading, sd_parts=parts).sd_within_runner() == pytest.approx(13.0)
    bare = replace(reading, sd_parts={}, ci_low=-1.6449, ci_high=1.6449)
    assert bare.sd_within_runner() == pytest.approx(1.0)


def test_repeats_average_only_the_strides():
    series = simulated.block(3, clips=4)[0]
    readings = tuple(
        replace(r, sd_parts={"view": 3.0, "strides": 2.0, "landmarks": 9.0})
        for r in series.readings
    )
    session = sessions_of(Series(series.metric, series.unit, readings))[0]
    assert session.sd == pytest.approx(math.hypot(3.0, 1.0))
    assert session.sd_strides == pytest.approx(1.0)


def test_spread_of_repeats_is_the_runners_own():
    series = simulated.block(4, sessions=60, clips=3)[0]
    assert within_sd(series) == pytest.approx(0.5, rel=0.2)
    assert within_sd(simulated.block(4, clips=1)[0]) is None


@pytest.mark.parametrize(("sessions", "code"), [(7, "guideline_slope"), (24, "own_slope")])
def test_speed_is_taken_off(sessions, code):
    series = simulated.block(5, sessions=sessions)[0]
    assert adjust(series.metric, sessions_of(series)).note == Message(code)


def test_unknown_speed_is_said():
    series = simulated.block(5)[0]
    bare = tuple(replace(r, speed_mps=None) for r in series.readings)
    [trend] = trends([Series(series.metric, series.unit, bare)])
    assert trend.caveats[0] == Message("speed_unknown")


def test_guideline_slopes():
    assert guideline_slope("cadence_spm") == pytest.approx(3.6 * 3.067)
    assert guideline_slope("shank_angle_deg") == pytest.approx(2.5, abs=0.7)
    assert guideline_slope("head_forward_deg") is None


def test_drift_within_the_run_is_found():
    block = simulated.block(6, km=True)
    tired = [
        Series(s.metric, s.unit, tuple(replace(r, value=r.value - r.km) for r in s.readings))
        if s.metric == "cadence_spm"
        else s
        for s in block
    ]
    found = {e.metric: e for e in within_session(tired)}
    assert found["cadence_spm"].verdict == "changed"
    assert found["cadence_spm"].delta == pytest.approx(-1.0, abs=0.2)
    assert sum(e.verdict == "changed" for e in found.values()) == 1
    assert within_session(simulated.block(6)) == []


def test_shoes_in_turn_are_told_apart_and_one_after_the_other_are_not():
    def stiff(series):
        moved = tuple(
            replace(r, value=r.value + 30.0 * (r.shoe == "Trail")) for r in series.readings
        )
        return Series(series.metric, series.unit, moved)

    block = simulated.block(8, shoes=alternate)
    shoes = by_shoe([stiff(s) if s.metric == "contact_time_ms" else s for s in block])
    assert (shoes.first, shoes.second, shoes.entangled) == ("Road", "Trail", False)
    differs = [e.metric for e in shoes.effects if e.verdict == "changed"]
    assert differs == ["contact_time_ms"]
    later = by_shoe(simulated.block(8, shoes=lambda i: "Road" if i < 12 else "Trail"))
    assert later.entangled
    assert by_shoe(simulated.block(8)) is None


def test_a_camera_that_was_moved_is_thought_of():
    block = simulated.block(9, stated=4.0, changes={"shank_angle_deg": simulated.step(5.0)})
    shank = next(t for t in trends(block) if t.metric == "shank_angle_deg")
    assert shank.verdict == "changed"
    assert any(c.code == "camera_could_step" for c in shank.caveats)


def test_sessions_are_shown_at_one_speed():
    faster = simulated.block(11, faster=simulated.step(1.0))
    cadence = next(t for t in trends(faster) if t.metric == "cadence_spm")
    assert cadence.verdict == "not_distinguishable"
    raw = [s.value for s in cadence.compared]
    assert np.mean(raw[12:]) - np.mean(raw[:12]) > 3.0
    assert abs(np.mean(cadence.alike[12:]) - np.mean(cadence.alike[:12])) < 2.0
    assert np.mean(cadence.alike) == pytest.approx(np.mean(raw))


def test_sessions_of_one_speed_are_shown_as_read():
    block = simulated.block(11)
    still = [
        Series(s.metric, s.unit, tuple(replace(r, speed_mps=3.0) for r in s.readings))
        for s in block
    ]
    assert {t.alike for t in trends(still)} == {()}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda late: {"shoe": "new" if late else "old"}, "mostly old before, mostly new after"),
        (lambda late: {"yaw_deg": 9.0 if late else 1.0}, "about 8 degrees different"),
        (lambda late: {"capture_fps": 30.0 if late else 25.0}, "about 25 a second before"),
        (lambda _: {"speed_source": "planted_foot"}, "read off the clips"),
    ],
    ids=["shoe", "camera", "rate", "speed"],
)
def test_what_else_changed_is_told_beside_a_change(change, words):
    block = simulated.block(12, changes={"cadence_spm": simulated.step(5.0)})
    middle = sorted({r.day for r in block[0].readings})[12]
    alike = [
        Series(
            *(s.metric, s.unit),
            tuple(replace(r, **change(r.day >= middle)) for r in s.readings),
        )
        for s in block
    ]
    plain = next(t for t in trends(block) if t.metric == "cadence_spm")
    told = next(t for t in trends(alike) if t.metric == "cadence_spm")
    assert plain.verdict == told.verdict == "changed"
    assert not any(words in say(caveat) for caveat in plain.caveats)
    assert any(words in say(caveat) for caveat in told.caveats)


def test_days_that_disagree_about_the_drift_widen_it():
    def swinging(series):
        moved = tuple(
            replace(r, value=r.value + (3.0 if int(r.session[1:]) % 2 else -2.0) * r.km)
            for r in series.readings
        )
        return Series(series.metric, series.unit, moved)

    block = simulated.block(6, km=True, clips=4, sessions=8)
    steady, swung = (within_session([s])[0] for s in (block[0], swinging(block[0])))
    assert swung.verdict == "not_distinguishable"
    assert swung.ci_high - swung.ci_low > 5 * (steady.ci_high - steady.ci_low)


def test_a_step_in_time_is_not_laid_at_the_shoes_door():
    def later(i):
        return ("Road", "Trail")[(i in (3, 7)) if i < 12 else (i not in (15, 20))]

    block = simulated.block(13, shoes=later, changes={"cadence_spm": simulated.step(8.0)})
    shoes = by_shoe(block, trends(block))
    assert not any(e.metric == "cadence_spm" and e.verdict == "changed" for e in shoes.effects)


@pytest.mark.parametrize(
    ("size", "low", "words"),
    [(6.0, 178.0, "better"), (-6.0, 178.0, "worse"), (6.0, 150.0, "differs")],
)
def test_a_change_is_held_against_the_range(size, low, words):
    band = replace(band_of(example.typed(example.sound_run()), "cadence_spm"), good_low=low)
    band = replace(band, good_high=None)
    block = simulated.block(21, changes={"cadence_spm": simulated.step(size)})
    cadence = next(replace(s, band=band) for s in block if s.metric == "cadence_spm")
    [trend] = trends([cadence])
    assert (trend.verdict, trend.toward) == ("changed", words)


def test_a_fitted_error_of_a_difference_comes_before_the_parts_of_the_clips_own():
    reading = simulated.block(3)[0].readings[0]
    assert replace(reading, sd_model=0.4).sd_within_runner() == 0.4


def test_sessions_of_another_version_are_not_compared():
    series = simulated.block(2, sessions=12)[0]
    newer = Condition("right", "treadmill", "full", 1, None, "9.9")
    moved = tuple(
        replace(r, condition=newer, value=r.value + 50) if r.session >= "s08" else r
        for r in series.readings
    )
    [trend] = trends([Series(series.metric, series.unit, moved)])
    assert [s.comparable for s in trend.sessions] == [True] * 8 + [False] * 4
    assert trend.verdict == "not_distinguishable"


def test_what_another_set_up_could_do_is_thought_of():
    block = simulated.block(9, changes={"shank_angle_deg": simulated.step(5.0)})
    shank = next(s for s in block if s.metric == "shank_angle_deg")
    caveats = [
        {c.code for c in trends([replace(shank, moved_sd=sd)])[0].caveats} for sd in (0.01, 9.0)
    ]
    assert caveats[1] - caveats[0]
    assert not caveats[0] - caveats[1]
