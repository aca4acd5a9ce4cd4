"""H.264 films that every browser plays, with the timestamps they are given."""

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self

import av
import numpy as np
from av.container import OutputContainer
from av.video.reformatter import ColorRange, Colorspace, VideoReformatter
from av.video.stream import VideoStream

from formcheck.errors import InstallationError
from formcheck.installation import with_package
from formcheck.video.planes import Planes, plane_view
from formcheck.video.upright import Picture

_TICKS_PER_S = 90_000
_BT709 = 1
_LIMITED_RANGE = 1
# What `ultrafast` leaves out and is cheap for its worth comes back: a quarter less time
# than `superfast`, a third of the size of `ultrafast`, and frames that are quick to seek.
_QUALITY: Mapping[str, str] = {
    "preset": "ultrafast",
    "crf": "25",
    "x264-params": "cabac=1:deblock=1,0,0:aq-mode=1:mbtree=1:rc-lookahead=10:subme=1:scenecut=40",
}
# Bit exact: no encoder or creation tags. Fast start: plays before it is loaded.
_CONTAINER: Mapping[str, str] = {"movflags": "+faststart", "fflags": "+bitexact"}


class VideoWriter:
    """Write pictures as an MP4 without sound and without metadata.

    Use as a context manager; if the block raises, the unfinished file is removed.
    The first picture sets the size; an odd last row or column is left out.

    Parameters
    ----------
    path : str or Path
        File to write, replaced if it exists.
    fps : float
        Usual frame rate; only guides the encoder, time comes with each picture.

    Raises
    ------
    InstallationError
        PyAV was built without the H.264 encoder (``no_h264_encoder``).
    """

    def __init__(self, path: str | Path, *, fps: float = 30.0) -> None:
        if "libx264" not in av.codecs_available:
            raise InstallationError(
                "This PyAV cannot write H.264 video.",
                f"Install PyAV's own wheel: {with_package('av')}",
                code="no_h264_encoder",
            )
        self._path = Path(path)
        self._fps = Fraction(min(max(fps, 1.0), 1000.0)).limit_denominator(1001)
        self._container: OutputContainer | None = None
        self._stream: VideoStream | None = None
        self._last_ticks = -1
        self._reformatter = VideoReformatter()
        self._frame: av.VideoFrame | None = None

    def __enter__(self) -> Self:
        self._container = av.open(str(self._path), "w", format="mp4", options=dict(_CONTAINER))
        return self

    def write(self, image_rgb: Picture, time_s: float) -> None:
        """Add one picture.

        Parameters
        ----------
        image_rgb : ndarray of uint8, shape (height, width, 3)
        time_s : float
            Playback time, at least 0 and later than the picture before.

        Raises
        ------
        ValueError
            The time does not advance, or the size differs from the first picture's.
        """
        height, width = (side // 2 * 2 for side in image_rgb.shape[:2])
        even = np.ascontiguousarray(image_rgb[:height, :width])
        frame = self._reformatter.reformat(
            av.VideoFrame.from_numpy_buffer(even, format="rgb24"),
            format="yuv420p",
            dst_colorspace=Colorspace.ITU709,
            dst_color_range=ColorRange.MPEG,
        )
        self._encode(frame, time_s, _BT709)

    def write_planes(self, planes: Planes, time_s: float, matrix: int = _BT709) -> None:
        """Add one picture given as planes; as `write`.

        Parameters
        ----------
        planes : Planes
            Copied, so they may change afterwards.
        time_s : float
        matrix : int
            Which colours the planes stand for (`PlanarFrame.matrix`); the first one holds
            for the whole film.
        """
        frame = self._frame
        if frame is None or (frame.width, frame.height) != planes.size:
            frame = self._frame = av.VideoFrame(*planes.size, "yuv420p")
        # Fresh memory for every picture is slow; the encoder has copied the last one, as a rule.
        frame.make_writable()
        for number, plane in enumerate(planes):
            plane_view(frame, number)[:] = plane
        self._encode(frame, time_s, matrix)

    def _encode(self, frame: av.VideoFrame, time_s: float, matrix: int) -> None:
        ticks = round(time_s * _TICKS_PER_S)
        if ticks <= self._last_ticks:
            msg = f"picture at {time_s} s does not come after the one before"
            raise ValueError(msg)
        stream = self._stream or self._begin(frame.width, frame.height, matrix)
        if (stream.width, stream.height) != (frame.width, frame.height):
            msg = (
                f"picture is {frame.width}x{frame.height}, the film {stream.width}x{stream.height}"
            )
            raise ValueError(msg)
        self._last_ticks = ticks
        frame.pts = ticks
        frame.time_base = Fraction(1, _TICKS_PER_S)
        self._out.mux(stream.encode(frame))

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            try:
                if kind is None and self._stream is not None:
                    self._out.mux(self._stream.encode(None))
            finally:
                self._out.close()
        except BaseException:
            self._path.unlink(missing_ok=True)
            raise
        if kind is not None or self._stream is None:
            self._path.unlink(missing_ok=True)

    @property
    def _out(self) -> OutputContainer:
        if self._container is None:
            msg = "VideoWriter must be used in a with statement"
            raise RuntimeError(msg)
        return self._container

    def _begin(self, width: int, height: int, matrix: int) -> VideoStream:
        stream = self._out.add_stream("libx264", rate=self._fps, options=dict(_QUALITY))
        stream.width, stream.height = width, height
        stream.pix_fmt = "yuv420p"
        context = stream.codec_context
        context.time_base = Fraction(1, _TICKS_PER_S)
        # By slices, as PyAV has it, a second core helps little, and the film grows.
        context.thread_type = "FRAME"
        context.colorspace = matrix
        context.color_primaries = context.color_trc = _BT709
        context.color_range = _LIMITED_RANGE
        self._stream = stream
        return stream
