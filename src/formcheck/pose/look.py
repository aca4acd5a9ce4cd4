"""A film looked at once: what is known of the file, and what the pose model sees in it.

Light to import: SciPy and what stands on it are not needed before the film has been seen.
"""

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from formcheck.domain.clip import Clip
from formcheck.errors import ClipError, UsageError
from formcheck.pose import cache
from formcheck.pose.raw import RawPose
from formcheck.settings import AnalysisSettings, Progress
from formcheck.tables.landmarks import is_landmark_table
from formcheck.video.sample import LONG_SIDE_PX, PictureSample


class Seen(NamedTuple):
    """A film and what the pose stage saw of it; ``clip`` has the length of what was read.

    ``sample`` holds some of its pictures, none where the landmarks were kept from before.
    """

    clip: Clip
    raw: RawPose
    sample: PictureSample


def look_at(
    path: Path,
    settings: AnalysisSettings,
    on_progress: Callable[[Progress], None] | None = None,
) -> Seen:
    """Find the runner's landmarks in a film, or take them from the cache.

    Raises
    ------
    ClipError, UsageError, InstallationError
    """
    from formcheck.video.probe import probe

    if is_landmark_table(path):
        raise UsageError(
            f"{path.name} is a landmark table, not a clip.",
            f"Give it as such: formcheck analyze --landmarks {path}",
            code="usage",
        )
    runner = _runner_of_film(path, settings.person)
    clip = probe(path)
    sample = PictureSample(LONG_SIDE_PX)
    raw = _extract(path, clip, settings, runner, on_progress, sample)
    if len(raw) == 0:
        raise ClipError(
            f"{path.name}: no frame lies in the part that was asked for.",
            f"The clip is {clip.duration_s:.1f} s long; check --start and --end.",
            code="too_short",
        )
    return Seen(_as_read(clip, raw, settings), raw, sample)


def _runner_of_film(path: Path, person: int | str | None) -> int | None:
    if isinstance(person, str):
        raise UsageError(
            f"{path.name} is a film, whose runners have numbers, not names such as {person}.",
            "Give the number: 1 is the tallest in the picture.",
            code="no_such_person",
        )
    return person


def _as_read(clip: Clip, raw: RawPose, settings: AnalysisSettings) -> Clip:
    """The clip with the length of what was read: some recorders declare a wrong one."""
    if settings.end_s is not None or not math.isfinite(raw.read.last_time_s):
        return clip
    last_s = 1 / clip.fps if clip.fps else 0.0
    return replace(clip, duration_s=raw.read.last_time_s + last_s)


def _extract(
    path: Path,
    clip: Clip,
    settings: AnalysisSettings,
    runner: int | None,
    on_progress: Callable[[Progress], None] | None,
    sample: PictureSample,
) -> RawPose:
    from formcheck.pose.extract import extract_pose

    def report(done: int, total: int | None) -> None:
        if on_progress:
            on_progress(Progress("pose", done, total))

    start_s = settings.start_s or 0.0
    end_s = math.inf if settings.end_s is None else settings.end_s
    key = cache.key_of(
        clip,
        model=settings.model,
        start_s=start_s,
        end_s=end_s,
        person=runner,
        every_frame=settings.every_frame,
    )
    known = cache.load(key) if settings.use_cache else None
    if known is not None:
        report(len(known), len(known))
        return known
    raw = extract_pose(
        path,
        clip,
        model=settings.model,
        start_s=start_s,
        end_s=end_s,
        jobs=settings.jobs,
        person=runner,
        every_frame=settings.every_frame,
        on_progress=report,
        sample=sample,
    )
    if settings.use_cache:
        cache.store(key, raw)
    return raw
