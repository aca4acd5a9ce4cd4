"""Pictures as the codecs keep them: brightness in full, colour at half the size.

Drawing on these spares two conversions a frame, which cost more than the drawing.
"""

import math
from collections.abc import Container, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import av
import cv2
import numpy as np
from av.video.reformatter import VideoReformatter
from numpy.typing import NDArray

from formcheck.video.reader import FrameReader
from formcheck.video.upright import Picture, Upright

Plane = NDArray[np.uint8]


class Planes(NamedTuple):
    """Brightness (height, width) and two colour planes (height / 2, width / 2), 8 bit.

    Limited range: black is 16, white 235, no colour 128.
    """

    y: Plane
    u: Plane
    v: Plane

    @classmethod
    def empty(cls, width: int, height: int) -> "Planes":
        """Make room for a picture of even size; the planes lie behind one another."""
        memory = np.empty(width * height * 3 // 2, np.uint8)
        luma, quarter = width * height, width * height // 4
        half = (height // 2, width // 2)
        return cls(
            memory[:luma].reshape(height, width),
            memory[luma : luma + quarter].reshape(half),
            memory[luma + quarter :].reshape(half),
        )

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        return self.y.shape[1], self.y.shape[0]

    def part(self, x: int, y: int, width: int, height: int) -> "Planes":
        """Return a part without copying; all four numbers even."""
        whole = self.y[y : y + height, x : x + width]
        rows, columns = slice(y // 2, (y + height) // 2), slice(x // 2, (x + width) // 2)
        return Planes(whole, self.u[rows, columns], self.v[rows, columns])

    def put(self, other: "Planes") -> None:
        """Copy a picture into this one, scaled if its size differs."""
        for into, plane in zip(self, other, strict=True):
            if into.shape == plane.shape:
                into[:] = plane
            else:
                smaller = plane.shape[0] > into.shape[0]
                how = cv2.INTER_AREA if smaller else cv2.INTER_CUBIC
                into[:] = cv2.resize(plane, into.shape[::-1], interpolation=how)


@dataclass(frozen=True, slots=True, eq=False)
class PlanarFrame:
    """One picture of a clip.

    Attributes
    ----------
    index : int
        Number of the frame in the file, from 0.
    time_s : float
        Playback time since the file's first frame; strictly increasing.
    planes : Planes
        Upright; to be read only.
    matrix : int
        Which colours the planes stand for, a code of ISO/IEC 23091-2 (1 = BT.709).
    image_rgb : ndarray of uint8, shape (height, width, 3), or None
        The picture in full size, where it was asked for.
    """

    index: int
    time_s: float
    planes: Planes
    matrix: int
    image_rgb: Picture | None


def read_planes(
    path: str | Path,
    size: tuple[int, int],
    *,
    start_s: float = 0.0,
    end_s: float = math.inf,
    gap_s: float = 0.0,
    rgb_of: Container[int] = (),
) -> Iterator[PlanarFrame]:
    """Iterate over a file's upright frames, scaled to ``size``.

    Parameters
    ----------
    path : str or Path
    size : tuple of int
        Width and height of the upright picture, both even.
    start_s, end_s, gap_s : float
        As for `FrameReader`.
    rgb_of : container of int
        Numbers of the frames whose full-size picture is wanted too, in any case.

    Raises
    ------
    UsageError, ClipError
        As for `FrameReader`.
    """
    reformatter, in_colour = VideoReformatter(), VideoReformatter()
    reader = FrameReader(path, start_s=start_s, end_s=end_s, gap_s=gap_s, also=rgb_of)
    for index, time_s, raw, upright in reader.decoded():
        image = upright.picture(raw, in_colour) if index in rgb_of else None
        planes = _planes(raw, upright, reformatter, size)
        yield PlanarFrame(index, time_s, planes, int(raw.colorspace), image)


def _planes(
    raw: av.VideoFrame, upright: Upright, reformatter: VideoReformatter, size: tuple[int, int]
) -> Planes:
    wide, high = size[::-1] if upright.turned else size
    frame = reformatter.reformat(
        raw,
        wide,
        high,
        "yuv420p",
        interpolation="AREA" if wide < raw.width else "BICUBIC",
        dst_color_range="MPEG",
        threads=1,
    )
    return Planes(*(upright.turn(plane_view(frame, k)) for k in range(3)))


def plane_view(frame: av.VideoFrame, number: int) -> Plane:
    """Return one plane of a frame without copying."""
    plane = frame.planes[number]
    memory = np.frombuffer(memoryview(plane), np.uint8)
    return memory.reshape(plane.height, plane.line_size)[:, : plane.width]
