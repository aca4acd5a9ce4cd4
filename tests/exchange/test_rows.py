"""Tables are written as pandas would write them, without pandas."""

import math
import subprocess
import sys

import numpy as np
import pandas as pd

from formcheck.domain.message import Message
from formcheck.tables.landmarks import landmark_frame, write_landmarks
from formcheck.tables.rows import write_rows
from quality.figure import figure

NOTE = Message("mirrored")
"""Stands for what a test has done to the landmarks."""

LOADED = """
import sys
from pathlib import Path
import formcheck.cli.analyze, formcheck.pipeline, formcheck.publishing
import formcheck.pose.cache, formcheck.pose.extract
from formcheck.tables.rows import write_rows
write_rows(Path(sys.argv[1]), ["a"], [[1]])
print(*{name.partition(".")[0] for name in sys.modules})
"""


def test_cells_are_written_as_pandas_writes_them(tmp_path):
    rows = [
        [1, 0.1, "plain", None, True],
        [2, 1e-7, 'says "so", twice', math.nan, False],
        [3, 123456789.125, "two\nlines", 1.0, True],
        [4, -0.0, "Größe", 2.5, False],
    ]
    names = ["number", "share", "text, with comma", "maybe", "flag"]
    table = pd.DataFrame(rows, columns=names).astype(object)
    table.to_csv(tmp_path / "pandas.csv", index=False, lineterminator="\n")
    write_rows(tmp_path / "ours.csv", names, rows)
    assert (tmp_path / "ours.csv").read_bytes() == (tmp_path / "pandas.csv").read_bytes()


def test_landmarks_are_written_as_pandas_writes_them(tmp_path):
    track, _ = figure("run", seconds=2.0, fps=30.0)
    xy = track.xy_px.copy()
    xy[3:7, 5] = np.nan
    track = track.moved(xy, NOTE)
    landmark_frame(track).to_csv(tmp_path / "pandas.csv", index=False, lineterminator="\n")
    write_landmarks(track, tmp_path / "ours.csv")
    assert (tmp_path / "ours.csv").read_bytes() == (tmp_path / "pandas.csv").read_bytes()


def test_an_analysis_without_pictures_loads_no_package_it_does_not_use(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", LOADED, str(tmp_path / "a.csv")],
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(done.stdout.split())
    assert {"numpy", "scipy", "formcheck"} <= loaded
    assert not loaded & {"pandas", "pyarrow", "matplotlib", "mediapipe", "jinja2", "rich", "PIL"}
