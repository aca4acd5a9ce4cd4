"""From a result to its folder: data, pictures, video, report."""

from collections.abc import Callable
from pathlib import Path

from formcheck.domain.result import AnalysisResult
from formcheck.settings import Progress
from formcheck.store.folder import new_folder, write_data


def publish(
    result: AnalysisResult,
    out_dir: Path,
    *,
    only_data: bool = False,
    on_progress: Callable[[Progress], None] | None = None,
) -> Path:
    """Write the folder of one analysis, whole or not at all.

    Parameters
    ----------
    result : AnalysisResult
    out_dir : Path
        The folder itself. Replaced if it holds an earlier analysis.
    only_data : bool
        Leave out pictures, video and report.
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
    with new_folder(out_dir) as draft:
        document = write_data(result, draft)
        if not only_data:
            _draw(result, draft, on_progress)
            from formcheck.report import render

            if on_progress:
                on_progress(Progress("report", 0, 1))
            (draft / "report.html").write_text(render(document, draft), encoding="utf-8")
    return out_dir


def _draw(
    result: AnalysisResult, folder: Path, on_progress: Callable[[Progress], None] | None
) -> None:
    if result.from_table:
        return
    from formcheck.overlay.annotate import annotate

    annotate(result, folder, on_progress)
