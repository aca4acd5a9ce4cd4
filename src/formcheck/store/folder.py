"""The output folder: written beside its place and moved there when it is whole."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from formcheck.document import as_text, parse
from formcheck.domain.analysis import Analysis
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
from formcheck.tables.landmarks import read_landmarks, write_landmarks
from formcheck.tables.rows import write_rows

ANALYSIS = "analysis.json"


def check(out_dir: Path) -> None:
    """Make sure that an analysis may be written there.

    Raises
    ------
    UsageError
        If the place is taken by something that is no earlier analysis.
    """
    taken = out_dir.exists() and not (
        out_dir.is_dir() and ((out_dir / ANALYSIS).is_file() or not any(out_dir.iterdir()))
    )
    if taken:
        raise UsageError(
            f"{out_dir} exists and holds no earlier analysis, so it is not replaced.",
            "Choose another folder with --out.",
            code="usage",
        )


@contextmanager
def new_folder(out_dir: Path) -> Iterator[Path]:
    """Give a folder to write into; it takes the place of ``out_dir`` if all went well.

    Raises
    ------
    UsageError
        As :func:`check`, or if the place cannot be written.
    """
    check(out_dir)
    try:
        out_dir.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{out_dir.name}-", dir=out_dir.parent))
    except OSError as error:
        raise UsageError(
            f"{out_dir} cannot be written ({error.strerror}).",
            "Choose a folder of your own with --out.",
            code="usage",
        ) from error
    try:
        yield draft
        draft.chmod(0o755)
        if out_dir.exists():
            old = Path(tempfile.mkdtemp(prefix=f".{out_dir.name}-old-", dir=out_dir.parent))
            out_dir.rename(old / out_dir.name)
            draft.rename(out_dir)
            shutil.rmtree(old, ignore_errors=True)
        else:
            draft.rename(out_dir)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def put(path: Path, text: str) -> None:
    """Write one file so that its place never holds half of it."""
    draft = path.with_name(f".{path.name}.new")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)


def put_analysis(analysis: Analysis, folder: Path) -> None:
    """Write analysis.json."""
    put(folder / ANALYSIS, as_text(analysis))


def write_data(result: AnalysisResult, folder: Path) -> None:
    """Write analysis.json and the tables."""
    analysis = result.analysis
    put_analysis(analysis, folder)
    write_rows(folder / "metrics.csv", METRIC_COLUMNS, metric_cells(analysis))
    write_rows(folder / "events.csv", EVENT_COLUMNS, event_cells(analysis))
    write_rows(folder / "steps.csv", step_columns(analysis), step_cells(analysis))
    model = analysis.provenance.model
    name = model.name if model else None
    if result.track is not None:
        write_landmarks(result.track, folder / "landmarks.csv", name)
    if result.raw_track is not None:
        write_landmarks(result.raw_track, folder / "landmarks_raw.csv", name)


def read_analysis(folder: Path) -> Analysis:
    """Return the document in ``folder``.

    Raises
    ------
    UsageError
        There is none, or none that this version can read.
    """
    path = folder / ANALYSIS
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


def load_result(source: str | Path | AnalysisResult) -> AnalysisResult:
    """Open an analysis: the folder of an earlier one, or what ``analyze`` returned.

    Raises
    ------
    UsageError
        If the folder holds no analysis that this version can read.
    """
    if isinstance(source, AnalysisResult):
        return source
    folder = Path(source)
    analysis = read_analysis(folder)
    table = folder / "landmarks.csv"
    track = read_landmarks(table)[0] if table.is_file() else None
    return AnalysisResult(analysis, track, folder=folder)
