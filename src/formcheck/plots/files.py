"""Figures as files: for a column and a slide, each with its caption."""

import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import matplotlib.pyplot as plt
from matplotlib.axes import Axes

from formcheck.batch.index import INDEX
from formcheck.block.values import Trend
from formcheck.domain.analysis import Measured
from formcheck.domain.assessment import Band
from formcheck.domain.files import ANALYSIS_JSON
from formcheck.errors import UsageError, disk_full, no_room
from formcheck.plots.captions import of_comparison, of_run, of_trend
from formcheck.plots.comparison import comparison, differences_of
from formcheck.plots.key_frame import InstantName, key_frame
from formcheck.plots.metrics import metrics
from formcheck.plots.sheet import sheet
from formcheck.plots.steps import steps
from formcheck.plots.stride import stride
from formcheck.plots.style import SANS, LookName, SizeName, style
from formcheck.plots.timeline import timeline
from formcheck.plots.trend import TREND_LINES, BlockTrends, draw_trend
from formcheck.plots.uncertainty import uncertainty
from formcheck.report.pages import typefaces
from formcheck.store.folder import load_result

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FOLDER: Final = "figures"
FORMS: Final[tuple[tuple[SizeName, LookName], ...]] = (("column", "print"), ("slide", "light"))
"""A paper's column is printed on white; a slide may have the report's paper."""
DPI: Final = 300
CURVES: Final = (
    *("knee_flexion_deg", "thigh_angle_deg", "shank_angle_deg", "trunk_lean_deg"),
    "trunk_side_lean_deg",
)
INSTANTS: Final[tuple[InstantName, ...]] = ("IC", "TO")
STEPS: Final = ("overstride_pct_leg", "contact_time_ms", "step_width_pct_leg")
_NO_DATES: Final[dict[str, dict[str, Any]]] = {
    "svg": {"Date": None, "Creator": "formcheck"},
    "pdf": {"CreationDate": None, "Creator": "formcheck"},
    "png": {"Software": "formcheck"},
}


@dataclass(frozen=True, slots=True)
class Drawn:
    """One figure to be written: its name, what draws it, and what is said of it."""

    name: str
    draw: Callable[[], Axes]
    caption: str


def write_figures(source: Path, out: Path | None = None) -> list[Path]:
    """Write the figures of an analysis, a block or a comparison.

    Parameters
    ----------
    source : Path
        Folder that ``formcheck analyze``, ``batch`` or ``compare`` wrote.
    out : Path, optional
        Folder for the figures; ``figures`` in ``source`` if left out.

    Returns
    -------
    list of Path
        For each figure SVG, PDF and PNG (300 dpi) for a column and a slide, and a text file with
        its caption. Text in SVG and PDF is text.

    Raises
    ------
    UsageError
        If the folder holds nothing that could be drawn, or the place cannot be written.
    """
    figures = list(_figures_of(source))
    folder = out or source / FOLDER
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".figures-", dir=folder) as draft:
            files = [file for figure in figures for file in _write(figure, Path(draft))]
            return [file.replace(folder / file.name) for file in files]
    except OSError as error:
        if no_room(error):
            raise disk_full(folder) from error
        raise UsageError(
            f"{folder} cannot be written ({error.strerror}).",
            "Choose a folder of your own with --out.",
            code="usage",
        ) from error


def _figures_of(source: Path) -> Iterator[Drawn]:
    if (source / INDEX).is_file():
        return _of_block(source)
    if (source / "compare.csv").is_file() and not (source / ANALYSIS_JSON).is_file():
        return _of_comparison(source)
    return _of_run(source)


def _of_run(source: Path) -> Iterator[Drawn]:
    run = load_result(source).analysis
    if not isinstance(run, Measured):
        raise UsageError(
            f"{source}: there is nothing to draw, because the clip was refused.",
            "Its report.html says why, and how to film it.",
            code="nothing_to_export",
        )

    def drawn(name: str, draw: Callable[[], Axes], code: str, **values: str) -> Drawn:
        return Drawn(name, draw, of_run(run, code, **values))

    yield drawn("metrics", partial(metrics, run), "caption_metrics")
    yield drawn("timeline", partial(timeline, run), "caption_timeline")
    for event in (e for e in INSTANTS if any(f.event == e and f.points for f in run.key_frames)):
        draw = partial(key_frame, run, event)
        yield drawn(f"key-frame-{event}", draw, "caption_key_frame", event=event)
    for curve in (name for name in CURVES if name in run.curves):
        draw = partial(stride, run, curve)
        yield drawn(f"stride-{curve}", draw, "caption_stride", curve=curve)
    known = {row.metric for row in run.metrics if row.value is not None}
    for metric in (name for name in STEPS if name in known):
        draw = partial(steps, run, metric)
        yield drawn(f"steps-{metric}", draw, "caption_steps", metric=metric)
        draw = partial(uncertainty, run, metric)
        yield drawn(f"uncertainty-{metric}", draw, "caption_uncertainty", metric=metric)


def _of_block(source: Path) -> Iterator[Drawn]:
    for block in BlockTrends.all_of(source):
        before = f"{_plain(block.athlete)}-" if block.athlete else ""
        for found in block.trends:
            draw = partial(_trend, found, block.bands[found.metric])
            yield Drawn(f"{before}trend-{found.metric}", draw, of_trend(found))


def _trend(found: Trend, band: Band | None) -> Axes:
    with sheet(None, TREND_LINES) as (ax, look):
        draw_trend(ax, found, band, look)
        return ax


def _of_comparison(source: Path) -> Iterator[Drawn]:
    rows = differences_of(source)
    yield Drawn("comparison", partial(comparison, source), of_comparison(rows))


def _plain(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-") or "athlete"


def _write(figure: Drawn, folder: Path) -> Iterator[Path]:
    for size, look in FORMS:
        with style(look, size):
            sheet_of = cast("Figure", figure.draw().figure)
            for kind, metadata in _NO_DATES.items():
                path = folder / f"{figure.name}-{size}.{kind}"
                sheet_of.savefig(path, dpi=DPI, metadata=metadata)
                if kind == "svg":
                    _with_typeface(path)
                yield path
            plt.close(sheet_of)
    caption = folder / f"{figure.name}.txt"
    caption.write_text(figure.caption + "\n", encoding="utf-8")
    yield caption


def _with_typeface(path: Path) -> None:
    """Bring the typeface along: the reader of an SVG file has not got it."""
    text = path.read_text(encoding="utf-8")
    rules = f"<style>{typefaces(SANS)}</style>"
    path.write_text(text.replace("<defs>", f"<defs>{rules}", 1), encoding="utf-8", newline="\n")
