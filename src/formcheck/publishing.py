"""From a result to its folder: data, pictures, video, report."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from formcheck import letterhead
from formcheck.assess.baseline import compare_with_baseline
from formcheck.domain.analysis import Analysis, Measured
from formcheck.domain.files import REAR, REPORT_HTML
from formcheck.result import AnalysisResult
from formcheck.settings import Progress
from formcheck.store.folder import write_data
from formcheck.store.place import new_folder


def publish(
    result: AnalysisResult,
    out_dir: str | Path,
    *,
    only_data: bool = False,
    baseline: Analysis | None = None,
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
    baseline : Analysis, optional
        An earlier analysis; the change against it is written as ``changes``.
    on_progress : callable, optional

    Returns
    -------
    Path
        ``out_dir``.

    Raises
    ------
    UsageError
        If the place is taken or cannot be written.

    See Also
    --------
    formcheck.load_result : Open the folder again.

    Examples
    --------
    >>> from formcheck import analyze, publish
    >>> publish(analyze("run.mp4"), "results/run", only_data=True)  # doctest: +SKIP
    PosixPath('results/run')
    """
    out_dir = Path(out_dir)
    if baseline is not None and isinstance(result.analysis, Measured):
        changes = compare_with_baseline(result.analysis, baseline)
        result = replace(result, analysis=replace(result.analysis, changes=changes))
    with new_folder(out_dir) as draft:
        if result.letterhead is not None:
            letterhead.keep(result.letterhead, draft)
        if only_data:
            write_data(result, draft)
        else:
            write_all(result, draft, on_progress)
    return out_dir


def write_all(
    result: AnalysisResult, folder: Path, on_progress: Callable[[Progress], None] | None = None
) -> None:
    """Write data, pictures, video and report into a folder."""
    # The tables are written while the film is encoded. The report comes last: it holds
    # the pictures, and the film itself where that is small.
    with ThreadPoolExecutor(max_workers=1) as pool:
        data = pool.submit(_write_data, result, folder)
        if result.film is not None:
            from formcheck.overlay.annotate import annotate

            annotate(result, folder, on_progress)
        if result.rear is not None and result.rear.film is not None:
            from formcheck.overlay.annotate import annotate

            (folder / REAR).mkdir(exist_ok=True)
            annotate(result.rear, folder / REAR, on_progress)
        data.result()
    from formcheck.report import render

    if on_progress:
        on_progress(Progress("report", 0, 1))
    (folder / REPORT_HTML).write_text(render(result.analysis, folder), encoding="utf-8")
    if on_progress:
        on_progress(Progress("report", 1, 1))


def _write_data(result: AnalysisResult, folder: Path) -> None:
    write_data(result, folder)
    from formcheck.report import prepare

    prepare()
