"""Typical curves over the stride: the file is what the program makes, and tells the truth."""

import json
from statistics import fmean

import pytest

from bench import stride_norms
from bench.truth import rbds_tables
from formcheck.guidelines import load

TABLES = [t for t in rbds_tables() if t.stem.endswith("060fps_clean")]
measured_here = pytest.mark.skipif(not TABLES, reason="no ../shared/rbds on this machine")


@pytest.fixture(scope="module")
def norms():
    return load().stride_norms


@measured_here
def test_the_file_is_what_the_program_makes():
    assert stride_norms.PLACE.read_text(encoding="utf-8") == stride_norms.text(
        list(stride_norms.trials())
    )


@measured_here
@pytest.mark.parametrize("nominal_mps", [2.5, 3.5, 4.5])
def test_contact_of_the_mean_curve_is_the_mean_of_the_true_contacts(norms, nominal_mps):
    medians = [
        side
        for table in TABLES
        if (truth := json.loads(table.with_suffix(".truth.json").read_text()))["speed_nominal_mps"]
        == nominal_mps
        for name, side in truth["medians"].items()
        if name in ("L", "R")
    ]
    belt_mps = norms.speed_mps[[2.5, 3.5, 4.5].index(nominal_mps)]
    curves = norms.at(belt_mps).curves
    for name, true in (("shank_angle_deg", "shank_ic"), ("knee_flexion_deg", "knee_ic")):
        assert curves[name].mean[0] == pytest.approx(fmean(m[true] for m in medians), abs=0.5)


def test_between_two_speeds_the_curve_lies_between(norms):
    low, middle, high = (norms.at(v).curves["thigh_angle_deg"].mean[40] for v in (2.6, 3.0, 3.5))
    assert low > middle > high
    assert len(norms.at(3.0).curves["thigh_angle_deg"].sd) == 101


@pytest.mark.parametrize(
    ("speed_mps", "known"), [(2.0, False), (2.3, True), (4.8, True), (6, False)]
)
def test_far_from_the_measured_speeds_there_is_no_norm(norms, speed_mps, known):
    assert (norms.at(speed_mps) is not None) == known
