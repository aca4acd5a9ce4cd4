"""What all figures keep to: whose axes, whose colours, what is missing, what is refused."""

import inspect
import re
from dataclasses import replace

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest
from matplotlib.colors import to_hex

from formcheck import plots
from formcheck.batch.export import Block
from formcheck.block import compare
from formcheck.errors import UsageError
from formcheck.plots import accessors
from formcheck.plots.comparison import differences_of
from formcheck.report.pages import static
from formcheck.result import AnalysisResult
from formcheck.store.folder import put_analysis
from formcheck.words import missing_text
from formcheck.words.wording import label

OF_A_RUN = {
    "metrics": (),
    "stride": (),
    "timeline": (),
    "steps": ("overstride_pct_leg",),
    "key_frame": (),
    "uncertainty": ("trunk_lean_deg",),
}
every_figure = pytest.mark.parametrize("name", OF_A_RUN)


def words_of(ax):
    ticks = [*ax.get_yticklabels(), *ax.get_xticklabels()]
    return [t.get_text().replace("\n", " ") for t in (*ax.texts, *ticks, ax.title)]


@every_figure
def test_draws_into_the_axes_that_are_given_and_leaves_no_trace(name, sound):
    before = dict(mpl.rcParams)
    _, (mine, other) = plt.subplots(2)
    ax = getattr(plots, name)(sound, *OF_A_RUN[name], ax=mine)
    assert ax is mine
    assert len(plt.get_fignums()) == 1
    assert ax.has_data()
    assert not other.has_data()
    assert dict(mpl.rcParams) == before


@every_figure
def test_a_folder_is_as_good_as_its_analysis(name, sound, tmp_path):
    put_analysis(sound, tmp_path)
    one, two = (
        getattr(plots, name)(run, *OF_A_RUN[name]) for run in (tmp_path, AnalysisResult(sound))
    )
    assert words_of(one) == words_of(two)
    assert len(one.lines) == len(two.lines)


@every_figure
def test_a_refused_clip_gives_its_reason_and_no_axis(name, refused):
    ax = getattr(plots, name)(refused, *OF_A_RUN[name])
    assert not ax.axison
    assert "The runner is seen from the front." in " ".join(words_of(ax))
    assert not ax.lines


def test_a_missing_metric_is_an_open_row_with_its_reason(sound):
    missing = next(row for row in sound.metrics if row.value is None)
    ax = plots.metrics(sound, ["cadence_spm", missing.metric])
    assert missing_text(missing) in words_of(ax)
    [*_, mark] = ax.lines
    assert mark.get_markerfacecolor() == "none"
    _, values = ax.child_axes[0].get_yticklabels()
    assert values.get_text() == ""
    for one in (plots.steps, plots.uncertainty):
        ax = one(sound, missing.metric)
        assert not ax.axison
        assert missing_text(missing) in " ".join(words_of(ax))


def test_a_curve_that_was_not_seen_is_said_so(sound):
    ax = plots.stride(replace(sound, curves={}), "shank_angle_deg")
    assert not ax.axison
    assert any("Shank angle" in words for words in words_of(ax))


def test_values_and_intervals_stand_where_they_are_told(sound):
    ax = plots.steps(sound, "contact_time_ms")
    drawn = [list(line.get_ydata()) for line in ax.lines]
    low, high = ax.get_ylim()
    for side in ("left", "right"):
        row = next(r for r in sound.metrics if (r.metric, r.side) == ("contact_time_ms", side))
        bar = drawn.index([row.ci_low, row.ci_high])
        assert drawn[bar + 1] == [row.value]
        assert low < row.ci_low < row.ci_high < high


def test_contacts_are_as_long_as_they_were(sound):
    ax = plots.timeline(sound)
    bars = sorted((b for b in ax.patches if b.get_height() < 0.7), key=lambda bar: bar.get_x())
    steps = [step for step in sound.steps if step.to_s is not None]
    assert [b.get_x() for b in bars] == pytest.approx([s.ic_s for s in steps])
    assert [b.get_width() for b in bars] == pytest.approx([s.to_s - s.ic_s for s in steps])


def test_shares_of_the_uncertainty_make_a_whole(faulty):
    ax = plots.uncertainty(faulty, "trunk_lean_deg")
    assert sum(bar.get_width() for bar in ax.patches) == pytest.approx(100)


def test_colours_are_the_report_s(sound):
    sheet = static("formcheck.report", "report.css")
    assert plots.current()["left"] == re.search(r"--left: (#\w+)", sheet)[1]
    ax = plots.stride(sound)
    drawn = {to_hex(line.get_color()) for line in ax.lines}
    assert {plots.current()["left"], plots.current()["right"]} <= drawn


def test_print_is_on_white_in_the_same_colours():
    light = plots.current()
    with plots.style("print", "slide"):
        printed = plots.current()
        assert plt.rcParams["figure.facecolor"] == printed["card"] == "#fff"
    assert light["card"] != "#fff"
    assert printed["left"] == light["left"]
    assert printed.width_in > light.width_in
    assert plots.current() == light


@pytest.mark.parametrize(
    ("draw", "told"),
    [
        (lambda run: plots.metrics(run, ["leg_lenght"]), "no metric 'leg_lenght'"),
        (lambda run: plots.stride(run, "hip_deg"), "no curve 'hip_deg'"),
        (lambda _: plots.trend("nowhere", "hip_deg"), "do not follow"),
        (lambda _: plots.trend("nowhere", "cadence_spm"), "holds no block"),
        (lambda _: plots.comparison("nowhere"), "holds no comparison"),
        (lambda _: plots.metrics("nowhere"), "holds no analysis"),
        (lambda _: plots.style("neon").__enter__(), "no look 'neon'"),
    ],
)
def test_what_is_not_there_is_told(sound, draw, told):
    with pytest.raises(UsageError, match=told):
        draw(sound)


def test_accessors_take_what_the_functions_take(sound):
    rooms = {
        accessors.RunPlots: AnalysisResult(sound).plot,
        accessors.BlockPlots: Block(None, None, None, None).plot,
        accessors.ComparisonPlots: None,
    }
    found = set()
    for room, made in rooms.items():
        assert made is None or isinstance(made, room)
        for name, method in inspect.getmembers(room, inspect.isfunction):
            if name.startswith("_"):
                continue
            function = getattr(plots, name)
            own, whole = (
                [(p.name, p.default, p.kind) for p in inspect.signature(f).parameters.values()]
                for f in (method, function)
            )
            assert own[1:] == whole[1:]
            found.add(name)
    assert found == set(plots.__all__) - {"style", "current"}


def test_accessors_draw_what_the_functions_draw(sound):
    run = AnalysisResult(sound).plot
    for name, more in OF_A_RUN.items():
        ax = getattr(run, name)(*more)
        assert words_of(ax) == words_of(getattr(plots, name)(sound, *more))
    assert set(run.overview()) == {"key_frame", "stride", "timeline", "metrics"}


@pytest.fixture
def pair(sound, faulty, tmp_path):
    for name, analysis in (("a", sound), ("b", faulty)):
        (tmp_path / name).mkdir()
        put_analysis(analysis, tmp_path / name)
    return tmp_path / "a", tmp_path / "b"


def test_a_comparison_is_read_back_from_its_folder(pair, tmp_path):
    comparison = compare(*pair)
    comparison.table().to_csv(tmp_path / "compare.csv", index=False)
    read = differences_of(tmp_path)
    assert [(r.metric, r.leg, r.verdict) for r in read] == [
        (r.metric, r.leg, r.verdict) for r in comparison.rows
    ]
    for name in ("delta", "ci_low", "ci_high", "threshold"):
        for one, two in zip(read, comparison.rows, strict=True):
            assert getattr(one, name) == pytest.approx(getattr(two, name))
    assert differences_of(pair) == comparison.rows


def test_only_a_difference_beyond_its_threshold_has_a_filled_mark(pair):
    comparison = compare(*pair)
    ax = comparison.plot.comparison()
    names = [words.get_text() for words in ax.get_yticklabels()]
    paper = plots.current()["card"]
    for row in comparison.headline:
        y = names.index(label(row.metric))
        marks = [m for m in ax.lines if list(m.get_ydata()) == [y] and m.get_marker() in "o<>"]
        if row.delta is None:
            assert not marks
            continue
        assert (marks[0].get_markerfacecolor() == paper) == (row.verdict != "changed")
        assert (abs(row.delta) > row.threshold) == (row.verdict == "changed")
