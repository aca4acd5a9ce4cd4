"""Whether a body is painted in flat colours, as a drawing is and nobody in the world.

Skin and cloth are rough and round, and a limb that swings turns in the light: from frame to frame
the same place on it has another brightness, and its neighbourhood is never of one colour. A flat
drawing keeps each colour to the last level, and whatever compression adds stays at its edges.
"""

import math
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from formcheck.domain.pose import PoseTrack
from formcheck.domain.skeleton import INDEX, SIDES
from formcheck.video.reader import FrameReader

FloatArray = NDArray[np.float64]

LINES = (("hip", "knee"), ("knee", "ankle"), ("shoulder", "hip"), ("shoulder", "elbow"))
BONES = [
    (INDEX[f"{side}_{one}"], INDEX[f"{side}_{other}"])
    for side in SIDES
    for one, other in (
        ("hip", "knee"),
        ("knee", "ankle"),
        ("shoulder", "hip"),
        ("shoulder", "elbow"),
    )
]
PLACES = np.linspace(0.15, 0.85, 6)
BODY_PX = 300.0
"""Height of the body to which pictures are scaled down: a patch of three pixels is then two or
three centimetres wide."""
FRAMES, FEWEST_FRAMES = 14, 6
SAME_LEVELS, FLAT_LEVELS = 3.0, 1.0
DARK, BRIGHT = 50.0, 250.0
"""Places darker or brighter than this (0-255) are of one colour in films, too."""
FEWEST_PLACES = 0.3


def flat_share(path: Path, track: PoseTrack, start_s: float, end_s: float) -> float | None:
    """Share of places on the body that have one colour, and keep it.

    Parameters
    ----------
    path : Path
        The film.
    track : PoseTrack
        Landmarks on the playback clock.
    start_s, end_s : float
        Span that is looked at.

    Returns
    -------
    float or None
        0-1: films and lit renders of runners read up to 0.07, drawings 0.25 to 0.8. None where
        too little of the body is neither dark nor overexposed, or too few frames show it.
    """
    wanted = _some_frames(track, start_s, end_s)
    if len(wanted) < FEWEST_FRAMES:
        return None
    body_px = float(np.median([np.ptp(track.xy_px[i][:, 1]) for i in wanted.values()]))
    longest = max(track.width, track.height)
    scale = min(1.0, BODY_PX / max(body_px, 1.0))
    colours, flat = [], []
    reader = FrameReader(
        path,
        start_s=start_s,
        end_s=end_s + 1e-6,
        max_side_px=max(8, math.ceil(scale * longest)),
        gap_s=math.inf,
        also=wanted.keys(),
    )
    for frame in reader:
        row = wanted.get(frame.index)
        if row is not None:
            at = _places(track.xy_px[row] * frame.image_rgb.shape[1] / track.width)
            mean, spread = _patches(frame.image_rgb.astype(np.float64), at)
            colours.append(mean)
            flat.append(spread < FLAT_LEVELS)
    if len(colours) < FEWEST_FRAMES:
        return None
    usual = np.median(colours, axis=0)
    keeps = np.abs(np.array(colours) - usual).max(axis=2) <= SAME_LEVELS
    seen = (usual.max(axis=1) >= DARK) & (usual.min(axis=1) <= BRIGHT)
    if seen.mean() < FEWEST_PLACES:
        return None
    return float((keeps & np.array(flat))[:, seen].mean())


def _some_frames(track: PoseTrack, start_s: float, end_s: float) -> dict[int, int]:
    """Numbers of frames in which the body is seen, evenly spread, with their rows."""
    inside = (track.time_s >= start_s) & (track.time_s <= end_s)
    rows = np.flatnonzero(inside & np.isfinite(track.xy_px).all(axis=(1, 2)))
    chosen = rows[np.linspace(0, len(rows) - 1, FRAMES).round().astype(int)] if len(rows) else rows
    return {int(track.frame[row]): int(row) for row in chosen}


def _places(xy_px: FloatArray) -> NDArray[np.int64]:
    """Pixels along the bones, shape (P, 2)."""
    lines = [xy_px[one] + PLACES[:, None] * (xy_px[other] - xy_px[one]) for one, other in BONES]
    return np.concatenate(lines).round().astype(np.int64)


def _patches(image: FloatArray, at: NDArray[np.int64]) -> tuple[FloatArray, FloatArray]:
    """Mean colour (P, 3) and largest spread of a channel (P,) of three by three pixels."""
    high, wide = image.shape[:2]
    x, y = at[:, 0].clip(1, wide - 2), at[:, 1].clip(1, high - 2)
    patches = np.stack([image[y + dy, x + dx] for dy in (-1, 0, 1) for dx in (-1, 0, 1)])
    return patches.mean(axis=0), patches.std(axis=0).max(axis=1)
