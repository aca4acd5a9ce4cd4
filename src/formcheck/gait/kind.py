"""Running, walking, or neither."""

import numpy as np

from formcheck.domain.pose import PoseTrack
from formcheck.domain.quality import Gait
from formcheck.domain.skeleton import SIDES
from formcheck.gait.anchors import find_anchors
from formcheck.geometry.angles import knee_flexion_deg
from formcheck.geometry.sagittal import SagittalTrack
from formcheck.signal.filters import moving_mean

LONGEST_WALK_STRIDE_S = 1.7
LEAST_STRENGTH = 0.35
SWING_FOLD_DEG, SWING_FOLD_SD_DEG = 76.0, 12.0
"""Swing knee flexion that parts a run (85-110 degrees) from a walk (55-70)."""


def swing_fold_deg(track: SagittalTrack) -> float:
    """Largest knee flexion of the better seen leg (95th percentile over frames)."""
    folds = []
    for side in SIDES:
        hip, knee, ankle = (track.point(f"{side}_{p}") for p in ("hip", "knee", "ankle"))
        flexion = knee_flexion_deg(hip, knee, ankle)
        if np.isfinite(flexion).any():
            folds.append(float(np.nanpercentile(flexion, 95)))
    return max(folds, default=0.0)


def hips_rise_apart(track: SagittalTrack, stride_s: float) -> float:
    """Correlation of hip height with the distance between the feet, -1 (walk) to 1 (run)."""
    height = track.midpoint("hip")[:, 1]
    height = height - moving_mean(track.time_s, height, stride_s)
    apart = np.abs(track.point("left_ankle")[:, 0] - track.point("right_ankle")[:, 0])
    good = np.isfinite(height) & np.isfinite(apart)
    if good.sum() < 10:
        return 0.0
    return float(np.corrcoef(height[good], apart[good])[0, 1])


def gait_of(track: SagittalTrack, *, heights_hold: bool = True) -> Gait:
    """Tell a run from a walk by the fold of the swinging knee and the rise of the hips.

    In a run the hips are lowest when the feet pass each other, in a walk highest.
    """
    found = [find_anchors(track, side, longest_s=LONGEST_WALK_STRIDE_S) for side in SIDES]
    legs = [anchors for anchors in found if anchors is not None]
    if not legs or max(leg.strength for leg in legs) < LEAST_STRENGTH:
        return "none"
    evidence = (swing_fold_deg(track) - SWING_FOLD_DEG) / SWING_FOLD_SD_DEG
    if heights_hold:
        stride_s = float(np.mean([leg.stride_s for leg in legs]))
        evidence += 2 * hips_rise_apart(track, stride_s)
    return "run" if evidence > 0 else "walk"


def body_height_px(track: PoseTrack) -> float:
    """Largest vertical extent of the visible landmarks, median over frames."""
    y = track.xy_px[..., 1]
    seen = np.isfinite(y).any(axis=1)
    if not seen.any():
        return 0.0
    return float(np.median(np.nanmax(y[seen], axis=1) - np.nanmin(y[seen], axis=1)))
