"""The whole block as three tidy tables: clips, metrics, steps."""

import csv
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from formcheck.batch.index import CLIP_COLUMNS, METRIC_COLUMNS, Index
from formcheck.domain.files import STEPS_CSV
from formcheck.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

    from formcheck.plots.accessors import BlockPlots

CLIPS, METRICS, STEPS = "block-clips", "block-metrics", "block-steps"
TABLE_FILES = tuple(
    f"{name}.{kind}" for name in (CLIPS, METRICS, STEPS) for kind in ("csv", "parquet")
)
TEXT_COLUMNS = ("name", "athlete", "session", "shoe", "notes", "code")


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """All analyses of one folder as pandas tables, joined by ``name``.

    Attributes
    ----------
    folder : Path
    clips : DataFrame
        One row a clip: where it lies, what the manifest says, verdict, view, speed, score.
    metrics : DataFrame
        One row a metric and side of a clip, as in ``metrics.csv``.
    steps : DataFrame
        One row a step, as in ``steps.csv``.
    """

    folder: Path
    clips: "pd.DataFrame"
    metrics: "pd.DataFrame"
    steps: "pd.DataFrame"

    @property
    def plot(self) -> "BlockPlots":
        """Figures of the block."""
        from formcheck.plots.accessors import BlockPlots

        return BlockPlots(self)


def load_block(folder: str | Path) -> Block:
    """Read the tables of a block that `formcheck batch` has written.

    Raises
    ------
    UsageError
        If the folder holds none.

    See Also
    --------
    formcheck.batch : Make a block, or bring it up to date.

    Examples
    --------
    >>> from formcheck import load_block
    >>> block = load_block("block")  # doctest: +SKIP
    >>> block.metrics.query("metric == 'trunk_lean_deg'")  # doctest: +SKIP
    """
    folder = Path(folder)
    paths = [folder / f"{name}.csv" for name in (CLIPS, METRICS, STEPS)]
    if not all(path.is_file() for path in paths):
        raise UsageError(
            f"{folder} holds no block.",
            f"Make one first: formcheck batch CLIPS --out {folder}",
            code="usage",
        )
    return Block(folder, *(_read(path) for path in paths))


def _read(path: Path) -> "pd.DataFrame":
    import pandas as pd

    return pd.read_csv(path, dtype=dict.fromkeys(TEXT_COLUMNS, str))


def write_tables(folder: Path) -> None:
    """Write the block's tables from its index and its step files (Parquet too, if it can)."""
    with Index(folder) as index:
        _write(folder / f"{CLIPS}.csv", CLIP_COLUMNS, index.clips())
        _write(folder / f"{METRICS}.csv", METRIC_COLUMNS, index.metrics())
        status_at = CLIP_COLUMNS.index("status")
        measured = [row[0] for row in index.clips() if row[status_at] in ("ok", "caution")]
    columns = _step_columns(folder, measured)
    _write(folder / f"{STEPS}.csv", ("name", *columns), _step_rows(folder, measured, columns))
    if find_spec("pyarrow") is not None:
        _write_parquet(folder)


def _write(path: Path, columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> None:
    with _whole_file(path) as draft, draft.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


@contextmanager
def _whole_file(path: Path) -> Iterator[Path]:
    """Give a file to write beside ``path``, which it replaces when it is whole."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    os.close(handle)
    draft = Path(name)
    try:
        yield draft
        draft.chmod(0o644)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _step_tables(folder: Path, names: Iterable[str]) -> Iterator[tuple[str, Iterator[list[str]]]]:
    for name in names:
        path = folder / name / STEPS_CSV
        if path.is_file():
            with path.open(encoding="utf-8", newline="") as file:
                yield name, csv.reader(file)


def _step_columns(folder: Path, names: list[str]) -> list[str]:
    """All columns of all step files, in the order in which they first appear."""
    columns: dict[str, None] = {}
    for _, reader in _step_tables(folder, names):
        columns |= dict.fromkeys(next(reader, []))
    return list(columns)


def _step_rows(folder: Path, names: list[str], columns: list[str]) -> Iterator[list[str]]:
    for name, reader in _step_tables(folder, names):
        header = next(reader, [])
        for cells in reader:
            row = dict(zip(header, cells, strict=True))
            yield [name, *(row.get(column, "") for column in columns)]


def _write_parquet(folder: Path) -> None:
    """Write one table after the other: all at once would fill the memory at many clips."""
    for name in (CLIPS, METRICS, STEPS):
        with _whole_file(folder / f"{name}.parquet") as draft:
            _read(folder / f"{name}.csv").to_parquet(draft, index=False)
