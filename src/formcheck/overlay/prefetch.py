"""Work that runs ahead in a thread of its own, a few items in advance."""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from queue import Empty, Full, Queue
from typing import Any, Final, TypeVar

T = TypeVar("T")

_POLL_S: Final = 0.1
_END: Final = object()


@contextmanager
def prefetched(items: Iterable[T], room: int = 4) -> Iterator[Iterator[T]]:
    """Let ``items`` be made in another thread while the caller uses those before.

    Decoding, drawing and encoding let go of Python's lock, so a chain of these keeps
    several cores busy. At most ``room`` items wait, so memory stays bounded. Leaving the
    block, by error or Ctrl-C too, stops the thread within one item.

    Parameters
    ----------
    items : iterable
        Used by the other thread only.
    room : int
        Items that may wait.

    Yields
    ------
    iterator
        The same items in the same order; raises what making them raised.
    """
    queue: Queue[Any] = Queue(room)
    stop = threading.Event()
    thread = threading.Thread(target=_fill, args=(queue, items, stop), daemon=True)
    thread.start()
    try:
        yield _emptied(queue, stop)
    finally:
        stop.set()
        thread.join()


def _fill(queue: Queue[Any], items: Iterable[Any], stop: threading.Event) -> None:
    last: Any = _END
    try:
        for item in items:
            if not _put(queue, item, stop):
                return
    except BaseException as error:  # noqa: BLE001  (handed to the thread that waits)
        last = _Failed(error)
    _put(queue, last, stop)


def _put(queue: Queue[Any], item: object, stop: threading.Event) -> bool:
    while not stop.is_set():
        try:
            queue.put(item, timeout=_POLL_S)
        except Full:
            continue
        return True
    return False


def _emptied(queue: Queue[Any], stop: threading.Event) -> Iterator[Any]:
    while not stop.is_set():
        try:
            item = queue.get(timeout=_POLL_S)
        except Empty:
            continue
        if item is _END:
            return
        if isinstance(item, _Failed):
            raise item.error
        yield item


class _Failed:
    def __init__(self, error: BaseException) -> None:
        self.error = error
