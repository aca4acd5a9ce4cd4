"""Keep what native libraries write to file descriptor 2 off the terminal."""

import contextlib
import os
import sys
import threading
from collections.abc import Iterator
from typing import Final

_LOCK: Final = threading.Lock()
_depth = 0
_kept: int | None = None


@contextlib.contextmanager
def silenced() -> Iterator[None]:
    """Lead file descriptor 2 nowhere meanwhile; may overlap with itself in several threads."""
    _begin()
    try:
        yield
    finally:
        _end()


def _begin() -> None:
    global _depth, _kept  # noqa: PLW0603 - the descriptor, too, is one for the whole process
    with _LOCK:
        _depth += 1
        if _depth > 1 or sys.stderr is None:
            return
        with contextlib.suppress(OSError):  # a process without a terminal may have closed it
            sys.stderr.flush()
            _kept = os.dup(2)
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, 2)
            os.close(nowhere)


def _end() -> None:
    global _depth, _kept  # noqa: PLW0603
    with _LOCK:
        _depth -= 1
        if _depth == 0 and _kept is not None:
            os.dup2(_kept, 2)
            os.close(_kept)
            _kept = None
