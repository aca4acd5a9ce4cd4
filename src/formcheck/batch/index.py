"""The index of a block: what was analysed, with which settings, and what came out.

SQLite, one file in the batch's folder. One transaction an analysis: a run that is killed
loses the clip in work and nothing else.
"""

import json
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Self

from formcheck.batch.jobs import SESSION_COLUMNS, Job
from formcheck.batch.work import Outcome
from formcheck.domain.analysis import MetricRow
from formcheck.errors import UsageError

INDEX = "block.sqlite"
LOCK = "block.lock"
WAIT_S = 0.3

MIGRATIONS = (
    """
    CREATE TABLE file (
        path TEXT PRIMARY KEY, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
        sha256 TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE analysis (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        key TEXT NOT NULL,
        source TEXT NOT NULL,
        content_sha256 TEXT NOT NULL,
        settings TEXT NOT NULL,
        version TEXT NOT NULL,
        only_data INTEGER NOT NULL CHECK (only_data IN (0, 1)),
        status TEXT NOT NULL CHECK (status IN ('ok', 'caution', 'refused', 'failed')),
        final INTEGER NOT NULL CHECK (final IN (0, 1)),
        code TEXT NOT NULL, message TEXT NOT NULL,
        date TEXT, date_source TEXT CHECK (date_source IN ('manifest', 'metadata', 'file')),
        athlete TEXT, session TEXT, shoe TEXT, km_into_run REAL, pain_0_10 REAL, notes TEXT,
        file_date TEXT, file_date_source TEXT,
        duration_s REAL, capture_fps REAL, slow_motion_factor REAL,
        view TEXT, yaw_deg REAL, direction TEXT, near_side TEXT, mode TEXT, gait TEXT,
        steps INTEGER, speed_mps REAL, speed_source TEXT,
        score REAL, score_low REAL, score_high REAL,
        analysed_utc TEXT, seconds REAL
    );
    CREATE INDEX analysis_by_session ON analysis (athlete, date);
    CREATE INDEX analysis_by_content ON analysis (content_sha256);
    CREATE TABLE kind (
        id INTEGER PRIMARY KEY,
        metric TEXT NOT NULL, side TEXT NOT NULL, unit TEXT NOT NULL,
        UNIQUE (metric, side, unit)
    );
    CREATE TABLE measure (
        analysis_id INTEGER NOT NULL REFERENCES analysis (id) ON DELETE CASCADE,
        kind_id INTEGER NOT NULL REFERENCES kind (id),
        value REAL, ci_low REAL, ci_high REAL,
        n_steps INTEGER NOT NULL, rating TEXT NOT NULL, missing_reason TEXT,
        PRIMARY KEY (analysis_id, kind_id)
    ) WITHOUT ROWID;
    """,
    """
    CREATE TABLE seen (
        id INTEGER PRIMARY KEY,
        metric TEXT NOT NULL, side TEXT NOT NULL, unit TEXT NOT NULL, view TEXT NOT NULL,
        UNIQUE (metric, side, unit, view)
    );
    INSERT INTO seen SELECT id, metric, side, unit, 'side' FROM kind;
    DROP TABLE kind;
    ALTER TABLE seen RENAME TO kind;
    """,
)
"""One script a version; ``PRAGMA user_version`` counts those that have run."""

FACTS = (
    *("file_date", "duration_s", "capture_fps", "slow_motion_factor", "view", "yaw_deg"),
    *("direction", "near_side", "mode", "gait", "steps", "speed_mps", "speed_source"),
    *("score", "score_low", "score_high", "analysed_utc"),
)
CLIP_COLUMNS = (
    *("name", "source", "date", "date_source", *SESSION_COLUMNS[1:]),
    *("status", "code", "message", *FACTS[1:-1], "content_sha256", "settings", "version"),
)
METRIC_COLUMNS = (
    *("name", "metric", "side", "value", "unit", "ci_low", "ci_high", "n_steps", "rating"),
    *("missing_reason", "view"),
)
_MEASURED = METRIC_COLUMNS[1:]


class Index:
    """An open index. Use as a context manager."""

    def __init__(self, folder: Path) -> None:
        self._db = sqlite3.connect(folder / INDEX, isolation_level=None, timeout=30)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        self._migrate(folder / INDEX)  # a table that others refer to may be rebuilt in it
        self._db.execute("PRAGMA foreign_keys = ON")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def _migrate(self, path: Path) -> None:
        (version,) = self._db.execute("PRAGMA user_version").fetchone()
        if version > len(MIGRATIONS):
            self._db.close()
            raise UsageError(
                f"{path} was written by a newer formcheck.",
                "Update formcheck, or choose another folder with --out.",
                code="usage",
            )
        for number, script in enumerate(MIGRATIONS[version:], start=version + 1):
            self._db.executescript(f"BEGIN; {script} PRAGMA user_version = {number}; COMMIT;")

    def sha256_of(self, path: Path, compute: Callable[[Path], str]) -> str:
        """Hash of a file's content, computed again only if its size or time have changed."""
        facts = path.stat()
        place = (str(path.resolve()), facts.st_size, facts.st_mtime_ns)
        known = self._db.execute(
            "SELECT sha256 FROM file WHERE path = ? AND size = ? AND mtime_ns = ?", place
        ).fetchone()
        if known is not None:
            return str(known[0])
        digest = compute(path)
        self._db.execute("REPLACE INTO file VALUES (?, ?, ?, ?)", (*place, digest))
        return digest

    def is_done(self, job: Job, key: str, *, only_data: bool) -> bool:
        """Whether this very analysis was done before, as fully as it is wanted now."""
        row = self._db.execute(
            "SELECT key, final, only_data, status FROM analysis WHERE name = ?", (job.name,)
        ).fetchone()
        if row is None:
            return False
        known, final, had_only_data, status = row
        enough = only_data or not had_only_data or status == "failed"
        return bool(known == key and final and enough)

    def outcome(self, name: str) -> Outcome:
        """Return what is known of an analysis done before (without its metrics)."""
        status, code, message, final, seconds, *facts = self._db.execute(
            f"SELECT status, code, message, final, seconds, {', '.join(FACTS)} "  # noqa: S608
            "FROM analysis WHERE name = ?",
            (name,),
        ).fetchone()
        known = dict(zip(FACTS, facts, strict=True))
        return Outcome(name, status, code, message, bool(final), known, (), seconds or 0.0)

    def record(self, job: Job, outcome: Outcome, identity: Mapping[str, Any]) -> None:
        """Put in one analysis, in place of an earlier one in the same folder.

        Parameters
        ----------
        job : Job
        outcome : Outcome
        identity : mapping
            ``key``, ``content_sha256``, ``settings``, ``version``, ``only_data``.
        """
        row = {
            "name": job.name,
            "source": job.source,
            **identity,
            "status": outcome.status,
            "final": outcome.final,
            "code": outcome.code,
            "message": outcome.message,
            "seconds": round(outcome.seconds, 3),
            **{name: outcome.facts.get(name) for name in FACTS},
            "file_date_source": outcome.facts.get("date_source", "file"),
        }
        with self._transaction():
            self._db.execute("DELETE FROM analysis WHERE name = ?", (job.name,))
            cursor = self._db.execute(_insert("analysis", row), row)
            self._put_metrics(int(cursor.lastrowid or 0), outcome.metrics)
            self._describe(job)

    def describe(self, job: Job) -> None:
        """Bring what the manifest says about a known analysis up to date."""
        with self._transaction():
            self._describe(job)

    def forget(self, name: str) -> None:
        """Take out an analysis with all its metrics."""
        with self._transaction():
            self._db.execute("DELETE FROM analysis WHERE name = ?", (name,))

    def _describe(self, job: Job) -> None:
        said = {name: getattr(job.session, name) for name in SESSION_COLUMNS}
        columns = ", ".join(f"{name} = :{name}" for name in SESSION_COLUMNS if name != "date")
        self._db.execute(
            f"UPDATE analysis SET {columns}, date = coalesce(:date, file_date), "  # noqa: S608
            "date_source = CASE WHEN :date IS NOT NULL THEN 'manifest' "
            "WHEN file_date IS NOT NULL THEN file_date_source END "
            "WHERE name = :folder",
            {**said, "folder": job.name},
        )

    def _put_metrics(self, analysis_id: int, metrics: Sequence[MetricRow]) -> None:
        for row in metrics:
            kind = (row.metric, row.side, row.unit, row.view)
            self._db.execute(
                "INSERT OR IGNORE INTO kind (metric, side, unit, view) VALUES (?, ?, ?, ?)", kind
            )
            self._db.execute(
                "INSERT INTO measure SELECT :analysis_id, id, :value, :ci_low, :ci_high, "
                ":n_steps, :rating, :missing_reason FROM kind "
                "WHERE metric = :metric AND side = :side AND unit = :unit AND view = :view",
                {**{name: getattr(row, name) for name in _MEASURED}, "analysis_id": analysis_id},
            )

    def names(self) -> list[str]:
        """Return the folders of all analyses."""
        return [str(row[0]) for row in self._db.execute("SELECT name FROM analysis ORDER BY name")]

    def clips(self) -> Iterator[tuple[Any, ...]]:
        """Rows of `CLIP_COLUMNS`, in the order of their folders."""
        yield from self._db.execute(
            f"SELECT {', '.join(CLIP_COLUMNS)} FROM analysis ORDER BY name"  # noqa: S608
        )

    def metrics(self) -> Iterator[tuple[Any, ...]]:
        """Rows of `METRIC_COLUMNS`, in the order of their folders."""
        yield from self._db.execute(
            f"SELECT {', '.join(METRIC_COLUMNS[:-1])}, kind.view FROM analysis "  # noqa: S608
            "JOIN measure ON analysis_id = analysis.id JOIN kind ON kind.id = kind_id "
            "ORDER BY name, metric, side"
        )

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")


def _insert(table: str, row: Mapping[str, Any]) -> str:
    return f"INSERT INTO {table} ({', '.join(row)}) VALUES (:{', :'.join(row)})"  # noqa: S608


@contextmanager
def only_one(folder: Path, on_wait: Callable[[], None]) -> Iterator[None]:
    """Keep other batches out of this folder; wait for the one that is at work.

    SQLite's own file lock is used because it exists on every system and ends with the
    process that holds it, however that process ends.
    """
    with closing(sqlite3.connect(folder / LOCK, isolation_level=None, timeout=0)) as lock:
        waited = False
        while True:
            try:
                lock.execute("BEGIN EXCLUSIVE")
                break
            except sqlite3.OperationalError:
                if not waited:
                    on_wait()
                waited = True
                time.sleep(WAIT_S)
        yield


def plain_json(values: Mapping[str, Any]) -> str:
    """Values as JSON in one fixed order, so that equal settings give equal text."""
    return json.dumps(values, sort_keys=True, default=str)
