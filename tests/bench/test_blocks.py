"""The bench of simulated blocks counts what a block's page would say."""

from bench import blocks
from block import simulated
from formcheck.block.trend import trends

SEED = 3


def test_a_change_laid_into_a_block_is_judged_as_in_a_block_made_with_it():
    told = blocks.found(12, SEED)
    for (kind, size), one in zip(blocks.CHANGES, told, strict=True):
        shape = simulated.step(size) if kind == "step" else simulated.drift(size)
        plain = trends(simulated.block(SEED, sessions=12, changes={blocks.METRIC: shape}))
        changed = {t.metric for t in plain if t.verdict == "changed"}
        assert one.changed is (blocks.METRIC in changed)
        assert one.others is bool(changed - {blocks.METRIC})


def test_a_share_is_told_with_its_interval():
    assert blocks.share(5, 100) == "5.0 % (2.2 to 11.2)"


def test_the_guide_holds_a_row_for_every_line():
    text = blocks.PLACE.read_text(encoding="utf-8").split(blocks.START)[1].split(blocks.END)[0]
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert len(rows) == len(blocks.STILL) + len(blocks.CHANGES) + 2
    for still in blocks.STILL:
        assert any(row.startswith(f"| {still.name} |") for row in rows)
