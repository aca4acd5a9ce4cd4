"""The HTTP API: JSON in, JSON out. See ``openapi.py`` for what each call promises."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from formcheck.web import openapi
from formcheck.web.clip_repository import FINISHED, ClipRepository, StoredClip
from formcheck.web.content import not_a_film
from formcheck.web.form import ClipForm, Preferences, read
from formcheck.web.logo import received
from formcheck.web.paired_devices import COOKIE, PairedDevices, is_this_machine, qr_picture
from formcheck.web.problem import Problem, no_such_clip
from formcheck.web.queue import Queue
from formcheck.web.uploads import Uploads
from formcheck.web.view import FILES, describe, place_of

_MOST_JSON_BYTES: Final = 64_000
_LONGEST_JSON_S: Final = 10.0
_TICK_S: Final = 0.4
_HEARTBEAT_TICKS: Final = 35
_MOST_LISTENERS: Final = 64


@dataclass(slots=True)
class Api:
    """The calls, and what they work with.

    Attributes
    ----------
    repository : ClipRepository
    queue : Queue
    uploads : Uploads
    paired : PairedDevices or None
    address : str
        Where phones find this server, ``http://host:port``.
    update : callable
        Changes what was said of a clip that has ended.
    listeners : int
        Event streams that are open.
    """

    repository: ClipRepository
    queue: Queue
    uploads: Uploads
    paired: PairedDevices | None
    address: str
    update: Callable[[StoredClip, ClipForm], Awaitable[StoredClip]]
    listeners: int = 0

    def routes(self) -> list[Route]:
        """Return the routes under ``/api``."""
        one = "/api/clips/{id}"
        return [
            Route("/api/clips", self.list_clips, methods=["GET"]),
            Route("/api/clips", self.create, methods=["POST"]),
            Route("/api/clips", self.send_whole, methods=["PUT"]),
            Route(one, self.show, methods=["GET"]),
            Route(one, self.send, methods=["PUT"]),
            Route(f"{one}/rear", self.send_rear, methods=["PUT"]),
            Route(one, self.change, methods=["PATCH"]),
            Route(one, self.delete, methods=["DELETE"]),
            Route(f"{one}/cancel", self.cancel, methods=["POST"]),
            Route(f"{one}/events", self.events, methods=["GET"]),
            Route(one + "/files/{name}", self.file, methods=["GET"]),
            Route("/api/preferences", self.preferences, methods=["GET"]),
            Route("/api/preferences", self.prefer, methods=["PUT"]),
            Route("/api/letterhead", self.letterhead, methods=["GET"]),
            Route("/api/letterhead", self.put_letterhead, methods=["PUT"]),
            Route("/api/letterhead", self.drop_letterhead, methods=["DELETE"]),
            Route("/api/invitation", self.invite, methods=["POST"]),
            Route("/api/join", self.join, methods=["POST"]),
            Route("/api/openapi.json", self.description, methods=["GET"]),
        ]

    def clip_of(self, request: Request) -> StoredClip:
        """Return the clip that the path names, or 404."""
        return self.repository.get(request.path_params["id"])

    def answer(self, clip: StoredClip, status: int = 200) -> Response:
        """Return a clip as JSON."""
        headers = {"location": f"/api/clips/{clip.id}"} if status == 201 else None
        return JSONResponse(describe(clip, self.repository, self.queue), status, headers)

    async def list_clips(self, request: Request) -> Response:
        """List clips, the newest first; ``q`` and ``state`` choose among them."""
        words = request.query_params.get("q", "").casefold()
        state = request.query_params.get("state", "")
        found = [
            describe(clip, self.repository, self.queue)
            for clip in reversed(self.repository.find(*([state] if state else [])))
            if words in f"{clip.name} {clip.form.shoe} {clip.form.notes}".casefold()
        ]
        return JSONResponse({"clips": found})

    async def create(self, request: Request) -> Response:
        """Announce a clip; its bytes follow."""
        return self.answer(await self.uploads.admit(read(ClipForm, await json_of(request))), 201)

    async def send_whole(self, request: Request) -> Response:
        """Announce a clip and send it in one call; settings stand in the query."""
        given: dict[str, Any] = dict(request.query_params)
        length = request.headers.get("content-length", "")
        if length.isdecimal():
            if int(length) == 0:
                raise not_a_film("The file is empty.")
            given["size"] = int(length)
        clip = await self.uploads.admit(read(ClipForm, given, texts=True))
        try:
            return self.answer(await self.uploads.receive(request, clip, 0), 201)
        except Problem as problem:
            if problem.code in {"no_room", "too_slow"}:  # who sends all at once does not go on
                self.repository.delete(clip.id)
            raise

    async def send(self, request: Request) -> Response:
        """Send the bytes of a clip from ``offset`` on."""
        return await self._send(request, rear=False)

    async def send_rear(self, request: Request) -> Response:
        """Send the bytes of a clip's film from behind from ``offset`` on."""
        return await self._send(request, rear=True)

    async def _send(self, request: Request, *, rear: bool) -> Response:
        clip = self.clip_of(request)
        offset = request.query_params.get("offset", "0")
        if not offset.isdecimal() or len(offset) > 15:
            raise Problem(422, "The offset is no number.", "Count bytes.", code="bad_field")
        return self.answer(await self.uploads.receive(request, clip, int(offset), rear=rear))

    async def change(self, request: Request) -> Response:
        """Change what was said about a clip, while it is being sent or after it has ended."""
        clip, form = self.clip_of(request), read(ClipForm, await json_of(request))
        clip = self.repository.get(clip.id)
        if clip.state in FINISHED:
            return self.answer(await self.update(clip, form))
        films = [(said.size, said.rear_size) for said in (form, clip.form)]
        if clip.state != "receiving" or films[0] != films[1]:
            raise Problem(409, "This clip is not being received.", code="not_receiving")
        return self.answer(self.repository.set(clip.id, "receiving", form=form.model_dump_json()))

    async def show(self, request: Request) -> Response:
        """Tell how far a clip has come."""
        return self.answer(self.clip_of(request))

    async def cancel(self, request: Request) -> Response:
        """End an upload or an analysis."""
        return self.answer(await self.queue.cancel(self.clip_of(request)))

    async def delete(self, request: Request) -> Response:
        """Delete a clip with all its files."""
        await self.queue.delete(self.clip_of(request))
        return Response(status_code=204)

    async def file(self, request: Request) -> Response:
        """Return one file of an analysis, to be saved."""
        clip, name = self.clip_of(request), request.path_params["name"]
        path = place_of(name, self.repository.results(clip.id))
        linked = path.is_symlink() or path.parent.is_symlink()
        if name not in FILES or linked or not path.is_file():
            raise no_such_clip()
        # Sandboxed: a report that is opened here by mistake can do nothing on this address.
        headers = {"content-security-policy": "sandbox; default-src 'none'"}
        return FileResponse(path, media_type=FILES[name], filename=name, headers=headers)

    async def events(self, request: Request) -> Response:
        """Tell each change of a clip as it happens, as server-sent events."""
        clip = self.clip_of(request)
        if self.listeners >= _MOST_LISTENERS:
            raise Problem(
                429, "Too many pages listen.", "Ask for the clip now and then.", code="busy"
            )
        return StreamingResponse(self._stream(clip.id), media_type="text/event-stream")

    async def _stream(self, clip_id: str) -> AsyncIterator[str]:
        self.listeners += 1
        last, silent = "", 0
        try:
            while True:
                try:
                    told = describe(self.repository.get(clip_id), self.repository, self.queue)
                except Problem as gone:
                    yield f"event: gone\ndata: {json.dumps(gone.as_json())}\n\n"
                    return
                text = json.dumps(told)
                silent = 0 if text != last else silent + 1
                if text != last:
                    yield f"data: {text}\n\n"
                elif silent % _HEARTBEAT_TICKS == 0:
                    yield ": still here\n\n"
                if told["finished"]:
                    return
                last = text
                await asyncio.sleep(_TICK_S)
        finally:
            self.listeners -= 1

    async def preferences(self, _request: Request) -> Response:
        """Return what holds for the whole history."""
        return JSONResponse(self.repository.preferences().model_dump())

    async def prefer(self, request: Request) -> Response:
        """Change what holds for the whole history; on this machine only."""
        _only_here(request)
        wanted = read(Preferences, await json_of(request))
        self.repository.prefer(wanted)
        return JSONResponse(wanted.model_dump())

    async def letterhead(self, _request: Request) -> Response:
        """Return the name of the clinic whose logo stands on the reports."""
        return JSONResponse({"clinic": self.repository.logo.clinic()})

    async def put_letterhead(self, request: Request) -> Response:
        """Keep a logo for all reports to come; on this machine only."""
        _only_here(request)
        try:
            async with asyncio.timeout(_LONGEST_JSON_S):
                content = await received(request.stream())
        except TimeoutError:
            raise Problem(408, "The logo did not come.", code="too_slow", hang_up=True) from None
        self.repository.logo.put(request.query_params.get("name", ""), content)
        return await self.letterhead(request)

    async def drop_letterhead(self, request: Request) -> Response:
        """Forget the logo; on this machine only."""
        _only_here(request)
        self.repository.logo.remove()
        return Response(status_code=204)

    async def invite(self, request: Request) -> Response:
        """Make a code with which one phone may come in."""
        if self.paired is None:
            raise Problem(
                409,
                "formcheck is open to this computer only.",
                "Start it with 'formcheck serve --lan' to let a phone in.",
                code="not_on_lan",
            )
        if request.client is None or not is_this_machine(request.client.host):
            raise Problem(403, "Only the computer itself invites.", code="not_here")
        link = f"{self.address}/join#{self.paired.invite()}"
        return JSONResponse({"link": link, "qr_svg": qr_picture(link)})

    async def join(self, request: Request) -> Response:
        """Let a phone in that has the code."""
        given = await json_of(request)
        token = given.get("token") if isinstance(given, dict) else None
        if not isinstance(token, str):
            raise Problem(400, "There is no code in the body.", code="not_json")
        session = self.paired.join(token) if self.paired else None
        if session is None:
            raise Problem(
                403,
                "This code has been used, or is older than ten minutes.",
                "Make a new one on the computer, under 'Phone', and scan that.",
                code="bad_token",
            )
        response = JSONResponse({"joined": True})
        response.set_cookie(COOKIE, session, httponly=True, samesite="strict", path="/")
        return response

    async def description(self, _request: Request) -> Response:
        """Return this API in the words of OpenAPI."""
        return JSONResponse(openapi.description())


def _only_here(request: Request) -> None:
    if request.client is None or not is_this_machine(request.client.host):
        raise Problem(403, "Only the computer itself sets this.", code="not_here")


async def json_of(request: Request) -> object:
    """Read a small JSON body.

    Raises
    ------
    Problem
        415 without the content type (which a foreign page may not send unasked), 413, 400.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise Problem(415, "The body must be application/json.", code="not_json")
    body = b""
    try:
        async with asyncio.timeout(_LONGEST_JSON_S):
            async for chunk in request.stream():
                body += chunk
                if len(body) > _MOST_JSON_BYTES:
                    raise Problem(413, "The body is too large.", code="too_large", hang_up=True)
    except TimeoutError:
        raise Problem(408, "The body did not come.", code="too_slow", hang_up=True) from None
    try:
        found: object = json.loads(body)
        json.dumps(found, ensure_ascii=False).encode()  # half a letter is no text
    except (ValueError, RecursionError) as error:
        raise Problem(400, "The body is not valid JSON.", code="not_json") from error
    return found
