"""Every shared clip, from the file to the verdict, against what a careful person says of it.

The model is the quicker one and long clips are not seen to their end, so that the table takes
minutes. With FORMCHECK_CLIPS_MODEL=heavy it runs with the default model on whole clips.
"""

import os

import pytest

from clips.table import REAL, SHARED, Row, rendered
from formcheck.errors import ClipError
from formcheck.pipeline import analyze
from formcheck.settings import AnalysisSettings

pytestmark = [
    pytest.mark.shared,
    pytest.mark.slow,
    pytest.mark.skipif(not SHARED.is_dir(), reason="the reference clips (../shared) are absent"),
]

MODEL = os.environ.get("FORMCHECK_CLIPS_MODEL", "full")


def settings(row: Row, capture_fps=None):
    end_s = row.enough_s if MODEL == "full" else None
    return AnalysisSettings(model=MODEL, jobs=1, capture_fps=capture_fps, end_s=end_s)


def compare(result, row: Row):
    codes = [reason.code for reason in result.analysis.quality.reasons]
    is_refused = result.analysis.quality.verdict == "refused"
    assert row.reasons <= set(codes) or is_refused, codes
    if row.refused or (is_refused and codes[0] in row.may_be_refused):
        assert is_refused, codes
        assert codes[0] in row.refused | row.may_be_refused, codes
        assert not result.analysis.metrics
        assert not result.analysis.events
    else:
        assert not is_refused, codes
        compare_time(result, row)
    said = (result.analysis.direction, result.analysis.mode, result.analysis.gait)
    for got, expected in zip(said, (row.direction, row.mode, row.gait), strict=True):
        assert expected is None or got == expected, said
    assert row.view is None or result.analysis.view.kind in row.view


def compare_time(result, row: Row):
    low, high = row.factor
    assert low <= result.analysis.slow_motion_factor <= high
    assert row.source is None or result.analysis.slow_motion_source == row.source
    cadence = next(
        m for m in result.analysis.metrics if m.metric == "cadence_spm" and m.side == "both"
    )
    assert row.cadence_spm is not None
    assert row.cadence_spm[0] <= cadence.value <= row.cadence_spm[1]
    start_s, end_s = result.analysis.analysed_span_s
    assert end_s > start_s


@pytest.mark.parametrize("name", REAL)
def test_real_clip(name):
    path, row = SHARED / "clips" / f"{name}.mp4", REAL[name]
    compare(analyze(path, settings(row)), row)
    for capture_fps, expected in row.again:
        compare(analyze(path, settings(row, capture_fps)), expected)


@pytest.mark.parametrize("name", rendered())
def test_rendered_clip(name):
    row = rendered()[name]
    compare(analyze(SHARED / "synth" / f"{name}.mp4", settings(row)), row)


def test_a_file_without_its_index_cannot_be_read():
    with pytest.raises(ClipError) as error:
        analyze(SHARED / "clips" / "neg_no_moov.mp4", settings(Row()))
    assert error.value.code == "unreadable_file"


def test_the_table_is_complete():
    clips = {path.stem for path in (SHARED / "clips").glob("*.mp4")}
    assert clips == set(REAL) | {"neg_no_moov"}
    assert {path.stem for path in (SHARED / "synth").glob("*.mp4")} == set(rendered())
