"""One pass over a film: pictures read ahead, trackers at work, rows of what was found."""

import contextlib
import ctypes
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from formcheck.domain.clip import Clip
from formcheck.pose.body import Body, BodyTracker, PeopleFinder, placed
from formcheck.pose.crop import Crop
from formcheck.pose.rows import PackedRow, Row
from formcheck.pose.scenes import CutWatch, Followed
from formcheck.pose.workers import Task, run_workers
from formcheck.video.frame_buffer import (
    BYTES_PER_PIXEL,
    BufferedFrame,
    PictureMaker,
    read_buffered,
)
from formcheck.video.frame_stats import StatsMeter, StatsRow
from formcheck.video.reader import FrameReader
from formcheck.video.upright import Picture, Upright

if TYPE_CHECKING:
    from formcheck.video.sample import PictureSample

MODEL_SIDE_PX: Final = 1280
_ROOM_BYTES: Final = 180_000_000


class Mode(NamedTuple):
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
        mode: Mode,
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


class Models:
    """The models, one tracker for each worker; loaded when the first pass needs them."""

    def __init__(
        self,
        load: Callable[[], tuple[PeopleFinder, list[BodyTracker]]],
        n_trackers: int,
        skeleton: tuple[str, ...],
        clip: Clip,
        sample: "PictureSample | None",
    ) -> None:
        self._loaded = cache(load)
        self._n_trackers = n_trackers
        self._skeleton = skeleton
        self._clip = clip
        self._sample = sample

    def run(
        self,
        reader: Future[FrameReader],
        mode: Mode,
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
            self._sample.passing(seen) if self._sample else seen,
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
        give_memory_back()
        found = [packed.row() for packed in rows]
        return sorted(found, key=lambda row: (row.stats is None, row.frame))

    def _workers(self, mode: Mode) -> list[_SegmentTracker]:
        finder, trackers = self._loaded()
        width = self._clip.width
        return [_SegmentTracker(t, finder, self._skeleton, mode, width) for t in trackers]


def _frames(reader: Future[FrameReader]) -> Iterator[BufferedFrame]:
    yield from read_buffered(reader.result(), MODEL_SIDE_PX)


def _room_frames(clip: Clip) -> int:
    """Frames of the model's size that fit into the memory set aside for them."""
    longest = max(clip.width, clip.height, 1)
    scale = min(1.0, MODEL_SIDE_PX / longest)
    frame_bytes = max(1.0, BYTES_PER_PIXEL * clip.width * clip.height * scale**2)
    return max(4, int(_ROOM_BYTES / frame_bytes))


def give_memory_back() -> None:
    """Ask the C library for what it kept of freed pictures and models, hundreds of megabytes.

    Between them lie the rows of numbers, so that glibc alone finds no end to give back.
    """
    with contextlib.suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)
