"""The output folder: written beside its place and moved there when it is whole."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from formcheck.domain.files import ANALYSIS_JSON
from formcheck.errors import UsageError, disk_full, no_room


def check(out_dir: Path) -> None:
    """Make sure that an analysis may be written there.

    Raises
    ------
    UsageError
        If the place is taken by something that is no earlier analysis.
    """
    taken = out_dir.exists() and not (
        out_dir.is_dir() and ((out_dir / ANALYSIS_JSON).is_file() or not any(out_dir.iterdir()))
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
        As :func:`check`, or if the place cannot be written or its disk is full.
    """
    check(out_dir)
    try:
        out_dir.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{out_dir.name}-", dir=out_dir.parent))
    except OSError as error:
        if no_room(error):
            raise disk_full(out_dir) from error
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
    except Exception as error:
        if no_room(error):
            raise disk_full(out_dir) from error
        raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def put(path: Path, text: str) -> None:
    """Write one file so that its place never holds half of it."""
    draft = path.with_name(f".{path.name}.new")
    try:
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
