"""The guide to blocks says what is true of the code."""

from pathlib import Path

import pytest

from formcheck.batch.cluster import RESOURCE
from formcheck.batch.manifest import COLUMNS
from formcheck.block.change_points import DRAWS
from formcheck.block.effects import ALPHA as EFFECT_ALPHA
from formcheck.block.speed import REGRESS_FROM
from formcheck.block.trend import ALPHA, MIN_SESSIONS, OWN_FROM

GUIDE = Path(__file__).parents[2] / "src" / "formcheck" / "guides" / "batch-and-cluster.md"
TEXT = " ".join(GUIDE.read_text(encoding="utf-8").split())


@pytest.mark.parametrize(
    ("said", "true"),
    [
        ("Six sessions", MIN_SESSIONS == 6),
        ("from eight sessions on", REGRESS_FROM == OWN_FROM == 8),
        ("3,999 rows of noise", DRAWS == 3999),
        ("is near 4 %", ALPHA == 0.04 and EFFECT_ALPHA < ALPHA),
        ("--resources formcheck=1", RESOURCE == "formcheck"),
    ],
)
def test_figures(said, true):
    assert said in TEXT
    assert true


def test_manifest_columns_are_all_there():
    assert [name for name in COLUMNS if f"`{name}`" not in TEXT] == []
