"""The queue: one analysis after the other, each a process that can be ended."""

import asyncio
import contextlib
import errno
import json
import logging
import re
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

from formcheck.languages import SOURCE
from formcheck.web import content
from formcheck.web.bounds import kill, plain_environment
from formcheck.web.clip_repository import (
    FINISHED,
    ORIGINAL,
    REAR_ORIGINAL,
    ClipRepository,
    State,
    StoredClip,
    now,
)
from formcheck.web.limits import Limits
from formcheck.web.pace import Pace
from formcheck.web.problem import Problem, of_film
from formcheck.web.progress import Live
from formcheck.web.summary import summary_of

REFUSED = 3
_LOG = logging.getLogger(__name__)
_ANSWER = "answer.json"
_SIGNS_OF_NO_MEMORY = ("MemoryError", "failed to map segment", "Cannot allocate memory")
_MOST_CHECKS = 2
_TIDY_EVERY_S = 600.0
_LOOK_EVERY_S = 5.0
_LONGEST_LINE = 1 << 20


class Queue:
    """Runs what waits, remembers how far it is, ends what is cancelled.

    Parameters
    ----------
    repository : ClipRepository
    limits : Limits
    """

    def __init__(self, repository: ClipRepository, limits: Limits) -> None:
        self._repository = repository
        self._limits = limits
        self._pace = Pace(repository)
        self._wake = asyncio.Event()
        self._checks = asyncio.Semaphore(_MOST_CHECKS)
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._live: dict[str, Live] = {}
        self._unwritten: dict[str, tuple[State, dict[str, Any]]] = {}

    def wake(self) -> None:
        """Look at once whether a clip waits."""
        self._wake.set()

    def live(self, clip_id: str) -> Live | None:
        """Return how far a running analysis is, None if it does not run."""
        return self._live.get(clip_id)

    def ahead(self, clip: StoredClip) -> int:
        """Return how many clips come before one that waits."""
        if clip.state != "waiting":
            return 0
        waiting = [other.id for other in self._repository.find("running", "waiting")]
        return waiting.index(clip.id) if clip.id in waiting else 0

    def left_s(self, clip: StoredClip) -> float | None:
        """Return the time in seconds until a clip is done, None where nothing tells it yet."""
        if clip.state == "running":
            live = self.live(clip.id)
            return live.left_s() if live else None
        if clip.state != "waiting" or not self._limits.at_once:
            return None
        waiting = self._repository.find("waiting")
        turns = {other.id: turn for turn, other in enumerate(waiting, 1)}
        times = [live.left_s() for live in self._live.values()]
        times += [self._pace.expected_s(other) for other in waiting[: turns.get(clip.id, 0)]]
        if None in times:
            return None
        return sum(filter(None, times)) / self._limits.at_once

    async def check(self, clip: StoredClip) -> StoredClip:
        """Look into a clip that has arrived, and let it wait for its turn.

        Raises
        ------
        Problem
            It is no video or too large; the clip is then deleted.
        """
        self._repository.set(clip.id, "checking")
        side, *rear = self._repository.films(clip)
        try:
            facts = await self._facts_of(side)
            for film in rear:
                try:
                    facts["rear"] = await self._facts_of(film)
                except Problem as problem:
                    raise of_film(problem, clip.form.rear_name) from problem
            self._require_time(facts)
        except Problem:
            self._repository.delete(clip.id)
            raise
        checked = self._repository.get(clip.id)  # it may have been deleted meanwhile
        if checked.state == "checking":
            checked = self._repository.set(clip.id, "waiting", facts=facts)
            self._wake.set()
        return checked

    async def _facts_of(self, film: Path) -> dict[str, Any]:
        with film.open("rb") as file:
            head = file.read(content.HEAD_BYTES)
        if not content.looks_like_film(head):
            raise content.not_a_film()
        async with self._checks:
            return await content.inspect(film, self._limits)

    def _require_time(self, facts: dict[str, Any]) -> None:
        # A server that was killed may have left a clip that nobody has looked into.
        clips = self._repository.find("waiting", "running")
        ahead = sum(content.frames_of(clip.facts) for clip in clips if clip.facts)
        if ahead and ahead + content.frames_of(facts) > self._limits.frames_ahead:
            raise Problem(
                429,
                "The clips that wait already mean hours of work.",
                "Wait until some of them are done, then send this one again.",
                code="queue_full",
            )

    async def run(self) -> None:
        """Work until cancelled; first take up what a server before this one left unfinished."""
        self._repository.sweep()
        recovery = asyncio.create_task(self._recover())
        tidying = asyncio.create_task(self._tidy())
        try:
            while True:
                self._start_what_waits()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), _LOOK_EVERY_S)
                self._wake.clear()
        finally:
            tasks = [recovery, tidying, *self._tasks.values()]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def cancel(self, clip: StoredClip) -> StoredClip:
        """End a clip that is not finished, whatever it is doing.

        Raises
        ------
        Problem
            409 if it is finished.
        """
        if clip.state in FINISHED:
            raise Problem(
                409, "This analysis has ended already.", "Delete it instead.", code="finished"
            )
        task = self._tasks.get(clip.id)
        if task is not None:
            task.cancel()
            await asyncio.wait([task])
        # Files first: on a full disk this makes the room in which the end can be written down.
        self._repository.clear(clip.id, original=True)
        return self._repository.set(clip.id, "cancelled", finished=now())

    async def delete(self, clip: StoredClip) -> None:
        """Remove a clip with all its files, ending its analysis first."""
        task = self._tasks.get(clip.id)
        if task is not None:
            task.cancel()
            await asyncio.wait([task])
        self._repository.delete(clip.id)

    def _start_what_waits(self) -> None:
        for clip_id, (state, columns) in list(self._unwritten.items()):
            with contextlib.suppress(Problem):
                self._repository.set(clip_id, state, **columns)
                del self._unwritten[clip_id]
        free = self._limits.at_once - len(self._tasks)
        for clip in self._repository.find("waiting")[: max(0, free)]:
            task = asyncio.create_task(self._analyse(clip))
            self._tasks[clip.id] = task
            task.add_done_callback(partial(self._ended, clip.id))

    def _ended(self, clip_id: str, _task: asyncio.Task[None]) -> None:
        self._tasks.pop(clip_id, None)
        self._live.pop(clip_id, None)
        self._pace.learn()
        self._wake.set()

    async def _analyse(self, clip: StoredClip) -> None:
        films = len(self._repository.films(clip))
        self._live[clip.id] = Live(self._pace.expected_s(clip), films)
        try:
            self._repository.set(clip.id, "running", started=now(), starts=clip.starts + 1)
            code = await self._process(clip)
        except TimeoutError:
            minutes = self._limits.analysis_s / 60
            error = _error(
                "took_too_long",
                f"The analysis was ended after {minutes:.0f} minutes.",
                "Send a shorter stretch: 20 to 30 seconds are enough.",
            )
            self._finish(clip, "failed", error=error)
        except Exception as failure:  # noqa: BLE001 - one clip must not stop the queue
            error = _NO_ROOM
            if not _is_full(failure):
                _LOG.exception("analysis %s", clip.id)
                error = _error(
                    "internal_error",
                    "The analysis could not be started.",
                    "Run 'formcheck doctor'.",
                )
            self._finish(clip, "failed", error=error)
        else:
            self._conclude(clip, code)

    async def _process(self, clip: StoredClip) -> int:
        folder, results = self._repository.folder(clip.id), self._repository.results(clip.id)
        films = self._repository.films(clip)
        self._repository.clear(clip.id, original=False)
        task = {
            "words": [
                *("analyze", str(films[0]), f"--out={results}"),
                *(f"--rear={film}" for film in films[1:]),
                *clip.form.words(),
                f"--lang={clip.form.language or SOURCE}",
                *([f"--letterhead={logo}"] if (logo := self._repository.logo.path()) else []),
                *("--no-cache", "--json", "--progress=json"),
            ],
            "memory_bytes": self._limits.memory_bytes,
            # A backstop for when this server cannot look at the clock: all cores, all the time.
            "processor_s": 64 * self._limits.analysis_s,
            "results": str(results),
            "name": clip.name,
            "rear_name": clip.form.rear_name,
        }
        for film in films:
            if film.is_symlink():
                raise FileNotFoundError(film)
        answer_file = await asyncio.to_thread((folder / _ANSWER).open, "wb")
        with answer_file:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", "-m", "formcheck.web.worker", json.dumps(task)),
                stdin=asyncio.subprocess.PIPE,
                stdout=answer_file,
                stderr=asyncio.subprocess.PIPE,
                cwd=folder,
                env=plain_environment(),
                start_new_session=True,
                limit=_LONGEST_LINE,
            )
            try:
                async with asyncio.timeout(self._limits.analysis_s):
                    await self._listen(clip, process)
                    return await process.wait()
            finally:
                kill(process)
                await process.wait()

    async def _listen(self, clip: StoredClip, process: asyncio.subprocess.Process) -> None:
        live, output = self._live[clip.id], process.stderr
        while output is not None and not output.at_eof():
            with contextlib.suppress(ValueError):  # a line beyond all measure
                live.receive((await output.readline()).decode("utf-8", "replace").strip())

    def _conclude(self, clip: StoredClip, code: int) -> None:
        answer = self._repository.folder(clip.id) / _ANSWER
        found = _read(answer)
        answer.unlink(missing_ok=True)
        told = summary_of(self._repository.results(clip.id))
        if code in {0, REFUSED} and told is not None:
            state: State = "done" if code == 0 else "refused"
            self._finish(clip, state, summary=told, error={})
            return
        error = found.get("error") or {}
        if (
            _NO_SPACE in f"{error} {[*self._live[clip.id].last_words]}"
            or self._repository.is_full()
        ):
            error = _NO_ROOM
        elif not error or any(sign in error.get("what", "") for sign in _SIGNS_OF_NO_MEMORY):
            for line in self._live[clip.id].last_words:
                _LOG.warning("analysis %s: %s", clip.id, line)
            error = _error(
                "ended_early",
                "The analysis ended before it was done, perhaps for lack of memory.",
                "Close other programs, or send a shorter clip in 1080p, and try again.",
            )
        self._finish(clip, "failed", error=_for_people(error, clip, self._repository.root))

    def _finish(self, clip: StoredClip, state: State, **columns: dict[str, Any]) -> None:
        # Files first: on a full disk this makes the room in which the end can be written down.
        full = columns.get("error") is _NO_ROOM
        self._repository.clear(clip.id, original=full or not clip.form.keep_original)
        ended = {"finished": now(), **columns}
        try:
            self._repository.set(clip.id, state, **ended)
        except Problem as problem:
            if problem.code == "no_room":  # written down as soon as there is room again
                self._unwritten[clip.id] = (state, ended)

    async def _recover(self) -> None:
        """Take up what an earlier server was doing when it stopped."""
        for clip in self._repository.find("running"):
            self._repository.clear(clip.id, original=False)
            if clip.starts >= self._limits.starts:
                error = _error(
                    "keeps_stopping",
                    f"formcheck has stopped {clip.starts} times while it worked on this clip.",
                    "Send a shorter clip in 1080p, or see what 'formcheck doctor' says.",
                )
                self._finish(clip, "failed", error=error)
            else:
                self._repository.set(clip.id, "waiting")
        self._wake.set()
        for clip in self._repository.find("checking"):
            with contextlib.suppress(Problem):
                await self.check(clip)

    async def _tidy(self) -> None:
        """Delete what is older than its owner wants, and uploads that nobody continues."""
        while True:
            self._repository.keep_reserve()
            days = self._repository.preferences().keep_days
            for clip in self._repository.older_than(days) if days else []:
                self._repository.delete(clip.id)
            for clip in self._repository.find("receiving"):
                if _age_s(self._repository.folder(clip.id)) > self._limits.unfinished_s:
                    self._repository.delete(clip.id)
            await asyncio.sleep(_TIDY_EVERY_S)


def _age_s(folder: Path) -> float:
    """Time since anything in a folder was written."""
    stamps = (
        [path.stat().st_mtime for path in (folder, *folder.iterdir())] if folder.is_dir() else []
    )
    return time.time() - max(stamps, default=0.0)


def _is_full(error: Exception) -> bool:
    if isinstance(error, OSError):
        return error.errno in {errno.ENOSPC, errno.EDQUOT}
    return isinstance(error, Problem) and error.code == "no_room"


def _for_people(error: dict[str, Any], clip: StoredClip, root: Path) -> dict[str, Any]:
    """Return an error of the command line with the names that the visitor gave the films."""
    names = {ORIGINAL: clip.name, REAR_ORIGINAL: clip.form.rear_name or REAR_ORIGINAL}
    what = str(error["what"]).replace(str(root), "")
    told = error | {"what": _STORED.sub(lambda found: names[found[0]], what)}
    return told | (_ORDER if "--rear" in error.get("fix", "") else {})


def _error(code: str, what: str, fix: str) -> dict[str, str]:
    return {"code": code, "what": what, "fix": fix}


_STORED = re.compile(rf"(?<![\w/-]){ORIGINAL}(?:-rear)?(?= |\.$)")
_ORDER = {
    "fix": "Send the two again: first the clip from the side, then the one from behind under "
    "“The same run from behind”."
}
_NO_SPACE = "No space left"
_NO_ROOM = _error(
    "no_room",
    "The disk was full before the analysis was done.",
    "Make room on the disk or delete analyses in the history, then send the clip again.",
)


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
