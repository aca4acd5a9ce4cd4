"""Workers may die: the job is tried once more, then given up, and the others go on."""

import os

import pytest

from formcheck.batch import pool
from formcheck.batch.jobs import Job
from formcheck.batch.work import Outcome
from formcheck.settings import AnalysisSettings, Progress


def named(name, path):
    return Job(path, name, name, True, AnalysisSettings())


def pretended_work(job, out, *, on_progress, **_):
    """Stands in for `work` in the worker process: dies, or dies only the first time."""
    mark = out / f"{job.name}.tried"
    first = not mark.exists()
    mark.touch()
    on_progress(Progress("pretended", 1, 1))
    if job.name == "deadly" or (job.name == "shaky" and first):
        os._exit(9)
    return Outcome(job.name, "ok")


def pretended_life(connection, out, only_data):
    pool.work = pretended_work
    _true_life(connection, out, only_data)


_true_life = pool._serve


@pytest.mark.parametrize("workers", [1, 3])
def test_death_of_a_worker_costs_one_job(tmp_path, monkeypatch, workers):
    monkeypatch.setattr(pool, "_serve", pretended_life)
    jobs = [named(name, tmp_path) for name in ("deadly", "first", "shaky", "second")]
    told = []
    done = pool.run_pool(
        jobs, workers, tmp_path, only_data=True, on_progress=lambda job, _: told.append(job.name)
    )
    ended = {job.name: outcome for job, outcome in done}
    assert {name: outcome.status for name, outcome in ended.items()} == {
        "deadly": "failed",
        "first": "ok",
        "shaky": "ok",
        "second": "ok",
    }
    assert ended["deadly"].code == "worker_died"
    assert not ended["deadly"].final
    assert set(told) == set(ended)
