"""Pain then and now stands beside the change, without a word on what made what."""

from dataclasses import replace

import pytest
from tests.runner import SOUND_RUNNER

from change.made import clip, row
from formcheck.assess.baseline import compare_with_baseline
from formcheck.change import by_camera, differences
from formcheck.pipeline import analyze
from formcheck.report import render
from formcheck.report.changes import changes
from formcheck.report.sharing import shareable
from formcheck.settings import AnalysisSettings
from formcheck.words.numbers import write
from report.page import Page


def told(pain):
    return analyze(SOUND_RUNNER, AnalysisSettings(back_pain=pain), landmarks=True).analysis


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [(4, 2, "4 of 10 then, 2 of 10 now"), (0, 3, "0 of 10 then, 3"), (None, 3, ""), (3, None, "")],
)
def test_pain_then_and_now(before, now, said, tmp_path):
    current, earlier = told(now), told(before)
    both = replace(current, changes=compare_with_baseline(current, earlier))
    assert said in changes(both).pain
    assert bool(changes(both).pain) == bool(said)
    page = Page(render(both, tmp_path))
    first = page.one("section", class_="summary").text
    assert ("of 10 then" in first) == bool(said)
    assert "Since sound_runner.csv" in first
    assert shareable(both).changes.pain_before is None


def test_a_change_is_told_by_the_row_a_comparison_leads_with():
    sides = ("both", "left", "right")
    strides = dict.fromkeys(sides, 0.4) | {"both": 0.2}
    now, then = (
        [row("shank_angle_deg", side, value, strides=strides[side]) for side in sides]
        for value in (8.0, 6.0)
    )
    current, earlier = clip(*now), clip(*then)
    told = changes(replace(current, changes=compare_with_baseline(current, earlier)))
    seen = differences(current, earlier, named=by_camera).rows
    (both,) = (r for r in seen if r.side == "both")
    (shank,) = told.rows
    assert shank.threshold == write(both.threshold, 1)
    assert "both legs" in told.legs
    alone = replace(current, metrics=tuple(now[1:])), replace(earlier, metrics=tuple(then[1:]))
    near = changes(replace(alone[0], changes=compare_with_baseline(*alone)))
    assert len(near.rows) == 1
    assert near.legs == ""
