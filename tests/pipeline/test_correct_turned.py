"""What the landmarks were turned by before measuring survives a correction by hand."""

import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from formcheck import AnalysisSettings, analyze, publish
from formcheck.correct import correct

TABLE = Path(__file__).parents[1] / "data" / "overstrider.csv"
ROLL_DEG = 5.0


@pytest.fixture(scope="module")
def upright(tmp_path_factory):
    result = analyze(TABLE, AnalysisSettings(height_cm=178, speed_kmh=10), landmarks=True)
    return publish(result, tmp_path_factory.mktemp("upright") / "out", only_data=True)


def tilt(folder, roll_deg):
    """Turn the landmarks as a camera does whose verticals lean to the left by so much."""
    path = folder / "landmarks.csv"
    table = pd.read_csv(path)
    xs, ys = ([c for c in table if c.endswith(end)] for end in ("_x", "_y"))
    x, y, turn = table[xs].to_numpy(), table[ys].to_numpy(), np.radians(roll_deg)
    table[xs] = x * np.cos(turn) + y * np.sin(turn)
    table[ys] = -x * np.sin(turn) + y * np.cos(turn)
    table.to_csv(path, index=False)


def corrected(folder, place, *, turned_deg, told_deg):
    """The values after a correction of a folder whose landmarks stand turned in the picture."""
    shutil.copytree(folder, place)
    tilt(place, turned_deg)
    document = json.loads((place / "analysis.json").read_text(encoding="utf-8"))
    document["view"]["roll_deg"] = told_deg
    (place / "analysis.json").write_text(json.dumps(document), encoding="utf-8")
    again = correct(place, folder / "events.csv").analysis
    assert again.view.roll_deg == told_deg
    written = json.loads((place / "analysis.json").read_text(encoding="utf-8"))
    assert written["view"]["roll_deg"] == told_deg
    rows = {(row.metric, row.side): row.value for row in again.metrics}
    return {key: value for key, value in rows.items() if value is not None}


def test_a_correction_turns_the_landmarks_as_the_analysis_did(upright, tmp_path):
    straight = corrected(upright, tmp_path / "straight", turned_deg=0.0, told_deg=None)
    turned = corrected(upright, tmp_path / "turned", turned_deg=ROLL_DEG, told_deg=ROLL_DEG)
    assert len(straight) > 50
    assert turned == pytest.approx(straight, rel=0.01, abs=0.05)
    untold = corrected(upright, tmp_path / "untold", turned_deg=ROLL_DEG, told_deg=None)
    lean = ("trunk_lean_deg", "both")
    assert abs(untold[lean] - straight[lean]) == pytest.approx(ROLL_DEG, abs=0.3)
