"""Decoded frames buffered in memory, half as large as RGB pictures."""

from collections.abc import Iterator
from dataclasses import dataclass

import av
from av.video.reformatter import ColorRange, VideoReformatter

from formcheck.video.reader import FrameReader
from formcheck.video.upright import Picture, Upright

BYTES_PER_PIXEL = 1.5
"""What a buffered frame of the usual 8-bit film takes."""


@dataclass(frozen=True, slots=True, eq=False)
class BufferedFrame:
    """One frame as the decoder gave it, scaled down if it was too large.

    Attributes
    ----------
    index : int
        Number of the frame in the file, from 0.
    time_s : float
        Playback time since the file's first frame; strictly increasing.
    stored : av.VideoFrame
    upright : Upright
    """

    index: int
    time_s: float
    stored: av.VideoFrame
    upright: Upright


class PictureMaker:
    """Turn buffered frames into pictures; each thread needs one of its own.

    Parameters
    ----------
    max_side_px : int
        As for `read_buffered`.
    """

    def __init__(self, max_side_px: int) -> None:
        self._max_side_px = max_side_px
        self._reformatter = VideoReformatter()

    def picture(self, frame: BufferedFrame) -> Picture:
        """Return the upright RGB picture, uint8 of shape (height, width, 3), C-contiguous."""
        return frame.upright.picture(frame.stored, self._reformatter, self._max_side_px)


def read_buffered(reader: FrameReader, max_side_px: int) -> Iterator[BufferedFrame]:
    """Iterate over the frames of ``reader``, none larger than ``max_side_px``.

    Raises
    ------
    UsageError, ClipError
        As for `FrameReader`.
    """
    reformatter = VideoReformatter()
    for index, time_s, stored, upright in reader.decoded():
        frame = stored
        wide, high = upright.scaled(max_side_px)
        if wide < upright.stored_width:
            frame = reformatter.reformat(
                stored,
                wide,
                high,
                "yuv420p",
                interpolation="AREA",
                dst_color_range=ColorRange.MPEG,
                threads=1,
            )
        yield BufferedFrame(index, time_s, frame, upright)
