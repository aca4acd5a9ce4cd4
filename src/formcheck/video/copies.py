"""Whether a film shows its pictures several times, as films fitted to another rate do."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import av
import cv2
import numpy as np
from av.video.reformatter import VideoReformatter

from formcheck.video.planes import Plane, plane_view
from formcheck.video.source import OpenFilm, open_video

LOOKED_AT: Final = 48
"""Frames in a row; two copies among them are no accident."""
COPY_SHARE: Final = 0.15
"""A copy changes by less than this share of what the other pictures change by."""
LEAST_CHANGE: Final = 0.05
"""Grey levels. Where pictures change by less, nothing moves."""
_SIDE_PX: Final = 160


def repeats_pictures(path: Path, at_s: float) -> bool:
    """Look at some frames in a row for pictures that repeat the one before.

    Parameters
    ----------
    path : Path
    at_s : float
        About where to look, on the playback clock: from the whole picture before it on.

    Returns
    -------
    bool
        False also where nothing moves.
    """
    change = np.array(_changes(path, at_s))
    if len(change) < 2:
        return False
    usual = float(np.percentile(change, 85))
    return bool(usual > LEAST_CHANGE and np.count_nonzero(change < COPY_SHARE * usual) >= 2)


def _changes(path: Path, at_s: float) -> list[float]:
    """Mean grey difference of each picture to the one before."""
    changes: list[float] = []
    reformatter = VideoReformatter()
    before: Plane | None = None
    with open_video(path) as film:
        for frame in _frames(film, at_s):
            scale = _SIDE_PX / max(frame.width, frame.height)
            wide, high = (max(2, round(scale * side)) for side in (frame.width, frame.height))
            grey = reformatter.reformat(frame, wide, high, "gray", interpolation="AREA")
            now = plane_view(grey, 0)
            if before is not None and before.shape == now.shape:
                changes.append(float(cv2.absdiff(before, now).mean()))
            before = now.copy()
            if len(changes) >= LOOKED_AT:
                break
    return changes


def _frames(film: OpenFilm, at_s: float) -> Iterator[av.VideoFrame]:
    container, stream, edits = film
    slow = float(edits.stretch) if edits else 1.0
    try:
        if stream.time_base:
            ticks = (stream.start_time or 0) + round(at_s / slow / float(stream.time_base))
            container.seek(ticks, stream=stream)
    except av.error.FFmpegError:
        return iter(())
    return container.decode(stream)
