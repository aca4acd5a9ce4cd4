"""Worker processes: each does one job after the other, and may die without taking the batch."""

import contextlib
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Final

from formcheck.batch.jobs import Job
from formcheck.batch.work import Outcome, work
from formcheck.settings import Progress

PROGRESS_EVERY_S: Final = 0.25
TRIES: Final = 2
"""A job whose worker dies is tried once more, in a new process."""

OnProgress = Callable[[Job, Progress], None]


class _WorkerProcess:
    """The driver's end of one worker process."""

    def __init__(self, out: Path, *, only_data: bool) -> None:
        # Not fork: threads and open models of the caller must not be copied.
        context = get_context("spawn")
        self.connection, theirs = context.Pipe()
        self.process = context.Process(
            target=_serve, args=(theirs, out, only_data), daemon=True, name="formcheck worker"
        )
        self.process.start()
        theirs.close()
        self.job: Job | None = None

    def take(self, job: Job) -> None:
        self.job = job
        with contextlib.suppress(BrokenPipeError, ConnectionError):
            self.connection.send(job)

    def stop(self) -> None:
        self.connection.close()
        self.process.terminate()
        self.process.join()


def run_pool(
    jobs: Iterable[Job],
    workers: int,
    out: Path,
    *,
    only_data: bool,
    on_progress: OnProgress,
) -> Iterator[tuple[Job, Outcome]]:
    """Do all jobs with so many processes at once; yield each as it ends.

    Parameters
    ----------
    jobs : iterable of Job
    workers : int > 0
    out : Path
        Folder of the batch.
    only_data : bool
    on_progress : callable
        Called in this thread.
    """
    queued = deque((job, 1) for job in jobs)
    tries: dict[str, int] = {}
    pool: list[_WorkerProcess] = []
    try:
        while queued or any(worker.job for worker in pool):
            _hand_out(
                queued, tries, pool, workers, lambda: _WorkerProcess(out, only_data=only_data)
            )
            for connection in wait([worker.connection for worker in pool if worker.job]):
                worker = next(w for w in pool if w.connection is connection)
                ended = _listen(worker, on_progress)
                if ended is None:
                    continue
                job, outcome = ended
                if outcome is None:
                    pool.remove(worker)
                    if tries[job.name] < TRIES:
                        queued.appendleft((job, tries[job.name] + 1))
                        continue
                    outcome = _died(job, worker.process.exitcode)
                yield job, outcome
    finally:
        for worker in pool:
            worker.stop()


def _hand_out(
    queued: deque[tuple[Job, int]],
    tries: dict[str, int],
    pool: list[_WorkerProcess],
    workers: int,
    hire: Callable[[], _WorkerProcess],
) -> None:
    while queued:
        idle = next((worker for worker in pool if worker.job is None), None)
        if idle is None and len(pool) >= workers:
            return
        if idle is None:
            idle = hire()
            pool.append(idle)
        job, tries[job.name] = queued.popleft()
        idle.take(job)


def _listen(worker: _WorkerProcess, on_progress: OnProgress) -> tuple[Job, Outcome | None] | None:
    """Read one message; return the job if it has ended, with None if the worker died."""
    job = worker.job
    if job is None:
        return None
    try:
        message = worker.connection.recv()
    except (EOFError, ConnectionError):
        worker.process.join()
        return job, None
    if isinstance(message, Progress):
        on_progress(job, message)
        return None
    worker.job = None
    return job, message


def _died(job: Job, exit_code: int | None) -> Outcome:
    how = f"signal {-exit_code}" if exit_code is not None and exit_code < 0 else f"code {exit_code}"
    return Outcome(
        job.name,
        "failed",
        "worker_died",
        f"the process that analysed it died twice ({how}), perhaps for want of memory",
        final=False,
    )


def _serve(connection: Connection, out: Path, only_data: bool) -> None:
    """Life of a worker process: take jobs until the driver hangs up."""
    # Ctrl-C reaches the whole group; the driver decides what happens then.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_driver, daemon=True).start()
    while True:
        try:
            job: Job = connection.recv()
        except (EOFError, ConnectionError):
            return
        connection.send(
            work(job, out, only_data=only_data, on_progress=_progress_sender(connection))
        )


def _end_with_driver() -> None:
    """Leave at once when the driver is gone: what is half done is of no use to the next run."""
    driver = parent_process()
    if driver is not None:
        wait([driver.sentinel])
        os._exit(1)


def _progress_sender(connection: Connection) -> Callable[[Progress], None]:
    last_s, last_stage = 0.0, ""

    def send(progress: Progress) -> None:
        nonlocal last_s, last_stage
        now_s = time.monotonic()
        if progress.stage != last_stage or now_s - last_s >= PROGRESS_EVERY_S:
            last_s, last_stage = now_s, progress.stage
            connection.send(progress)

    return send
