"""One pass over the clip: the annotated video, the key frames and the loop of a stride."""

import math
from collections.abc import Callable, Iterable, Iterator
from itertools import cycle
from pathlib import Path
from typing import Final, NamedTuple

import cv2
import numpy as np

from formcheck.domain.pose import PoseTrack
from formcheck.domain.result import AnalysisResult
from formcheck.overlay import strip
from formcheck.overlay.ahead import ahead
from formcheck.overlay.faces import Faces, blur, scaled
from formcheck.overlay.figure import draw_figure, draw_flashes
from formcheck.overlay.pen import Pen
from formcheck.overlay.scene import scene_of
from formcheck.overlay.stills import save_still
from formcheck.overlay.stride import StrideLoop, stride_window
from formcheck.settings import Progress
from formcheck.video.reader import Frame, read_frames
from formcheck.video.upright import Picture
from formcheck.video.writer import VideoWriter

VIDEO: Final = "annotated.mp4"
STRIDE: Final = "pictures/stride.mp4"
LONGEST_PX: Final = 1280
_SAME_TIME_S: Final = 1e-4
_WAITING: Final = 4
"""Frames that wait before each stage."""


class _Size(NamedTuple):
    """Size of the film's parts in pixels."""

    width: int
    picture: int
    strip: int


class _Painted(NamedTuple):
    time_s: float
    image: Picture


def annotate(
    result: AnalysisResult,
    folder: Path,
    on_progress: Callable[[Progress], None] | None = None,
) -> None:
    """Write ``annotated.mp4`` and ``pictures/`` of an analysis.

    The film has the frames of the track with their own times, from 0 at the first one, no
    sound and no metadata. It is shown as the clip was, so slow motion stays slow.

    Parameters
    ----------
    result : AnalysisResult
        Of a clip, refused or not.
    folder : Path
        Where to write.
    on_progress : callable, optional
        Called as ``Progress("video", done, total)``.

    Raises
    ------
    ClipError, UsageError
        The clip is no longer where it was.
    InstallationError
        The H.264 encoder is missing.
    """
    track = result.track
    if track is None or len(track) == 0:
        return
    factor = result.slow_motion.factor
    start_s, end_s = (float(track.time_s[i]) * factor for i in (0, -1))
    size = film_size(track.width, track.height)
    painter = _Painter(result, track, size, folder)
    frames = read_frames(
        result.source,
        start_s=start_s - _SAME_TIME_S,
        end_s=end_s + _SAME_TIME_S,
        max_side_px=max(size.width, size.picture),
        full_size={frame.frame for frame in result.key_frames},
    )
    with (
        VideoWriter(folder / VIDEO, fps=result.clip.fps) as film,
        ahead(frames, _WAITING) as read,
        ahead(painter.paint(read), _WAITING) as painted,
    ):
        for done, (time_s, image) in enumerate(painted, start=1):
            film.write(image, max(time_s - start_s, 0.0))
            if on_progress:
                on_progress(Progress("video", done, len(track)))
    painter.finish()


def film_size(width: int, height: int) -> _Size:
    """Size of the annotated film of a clip; its longer side is at most 1280 pixels.

    Small clips are doubled, so that lines and letters stay sharp.
    """
    longest = max(width, height + strip.height_px(width))
    scale = min(1.0, LONGEST_PX / longest)
    if 2 * longest <= LONGEST_PX:
        scale = 2.0
    wide = max(2, round(width * scale) // 2 * 2)
    high = max(2, round(height * scale))
    below = strip.height_px(wide)
    return _Size(wide, high, below + (high + below) % 2)


class _Painter:
    """Makes the frames of the film, and keeps what else is wanted of them."""

    def __init__(
        self, result: AnalysisResult, track: PoseTrack, size: _Size, folder: Path
    ) -> None:
        self._folder = folder
        self._size = size
        self._factor = result.slow_motion.factor
        self._scene = scene_of(result, track)
        self._rows = {int(frame): row for row, frame in enumerate(track.frame)}
        self._strip = strip.Strip(self._scene, size.width, size.strip)
        self._faces = Faces.of(track) if result.settings.get("blur_faces") else None
        self._stills = {frame.frame: frame for frame in result.key_frames}
        self._scale = size.width / track.width
        window = stride_window(result, track)
        self._loop = None if window is None else StrideLoop(window, self._scale)
        # Frames painted, waiting and being written, and no more: fresh memory is slow.
        shape = (size.picture + size.strip, size.width, 3)
        self._canvases = cycle([np.empty(shape, np.uint8) for _ in range(_WAITING + 3)])
        self._letter_px = max(8, round(0.85 * strip.LETTER_SHARE * size.width))
        self._unit_px = _line_px(size, result.leg_length_px, self._scale)

    def paint(self, frames: Iterable[Frame]) -> Iterator[_Painted]:
        """Draw frame after frame; a picture lasts until `_WAITING` + 2 more are drawn."""
        for frame in frames:
            yield _Painted(frame.time_s, self._painted(frame))

    def finish(self) -> None:
        """Write what needed all frames."""
        if self._loop is not None:
            self._loop.write(self._folder / STRIDE)

    def _painted(self, frame: Frame) -> Picture:
        row = self._rows.get(frame.index)
        image = frame.image_rgb
        if row is not None:
            self._hide_face(image, row)
        still = self._stills.get(frame.index)
        if still is not None:
            save_still(image, still.crop_px, self._folder / still.picture)
        width, picture, _ = self._size
        canvas = next(self._canvases)
        upper = canvas[:picture]
        if image.shape == upper.shape:
            upper[:] = image
        else:
            smaller = image.shape[1] > width
            how = cv2.INTER_AREA if smaller else cv2.INTER_CUBIC
            cv2.resize(image, (width, picture), dst=upper, interpolation=how)
        if row is not None:
            self._draw(upper, row)
        time_s = frame.time_s / self._factor
        self._strip.draw(canvas[picture:], time_s, frame.index, row)
        return canvas

    def _draw(self, upper: Picture, row: int) -> None:
        pen = Pen(upper, self._scale, self._unit_px)
        draw_figure(pen, self._scene, row)
        if self._loop is not None:
            self._loop.take(row, upper)
        draw_flashes(pen, self._scene, row, self._letter_px)

    def _hide_face(self, image: Picture, row: int) -> None:
        face = None if self._faces is None else self._faces.at(row)
        if face is not None:
            blur(image, scaled(face, image.shape[1] / self._scene.track.width))


def _line_px(size: _Size, leg_length_px: float | None, scale: float) -> float:
    """Thickness of a plain line: visible on a phone, slim against a small runner's legs."""
    wanted = 0.0034 * max(size.width, 0.75 * size.picture)
    if leg_length_px is not None and math.isfinite(leg_length_px):
        wanted = min(wanted, 0.022 * leg_length_px * scale)
    return max(1.0, wanted)
