"""Upright pictures with their time, one after the other, whatever the file looks like."""

import math
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import av
import numpy as np
from av.container import InputContainer
from av.video.reformatter import VideoReformatter
from av.video.stream import VideoStream
from numpy.typing import NDArray

from formcheck.video.canvas import Canvas
from formcheck.video.clock import Clock
from formcheck.video.probe import pixel_aspect
from formcheck.video.schedule import Schedule, far_apart, schedule_of
from formcheck.video.source import OpenFilm, open_video
from formcheck.video.tone import ToneMapper
from formcheck.video.upright import Picture, Upright


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One picture of a clip.

    Attributes
    ----------
    index : int
        Number of the frame in the file, from 0.
    time_s : float
        Playback time since the file's first frame; strictly increasing.
    image_rgb : ndarray of uint8, shape (height, width, 3)
        Upright, C-contiguous.
    """

    index: int
    time_s: float
    image_rgb: Picture


Stored = tuple[int, float, av.VideoFrame, Upright]
"""Number, playback time, picture as it was decoded, and how to set it upright."""


@dataclass(frozen=True, slots=True)
class ReadReport:
    """What was odd about a file while it was read.

    Attributes
    ----------
    frames : int
        Frames read, those outside the wanted span included.
    last_time_s : float
        Playback time of the last of them; NaN if there was none.
    truncated : bool
        The file ends, or breaks, before the length it declares.
    repeated_timestamps, missing_timestamps : int
        Frames whose time did not advance, or that had none; their time was set
        just after the frame before.
    broken_packets : int
        Pieces of data that could not be decoded.
    """

    frames: int = 0
    last_time_s: float = math.nan
    truncated: bool = False
    repeated_timestamps: int = 0
    missing_timestamps: int = 0
    broken_packets: int = 0


class Shown(NamedTuple):
    """The frames of a file that lie in a span, whether or not they were handed out.

    ``frame`` (T,) their numbers in the file, ``time_s`` (T,) their playback times.
    """

    frame: NDArray[np.int64]
    time_s: NDArray[np.float64]


class FrameReader:
    """Iterate over a file's frames; afterwards ``report`` tells how that went.

    Parameters
    ----------
    path : str or Path
    start_s, end_s : float
        Only frames with ``start_s <= time_s < end_s`` are handed out. Frames before
        are decoded too (numbers and times count from the file's start), never converted.
    max_side_px : int or None
        Scale pictures down so that the longer side is at most this.
    gap_s : float
        Hand out only as many frames as leave no longer gap than this, evenly where the film is
        even (see `far_apart`); the others are decoded only where these are built on them.
        0 hands out all.
    also : container of int
        Numbers of frames that are handed out in any case.
    """

    def __init__(
        self,
        path: str | Path,
        *,
        start_s: float = 0.0,
        end_s: float = math.inf,
        max_side_px: int | None = None,
        gap_s: float = 0.0,
        also: Container[int] = (),
    ) -> None:
        self._path = Path(path)
        self._start_s = start_s
        self._end_s = end_s
        self._max_side_px = max_side_px
        self._gap_s = gap_s
        self._also = also
        self._report = ReadReport()
        self._shown: tuple[list[int], list[float]] = ([], [])

    @property
    def report(self) -> ReadReport:
        """What has been seen so far; complete once the iteration has ended."""
        return self._report

    @property
    def shown(self) -> Shown:
        """Every frame of the span up to the last one handed out; complete after the iteration."""
        numbers, times_s = self._shown
        return Shown(np.array(numbers, np.int64), np.array(times_s, np.float64))

    def __iter__(self) -> Iterator[Frame]:
        """Read from the file's start.

        Yields
        ------
        Frame

        Raises
        ------
        UsageError, ClipError
            The file is missing or no video. A file that breaks half way raises
            nothing: the frames end and ``report.truncated`` is set.
        """
        reformatter = VideoReformatter()
        for index, time_s, raw, upright in self.decoded():
            image = upright.picture(raw, reformatter, self._max_side_px)
            yield Frame(index, time_s, image)

    def decoded(self) -> Iterator[Stored]:
        """Yield number, time and stored picture of each frame, and how to set it upright."""
        tone = ToneMapper()
        for index, time_s, raw, upright in self._stored():
            yield index, time_s, tone(raw), upright

    def _stored(self) -> Iterator[Stored]:
        """As `decoded`, in whatever range the film was recorded."""
        self._shown = ([], [])
        schedule = schedule_of(self._path)
        if schedule is None:
            yield from self._apart(self._counted())
            return
        wanted = self._wanted(schedule)
        if wanted:
            yield from self._scheduled(schedule, wanted)

    def _wanted(self, schedule: Schedule) -> dict[int, int]:
        """Timestamps of the frames to hand out, with their numbers."""
        time_s = schedule.time_s
        inside = np.flatnonzero((time_s >= self._start_s) & (time_s < self._end_s))
        self._shown = (inside.tolist(), time_s[inside].tolist())
        chosen = far_apart(time_s[inside], self._gap_s)
        return {
            schedule.ticks[k]: k
            for k, taken in zip(inside.tolist(), chosen.tolist(), strict=True)
            if taken or k in self._also
        }

    def _scheduled(self, schedule: Schedule, wanted: dict[int, int]) -> Iterator[Stored]:
        """Decode what is wanted, and what that is built on."""
        last = max(wanted)
        with open_video(self._path) as film:
            faults, clock = _Faults(), clock_of(film)
            unneeded = schedule.spare - wanted.keys()
            canvas = Canvas(pixel_aspect(film.stream))
            for raw in _decoded(film.container, film.stream, faults, unneeded):
                canvas.spread(raw)
                number = None if raw.pts is None else wanted.get(raw.pts)
                if number is None:
                    continue
                time_s = float(schedule.time_s[number])
                self._note(number + 1, time_s, clock, faults, truncated=False)
                yield number, time_s, *canvas.fit(raw)
                if raw.pts == last and len(schedule) > number + 1:
                    return
            self._note_end(film, faults, clock)

    def _counted(self) -> Iterator[Stored]:
        """Decode everything and number it as it comes."""
        with open_video(self._path) as film:
            faults = _Faults()
            clock = clock_of(film)
            canvas = Canvas(pixel_aspect(film.stream))
            for index, raw in enumerate(_shown(film, faults)):
                time_s = clock.time_s(raw.pts)
                canvas.spread(raw)
                if time_s >= self._end_s:
                    return
                self._note(index + 1, time_s, clock, faults, truncated=False)
                if time_s >= self._start_s:
                    yield index, time_s, *canvas.fit(raw)
            self._note_end(film, faults, clock)

    def _apart(self, frames: Iterable[Stored]) -> Iterator[Stored]:
        """Hand out the frames that `far_apart` would choose."""
        last_s, pending = -math.inf, None
        numbers, times_s = self._shown
        for frame in frames:
            numbers.append(frame[0])
            times_s.append(frame[1])
            if pending is not None and (last_s == -math.inf or frame[1] - last_s > self._gap_s):
                last_s = pending[1]
                yield pending
            elif pending is not None and pending[0] in self._also:
                yield pending
            pending = frame
        if pending is not None:
            yield pending

    def _note_end(self, film: OpenFilm, faults: "_Faults", clock: Clock) -> None:
        truncated = _ends_early(self._report, film, faults, clock)
        self._note(
            self._report.frames, self._report.last_time_s, clock, faults, truncated=truncated
        )

    def _note(
        self, frames: int, time_s: float, clock: Clock, faults: "_Faults", *, truncated: bool
    ) -> None:
        self._report = ReadReport(
            frames=frames,
            last_time_s=time_s,
            truncated=truncated,
            repeated_timestamps=clock.repeated,
            missing_timestamps=clock.missing,
            broken_packets=faults.packets,
        )


def read_frames(
    path: str | Path,
    *,
    start_s: float = 0.0,
    end_s: float = math.inf,
    max_side_px: int | None = None,
) -> Iterator[Frame]:
    """Iterate over a file's upright frames; see `FrameReader` for the parameters."""
    yield from FrameReader(path, start_s=start_s, end_s=end_s, max_side_px=max_side_px)


@dataclass(slots=True)
class _Faults:
    packets: int = 0
    demuxer_broke: bool = False


def clock_of(film: OpenFilm) -> Clock:
    """Return the clock on which a file plays; a slowed stretch sets the pace of the whole."""
    stream, slow = film.stream, film.edits.stretch if film.edits else Fraction(1)
    tick, rate = stream.time_base, stream.average_rate
    return Clock(tick and tick * slow, rate and rate / slow)


def _shown(film: OpenFilm, faults: "_Faults") -> Iterator[av.VideoFrame]:
    """Decode the frames that the file's edit list shows."""
    edits, tick = film.edits, film.stream.time_base or Fraction(0)
    for frame in _decoded(film.container, film.stream, faults):
        if edits is None or frame.pts is None or edits.shows(frame.pts * tick):
            yield frame


def _decoded(
    container: InputContainer,
    stream: VideoStream,
    faults: _Faults,
    unneeded: frozenset[int] = frozenset(),
) -> Iterator[av.VideoFrame]:
    """Decode a film but for the frames with these timestamps."""
    packets = container.demux(stream)
    while True:
        try:
            packet = next(packets)
        except StopIteration:
            return
        except av.error.FFmpegError:
            faults.demuxer_broke = True
            return
        if packet.pts in unneeded:
            continue
        try:
            frames = packet.decode()
        except av.error.EOFError:
            return
        except av.error.FFmpegError:
            faults.packets += 1
            continue
        for frame in frames:
            if isinstance(frame, av.VideoFrame):
                yield frame


def _ends_early(report: ReadReport, film: OpenFilm, faults: _Faults, clock: Clock) -> bool:
    if faults.demuxer_broke:
        return True
    stream = film.stream
    if not stream.duration or not stream.time_base or not report.frames:
        return False
    declared_s = stream.duration * stream.time_base
    if film.edits is not None:
        declared_s = film.edits.length_s(declared_s)
    missing_s = float(declared_s) - report.last_time_s
    # Edit lists and rounding make the declared length a little wrong in good files.
    return missing_s > max(0.3, 5.0 * clock.nominal_s)
