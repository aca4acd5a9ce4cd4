"""One run filmed twice: from the side, which is scored, and from behind."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from formcheck.domain.analysis import Analysis, Measured, MetricRow
from formcheck.errors import UsageError
from formcheck.pipeline import analyze
from formcheck.result import AnalysisResult
from formcheck.settings import AnalysisSettings, Progress
from formcheck.video.source import require_file


def analyze_session(
    side: str | Path,
    rear: str | Path,
    settings: AnalysisSettings | None = None,
    *,
    landmarks: bool = False,
    on_progress: Callable[[Progress], None] | None = None,
) -> AnalysisResult:
    """Analyse a clip from the side and one from behind of the same run into one result.

    A film that is refused leaves the other as it is; the reasons stand in its own part.

    Parameters
    ----------
    side : str or Path
        The film from the side, or with ``landmarks=True`` a landmark table.
    rear : str or Path
        The film from behind, or a landmark table of it (CSV).
    settings : AnalysisSettings, optional
        Of runner and run. What is said of a clip (start, end, rate, tilt, person) and the
        watch's file hold for the side view.
    landmarks : bool
        Whether ``side`` is a table.
    on_progress : callable, optional

    Returns
    -------
    AnalysisResult
        The side view's, with the rear view's as ``rear``; what only the rear view shows stands
        among its metrics, too.

    Raises
    ------
    UsageError
        Both are the same file, or one shows the other's view.
    ClipError, InstallationError
        As :func:`formcheck.analyze`.

    See Also
    --------
    formcheck.analyze : One clip.
    formcheck.publish : Write the result as a folder, the rear view's own files in ``rear/``.

    Examples
    --------
    >>> from formcheck import AnalysisSettings, analyze_session
    >>> told = AnalysisSettings(height_cm=175)
    >>> run = analyze_session("side.mp4", "behind.mp4", told)  # doctest: +SKIP
    >>> run.value("step_width_cm")  # doctest: +SKIP
    3.3
    >>> run.rear.analysis.view.kind  # doctest: +SKIP
    'back'
    """
    settings = settings or AnalysisSettings()
    side, rear = Path(side), Path(rear)
    for path in (side, rear):
        require_file(path)
    if _same(side, rear):
        name, other = rear.name, side.name
        raise UsageError(
            f"{name} is the same film as {other}.",
            "Give two films of one run: one from the side, one from behind.",
            code="usage",
        )
    first = analyze(side, settings, landmarks=landmarks, on_progress=on_progress)
    _require_view(first.analysis, behind=False)
    table = rear.suffix.lower() == ".csv"
    second = analyze(rear, _of_the_run(settings), landmarks=table, on_progress=on_progress)
    _require_view(second.analysis, behind=True)
    joined = with_rear(first.analysis, second.analysis)
    return replace(first, analysis=joined, rear=second)


def with_rear(analysis: Analysis, rear: Analysis | None) -> Analysis:
    """Return the side view's document with the rear view's in it.

    What only the rear view shows stands among the metrics too; a metric that both views have is
    the side view's there, and the rear view's in ``rear``. An earlier rear view gives way.
    """
    if not isinstance(analysis, Measured):
        return replace(analysis, rear=rear)
    own = tuple(row for row in analysis.metrics if row.view != "back")
    return replace(analysis, rear=rear, metrics=joined_rows(own, rear))


def joined_rows(rows: tuple[MetricRow, ...], rear: Analysis | None) -> tuple[MetricRow, ...]:
    """Return the side view's rows, and after them those of what only the rear view shows."""
    own = {row.metric for row in rows}
    behind: tuple[MetricRow, ...] = () if rear is None else rear.metrics
    return (*rows, *(row for row in behind if row.metric not in own))


def _same(side: Path, rear: Path) -> bool:
    from formcheck.video.probe import file_sha256

    same_size = side.stat().st_size == rear.stat().st_size
    return same_size and file_sha256(side) == file_sha256(rear)


def _of_the_run(settings: AnalysisSettings) -> AnalysisSettings:
    """Return what holds for any film of this run."""
    return replace(
        settings, start_s=None, end_s=None, capture_fps=None, roll_deg=None, person=None, fit=None
    )


def _require_view(analysis: Analysis, *, behind: bool) -> None:
    if not isinstance(analysis, Measured) or (analysis.view.kind == "back") == behind:
        return
    name = analysis.clip.name
    what = (
        f"{name} was given as the film from behind, but shows the runner from the side."
        if behind
        else f"{name} was given as the film from the side, but shows the runner from behind."
    )
    raise UsageError(
        what, "Give the film from the side first, the one from behind after --rear.", code="usage"
    )
