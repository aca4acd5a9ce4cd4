"""How the camera stands to the runner, read off the body."""

import numpy as np
from numpy.typing import NDArray

from formcheck.domain.gravity import Vertical
from formcheck.domain.pose import PoseTrack
from formcheck.domain.quality import Direction, View, ViewKind
from formcheck.domain.skeleton import INDEX

FloatArray = NDArray[np.float64]

OBLIQUE_DEG = 12.0
OFF_SIDE_DEG = 45.0
SHOULDER_WIDTH_LEG = 0.40
"""Distance of the shoulders in leg lengths."""
YAW_SD_DEG = 4.0
"""How well the yaw of a film is known."""
BEHIND_DEG = -62.0
"""Yaw by the model's depth at which a runner is seen from behind. Cameras behind, up to ten degrees
beside, read -74 to -84; no clip filmed from the side is near it (``python -m tests.bench.rear
--views``: 77 films of other views, 5 from behind)."""

BEHIND_OF_TRUNK = -0.57
"""Shoulders seen from behind: left less right over the trunk's length; 24 renders and a film read
-0.61 to -0.80, a camera 45 degrees off -0.48."""


def facing(track: PoseTrack) -> Direction:
    """Read the direction from toes against heels and nose against ears, once for the clip."""
    votes = []
    for front, back in (
        ("left_foot_index", "left_heel"),
        ("right_foot_index", "right_heel"),
        ("nose", "left_ear"),
        ("nose", "right_ear"),
    ):
        ahead = track.point(front)[:, 0] - track.point(back)[:, 0]
        votes.append(np.sign(ahead[np.isfinite(ahead)]))
    all_votes = np.concatenate(votes)
    right = float((all_votes > 0).mean()) if len(all_votes) else 0.5
    return "right" if right >= 0.5 else "left"


def yaw_from_depth_deg(world_m: FloatArray) -> float | None:
    """Camera off square in degrees, from the model's shoulders in space.

    The shoulders swing with every stride; their mean direction does not. Seen exactly
    from the side the line between them points at the camera.

    Parameters
    ----------
    world_m : ndarray, shape (T, 33, 3)
        x right in the picture, z away from the camera.

    Returns
    -------
    float or None
        Positive = the camera sees the runner from the front; within (-90, 90).
    """
    line = world_m[:, INDEX["left_shoulder"]] - world_m[:, INDEX["right_shoulder"]]
    line = line[np.isfinite(line).all(axis=1)]
    if len(line) < 5:
        return None
    across, _, depth = np.median(line, axis=0)
    return float(np.degrees(np.arctan2(across, abs(depth))))


def yaw_from_picture_deg(
    track: PoseTrack, leg_px: float, shoulder_width_leg: float = SHOULDER_WIDTH_LEG
) -> float | None:
    """Camera off square in degrees, from how far apart the shoulders look."""
    apart = track.point("left_shoulder")[:, 0] - track.point("right_shoulder")[:, 0]
    apart = apart[np.isfinite(apart)]
    if len(apart) < 5:
        return None
    share = float(np.mean(apart)) / leg_px / shoulder_width_leg
    return float(np.degrees(np.arcsin(np.clip(share, -1.0, 1.0))))


def from_behind(track: PoseTrack) -> bool:
    """Whether the runner is seen from behind.

    By the model's shoulders in space; in a table of a pose model's landmarks by how far apart they
    are in the picture, the left one on the left. A laboratory's markers are seen from the side.
    """
    if track.world_m is not None:
        yaw_deg = yaw_from_depth_deg(track.world_m)
        return yaw_deg is not None and yaw_deg < BEHIND_DEG
    if not track.source.in_pictures:
        return False
    apart = track.point("left_shoulder")[:, 0] - track.point("right_shoulder")[:, 0]
    trunk = np.linalg.norm(track.midpoint("shoulder") - track.midpoint("hip"), axis=1)
    seen = np.isfinite(apart) & np.isfinite(trunk)
    return bool(seen.sum() >= 5) and bool(
        np.mean(apart[seen]) < BEHIND_OF_TRUNK * np.median(trunk[seen])
    )


def yaw_of_film_deg(track: PoseTrack, leg_px: float, world_m: FloatArray) -> float | None:
    """Camera off square in degrees, from depth and picture together.

    The model's depth reads 3-4 degrees too far from the front, and hardly sees a camera a
    little behind; the shoulders in the picture lean the other way. On 39 rendered clips their
    mean is off by 3.0 degrees (root mean square), depth alone by 4.6.
    """
    readings = (
        yaw_from_depth_deg(world_m),
        yaw_from_picture_deg(track, leg_px, track.source.shoulders_leg),
    )
    known = [reading for reading in readings if reading is not None]
    return float(np.mean(known)) if known else None


def view_of(yaw_deg: float | None, vertical: Vertical | None = None) -> View:
    """Name the view; ``vertical`` is the one by which landmarks were turned."""
    kind: ViewKind = "unknown" if yaw_deg is None else "side"
    if yaw_deg is None:
        pass
    elif abs(yaw_deg) > OFF_SIDE_DEG:
        kind = "front" if yaw_deg > 0 else "back"
    elif abs(yaw_deg) > OBLIQUE_DEG:
        kind = "oblique"
    yaw_deg = None if yaw_deg is None else round(yaw_deg, 1)
    if vertical is None:
        return View(kind, yaw_deg)
    pitch_deg = vertical.pitch_deg
    return View(
        kind,
        yaw_deg,
        round(vertical.roll_deg, 2),
        round(vertical.sd_deg, 2),
        None if pitch_deg is None else round(pitch_deg, 1),
        vertical.grade,
        vertical.source,
    )
