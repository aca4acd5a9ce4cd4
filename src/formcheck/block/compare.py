"""Two analyses side by side: every difference with its interval and a verdict."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from formcheck.assess.baseline import caveats_of
from formcheck.block.days import own_days
from formcheck.change import by_camera, differences
from formcheck.change.days import informed
from formcheck.change.parts import Leg
from formcheck.change.toward import Toward, band_of, toward
from formcheck.domain.analysis import Change, Lasting, Measured
from formcheck.domain.message import Message
from formcheck.domain.metric import Z90
from formcheck.domain.setup import SetUpLabel, SetUps
from formcheck.errors import UsageError
from formcheck.metrics.registry import lead_of
from formcheck.store.folder import read_analysis
from formcheck.words.wording import card_texts

if TYPE_CHECKING:
    import pandas as pd

    from formcheck.plots.accessors import ComparisonPlots


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
        What the difference must exceed, all metrics of the page judged together.
    verdict : {"changed", "not_distinguishable", "missing"}
        Whether these two clips differ.
    setup : {"same", "other"}
        Whether they were filmed alike.
    lasting : {"shown", "not_shown", "unknown"}
        Whether the difference is beyond what a runner's days do, too.
    lasting_threshold : float or None
    toward : {"better", "worse", "differs", "no_change", "missing"}
        Against the range of healthy runners.
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
    setup: SetUpLabel
    lasting: Lasting
    lasting_threshold: float | None
    toward: Toward


COLUMNS = Difference.__slots__[:-3]
"""Of ``compare.csv``."""


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
    filmed : SetUps
        How alike they were filmed.
    own_sessions : int
        How many other sessions of the runner had a say in what lasts.
    """

    a: Path
    b: Path
    first: Measured
    second: Measured
    rows: tuple[Difference, ...]
    caveats: tuple[Message, ...]
    filmed: SetUps
    own_sessions: int = 0

    @property
    def opposite_sides(self) -> bool:
        """Whether the clips show different legs from nearby: left against right."""
        return self.first.near_side != self.second.near_side

    @property
    def headline(self) -> tuple[Difference, ...]:
        """One row a card of the report, see :func:`headline`."""
        return headline(self.rows)

    @property
    def plot(self) -> "ComparisonPlots":
        """Figures of the comparison."""
        from formcheck.plots.accessors import ComparisonPlots

        return ComparisonPlots(self)

    def table(self) -> "pd.DataFrame":
        """All rows as a table."""
        import pandas as pd

        return pd.DataFrame([{n: getattr(row, n) for n in COLUMNS} for row in self.rows])


def headline(rows: Sequence[Difference]) -> tuple[Difference, ...]:
    """Return one row a card of the report: both legs', whose mean is surest of a difference."""
    found: dict[str, Difference] = {}
    cards = card_texts()
    for row in rows:
        lead = row.leg == lead_of(row.metric) and row.metric not in found
        if row.metric in cards and (lead or (row.leg == "both" and row.delta is not None)):
            found[row.metric] = row
    return tuple(found.values())


def compare(a: str | Path, b: str | Path, *, setup: SetUpLabel | None = None) -> Comparison:
    """Compare two analyses: before and after, shoe and shoe, left and right filming.

    Parameters
    ----------
    a, b : str or Path
        Folders that `formcheck analyze` or `formcheck batch` wrote.
    setup : {"same", "other"}, optional
        What the user says of camera, clothes and light; else it is found.

    Returns
    -------
    Comparison
        Differences are B minus A.

    Raises
    ------
    UsageError
        If a folder holds no analysis, or one of a clip that could not be measured.

    See Also
    --------
    formcheck.plots.comparison : Draw it.

    Examples
    --------
    >>> from formcheck import compare
    >>> both = compare("results/before", "results/after")  # doctest: +SKIP
    >>> both.table().query("verdict == 'changed'")  # doctest: +SKIP
    """
    folders = Path(a), Path(b)
    first, second = (read_measured(folder) for folder in folders)
    own = own_days(*folders)
    found = differences(second, first, named=by_camera, setup=setup, days=informed(own))
    order = {metric: i for i, metric in enumerate(card_texts())}
    rows = sorted(
        (_difference(change, first, second) for change in found.rows),
        key=lambda row: (order.get(row.metric, len(order)), row.metric, row.leg == "far"),
    )
    caveats = caveats_of(second, first, found.filmed)
    sessions = max((days.sessions for days in own.values()), default=0)
    return Comparison(*folders, first, second, tuple(rows), caveats, found.filmed, sessions)


def read_measured(folder: Path) -> Measured:
    """Open the analysis of a clip that was measured; UsageError where there is none."""
    analysis = read_analysis(folder)
    if not isinstance(analysis, Measured):
        raise UsageError(
            f"{folder} holds a clip that could not be measured, so there is nothing to compare.",
            "Its report.html says why, and how to film it.",
            code="usage",
        )
    return analysis


def _difference(change: Change, first: Measured, second: Measured) -> Difference:
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
        change.setup,
        change.lasting,
        change.lasting_threshold,
        toward(
            change.verdict,
            (change.baseline, band_of(first, change.metric)),
            (change.current, band_of(second, change.metric)),
        ),
    )


def strides_of(analysis: Measured) -> list[tuple[float, float]]:
    """Return start and end of each whole stride of the near leg, in capture time (s)."""
    return [
        (step.ic_s, step.stride_end_s)
        for step in analysis.steps
        if step.side == analysis.near_side and step.stride_end_s is not None
    ]
