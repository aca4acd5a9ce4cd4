"""One analysis to work with: its document, its landmarks and its tables."""

from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from formcheck.document import as_json
from formcheck.domain.analysis import (
    STEP_TIMES,
    Analysis,
    EventRow,
    MetricRow,
    StepRow,
)
from formcheck.domain.message import Message
from formcheck.domain.metric import MetricSide
from formcheck.domain.pose import PoseTrack
from formcheck.errors import UsageError
from formcheck.tables.landmarks import landmark_frame
from formcheck.words import say, sentence_of

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from formcheck.plots.accessors import RunPlots

METRIC_COLUMNS = (
    *("metric", "side", "value", "unit", "ci_low", "ci_high"),
    *("n_steps", "rating", "missing_reason", "view"),
)
EVENT_COLUMNS = ("side", "event", "time_s", "frame", "confidence")
_SHOWN = ("metric", "value", "90 % interval", "unit", "steps", "rating")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AnalysisResult:
    """What :func:`formcheck.analyze` found, or an earlier analysis opened again.

    Shows itself in a notebook.

    Attributes
    ----------
    analysis : Measured or Refused
        The document, as in ``analysis.json``.
    track : PoseTrack or None
        The cleaned landmarks, where they are at hand.
    raw_track : PoseTrack or None
        As the pose model gave them; None for a table, or an analysis opened again.
    film : Path or None
        The film that pictures and video are drawn from; None for a table.
    letterhead : Path or None
        A clinic's logo for the head of the report.
    folder : Path or None
        Where an earlier analysis was read from.
    rear : AnalysisResult or None
        The same run filmed from behind, if it was.

    See Also
    --------
    formcheck.load_result : Open an earlier analysis.
    formcheck.plots : Figures of it; also as ``result.plot``.

    Examples
    --------
    >>> from formcheck import load_result
    >>> run = load_result("results/run")  # doctest: +SKIP
    >>> run.value("overstride_pct_leg", "right")  # doctest: +SKIP
    31.8
    """

    analysis: Analysis
    track: PoseTrack | None = None
    raw_track: PoseTrack | None = None
    film: Path | None = None
    letterhead: Path | None = None
    folder: Path | None = None
    rear: "AnalysisResult | None" = None

    @property
    def metrics(self) -> "pd.DataFrame":
        """One row a metric and side, with the columns of ``metrics.csv``."""
        return _frame(metric_cells(self.analysis), METRIC_COLUMNS)

    @property
    def steps(self) -> "pd.DataFrame":
        """One row a step: its instants in seconds and its own metrics."""
        return _frame(step_cells(self.analysis), step_columns(self.analysis))

    @property
    def events(self) -> "pd.DataFrame":
        """One row a contact (IC) or toe-off (TO): side, event, time_s, frame, confidence."""
        return _frame(event_cells(self.analysis), EVENT_COLUMNS)

    @property
    def landmarks(self) -> "pd.DataFrame":
        """One row a frame: pixels and visibility of 33 landmarks, as used (cleaned)."""
        if self.track is None:
            raise UsageError(
                "this analysis has no landmarks beside it.",
                "keep landmarks.csv in its folder, or analyse the clip again",
                code="no_landmarks",
            )
        return landmark_frame(self.track)

    @property
    def refused(self) -> bool:
        """Whether the clip was looked at and refused."""
        return self.analysis.quality.verdict == "refused"

    @property
    def plot(self) -> "RunPlots":
        """Figures of the analysis: ``result.plot.overview()`` and the others."""
        from formcheck.plots.accessors import RunPlots

        return RunPlots(self)

    def value(self, metric: str, side: MetricSide = "both") -> float | None:
        """Value of one metric in its unit; None where it is missing.

        Raises
        ------
        KeyError
            If there is no such row.
        """
        rows: tuple[MetricRow, ...] = self.analysis.metrics
        for row in rows:
            if row.metric == metric and row.side == side:
                return row.value
        msg = f"no metric {metric!r} with side {side!r} in this analysis"
        raise KeyError(msg)

    def to_xarray(self) -> "xr.Dataset":
        """Return the landmarks as a dataset in the layout of the package movement.

        Raises
        ------
        UsageError
            If the analysis has no landmarks beside it.
        InstallationError
            If xarray (the extra ``xarray``) is not installed.
        """
        from formcheck.exchange.dataset import dataset_of

        return dataset_of(self.analysis, self.track)

    def to_dict(self) -> dict[str, Any]:
        """Return the document as dicts, lists, numbers and text, ready for JSON."""
        return as_json(self.analysis)

    def __repr__(self) -> str:
        return f"<AnalysisResult {self._headline()}>"

    def _repr_html_(self) -> str:
        listed = "".join(
            f"<li>{escape(sentence_of(reason))}</li>" for reason in self.analysis.quality.reasons
        )
        rows: tuple[MetricRow, ...] = self.analysis.metrics
        body = "".join(_html_row(row) for row in rows if row.side == "both")
        head = "".join(f"<th>{name}</th>" for name in _SHOWN)
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        heading = f"<p><b>{escape(self._headline())}</b></p>"
        return f"<div>{heading}<ul>{listed}</ul>{table if body else ''}</div>"

    def _headline(self) -> str:
        named = f"{self.analysis.clip.name}: {self.analysis.quality.verdict}"
        score = self.analysis.score
        if score is None:
            return named
        return f"{named}, score {score.value} ({score.ci_low}–{score.ci_high})"


Cells = list[list[object]]


def metric_cells(analysis: Analysis) -> Cells:
    """Return the rows of ``metrics.csv``."""
    return _cells(analysis.metrics, METRIC_COLUMNS)


def event_cells(analysis: Analysis) -> Cells:
    """Return the rows of ``events.csv``."""
    return _cells(analysis.events, EVENT_COLUMNS)


def step_columns(analysis: Analysis) -> tuple[str, ...]:
    """Return the columns of ``steps.csv``: instants, then every metric that steps have."""
    steps: tuple[StepRow, ...] = analysis.steps
    return (*STEP_TIMES, *dict.fromkeys(name for step in steps for name in step.metrics))


def step_cells(analysis: Analysis) -> Cells:
    """Return the rows of ``steps.csv``."""
    steps: tuple[StepRow, ...] = analysis.steps
    names = step_columns(analysis)[len(STEP_TIMES) :]
    return [
        [*(getattr(step, name) for name in STEP_TIMES), *(step.metrics.get(n) for n in names)]
        for step in steps
    ]


def _cells(rows: tuple[MetricRow, ...] | tuple[EventRow, ...], names: tuple[str, ...]) -> Cells:
    return [[getattr(row, name) for name in names] for row in rows]


def _frame(cells: Cells, columns: tuple[str, ...]) -> "pd.DataFrame":
    import pandas as pd

    return pd.DataFrame(cells, columns=list(columns))


def _html_row(row: MetricRow) -> str:
    if row.value is None or row.ci_low is None or row.ci_high is None:
        why = say(Message(row.missing_reason or "not_measured", row.missing_values))
        cells = [row.metric, "–", why, row.unit, "", row.rating]
    else:
        interval = f"{row.ci_low:.1f} to {row.ci_high:.1f}"
        cells = [row.metric, f"{row.value:.1f}", interval, row.unit, str(row.n_steps), row.rating]
    return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"
