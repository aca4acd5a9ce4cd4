"""Two analyses side by side, by the same ``formcheck compare`` as in a terminal."""

import asyncio
import logging
import tempfile
from pathlib import Path
from typing import Final

from formcheck.web.bounds import ask
from formcheck.web.fence import fenced
from formcheck.web.problem import Problem

_LOG = logging.getLogger(__name__)
_LONGEST_S: Final = 120.0


async def compared(
    first: Path, second: Path, room: Path, turn: asyncio.Semaphore
) -> tuple[str, str]:
    """Return the page that compares two analyses, and the policy under which it is shown.

    Parameters
    ----------
    first, second : Path
        Folders of analyses.
    room : Path
        Where the page may be written for the moment.
    turn : Semaphore
        How many may be made at a time.

    Raises
    ------
    Problem
        409: they cannot be compared.
    """
    with tempfile.TemporaryDirectory(prefix=".compare-", dir=room) as folder:
        async with turn:
            words = ("compare", first, second, "--out", folder, "--json")
            told = await ask("formcheck", *words, longest_s=_LONGEST_S)
        page = Path(folder) / "compare.html"
        if not page.is_file():
            _LOG.warning("comparison: %s", told)
            raise not_comparable()
        return await asyncio.to_thread(fenced, page)


def not_comparable() -> Problem:
    """Return the answer to two clips of which one was not measured."""
    return Problem(
        409,
        "These two cannot be compared.",
        "Choose two clips in the history that were measured.",
        code="not_comparable",
    )
