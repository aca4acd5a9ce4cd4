"""From a result to its folder: data, pictures, video, report."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from formcheck.domain.result import AnalysisResult
from formcheck.settings import Progress
from formcheck.store.folder import new_folder, write_data


def publish(
    result: AnalysisResult,
    out_dir: str | Path,
    *,
    only_data: bool = False,
    baseline: Mapping[str, Any] | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> Path:
    """Write the folder of one analysis, whole or not at all.

    Parameters
    ----------
    result : AnalysisResult
    out_dir : str or Path
        The folder itself. Replaced if it holds an earlier analysis.
    only_data : bool
        Leave out pictures, video and report.
    baseline : mapping, optional
        analysis.json of an earlier analysis to compare with.
    on_progress : callable, optional

    Returns
    -------
    Path
        ``out_dir``.

    Raises
    ------
    UsageError
        If the place is taken or cannot be written.
    """
    out_dir = Path(out_dir)
    with new_folder(out_dir) as draft:
        if only_data:
            write_data(result, draft, baseline)
        else:
            _write_all(result, draft, baseline, on_progress)
    return out_dir


def _write_all(
    result: AnalysisResult,
    folder: Path,
    baseline: Mapping[str, Any] | None,
    on_progress: Callable[[Progress], None] | None,
) -> None:
    # The tables are written while the film is encoded. The report comes last: it holds
    # the pictures, and the film itself where that is small.
    with ThreadPoolExecutor(max_workers=1) as pool:
        data = pool.submit(_write_data, result, folder, baseline)
        if not result.from_table:
            from formcheck.overlay.annotate import annotate

            annotate(result, folder, on_progress)
        document = data.result()
    from formcheck.report import render

    if on_progress:
        on_progress(Progress("report", 0, 1))
    (folder / "report.html").write_text(render(document, folder), encoding="utf-8")
    if on_progress:
        on_progress(Progress("report", 1, 1))


def _write_data(
    result: AnalysisResult, folder: Path, baseline: Mapping[str, Any] | None
) -> dict[str, Any]:
    document = write_data(result, folder, baseline)
    import formcheck.report  # noqa: F401  (its packages take a while to load)

    return document
