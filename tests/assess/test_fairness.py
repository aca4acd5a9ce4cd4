"""What a report must never do: praise beside a fault, reassure without a look, reward a slope."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assess.example import SD, USUAL, context, guidelines, judged, row, rows, texts
from formcheck.assess.rate import RatedRow, rate

SCORED = [part.metric for domain in guidelines().domain for part in domain.parts]
VALUES = st.fixed_dictionaries({k: st.floats(0.5 * v, 1.7 * v) for k, v in USUAL.items()})
WIDTHS = st.fixed_dictionaries({k: st.sampled_from([0.3, 1.0, 4.0]) for k in USUAL})


def area(metric):
    return next(d.id for d in guidelines().domain if metric in [p.metric for p in d.parts])


def beyond(rated: RatedRow) -> bool:
    band, value = rated.rating.band, rated.metric.value
    low = band.good_low is not None and value < band.good_low
    return low or (band.good_high is not None and value > band.good_high)


@settings(max_examples=150)
@given(VALUES, WIDTHS)
def test_no_praise_beside_a_value_beyond_its_range_judged_or_not(values, widths):
    metrics = [row(k, v, widths[k] * SD[k]) for k, v in values.items()]
    rated = [rate(m, context(), guidelines()) for m in metrics]
    outside = {area(r.metric.metric) for r in rated if beyond(r)}
    praised = {k.id: k for k in guidelines().texts.keep}
    scored = {r.metric for r in judged(metrics).ratings if r.score is not None}
    for finding in judged(metrics).findings:
        if finding.kind == "keep":
            told = praised[finding.id].metrics
            assert not outside & {area(metric) for metric in told}
            assert set(told) <= scored


def test_a_reach_that_was_not_judged_is_not_praised():
    """A reach above its range, its interval too wide for a verdict, beside an upright shank."""
    wide = [row("overstride_pct_leg", 35.0, 12.0), row("shank_angle_deg", 6.0)]
    assert [f.id for f in judged(wide).findings] == []
    unsure = [row("overstride_pct_leg", 24.0, 12.0), row("shank_angle_deg", 6.0)]
    assert [f.id for f in judged(unsure).findings] == ["keep_shank"]


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize(
    ("broken", "other"),
    [
        (("knee_flexion_peak_deg", 20.0), ("knee_flexion_ic_deg", 1.0)),
        (("knee_flexion_ic_deg", 60.0), ("knee_flexion_peak_deg", 31.0)),
    ],
)
def test_a_joint_that_is_implausible_at_one_instant_is_not_judged_at_another(broken, other, side):
    metrics = [row(*broken, side=side), row(*other, side=side)]
    near = context(near_side=side)
    assert judged(metrics[1:], near).findings
    result = judged(metrics, near)
    why = {r.metric: r.why_not_scored.code for r in result.ratings if r.why_not_scored}
    assert why == {broken[0]: "implausible", other[0]: "joint_implausible"}
    assert not result.findings


def test_the_other_leg_keeps_its_verdict():
    metrics = [
        row("knee_flexion_peak_deg", 20.0, side="left"),
        row("knee_flexion_ic_deg", 14.0, side="right"),
    ]
    assert judged(metrics).ratings[1].rating == "good"


@settings(max_examples=40)
@given(VALUES, st.floats(-40, 40))
def test_a_slope_never_raises_a_score(values, incline_pct):
    metrics = [row(k, v) for k, v in values.items()]
    level = judged(metrics).score
    slope = judged(metrics, context(incline_pct=incline_pct))
    if abs(incline_pct) > 2:
        assert slope.score is None
        assert slope.score_withheld.code == "slope_too_steep"
        assert not slope.findings
        assert {r.rating for r in slope.ratings} == {"not_scored"}
    else:
        assert slope.score == level


@pytest.mark.parametrize("age", [5, 12, 17, 66, 80])
def test_outside_the_ages_of_the_norms_there_are_values_and_no_verdicts(age):
    result = judged(rows(overstride_pct_leg=40.0), context(age=age))
    assert {r.rating for r in result.ratings} == {"not_scored"}
    assert (result.score, result.findings) == (None, ())


@pytest.mark.parametrize(("sd", "sure"), [(0.3, ""), (6.0, "probably ")])
def test_a_title_is_as_sure_as_its_number(sd, sure):
    result = judged([row("knee_flexion_peak_deg", 33.0, sd)])
    assert texts(result)[0].title.startswith(f"Your knee {sure}bends little")


def test_one_mark_means_one_thing():
    from formcheck.report.cards import GLYPHS
    from formcheck.report.model import _FINDING_GLYPHS
    from formcheck.words.wording import wording

    assert not set(GLYPHS.values()) & set(_FINDING_GLYPHS.values())
    assert not set(wording()["rating"].values()) & set(wording()["finding"].values())
