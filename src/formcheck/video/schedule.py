"""When each frame of a file is shown, and what can be left undecoded, told by its packets alone.

Reading packets takes a thousandth of the time of decoding them. They say when their frame is
shown; H.264 and HEVC also say whether any other frame is built on it. One that nobody wants and
nothing is built on need not be decoded at all: Rec. ITU-T H.264, 7.4.1 (nal_ref_idc); H.265,
7.4.2.2 (sub-layer non-reference pictures of the highest sub-layer).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final, NamedTuple

import av
import numpy as np
from av.video.stream import VideoStream
from numpy.typing import NDArray

from formcheck.video.edits import Edits
from formcheck.video.source import open_video

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

_JITTER_FRAMES: Final = 0.45
"""Telephones' timestamps are off the beat by less than this."""
_H264_PICTURES: Final = (1, 5)
_HEVC_PICTURES: Final = range(32)
_HEVC_REFERENCED_FROM: Final = 16
"""Types below this and even are sub-layer non-reference pictures."""


@dataclass(frozen=True, slots=True, eq=False)
class Schedule:
    """The frames of a file in the order in which they are shown.

    Attributes
    ----------
    ticks : tuple of int
        Presentation timestamps, strictly increasing.
    time_s : ndarray, shape (F,)
        The same as playback time since the first frame, in seconds.
    spare : frozenset of int
        Timestamps of the frames on which no other frame is built.
    """

    ticks: tuple[int, ...]
    time_s: FloatArray
    spare: frozenset[int]

    def __len__(self) -> int:
        return len(self.ticks)


def far_apart(time_s: FloatArray, gap_s: float) -> BoolArray:
    """Choose as few frames as leave no gap longer than ``gap_s``, shape (T,).

    The first and the last frame belong to them. Where the film itself has longer gaps, every
    frame does.

    Parameters
    ----------
    time_s : ndarray, shape (T,)
        Strictly increasing.
    gap_s : float
        0 chooses all.

    Examples
    --------
    >>> far_apart(np.array([0.0, 0.1, 0.2, 0.3, 0.7, 0.8]), 0.25)
    array([ True, False,  True,  True,  True,  True])
    """
    chosen = np.ones(len(time_s), dtype=bool)
    last_s = -np.inf
    for i in range(len(time_s) - 1):
        chosen[i] = last_s == -np.inf or time_s[i + 1] - last_s > gap_s
        if chosen[i]:
            last_s = time_s[i]
    return chosen


def beat_s(every: int, fps: float) -> float:
    """Longest gap that takes one frame of ``every``; 0 for each. Timestamps may jitter."""
    return (every + _JITTER_FRAMES) / fps if every > 1 else 0.0


def schedule_of(path: Path) -> Schedule | None:
    """Read a file's schedule from its packets.

    Returns
    -------
    Schedule or None
        None where only decoding tells: another codec than H.264 or HEVC, timestamps that are
        missing or repeated, a film that does not begin with a whole picture.

    Raises
    ------
    UsageError, ClipError
        The file is missing or no video.
    """
    with open_video(path) as film:
        stream, edits = film.stream, film.edits
        if stream.codec_context.name not in ("h264", "hevc") or not stream.time_base:
            return None
        slips = list(_slips(film.container, stream, _Reader.of(stream)))
        return _ordered(slips, stream.time_base, edits)


class _Slip(NamedTuple):
    """What a packet says: nothing in its own temporal layer is built on a ``loose`` frame."""

    ticks: int | None
    is_whole: bool
    loose: bool
    layer: int


def _ordered(slips: list[_Slip], tick: Fraction, edits: Edits | None) -> Schedule | None:
    if not slips or not slips[0].is_whole or any(slip.ticks is None for slip in slips):
        return None
    first = slips[0].ticks or 0
    top = max(slip.layer for slip in slips)
    # With an edit list, FFmpeg was told to hand out everything as stored.
    shown = [
        (slip.ticks or 0, slip.loose and slip.layer == top)
        for slip in slips
        if edits is None or edits.shows((slip.ticks or 0) * tick)
    ]
    shown.sort()
    ticks = tuple(ticks for ticks, _ in shown)
    if not ticks or len(set(ticks)) < len(ticks) or min(s.ticks or 0 for s in slips) < first:
        return None
    slow = edits.stretch if edits else Fraction(1)
    pace = tick * slow
    time_s = np.array([float((t - ticks[0]) * pace) for t in ticks])
    return Schedule(ticks, time_s, frozenset(t for t, spare in shown if spare))


def _slips(
    container: av.container.InputContainer, stream: VideoStream, reader: "_Reader"
) -> Iterator[_Slip]:
    packets = container.demux(stream)
    while True:
        try:
            packet = next(packets)
        except (StopIteration, av.error.FFmpegError):
            return
        if packet.size and not packet.is_discard:
            yield _Slip(packet.pts, packet.is_keyframe, *reader.place(packet))


class _Reader(NamedTuple):
    """Reads the heads of the units that make up a packet; ``prefix`` bytes tell their length."""

    codec: str
    prefix: int

    @classmethod
    def of(cls, stream: VideoStream) -> "_Reader":
        context = stream.codec_context
        head = context.extradata or b""
        place = 4 if context.name == "h264" else 21
        # 1 = as in MP4 (ISO/IEC 14496-15); elsewhere the units have no length before them.
        known = len(head) > place and head[0] == 1
        return cls(context.name, (head[place] & 3) + 1 if known else 0)

    def place(self, packet: "av.Packet[VideoStream]") -> tuple[bool, int]:
        """Return whether a frame is loose, and its temporal layer."""
        if not self.prefix:
            return False, 0
        found = []
        data = memoryview(packet)
        at = 0
        while at + self.prefix + 2 <= len(data):
            length = int.from_bytes(data[at : at + self.prefix], "big")
            at += self.prefix
            if (unit := self._picture(data[at], data[at + 1])) is not None:
                found.append(unit)
            at += length
        loose = bool(found) and all(is_loose for is_loose, _ in found)
        return loose, max((layer for _, layer in found), default=0)

    def _picture(self, first: int, second: int) -> tuple[bool, int] | None:
        """Read the head of one unit; None where it holds no part of a picture."""
        if self.codec == "h264":
            return (first & 0x60 == 0, 0) if first & 31 in _H264_PICTURES else None
        kind = first >> 1 & 63
        if kind not in _HEVC_PICTURES:
            return None
        return kind < _HEVC_REFERENCED_FROM and kind % 2 == 0, (second & 7) - 1
