"""Two analyses side by side: every difference with its interval and a verdict."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from formcheck.assess.baseline import caveats_of, compare_rows
from formcheck.assess.probability import Z90
from formcheck.domain.analysis import Change, Measured, MetricRow
from formcheck.domain.message import Message
from formcheck.errors import UsageError
from formcheck.metrics.registry import lead_of
from formcheck.store.folder import read_analysis
from formcheck.words.wording import card_texts

if TYPE_CHECKING:
    import pandas as pd

Leg = Literal["both", "near", "far"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One metric in both clips.

    Attributes
    ----------
    metric, unit : str
    leg : {"both", "near", "far"}
        Seen from the camera, so that a clip filmed from the left can be set beside one filmed
        from the right.
    a, b : float or None
        Values.
    delta, ci_low, ci_high : float or None
        B minus A with its 90 % interval.
    threshold : float or None
        What the difference must exceed.
    verdict : {"changed", "not_distinguishable", "missing"}
    """

    metric: str
    leg: Leg
    unit: str
    a: float | None
    b: float | None
    delta: float | None
    ci_low: float | None
    ci_high: float | None
    threshold: float | None
    verdict: Literal["changed", "not_distinguishable", "missing"]


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """Two analyses compared.

    Attributes
    ----------
    a, b : Path
        Their folders.
    first, second : Measured
    rows : tuple of Difference
        Those of the report's cards come first, in its order.
    caveats : tuple of Message
        What else differs between the clips and could make a difference.
    """

    a: Path
    b: Path
    first: Measured
    second: Measured
    rows: tuple[Difference, ...]
    caveats: tuple[Message, ...]

    @property
    def opposite_sides(self) -> bool:
        """Whether the clips show different legs from nearby: left against right."""
        return self.first.near_side != self.second.near_side

    @property
    def headline(self) -> tuple[Difference, ...]:
        """Rows that lead the single report."""
        cards = card_texts()
        return tuple(
            row for row in self.rows if row.metric in cards and row.leg == lead_of(row.metric)
        )

    def table(self) -> "pd.DataFrame":
        """All rows as a table."""
        import pandas as pd

        names = Difference.__slots__
        return pd.DataFrame([{n: getattr(row, n) for n in names} for row in self.rows])


def compare(a: str | Path, b: str | Path) -> Comparison:
    """Compare two analyses: before and after, shoe and shoe, left and right filming.

    Parameters
    ----------
    a, b : str or Path
        Folders that `formcheck analyze` or `formcheck batch` wrote.

    Returns
    -------
    Comparison
        Differences are B minus A.

    Raises
    ------
    UsageError
        If a folder holds no analysis, or one of a clip that could not be measured.
    """
    folders = Path(a), Path(b)
    first, second = (_read(folder) for folder in folders)
    changes = compare_rows(_by_camera(second), _by_camera(first))
    order = {metric: i for i, metric in enumerate(card_texts())}
    rows = sorted(
        (_difference(change) for change in changes),
        key=lambda row: (order.get(row.metric, len(order)), row.metric, row.leg == "far"),
    )
    return Comparison(*folders, first, second, tuple(rows), caveats_of(second, first))


def _read(folder: Path) -> Measured:
    analysis = read_analysis(folder)
    if not isinstance(analysis, Measured):
        raise UsageError(
            f"{folder} holds a clip that could not be measured, so there is nothing to compare.",
            "Its report.html says why, and how to film it.",
            code="usage",
        )
    return analysis


def _by_camera(analysis: Measured) -> list[tuple[str, MetricRow]]:
    """Name the legs near and far instead of left and right."""
    names = {"both": "both", analysis.near_side: "near"}
    return [(names.get(row.side, "far"), row) for row in analysis.metrics]


def _difference(change: Change) -> Difference:
    low = high = None
    if change.delta is not None and change.sd is not None:
        low, high = (change.delta + sign * Z90 * change.sd for sign in (-1, 1))
    leg: Leg = "both" if change.side == "both" else "near" if change.side == "near" else "far"
    return Difference(
        change.metric,
        leg,
        change.unit,
        change.baseline,
        change.current,
        change.delta,
        low,
        high,
        change.threshold,
        change.verdict,
    )


def strides_of(analysis: Measured) -> list[tuple[float, float]]:
    """Return start and end of each whole stride of the near leg, in capture time (s)."""
    return [
        (step.ic_s, step.stride_end_s)
        for step in analysis.steps
        if step.side == analysis.near_side and step.stride_end_s is not None
    ]
