"""Edit lists of MP4 and MOV files that change speed or skip, which FFmpeg does not follow.

An edit list says which stretches of the stored film are shown, and how fast. Telephones and
editors write slow motion so: the film is stored as it was filmed, and a stretch is shown at
an eighth of its speed. FFmpeg trims by edit lists but ignores their rates, and then shows
frames behind a slowed stretch twice. Format: ISO/IEC 14496-12, 8.6.6.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import BinaryIO

_LARGEST_INDEX_BYTES = 200_000_000
_SAME_RATE = 0.001
_CONTAINERS = (b"moov", b"trak", b"mdia", b"edts")
_SLACK_S = Fraction(1, 2000)
"""Ends of stretches are rounded to the movie's ticks, often a 600th of a second."""
_DAMAGED = (OSError, struct.error, ArithmeticError, IndexError, ValueError)


@dataclass(frozen=True, slots=True)
class Edits:
    """Which stretches of a stored film are shown, and how much slower than filmed.

    The whole film is taken to play as slowly as its slowest stretch, so that one factor
    leads back to the time at which it was filmed.

    Attributes
    ----------
    spans_s : tuple of (Fraction, Fraction)
        Half open stretches on the clock of the stored film, in order of time.
    stretch : Fraction
        How many times more slowly than filmed the slowest of them is shown.

    Examples
    --------
    >>> Edits(((Fraction(0), Fraction(2)),), Fraction(8)).length_s(Fraction(1))
    Fraction(8, 1)
    """

    spans_s: tuple[tuple[Fraction, Fraction], ...]
    stretch: Fraction = Fraction(1)

    def shows(self, media_s: Fraction) -> bool:
        """Whether the frame that was stored for this time is shown."""
        at = media_s + _SLACK_S
        return any(start <= at < end for start, end in self.spans_s)

    def length_s(self, stored_s: Fraction) -> Fraction:
        """Time from the first frame shown to the last one's end, played so slowly throughout.

        Parameters
        ----------
        stored_s : Fraction
            Length of the stored film; an edit list may promise more.
        """
        end = min(max(end for _, end in self.spans_s), stored_s)
        return max(end - self.spans_s[0][0], Fraction(0)) * self.stretch


@dataclass(frozen=True, slots=True)
class _Edit:
    duration_s: Fraction | None
    media_s: Fraction
    rate: Fraction


def edit_lists(path: Path) -> dict[int, Edits]:
    """Read the edit lists of a file's films, where one of them does more than trim.

    Parameters
    ----------
    path : Path
        Any file.

    Returns
    -------
    dict of int to Edits
        By track number. Empty where FFmpeg reads the file as it is meant: no MP4 or MOV, no
        edit lists, or only plain ones of a single stretch at full speed.
    """
    try:
        with path.open("rb") as file:
            index = _index(file)
        lists = dict(_films(index)) if index else {}
    except _DAMAGED:
        return {}
    if not any(_is_special(edits) for edits in lists.values()):
        return {}
    return {track: _shown(edits) for track, edits in lists.items()}


def _is_special(edits: list[_Edit]) -> bool:
    if not edits or any(edit.rate < 0 for edit in edits):
        return False
    plays = [edit for edit in edits if edit.rate > 0]
    return bool(plays) and (len(edits) > 1 or abs(plays[0].rate - 1) > _SAME_RATE)


def _shown(edits: list[_Edit]) -> Edits:
    # A rate of 0 holds one picture, which shows nothing new.
    plays = [edit for edit in edits if edit.rate > 0]
    if not plays:
        return Edits(((Fraction(0), Fraction(10**9)),))
    spans = [
        (edit.media_s, edit.media_s + (10**9 if d is None else d * edit.rate))
        for edit in plays
        for d in (edit.duration_s,)
    ]
    slowest = min(edit.rate for edit in plays)
    stretch = Fraction(1) if abs(slowest - 1) <= _SAME_RATE else 1 / slowest
    return Edits(tuple(sorted(spans)), stretch.limit_denominator(1000))


def _index(file: BinaryIO) -> bytes | None:
    """Content of the ``moov`` box, or None if there is none."""
    while len(head := file.read(8)) == 8:
        size, kind = struct.unpack(">I4s", head)
        length = size - 8
        if size == 1:
            length = struct.unpack(">Q", file.read(8))[0] - 16
        if kind == b"moov":
            return file.read(
                _LARGEST_INDEX_BYTES if size == 0 else min(length, _LARGEST_INDEX_BYTES)
            )
        if size == 0 or length < 0 or not kind.isascii():
            return None
        file.seek(length, 1)
    return None


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kind and content of each box, one after the other."""
    at = 0
    while at + 8 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        head = 8
        if size == 1:
            size, head = struct.unpack_from(">Q", data, at + 8)[0], 16
        if size == 0:
            size = len(data) - at
        if size < head:
            return
        yield kind, data[at + head : at + size]
        at += size


def _films(index: bytes) -> Iterator[tuple[int, list[_Edit]]]:
    """Track number and edits of each film track."""
    movie = dict(_boxes(index))
    if b"mvhd" not in movie:
        return
    movie_ticks = _timescale(movie[b"mvhd"])
    for kind, track in _boxes(index):
        parts = dict(_flat(track)) if kind == b"trak" else {}
        if parts.get(b"hdlr", b"")[8:12] != b"vide" or not {b"tkhd", b"mdhd"} <= parts.keys():
            continue
        number = struct.unpack_from(">I", parts[b"tkhd"], 20 if parts[b"tkhd"][0] else 12)[0]
        media_ticks = _timescale(parts[b"mdhd"])
        yield number, list(_edits(parts.get(b"elst", b""), movie_ticks, media_ticks))


def _flat(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Boxes with those that lie in others; the handler of the media itself comes first."""
    for kind, content in _boxes(data):
        if kind in _CONTAINERS:
            yield from _flat(content)
        else:
            yield kind, content


def _timescale(head: bytes) -> int:
    """Ticks a second, from a movie's or a media's header."""
    return int(struct.unpack_from(">I", head, 20 if head[0] else 12)[0])


def _edits(data: bytes, movie_ticks: int, media_ticks: int) -> Iterator[_Edit]:
    if len(data) < 8:
        return
    entry = ">QqhH" if data[0] else ">IihH"
    size, count = struct.calcsize(entry), struct.unpack_from(">I", data, 4)[0]
    for number in range(min(count, (len(data) - 8) // size)):
        duration, start, whole, part = struct.unpack_from(entry, data, 8 + number * size)
        if start < 0:
            continue
        yield _Edit(
            Fraction(duration, movie_ticks) if duration else None,
            Fraction(start, media_ticks),
            whole + Fraction(part, 65536),
        )
