"""The tables of the intervals guide, from rows whose answers are known."""

import pandas as pd
import pytest

from bench import parts_page
from bench.parts import finished


def rows(errors, half=2.0, **facts):
    usual = {"kind": "repeat", "clip": "c", "view": "square", "fold": "fit", "metric": "lean_deg"}
    return pd.DataFrame(
        [
            {
                **usual, **facts, "runner": f"r{i % 4}", "near": "near", "err": error,
                "half": half, "err_landmarks": error, "err_timing": 0.0, "err_view": 0.0,
                "sd_landmarks": 1.0, "sd_strides": 0.5,
            }
            for i, error in enumerate(errors)
        ]
    )  # fmt: skip


def test_a_miss_costs_twenty_times_its_distance():
    table = parts_page.sharpness(finished(rows([0.0, 1.9, -3.0])))
    assert table["half width"].item() == 2.0
    assert table["score"].item() == pytest.approx(4.0 + 20 * 1.0 / 3)


def test_intervals_are_counted_for_each_half_and_for_both():
    both = pd.concat([rows([0.0] * 30), rows([0.0] * 20 + [5.0] * 20, fold="test")])
    found = parts_page.held(finished(both)).set_index("half")
    assert found.loc["fit", "inside %"] == 100.0
    assert found.loc["test", "inside %"] == 50.0
    assert found.loc["both", "n"] == 70
    assert (found.loc["test", "metrics under 80"], found.loc["fit", "over 98"]) == (1, 1)


def test_each_part_stands_beside_its_error():
    line = parts_page.sizes(finished(rows([3.0, -4.0]))).iloc[0]
    assert line["landmarks: error"] == pytest.approx(12.5**0.5)
    assert line["strides: sd"] == 0.5
    assert line["scale: sd"] == 0.0


def test_where_there_is_no_truth_only_the_width_is_told():
    real = rows([float("nan")] * 3, kind="clips", view="real")
    table = parts_page.sharpness(finished(pd.concat([rows([0.0]), real])))
    real_line = table[table.landmarks == "real films"].iloc[0]
    assert real_line["half width"] == 2.0
    assert pd.isna(real_line["score"])
    assert set(parts_page.held(finished(pd.concat([rows([0.0]), real]))).landmarks) == {"renders"}
