"""What a batch has to do: one job a clip or landmark table, each with a folder of its own."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields, replace
from pathlib import Path, PurePosixPath

from formcheck.domain.files import ANALYSIS_JSON
from formcheck.errors import UsageError
from formcheck.settings import AnalysisSettings
from formcheck.tables.landmarks import is_landmark_table

VIDEO_SUFFIXES = frozenset(
    (
        *(".3gp", ".avi", ".flv", ".m2ts", ".m4v", ".mkv", ".mov", ".mp4", ".mpeg"),
        *(".mpg", ".mts", ".mxf", ".ogv", ".qt", ".ts", ".webm", ".wmv"),
    )
)
TABLE_SUFFIXES = frozenset((".csv", ".tsv", ".xls", ".xlsx", ".ods", ".trc", ".c3d"))


@dataclass(frozen=True, slots=True)
class Session:
    """What is known about a clip besides its measurement; None where nobody said.

    Attributes
    ----------
    date : str or None
        ISO 8601, day or day and time.
    athlete, session, shoe, notes : str or None
    km_into_run : float or None
    pain_0_10 : float or None
    """

    date: str | None = None
    athlete: str | None = None
    session: str | None = None
    shoe: str | None = None
    km_into_run: float | None = None
    pain_0_10: float | None = None
    notes: str | None = None


SESSION_COLUMNS = tuple(f.name for f in fields(Session))


@dataclass(frozen=True, slots=True)
class Job:
    """One file to analyse.

    Attributes
    ----------
    path : Path
    source : str
        The file as the user sees it: relative to the folder or manifest.
    name : str
        Folder of the result, relative to the batch's own, with ``/``.
    landmarks : bool
        Whether the file is a landmark table.
    settings : AnalysisSettings
    session : Session
    rear : Path or None
        The clip from behind of the same session.
    """

    path: Path
    source: str
    name: str
    landmarks: bool
    settings: AnalysisSettings
    session: Session = field(default_factory=Session)
    rear: Path | None = None


def is_input(path: Path) -> bool:
    """Whether a file is a clip (by its suffix) or a landmark table (by its header)."""
    suffix = path.suffix.lower()
    return suffix in VIDEO_SUFFIXES or (suffix == ".csv" and is_landmark_table(path))


def find_jobs(folder: Path, settings: AnalysisSettings, *, leave_out: Path) -> list[Job]:
    """Find all clips and landmark tables below a folder.

    Parameters
    ----------
    folder : Path
    settings : AnalysisSettings
        For all of them.
    leave_out : Path
        Folder of the results, which may lie inside ``folder``.

    Raises
    ------
    UsageError
        If there is nothing to do.
    """
    found = sorted(filter(is_input, _files(folder, leave_out)))
    if not found:
        raise UsageError(
            f"There is no clip and no landmark table in {folder}.",
            "Clips are known by their suffix (.mp4, .mov, ...), landmark tables by a header "
            "that begins frame,time_s.",
            code="usage",
        )
    relative = [PurePosixPath(path.relative_to(folder).as_posix()) for path in found]
    names = folder_names(relative)
    return [
        Job(path, where.as_posix(), name, path.suffix.lower() == ".csv", settings)
        for path, where, name in zip(found, relative, names, strict=True)
    ]


def passed_over(folder: Path, *, leave_out: Path) -> list[Path]:
    """Tables below a folder that are no landmark tables, relative to it: somebody may miss them."""
    files = sorted(_files(folder, leave_out))
    return [
        path.relative_to(folder)
        for path in files
        if path.suffix.lower() in TABLE_SUFFIXES and not is_input(path)
    ]


def _files(folder: Path, leave_out: Path) -> Iterator[Path]:
    left_out = {_which(place) for place in (folder, leave_out) if place.exists()}
    return _walk(folder, left_out)


def _walk(folder: Path, seen: set[tuple[int, int] | Path]) -> Iterator[Path]:
    """Find files, each folder and each file once: links may lead back, or to the same again."""
    # What is no link comes first, so that a file is found under its own name.
    for path in sorted(folder.iterdir(), key=lambda p: (p.is_symlink(), p.is_dir(), p.name)):
        try:
            which = _which(path)
        except (OSError, RuntimeError):  # a link that leads nowhere, or round in a circle
            continue
        if path.name.startswith(".") or which in seen:
            continue
        if path.is_dir() and not (path / ANALYSIS_JSON).is_file():
            seen.add(which)
            yield from _walk(path, seen)
        elif path.is_file():
            seen.add(which)
            yield path


def _which(path: Path) -> tuple[int, int] | Path:
    """What a name stands for; some file systems number nothing."""
    status = path.stat()
    return (status.st_dev, status.st_ino) if status.st_ino else path.resolve(strict=True)


def folder_names(files: Iterable[PurePosixPath]) -> list[str]:
    """Name the result folder of each file: its path without the suffix.

    The suffix stays where two files would share a folder (on disks that take capital and
    small letters for the same, too), and where one's folder would lie inside another's.

    Examples
    --------
    >>> from pathlib import PurePosixPath as P
    >>> folder_names([P("a/run.mp4"), P("a/run.csv"), P("b.mov")])
    ['a/run.mp4', 'a/run.csv', 'b']
    """
    files = list(files)
    short = [path.with_suffix("").as_posix() for path in files]
    count = Counter(name.casefold() for name in short)
    parents = {p.as_posix().casefold() for path in files for p in path.parents}
    return [
        path.as_posix() if count[name.casefold()] > 1 or name.casefold() in parents else name
        for path, name in zip(files, short, strict=True)
    ]


def share_cores(jobs: list[Job], workers: int) -> list[Job]:
    """Let each clip use the cores that would lie idle when there are fewer clips than workers."""
    clips = sum(not job.landmarks for job in jobs)
    each = max(1, workers // max(1, min(clips, workers)))
    return [replace(job, settings=replace(job.settings, jobs=each)) for job in jobs]
