import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assess.example import context, guidelines
from formcheck.assess.bands import resolve
from formcheck.assess.probability import expected_score, judge
from formcheck.assess.rate import too_wide
from formcheck.domain.assessment import Band

SCORED = [rule for rule in guidelines().metric if not rule.why_not_scored]
BANDS = {rule.id: resolve(rule, "both", context(), guidelines()) for rule in SCORED}
bands = st.sampled_from(list(BANDS.values()))
places = st.floats(-4, 4)
sds = st.floats(0.01, 3)


def score_at(band, value):
    """Score of an exactly known value."""
    return expected_score(band, value, 0.0)


def width(band: Band) -> float:
    pairs = ((band.good_low, band.watch_low), (band.good_high, band.watch_high))
    return min(abs(g - w) for g, w in pairs if g is not None)


def at(band: Band, place: float) -> float:
    """A value ``place`` watch widths beyond the middle or edge of the band."""
    edges = [e for e in (band.good_low, band.good_high) if e is not None]
    return sum(edges) / len(edges) + place * width(band)


def has_floor(band: Band) -> bool:
    return band.low_floor or band.high_floor


def inside(band: Band, value: float) -> bool:
    low = -np.inf if band.good_low is None else band.good_low
    high = np.inf if band.good_high is None else band.good_high
    return low <= value <= high


def test_trapezoid_has_the_stated_corners():
    lean = BANDS["trunk_lean_deg"]
    assert score_at(lean, 0) == score_at(lean, 6) == score_at(lean, 14) == pytest.approx(100)
    assert score_at(lean, -4) == score_at(lean, 20) == pytest.approx(60)
    assert score_at(lean, -8) == score_at(lean, 26) == pytest.approx(0)
    assert score_at(lean, 17) == pytest.approx(80)
    assert score_at(lean, 23) == pytest.approx(30)
    assert score_at(lean, 40) == 0


def test_floor_stops_at_sixty():
    assert score_at(BANDS["cadence_spm"], 400) == pytest.approx(60)
    assert judge(BANDS["cadence_spm"], 400, 1).p_off == pytest.approx(0)


@given(bands, places, sds)
def test_expected_score_is_the_integral(band, place, relative_sd):
    mean, sd = at(band, place), relative_sd * width(band)
    z = np.linspace(-8, 8, 1601)
    density = np.exp(-(z**2) / 2)
    scores = [score_at(band, mean + sd * float(step)) for step in z]
    assert expected_score(band, mean, sd) == pytest.approx(
        np.average(scores, weights=density), abs=0.1
    )


@given(bands, places, sds)
def test_probabilities_are_complete(band, place, relative_sd):
    v = judge(band, at(band, place), relative_sd * width(band))
    assert min(v.p_good, v.p_watch, v.p_off, v.p_low, v.p_high) >= 0
    assert v.p_good + v.p_watch + v.p_off == pytest.approx(1)
    assert v.p_good + v.p_low + v.p_high == pytest.approx(1)
    assert 0 <= v.score <= 100


@given(bands, sds, st.floats(0, 6), st.floats(0, 6))
def test_score_rises_monotonically_toward_the_band(band, relative_sd, a, b):
    sd = relative_sd * width(band)
    assume(not too_wide(band, sd))
    near, far = sorted((a, b))
    w = width(band)
    if band.good_high is not None:
        assert expected_score(band, band.good_high + near * w, sd) >= (
            expected_score(band, band.good_high + far * w, sd) - 1e-9
        )
    if band.good_low is not None:
        assert expected_score(band, band.good_low - near * w, sd) >= (
            expected_score(band, band.good_low - far * w, sd) - 1e-9
        )


@given(bands, places, sds, sds)
def test_wider_interval_never_pulls_toward_praise(band, place, a, b):
    assume(not has_floor(band))
    value = at(band, place)
    narrow, wide = (x * width(band) for x in sorted((a, b)))
    exact = score_at(band, value)
    if exact >= 60:
        assert expected_score(band, value, wide) <= expected_score(band, value, narrow) + 1e-9
        assert expected_score(band, value, narrow) <= exact + 1e-9
    else:
        assert expected_score(band, value, wide) <= 60 + 1e-9


@given(bands, places, sds, sds)
def test_wider_interval_never_makes_a_value_good(band, place, a, b):
    value = at(band, place)
    narrow, wide = (x * width(band) for x in sorted((a, b)))
    if inside(band, value):
        assert judge(band, value, wide).p_good <= judge(band, value, narrow).p_good + 1e-9
    else:
        assert judge(band, value, wide).p_good <= 0.5


@given(bands, places, st.floats(1, 3))
def test_wider_interval_pulls_toward_uncertainty(band, place, wideness):
    """No verdict becomes decided, or surer than the sharp look gave it, by looking less sharply.

    Exactly on an edge a sharp look gives one half to either side, so less than ``decided_p``.
    """
    value, w = at(band, place), width(band)
    narrow = judge(band, value, 0.05 * w)
    wide = judge(band, value, wideness * w)
    sharp = max(narrow.p_good, narrow.p_watch, narrow.p_off)
    assert max(wide.p_good, wide.p_off) < max(sharp, guidelines().scoring.decided_p) + 1e-9
