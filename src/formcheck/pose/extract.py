"""The pose stage: a clip in, raw landmarks of one person out."""

import contextlib
import ctypes
import math
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from formcheck.domain.clip import Clip
from formcheck.pose.backend import back_end_of
from formcheck.pose.body import Body, BodyTracker, PeopleFinder, placed
from formcheck.pose.crop import Crop, inside_bars
from formcheck.pose.people import choose_person, people_paths
from formcheck.pose.raw import Box, Candidates, RawPose
from formcheck.pose.rows import PackedRow, Row, landmark_arrays, pixels
from formcheck.pose.sampling import frames_per_seen, longest_gap_s
from formcheck.pose.scenes import CutWatch, Followed, follow_each_scene
from formcheck.pose.segment_starts import FloatArray, false_starts, is_better, usual_trunk
from formcheck.pose.workers import WARM_UP_FRAMES, Task, run_workers, segment_length
from formcheck.settings import DEFAULT_MODEL
from formcheck.video.copies import repeats_pictures
from formcheck.video.frame_buffer import (
    BYTES_PER_PIXEL,
    BufferedFrame,
    PictureMaker,
    read_buffered,
)
from formcheck.video.frame_stats import FrameStats, StatsMeter, StatsRow
from formcheck.video.reader import FrameReader
from formcheck.video.sample import PictureSample
from formcheck.video.upright import Picture, Upright

EXTRACTOR_VERSION: Final = 5
"""Raised whenever the same clip would give other landmarks; part of the cache's key."""

MODEL_SIDE_PX: Final = 1280
HARDLY_SEEN: Final = 0.3
_ROOM_BYTES: Final = 180_000_000
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
        models.callback(_give_memory_back)
        # Decides how the film is read, which begins while the models are loaded.
        looking = models.enter_context(ThreadPoolExecutor(1))
        gap = looking.submit(_gap_s, path, clip, start_s, end_s, every_frame=every_frame)
        expected = _expected_frames(clip, start_s, end_s, every_frame=every_frame)
        length = segment_length(expected)
        n_workers = _worker_count(jobs, expected, length)
        if on_progress:
            on_progress(0, expected)
        loaded = _Models(
            lambda: back_end.start(model, n_workers, models),
            n_workers,
            back_end.source.skeleton,
            clip,
        )
        loaded.sample = sample
        stop = cancel or threading.Event()

        def read(first_s: float, last_s: float) -> FrameReader:
            return FrameReader(path, start_s=first_s, end_s=last_s, gap_s=gap.result())

        def run(mode: "_Mode") -> tuple[list[Row], FrameReader]:
            reader = looking.submit(read, start_s, end_s)
            report = (lambda done: on_progress(done, expected)) if on_progress else None
            return loaded.run(reader, mode, length, report, stop), reader.result()

        def follow(first_s: float, last_s: float) -> list[Row]:
            part = looking.submit(read, first_s, min(last_s, end_s))
            return loaded.run(part, mode._replace(look=False), 3 * length, None, stop)

        mode = _Mode(track=person is None, look=True)
        rows, reader = run(mode)
        crop = _crop(rows, clip)
        if crop is not None:
            mode = mode._replace(crop=crop)
            rows, reader = run(mode)
        looks = _candidates(rows, clip)
        only = _followed(rows, looks, clip, person)
        if person is not None or only is not None:
            mode = _Mode(track=True, look=False, only=only, crop=crop)
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


def _give_memory_back() -> None:
    """Ask the C library for what it kept of freed pictures and models, hundreds of megabytes.

    Between them lie the rows of numbers, so that glibc alone finds no end to give back.
    """
    with contextlib.suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)


class _Mode(NamedTuple):
    """What is done in one pass over the clip."""

    track: bool
    look: bool
    only: Followed | None = None
    crop: Crop | None = None


class _SegmentTracker:
    """What one thread does with a segment."""

    def __init__(
        self,
        tracker: BodyTracker,
        finder: PeopleFinder,
        skeleton: tuple[str, ...],
        mode: _Mode,
        width: int,
    ) -> None:
        self._tracker = tracker
        self._finder = finder
        self._skeleton = skeleton
        self._mode = mode
        self._meter = StatsMeter(width)
        self._maker = PictureMaker(MODEL_SIDE_PX)
        self._cuts = CutWatch()
        self._upright: Upright | None = None

    def __call__(self, tasks: Iterator[Task]) -> Iterator[Row]:
        self._tracker.restart()
        self._meter.restart()
        self._cuts.restart()
        self._upright = None
        for task in tasks:
            look = task.look and self._mode.look
            if self._mode.track or look:
                yield self._row(task, look=look)

    def _row(self, task: Task, *, look: bool) -> Row:
        image, time_s = self._maker.picture(task.frame), task.frame.time_s
        stats = self._stats(image, task)
        only, crop = self._mode.only, self._mode.crop
        shown = only.only(image, time_s) if only else image
        shown = crop.cut(shown) if crop else shown
        body = self._tracker.track(shown) if self._mode.track else None
        people = self._finder.find_all(shown, body) if look else None
        body = self._placed(body) if body else None
        people = None if people is None else [self._placed(one) for one in people]
        return Row(task.frame.index, time_s, body, stats, people)

    def _placed(self, body: Body) -> Body:
        """The body in the whole picture, by formcheck's own landmarks."""
        crop = self._mode.crop
        return placed(crop.whole(body) if crop else body, self._skeleton)

    def _stats(self, image: Picture, task: Task) -> StatsRow | None:
        """Measure the picture; where another scene begins, the tracker begins afresh."""
        reshaped = self._upright not in (None, task.frame.upright)
        self._upright = task.frame.upright
        stats = None
        if task.warm_up:
            change = self._meter.remember(image)
        else:
            stats = self._meter.measure(image, reshaped=reshaped)
            change = stats.change_mean
        if self._cuts.is_cut(change) or reshaped:
            self._tracker.restart()
        return stats


class _Models:
    """The models, one tracker for each worker; loaded when the first pass needs them."""

    def __init__(
        self,
        load: Callable[[], tuple[PeopleFinder, list[BodyTracker]]],
        n_trackers: int,
        skeleton: tuple[str, ...],
        clip: Clip,
    ) -> None:
        self._loaded = cache(load)
        self._n_trackers = n_trackers
        self._skeleton = skeleton
        self._clip = clip
        self.sample: PictureSample | None = None

    def run(
        self,
        reader: Future[FrameReader],
        mode: _Mode,
        segment_frames: int,
        report: Callable[[int], None] | None,
        cancel: threading.Event,
    ) -> list[Row]:
        """Make one pass and return what was found, in order of frames, warm-ups last."""
        wanted = segment_frames * (self._n_trackers - 1) + 8
        room = min(wanted, _room_frames(self._clip))
        rows: list[PackedRow] = []
        seen = _frames(reader)
        done = 0
        for row in run_workers(
            self.sample.passing(seen) if self.sample else seen,
            lambda: self._workers(mode),
            self._n_trackers,
            segment_frames=segment_frames,
            room_frames=room,
            cancel=cancel,
        ):
            rows.append(PackedRow.of(row))
            if mode.track and row.stats is not None:
                done += 1
                if report:
                    report(done)
        _give_memory_back()
        found = [packed.row() for packed in rows]
        return sorted(found, key=lambda row: (row.stats is None, row.frame))

    def _workers(self, mode: _Mode) -> list[_SegmentTracker]:
        finder, trackers = self._loaded()
        width = self._clip.width
        return [_SegmentTracker(t, finder, self._skeleton, mode, width) for t in trackers]


def _frames(reader: Future[FrameReader]) -> Iterator[BufferedFrame]:
    yield from read_buffered(reader.result(), MODEL_SIDE_PX)


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


def _room_frames(clip: Clip) -> int:
    """Frames of the model's size that fit into the memory set aside for them."""
    longest = max(clip.width, clip.height, 1)
    scale = min(1.0, MODEL_SIDE_PX / longest)
    frame_bytes = max(1.0, BYTES_PER_PIXEL * clip.width * clip.height * scale**2)
    return max(4, int(_ROOM_BYTES / frame_bytes))


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
