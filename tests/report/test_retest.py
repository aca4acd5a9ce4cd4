"""The box on filming again: what to keep the same, and from which change on it shows."""

import math
import re
from dataclasses import replace

import pytest

from change.made import clip, row
from formcheck.change import by_camera, differences, retest_change
from formcheck.change.difference import TOGETHER
from formcheck.change.parts import all_days
from formcheck.domain.setup import SetUps
from formcheck.report import render, render_plan
from formcheck.report.retest import retest
from formcheck.words.wording import label, wording
from report import example

REACH = "overstride_pct_leg"


def of(analysis, metric):
    (found,) = (r for r in retest(analysis)["rows"] if r.label == label(metric))
    return found


def number(text):
    return float(re.match(r"[\d.]+", text)[0])


def test_it_asks_for_the_whole_protocol_and_names_every_metric_that_is_judged():
    told = retest(example.typed(example.sound_run()))
    assert told["asked"] == list(wording()["protocol"].values())
    names = {label(metric) for metric in TOGETHER}
    assert {r.label for r in told["rows"]} <= names
    assert len(told["rows"]) >= 9


def test_the_change_is_one_that_a_comparison_would_tell():
    run = clip(row(REACH, "both", 25.0, strides=0.3), row(REACH, "right", 26.0, strides=0.4))
    told = of(run, REACH)
    exact = retest_change(run.metrics[0], "both")
    assert exact <= number(told.marked) < exact + 1.0
    assert number(told.moved) > number(told.marked)
    for more, verdict in ((1.01, "changed"), (0.5, "not_distinguishable")):
        later = clip(row(REACH, "both", 25.0 + more * number(told.marked), strides=0.3))
        put_back = replace(later, leg_length_px=1.02 * later.leg_length_px)
        (found,) = differences(put_back, clip(run.metrics[0]), named=by_camera).rows
        assert found.verdict == verdict


def test_the_near_leg_stands_in_where_the_legs_have_no_mean():
    run = clip(row(REACH, "both", None), row(REACH, "right", 26.0, strides=2.0), near_side="right")
    assert number(of(run, REACH).marked) >= retest_change(run.metrics[1], "near")
    assert retest(clip(row(REACH, "both", None))) is None


def test_a_change_that_lasts_is_more_than_days_differ():
    run = clip(row("cadence_spm", "both", 170.0, strides=0.1, unit="steps/min"))
    days = 1.96 * math.sqrt(2) * all_days()["cadence_spm"].sd
    assert number(of(run, "cadence_spm").lasting) == pytest.approx(days, abs=1.0)
    assert of(clip(row(REACH, "both", 25.0)), REACH).lasting == ""


def test_few_strides_are_named():
    run = example.typed(example.sound_run())
    few = replace(run, steps=run.steps[:9])
    many = replace(run, steps=run.steps * 8)
    assert "20 or more" in retest(few)["few"]
    assert retest(many)["few"] == ""


def test_it_stands_in_the_report_and_on_the_printed_sheet(tmp_path):
    run = example.typed(example.faulty_run())
    run = replace(run, low_back=example.typed(example.sound_run()).low_back)
    for page in (render(run, tmp_path), render_plan(run, tmp_path)):
        assert 'id="again"' in page
        assert wording()["protocol"]["camera"] in page


def test_set_ups_of_the_two_columns_differ_in_phone_and_clothes_alone():
    from formcheck.report.retest import MOVED

    assert replace(MOVED, camera="kept", clothes="kept") == SetUps("kept", "kept")
