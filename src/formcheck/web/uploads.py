"""Bytes from a client into a file: in order, within bounds, to be continued when cut off."""

import asyncio
import errno
import os
import shutil
import time
from collections.abc import AsyncIterator, Awaitable, Callable

from starlette.requests import Request

from formcheck.locales import current
from formcheck.web import content
from formcheck.web.clip_repository import UNFINISHED, ClipRepository, StoredClip
from formcheck.web.form import ClipForm
from formcheck.web.limits import Limits
from formcheck.web.problem import Problem, no_room, no_such_clip, of_film

_LOOK_AT_DISK_EVERY = 32_000_000


class Uploads:
    """Takes in clips.

    Parameters
    ----------
    repository : ClipRepository
    limits : Limits
    when_whole : callable
        Awaited with each clip that has arrived; returns it as it is then.
    """

    def __init__(
        self,
        repository: ClipRepository,
        limits: Limits,
        when_whole: Callable[[StoredClip], Awaitable[StoredClip]],
    ) -> None:
        self._repository = repository
        self._limits = limits
        self._when_whole = when_whole
        self._open: set[str] = set()

    async def admit(self, form: ClipForm) -> StoredClip:
        """Make room for a clip, or say why there is none.

        Raises
        ------
        Problem
            413 too large, 429 too many unfinished, 507 no room.
        """
        limits = self._limits
        if max(form.size or 0, form.rear_size or 0) > limits.file_bytes:
            raise self._too_large()
        if self._repository.count(*UNFINISHED) >= limits.unfinished:
            raise Problem(
                429,
                f"{limits.unfinished} clips are on their way already.",
                "Wait until some of them are done, then send this one again.",
                code="queue_full",
            )
        if self._repository.count() >= limits.clips:
            raise Problem(
                507,
                f"The history holds {limits.clips} analyses, which is all it can.",
                "Delete some in the history, then send the clip again.",
                code="history_full",
            )
        await self._require_room((form.size or 0) + (form.rear_size or 0))
        # Counted again after the wait: many may have asked at once.
        if self._repository.count(*UNFINISHED) >= limits.unfinished:
            raise Problem(429, "Too many clips at once.", "Try again soon.", code="queue_full")
        language = form.language or current()  # what is drawn once cannot be told anew to each
        return self._repository.add(form.model_copy(update={"language": language}))

    async def receive(
        self, request: Request, clip: StoredClip, offset: int, *, rear: bool = False
    ) -> StoredClip:
        """Append the body of a request to a film of a clip, and pass the clip on when it is whole.

        ``rear`` stands for its second film, the same run from behind.

        Raises
        ------
        Problem
            409 wrong offset, state or a second sender; 408 silence; 413 too large;
            415 no film; 507 no room.
        ClientDisconnect
            The connection broke; what has arrived is kept.
        """
        self._require_receiving(clip)
        if rear and clip.form.rear_size is None:
            raise Problem(
                409,
                "No clip from behind was announced.",
                "Announce it with rear_name and rear_size.",
                code="not_receiving",
                hang_up=True,
            )
        received = self._repository.received(clip.id, rear=rear)
        if clip.id in self._open:
            raise Problem(
                409,
                "This clip is being sent already.",
                "Try again in a while.",
                code="busy",
                hang_up=True,
            )
        if offset != received:
            what = f"The next byte is number {received}, not {offset}."
            raise Problem(409, what, "Continue from there.", code="wrong_offset", hang_up=True)
        announced = _announced(request)
        if received + announced > self._most(clip, rear=rear):
            raise self._too_large(hang_up=True)
        self._open.add(clip.id)
        try:
            await self._append(request, clip, received, rear=rear)
        finally:
            self._open.discard(clip.id)
        return await self._complete(clip)

    async def _complete(self, clip: StoredClip) -> StoredClip:
        received = self._repository.received(clip.id)
        current = self._repository.get(clip.id)  # 404 if it was deleted while it came in
        if current.state != "receiving" or (clip.size is not None and received < clip.size):
            return current
        if self._repository.received(clip.id, rear=True) < (clip.form.rear_size or 0):
            return current
        if received == 0:
            self._repository.delete(clip.id)
            raise content.not_a_film("The file is empty.")
        return await self._when_whole(current)

    def _most(self, clip: StoredClip, *, rear: bool) -> int:
        announced: int | None = clip.form.rear_size if rear else clip.size
        return announced or self._limits.file_bytes

    async def _append(
        self, request: Request, clip: StoredClip, received: int, *, rear: bool
    ) -> None:
        most = self._most(clip, rear=rear)
        looked = received
        head = b"" if received == 0 else None
        path = self._repository.original(clip.id, rear=rear)
        try:
            # Unbuffered: what the disk holds is what the client is told to continue from.
            # Never through a link.
            with open(path, "ab", buffering=0, opener=_no_link) as file:
                async for chunk in _chunks(request, self._limits):
                    received += len(chunk)
                    if received > most:
                        raise self._too_large(hang_up=True)
                    head = _look_at_head(head, chunk)
                    file.write(chunk)
                    if received - looked > _LOOK_AT_DISK_EVERY:
                        looked = received
                        await self._require_room(0)
                    self._require_receiving(clip)
        except Problem as problem:
            if problem.code in {"too_large", "not_a_video", "no_room"}:
                self._repository.delete(clip.id)
            if not rear:
                raise
            raise of_film(problem, clip.form.rear_name) from problem
        except OSError as error:
            if error.errno == errno.ELOOP:
                raise no_such_clip() from error
            if error.errno not in {errno.ENOSPC, errno.EDQUOT}:
                raise
            self._repository.delete(clip.id)
            raise no_room() from error

    def _require_receiving(self, clip: StoredClip) -> None:
        if self._repository.get(clip.id).state != "receiving":
            raise Problem(
                409,
                "This clip is not being received.",
                "Send it anew.",
                code="not_receiving",
                hang_up=True,
            )

    async def _require_room(self, size: int) -> None:
        used = await asyncio.to_thread(self._repository.used_bytes)
        coming = sum(
            max(0, (clip.size or 0) - self._repository.received(clip.id))
            + max(0, (clip.form.rear_size or 0) - self._repository.received(clip.id, rear=True))
            for clip in self._repository.find("receiving")
            if clip.id in self._open  # what was only announced takes no room from others
        )
        free = shutil.disk_usage(self._repository.root).free
        over_quota = used + coming + size > self._limits.disk_bytes
        if over_quota or free - coming - size < self._limits.free_bytes:
            raise no_room()

    def _too_large(self, *, hang_up: bool = False) -> Problem:
        gigabytes = self._limits.file_bytes / 1e9
        return Problem(
            413,
            f"The clip is larger than it said, or than {gigabytes:g} GB.",
            "Cut it to 20 to 30 seconds, or export it in 1080p.",
            code="too_large",
            hang_up=hang_up,
        )


def _no_link(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0), 0o600)


def _announced(request: Request) -> int:
    """Bytes that a request says it will send, 0 if it does not say."""
    text = request.headers.get("content-length", "0")
    return int(text) if text.isdecimal() else 0


def _look_at_head(head: bytes | None, chunk: bytes) -> bytes | None:
    """Refuse what cannot be a film at its first letters, not after two gigabytes.

    Returns the letters seen so far, None once there were enough.
    """
    if head is None:
        return None
    head += chunk[: content.HEAD_BYTES]
    if len(head) < content.HEAD_BYTES:
        return head
    if not content.looks_like_film(head):
        raise content.not_a_film()
    return None


async def _chunks(request: Request, limits: Limits) -> AsyncIterator[bytes]:
    """Yield the body piece by piece.

    Raises
    ------
    Problem
        408 when nothing comes for ``silence_s`` seconds, or hardly anything for twice that.
    """
    stream = aiter(request.stream())
    began_s, received = time.monotonic(), 0
    while True:
        try:
            chunk = await asyncio.wait_for(anext(stream), limits.silence_s)
        except StopAsyncIteration:
            return
        except TimeoutError:
            raise _too_slow() from None
        received += len(chunk)
        gone_s = time.monotonic() - began_s
        if gone_s > 2 * limits.silence_s and received < limits.slowest_bytes_s * gone_s:
            raise _too_slow()
        if chunk:
            yield chunk


def _too_slow() -> Problem:
    return Problem(
        408,
        "The upload came to a standstill.",
        "Continue it from where it stopped, closer to the router if you are on Wi-Fi.",
        code="too_slow",
        hang_up=True,
    )
