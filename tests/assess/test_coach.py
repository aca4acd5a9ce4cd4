import pytest

from assess.example import context, judged, row, rows
from formcheck.assess.rate import rate
from formcheck.guidelines import load


def coach(tmp_path, text):
    path = tmp_path / "coach.toml"
    path.write_text(text, encoding="utf-8")
    return load(path)


STRICT = """
[[metric]]
id = "trunk_lean_deg"
  [[metric.band]]
  good_low = 10
  good_high = 16
  watch_low = 6
  watch_high = 20
"""


def test_same_value_other_verdict(tmp_path):
    mine = coach(tmp_path, STRICT)
    assert rate(row("trunk_lean_deg", 13.0), context(), mine).rating.rating == "good"
    assert judged(rows(trunk_lean_deg=3.0)).ratings[1].rating == "good"
    assert rate(row("trunk_lean_deg", 3.0), context(), mine).rating.rating == "off"


def test_score_and_findings_follow_the_coach(tmp_path):
    mine = coach(tmp_path, STRICT)
    result = judged(rows(trunk_lean_deg=3.0), guidelines=mine)
    assert "lean_back" in [f.id for f in result.findings]
    assert result.score.exact < judged(rows(trunk_lean_deg=3.0)).score.exact
    assert result.guidelines.startswith("own guidelines")


@pytest.mark.parametrize("metric", ["trunk_lean_deg", "shank_angle_deg"])
def test_a_metric_taken_out_leaves_the_score_and_its_whole(tmp_path, metric):
    """Alone in its area, or the first of three."""
    mine = coach(tmp_path, f'[[metric]]\nid = "{metric}"\nwhy_not_scored = "We leave it alone."\n')
    score = judged(rows(**{metric: 25.0}), guidelines=mine).score
    assert (score.coverage.judged, score.coverage.of, score.coverage.weight_pct) == (7, 7, 100)


def test_an_area_that_the_coach_named_has_the_coachs_name_and_the_others_the_languages(tmp_path):
    mine = coach(tmp_path, '[[domain]]\nid = "posture"\nlabel = "Haltung"\n')
    labels = {d.domain: d.own_label for d in judged(rows(), guidelines=mine).score.domains}
    assert labels.pop("posture") == "Haltung"
    assert set(labels.values()) == {None}
