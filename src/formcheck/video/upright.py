"""From a decoded frame to the picture a viewer sees: upright, square pixels, RGB."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import av
import cv2
import numpy as np
from av.video.reformatter import VideoReformatter
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Mapping

    from av.buffer import Buffer

Picture = NDArray[np.uint8]

_UNTURNED = (1, 0, 0, 1)


@dataclass(frozen=True, slots=True)
class Upright:
    """How the stored pictures of one file become upright ones.

    Attributes
    ----------
    stored_width, stored_height : int
        Size of the stored picture with square pixels, before turning.
    matrix : tuple of int
        Signs ``(a, b, c, d)`` of the display matrix: ``x' = a x + c y, y' = b x + d y``.
    fitted_from : tuple of int or None
        Width and height in which a frame was stored that had another shape than the first.
    """

    stored_width: int
    stored_height: int
    matrix: tuple[int, int, int, int]
    fitted_from: tuple[int, int] | None = None

    @classmethod
    def of(cls, frame: av.VideoFrame, pixel_aspect: float) -> "Upright":
        """Read it from the file's first frame.

        Parameters
        ----------
        frame : av.VideoFrame
        pixel_aspect : float
            Width over height of one stored pixel; 1 for nearly every file.
        """
        wide = frame.width
        # Encoders that crop to even sizes leave aspects like 1.0007, which mean square.
        if 0.2 <= pixel_aspect <= 5.0 and abs(pixel_aspect - 1.0) > 0.02:
            wide = max(1, round(frame.width * pixel_aspect))
        return cls(wide, frame.height, _display_signs(frame))

    @property
    def turned(self) -> bool:
        """Whether width and height change places."""
        return self.matrix[0] == 0

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the upright picture in pixels."""
        wide, high = self.stored_width, self.stored_height
        return (high, wide) if self.turned else (wide, high)

    @property
    def rotation_deg(self) -> int:
        """Clockwise rotation that was applied: 0, 90, 180 or 270."""
        a, b, _, _ = self.matrix
        return {(1, 0): 0, (0, 1): 90, (-1, 0): 180, (0, -1): 270}[(a, b)]

    def picture(
        self,
        frame: av.VideoFrame,
        reformatter: VideoReformatter,
        max_side_px: int | None = None,
    ) -> Picture:
        """Convert, scale (in the same step) and turn one frame.

        Parameters
        ----------
        frame : av.VideoFrame
        reformatter : VideoReformatter
            The same one for all frames of a file, because it is costly to set up.
        max_side_px : int or None
            The longer side is made no larger than this.

        Returns
        -------
        ndarray of uint8, shape (height, width, 3)
            RGB, C-contiguous.
        """
        wide, high = self.scaled(max_side_px)
        # Without area averaging a strong reduction drops lines and the picture flickers.
        how = "AREA" if wide < frame.width else "BILINEAR"
        rgb = reformatter.reformat(frame, wide, high, "rgb24", interpolation=how, threads=1)
        return np.ascontiguousarray(self.turn(np.asarray(rgb.to_ndarray(), np.uint8)))

    def turn(self, image: Picture) -> Picture:
        """Turn and mirror a stored picture, or one plane of it, as a viewer sees it."""
        a, b, c, d = self.matrix
        if self.turned:
            image = np.asarray(cv2.transpose(image), np.uint8)
            a, d = c, b
        if a < 0:
            image = image[:, ::-1]
        if d < 0:
            image = image[::-1]
        return image

    def scaled(self, max_side_px: int | None) -> tuple[int, int]:
        """Width and height of the stored picture once limited to ``max_side_px``."""
        wide, high = self.stored_width, self.stored_height
        longest = max(wide, high)
        if max_side_px is None or longest <= max_side_px:
            return wide, high
        ratio = max_side_px / longest
        return max(1, round(wide * ratio)), max(1, round(high * ratio))


def _display_signs(frame: av.VideoFrame) -> tuple[int, int, int, int]:
    """Signs of the display matrix, snapped to quarter turns; mirror images included."""
    data = cast("Mapping[str, Buffer]", frame.side_data).get("DISPLAYMATRIX")
    if data is None:
        return _UNTURNED
    m = np.frombuffer(bytes(data), dtype=np.int32)
    a, b, c, d = (int(v) for v in m[[0, 1, 3, 4]])
    if a == b == c == d == 0:
        return _UNTURNED
    if abs(b) > abs(a):
        return 0, _sign(b), _sign(c), 0
    return _sign(a), 0, 0, _sign(d)


def _sign(value: int) -> int:
    return -1 if value < 0 else 1
