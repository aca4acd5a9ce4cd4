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


def test_a_metric_taken_out_leaves_the_score_and_its_whole(tmp_path):
    mine = coach(
        tmp_path, '[[metric]]\nid = "trunk_lean_deg"\nwhy_not_scored = "We leave it alone."\n'
    )
    score = judged(rows(trunk_lean_deg=25.0), guidelines=mine).score
    assert (score.coverage.judged, score.coverage.of, score.coverage.weight_pct) == (7, 7, 100)
