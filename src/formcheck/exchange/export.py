"""From an analysis to one file of a given format, written whole or not at all."""

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from formcheck.errors import UsageError, disk_full, no_room
from formcheck.exchange.c3d import write_c3d
from formcheck.exchange.coco import write_coco
from formcheck.exchange.dlc import write_dlc
from formcheck.exchange.kinovea import write_kinovea
from formcheck.exchange.mot import write_mot
from formcheck.exchange.motion import Motion, motion_of
from formcheck.exchange.table import write_csv, write_parquet
from formcheck.exchange.trc import write_trc
from formcheck.result import AnalysisResult


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file: its ending (the last part is its suffix) and what writes it."""

    ending: str
    write: Callable[[Motion, Path], None]
    has_lengths: bool = True


FORMATS: Final[dict[str, Format]] = {
    "trc": Format(".trc", write_trc),
    "mot": Format(".mot", write_mot),
    "c3d": Format(".c3d", write_c3d),
    "coco": Format(".coco.json", write_coco, has_lengths=False),
    "dlc": Format(".dlc.csv", write_dlc, has_lengths=False),
    "kinovea": Format(".kinovea.trc", write_kinovea, has_lengths=False),
    "csv": Format(".frames.csv", write_csv),
    "parquet": Format(".frames.parquet", write_parquet),
}


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: the file, its unit of length, and what must be said about it."""

    path: Path
    unit: str
    note: str | None


def export(result: AnalysisResult, kind: str, out: Path | None = None) -> Exported:
    """Write an analysis for another program.

    Parameters
    ----------
    result : AnalysisResult
    kind : str
        One of :data:`FORMATS`.
    out : Path, optional
        The file; in the folder of the analysis and named after the clip if left out.

    Raises
    ------
    UsageError
        If the format is not known, there is nothing to export, or the place cannot be written.
    InstallationError
        If the format needs an extra that is not installed.
    """
    if kind not in FORMATS:
        raise UsageError(
            f"there is no format {kind!r}.", f"Choose from {', '.join(FORMATS)}.", code="usage"
        )
    form = FORMATS[kind]
    motion = motion_of(result)
    path = out or (result.folder or Path()) / f"{motion.name}{form.ending}"
    suffix = Path(f"name{form.ending}").suffix
    if path.suffix.lower() != suffix:
        raise UsageError(
            f"{path} does not end in {suffix}, as {kind} files do.",
            f"Name it, for example, {path.with_suffix(suffix).name}.",
            code="usage",
        )
    _write_whole(motion, form, path)
    if not form.has_lengths:
        return Exported(path, "px", None)
    note = None
    if motion.unit == "px":
        note = (
            "lengths are in pixels, because the scale is not known; analyse with --height-cm "
            "for metres"
        )
    return Exported(path, motion.unit, note)


def _write_whole(motion: Motion, form: Format, path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".export-", suffix=path.suffix, dir=path.parent)
    except OSError as error:
        if no_room(error):
            raise disk_full(path) from error
        raise UsageError(
            f"{path} cannot be written ({error.strerror}).",
            "Choose a file of your own with --out.",
            code="usage",
        ) from error
    os.close(handle)
    draft = Path(name)
    try:
        form.write(motion, draft)
        draft.chmod(0o644)
        draft.replace(path)
    except Exception as error:
        if no_room(error):
            raise disk_full(path) from error
        raise
    finally:
        draft.unlink(missing_ok=True)
