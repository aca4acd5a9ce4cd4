"""One pass over the clip: the annotated video, the key frames and the loop of a stride."""

import math
from collections.abc import Callable, Iterable, Iterator
from itertools import cycle
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from formcheck.domain.analysis import Analysis
from formcheck.domain.files import PICTURES, VIDEO
from formcheck.domain.pose import PoseTrack
from formcheck.overlay import timeline
from formcheck.overlay.draw import Draw
from formcheck.overlay.faces import Ellipse, Faces, blur, head_in, hide, scaled
from formcheck.overlay.figure import draw_figure, draw_flashes
from formcheck.overlay.prefetch import prefetched
from formcheck.overlay.scene import scene_of
from formcheck.overlay.stills import save_still
from formcheck.overlay.stride import StrideLoop, stride_window, typical_stride
from formcheck.result import AnalysisResult
from formcheck.settings import Progress
from formcheck.video.planes import PlanarFrame, Planes, read_planes
from formcheck.video.schedule import beat_s, far_apart
from formcheck.video.writer import VideoWriter

STRIDE: Final = f"{PICTURES}/stride.mp4"
LONGEST_PX: Final = 1280
FASTEST_FPS: Final = 61.0
"""Screens show no more; a rate of 60 may be told as 60.1."""
_SAME_TIME_S: Final = 1e-4
_WAITING: Final = 4
"""Frames that wait before each stage."""


class _Size(NamedTuple):
    """Size of the film's parts in pixels."""

    width: int
    picture: int
    timeline: int


class _Painted(NamedTuple):
    time_s: float
    planes: Planes
    matrix: int


def annotate(
    result: AnalysisResult,
    folder: Path,
    on_progress: Callable[[Progress], None] | None = None,
) -> None:
    """Write ``annotated.mp4`` and ``pictures/`` of an analysis.

    The film has the frames of the track with their own times, from 0 at the first one, but no
    more than 60 a second, no sound and no metadata. It is shown as the clip was, so slow motion
    stays slow.

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
    whole = result.track
    if whole is None or len(whole) == 0:
        return
    analysis, factor = result.analysis, result.analysis.slow_motion_factor
    every = max(1, math.ceil(analysis.clip.fps / FASTEST_FPS))
    gap_s = beat_s(every, analysis.clip.fps)
    stills = {frame.frame for frame in analysis.key_frames}
    track = whole.picked(far_apart(whole.time_s * factor, gap_s))
    start_s, end_s = (float(track.time_s[i]) * factor for i in (0, -1))
    size = film_size(track.width, track.height)
    between = stills & set(whole.frame.tolist()) - set(track.frame.tolist())
    painter = _Painter(analysis, track, size, folder, between)
    frames = read_planes(
        result.film or analysis.clip.name,
        (size.width, size.picture),
        start_s=start_s - _SAME_TIME_S,
        end_s=end_s + _SAME_TIME_S,
        gap_s=gap_s,
        rgb_of=stills,
    )
    with (
        VideoWriter(folder / VIDEO, fps=analysis.clip.fps / every) as film,
        prefetched(frames, _WAITING) as read,
        prefetched(painter.paint(read), _WAITING) as painted,
    ):
        for done, (time_s, planes, matrix) in enumerate(painted, start=1):
            film.write_planes(planes, max(time_s - start_s, 0.0), matrix)
            if on_progress:
                on_progress(Progress("video", done, len(track)))
    painter.finish()


def film_size(width: int, height: int) -> _Size:
    """Size of the annotated film of a clip; its longer side is at most 1280 pixels.

    Small clips are doubled, so that lines and letters stay sharp.
    """
    longest = max(width, height + timeline.height_px(width))
    scale = min(1.0, LONGEST_PX / longest)
    if 2 * longest <= LONGEST_PX:
        scale = 2.0
    wide = max(2, round(width * scale) // 2 * 2)
    high = max(2, round(height * scale) // 2 * 2)
    return _Size(wide, high, timeline.height_px(wide))


def _row_of_each_picture(track: PoseTrack) -> dict[int, int]:
    """Row of the track for each picture; pictures left out as copies show the one before."""
    first, last = int(track.frame[0]), int(track.frame[-1])
    pictures = np.arange(first, last + 1)
    rows = np.searchsorted(track.frame, pictures, side="right") - 1
    return dict(zip(pictures.tolist(), rows.tolist(), strict=True))


class _Painter:
    """Makes the frames of the film, and keeps what else is wanted of them."""

    def __init__(
        self, result: Analysis, track: PoseTrack, size: _Size, folder: Path, between: set[int]
    ) -> None:
        # Wanted as pictures only: the film passes over them.
        self._between = between
        self._folder = folder
        self._size = size
        self._factor = result.slow_motion_factor
        self._scene = scene_of(result, track)
        self._rows = _row_of_each_picture(track)
        self._timeline = timeline.Timeline(self._scene, size.width, size.timeline)
        self._faces = Faces.of(track) if result.settings.get("blur_faces") else None
        self._stills = {frame.frame: frame for frame in result.key_frames}
        self._scale = size.width / track.width
        self._loop = _loop_of(result, track, self._scale)
        # Frames painted, waiting and being written, and no more: fresh memory is slow.
        high = size.picture + size.timeline
        self._canvases = cycle([Planes.empty(size.width, high) for _ in range(_WAITING + 3)])
        self._letter_px = max(8, round(0.85 * timeline.LETTER_SHARE * size.width))
        self._unit_px = _line_px(size, result.leg_length_px, self._scale)

    def paint(self, frames: Iterable[PlanarFrame]) -> Iterator[_Painted]:
        """Draw frame after frame; a picture lasts until `_WAITING` + 2 more are drawn."""
        for frame in frames:
            if frame.index in self._between:
                self._keep_still(frame, self._face(self._rows.get(frame.index)))
                continue
            yield _Painted(frame.time_s, self._painted(frame), frame.matrix)

    def finish(self) -> None:
        """Write what needed all frames."""
        if self._loop is not None:
            self._loop.write(self._folder / STRIDE)

    def _painted(self, frame: PlanarFrame) -> Planes:
        row = self._rows.get(frame.index)
        face = self._face(row)
        self._keep_still(frame, face)
        width, picture, below = self._size
        canvas = next(self._canvases)
        upper = canvas.part(0, 0, width, picture)
        upper.put(frame.planes)
        if face is not None:
            hide(upper, scaled(face, self._scale))
        if row is not None:
            self._draw(upper, row, frame.matrix)
        time_s = frame.time_s / self._factor
        self._timeline.draw(canvas.part(0, picture, width, below), time_s, frame.index, row)
        return canvas

    def _face(self, row: int | None) -> Ellipse | None:
        return None if row is None or self._faces is None else self._faces.at(row)

    def _keep_still(self, frame: PlanarFrame, face: Ellipse | None) -> None:
        still = self._stills.get(frame.index)
        if still is None or frame.image_rgb is None:
            return
        if face is not None:
            blur(frame.image_rgb, face)
        if self._faces is not None:
            for person in still.people:
                blur(frame.image_rgb, head_in(person.box_px))
        save_still(frame.image_rgb, still.crop_px, self._folder / still.picture)

    def _draw(self, upper: Planes, row: int, matrix: int) -> None:
        draw = Draw(upper, self._scale, self._unit_px)
        draw_figure(draw, self._scene, row)
        if self._loop is not None:
            self._loop.take(row, upper, matrix)
        draw_flashes(draw, self._scene, row, self._letter_px)


def _loop_of(result: Analysis, track: PoseTrack, scale: float) -> StrideLoop | None:
    contacts = [(k.side, k.time_s) for k in result.key_frames if k.event == "IC" and k.side]
    stride_s = typical_stride(
        contacts[0] if contacts else None,
        [(step.side, step.ic_s, step.stride_end_s) for step in result.steps],
    )
    window = None if stride_s is None else stride_window(track, stride_s)
    return None if window is None else StrideLoop(window, scale)


def _line_px(size: _Size, leg_length_px: float | None, scale: float) -> float:
    """Thickness of a plain line: visible on a phone, slim against a small runner's legs."""
    wanted = 0.0034 * max(size.width, 0.75 * size.picture)
    if leg_length_px is not None and math.isfinite(leg_length_px):
        wanted = min(wanted, 0.022 * leg_length_px * scale)
    return max(1.0, wanted)
