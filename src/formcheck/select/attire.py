"""What the runner wore and in which light: colours read off some pictures, no pictures kept."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from formcheck.domain.pose import PoseTrack
from formcheck.domain.setup import Attire, Lab
from formcheck.domain.skeleton import SIDES, Side

FloatArray = NDArray[np.float64]
Rgb = NDArray[np.uint8]

FEWEST_PICTURES = 3
ALONG = {"trunk": (0.25, 0.8), "thigh": (0.25, 0.75), "shin": (0.25, 0.75)}
"""Part of each line that is looked at: near a joint another garment may begin."""
POINTS = 12
BOX_MARGIN = 0.15
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = np.array([0.9505, 1.0, 1.089])


def attire_of(pictures: Mapping[int, Rgb], track: PoseTrack, near_side: Side) -> Attire | None:
    """Read the colours of body and surroundings.

    Parameters
    ----------
    pictures : mapping of int to ndarray, shape (height, width, 3)
        Frame number to upright RGB picture, all of one size; small ones are enough.
    track : PoseTrack
        The part that is analysed; pictures of other frames are not looked at.
    near_side : {"left", "right"}

    Returns
    -------
    Attire or None
        None where fewer than three pictures show the runner.
    """
    seen: dict[str, list[FloatArray]] = {name: [] for name in (*ALONG, "around")}
    for frame, picture in pictures.items():
        rows = np.flatnonzero(track.frame == frame)
        if not len(rows):
            continue
        lines = _lines(track, int(rows[0]), near_side, picture)
        if lines is None:
            continue
        for name, points in lines.items():
            seen[name].append(np.median(lab(_at(picture, points)), axis=0))
        seen["around"].append(np.median(lab(_outside(picture, track, int(rows[0]))), axis=0))
    if len(seen["around"]) < FEWEST_PICTURES:
        return None
    return Attire(**{name: _rounded(np.median(values, axis=0)) for name, values in seen.items()})


def _rounded(values: FloatArray) -> Lab:
    lightness, red, yellow = (round(float(v), 1) for v in values)
    return lightness, red, yellow


def _scale(track: PoseTrack, picture: Rgb) -> FloatArray:
    high, wide = picture.shape[:2]
    return np.array([wide / track.width, high / track.height])


def _lines(track: PoseTrack, row: int, near: Side, picture: Rgb) -> dict[str, FloatArray] | None:
    """Points along the middle of trunk, near thigh and near shin; None where one was not seen."""
    joint = {part: track.point(f"{near}_{part}")[row] for part in ("hip", "knee", "ankle")}
    trunk = [np.mean([track.point(f"{s}_{p}")[row] for s in SIDES], axis=0) for p in _TRUNK]
    ends = {
        "trunk": trunk,
        "thigh": [joint["hip"], joint["knee"]],
        "shin": [joint["knee"], joint["ankle"]],
    }
    if not np.isfinite(np.array(list(ends.values()))).all():
        return None
    scale = _scale(track, picture)
    share = {name: np.linspace(*ALONG[name], POINTS)[:, None] for name in ends}
    return {n: ((1 - share[n]) * a + share[n] * b) * scale for n, (a, b) in ends.items()}


_TRUNK = ("shoulder", "hip")


def _at(picture: Rgb, points: FloatArray) -> Rgb:
    high, wide = picture.shape[:2]
    x = np.clip(points[:, 0].round().astype(int), 0, wide - 1)
    y = np.clip(points[:, 1].round().astype(int), 0, high - 1)
    return np.asarray(picture[y, x])


def _outside(picture: Rgb, track: PoseTrack, row: int) -> Rgb:
    """Every fourth pixel beside the runner."""
    xy = track.xy_px[row] * _scale(track, picture)
    left, top = np.nanmin(xy, axis=0)
    right, bottom = np.nanmax(xy, axis=0)
    aside = BOX_MARGIN * (bottom - top)
    columns = np.arange(picture.shape[1])
    beside = (columns < left - aside) | (columns > right + aside)
    kept = picture[::4, beside][:, ::4].reshape(-1, 3)
    return kept if len(kept) else picture[::4, ::4].reshape(-1, 3)


def lab(rgb: Rgb) -> FloatArray:
    """Return CIE L*a*b* (D65) of sRGB colours, last axis three."""
    share = rgb.astype(np.float64) / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    ratio = linear @ TO_XYZ.T / WHITE
    root = np.where(ratio > 0.008856, np.cbrt(ratio), 7.787 * ratio + 16 / 116)
    x, y, z = np.moveaxis(root, -1, 0)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)
