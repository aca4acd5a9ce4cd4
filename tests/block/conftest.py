"""A made block of 24 sessions, measured from landmark tables, and its report."""

import csv
import datetime as dt

import numpy as np
import pytest

from formcheck.batch.run import run_batch
from formcheck.block import write_block_report
from formcheck.settings import AnalysisSettings
from formcheck.tables.landmarks import write_landmarks
from quality.figure import figure

SESSIONS, AFTER = 24, 12
CADENCE, FASTER = 168.0, 8.0


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """Folder of a block whose cadence goes up by `FASTER` from session `AFTER` on."""
    place = tmp_path_factory.mktemp("made")
    rng = np.random.default_rng(5)
    rows, day = [], dt.date(2026, 6, 1)
    for i in range(SESSIONS):
        cadence = CADENCE + FASTER * (i >= AFTER) + 0.7 * rng.standard_normal()
        track = figure(cadence=cadence, seed=i)[0].span(0.0, 6.0)
        write_landmarks(track, place / f"s{i:02d}.csv")
        day += dt.timedelta(days=int(rng.integers(2, 5)))
        rows.append(
            {
                "file": f"s{i:02d}.csv",
                "date": day.isoformat(),
                "athlete": "Kim <b>& co</b>",
                "speed_kmh": "10.8",
                "shoe": ("Road", "Trail")[i % 2],
                "pain_0_10": str(i % 4),
                "notes": "=1+1",
            }
        )
    with (place / "manifest.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    run_batch(
        place / "manifest.csv", place / "block", settings=AnalysisSettings(), jobs=1, only_data=True
    )
    write_block_report(place / "block")
    return place / "block"
