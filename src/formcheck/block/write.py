"""Write the block report beside the analyses it stands on."""

import hashlib
import re
import unicodedata
from dataclasses import replace
from html import unescape
from pathlib import Path

from formcheck.block.source import BlockClip, athletes, clips_of, series_of, what_was_said
from formcheck.domain.files import REPORT_HTML
from formcheck.locales import current
from formcheck.store.place import put
from formcheck.version import __version__

PAGE = "block.html"
PEOPLE = "athletes"
_INPUTS = re.compile(r'<meta name="formcheck-inputs" content="([0-9a-f]{64})">')
_CHANGED = re.compile(r'<meta name="formcheck-changed" content="([^"]*)">')
_HEAD_CHARACTERS = 2000


def write_block_report(folder: Path) -> Path:
    """Write ``block.html``; with several athletes, one page each and ``block.html`` lists them.

    A page whose clips have not changed is left as it is.

    Parameters
    ----------
    folder : Path
        As `formcheck batch` has left it.

    Returns
    -------
    Path
        ``block.html``.

    Raises
    ------
    UsageError
        If the folder holds no block.
    """
    people = athletes(folder)
    if len(people) <= 1:
        _write_page(folder, people[0][0] if people else None, folder / PAGE, root="")
        return folder / PAGE
    from formcheck.block.charts import day_of
    from formcheck.words import phrase

    (folder / PEOPLE).mkdir(exist_ok=True)
    listed = []
    for name, n_clips in people:
        place = f"{PEOPLE}/{_file_name(name)}"
        clips = _write_page(folder, name, folder / place, root="../")
        days = sorted(c.when for c in clips if c.when)
        listed.append(
            {
                "name": name or phrase("nobody_named"),
                "page": place,
                "clips": n_clips,
                "sessions": len({c.session for c in clips if c.session}),
                "last": day_of(days[-1]) if days else "",
                "changed": unescape(_in_head(folder / place, _CHANGED) or ""),
            }
        )
    from formcheck.block.page import stylesheet
    from formcheck.report.pages import environment

    page = (
        environment("formcheck.block")
        .get_template("athletes.html.j2")
        .render(people=listed, css=stylesheet())
    )
    put(folder / PAGE, page)
    return folder / PAGE


def _write_page(folder: Path, athlete: str | None, place: Path, *, root: str) -> list[BlockClip]:
    clips = [_with_words(folder, clip) for clip in clips_of(folder, athlete)]
    reports = frozenset(c.name for c in clips if (folder / c.name / REPORT_HTML).is_file())
    inputs = _fingerprint(clips, reports)
    if _in_head(place, _INPUTS) != inputs:
        from formcheck.block.both_sides import both_sides_of, section
        from formcheck.block.page import athlete_page

        page = athlete_page(
            athlete,
            clips,
            series_of(folder, clips),
            inputs=inputs,
            root=root,
            reports=reports,
            legs=section(both_sides_of(folder, clips)),
        )
        put(place, page)
    return clips


def _with_words(folder: Path, clip: BlockClip) -> BlockClip:
    """Return a clip of the index with its message in the reader's language."""
    row = clip.row
    return replace(clip, said=what_was_said(folder, clip.name, row["status"], row["message"]))


def _fingerprint(clips: list[BlockClip], reports: frozenset[str]) -> str:
    """Hash of everything a page depends on."""
    said = [(clip.name, sorted((k, str(v)) for k, v in clip.row.items())) for clip in clips]
    given = f"{__version__} {current()} {said} {sorted(reports)}"
    return hashlib.sha256(given.encode()).hexdigest()


def _in_head(place: Path, what: re.Pattern[str]) -> str | None:
    """Return what the head of a page says, or None if there is no page or it does not."""
    try:
        with place.open(encoding="utf-8") as file:
            found = what.search(file.read(_HEAD_CHARACTERS))
    except OSError:
        return None
    return found[1] if found else None


def _file_name(athlete: str | None) -> str:
    """Name a page so that any system can store it; a hash keeps alike names apart."""
    if athlete is None:
        return "nobody-named.html"
    plain = unicodedata.normalize("NFKD", athlete).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
    return f"{slug or 'athlete'}-{hashlib.sha256(athlete.encode()).hexdigest()[:6]}.html"
