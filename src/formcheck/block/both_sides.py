"""Left against right over a block: its sessions that were filmed from both sides."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from formcheck.block.page import csv_link
from formcheck.block.sides import COLUMNS, shown_row, table_rows
from formcheck.block.source import BlockClip
from formcheck.change import set_ups
from formcheck.change.asymmetry import Asymmetry, Pair, asymmetries
from formcheck.domain.analysis import Analysis, Measured
from formcheck.errors import UsageError
from formcheck.store.folder import read_analysis


@dataclass(frozen=True, slots=True)
class BothSides:
    """The sessions of a block with a clip from each side.

    Attributes
    ----------
    sessions : tuple of (str, datetime, tuple of Asymmetry)
        Name, day and rows of each.
    rows : tuple of Asymmetry
        Mean of the sessions.
    """

    sessions: tuple[tuple[str, datetime, tuple[Asymmetry, ...]], ...]
    rows: tuple[Asymmetry, ...]


def both_sides_of(folder: Path, clips: Sequence[BlockClip]) -> BothSides | None:
    """Compare the legs in a block's sessions; see :func:`both_sides_from`."""
    return both_sides_from(clips, lambda clip: read_analysis(folder / clip.name))


def both_sides_from(
    clips: Sequence[BlockClip], read: Callable[[BlockClip], Analysis]
) -> BothSides | None:
    """Compare the legs in all sessions that were filmed from both sides; None without any.

    Clips of a session are paired in the order in which they were filmed; a pair that was read
    otherwise, or filmed at another speed, is left out.

    Parameters
    ----------
    clips : sequence of BlockClip
        Of one athlete, in order of time.
    read : callable
        Returns the analysis of a clip, or raises UsageError where it is gone.
    """
    by_session: dict[str, list[BlockClip]] = {}
    for clip in clips:
        if clip.measured and clip.session and clip.when and clip.same_as is None:
            by_session.setdefault(clip.session, []).append(clip)
    found = [
        (name, own[0].when, pairs)
        for name, own in by_session.items()
        if own[0].when and (pairs := _pairs(own, read))
    ]
    if not found:
        return None
    return BothSides(
        tuple((name, day, asymmetries(*pairs)) for name, day, pairs in found),
        asymmetries(*(pair for _, _, pairs in found for pair in pairs)),
    )


def _pairs(clips: Sequence[BlockClip], read: Callable[[BlockClip], Analysis]) -> list[Pair]:
    from_side = {
        side: [clip for clip in clips if clip.row["near_side"] == side]
        for side in ("left", "right")
    }
    both = zip(from_side["left"], from_side["right"], strict=False)
    found = ([_measured(clip, read) for clip in pair] for pair in both)
    return [(one, other) for one, other in found if one and other and _alike(one, other)]


def _measured(clip: BlockClip, read: Callable[[BlockClip], Analysis]) -> Measured | None:
    try:
        found = read(clip)
    except UsageError:  # the folder was moved away; the index still lists the clip
        return None
    return found if isinstance(found, Measured) else None


def _alike(one: Measured, other: Measured) -> bool:
    filmed = set_ups(one, other)
    return filmed.reading == filmed.speed == "kept" and one.mode == other.mode


def section(found: BothSides | None) -> dict[str, Any] | None:
    """Return the section of the block's page."""
    if found is None:
        return None
    rows = [
        (session, day.date().isoformat(), *cells)
        for session, day, own in found.sessions
        for cells in table_rows(own)
    ]
    return {
        "sessions": len(found.sessions),
        "rows": [shown_row(row) for row in found.rows],
        "shown": [shown_row(row) for row in found.rows if row.shown],
        "csv": csv_link(rows, ("session", "date", *COLUMNS)),
    }
