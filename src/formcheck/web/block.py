"""A runner's training block: the page that ``formcheck batch`` makes, of stored clips."""

import asyncio
import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from formcheck.domain.analysis import Analysis
from formcheck.domain.files import ANALYSIS_JSON
from formcheck.errors import UsageError
from formcheck.locales import SOURCE, current, speaking
from formcheck.store.folder import read_analysis
from formcheck.store.place import put
from formcheck.version import __version__
from formcheck.web.clip_repository import StoredClip
from formcheck.web.runners import Roster, Runner
from formcheck.web.spoken import spoken
from formcheck.web.view import moment, when
from formcheck.words import sentence_of

if TYPE_CHECKING:
    from formcheck.block.source import BlockClip


@dataclass(frozen=True, slots=True)
class BlockPages:
    """Makes the page of one runner at a time, and keeps it until something in it changes."""

    roster: Roster
    turn: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))

    async def of(self, runner: Runner) -> Path:
        """Return the page of a runner."""
        repository = self.roster.repository
        clips = [c for c in self.roster.clips(runner) if c.state == "done"]
        folders = [repository.results(clip.id) for clip in clips]
        pain = self.roster.pain(runner)
        stamp = _stamp(runner, clips, folders, pain)
        page = repository.block(runner.id)
        async with self.turn:
            if not _is_of(page, stamp):
                text = await asyncio.to_thread(_page, runner, clips, folders, pain, stamp)
                for clip in clips:
                    repository.get(clip.id)  # 404 if it was deleted meanwhile: nothing of it stays
                put(page, spoken(text))
        return page


def _stamp(
    runner: Runner, clips: list[StoredClip], folders: list[Path], pain: list[tuple[str, int]]
) -> str:
    """Return a hash of everything that the page depends on."""
    said = [
        (clip.id, clip.name, clip.form.model_dump_json(), _changed_ns(folder / ANALYSIS_JSON))
        for clip, folder in zip(clips, folders, strict=True)
    ]
    given = f"{__version__} {current()} {runner} {said} {pain}"
    return hashlib.sha256(given.encode()).hexdigest()


def _changed_ns(path: Path) -> int:
    return path.stat().st_mtime_ns if path.is_file() else 0


def _is_of(page: Path, stamp: str) -> bool:
    try:
        with page.open(encoding="utf-8") as file:
            return stamp in file.read(2000)
    except OSError:
        return False


def _page(
    runner: Runner,
    clips: list[StoredClip],
    folders: list[Path],
    pain: list[tuple[str, int]],
    stamp: str,
) -> str:
    from formcheck.block.both_sides import both_sides_from, section
    from formcheck.block.page import athlete_page
    from formcheck.block.source import counted_once, series_from

    documents: dict[str, Analysis] = {}
    found: list[BlockClip] = []
    for number, (clip, folder) in enumerate(zip(clips, folders, strict=True)):
        try:
            document = read_analysis(folder)
        except UsageError:
            continue
        name = clip.name if clip.name not in documents else f"{clip.name} ({number + 1})"
        documents[name] = document
        found.append(_clip(name, clip, document, number))
    found = counted_once(sorted(found, key=lambda c: (c.row["date"], c.name)))

    def read(clip: "BlockClip") -> Analysis:
        return documents[clip.name]

    log = [(datetime.fromisoformat(day), float(value)) for day, value in pain]
    return athlete_page(
        runner.profile.name if runner.profile else None,
        found,
        series_from(found, read),
        inputs=stamp,
        root="",
        reports=frozenset(),
        legs=section(both_sides_from(found, read)),
        pain_log=log,
    )


def _clip(name: str, clip: StoredClip, document: Analysis, number: int) -> "BlockClip":
    from formcheck.batch.work import facts_of
    from formcheck.block.source import BlockClip

    filmed = moment(when(clip)).replace(tzinfo=None)
    reasons = document.quality.reasons
    with speaking(SOURCE):  # for the table to save, as in the index of a block
        said_in_english = sentence_of(reasons[0]) if reasons else ""
    row: dict[str, Any] = {
        **facts_of(document, clip.created),
        "id": number,
        "name": name,
        "key": "",
        "content_sha256": document.clip.sha256 or clip.id,
        "date": filmed.isoformat(),
        "date_source": "metadata" if document.clip.created else "file",
        "session": None,
        "shoe": clip.form.shoe or None,
        "km_into_run": None,
        "pain_0_10": clip.form.back_pain,
        "notes": clip.form.notes or None,
        "status": document.quality.verdict,
        "message": said_in_english,
    }
    said = sentence_of(reasons[0]) if reasons else ""
    return BlockClip(name, filmed, filmed.date().isoformat(), row, said=said)
