"""The memory of the server: one row a clip in SQLite, one folder a clip beside it."""

import json
import os
import re
import shutil
import sqlite3
import stat
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, Literal

from formcheck.errors import UsageError
from formcheck.web.form import ClipForm, Preferences
from formcheck.web.logo import Logo
from formcheck.web.problem import no_room, no_such_clip

State = Literal[
    "receiving", "checking", "waiting", "running", "done", "refused", "failed", "cancelled"
]
UNFINISHED: Final = ("receiving", "checking", "waiting", "running")
FINISHED: Final = ("done", "refused", "failed", "cancelled")
ID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
ORIGINAL: Final = "original"
REAR_ORIGINAL: Final = "original-rear"
RESULTS: Final = "results"
_RESERVE_BYTES: Final = 1_000_000
_VERSIONS: Final = (
    """
CREATE TABLE clip (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, state TEXT NOT NULL, created TEXT NOT NULL,
  size INTEGER, form TEXT NOT NULL, started TEXT, finished TEXT,
  starts INTEGER NOT NULL DEFAULT 0, facts TEXT NOT NULL DEFAULT '{}',
  summary TEXT NOT NULL DEFAULT '{}', error TEXT NOT NULL DEFAULT '{}'
) STRICT;
CREATE INDEX by_state ON clip (state, created);
CREATE TABLE preference (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
""",
    """
CREATE TABLE runner (
  id TEXT PRIMARY KEY, profile TEXT NOT NULL, created TEXT NOT NULL
) STRICT;
CREATE TABLE pain (
  runner TEXT NOT NULL, day TEXT NOT NULL, pain INTEGER NOT NULL, PRIMARY KEY (runner, day)
) STRICT;
""",
)
"""What each version of the database adds to the one before."""


@dataclass(frozen=True, slots=True)
class StoredClip:
    """One row.

    Attributes
    ----------
    id : str
        A random uuid4; also the name of the folder.
    name : str
        What the user calls it. Text for people, never a path.
    state : str
        How far it has come; the last four of :data:`State` are final.
    created, started, finished : str or None
        UTC, ISO 8601.
    size : int or None
        Bytes of the whole file, where the client has said so.
    form : ClipForm
    starts : int
        How often its analysis has been begun.
    facts, summary, error : dict
        What the probe found; what the analysis found; why there is none.
    """

    id: str
    name: str
    state: State
    created: str
    size: int | None
    form: ClipForm
    started: str | None
    finished: str | None
    starts: int
    facts: dict[str, Any]
    summary: dict[str, Any]
    error: dict[str, Any]


def now() -> str:
    """Return the time of day, UTC, ISO 8601 to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


class ClipRepository:
    """All clips of one data folder. For one thread: that of the event loop.

    Parameters
    ----------
    root : Path
        The data folder; made if it is not there, for its owner only.

    Raises
    ------
    UsageError
        Another server uses the folder, or it cannot be written.
    """

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self._clips = self.root / "clips"
        self._comparisons = self.root / "comparisons"
        self._blocks = self.root / "blocks"
        self._reserve = self.root / ".reserve"
        self.logo = Logo(self.root / "letterhead")
        try:
            self._clips.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.root.chmod(0o700)
            self._db = sqlite3.connect(
                self.root / "formcheck.sqlite3",
                timeout=0.5,
                isolation_level=None,
                check_same_thread=False,
            )
            self._set_up()
        except (OSError, sqlite3.Error) as error:
            locked = "locked" in str(error)
            raise UsageError(
                "Another formcheck serve is using the same data folder."
                if locked
                else f"The data folder {self.root} cannot be used: {error}.",
                "Use the page that is open already, or stop the other one."
                if locked
                else "Name another folder with the variable FORMCHECK_DATA.",
                code="data_folder",
            ) from error

    def _set_up(self) -> None:
        self._db.row_factory = sqlite3.Row
        # Held until this process ends: a second server would run the same clips again.
        self._db.execute("PRAGMA locking_mode = EXCLUSIVE")
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("BEGIN EXCLUSIVE")
        known = self._db.execute("PRAGMA user_version").fetchone()[0]
        for tables in _VERSIONS[known:]:
            for statement in filter(str.strip, tables.split(";")):
                self._db.execute(statement)
        self._db.execute(f"PRAGMA user_version = {max(known, len(_VERSIONS))}")
        self._db.execute("COMMIT")

    def close(self) -> None:
        """Let go of the data folder."""
        self._db.close()

    # ---------------------------------------------------------------- clips
    def add(self, form: ClipForm) -> StoredClip:
        """Make room for a clip that will be received."""
        clip_id = str(uuid.uuid4())
        (self._clips / clip_id).mkdir(mode=0o700)
        self._write(
            "INSERT INTO clip (id, name, state, created, size, form) VALUES (?, ?, ?, ?, ?, ?)",
            (clip_id, form.name, "receiving", now(), form.size, form.model_dump_json()),
        )
        return self.get(clip_id)

    def get(self, clip_id: str) -> StoredClip:
        """Return one clip.

        Raises
        ------
        Problem
            404 for an id that is none or that nobody has.
        """
        if not ID.fullmatch(clip_id):
            raise no_such_clip()
        row = self._db.execute("SELECT * FROM clip WHERE id = ?", (clip_id,)).fetchone()
        if row is None or (self._clips / clip_id).is_symlink():
            raise no_such_clip()
        return _clip(row)

    def find(self, *states: str) -> list[StoredClip]:
        """Return clips in any of ``states`` (all if none is named), the oldest first."""
        marks = ",".join("?" * len(states))
        where = f"WHERE state IN ({marks})" if states else ""
        rows = self._db.execute(f"SELECT * FROM clip {where} ORDER BY created, rowid", states)  # noqa: S608 - question marks only
        return [_clip(row) for row in rows if not (self._clips / row["id"]).is_symlink()]

    def count(self, *states: str) -> int:
        """Return how many clips are in any of ``states`` (all if none is named)."""
        marks = ",".join("?" * len(states))
        where = f"WHERE state IN ({marks})" if states else ""
        found = self._db.execute(f"SELECT count(*) FROM clip {where}", states)  # noqa: S608 - question marks only
        return int(found.fetchone()[0])

    def set(self, clip_id: str, state: State, **columns: Any) -> StoredClip:
        """Change the state of a clip, and other columns with it."""
        values = {
            name: json.dumps(value) if isinstance(value, dict) else value
            for name, value in columns.items()
        }
        columns_sql = "".join(f", {name} = ?" for name in values)
        self._write(
            f"UPDATE clip SET state = ?{columns_sql} WHERE id = ?",  # noqa: S608 - our own names
            (state, *values.values(), clip_id),
        )
        return self.get(clip_id)

    def delete(self, clip_id: str) -> None:
        """Remove a clip with all its files."""
        path = self._clips / clip_id
        if path.is_symlink():  # what it leads to is not ours
            path.unlink()
        elif ID.fullmatch(clip_id):
            shutil.rmtree(path, ignore_errors=True)
            for kept in self._comparisons.glob(f"*{clip_id}*"):
                shutil.rmtree(kept, ignore_errors=True)
            for page in self._blocks.glob("*.html"):  # it may stand in any of them
                page.unlink(missing_ok=True)
        self._write("DELETE FROM clip WHERE id = ?", (clip_id,))

    # ---------------------------------------------------------- other tables
    def rows(self, sql: str, *values: object) -> list[sqlite3.Row]:
        """Return rows of the database."""
        return self._db.execute(sql, values).fetchall()

    def write(self, sql: str, *values: object) -> None:
        """Change a table other than that of the clips."""
        self._write(sql, values)

    # ----------------------------------------------------------- a full disk
    def _write(self, sql: str, values: tuple[object, ...]) -> None:
        """Change a row; on a full disk by the room that was kept back for it.

        Raises
        ------
        Problem
            507 where even that is gone.
        """
        try:
            self._db.execute(sql, values)
        except sqlite3.OperationalError:
            self._reserve.unlink(missing_ok=True)
            try:
                self._db.execute(sql, values)
            except sqlite3.OperationalError as error:
                raise no_room() from error

    def keep_reserve(self) -> None:
        """Keep back as much room as it takes to write down how clips end."""
        if self._reserve.is_file() or self.is_full():
            return
        try:
            with self._reserve.open("wb") as file:
                file.write(bytes(_RESERVE_BYTES))
        except OSError:
            self._reserve.unlink(missing_ok=True)

    def is_full(self) -> bool:
        """Whether the disk has no room for even a small file."""
        return shutil.disk_usage(self.root).free < 2 * _RESERVE_BYTES

    def older_than(self, days: int) -> list[StoredClip]:
        """Return finished clips that were uploaded more than ``days`` days ago."""
        edge = (datetime.now(UTC) - timedelta(days=days)).isoformat()
        return [clip for clip in self.find(*FINISHED) if clip.created < edge]

    # ---------------------------------------------------------------- files
    def folder(self, clip_id: str) -> Path:
        """Return the folder of a clip.

        Raises
        ------
        Problem
            404 for anything that is no id.
        """
        path = (self._clips / clip_id).resolve()
        if not ID.fullmatch(clip_id) or not path.is_relative_to(self._clips.resolve()):
            raise no_such_clip()
        return path

    def original(self, clip_id: str, *, rear: bool = False) -> Path:
        """Return where the uploaded bytes lie; its name says nothing about the user.

        ``rear`` stands for the same run filmed from behind.
        """
        return self.folder(clip_id) / (REAR_ORIGINAL if rear else ORIGINAL)

    def films(self, clip: StoredClip) -> list[Path]:
        """Return where all films of a clip lie: that from the side, then that from behind."""
        views = (False, True) if clip.form.rear_size else (False,)
        return [self.original(clip.id, rear=rear) for rear in views]

    def received(self, clip_id: str, *, rear: bool = False) -> int:
        """Return how many bytes of a clip are on the disk."""
        try:
            found = self.original(clip_id, rear=rear).lstat()
        except OSError:
            return 0
        return found.st_size if stat.S_ISREG(found.st_mode) else 0

    def results(self, clip_id: str) -> Path:
        """Return the folder that the analysis writes.

        Raises
        ------
        Problem
            404 where a link lies in its place.
        """
        path = self.folder(clip_id) / RESULTS
        if path.is_symlink():
            raise no_such_clip()
        return path

    def comparison(self, first_id: str, second_id: str) -> Path:
        """Return the folder in which the page of two clips is kept."""
        return self._comparisons / f"{first_id}-{second_id}"

    def block(self, runner_id: str) -> Path:
        """Return the file in which the page of a runner's training block is kept."""
        self._blocks.mkdir(mode=0o700, exist_ok=True)
        return self._blocks / f"{runner_id}.html"

    def clear(self, clip_id: str, *, original: bool) -> None:
        """Remove what an analysis that did not end left behind, and perhaps the upload."""
        folder = self.folder(clip_id)
        for path in folder.iterdir() if folder.is_dir() else ():
            if path.name.startswith(".") and path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
        if original:
            for rear in (False, True):
                self.original(clip_id, rear=rear).unlink(missing_ok=True)

    def sweep(self) -> None:
        """Remove what a server that was killed had only for the moment."""
        for path in self.root.glob(".compare-*"):
            shutil.rmtree(path, ignore_errors=True)
        self.keep_reserve()

    def used_bytes(self) -> int:
        """Return the size of everything in the data folder."""
        sizes = 0
        # os.walk passes over folders that are deleted while we count, rglob stops at them
        for folder, _, names in os.walk(self.root):
            for name in names:
                try:
                    sizes += Path(folder, name).stat().st_size
                except OSError:
                    continue
        return sizes

    # ---------------------------------------------------------- preferences
    def preferences(self) -> Preferences:
        """Return what holds for the whole history."""
        rows = self._db.execute("SELECT name, value FROM preference")
        return Preferences(**{row["name"]: json.loads(row["value"]) for row in rows})

    def prefer(self, wanted: Preferences) -> None:
        """Keep what holds for the whole history."""
        self._db.executemany(
            "INSERT INTO preference VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
            [(name, json.dumps(value)) for name, value in wanted.model_dump().items()],
        )


def _clip(row: sqlite3.Row) -> StoredClip:
    values = dict(row)
    for name in ("facts", "summary", "error"):
        values[name] = json.loads(values[name])
    values["form"] = ClipForm.model_validate_json(values["form"])
    return StoredClip(**values)
