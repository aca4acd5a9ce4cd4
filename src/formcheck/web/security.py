"""What every request passes first: whose host, from which site, by whom."""

from collections.abc import Callable, Iterable
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from formcheck.web.paired_devices import COOKIE, PairedDevices, is_this_machine
from formcheck.web.problem import Problem

OWN_PAGES: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; media-src blob:; connect-src 'self'; frame-src 'self'; form-action 'self'; "
    "manifest-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_ALWAYS: Final = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
_UNLESS_SET: Final = {
    "content-security-policy": OWN_PAGES,
    "x-frame-options": "DENY",
    "cache-control": "no-store",
}
_READING: Final = frozenset({"GET", "HEAD"})
_OPEN_TO_ALL: Final = ("/join", "/api/join", "/static/")


class SecurityMiddleware:
    """ASGI middleware.

    Parameters
    ----------
    app : ASGI application
    hosts : iterable of str
        What may stand in the Host header, with port. Any other is a foreign page that made
        its own name point here (DNS rebinding).
    paired : PairedDevices or None
        Who may come from outside this machine; None = nobody.
    answer : callable
        Makes a page, or JSON for the API, of a refusal.
    """

    def __init__(
        self,
        app: ASGIApp,
        hosts: Iterable[str],
        paired: PairedDevices | None,
        answer: Callable[[Request, Problem], Response],
    ) -> None:
        self._answer = answer
        self._app = app
        self._hosts = frozenset(host.lower() for host in hosts)
        self._paired = paired

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or answer it here."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(_ALWAYS)
                for name, value in _UNLESS_SET.items():
                    headers.setdefault(name, value)
            await send(message)

        problem = self._problem(HTTPConnection(scope), scope["method"])
        if problem is None:
            await self._app(scope, receive, send_with_headers)
        else:
            await self._answer(Request(scope), problem)(scope, receive, send_with_headers)

    def _problem(self, request: HTTPConnection, method: str) -> Problem | None:
        hosts = request.headers.getlist("host")
        if len(hosts) != 1 or hosts[0].lower() not in self._hosts:
            return Problem(
                421,
                "This address does not belong to formcheck.",
                "Open the address that 'formcheck serve' has printed.",
                code="foreign_host",
            )
        if _is_foreign(request.headers, method, hosts[0].lower()):
            return Problem(
                403,
                "Another site's page has sent this request.",
                "Open formcheck in a window of its own.",
                code="foreign_origin",
            )
        if "transfer-encoding" in request.headers and "content-length" in request.headers:
            return Problem(400, "The request gives two lengths.", code="two_lengths", hang_up=True)
        return None if self._may_enter(request) else _not_invited()

    def _may_enter(self, request: HTTPConnection) -> bool:
        if request.client is not None and is_this_machine(request.client.host):
            return True
        if self._paired is None:
            return False
        path = request.url.path
        if any(path == door or path.startswith(door) for door in _OPEN_TO_ALL):
            return True
        return self._paired.knows(request.cookies.get(COOKIE, ""))


def _is_foreign(headers: Headers, method: str, host: str) -> bool:
    """Whether a page of another site is behind a request.

    Browsers say so in ``Origin`` and ``Sec-Fetch-Site``; programs send neither. Links on
    other pages may lead to ours, as long as they only read.
    """
    origin = headers.get("origin")
    if origin is not None and urlsplit(origin)[:2] != ("http", host):
        return True
    site = headers.get("sec-fetch-site", "none")
    if site in {"none", "same-origin"}:
        return False
    follows_link = (
        headers.get("sec-fetch-mode") == "navigate"
        and headers.get("sec-fetch-dest", "document") == "document"
    )
    return not (method in _READING and follows_link)


def _not_invited() -> Problem:
    return Problem(
        401,
        "Scan the code again.",
        "This phone is not known here: formcheck was started again since, or nobody invited it. "
        "On the computer open 'Phone' in formcheck, show a code and scan it with the camera.",
        code="not_invited",
    )
