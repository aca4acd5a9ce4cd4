from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assess.example import USUAL, context, guidelines, judged, row, rows
from formcheck.domain.assessment import Speed
from formcheck.domain.quality import Quality, Reason
from formcheck.words import say
from formcheck.words.guidelines import back_text

GRADES = {"B": 1.0, "C": 0.7, "D": 0.3}


def parts_of(score):
    return [part for domain in score.domains for part in domain.parts]


def test_usual_runner_scores_high_with_everything_judged():
    score = judged(rows()).score
    assert score.value >= 90
    assert (score.coverage.judged, score.coverage.of, score.coverage.weight_pct) == (8, 8, 100)
    assert score.coverage.missing == ()


def test_a_score_worked_out_on_paper():
    """The sum of the report, with every number typed in by hand.

    A man of 1.78 m and 35 years at exactly 3.5 m/s = 12.6 km/h, each value known exactly:
    cadence 203.056 + 0.193 x 35 - 44.242 x 1.78 + 3.067 x 12.6 = 169.70, of which 90.5 % lie
    half-way between -7 % (100 points) and -12 % (60 points).
    """
    exact = {
        "shank_angle_deg": (9.5, 100, 1.0 * 1.0 * 0.4),
        "overstride_pct_leg": (21.1 + 5.1 + 8, 60, 1.0 * 1.0 * 0.3),  # at the watch edge
        "knee_flexion_ic_deg": (14.0, 100, 0.7 * 1.0 * 0.3),
        "cadence_spm": (0.905 * 169.70, 80, 1.0 * 1.0 * 1.0),
        "vertical_oscillation_pct_leg": (10.4 + 1.8 + 2.7, 30, 1.0 * 0.6 * 1.0),
        "knee_flexion_peak_deg": (43.0, 100, 0.7 * 1.0 * 0.6),
        "thigh_extension_to_deg": (18.3 + 3.55 - 8, 80, 0.3 * 1.0 * 0.4),
    }
    metrics = [row(name, value, 1e-6) for name, (value, _, _) in exact.items()]
    metrics.append(row("trunk_lean_deg", None))
    score = judged(metrics, context(speed_mps=Speed(3.5))).score
    for part in parts_of(score):
        if part.metric in exact:
            _, points, weight = exact[part.metric]
            assert part.score == pytest.approx(points, abs=0.05), part.metric
            assert part.weight == pytest.approx(weight)
    # 40 + 18 + 21 + 80 + 18 + 42 + 9.6 = 228.6; 0.4 + 0.3 + 0.21 + 1 + 0.6 + 0.42 + 0.12 = 3.05
    assert score.exact == pytest.approx(228.6 / 3.05, abs=0.05)
    assert (score.value, score.coverage.missing) == (75, ("trunk_lean_deg",))
    assert score.coverage.weight_pct == pytest.approx(100 * 3.05 / 3.75, abs=0.05)


@settings(max_examples=30)
@given(
    st.fixed_dictionaries({k: st.floats(0.75 * v, 1.4 * v) for k, v in USUAL.items()}),
    st.dictionaries(st.sampled_from(list(USUAL)), st.floats(0.6, 1)),
)
def test_score_can_be_recomputed_by_hand(values, observability):
    score = judged(rows(**values), context(observability=observability)).score
    total = weight = 0.0
    for domain in guidelines().domain:
        shares = {part.metric: part.share for part in domain.parts}
        told = next(d for d in score.domains if d.domain == domain.id)
        for part in told.parts:
            grade = guidelines().rule(part.metric).grade
            seen = observability.get(part.metric, 1.0)
            assert part.weight == pytest.approx(
                GRADES[grade] * domain.weight * shares[part.metric] * seen
            )
            total, weight = total + part.weight * part.score, weight + part.weight
        by_hand = sum(p.weight * p.score for p in told.parts) / told.weight
        assert told.score == pytest.approx(by_hand)
    assert score.exact == pytest.approx(total / weight)
    assert score.value == 5 * round(score.exact / 5)
    assert score.ci_low <= score.value <= score.ci_high


@settings(max_examples=30)
@given(st.sets(st.sampled_from(list(USUAL)), max_size=4))
def test_missing_metrics_are_told_and_leave_the_rest_alone(gone):
    whole = judged(rows(trunk_lean_deg=14.0, overstride_pct_leg=29.0)).score
    metrics = rows(**{"trunk_lean_deg": 14.0, "overstride_pct_leg": 29.0, **dict.fromkeys(gone)})
    result = judged(metrics)
    if result.score is None:
        assert result.score_withheld
        return
    kept = {part.metric: part for part in parts_of(whole) if part.metric not in gone}
    for part in parts_of(result.score):
        if part.metric in gone:
            assert (part.score, part.weight, part.rating) == (None, 0, "missing")
            assert part.why_not_scored.code == "needs_height"
        else:
            assert part == kept[part.metric]
    mean = sum(p.weight * p.score for p in kept.values()) / sum(p.weight for p in kept.values())
    assert result.score.exact == pytest.approx(mean)
    assert len(result.score.coverage.missing) == len(gone)
    assert result.score.coverage.judged == 8 - len(gone)


def test_a_row_that_is_not_there_counts_as_missing():
    metrics = [m for m in rows() if m.metric != "cadence_spm"]
    assert judged(metrics).score.coverage.missing == ("cadence_spm",)


def test_wider_intervals_widen_the_score_and_do_not_raise_it():
    narrow = judged([row(k, v, 0.2) for k, v in USUAL.items()]).score
    wide = judged([row(k, v, 2.5) for k, v in USUAL.items() if k != "vertical_oscillation_pct_leg"])
    assert wide.score.exact < narrow.exact
    assert wide.score.ci_high - wide.score.ci_low > narrow.ci_high - narrow.ci_low


def test_steps_that_scatter_widen_the_score_interval_only():
    metrics = rows(trunk_lean_deg=13.0)
    steady = judged(metrics, step_values={"trunk_lean_deg": [13.0] * 20}).score
    wild = judged(
        metrics, step_values={"trunk_lean_deg": [5.0, 22.0, None, float("nan")] * 10}
    ).score
    assert wild.exact == steady.exact
    assert wild.ci_high - wild.ci_low > steady.ci_high - steady.ci_low


def test_same_input_same_score():
    steps = {"shank_angle_deg": [7.0, 8.0, 9.0, 8.5, 7.5, 8.0]}
    assert judged(rows(), step_values=steps).score == judged(rows(), step_values=steps).score


@pytest.mark.parametrize(
    ("quality", "part_of_reason"),
    [
        (Quality("caution", (Reason("camera_moves", {}, withholds_score=True),)), "moves"),
        (Quality("refused", (Reason("no_person", {"share_pct": 2.0}),)), "refused"),
    ],
)
def test_quality_withholds_the_score_and_keeps_the_ratings(quality, part_of_reason):
    result = judged(rows(), quality=quality)
    assert result.score is None
    assert part_of_reason in say(result.score_withheld)
    assert len(result.ratings) == 8


def test_a_caution_that_does_not_withhold_leaves_the_score():
    quality = Quality("caution", (Reason("camera_tilted", {"roll_deg": 3.0}),))
    result = judged(rows(), quality=quality)
    assert result.score is not None
    assert result.score_withheld is None


def test_too_few_areas():
    result = judged([row("cadence_spm", 170), row("trunk_lean_deg", 6)])
    assert "2 of 5 areas" in say(result.score_withheld)


def test_areas_seen_too_poorly_do_not_count():
    poor = {k: 0.2 for k in USUAL if k not in ("cadence_spm", "trunk_lean_deg")}
    assert "2 of 5 areas" in say(judged(rows(), context(observability=poor)).score_withheld)


def test_too_little_weight():
    poor = dict.fromkeys(USUAL, 0.4)
    withheld = judged(rows(), context(observability=poor)).score_withheld
    assert "40 % of what counts" in say(withheld)


@pytest.mark.parametrize("change", [{"gait": "walk"}, {"age": 12.0}])
def test_who_gets_no_score(change):
    result = judged(rows(), context(**change))
    assert result.score is None
    assert result.score_withheld
    assert not [f for f in result.findings if f.kind == "change"]


def test_refused_clip_has_no_findings_but_the_safety_text():
    result = judged([], quality=Quality("refused", (Reason("no_person", {"share_pct": 2.0}),)))
    assert result.findings == ()
    assert back_text(result.low_back).red_flags[0].urgency == "emergency"


def test_unobserved_metric_loses_its_weight():
    result = judged(rows(), context(observability={"cadence_spm": 0.0})).score
    assert "cadence_spm" in result.coverage.missing


def test_score_without_speed_and_height_still_stands():
    result = judged(rows(), replace(context(), speed_mps=None, height_m=None)).score
    assert result.coverage.missing == ("cadence_spm",)
