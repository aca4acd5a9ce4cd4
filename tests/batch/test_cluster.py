"""Work on a real Dask scheduler with two worker processes of this machine."""

import json
import os
import signal
import sqlite3
from contextlib import closing

import pytest

from formcheck.batch.cluster import run_on_cluster
from formcheck.batch.index import INDEX
from formcheck.batch.jobs import find_jobs
from formcheck.batch.run import run_batch
from formcheck.errors import UsageError
from formcheck.settings import AnalysisSettings

distributed = pytest.importorskip("distributed", reason="the extra 'cluster' is not installed")

pytestmark = [
    pytest.mark.slow,
    # A worker that was killed leaves sockets and warnings behind, in Dask's own code.
    pytest.mark.filterwarnings("ignore"),
]

NOT_THE_SAME = ("analysed_utc", "seconds", "id", "only_data")


@pytest.fixture(scope="module")
def cluster():
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as started:
        yield started


def content(block):
    """What a block holds, without the times of the run."""
    with closing(sqlite3.connect(block / INDEX)) as db:
        db.row_factory = sqlite3.Row
        rows = [dict(row) for row in db.execute("SELECT * FROM analysis ORDER BY name")]
        measures = db.execute(
            "SELECT name, metric, side, value, ci_low, ci_high FROM analysis "
            "JOIN measure ON analysis_id = analysis.id JOIN kind ON kind.id = kind_id "
            "ORDER BY name, metric, side"
        ).fetchall()
    files = sorted(p.relative_to(block).as_posix() for p in block.rglob("*.csv"))
    tables = {name: (block / name).read_bytes() for name in files}
    for place in sorted(block.rglob("analysis.json")):
        document = json.loads(place.read_text())
        for when in ("created_utc", "duration_s"):
            document["provenance"].pop(when)
        tables[place.relative_to(block).as_posix()] = document
    return (
        [{k: v for k, v in row.items() if k not in NOT_THE_SAME} for row in rows],
        [tuple(row) for row in measures],
        tables,
    )


def test_a_cluster_gives_what_this_machine_gives(cluster, finished, tmp_path):
    settings, dashboards = AnalysisSettings(), []
    result = run_batch(
        finished / "clips",
        tmp_path / "block",
        settings=settings,
        only_data=True,
        scheduler=cluster.scheduler_address,
        on_dashboard=dashboards.append,
    )
    assert len(dashboards) == 1
    assert [o.status for o in result.outcomes].count("failed") == 1
    assert content(tmp_path / "block") == content(finished / "block")


def test_a_worker_killed_in_mid_run_costs_time_only(cluster, clips, tmp_path):
    jobs = find_jobs(clips, AnalysisSettings(), leave_out=tmp_path / "block")
    killed, ended = [], {}
    for job, outcome in run_on_cluster(
        jobs,
        cluster.scheduler_address,
        tmp_path / "block",
        only_data=True,
        on_progress=lambda *_: None,
    ):
        if not killed:
            killed.append(cluster.workers[0].pid)
            os.kill(killed[0], signal.SIGKILL)
        ended[job.name] = outcome.status
    assert sorted(ended) == sorted(job.name for job in jobs)
    assert list(ended.values()).count("failed") == 1
    for name, status in ended.items():
        if status != "failed":
            document = json.loads((tmp_path / "block" / name / "analysis.json").read_text())
            assert document["quality"]["verdict"] == status


def test_no_scheduler_is_said(clips, tmp_path, monkeypatch):
    monkeypatch.setattr("formcheck.batch.cluster.CONNECT_S", 1)
    jobs = find_jobs(clips, AnalysisSettings(), leave_out=tmp_path)
    with pytest.raises(UsageError, match="No Dask scheduler"):
        list(
            run_on_cluster(
                jobs, "tcp://127.0.0.1:9", tmp_path, only_data=True, on_progress=lambda *_: None
            )
        )


def test_workers_may_come_late(clips, tmp_path):
    jobs = find_jobs(clips, AnalysisSettings(), leave_out=tmp_path / "block")[:1]
    with distributed.LocalCluster(
        n_workers=0, threads_per_worker=1, processes=True, dashboard_address=None
    ) as empty:
        empty.adapt(minimum=0, maximum=1, interval="200ms")
        [(job, outcome)] = run_on_cluster(
            jobs,
            empty.scheduler_address,
            tmp_path / "block",
            only_data=True,
            on_progress=lambda *_: None,
        )
    assert (job.name, outcome.code) == ("broken", "unreadable_file")


def test_a_cluster_without_workers_is_said(clips, tmp_path, monkeypatch):
    monkeypatch.setattr("formcheck.batch.cluster.FIRST_WORKER_S", 1)
    jobs = find_jobs(clips, AnalysisSettings(), leave_out=tmp_path)
    with (
        distributed.LocalCluster(n_workers=0, dashboard_address=None) as empty,
        pytest.raises(UsageError, match="no worker"),
    ):
        list(
            run_on_cluster(
                jobs,
                empty.scheduler_address,
                tmp_path,
                only_data=True,
                on_progress=lambda *_: None,
            )
        )
