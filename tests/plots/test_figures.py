"""Every figure against its picture. New pictures: ``pytest tests/plots --mpl-generate-path
tests/plots/baseline``, then look at each.
"""

from dataclasses import replace

import pytest

from block.simulated import block
from formcheck import plots
from formcheck.block.trend import trends
from formcheck.plots.sheet import sheet
from formcheck.plots.trend import draw_trend

like_its_picture = pytest.mark.mpl_image_compare(
    baseline_dir="baseline", style="default", backend="agg", tolerance=3.0,
    savefig_kwargs={"dpi": 56, "metadata": {"Software": None}},
)  # fmt: skip


def one_trend(metric, **changes):
    series = block(3, changes=changes, stated=0.2)
    return next(trend for trend in trends(series) if trend.metric == metric)


@like_its_picture
def test_metrics(sound):
    return plots.metrics(sound).figure


@like_its_picture
def test_metrics_of_a_leg_in_print_for_a_column(faulty):
    with plots.style("print", "column"):
        return plots.metrics(faulty, side="far").figure


@like_its_picture
def test_refused(refused):
    return plots.metrics(refused).figure


@like_its_picture
def test_stride(sound):
    return plots.stride(sound).figure


@like_its_picture
def test_timeline(faulty):
    return plots.timeline(faulty).figure


@like_its_picture
def test_steps(sound):
    return plots.steps(sound, "overstride_pct_leg").figure


@like_its_picture
def test_uncertainty(faulty):
    return plots.uncertainty(faulty, "trunk_lean_deg").figure


@like_its_picture
def test_contact(faulty):
    return plots.key_frame(faulty).figure


@like_its_picture
def test_toe_off_for_a_slide(sound):
    with plots.style("light", "slide"):
        return plots.key_frame(sound, "TO").figure


COMPARED = """\
metric,leg,unit,a,b,delta,ci_low,ci_high,threshold,verdict,setup
overstride_pct_leg,both,% leg length,20.0,32.0,12.0,9.0,15.0,4.5,changed,same
knee_flexion_ic_deg,both,deg,16.0,15.0,-1.0,-4.0,2.0,4.0,not_distinguishable,same
trunk_lean_deg,both,deg,5.5,,,,,,missing,same
cadence_spm,both,steps/min,174.0,150.0,-24.0,-25.0,-23.0,1.5,changed,same
contact_time_ms,both,ms,240.0,247.0,7.0,-1.0,15.0,9.0,not_distinguishable,same
"""
"""Written out, so that the picture does not change with the error model of differences."""


@like_its_picture
def test_comparison(tmp_path):
    (tmp_path / "compare.csv").write_text(COMPARED, encoding="utf-8")
    return plots.comparison(tmp_path).figure


@like_its_picture
@pytest.mark.parametrize(
    "change",
    [{}, {"contact_time_ms": lambda x: 4.0 * (x > 0.5)}, {"contact_time_ms": lambda x: 6.0 * x}],
    ids=["steady", "step", "drift"],
)
def test_trend(change):
    found = one_trend("contact_time_ms", **change)
    last = found.sessions[-1]
    apart = replace(last, session="apart", day=last.day + 2, comparable=False)
    found = replace(found, sessions=(*found.sessions, apart))
    with sheet(None, 16.0) as (ax, look):
        draw_trend(ax, found, None, look)
        return ax.figure


@like_its_picture
def test_overview(faulty):
    return plots.overview(faulty)["metrics"].figure
