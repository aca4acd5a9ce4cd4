"""For two clips out of a block the runner's other sessions say how far days differ."""

import shutil
import sqlite3
from contextlib import closing

import pytest

from block.conftest import AFTER, FASTER, SESSIONS
from formcheck.batch.index import INDEX
from formcheck.block import compare, write_comparison
from formcheck.block.days import own_days
from formcheck.change.days import informed
from formcheck.change.parts import all_days

CADENCE = "cadence_spm"
DAYS_APART = 0.7
"""How the made runner's cadence scatters from day to day."""


def cadence_of(comparison):
    (row,) = (r for r in comparison.rows if (r.metric, r.leg) == (CADENCE, "both"))
    return row


def test_other_sessions_of_the_runner_tell_how_days_scatter(made):
    own = own_days(made / "s00", made / "s20")
    cadence = own[CADENCE]
    assert cadence.sessions == SESSIONS - 2
    assert cadence.sd == pytest.approx(DAYS_APART, rel=0.4)  # the step in mid-block is taken off
    assert cadence.dof == SESSIONS - 2 - 1 - 1
    # an own spread below the published one makes a smaller change last
    assert informed(own)[CADENCE].sd < 0.6 * all_days()[CADENCE].sd


def test_a_change_lasts_beyond_the_runners_own_days(made, tmp_path):
    inside = compare(made / "s00", made / "s20")
    outside = compare(*(shutil.copytree(made / name, tmp_path / name) for name in ("s00", "s20")))
    for comparison in (inside, outside):
        assert cadence_of(comparison).delta == pytest.approx(FASTER, abs=3.0)
        assert cadence_of(comparison).verdict == "changed"
    assert cadence_of(inside).lasting == "shown"
    assert cadence_of(outside).lasting == "not_shown"
    assert (inside.own_sessions, outside.own_sessions) == (SESSIONS - 2, 0)
    pages = [
        write_comparison(c, tmp_path / f"page{i}").read_text(encoding="utf-8")
        for i, c in enumerate((inside, outside))
    ]
    assert f"{SESSIONS - 2} other sessions" in pages[0]
    assert "other sessions" not in pages[1]


def test_two_sessions_of_the_same_level_do_not_last(made):
    assert cadence_of(compare(made / "s00", made / f"s{AFTER - 1}")).lasting == "not_shown"


def test_of_two_runners_nothing_is_learned(made, tmp_path):
    block = tmp_path / "block"
    block.mkdir()
    for name in ("s00", "s20"):
        shutil.copytree(made / name, block / name)
    shutil.copyfile(made / INDEX, block / INDEX)
    with closing(sqlite3.connect(block / INDEX)) as db:
        db.execute("UPDATE analysis SET athlete = 'another' WHERE name = 's20'")
        db.commit()
    assert own_days(block / "s00", block / "s20") == {}
    assert own_days(block / "s00", made / "s20") == {}
    assert own_days(tmp_path / "s00", made / "s20") == {}
