"""The application: repository, queue, API and pages behind one security middleware."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Match, Route

from formcheck.web.api import Api
from formcheck.web.block import BlockPages
from formcheck.web.clip_repository import ClipRepository
from formcheck.web.clip_update import ClipUpdate
from formcheck.web.language import Language
from formcheck.web.limits import Limits
from formcheck.web.pages import Pages
from formcheck.web.paired_devices import PairedDevices
from formcheck.web.problem import Problem
from formcheck.web.queue import Queue
from formcheck.web.runners import Roster
from formcheck.web.runners_api import RunnersApi
from formcheck.web.security import SecurityMiddleware
from formcheck.web.uploads import Uploads


@dataclass(frozen=True, slots=True)
class Place:
    """Where the server stands.

    Attributes
    ----------
    data : Path
        Folder for everything it keeps.
    hosts : tuple of str
        Names with port under which it may be asked, e.g. ``127.0.0.1:8765``.
    lan : str or None
        Address for phones, ``http://192.168.1.7:8765``; None = this machine only.
    """

    data: Path
    hosts: tuple[str, ...]
    lan: str | None = None


def create_app(
    place: Place, limits: Limits | None = None, paired: PairedDevices | None = None
) -> Starlette:
    """Build the application; it opens the data folder at once.

    Raises
    ------
    UsageError
        The data folder is in use or cannot be written.
    """
    limits = limits or Limits()
    repository = ClipRepository(place.data)
    queue = Queue(repository, limits)
    if place.lan is not None:
        paired = paired or PairedDevices()
    update = ClipUpdate(repository, queue, limits)
    api = Api(
        repository, queue, Uploads(repository, limits, queue.check), paired, place.lan or "", update
    )
    roster = Roster(repository)
    pages = Pages(api, roster, BlockPages(roster))

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        work = asyncio.create_task(queue.run())
        try:
            yield
        finally:
            work.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await work
            repository.close()

    def problem(request: Request, error: Exception) -> Response:
        found = error if isinstance(error, Problem) else _plain(error)
        headers = {"allow": _allowed(request)} if found.status == 405 else {}
        if found.hang_up:
            headers["connection"] = "close"
        if found.status == 429:
            headers["retry-after"] = "30"
        if request.url.path.startswith("/api/"):
            return JSONResponse(found.as_json(), found.status, headers)
        text = pages.render(request, "problem.html.j2", problem=found)
        return HTMLResponse(text, found.status, headers)

    return Starlette(
        routes=[*api.routes(), *RunnersApi(roster).routes(), *pages.routes()],
        middleware=[
            Middleware(Language),
            Middleware(SecurityMiddleware, hosts=place.hosts, paired=paired, answer=problem),
        ],
        exception_handlers={
            Problem: problem,
            HTTPException: problem,
            ClientDisconnect: _gone,
            Exception: problem,
        },
        lifespan=lifespan,
    )


def _allowed(request: Request) -> str:
    """Return all methods of a path, which may be spread over several routes."""
    methods: set[str] = set()
    for route in request.app.routes:
        if isinstance(route, Route) and route.matches(request.scope)[0] is not Match.NONE:
            methods |= route.methods or set()
    return ", ".join(sorted(methods))


def _plain(error: Exception) -> Problem:
    """Put the framework's own errors, and ours, into words."""
    if isinstance(error, HTTPException):
        if error.status_code == 404:
            return Problem(404, "There is no such page.", "Begin at the first.", code="not_found")
        return Problem(error.status_code, f"{error.detail}.", code="not_allowed")
    return Problem(
        500,
        "Something went wrong inside formcheck.",
        "Try again; if it stays, look at the window in which formcheck was started.",
        code="internal_error",
    )


def _gone(_request: Request, _error: Exception) -> Response:
    """Answer a client that has hung up; nobody will read it."""
    return Response(status_code=400)
