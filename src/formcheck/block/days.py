"""What the other sessions of a block tell of a runner's days, for two clips out of it."""

from pathlib import Path

from formcheck.batch.index import INDEX
from formcheck.block.source import BlockClip, athletes, clips_of, series_of
from formcheck.block.trend import trends
from formcheck.block.values import Trend
from formcheck.change.days import OwnDays


def own_days(a: Path, b: Path) -> dict[str, OwnDays]:
    """Return how a runner's days scatter, from the sessions of a block that holds both clips.

    The sessions of the two clips are left out: what they differ by is the question. A change
    that was found among the others is taken off.

    Parameters
    ----------
    a, b : Path
        Folders of two analyses.

    Returns
    -------
    dict of str to OwnDays
        By metric; empty where they lie in no block, belong to two runners, or there are too few
        sessions beside theirs.
    """
    folder = _block_of(a)
    if folder is None or folder != _block_of(b):
        return {}
    names = {place.resolve().relative_to(folder).as_posix() for place in (a, b)}
    for athlete, _ in athletes(folder):
        clips = clips_of(folder, athlete)
        pair = {clip.session for clip in clips if clip.name in names}
        if names <= {clip.name for clip in clips}:
            others = [clip for clip in clips if clip.session not in pair]
            return _days(folder, others)
    return {}


def _block_of(place: Path) -> Path | None:
    """Return the folder of the block that an analysis lies in."""
    above = place.resolve().parents
    return next((folder for folder in above if (folder / INDEX).is_file()), None)


def _days(folder: Path, clips: list[BlockClip]) -> dict[str, OwnDays]:
    found = trends(series_of(folder, clips))
    return {t.metric: days for t in found if (days := _of(t)) is not None}


def _of(t: Trend) -> OwnDays | None:
    if t.sd_between is None or t.dof_between is None or t.sd_stated is None:
        return None
    return OwnDays(t.sd_between, t.dof_between, t.sd_stated, len(t.compared))
