"""The pose stage: a clip in, raw landmarks of one person out."""

import math
import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import numpy as np

from formcheck.domain.clip import Clip
from formcheck.pose.backend import back_end_of
from formcheck.pose.body import Body
from formcheck.pose.crop import Crop, inside_bars
from formcheck.pose.film_pass import Mode, Models, give_memory_back
from formcheck.pose.people import choose_person, people_paths
from formcheck.pose.raw import Box, Candidates, RawPose
from formcheck.pose.rows import Row, landmark_arrays, pixels
from formcheck.pose.sampling import frames_per_seen, longest_gap_s
from formcheck.pose.scenes import Followed, follow_each_scene
from formcheck.pose.segment_starts import FloatArray, false_starts, is_better, usual_trunk
from formcheck.pose.workers import WARM_UP_FRAMES, segment_length
from formcheck.settings import DEFAULT_MODEL
from formcheck.video.copies import repeats_pictures
from formcheck.video.frame_stats import FrameStats
from formcheck.video.reader import FrameReader
from formcheck.video.sample import PictureSample

EXTRACTOR_VERSION: Final = 5
"""Raised whenever the same clip would give other landmarks; part of the cache's key."""

HARDLY_SEEN: Final = 0.3
_MAX_DEFAULT_JOBS: Final = 8

OnFrames = Callable[[int, int | None], None]


def extract_pose(  # noqa: PLR0913 - what a pass over a film may be told
    path: str | Path,
    clip: Clip,
    *,
    model: str = DEFAULT_MODEL,
    start_s: float = 0.0,
    end_s: float = math.inf,
    jobs: int | None = None,
    person: int | None = None,
    every_frame: bool = False,
    on_progress: OnFrames | None = None,
    cancel: threading.Event | None = None,
    sample: PictureSample | None = None,
) -> RawPose:
    """Find one person's 33 landmarks in as many frames of a span as the metrics need.

    Parameters
    ----------
    path : str or Path
    clip : Clip
        What `probe` said about the file.
    model : {"full", "heavy"}
    start_s, end_s : float
        Span on the playback clock, half open.
    jobs : int or None
        Trackers at work at once; None = one for each core. The result does not depend
        on it.
    person : int or None
        Rank by height in the picture, 1 = tallest, of the person to follow. None lets the
        model choose; if it wanders from one person to another, the tallest is followed.
    every_frame : bool
        Whatever the rate (`formcheck.pose.sampling` says what is enough); a film that repeats
        pictures is seen whole anyway.
    on_progress : callable or None
        Called in this thread with frames done and frames expected (None if unknown), first
        with none done, before the model is loaded.
    cancel : threading.Event or None
        Set it from elsewhere to stop within a frame or two.
    sample : PictureSample or None, keeps some of the pictures while they pass

    Raises
    ------
    UsageError
        Unknown model, missing file, no such person.
    InstallationError
        The model is missing or damaged, or MediaPipe cannot start.
    ClipError
        The file cannot be read.
    concurrent.futures.CancelledError
        ``cancel`` was set.
    """
    back_end = back_end_of(model)
    identity = back_end.identity(model)
    with ExitStack() as models:
        models.callback(give_memory_back)
        # Decides how the film is read, which begins while the models are loaded.
        looking = models.enter_context(ThreadPoolExecutor(1))
        gap = looking.submit(_gap_s, path, clip, start_s, end_s, every_frame=every_frame)
        expected = _expected_frames(clip, start_s, end_s, every_frame=every_frame)
        length = segment_length(expected)
        n_workers = _worker_count(jobs, expected, length)
        if on_progress:
            on_progress(0, expected)
        loaded = Models(
            lambda: back_end.start(model, n_workers, models),
            n_workers,
            back_end.source.skeleton,
            clip,
            sample,
        )
        stop = cancel or threading.Event()

        def read(first_s: float, last_s: float) -> FrameReader:
            return FrameReader(path, start_s=first_s, end_s=last_s, gap_s=gap.result())

        def run(mode: Mode) -> tuple[list[Row], FrameReader]:
            reader = looking.submit(read, start_s, end_s)
            report = (lambda done: on_progress(done, expected)) if on_progress else None
            return loaded.run(reader, mode, length, report, stop), reader.result()

        def follow(first_s: float, last_s: float) -> list[Row]:
            part = looking.submit(read, first_s, min(last_s, end_s))
            return loaded.run(part, mode._replace(look=False), 3 * length, None, stop)

        mode = Mode(track=person is None, look=True)
        rows, reader = run(mode)
        crop = _crop(rows, clip)
        if crop is not None:
            mode = mode._replace(crop=crop)
            rows, reader = run(mode)
        looks = _candidates(rows, clip)
        only = _followed(rows, looks, clip, person)
        if person is not None or only is not None:
            mode = Mode(track=True, look=False, only=only, crop=crop)
            rows, reader = run(mode)
        kept = _mended(rows, clip, length, follow)
    return RawPose(
        **landmark_arrays(kept, clip),
        width=clip.width,
        height=clip.height,
        stats=FrameStats.of([row.stats for row in kept if row.stats is not None]),
        candidates=looks,
        read=reader.report,
        film=reader.shown if gap.result() else None,
        model=model,
        model_sha256=identity["model"],
        person=person,
    )


def _crop(rows: Sequence[Row], clip: Clip) -> Crop | None:
    """The part inside the bars, where hardly anybody was found in the whole picture."""
    kept = _kept(rows)
    seen = sum(bool(row.body or row.people) for row in kept)
    if not kept or seen >= HARDLY_SEEN * len(kept):
        return None
    borders_px = [row.stats.border_px for row in kept if row.stats is not None]
    return inside_bars(borders_px, clip.width, clip.height)


def _followed(
    rows: Sequence[Row], looks: Sequence[Candidates], clip: Clip, person: int | None
) -> Followed | None:
    """Whom to follow: who was asked for, or the tallest where the model went from one to another.

    None leaves it to the model.
    """
    if person is not None:
        paths = people_paths(looks, clip.width, clip.height)
        return Followed((-math.inf,), (choose_person(paths, person),)) if paths else None
    kept = _kept(rows)
    changes = [row.stats.change_mean for row in kept if row.stats is not None]
    return follow_each_scene(
        pixels(kept, clip),
        np.array([row.time_s for row in kept]),
        np.array(changes),
        _warm_ups(rows, clip),
        looks,
        (clip.width, clip.height),
    )


def _mended(
    rows: Sequence[Row],
    clip: Clip,
    length: int,
    follow: Callable[[float, float], list[Row]],
) -> list[Row]:
    """The kept rows; a segment with a false start is followed on from the one before."""
    kept = _kept(rows)
    xy = pixels(kept, clip)
    for start in false_starts(xy, _warm_ups(rows, clip)):
        stop = min(start + length, len(kept))
        first = kept[max(0, start - length - WARM_UP_FRAMES)]
        last_s = kept[stop].time_s if stop < len(kept) else math.inf
        bodies = {row.frame: row.body for row in follow(first.time_s, last_s)}
        part = [row._replace(body=bodies.get(row.frame)) for row in kept[start:stop]]
        again = pixels(part, clip)
        if is_better(again, xy[start:stop], usual_trunk(xy, start)):
            kept[start:stop] = part
    return kept


def _kept(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row.stats is not None]


def _warm_ups(rows: Sequence[Row], clip: Clip) -> dict[int, FloatArray]:
    """What each tracker found in its warm-up, by the row of the frame; in pixels."""
    place = {row.frame: i for i, row in enumerate(_kept(rows))}
    warm = [row for row in rows if row.stats is None]
    xy = pixels(warm, clip)
    return {place[row.frame]: points for row, points in zip(warm, xy, strict=True)}


def _worker_count(jobs: int | None, expected: int | None, segment_frames: int) -> int:
    if jobs is None:
        jobs = min(os.cpu_count() or 1, _MAX_DEFAULT_JOBS)
    if expected is not None:
        jobs = min(jobs, math.ceil(expected / segment_frames))
    return max(jobs, 1)


def _gap_s(
    path: str | Path, clip: Clip, start_s: float, end_s: float, *, every_frame: bool
) -> float:
    """Longest time between two frames that are seen; 0 = every frame is."""
    gap_s = 0.0 if every_frame else longest_gap_s(clip, start_s, end_s)
    middle_s = (max(start_s, 0.0) + min(end_s, clip.duration_s)) / 2
    return 0.0 if gap_s and repeats_pictures(Path(path), middle_s) else gap_s


def _expected_frames(clip: Clip, start_s: float, end_s: float, *, every_frame: bool) -> int | None:
    span_s = min(end_s, clip.duration_s) - max(start_s, 0.0)
    if clip.duration_s <= 0 or clip.fps <= 0:
        return None
    every = 1 if every_frame else frames_per_seen(clip, start_s, end_s)
    whole = clip.frames and start_s <= 0 and end_s >= clip.duration_s
    return max(1, math.ceil((clip.frames if whole else round(span_s * clip.fps)) / every))


def _candidates(rows: Sequence[Row], clip: Clip) -> tuple[Candidates, ...]:
    return tuple(
        Candidates(row.frame, row.time_s, _boxes(row.people, clip))
        for row in rows
        if row.people is not None
    )


def _boxes(people: Sequence[Body], clip: Clip) -> tuple[Box, ...]:
    boxes = []
    for body in people:
        found = np.isfinite(body.xy).all(axis=1)
        xy = body.xy[found].astype(np.float64) * (clip.width, clip.height)
        (left, top), (right, bottom) = xy.min(axis=0), xy.max(axis=0)
        seen = float(body.visibility[found].mean())
        boxes.append(Box(float(left), float(top), float(right - left), float(bottom - top), seen))
    return tuple(sorted(boxes, key=lambda box: -box.height_px))
