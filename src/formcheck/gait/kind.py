"""Running, walking, or neither; slow motion changes nothing in it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.domain.pose import PoseTrack
from formcheck.domain.quality import Gait
from formcheck.domain.skeleton import SIDES
from formcheck.gait.rhythm import Bout, find_bouts
from formcheck.gait.support import Support, support_of
from formcheck.geometry.angles import knee_flexion_deg
from formcheck.geometry.sagittal import SagittalTrack
from formcheck.signal.filters import moving_mean
from formcheck.signal.fourier import fit_series, series_design

FloatArray = NDArray[np.float64]

SWING_FLEXION_DEG, SWING_FLEXION_SD_DEG, MOST_FLEXION = 76.0, 12.0, 1.0
"""Swing knee flexion that parts a run (85-110 degrees) from a walk (55-70). A walker may flex the
knee as well, so that it says no more than one standard deviation."""
STANCE_SHARE, STANCE_SHARE_SD = 0.58, 0.04
"""A foot goes back with the ground for 0.31-0.57 of a stride in running with and without flight,
for 0.61-0.70 in walking, where both feet stand at once for a while. Landmarks that lag behind a
walker's foot make it shorter (0.43-0.57 in real films), so a short one speaks for nothing."""
MOST_STANCE = 2.0
RISE_WEIGHT = 2.0
FASTEST_WALK_SPM = 150.0
"""People break into a run at about 140; slow motion makes a cadence smaller, never larger."""
OSCILLATION_HARMONICS = 2


def peak_swing_knee_flexion_deg(track: SagittalTrack) -> float:
    """Largest knee flexion of the better seen leg (95th percentile over frames)."""
    flexions = []
    for side in SIDES:
        hip, knee, ankle = (track.point(f"{side}_{p}") for p in ("hip", "knee", "ankle"))
        flexion = knee_flexion_deg(hip, knee, ankle)
        if np.isfinite(flexion).any():
            flexions.append(float(np.nanpercentile(flexion, 95)))
    return max(flexions, default=0.0)


def hips_rise_apart(track: SagittalTrack, step_s: float) -> float:
    """Correlation of hip height with the distance between the feet, -1 (walk) to 1 (run)."""
    height = _level(track, 2 * step_s)
    apart = np.abs(track.point("left_ankle")[:, 0] - track.point("right_ankle")[:, 0])
    good = np.isfinite(height) & np.isfinite(apart)
    if good.sum() < 10 or np.ptp(height[good]) == 0 or np.ptp(apart[good]) == 0:
        return 0.0
    return float(np.corrcoef(height[good], apart[good])[0, 1])


def vertical_oscillation_leg(track: SagittalTrack, bout: Bout) -> float | None:
    """Rise and fall of the hips in a mean step, in leg lengths; None if not seen."""
    height = _level(track, 2 * bout.step_s)
    design = series_design(bout.phase(track.time_s), OSCILLATION_HARMONICS)
    fit = fit_series(design, height)
    if fit is None:
        return None
    curve = series_design(np.linspace(0, 1, 100), OSCILLATION_HARMONICS) @ fit[0]
    return float(np.ptp(curve)) / track.leg_length_px


def _level(track: SagittalTrack, stride_s: float) -> FloatArray:
    height = track.midpoint("hip")[:, 1]
    return height - moving_mean(track.time_s, height, stride_s)


@dataclass(frozen=True, slots=True)
class Locomotion:
    """How somebody goes.

    Attributes
    ----------
    gait : {"run", "walk", "none"}
    support : Support or None
        How the stance foot moves under the body; None where nobody steps steadily.
    """

    gait: Gait
    support: Support | None


def locomotion_of(
    track: SagittalTrack, step_s: float | None, *, heights_hold: bool = True
) -> Locomotion:
    """Classify a bout of steady stepping; ``step_s`` is None where there is none.

    Parameters are those of `gait_of`.
    """
    if not step_s:
        return Locomotion("none", None)
    support = support_of(track, step_s, heights_hold=heights_hold)
    return Locomotion(gait_of(track, step_s, support, heights_hold=heights_hold), support)


def gait_of(
    track: SagittalTrack, step_s: float, support: Support | None, *, heights_hold: bool = True
) -> Gait:
    """Tell a run from a walk, and both from stepping that goes nowhere.

    In a run the hips are lowest when the feet pass each other, in a walk highest; in a walk
    both feet stand at once for a part of each step. The flexion of the swinging knee says the
    least: whoever marches or carries a rucksack flexes it as well. Legs that step as fast as a
    runner's but move somewhat like a walker's are not seen well enough: neither.

    Parameters
    ----------
    track : SagittalTrack
        Of a bout of steady stepping.
    step_s : float
        Its step time on the track's clock.
    support : Support or None
        How the stance foot moves there; None where no stride is seen.
    heights_hold : bool
        Whether vertical positions can be compared from frame to frame.
    """
    if support is not None and not support.carries:
        return "none"
    flexion = (peak_swing_knee_flexion_deg(track) - SWING_FLEXION_DEG) / SWING_FLEXION_SD_DEG
    evidence = flexion
    if support is not None:
        stance = (STANCE_SHARE - support.stance_share) / STANCE_SHARE_SD
        evidence = float(np.clip(flexion, -MOST_FLEXION, MOST_FLEXION))
        evidence += float(np.clip(stance, -MOST_STANCE, 0.0))
    if heights_hold:
        evidence += RISE_WEIGHT * hips_rise_apart(track, step_s)
    if evidence > 0:
        return "run"
    return "none" if 60.0 / step_s > FASTEST_WALK_SPM else "walk"


def usual_step_s(track: PoseTrack) -> float | None:
    """Step time of the bout with most steps, or None where nobody steps steadily."""
    found = find_bouts(track)
    return found[0].step_s if found else None


def body_height_px(track: PoseTrack) -> float:
    """Largest vertical extent of the visible landmarks, median over frames."""
    y = track.xy_px[..., 1]
    seen = np.isfinite(y).any(axis=1)
    if not seen.any():
        return 0.0
    return float(np.median(np.nanmax(y[seen], axis=1) - np.nanmin(y[seen], axis=1)))
