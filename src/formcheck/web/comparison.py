"""Two analyses side by side, by the same ``formcheck compare`` as in a terminal."""

import asyncio
import logging
import shutil
import tempfile
from pathlib import Path
from typing import Final

from formcheck.domain.files import ANALYSIS_JSON
from formcheck.locales import current
from formcheck.web.bounds import ask
from formcheck.web.clip_repository import ClipRepository, StoredClip
from formcheck.web.problem import Problem
from formcheck.web.sandbox import sandboxed

_LOG = logging.getLogger(__name__)
_LONGEST_S: Final = 120.0
_PAGE: Final = "compare.html"
_MADE_FROM: Final = "made-from"


async def compared(
    first: StoredClip, second: StoredClip, repository: ClipRepository, turn: asyncio.Semaphore
) -> tuple[str, str]:
    """Return the page that compares two clips, and the policy under which it is shown.

    The page is kept until either analysis changes or is deleted.

    Parameters
    ----------
    first, second : StoredClip
    repository : ClipRepository
    turn : Semaphore
        How many pages may be made at a time.

    Raises
    ------
    Problem
        409: they cannot be compared.
    """
    results = repository.results(first.id), repository.results(second.id)
    kept, stamp = repository.comparison(first.id, second.id), _stamp(*results)
    if not _is_of(kept, stamp):
        with tempfile.TemporaryDirectory(prefix=".compare-", dir=repository.root) as folder:
            made = Path(folder) / "made"
            async with turn:
                words = ("compare", *results, "--out", made, "--json", "--lang", current())
                told = await ask("formcheck", *words, longest_s=_LONGEST_S)
            if not (made / _PAGE).is_file():
                _LOG.warning("comparison: %s", told)
                raise not_comparable()
            (made / _MADE_FROM).write_text(stamp, encoding="utf-8")
            for clip in (first, second):
                repository.get(clip.id)  # 404 if it was deleted meanwhile: nothing of it stays
            shutil.rmtree(kept, ignore_errors=True)
            kept.parent.mkdir(mode=0o700, exist_ok=True)
            made.replace(kept)
    return await asyncio.to_thread(sandboxed, kept / _PAGE, framed=True)


def _stamp(*results: Path) -> str:
    """Return what changes with either analysis, and with the visitor's language."""
    documents = [folder / ANALYSIS_JSON for folder in results]
    changed = (str(p.stat().st_mtime_ns) if p.is_file() else "-" for p in documents)
    return " ".join((current(), *changed))


def _is_of(kept: Path, stamp: str) -> bool:
    try:
        known = (kept / _MADE_FROM).read_text(encoding="utf-8")
    except OSError:
        return False
    return known == stamp and (kept / _PAGE).is_file()


def not_comparable() -> Problem:
    """Return the answer to two clips of which one was not measured."""
    return Problem(
        409,
        "These two cannot be compared.",
        "Choose two clips in the history that were measured.",
        code="not_comparable",
    )
