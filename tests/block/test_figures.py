"""The figures of a block: drawn from its folder, named after its people, with their captions."""

import matplotlib.pyplot as plt
import pytest

from formcheck import plots
from formcheck.batch.export import load_block
from formcheck.errors import UsageError
from formcheck.plots.files import _figures_of
from formcheck.words.wording import label

pytestmark = pytest.mark.usefixtures("made")


@pytest.fixture(autouse=True)
def no_figure_is_left():
    yield
    plt.close("all")


def test_a_trend_says_what_the_block_says(made):
    by_folder = plots.trend(made, "cadence_spm")
    by_block = load_block(made).plot.trend("cadence_spm", athlete="Kim <b>& co</b>")
    assert by_folder.get_title(loc="left") == by_block.get_title(loc="left")
    assert by_folder.get_title(loc="left").startswith(f"{label('cadence_spm')}: changed, +")
    values = [line.get_ydata()[0] for line in by_folder.lines if line.get_marker() == "o"]
    assert len(values) == 24
    assert max(values[:12]) < min(values[12:])
    steady = plots.trend(made, "trunk_lean_deg")
    assert steady.get_title(loc="left").endswith("not distinguishable")


def test_a_metric_that_no_session_has_is_said_so(made):
    ax = plots.trend(made, "leg_stiffness_kn_m")
    assert not ax.axison
    assert "no session" in ax.texts[0].get_text()


def test_somebody_who_is_not_there_is_told(made):
    with pytest.raises(UsageError, match="nobody named 'Ada'"):
        plots.trend(made, "cadence_spm", athlete="Ada")


def test_every_trend_has_a_file_and_a_caption(made):
    drawn = {figure.name: figure for figure in _figures_of(made)}
    cadence = drawn["Kim-b-co-b-trend-cadence_spm"]
    assert "n = 24 sessions filmed alike, of 24" in cadence.caption
    assert cadence.draw().get_title(loc="left").startswith("Cadence: changed")
    assert len(drawn) > 6
