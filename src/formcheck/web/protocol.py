"""HTTP connections within bounds: a time for the head of a request, and a share of an address."""

import asyncio
from collections import Counter
from typing import Any, Final, cast

from uvicorn.protocols.http.h11_impl import H11Protocol

from formcheck.web.paired_devices import is_this_machine

HEAD_S: Final = 10.0
"""A connection that has not sent the whole head of a request by then is closed."""
MOST_OF_AN_ADDRESS: Final = 24
MOST_OF_ALL_OTHERS: Final = 96
"""Connections from elsewhere, far below what the server takes: this machine finds room."""

_FROM_ELSEWHERE: Final[Counter[str]] = Counter()


class BoundedProtocol(H11Protocol):
    """HTTP/1.1 that hangs up on who keeps silent, and on who opens too many connections."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Count the connection, or close it."""
        self._head: asyncio.TimerHandle | None = None
        self._address = (transport.get_extra_info("peername") or ("",))[0]
        self._refused = False
        if not is_this_machine(self._address):
            _FROM_ELSEWHERE[self._address] += 1
            self._refused = (
                _FROM_ELSEWHERE[self._address] > MOST_OF_AN_ADDRESS
                or _FROM_ELSEWHERE.total() > MOST_OF_ALL_OTHERS
            )
        if self._refused:
            transport.abort()
            return
        super().connection_made(transport)
        self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Give the connection's share back."""
        self._stop_waiting()
        if not is_this_machine(self._address):
            _FROM_ELSEWHERE[self._address] -= 1
            if not _FROM_ELSEWHERE[self._address]:
                del _FROM_ELSEWHERE[self._address]
        if not self._refused:
            super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take bytes; the clock runs while a head is not whole."""
        if self._refused:
            return
        super().data_received(data)
        if self._at_work():
            self._stop_waiting()
        elif self._head is None:
            self._wait_for_head()

    def _at_work(self) -> bool:
        cycle = cast("Any", self.cycle)
        return cycle is not None and not cycle.response_complete

    def _wait_for_head(self) -> None:
        self._head = self.loop.call_later(HEAD_S, self._too_late)

    def _stop_waiting(self) -> None:
        if self._head is not None:
            self._head.cancel()
            self._head = None

    def _too_late(self) -> None:
        self._head = None
        if not self._at_work():
            self.transport.abort()
