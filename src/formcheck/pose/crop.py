"""The part of a picture inside its dark bars, where the pose model finds nobody for them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from formcheck.video.upright import Picture

if TYPE_CHECKING:
    from formcheck.pose.body import Body

LEAST_BARS: Final = 0.25
"""Of the picture, which bars must cover to be worth another look."""


class Crop(NamedTuple):
    """Left, top, right and bottom edge as shares of the picture, 0-1."""

    left: float
    top: float
    right: float
    bottom: float

    def cut(self, image_rgb: Picture) -> Picture:
        """Return this part of a picture, C-contiguous."""
        high, wide = image_rgb.shape[:2]
        rows = slice(round(self.top * high), round(self.bottom * high))
        columns = slice(round(self.left * wide), round(self.right * wide))
        return np.ascontiguousarray(image_rgb[rows, columns])

    def whole(self, body: "Body") -> "Body":
        """Place a body that was found in the part into the whole picture."""
        corner = np.array([self.left, self.top], np.float32)
        size = np.array([self.right - self.left, self.bottom - self.top], np.float32)
        return body._replace(xy=corner + size * body.xy)


def inside_bars(
    borders_px: Sequence[tuple[float, float, float, float]], width: int, height: int
) -> Crop | None:
    """Find the part of a clip's pictures that is never covered by bars.

    Parameters
    ----------
    borders_px : sequence of (left, top, right, bottom)
        Width of the bars in each picture, in full-size pixels.
    width, height : int
        Size of the picture.

    Returns
    -------
    Crop or None
        None where the bars cover less than a quarter of the picture, or all of it.
    """
    if not borders_px:
        return None
    left, top, right, bottom = np.median(np.asarray(borders_px, np.float64), axis=0)
    crop = Crop(left / width, top / height, 1 - right / width, 1 - bottom / height)
    share = (crop.right - crop.left) * (crop.bottom - crop.top)
    return crop if 0.0 < share < 1 - LEAST_BARS else None
