"""The pose stage: a clip in, raw landmarks of one person out."""

import math
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from formcheck.domain.clip import Clip
from formcheck.pose.models import DEFAULT_MODEL, load_model
from formcheck.pose.raw import N_LANDMARKS, Box, Candidates, RawPose
from formcheck.pose.team import SEGMENT_FRAMES, Task, run_team
from formcheck.video.frame_stats import FrameStats, StatsMeter, StatsRow
from formcheck.video.reader import FrameReader

if TYPE_CHECKING:
    from formcheck.pose.mediapipe import Body, BodyTracker, PeopleFinder

EXTRACTOR_VERSION: Final = 1
"""Raised whenever the same clip would give other landmarks; part of the cache's key."""

MODEL_SIDE_PX: Final = 1280
_ROOM_BYTES: Final = 400_000_000
_MAX_DEFAULT_JOBS: Final = 8

Progress = Callable[[int, int | None], None]


class _Row(NamedTuple):
    frame: int
    time_s: float
    body: "Body | None"
    stats: StatsRow
    people: "list[Body] | None"


def extract_pose(
    path: str | Path,
    clip: Clip,
    *,
    model: str = DEFAULT_MODEL,
    start_s: float = 0.0,
    end_s: float = math.inf,
    jobs: int | None = None,
    person: int | None = None,
    on_progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> RawPose:
    """Find one person's 33 landmarks in every frame of a span.

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
        Not used yet.
    on_progress : callable or None
        Called in this thread with frames done and frames expected (None if unknown).
    cancel : threading.Event or None
        Set it from elsewhere to stop within a frame or two.

    Returns
    -------
    RawPose

    Raises
    ------
    UsageError
        Unknown model, missing file.
    InstallationError
        The model is missing or damaged, or MediaPipe cannot start.
    ClipError
        The file cannot be read.
    concurrent.futures.CancelledError
        ``cancel`` was set.
    """
    entry, content = load_model(model)
    expected = _expected_frames(clip, start_s, end_s)
    n_workers = _worker_count(jobs, expected)
    reader = FrameReader(path, start_s=start_s, end_s=end_s, max_side_px=MODEL_SIDE_PX)
    finder, trackers = _start_models(content, n_workers)
    rows: list[_Row] = []
    try:
        workers = [_Worker(tracker, finder, clip.width) for tracker in trackers]
        for row in run_team(
            reader,
            workers,
            room_frames=_room_frames(clip, n_workers),
            cancel=cancel or threading.Event(),
        ):
            rows.append(row)
            if on_progress:
                on_progress(len(rows), expected)
    finally:
        for used in (finder, *trackers):
            used.close()
    rows.sort(key=lambda row: row.frame)
    return RawPose(
        **_landmark_arrays(rows, clip),
        width=clip.width,
        height=clip.height,
        stats=FrameStats.of([row.stats for row in rows]),
        candidates=_candidates(rows, clip),
        read=reader.report,
        model=entry.name,
        model_sha256=entry.sha256,
        person=person,
    )


class _Worker:
    """What one thread does with a segment."""

    def __init__(self, tracker: "BodyTracker", finder: "PeopleFinder", width: int) -> None:
        self._tracker = tracker
        self._finder = finder
        self._meter = StatsMeter(width)

    def __call__(self, tasks: Iterator[Task]) -> Iterator[_Row]:
        self._tracker.restart()
        self._meter.restart()
        for task in tasks:
            image = task.frame.image_rgb
            body = self._tracker.track(image)
            if task.warm_up:
                self._meter.remember(image)
                continue
            yield _Row(
                frame=task.frame.index,
                time_s=task.frame.time_s,
                body=body,
                stats=self._meter.measure(image),
                people=self._finder.find(image) if task.look else None,
            )


def _start_models(
    content: bytes, n_workers: int
) -> "tuple[PeopleFinder, list[BodyTracker]]":
    # MediaPipe takes more than a second to import, so only those who need it pay.
    from formcheck.pose.mediapipe import BodyTracker, PeopleFinder, quiet_setup  # noqa: PLC0415

    with quiet_setup(content), ThreadPoolExecutor() as pool:
        finder = pool.submit(PeopleFinder, content)
        trackers = [pool.submit(BodyTracker, content) for _ in range(n_workers)]
        return finder.result(), [tracker.result() for tracker in trackers]


def _worker_count(jobs: int | None, expected: int | None) -> int:
    if jobs is None:
        jobs = min(os.cpu_count() or 1, _MAX_DEFAULT_JOBS)
    if expected is not None:
        jobs = min(jobs, math.ceil(expected / SEGMENT_FRAMES))
    return max(jobs, 1)


def _room_frames(clip: Clip, n_workers: int) -> int:
    """Pictures that may wait: a segment for each further worker, if memory allows."""
    longest = max(clip.width, clip.height, 1)
    scale = min(1.0, MODEL_SIDE_PX / longest)
    picture_bytes = max(1.0, 3 * clip.width * clip.height * scale**2)
    wanted = SEGMENT_FRAMES * (n_workers - 1) + 8
    return max(4, min(wanted, int(_ROOM_BYTES / picture_bytes)))


def _expected_frames(clip: Clip, start_s: float, end_s: float) -> int | None:
    span_s = min(end_s, clip.duration_s) - max(start_s, 0.0)
    if clip.duration_s <= 0 or clip.fps <= 0:
        return None
    if clip.frames and start_s <= 0 and end_s >= clip.duration_s:
        return clip.frames
    return max(1, round(span_s * clip.fps))


def _landmark_arrays(rows: Sequence[_Row], clip: Clip) -> "dict[str, np.ndarray]":  # type: ignore[type-arg]
    n = len(rows)
    xy = np.full((n, N_LANDMARKS, 2), np.nan, np.float32)
    visibility = np.zeros((n, N_LANDMARKS), np.float32)
    world = np.full((n, N_LANDMARKS, 3), np.nan, np.float32)
    for i, row in enumerate(rows):
        if row.body is not None:
            xy[i] = row.body.xy * np.float32([clip.width, clip.height])
            visibility[i] = row.body.visibility
            world[i] = row.body.world_m
    return {
        "time_s": np.array([row.time_s for row in rows], np.float64),
        "frame": np.array([row.frame for row in rows], np.int64),
        "xy_px": xy.astype(np.float64),
        "visibility": visibility.astype(np.float64),
        "world_m": world.astype(np.float64),
    }


def _candidates(rows: Sequence[_Row], clip: Clip) -> tuple[Candidates, ...]:
    return tuple(
        Candidates(row.frame, row.time_s, _boxes(row.people, clip))
        for row in rows
        if row.people is not None
    )


def _boxes(people: "Sequence[Body]", clip: Clip) -> tuple[Box, ...]:
    boxes = []
    for body in people:
        xy = body.xy.astype(np.float64) * (clip.width, clip.height)
        (left, top), (right, bottom) = xy.min(axis=0), xy.max(axis=0)
        seen = float(body.visibility.mean())
        boxes.append(
            Box(float(left), float(top), float(right - left), float(bottom - top), seen)
        )
    return tuple(sorted(boxes, key=lambda box: -box.height_px))
