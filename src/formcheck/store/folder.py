"""The output folder: written beside its place and moved there when it is whole."""

import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from formcheck.assess.baseline import compare_with_baseline
from formcheck.domain.result import AnalysisResult
from formcheck.errors import UsageError
from formcheck.store.serialise import to_dict
from formcheck.tables.landmarks import write_landmarks
from formcheck.tables.rows import write_rows

ANALYSIS = "analysis.json"
METRIC_COLUMNS = (
    *("metric", "side", "value", "unit", "ci_low", "ci_high"),
    *("n_steps", "rating", "missing_reason"),
)
EVENT_COLUMNS = ("side", "event", "time_s", "frame", "confidence")
STEP_COLUMNS = ("step", "side", "ic_s", "to_s", "next_ic_s", "stride_end_s")


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


def put_analysis(document: Mapping[str, Any], folder: Path) -> None:
    """Write the content of analysis.json."""
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1)
    put(folder / ANALYSIS, text + "\n")


def write_data(
    result: AnalysisResult, folder: Path, baseline: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Write analysis.json and the tables; return the content of analysis.json.

    Parameters
    ----------
    result : AnalysisResult
    folder : Path
    baseline : mapping, optional
        analysis.json of an earlier analysis; the change against it is written as ``changes``.
    """
    document = to_dict(result)
    if baseline is not None:
        document["changes"] = {
            "since": baseline["clip"],
            "rows": [asdict(change) for change in compare_with_baseline(document, baseline)],
        }
    put_analysis(document, folder)
    _table(document["metrics"], METRIC_COLUMNS, folder / "metrics.csv")
    _table(document["events"], EVENT_COLUMNS, folder / "events.csv")
    names = [name for name, values in result.per_step.items() if values]
    _table(document["steps"], (*STEP_COLUMNS, *names), folder / "steps.csv")
    model = (result.provenance.get("model") or {}).get("name")
    if result.track is not None:
        write_landmarks(result.track, folder / "landmarks.csv", model)
    if result.raw_track is not None:
        write_landmarks(result.raw_track, folder / "landmarks_raw.csv", model)
    return document


def _table(rows: list[dict[str, Any]], columns: tuple[str, ...], path: Path) -> None:
    write_rows(path, columns, ([row.get(name) for name in columns] for row in rows))
