"""Worker threads: one decoder and several trackers at work on one clip.

The clip is cut into segments of equal length. A tracker starts afresh in each
segment, on a few frames of the one before, whose results it throws away. Who works on a
segment therefore does not matter: the result is the same for any number of trackers.
MediaPipe lets go of Python's lock while it computes, so threads use all cores and share the
pictures in memory.
"""

import math
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Final, Generic, TypeVar

from formcheck.video.frame_buffer import BufferedFrame

WARM_UP_FRAMES: Final = 3
_USUAL_FRAMES: Final = 100
_MIN_FRAMES: Final = 32
LOOK_EVERY_S: Final = 0.5
LOOK_EVERY_FRAMES: Final = 24
THREAD_NAME: Final = "formcheck pose"
_POLL_S: Final = 0.1

R = TypeVar("R")


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """One frame of a segment.

    Attributes
    ----------
    frame : BufferedFrame
    warm_up : bool
        The frame belongs to the segment before, which keeps its result.
    look : bool
        Search for everybody in this frame.
    """

    frame: BufferedFrame
    warm_up: bool
    look: bool


Worker = Callable[[Iterator[Task]], Iterator[R]]
"""Takes the tasks of one segment, yields results; called again for each segment."""


def segment_length(expected_frames: int | None) -> int:
    """Frames in a segment, so that an even number of segments makes up the clip.

    It must depend on the clip only, never on the number of workers. Each segment costs
    about five frames extra (lost track, search, warm-up), short ones are shared out better.
    """
    if expected_frames is None:
        return _USUAL_FRAMES
    pairs = max(1, round(expected_frames / (2 * _USUAL_FRAMES)))
    return max(_MIN_FRAMES, math.ceil(expected_frames / (2 * pairs)))


def run_workers(
    frames: Iterable[BufferedFrame],
    workers: Callable[[], Sequence[Worker[R]]],
    n_workers: int,
    *,
    segment_frames: int,
    room_frames: int,
    cancel: threading.Event,
) -> Iterator[R]:
    """Let the workers share out the segments of a clip.

    Parameters
    ----------
    frames : iterable of BufferedFrame
        Read by one thread.
    workers : callable
        Returns ``n_workers`` workers, each of which runs in a thread of its own. Called while
        frames are read already: getting workers ready may take a second.
    n_workers : int
    segment_frames : int
        Length of a segment.
    room_frames : int
        Pictures that may wait in memory.
    cancel : threading.Event
        Ends the work after the frames in hand, once somebody sets it.

    Yields
    ------
    R
        The workers' results, in no particular order.

    Raises
    ------
    concurrent.futures.CancelledError
        ``cancel`` was set.
    Exception
        Whatever ``frames``, ``workers`` or a worker raised.
    """
    queue: _WorkQueue[R] = _WorkQueue(n_workers, segment_frames, max(room_frames, 1))
    threads: list[threading.Thread] = []

    def start(target: Callable[..., None], argument: object) -> None:
        threads.append(
            threading.Thread(target=target, args=(argument,), name=THREAD_NAME, daemon=True)
        )
        threads[-1].start()

    try:
        start(queue.feed, frames)
        for worker in workers():
            start(queue.work, worker)
        busy = len(threads)
        while busy:
            if cancel.is_set():
                raise CancelledError
            try:
                item = queue.out.get(timeout=_POLL_S)
            except Empty:
                continue
            if isinstance(item, _Failure):
                raise item.error
            if item is None:
                busy -= 1
            else:
                yield item.value
    finally:
        queue.stop.set()
        for thread in threads:
            thread.join()


@dataclass(frozen=True, slots=True)
class _Result(Generic[R]):
    value: R


@dataclass(frozen=True, slots=True)
class _Failure:
    error: BaseException


_Segment = SimpleQueue[Task | None]


class _WorkQueue(Generic[R]):
    """The queues between the decoder and the workers; None ends each of them."""

    def __init__(self, n_workers: int, segment_frames: int, room_frames: int) -> None:
        self._n_workers = n_workers
        self._segment_frames = segment_frames
        self._room = threading.Semaphore(room_frames)
        self._segments: SimpleQueue[_Segment | None] = SimpleQueue()
        self.out: SimpleQueue[_Result[R] | _Failure | None] = SimpleQueue()
        self.stop = threading.Event()

    def feed(self, frames: Iterable[BufferedFrame]) -> None:
        """Sort frames into segments until there are no more, or it is time to stop."""
        segment: _Segment = SimpleQueue()
        recent: deque[BufferedFrame] = deque(maxlen=WARM_UP_FRAMES)
        looked: tuple[int, float] | None = None
        try:
            for number, frame in enumerate(frames):
                if not self._make_room():
                    break
                if number % self._segment_frames == 0:
                    segment.put(None)
                    segment = self._next_segment(recent)
                now = number, frame.time_s
                look = looked is None or _is_due(looked, now)
                looked = now if look else looked
                segment.put(Task(frame, warm_up=False, look=look))
                recent.append(frame)
        except BaseException as error:  # noqa: BLE001 - raised again in the main thread
            self.out.put(_Failure(error))
        finally:
            segment.put(None)
            for _ in range(self._n_workers):
                self._segments.put(None)
            self.out.put(None)

    def work(self, worker: Worker[R]) -> None:
        """Take one segment after the other."""
        try:
            for segment in iter(self._segments.get, None):
                for value in worker(self._tasks(segment)):
                    self.out.put(_Result(value))
        except BaseException as error:  # noqa: BLE001 - raised again in the main thread
            self.out.put(_Failure(error))
        finally:
            self.out.put(None)

    def _tasks(self, segment: _Segment) -> Iterator[Task]:
        for task in iter(segment.get, None):
            if self.stop.is_set():
                return
            yield task
            if not task.warm_up:
                self._room.release()

    def _next_segment(self, recent: Iterable[BufferedFrame]) -> _Segment:
        segment: _Segment = SimpleQueue()
        for frame in recent:
            segment.put(Task(frame, warm_up=True, look=False))
        self._segments.put(segment)
        return segment

    def _make_room(self) -> bool:
        while not self.stop.is_set():
            if self._room.acquire(timeout=_POLL_S):
                return True
        return False


def _is_due(looked: tuple[int, float], now: tuple[int, float]) -> bool:
    """Whether it is time for another look, by frames that were seen and by the clock."""
    frames, passed_s = now[0] - looked[0], now[1] - looked[1]
    return passed_s >= LOOK_EVERY_S and frames >= LOOK_EVERY_FRAMES
