"""The driver of a batch: what is new is done, everything is recorded, tables are written."""

import hashlib
import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from formcheck.batch.cluster import run_on_cluster
from formcheck.batch.export import TABLE_FILES, Block, load_block, write_tables
from formcheck.batch.index import Index, only_one, plain_json
from formcheck.batch.jobs import Job, find_jobs, passed_over, share_cores
from formcheck.batch.manifest import read_manifest
from formcheck.batch.pool import run_pool
from formcheck.batch.watches import Matched, with_watches
from formcheck.batch.work import Outcome
from formcheck.domain.files import ANALYSIS_JSON
from formcheck.errors import UsageError
from formcheck.settings import AnalysisSettings, Progress
from formcheck.tables.landmarks import is_landmark_table
from formcheck.tables.spreadsheet import SAVE_AS_CSV, is_workbook
from formcheck.version import __version__

RESULTS = Path("formcheck-results")
MOST_WORKERS = 8
"""By default: each worker holds a pose model of its own."""
MANIFESTS = (".csv", ".tsv", ".txt")
UNREADABLE = "unreadable"
_DRAFT = re.compile(r"^\.(?P<name>.+)-[a-z0-9_]{8}$")
_NOT_IN_KEY = ("jobs", "use_cache", "guidelines")


@dataclass(frozen=True, slots=True)
class Tick:
    """Something happened in a batch.

    Attributes
    ----------
    done, total : int
        Jobs that have ended, and all of them.
    job : Job or None
        The one concerned.
    progress : Progress or None
        How far it is, while it is in work.
    outcome : Outcome or None
        What became of it, when it has ended.
    fresh : bool
        Whether it was done now, not in an earlier run.
    """

    done: int
    total: int
    job: Job | None = None
    progress: Progress | None = None
    outcome: Outcome | None = None
    fresh: bool = True


OnTick = Callable[[Tick], None]


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What a batch has done.

    Attributes
    ----------
    folder : Path
    outcomes : tuple of Outcome
        One a job, in the order of their folders, earlier ones included.
    fresh : int
        How many were done in this run.
    passed_over : tuple of Path
        Tables below the folder that are no landmark tables.
    watches : Matched or None
        Which clips have a watch file, where a folder of them was given.
    """

    folder: Path
    outcomes: tuple[Outcome, ...]
    fresh: int
    passed_over: tuple[Path, ...] = ()
    watches: Matched | None = None

    @property
    def complete(self) -> bool:
        """Whether every clip was measured."""
        return all(outcome.status in ("ok", "caution") for outcome in self.outcomes)


def batch(
    source: str | Path,
    out: str | Path | None = None,
    *,
    settings: AnalysisSettings | None = None,
    jobs: int | None = None,
    only_data: bool = False,
    scheduler: str | None = None,
    fit_folder: str | Path | None = None,
) -> Block:
    """Analyse a folder (or manifest) of clips and landmark tables.

    Parameters
    ----------
    source : str or Path
        A folder, searched recursively, or a manifest (CSV).
    out : str or Path, optional
        Folder of the block; ``formcheck-results/<name>`` if not given.
    settings : AnalysisSettings, optional
        For all clips; a manifest's rows go before it.
    jobs : int, optional
        Processes at once.
    only_data : bool
        Leave out pictures, videos and reports.
    scheduler : str, optional
        Address of a Dask cluster that does the work (``tcp://host:8786``).
    fit_folder : str or Path, optional
        Files of a watch (FIT); each clip gets the one that was recording while it was filmed.

    Returns
    -------
    Block
        Tables of the whole block; ``clips.status`` says what became of each clip.

    Raises
    ------
    UsageError
        If there is nothing to do or the manifest is wrong.

    See Also
    --------
    formcheck.load_block : Open the block again without any work.
    formcheck.plots.trend : Draw a metric of it over time.

    Examples
    --------
    >>> import formcheck
    >>> block = formcheck.batch("clips", "block", only_data=True)  # doctest: +SKIP
    >>> block.clips[["name", "status", "score"]]  # doctest: +SKIP
    """
    place = Path(out) if out is not None else default_out(Path(source))
    run_batch(
        Path(source),
        place,
        settings=settings or AnalysisSettings(),
        jobs=jobs,
        only_data=only_data,
        scheduler=scheduler,
        fit_folder=None if fit_folder is None else Path(fit_folder),
    )
    return load_block(place)


def default_out(source: Path) -> Path:
    """Folder of a block that was not given one."""
    return RESULTS / (source.resolve().name if source.is_dir() else source.stem)


def run_batch(
    source: Path,
    out: Path,
    *,
    settings: AnalysisSettings,
    jobs: int | None = None,
    only_data: bool = False,
    scheduler: str | None = None,
    fit_folder: Path | None = None,
    on_tick: OnTick = lambda _: None,
    on_wait: Callable[[], None] = lambda: None,
    on_dashboard: Callable[[str], None] = lambda _: None,
) -> BatchResult:
    """Analyse everything that is new below ``source`` and bring the block up to date.

    Parameters
    ----------
    source, out, settings, jobs, only_data
        As for :func:`batch`.
    scheduler : str, optional
        Address of a Dask cluster that does the work instead of this machine.
    fit_folder : Path, optional
        As for :func:`batch`.
    on_tick : callable
        Called as the work goes on.
    on_wait : callable
        Called once if another batch is at work in the same folder.
    on_dashboard : callable
        Called once with the address of the cluster's dashboard.
    """
    todo = _jobs_of(source, settings, out)
    watches = None if fit_folder is None else with_watches(todo, fit_folder)
    todo = todo if watches is None else list(watches.jobs)
    _make(out)
    with only_one(out, on_wait):
        _sweep(out, {*TABLE_FILES, *(PurePosixPath(job.name).name for job in todo)})
        with Index(out) as index:
            known = {job.name: _identity(index, job, only_data=only_data) for job in todo}
            new = [job for job in todo if not _is_done(index, out, job, known[job.name])]
            ticker = _Ticker(len(todo), on_tick)
            fresh = {job.name for job in new}
            for job in todo:
                if job.name not in fresh:
                    index.describe(job)
                    ticker.ended(job, index.outcome(job.name), fresh=False)
            if scheduler is None:
                work = _worked_here(new, out, jobs, ticker, only_data=only_data)
            else:
                work = run_on_cluster(
                    share_cores(new, 1),
                    scheduler,
                    out,
                    only_data=only_data,
                    on_progress=ticker.progress,
                    on_dashboard=on_dashboard,
                )
            for job, outcome in work:
                index.record(job, outcome, known[job.name])
                ticker.ended(job, outcome, fresh=True)
            outcomes = tuple(index.outcome(job.name) for job in todo)
            _forget_removed(index, out, known)
        write_tables(out)
    others = passed_over(source, leave_out=out) if source.is_dir() else []
    return BatchResult(out, outcomes, len(new), tuple(others), watches)


def _worked_here(
    new: list[Job], out: Path, jobs: int | None, ticker: "_Ticker", *, only_data: bool
) -> Iterator[tuple[Job, Outcome]]:
    """Have the jobs done by processes of this machine."""
    most = jobs or min(os.cpu_count() or 1, MOST_WORKERS)
    workers = max(1, min(most, len(new)))
    return run_pool(
        share_cores(new, most), workers, out, only_data=only_data, on_progress=ticker.progress
    )


class _Ticker:
    """Count what has ended and pass it on."""

    def __init__(self, total: int, on_tick: OnTick) -> None:
        self._done, self._total, self._on_tick = 0, total, on_tick
        on_tick(Tick(0, total))

    def progress(self, job: Job, progress: Progress) -> None:
        self._on_tick(Tick(self._done, self._total, job, progress=progress))

    def ended(self, job: Job, outcome: Outcome, *, fresh: bool) -> None:
        self._done += 1
        self._on_tick(Tick(self._done, self._total, job, outcome=outcome, fresh=fresh))


def _jobs_of(source: Path, settings: AnalysisSettings, out: Path) -> list[Job]:
    if source.is_dir():
        return find_jobs(source, settings, leave_out=out)
    if not source.is_file():
        raise UsageError(
            f"There is no folder or manifest {source}.", "Check the name.", code="usage"
        )
    if is_workbook(source):
        raise UsageError(
            f"{source.name} is a workbook, not a manifest.",
            SAVE_AS_CSV,
            code="usage",
        )
    if source.suffix.lower() not in MANIFESTS or is_landmark_table(source):
        raise UsageError(
            f"{source.name} is neither a folder nor a manifest.",
            "A single clip or landmark table is for 'formcheck analyze'.",
            code="usage",
        )
    return read_manifest(source, settings)


def _make(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            f"{out} cannot be written ({error.strerror}).",
            "Choose a folder of your own with --out.",
            code="usage",
        ) from error


def _sweep(out: Path, names: set[str]) -> None:
    """Remove what a killed run has left half written. The caller holds the folder's lock."""
    for folder, inside, files in os.walk(out):
        drafts = [name for name in (*inside, *files) if _draft_of(name) in names]
        for name in drafts:
            draft = Path(folder, name)
            if draft.is_dir():
                shutil.rmtree(draft, ignore_errors=True)
            else:
                draft.unlink(missing_ok=True)
        inside[:] = [
            name
            for name in inside
            if name not in drafts and not Path(folder, name, ANALYSIS_JSON).is_file()
        ]


def _draft_of(name: str) -> str | None:
    """Name of the folder or file that this is a draft of, if it is one."""
    found = _DRAFT.match(name)
    return found["name"].removesuffix("-old") if found else None


def _forget_removed(index: Index, out: Path, known: Mapping[str, object]) -> None:
    """Take out of the index what is no job any more and whose folder somebody has deleted."""
    for name in index.names():
        if name not in known and not (out / name / ANALYSIS_JSON).is_file():
            index.forget(name)


def _is_done(index: Index, out: Path, job: Job, identity: dict[str, Any]) -> bool:
    only_data = bool(identity["only_data"])
    if not index.is_done(job, identity["key"], only_data=only_data):
        return False
    failed = index.outcome(job.name).status == "failed"
    return failed or (out / job.name / ANALYSIS_JSON).is_file()


def _identity(index: Index, job: Job, *, only_data: bool) -> dict[str, Any]:
    """Return what an analysis depends on: content, settings, version."""
    try:
        content = _content(index, job.path, is_table=job.landmarks)
        if job.rear is not None:
            behind = _content(index, job.rear, is_table=job.rear.suffix.lower() == ".csv")
            content = hashlib.sha256((content + behind).encode()).hexdigest()
    except OSError:
        content = UNREADABLE  # the worker will say why
    chosen = {k: v for k, v in asdict(job.settings).items() if k not in _NOT_IN_KEY}
    if job.settings.guidelines is not None:
        chosen["guidelines_sha256"] = _sha256(job.settings.guidelines)
    settings = plain_json(chosen)
    key = hashlib.sha256(f"{content} {settings} {__version__}".encode()).hexdigest()
    return {
        "key": key,
        "content_sha256": content,
        "settings": settings,
        "version": __version__,
        "only_data": only_data,
    }


def _content(index: Index, path: Path, *, is_table: bool) -> str:
    """Return the checksum of a clip, or of a table with what stands beside it."""
    content = index.sha256_of(path, _sha256)
    if is_table and (sidecar := path.with_suffix(".json")).is_file():
        content = hashlib.sha256((content + _sha256(sidecar)).encode()).hexdigest()
    return content


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
