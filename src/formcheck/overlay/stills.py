"""Key-frame pictures: the part of a frame that shows the runner, without drawing."""

from pathlib import Path
from typing import Final

import cv2
import numpy as np

from formcheck.video.upright import Picture

LONGEST_PX: Final = 1000
_QUALITY: Final = 85


def save_still(image_rgb: Picture, crop_px: tuple[int, int, int, int], path: Path) -> None:
    """Cut out a part and save it as JPEG, the longer side at most 1000 pixels.

    Parameters
    ----------
    image_rgb : ndarray of uint8, shape (height, width, 3)
    crop_px : tuple of int
        x, y, width, height.
    path : Path
        Its folder is made.
    """
    x, y, width, height = crop_px
    save_jpeg(limited(image_rgb[y : y + height, x : x + width], LONGEST_PX), path)


def limited(image: Picture, longest_px: int) -> Picture:
    """Return a picture whose longer side is at most ``longest_px``."""
    high, wide = image.shape[:2]
    ratio = longest_px / max(high, wide)
    if ratio >= 1.0:
        return image
    size = (max(1, round(ratio * wide)), max(1, round(ratio * high)))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)


def save_jpeg(image_rgb: Picture, path: Path) -> None:
    """Save a picture as JPEG; nothing but the picture is in the file."""
    bgr = cv2.cvtColor(image_rgb, cv2.COLOR_RGB2BGR)
    # Not imwrite: it cannot open names with letters outside Windows' code page.
    _, content = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.tobytes())
