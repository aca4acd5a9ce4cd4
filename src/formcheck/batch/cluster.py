"""The same work on a Dask cluster: workers analyse, the driver alone writes the block.

A job is :func:`formcheck.batch.work.work`, as on one machine. It writes into a folder of the
worker's own, which comes back packed; the driver puts it in place. Clips are read by the
workers, so they must lie where every worker sees them under the same path.
"""

import io
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from formcheck.batch.jobs import Job
from formcheck.batch.pool import OnProgress
from formcheck.batch.work import Outcome, work
from formcheck.errors import InstallationError, UsageError
from formcheck.installation import with_extra
from formcheck.settings import Progress
from formcheck.store.place import new_folder

if TYPE_CHECKING:
    from distributed import Client

CONNECT_S: Final = 20
RETRIES: Final = 2
RESOURCE: Final = "formcheck"
"""Workers may limit themselves: ``dask worker ... --resources formcheck=1``."""
AHEAD: Final = 3
"""Jobs in hand for each thread of the cluster: enough to keep it busy, few enough to hold."""
LEAST_AHEAD: Final = 200
"""Jobs in hand at least: a cluster that grows with its work must see some."""
FIRST_WORKER_S: Final = 300
"""Workers of a batch system come late."""


def run_on_cluster(
    jobs: Iterable[Job],
    scheduler: str,
    out: Path,
    *,
    only_data: bool,
    on_progress: OnProgress,
    on_dashboard: Callable[[str], None] = lambda _: None,
) -> Iterator[tuple[Job, Outcome]]:
    """Do all jobs on a running cluster; yield each as it ends, its folder written.

    A worker that dies costs time only: its jobs start again on another one.

    Parameters
    ----------
    jobs : iterable of Job
    scheduler : str
        Address such as ``tcp://10.0.0.5:8786``.
    out : Path
        Folder of the batch, on this machine.
    only_data : bool
    on_progress : callable
        Called when a job is handed over.
    on_dashboard : callable
        Called once with the address of Dask's dashboard.

    Raises
    ------
    InstallationError
        If Dask is not installed.
    UsageError
        If there is no scheduler at this address, or no worker within some minutes.
    """
    with _connect(scheduler) as client:
        from distributed import as_completed

        on_dashboard(str(client.dashboard_link))
        threads, limits = _size(client)
        to_submit = iter(jobs)
        at_work: dict[Any, Job] = {}

        def hand_over(count: int) -> list[Any]:
            handed = []
            for job in islice(to_submit, count):
                on_progress(job, Progress("cluster", 0))
                future = client.submit(
                    _packed, job, only_data=only_data, pure=False, retries=RETRIES, resources=limits
                )
                at_work[future] = job
                handed.append(future)
            return handed

        ended = as_completed(hand_over(max(AHEAD * threads, LEAST_AHEAD)))
        for future in ended:
            job = at_work.pop(future)
            yield job, _received(job, future, out)
            ended.update(hand_over(1))


def _connect(scheduler: str) -> "Client":
    try:
        from distributed import Client
    except ImportError as error:
        raise InstallationError(
            "Work on a cluster needs Dask, which is not installed.",
            with_extra("cluster"),
            code="missing_library",
        ) from error
    try:
        return Client(scheduler, timeout=CONNECT_S)
    except (OSError, ValueError) as error:
        raise UsageError(
            f"No Dask scheduler answers at {scheduler}.",
            "Start one with 'dask scheduler' and give the address that it prints.",
            code="usage",
        ) from error


def _size(client: "Client") -> tuple[int, dict[str, int] | None]:
    """Threads of the whole cluster, and the resource a job takes where workers declare it."""
    call = client.submit(int, pure=False)  # a cluster that grows with its work needs some
    try:
        client.wait_for_workers(1, timeout=FIRST_WORKER_S)
    except TimeoutError as error:
        raise UsageError(
            f"The Dask scheduler has had no worker for {FIRST_WORKER_S} s.",
            "Start some with 'dask worker ADDRESS', then run the same command again.",
            code="usage",
        ) from error
    finally:
        call.cancel()
    workers = client.scheduler_info(n_workers=-1)["workers"].values()
    declared = any(RESOURCE in (worker.get("resources") or {}) for worker in workers)
    return sum(worker["nthreads"] for worker in workers), {RESOURCE: 1} if declared else None


def _packed(job: Job, *, only_data: bool) -> tuple[Outcome, bytes]:
    """Do one job on a worker; return the outcome and the folder as a ZIP file."""
    with tempfile.TemporaryDirectory(prefix="formcheck-") as place:
        outcome = work(job, Path(place), only_data=only_data)
        folder = Path(place, job.name)
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
                archive.write(path, path.relative_to(folder).as_posix())
        return outcome, file.getvalue()


def _received(job: Job, future: Any, out: Path) -> Outcome:  # noqa: ANN401 - Dask has no types
    """Put the folder of an ended job in place."""
    if future.status != "finished":
        return Outcome(
            job.name,
            "failed",
            "worker_died",
            "the workers that analysed it died one after the other, perhaps for want of memory",
            final=False,
        )
    outcome: Outcome
    outcome, packed = future.result()
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        if archive.namelist():
            with new_folder(out / job.name) as draft:
                archive.extractall(draft)
    return outcome
