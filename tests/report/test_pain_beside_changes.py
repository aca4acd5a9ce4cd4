"""Pain then and now stands beside the change, without a word on what made what."""

from dataclasses import replace

import pytest
from tests.runner import SOUND_RUNNER

from formcheck.assess.baseline import compare_with_baseline
from formcheck.pipeline import analyze
from formcheck.report import render
from formcheck.report.changes import changes
from formcheck.report.sharing import shareable
from formcheck.settings import AnalysisSettings
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
