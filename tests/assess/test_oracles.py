"""Verdict and score against closed forms."""

import numpy as np
import pytest

from assess.example import context, guidelines, judged, row, rows
from formcheck.assess.probability import VerdictProbabilities
from formcheck.assess.rate import _name, rate
from formcheck.assess.score import _draws


@pytest.mark.parametrize(
    ("p_good", "p_off", "rating"),
    [
        (0.60, 0.10, "good"),
        (0.59, 0.10, "borderline"),
        (0.41, 0.10, "borderline"),
        (0.40, 0.59, "watch"),
        (0.39, 0.60, "off"),
        (0.10, 0.55, "watch"),
    ],
)
def test_a_verdict_falls_at_the_probability_that_decides(p_good, p_off, rating):
    assert guidelines().scoring.decided_p == 0.6
    verdict = VerdictProbabilities(p_good, 1 - p_good - p_off, p_off, 0.0, 1 - p_good, 50.0)
    assert _name(verdict, 0.6) == rating


@pytest.mark.parametrize("spread", [0.0, 1.0, 2.5])
def test_the_steps_spread_counts_once_in_the_scores_draws(spread):
    rng = np.random.default_rng(3)
    rated = rate(row("trunk_lean_deg", 6.0, 1.5), context(), guidelines())
    steps = list(6.0 + spread * rng.standard_normal(12))
    drawn = _draws(rated, steps, 20000, np.random.default_rng(1))
    assert drawn.std() == pytest.approx(rated.sd, rel=0.03)
    assert np.median(drawn) == pytest.approx(6.0, abs=0.5)


def test_what_a_clip_shows_half_counts_half():
    def weights(**seen):
        score = judged(rows(), context(observability=seen)).score
        return {part.metric: part.weight for domain in score.domains for part in domain.parts}

    whole, half = weights(), weights(overstride_pct_leg=0.5)
    assert half["overstride_pct_leg"] == pytest.approx(whole["overstride_pct_leg"] / 2)
    assert half["cadence_spm"] == whole["cadence_spm"]


def test_the_near_legs_row_counts_and_the_far_one_never_stands_in():
    near, far = row("shank_angle_deg", 4.0), row("shank_angle_deg", 30.0, side="left")
    kept = [m for m in rows() if m.metric != "shank_angle_deg"]
    with_far = judged([*kept, far, near]).score
    assert with_far.exact == pytest.approx(judged([*kept, near]).score.exact)
    gone = judged([*kept, far, row("shank_angle_deg", None)]).score
    parts = {p.metric: p for d in gone.domains for p in d.parts}
    assert parts["shank_angle_deg"].weight == 0
    assert parts["shank_angle_deg"].side == "right"
