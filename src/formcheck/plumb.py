"""Where down is in a film: some of its pictures are kept in passing and looked at once.

What they say is kept beside the landmarks, in a file of its own: landmarks that were kept before
stay good, and a clip that was looked at is not decoded again.
"""

import hashlib
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final, cast

import numpy as np
from numpy.typing import NDArray

from formcheck.domain.clip import Clip
from formcheck.domain.gravity import GravityGrade, GravitySource, Vertical
from formcheck.domain.pose import PoseTrack
from formcheck.gravity.camera import USUAL_FOCAL
from formcheck.pose import cache
from formcheck.pose.look import Seen
from formcheck.pose.raw import RawPose
from formcheck.tables.sidecar import Sidecar
from formcheck.video.sample import PictureSample, evenly

FloatArray = NDArray[np.float64]

VERSION: Final = 1
"""Raised whenever the same pictures would give another vertical."""
PICTURES: Final = 9
FEWEST_KEPT: Final = 5
BY_HAND_SD_DEG: Final = 0.3
FILM_DIAGONAL_MM: Final = 43.27


def vertical_by_hand(roll_deg: float | None) -> Vertical | None:
    """Return the vertical that the user says; None without one."""
    if roll_deg is None:
        return None
    return Vertical(roll_deg, BY_HAND_SD_DEG, None, "good", "user")


def vertical_of_table(sidecar: Sidecar) -> Vertical | None:
    """Return the vertical that stands beside a landmark table; None without one."""
    if sidecar.roll_deg is None:
        return None
    sd_deg = sidecar.roll_sd_deg or BY_HAND_SD_DEG
    grade: GravityGrade = "good" if sd_deg <= BY_HAND_SD_DEG else "fair"
    source = cast("GravitySource", sidecar.gravity_source or "user")
    return Vertical(sidecar.roll_deg, sd_deg, None, grade, source)


def vertical_of_film(
    path: Path,
    seen: Seen,
    part: PoseTrack,
    *,
    use_cache: bool,
) -> Vertical | None:
    """Read the vertical where the runner is off pictures of the part that is analysed.

    Parameters
    ----------
    path : Path
    seen : Seen
        Its landmarks for where the runner is in each picture; pictures of its sample that are
        missing are decoded.
    part : PoseTrack
    use_cache : bool

    Returns
    -------
    Vertical or None
        None where the picture cannot tell.
    """
    clip, raw = seen.clip, seen.raw
    wanted = frames_of(raw, part)
    boxes, runner, focal = _boxes(raw, wanted), _runner(part), _focal(clip)
    key = _key(clip, wanted, boxes, runner, focal)
    note = cache.load_note(key) if use_cache else None
    if note is None:
        from formcheck.gravity.measure import measure_vertical

        keep_pictures(path, wanted, seen.sample)
        pictures = seen.sample.pictures
        there = [i for i, n in enumerate(wanted) if n in pictures]
        frames = [pictures[wanted[i]] for i in there]
        found = measure_vertical(frames, boxes=boxes[there], runner=runner, focal=focal)
        vertical = found.vertical
        note = {"vertical": None if vertical is None else asdict(vertical), "why": found.why_not}
        if use_cache:
            cache.store_note(key, note)
    told: dict[str, Any] | None = note["vertical"]
    return None if told is None else Vertical(**told)


def frames_of(raw: RawPose, part: PoseTrack) -> list[int]:
    """Return the numbers of nine frames of the part, of those kept in passing if they suffice."""
    first, last = int(part.frame[0]), int(part.frame[-1])
    kept = [n for n in evenly(int(raw.frame[0]), int(raw.frame[-1])) if first <= n <= last]
    if len(kept) < FEWEST_KEPT:
        kept = part.frame.tolist()
    picked = np.linspace(0, len(kept) - 1, min(PICTURES, len(kept))).round().astype(int)
    return [int(kept[i]) for i in picked]


def _boxes(raw: RawPose, wanted: list[int]) -> FloatArray:
    """The runner's box in each frame, as shares of the picture; NaN where nobody was found."""
    rows = np.abs(raw.frame[:, None] - np.array(wanted)[None]).argmin(axis=0)
    boxes = np.full((len(wanted), 4), np.nan)
    for i, row in enumerate(rows):
        xy = raw.xy_px[row] / [raw.width, raw.height]
        if np.isfinite(xy).all():
            boxes[i] = [*xy.min(axis=0), *xy.max(axis=0)]
    return boxes


def _runner(part: PoseTrack) -> tuple[float, float]:
    hip = part.midpoint("hip") / [part.width, part.height]
    seen = hip[np.isfinite(hip).all(axis=1)]
    if not len(seen):
        return 0.5, 0.5
    x, y = np.median(seen, axis=0)
    return round(float(x), 3), round(float(y), 3)


def _focal(clip: Clip) -> float:
    """Focal length over the longer side, by the film's own note of its lens where it has one."""
    if clip.focal_35mm is None:
        return USUAL_FOCAL
    longer = max(clip.width, clip.height) / float(np.hypot(clip.width, clip.height))
    return clip.focal_35mm / FILM_DIAGONAL_MM / longer


def _key(
    clip: Clip, wanted: list[int], boxes: FloatArray, runner: tuple[float, float], focal: float
) -> str:
    depends_on = {
        "version": VERSION,
        "clip": clip.sha256,
        "frames": wanted,
        "boxes": np.nan_to_num(boxes, nan=-1.0).round(2).tolist(),
        "runner": runner,
        "focal": round(focal, 3),
    }
    return hashlib.sha256(json.dumps(depends_on, sort_keys=True).encode()).hexdigest()[:40]


def keep_pictures(path: Path, wanted: list[int], sample: PictureSample) -> None:
    """Decode what a sample does not hold of these frames."""
    missing = set(wanted) - set(sample.pictures)
    if missing:
        from formcheck.pose.film_pass import MODEL_SIDE_PX
        from formcheck.video.frame_buffer import read_buffered
        from formcheck.video.reader import FrameReader

        sample.keep(read_buffered(FrameReader(path), MODEL_SIDE_PX), missing)
