"""``result.plot.metrics()``: the figures as methods of what they are drawn from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matplotlib.axes import Axes

from formcheck import plots
from formcheck.domain.skeleton import SIDES, Side

if TYPE_CHECKING:
    from formcheck.batch.export import Block
    from formcheck.block.compare import Comparison
    from formcheck.plots.key_frame import InstantName
    from formcheck.plots.metrics import LegName
    from formcheck.result import AnalysisResult


@dataclass(frozen=True, slots=True)
class RunPlots:
    """The figures of one analysis; each method is the function of :mod:`formcheck.plots`."""

    run: "AnalysisResult"

    def overview(self, *, figsize: tuple[float, float] | None = None) -> dict[str, Axes]:
        """Draw the whole analysis, see :func:`formcheck.plots.overview`."""
        return plots.overview(self.run, figsize=figsize)

    def metrics(
        self,
        names: Sequence[str] | None = None,
        *,
        side: "LegName" = "near",
        bands: bool = True,
        ax: Axes | None = None,
    ) -> Axes:
        """Draw all values against their ranges, see :func:`formcheck.plots.metrics`."""
        return plots.metrics(self.run, names, side=side, bands=bands, ax=ax)

    def stride(
        self,
        curve: str = "knee_flexion_deg",
        *,
        sides: Sequence[Side] = SIDES,
        norm: bool = True,
        ax: Axes | None = None,
    ) -> Axes:
        """Draw an angle over the stride, see :func:`formcheck.plots.stride`."""
        return plots.stride(self.run, curve, sides=sides, norm=norm, ax=ax)

    def timeline(self, *, ax: Axes | None = None) -> Axes:
        """Draw contacts and flight over time, see :func:`formcheck.plots.timeline`."""
        return plots.timeline(self.run, ax=ax)

    def steps(self, metric: str, *, band: bool = True, ax: Axes | None = None) -> Axes:
        """Draw one metric step by step, see :func:`formcheck.plots.steps`."""
        return plots.steps(self.run, metric, band=band, ax=ax)

    def key_frame(self, event: "InstantName" = "IC", *, ax: Axes | None = None) -> Axes:
        """Draw the runner at one instant, see :func:`formcheck.plots.key_frame`."""
        return plots.key_frame(self.run, event, ax=ax)

    def uncertainty(self, metric: str, *, side: "LegName" = "near", ax: Axes | None = None) -> Axes:
        """Draw what an interval is made of, see :func:`formcheck.plots.uncertainty`."""
        return plots.uncertainty(self.run, metric, side=side, ax=ax)


@dataclass(frozen=True, slots=True)
class BlockPlots:
    """The figures of a block."""

    block: "Block"

    def trend(
        self, metric: str, *, athlete: str | None = None, band: bool = True, ax: Axes | None = None
    ) -> Axes:
        """Draw one metric session by session, see :func:`formcheck.plots.trend`."""
        return plots.trend(self.block, metric, athlete=athlete, band=band, ax=ax)


@dataclass(frozen=True, slots=True)
class ComparisonPlots:
    """The figures of a comparison."""

    pair: "Comparison"

    def comparison(self, names: Sequence[str] | None = None, *, ax: Axes | None = None) -> Axes:
        """Draw what differs and what may be trusted, see :func:`formcheck.plots.comparison`."""
        return plots.comparison(self.pair, names, ax=ax)
