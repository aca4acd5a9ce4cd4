"""What stands in the folder of an analysis: written, read and opened again."""

import json
from pathlib import Path

from formcheck.document import as_text, parse
from formcheck.domain.analysis import Analysis
from formcheck.domain.files import (
    ANALYSIS_JSON,
    EVENTS_CSV,
    LANDMARKS_CSV,
    LANDMARKS_RAW_CSV,
    METRICS_CSV,
    REAR,
    STEPS_CSV,
)
from formcheck.errors import UsageError
from formcheck.result import (
    EVENT_COLUMNS,
    METRIC_COLUMNS,
    AnalysisResult,
    event_cells,
    metric_cells,
    step_cells,
    step_columns,
)
from formcheck.store.place import put
from formcheck.tables.landmarks import read_landmarks, write_landmarks
from formcheck.tables.rows import write_rows


def put_analysis(analysis: Analysis, folder: Path) -> None:
    """Write analysis.json."""
    put(folder / ANALYSIS_JSON, as_text(analysis))


def write_data(result: AnalysisResult, folder: Path) -> None:
    """Write analysis.json and the tables."""
    analysis = result.analysis
    put_analysis(analysis, folder)
    write_rows(folder / METRICS_CSV, METRIC_COLUMNS, metric_cells(analysis))
    write_rows(folder / EVENTS_CSV, EVENT_COLUMNS, event_cells(analysis))
    write_rows(folder / STEPS_CSV, step_columns(analysis), step_cells(analysis))
    model = analysis.provenance.model
    name = model.name if model else None
    if result.track is not None:
        write_landmarks(result.track, folder / LANDMARKS_CSV, name, analysis.view)
    if result.rear is not None:
        (folder / REAR).mkdir(exist_ok=True)
        write_data(result.rear, folder / REAR)
    if result.raw_track is not None:
        write_landmarks(result.raw_track, folder / LANDMARKS_RAW_CSV, name, analysis.view)


def read_analysis(folder: Path) -> Analysis:
    """Return the document in ``folder``.

    Raises
    ------
    UsageError
        There is none, or none that this version can read.
    """
    path = folder / ANALYSIS_JSON
    fix = "name the folder that 'formcheck analyze' wrote"
    try:
        loaded: object = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(
            f"{folder} holds no analysis: {path.name} cannot be read ({error.strerror})",
            fix,
            code="no_analysis",
        ) from error
    except ValueError as error:
        raise UsageError(f"{path} is damaged: {error}", fix, code="no_analysis") from error
    return parse(loaded, str(path))


def run_around(folder: Path) -> Path | None:
    """Return the folder of the run whose view from behind this is; None where it is none."""
    whole = folder.resolve().parent
    is_rear = folder.resolve().name == REAR and (whole / ANALYSIS_JSON).is_file()
    return whole if is_rear and read_analysis(whole).rear is not None else None


def load_result(source: str | Path | AnalysisResult) -> AnalysisResult:
    """Open an analysis: the folder of an earlier one, or what ``analyze`` returned.

    Raises
    ------
    UsageError
        If the folder holds no analysis that this version can read.

    See Also
    --------
    formcheck.AnalysisResult : What it gives: document, tables, figures.
    formcheck.load_block : The same for many clips.

    Examples
    --------
    >>> from formcheck import load_result
    >>> run = load_result("results/run")  # doctest: +SKIP
    >>> run.metrics.head()  # doctest: +SKIP
    """
    if isinstance(source, AnalysisResult):
        return source
    folder = Path(source)
    analysis = read_analysis(folder)
    table = folder / LANDMARKS_CSV
    track = read_landmarks(table)[0] if table.is_file() else None
    behind = folder / REAR
    rear = load_result(behind) if (behind / ANALYSIS_JSON).is_file() else None
    return AnalysisResult(analysis, track, folder=folder, rear=rear)
