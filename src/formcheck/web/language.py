"""The language of a visitor: as chosen on a page, else as the browser asks."""

from typing import Final

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from formcheck.locales import LANGUAGES, negotiated, speaking

CHOICE: Final = "lang"
"""Name of the query that chooses a language, and of the cookie that remembers it."""


def language_of(visit: HTTPConnection) -> str:
    """Return the language in which a visitor is answered."""
    for asked in (visit.query_params.get(CHOICE), visit.cookies.get(CHOICE)):
        if asked in LANGUAGES:
            return asked
    return negotiated(Headers(scope=visit.scope).get("accept-language", ""))


class Language:
    """Answers every visit in its language, and remembers one that was chosen."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a visit on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        visit = HTTPConnection(scope)
        language = language_of(visit)
        chosen = visit.query_params.get(CHOICE) == language

        async def remembering(message: Message) -> None:
            if chosen and message["type"] == "http.response.start":
                cookie = f"{CHOICE}={language}; Path=/; Max-Age=31536000; SameSite=Strict; HttpOnly"
                message.setdefault("headers", []).append((b"set-cookie", cookie.encode("ascii")))
            await send(message)

        with speaking(language):
            await self.app(scope, receive, remembering)
