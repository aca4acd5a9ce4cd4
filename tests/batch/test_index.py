"""The index survives what happens to files and processes."""

import sqlite3
import threading
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from formcheck.batch.index import INDEX, MIGRATIONS, Index, only_one
from formcheck.batch.jobs import Job, Session
from formcheck.batch.work import Outcome
from formcheck.block import write_block_report
from formcheck.block.source import athletes, clips_of, series_of
from formcheck.domain.analysis import MetricRow
from formcheck.errors import UsageError
from formcheck.settings import AnalysisSettings

OLD = Path(__file__).parent / "v1"
MEASURES = """
SELECT name, metric, side, value, ci_low, ci_high, n_steps, rating FROM measure
JOIN analysis ON analysis_id = analysis.id JOIN kind ON kind.id = kind_id
ORDER BY name, metric, side
"""
IDENTITY = {
    "key": "k1",
    "content_sha256": "c",
    "settings": "{}",
    "version": "1",
    "only_data": True,
}
LEAN = MetricRow("trunk_lean_deg", "both", "deg", 6.5, 4.0, 9.0, 20, None, {}, "good")


def job(tmp_path, name="a", **session):
    return Job(
        tmp_path / f"{name}.csv", f"{name}.csv", name, True, AnalysisSettings(), Session(**session)
    )


def rows(folder, sql):
    with sqlite3.connect(folder / INDEX) as db:
        found = db.execute(sql).fetchall()
    db.close()
    return found


def test_a_new_index_has_todays_version_and_keeps_its_promises(tmp_path):
    with Index(tmp_path):
        pass
    assert rows(tmp_path, "PRAGMA user_version") == [(len(MIGRATIONS),)]
    assert rows(tmp_path, "PRAGMA journal_mode") == [("wal",)]


def test_an_index_of_the_future_is_refused(tmp_path):
    with sqlite3.connect(tmp_path / INDEX) as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(UsageError, match="newer formcheck"):
        Index(tmp_path)


def test_an_index_of_formcheck_0_1_is_read_and_written_on(tmp_path):
    """Kept from a batch over the two sample tables, before rows knew from which view they are."""
    with sqlite3.connect(tmp_path / INDEX) as db:
        db.executescript((OLD / "block.sql").read_text(encoding="utf-8"))
    db.close()
    before = rows(tmp_path, MEASURES)
    assert len(before) > 100
    with Index(tmp_path) as index:
        assert {row[-1] for row in index.metrics()} == {"side"}
        index.record(job(tmp_path, "z"), Outcome("z", "ok", metrics=[LEAN]), IDENTITY)
    new = ("z", "trunk_lean_deg", "both", 6.5, 4.0, 9.0, 20, "good")
    assert rows(tmp_path, MEASURES) == [*before, new]
    assert rows(tmp_path, "PRAGMA user_version") == [(len(MIGRATIONS),)]
    assert rows(tmp_path, "PRAGMA foreign_key_check") == []
    with Index(tmp_path) as index:
        index.forget("overstrider")
    assert rows(tmp_path, MEASURES) == [r for r in [*before, new] if r[0] != "overstrider"]


def test_a_block_of_formcheck_0_1_opens_with_its_folders(tmp_path):
    with sqlite3.connect(tmp_path / INDEX) as db:
        db.executescript((OLD / "block.sql").read_text(encoding="utf-8"))
    db.close()
    for name, kept in (("overstrider", "over"), ("sound_runner", "sound")):
        (tmp_path / name).mkdir()
        document = OLD.parents[1] / "document" / "v1" / f"{kept}.json"
        (tmp_path / name / "analysis.json").write_bytes(document.read_bytes())
    with Index(tmp_path):
        pass
    lean = next(s for s in series_of(tmp_path, clips_of(tmp_path, "Ann")) if "lean" in s.metric)
    assert [reading.clip for reading in lean.readings] == ["overstrider", "sound_runner"]
    page = write_block_report(tmp_path).read_text(encoding="utf-8")
    assert "2 March 2026" in page


def test_a_second_analysis_takes_the_place_of_the_first(tmp_path):
    with Index(tmp_path) as index:
        for value in (6.5, 7.5):
            outcome = Outcome("a", "ok", metrics=[replace(LEAN, value=value)])
            index.record(job(tmp_path), outcome, IDENTITY)
        assert [row[3] for row in index.metrics()] == [7.5]
    assert rows(tmp_path, "SELECT count(*) FROM measure") == [(1,)]


def test_done_means_same_content_settings_and_version(tmp_path):
    with Index(tmp_path) as index:
        index.record(job(tmp_path), Outcome("a", "ok"), IDENTITY)
        assert index.is_done(job(tmp_path), "k1", only_data=True)
        assert not index.is_done(job(tmp_path), "k2", only_data=True)
        assert not index.is_done(job(tmp_path, "b"), "k1", only_data=True)
        assert not index.is_done(job(tmp_path), "k1", only_data=False)


def test_what_may_end_otherwise_is_tried_again(tmp_path):
    with Index(tmp_path) as index:
        index.record(job(tmp_path), Outcome("a", "failed", "worker_died", final=False), IDENTITY)
        assert not index.is_done(job(tmp_path), "k1", only_data=True)
        index.record(job(tmp_path), Outcome("a", "failed", "unreadable_file"), IDENTITY)
        assert index.is_done(job(tmp_path), "k1", only_data=False)


def test_the_manifests_date_goes_before_the_files(tmp_path):
    facts = {"file_date": "2026-01-01", "date_source": "metadata"}
    with Index(tmp_path) as index:
        index.record(job(tmp_path), Outcome("a", "ok", facts=facts), IDENTITY)
        said = "SELECT date, date_source, shoe FROM analysis"
        assert rows(tmp_path, said) == [("2026-01-01", "metadata", None)]
        index.describe(job(tmp_path, date="2026-03-02", shoe="blue"))
        assert rows(tmp_path, said) == [("2026-03-02", "manifest", "blue")]
        index.describe(job(tmp_path))
        assert rows(tmp_path, said) == [("2026-01-01", "metadata", None)]


def test_a_file_is_hashed_again_only_when_it_has_changed(tmp_path):
    file = tmp_path / "clip"
    file.write_text("a")
    seen = []

    def compute(path):
        seen.append(path)
        return path.read_text()

    with Index(tmp_path) as index:
        assert index.sha256_of(file, compute) == "a"
        assert index.sha256_of(file, compute) == "a"
        assert len(seen) == 1
        file.write_text("bb")
        assert index.sha256_of(file, compute) == "bb"


def test_an_error_leaves_no_half_analysis(tmp_path):
    with Index(tmp_path) as index:
        broken = Outcome("a", "ok", metrics=[LEAN, replace(LEAN, side="left", n_steps=None)])
        with pytest.raises(sqlite3.IntegrityError):
            index.record(job(tmp_path), broken, IDENTITY)
        assert list(index.clips()) == []


def test_two_batches_take_turns(tmp_path):
    order = []
    waiting = threading.Event()

    def second():
        with only_one(tmp_path, waiting.set):
            order.append("second")

    thread = threading.Thread(target=second)
    with only_one(tmp_path, pytest.fail):
        thread.start()
        assert waiting.wait(10)
        order.append("first")
    thread.join(10)
    assert order == ["first", "second"]


CLIPS, ATHLETES = 100_000, 2_000
MADE = """
    WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < :clips - 1)
    INSERT INTO analysis (name, key, source, content_sha256, settings, version, only_data, status,
        final, code, message, date, date_source, athlete, session, speed_mps, score)
    SELECT 'a' || (i % :athletes) || '/' || i, 'k' || i, i || '.mp4', 'c' || i, '{}', '1', 1,
        'ok', 1, '', '', date('2026-01-01', '+' || (i / :athletes) || ' days'), 'manifest',
        'athlete ' || (i % :athletes), NULL, 3.0, 90 FROM n
"""


@pytest.mark.slow
def test_a_hundred_thousand_clips_are_asked_in_less_than_a_second(tmp_path):
    with Index(tmp_path):
        pass
    with closing(sqlite3.connect(tmp_path / INDEX)) as db:
        db.execute(MADE, {"clips": CLIPS, "athletes": ATHLETES})
        db.commit()
    started = time.perf_counter()
    people = athletes(tmp_path)
    clips = clips_of(tmp_path, "athlete 1234")
    took_s = time.perf_counter() - started
    assert len(people) == ATHLETES
    assert [c.name for c in clips][:2] == ["a1234/1234", "a1234/3234"]
    assert len(clips) == CLIPS / ATHLETES
    assert took_s < 1.0
    with closing(sqlite3.connect(tmp_path / INDEX)) as db:
        plan = db.execute(
            "EXPLAIN QUERY PLAN SELECT name FROM analysis WHERE athlete IS 'x' ORDER BY date, name"
        ).fetchall()
    assert "analysis_by_session" in str(plan)
