"""No running clip or force-plate table at hand is near the rule that refuses what is no run."""

import os

import pandas as pd
import pytest

from bench.margins import RUNNING_CLIPS, margin_of, summary, tables
from bench.truth import SHARED
from clips.table import REAL

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SHARED.is_dir(), reason="the reference data (../shared) are absent"),
]
MODEL = os.environ.get("FORMCHECK_CLIPS_MODEL", "full")


def check(rows: pd.DataFrame) -> None:
    print(summary(rows).to_string(index=False))
    assert (rows["gait"] == "run").all(), rows[rows["gait"] != "run"]
    assert rows["ground in a step, leg"].min() > 0.6
    assert rows["ankle over knee"].min() > 1.45
    assert rows["foot behind hip, leg"].max() < -0.15
    assert rows["stance share"].max() < 0.56
    assert rows["beyond one turn"].min() > 0.09
    assert rows["shared by the legs"].min() > 0.6
    assert rows["hips rise apart"].min() > 0.3


def test_a_force_plate_table_is_a_run_with_room_to_spare():
    """Five seconds of every tenth table: ``python -m tests.bench.margins`` reads all of all."""
    check(pd.DataFrame([margin_of(path, end_s=5.0) for path in tables()[::10]]))


@pytest.mark.slow
@pytest.mark.parametrize("name", RUNNING_CLIPS)
def test_a_real_running_film_is_a_run_with_room_to_spare(name):
    """Renders take the pose model minutes: ``python -m tests.bench.margins`` reads them too.

    As far as `test_every_clip` looks, so that landmarks are found once for both.
    """
    path = SHARED / "clips" / f"{name}.mp4"
    if not path.is_file():
        pytest.skip(f"{path.name} is not here")
    end_s = REAL[name].enough_s if MODEL == "full" else None
    check(pd.DataFrame([margin_of(path, MODEL, end_s)]))
