"""Some grey pictures of a film, spread evenly over it, kept while it is read for other ends."""

from collections.abc import Collection, Iterable, Iterator

import av
import numpy as np
from av.video.reformatter import VideoReformatter
from numpy.typing import NDArray

from formcheck.video.frame_buffer import BufferedFrame
from formcheck.video.planes import plane_view
from formcheck.video.upright import Upright

Grey = NDArray[np.uint8]
Rgb = NDArray[np.uint8]


LONG_SIDE_PX = 960
"""Longer side of the pictures that edges are looked for in."""
MOST_KEPT = 32
COLOUR_SIDE_PX = 320
"""Longer side of the coloured pictures: enough for what somebody wears."""


def evenly(first: int, last: int, most: int = MOST_KEPT) -> range:
    """Numbers of the frames that a :class:`PictureSample` keeps of those from first to last."""
    every = 1
    while (last - first) // every + 1 > most:
        every *= 2
    return range(first, last + 1, every)


class PictureSample:
    """Grey pictures, and small coloured ones, by number of their frame; thinned out as more come.

    Which frames are kept depends on how many there were, not on what was known before: every
    first, second, fourth ... counted from the first one.

    Parameters
    ----------
    long_side_px : int
        Longer side of the pictures kept.
    most : int
        At most this many are kept, and at least half as many of a film that has them.
    """

    def __init__(self, long_side_px: int, most: int = MOST_KEPT) -> None:
        self._long_side_px = long_side_px
        self._most = most
        self._first: int | None = None
        self._every = 1
        self._pictures: dict[int, Grey] = {}
        self._colours: dict[int, Rgb] = {}
        self._reformatter = VideoReformatter()
        self._colour_reformatter = VideoReformatter()

    @property
    def pictures(self) -> dict[int, Grey]:
        """Frame number to picture, shape (height, width), in order."""
        return dict(self._pictures)

    @property
    def colours(self) -> dict[int, Rgb]:
        """Frame number to small RGB picture, shape (height, width, 3), in order."""
        return dict(self._colours)

    def passing(self, frames: Iterable[BufferedFrame]) -> Iterator[BufferedFrame]:
        """Hand on all frames, keeping some."""
        for frame in frames:
            self._offer(frame)
            yield frame

    def keep(self, frames: Iterable[BufferedFrame], wanted: Collection[int]) -> None:
        """Keep certain frames, whatever their distance."""
        last = max(wanted, default=-1)
        for frame in frames:
            if frame.index in wanted:
                self._keep(frame)
            if frame.index >= last:
                return

    def _offer(self, frame: BufferedFrame) -> None:
        self._first = frame.index if self._first is None else self._first
        if (frame.index - self._first) % self._every:
            return
        self._keep(frame)
        if len(self._pictures) > self._most:
            self._every *= 2
            kept = [n for n in self._pictures if (n - (self._first or 0)) % self._every == 0]
            self._pictures = {n: self._pictures[n] for n in kept}
            self._colours = {n: self._colours[n] for n in kept}

    def _keep(self, frame: BufferedFrame) -> None:
        self._pictures[frame.index] = self._grey(frame.stored, frame.upright)
        self._colours[frame.index] = self._colour(frame.stored, frame.upright)

    def _colour(self, stored: av.VideoFrame, upright: Upright) -> Rgb:
        wide, high = upright.scaled(COLOUR_SIDE_PX)
        frame = self._colour_reformatter.reformat(
            stored, wide, high, "rgb24", interpolation="POINT", threads=1
        )
        return np.ascontiguousarray(upright.turn(np.asarray(frame.to_ndarray(), dtype=np.uint8)))

    def _grey(self, stored: av.VideoFrame, upright: Upright) -> Grey:
        wide, high = upright.scaled(self._long_side_px)
        frame = self._reformatter.reformat(
            stored, wide, high, "gray", interpolation="AREA", threads=1
        )
        return np.ascontiguousarray(upright.turn(plane_view(frame, 0)))
