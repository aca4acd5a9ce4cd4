"""The runner standing side-on and still before the run: the body's own upright.

Standing frames are worth little as numbers, but much as a zero: what landmarks, body and a
camera that is not quite level add to the trunk line is in them as it is in the run.
"""

import numpy as np
from numpy.typing import NDArray

from formcheck.domain.assessment import Standing
from formcheck.domain.pose import PoseTrack
from formcheck.geometry.angles import knee_flexion_deg, lean_deg, reach_deg
from formcheck.geometry.sagittal import SagittalTrack, mean_leg_px, to_sagittal
from formcheck.geometry.view import SHOULDER_WIDTH_LEG
from formcheck.select.part import AnalysedPart
from formcheck.select.steadiness import true_runs, yaw_over_time_deg
from formcheck.signal.filters import moving_mean

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

LEAST_S = 0.5
STILL_LEG_S = 0.15
"""Sway of a standing person is a tenth of this, in leg lengths a second; steps are tenfold."""
LOOK_S = 0.2
MOST_LEAN_DEG = 8.0
"""Landmarks draw the trunk line up to 5 degrees off, a camera may be tilted by 3; whoever leans
farther holds on to something."""
MOST_LIMB_DEG = 12.0
"""Thigh and shank from the vertical, and the bend of the knee."""
MOST_YAW_DEG = 20.0
FEET_APART_LEG, FEET_HEIGHTS_LEG = 0.3, 0.25
"""On the side rails of a treadmill the far foot stands higher in the picture."""
HAND_AHEAD_LEG = 0.35
LEAST_FOOT_LEG = 0.12
"""Heel to toe in the running direction; seen from the side it is about 0.3."""
SAME_SIZE = 0.15


def find_standing(
    track: PoseTrack,
    part: AnalysedPart,
    breaks: list[int],
    *,
    factor: float = 1.0,
) -> Standing | None:
    """Find the longest time for which the runner stands side-on and still before the run.

    Parameters
    ----------
    track : PoseTrack
        The whole clip as the model gave it, from a camera that stands; playback clock.
    part : AnalysedPart
        What is analysed of it.
    breaks : list of int
        Frames at which another scene or another person begins.
    factor : float
        Slow-motion factor.

    Returns
    -------
    Standing or None
        None unless somebody of the runner's size stands for at least half a second with
        straight legs, hanging arms and an upright trunk, facing as in the run.
    """
    first = max((frame for frame in breaks if frame <= part.start), default=0)
    side = part.direction
    names = [f"{side}_{joint}" for joint in ("hip", "knee", "ankle", "shoulder")]
    if part.stepping is None or not track.has(*names):
        return None
    there = track.picked(slice(first, part.stop))
    before = to_sagittal(there, side)
    leg_px = mean_leg_px(track.picked(slice(part.start, part.stop)))
    with np.errstate(invalid="ignore"):
        stands = (
            _still(before, side, factor)
            & _upright(before, side)
            & _arms_hang(before, side)
            & _side_on(before, side, there.world_m)
            & _same_size(before, side, leg_px)
        )
    return _longest(before, side, stands, factor)


def _longest(track: SagittalTrack, side: str, stands: BoolArray, factor: float) -> Standing | None:
    runs = true_runs(stands)
    if not runs:
        return None
    time_s = track.time_s / factor
    start, stop = max(runs, key=lambda run: time_s[run[1] - 1] - time_s[run[0]])
    if time_s[stop - 1] - time_s[start] < LEAST_S:
        return None
    return Standing(
        side="left" if side == "left" else "right",
        lean_deg=float(np.median(_lean(track)[start:stop])),
        knee_flexion_deg=float(np.median(_knee(track, side)[start:stop])),
        span_s=(float(time_s[start]), float(time_s[stop - 1])),
        n_frames=stop - start,
    )


def _lean(track: SagittalTrack) -> FloatArray:
    return lean_deg(track.midpoint("hip"), track.midpoint("shoulder"))


def _knee(track: SagittalTrack, side: str) -> FloatArray:
    return knee_flexion_deg(*(track.point(f"{side}_{j}") for j in ("hip", "knee", "ankle")))


def _still(track: SagittalTrack, side: str, factor: float) -> BoolArray:
    still = np.ones(len(track), dtype=bool)
    if len(track) < 3:
        return ~still
    time_s = track.time_s / factor
    for points in (track.midpoint("hip"), track.midpoint("shoulder"), track.point(f"{side}_ankle")):
        smooth = [moving_mean(time_s, points[:, axis], LOOK_S) for axis in (0, 1)]
        speed = np.hypot(*(np.gradient(values, time_s) for values in smooth))
        still &= speed < STILL_LEG_S * track.leg_length_px
    return still


def _upright(track: SagittalTrack, side: str) -> BoolArray:
    hip, knee, ankle = (track.point(f"{side}_{j}") for j in ("hip", "knee", "ankle"))
    apart = np.abs(track.point("left_ankle") - track.point("right_ankle")) / track.leg_length_px
    apart = np.nan_to_num(apart)  # an ankle that is not seen tells nothing
    return np.asarray(
        (np.abs(_lean(track)) < MOST_LEAN_DEG)
        & (np.abs(reach_deg(hip, knee)) < MOST_LIMB_DEG)
        & (np.abs(reach_deg(knee, ankle)) < MOST_LIMB_DEG)
        & (np.abs(_knee(track, side)) < MOST_LIMB_DEG)
        & (apart[:, 0] < FEET_APART_LEG)
        & (apart[:, 1] < FEET_HEIGHTS_LEG)
    )


def _arms_hang(track: SagittalTrack, side: str) -> BoolArray:
    """Hand below the elbow and not ahead: nothing is held or reached for."""
    hand, elbow = track.point(f"{side}_wrist"), track.point(f"{side}_elbow")
    ahead = (hand - track.midpoint("hip"))[:, 0] / track.leg_length_px
    unseen = ~(np.isfinite(hand) & np.isfinite(elbow)).all(axis=1)
    return np.asarray(unseen | ((hand[:, 1] < elbow[:, 1]) & (ahead < HAND_AHEAD_LEG)))


def _side_on(track: SagittalTrack, side: str, world_m: FloatArray | None) -> BoolArray:
    """Seen from the side, facing as in the run."""
    gap = track.point("left_shoulder")[:, 0] - track.point("right_shoulder")[:, 0]
    share = np.abs(gap) / track.leg_length_px / SHOULDER_WIDTH_LEG
    square = ~(share > np.sin(np.radians(MOST_YAW_DEG)))
    if world_m is not None:
        yaw_deg = yaw_over_time_deg(track.time_s, world_m, LOOK_S)
        square = np.abs(yaw_deg) < MOST_YAW_DEG
    foot = (track.point(f"{side}_foot_index") - track.point(f"{side}_heel"))[:, 0]
    turned_away = foot < LEAST_FOOT_LEG * track.leg_length_px
    return np.asarray(square & ~turned_away)


def _same_size(track: SagittalTrack, side: str, leg_px: float) -> BoolArray:
    hip, knee, ankle = (track.point(f"{side}_{j}") for j in ("hip", "knee", "ankle"))
    leg = np.linalg.norm(knee - hip, axis=1) + np.linalg.norm(ankle - knee, axis=1)
    return np.asarray(np.abs(leg / leg_px - 1) < SAME_SIZE)
