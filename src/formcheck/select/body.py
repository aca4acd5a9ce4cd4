"""Parts of the body that must be seen and must move."""

import numpy as np
from numpy.typing import NDArray

from formcheck.domain.pose import PoseTrack
from formcheck.domain.skeleton import INDEX, SIDES, Side
from formcheck.gait.movement import Movement
from formcheck.geometry.sagittal import SagittalTrack, leg_length_px, mean_leg_px

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

SEEN = 0.3
"""Visibility of a landmark that is not only guessed."""
SHARE = 0.6
"""Of the frames, in which a part of the body must be seen."""
LONG_LEGS, AT_THE_EDGE_LEG = 1.85, 0.15
BENT_OVER_DEG = 70.0
HELD_LEG = 0.09
"""A hand that moves less than this many leg lengths rests on something; free ones swing by
0.14 (elbows bent, in a tight frame) to 0.6."""
HELD_SHARE = 0.5
WINDOW_STEPS = 4
SHANK_OF_THIGH, LEG_OF_TRUNK = (0.65, 1.5), (0.9, 2.3)
"""Proportions seen from the side; people filmed so read 0.9-1.15 and 1.25-1.65."""
BENDING_BONES = 0.35
"""Spread of a bone's length about its mean; real and rendered people keep below 0.15."""
STILL_LEG = 0.15
BACKWARD, FEWEST_SEEN = -0.15, 10
"""Correlation of a foot's height with its speed forward: people running read 0.25 to 0.75, the
same clips played backwards as much below zero."""


def feet_seen(track: PoseTrack) -> bool:
    """Whether at least one foot is in the picture and seen most of the time.

    By its heel or toes; by its ankle where the pose model draws no feet.
    """
    parts = [part for part in ("heel", "foot_index") if track.source.draws(part)] or ["ankle"]
    names = [f"{side}_{part}" for side in SIDES for part in parts]
    return _share_in_picture(track, names) >= SHARE


def legs_tilt_deg(track: PoseTrack) -> float | None:
    """Usual tilt of the legs from upright, 0-180 degrees; None where none is seen."""
    return _tilt_deg(track.midpoint("ankle") - track.midpoint("hip"))


def _tilt_deg(down: FloatArray) -> float | None:
    """Angle of the median direction from straight down in the picture."""
    length = np.linalg.norm(down, axis=1)
    told = np.isfinite(length) & (length > 0)  # points that coincide have no direction
    if not told.any():
        return None
    across, along = np.median(down[told] / length[told, None], axis=0)
    return float(np.degrees(np.arctan2(abs(across), along)))


def whole_leg_seen(track: PoseTrack) -> bool:
    """Whether hip, knee and ankle of a leg are ever seen together."""
    return any(leg_length_px(track, side) > 0 for side in SIDES)


def trunk_seen(track: PoseTrack) -> bool:
    """Whether the trunk is in the picture.

    Where the picture ends at the hips, the pose model squeezes a trunk in between them and
    the edge, sure of itself; it is too short for the legs, or folded down over them.
    """
    if _share_in_picture(track, ["left_shoulder", "right_shoulder"]) < SHARE:
        return False
    shoulder = track.midpoint("shoulder")
    trunk_px = float(np.median(_lengths(track.midpoint("hip"), shoulder)))
    leg_px = mean_leg_px(track)
    tilt_deg = _tilt_deg(track.midpoint("hip") - shoulder)
    if tilt_deg is not None and tilt_deg > BENT_OVER_DEG:
        return False
    at_the_edge = float(np.nanmedian(shoulder[:, 1])) < AT_THE_EDGE_LEG * leg_px
    return not (at_the_edge and leg_px > LONG_LEGS * trunk_px)


def _share_in_picture(track: PoseTrack, names: list[str]) -> float:
    points = [INDEX[name] for name in names]
    x, y = track.xy_px[:, points, 0], track.xy_px[:, points, 1]
    found: BoolArray = np.asarray(np.isfinite(track.xy_px).any(axis=(1, 2)))
    inside = (x >= 0) & (x < track.width) & (y >= 0) & (y < track.height)
    inside &= track.visibility[:, points] >= SEEN
    return float(inside[found].any(axis=1).mean()) if found.any() else 0.0


def built_like_people(track: PoseTrack) -> bool:
    """Whether leg and trunk have human proportions and bones keep their length.

    Pose models draw a body into drawings and machines, too, but these seldom move as if
    they had bones.
    """
    middle = track.midpoint("hip")
    trunk = _lengths(middle, track.midpoint("shoulder"))
    thighs = [_lengths(track.point(f"{s}_hip"), track.point(f"{s}_knee")) for s in SIDES]
    shanks = [_lengths(track.point(f"{s}_knee"), track.point(f"{s}_ankle")) for s in SIDES]
    if min(len(bone) for bone in (trunk, *thighs, *shanks)) < 2:
        return True
    thigh, shank = (float(np.mean([np.median(b) for b in bones])) for bones in (thighs, shanks))
    spread = min(np.std(b) / np.mean(b) for b in (*thighs, *shanks))
    ratios = (
        (shank / thigh, SHANK_OF_THIGH),
        ((thigh + shank) / float(np.median(trunk)), LEG_OF_TRUNK),
    )
    return bool(spread < BENDING_BONES and all(low <= r <= high for r, (low, high) in ratios))


def _lengths(one: FloatArray, other: FloatArray) -> FloatArray:
    length = np.linalg.norm(other - one, axis=1)
    return np.asarray(length[np.isfinite(length)])


def legs_move(track: PoseTrack) -> bool:
    """Whether a knee or ankle moves noticeably against the hips, or the hips in the picture.

    True where no leg is seen: nothing can be said against it.
    """
    leg_px = mean_leg_px(track)
    if not np.isfinite(leg_px):
        return True
    middle = track.midpoint("hip")
    paths = [middle]
    paths += [track.point(f"{s}_{part}") - middle for s in SIDES for part in ("knee", "ankle")]
    return any(_range(path) > STILL_LEG * leg_px for path in paths)


def goes_backward(track: SagittalTrack) -> bool:
    """Whether the feet go forward while they are low, as in a film played backwards.

    Whoever goes forward, in whatever gait, draws the standing foot back under the hips and
    swings the lifted one forward.
    """
    turns = []
    for side in SIDES:
        foot = track.point(f"{side}_ankle") - track.point(f"{side}_hip")
        seen = foot[np.isfinite(foot).all(axis=1)]
        if len(seen) >= FEWEST_SEEN and (np.ptp(seen, axis=0) > 0).all():
            ahead_per_frame = np.gradient(seen[:, 0])
            turns.append(float(np.corrcoef(ahead_per_frame, seen[:, 1])[0, 1]))
    return bool(turns) and max(turns) < BACKWARD


def still_hand(movement: Movement) -> Side | None:
    """Name the side whose seen hand keeps its place in the picture while the body runs.

    None if both swing, or where the camera moves so that places mean nothing.
    """
    track, leg_px = movement.cleaned.track, movement.sagittal.leg_length_px
    if movement.camera_moves or movement.mode != "treadmill":
        return None
    window_s = WINDOW_STEPS * movement.stride_s / 2
    if not np.isfinite(window_s):
        return None
    starts_s = np.arange(track.time_s[0], track.time_s[-1] - window_s, window_s / 2)
    for side in SIDES:
        wrist = track.point(f"{side}_wrist")
        if np.mean(track.visibility[:, INDEX[f"{side}_wrist"]]) < SEEN or len(starts_s) == 0:
            continue
        inside = [(track.time_s >= t) & (track.time_s < t + window_s) for t in starts_s]
        still = [_range(wrist[mask]) < HELD_LEG * leg_px for mask in inside]
        if np.mean(still) > HELD_SHARE:
            return side
    return None


def _range(path: FloatArray) -> float:
    """Distance between the 10th and 90th percentile of a path; infinite if not seen."""
    path = path[np.isfinite(path).all(axis=1)]
    if len(path) < 3:
        return float("inf")
    low, high = np.percentile(path, [10, 90], axis=0)
    return float(np.linalg.norm(high - low))
