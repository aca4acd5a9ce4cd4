"""Faces made unrecognisable: a coarse, soft patch over the head, wherever its landmarks are."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.domain.pose import PoseTrack
from formcheck.domain.skeleton import INDEX
from formcheck.video.planes import Planes

FloatArray = NDArray[np.float64]

HEAD: Final = (
    *("nose", "left_eye_inner", "left_eye", "left_eye_outer"),
    *("right_eye_inner", "right_eye", "right_eye_outer"),
    *("left_ear", "right_ear", "mouth_left", "mouth_right"),
)
HOLD_S: Final = 0.5
"""How long a head that is not seen is taken to be where it was, or will be."""

_WIDE, _HIGH = 0.27, 0.36
"""Half axes of a face with margin, in trunk lengths (shoulders to hips)."""
_SPREAD: Final = 0.8
"""The least half axis, in lengths of the landmarks' box: they end short of chin and brow."""
_SOFT: Final = 1.25
"""Where the patch has faded out, in half axes."""
_CELLS: Final = 5
_TRUNK_PER_LEG: Final = 0.6
_TRUNK_PER_HEAD: Final = 3.0


class Ellipse(NamedTuple):
    """Centre and half axes in pixels."""

    x: float
    y: float
    wide: float
    high: float


@dataclass(frozen=True, slots=True, eq=False)
class Faces:
    """Where the runner's face is in each frame of a track.

    Attributes
    ----------
    ellipses : ndarray, shape (T, 4)
        x, y, half width, half height in pixels of the clip; NaN where nothing is known.
    """

    ellipses: FloatArray

    @classmethod
    def of(cls, track: PoseTrack) -> "Faces":
        """Find the face in every frame; gaps are bridged up to `HOLD_S` from either side."""
        xy = track.xy_px
        found = np.array([_box(frame[_HEAD_ROWS]) for frame in xy]).reshape(-1, 4)
        trunk = _trunk_px(xy)
        found[:, 2] = np.maximum(_SPREAD * found[:, 2], _WIDE * trunk)
        found[:, 3] = np.maximum(_SPREAD * found[:, 3], _HIGH * trunk)
        return cls(_bridged(track.time_s, found))

    def at(self, row: int) -> Ellipse | None:
        """Return the face in one frame, None if it is not known."""
        values = self.ellipses[row]
        return Ellipse(*map(float, values)) if np.isfinite(values).all() else None


_HEAD_ROWS: Final = [INDEX[name] for name in HEAD]


def face_of(points: Mapping[str, tuple[float, float]]) -> Ellipse | None:
    """Find the face among the points of one key frame (pixels), None without a head."""
    xy = np.full((1, len(INDEX), 2), np.nan)
    for name, point in points.items():
        xy[0, INDEX[name]] = point
    x, y, wide, high = _box(xy[0, _HEAD_ROWS])
    if not np.isfinite(x):
        return None
    trunk = float(_trunk_px(xy)[0])
    return Ellipse(x, y, max(_SPREAD * wide, _WIDE * trunk), max(_SPREAD * high, _HIGH * trunk))


def head_in(box_px: tuple[float, float, float, float]) -> Ellipse:
    """Where the head of a person must be of whom only the box (x, y, width, height) is known."""
    x, y, wide, high = box_px
    return Ellipse(x + wide / 2, y + 0.08 * high, max(wide / 2, 0.12 * high), 0.14 * high)


def blur(image: NDArray[np.uint8], face: Ellipse) -> None:
    """Replace a face by a few smooth patches of colour, in place.

    So little is kept (5 x 5 mean colours) that no sharpening brings the face back.

    Parameters
    ----------
    image : ndarray of uint8, shape (height, width) or (height, width, 3)
    face : Ellipse
        In pixels of ``image``.
    """
    high, wide = image.shape[:2]
    reach_x, reach_y = _SOFT * face.wide + 1, _SOFT * face.high + 1
    x0, x1 = max(int(face.x - reach_x), 0), min(int(face.x + reach_x) + 1, wide)
    y0, y1 = max(int(face.y - reach_y), 0), min(int(face.y + reach_y) + 1, high)
    if x1 - x0 < 2 or y1 - y0 < 2:
        return
    part = image[y0:y1, x0:x1]
    size = (x1 - x0, y1 - y0)
    coarse = cv2.resize(part, (_CELLS, _CELLS), interpolation=cv2.INTER_AREA)
    smooth = cv2.resize(coarse, size, interpolation=cv2.INTER_CUBIC)
    across = (np.arange(x0, x1) + 0.5 - face.x) / face.wide
    down = (np.arange(y0, y1) + 0.5 - face.y) / face.high
    distance = np.hypot(across[None, :], down[:, None])
    share = np.clip((_SOFT - distance) / (_SOFT - 1.0), 0.0, 1.0)
    share = share.reshape(share.shape + (1,) * (image.ndim - 2))
    part[:] = np.round(share * smooth + (1.0 - share) * part)


def hide(planes: Planes, face: Ellipse) -> None:
    """Do the same to a picture given as planes; ``face`` in pixels of the brightness."""
    for plane, share in zip(planes, (1.0, 0.5, 0.5), strict=True):
        blur(plane, scaled(face, share))


def scaled(face: Ellipse, scale: float) -> Ellipse:
    """Return the ellipse in a picture of another size."""
    return Ellipse(*(scale * value for value in face))


def _box(points: FloatArray) -> tuple[float, float, float, float]:
    """Middle, width and height of the box around the points that were seen."""
    seen = points[np.isfinite(points).all(axis=1)]
    if len(seen) == 0:
        return (np.nan,) * 4
    (left, top), (right, bottom) = seen.min(axis=0), seen.max(axis=0)
    return (left + right) / 2, (top + bottom) / 2, right - left, bottom - top


def _trunk_px(xy: FloatArray) -> FloatArray:
    """Length of the trunk, the least 0 where it cannot be told, shape (T,).

    The median of the clip bounds each frame from below: a trunk that folds or is lost for
    a moment must not shrink the patch.
    """
    middle = {
        part: (xy[:, INDEX[f"left_{part}"]] + xy[:, INDEX[f"right_{part}"]]) / 2
        for part in ("shoulder", "hip", "ankle")
    }
    trunk = np.linalg.norm(middle["shoulder"] - middle["hip"], axis=1)
    leg = np.linalg.norm(middle["hip"] - middle["ankle"], axis=1)
    lengths = np.where(np.isfinite(trunk), trunk, _TRUNK_PER_LEG * leg)
    known = lengths[np.isfinite(lengths)]
    usual = float(np.median(known)) if len(known) else 0.0
    if usual == 0.0:
        heads = np.array([_box(frame[_HEAD_ROWS])[2:] for frame in xy]).max(axis=1)
        known = heads[np.isfinite(heads)]
        usual = _TRUNK_PER_HEAD * float(np.median(known)) if len(known) else 0.0
    return np.asarray(np.fmax(lengths, usual))


def _bridged(time_s: FloatArray, found: FloatArray) -> FloatArray:
    known = np.flatnonzero(np.isfinite(found[:, 0]))
    if len(known) == 0:
        return found
    filled = np.column_stack(
        [np.interp(time_s, time_s[known], column[known]) for column in found.T]
    )
    after = np.clip(np.searchsorted(time_s[known], time_s), 0, len(known) - 1)
    before = np.clip(after - 1, 0, None)
    away_s = np.minimum(*(np.abs(time_s - time_s[known[near]]) for near in (before, after)))
    filled[away_s > HOLD_S] = np.nan
    return filled
