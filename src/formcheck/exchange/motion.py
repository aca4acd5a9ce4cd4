"""What every format is written from: the runner's landmarks and angles over time."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.domain.analysis import EventRow, Measured
from formcheck.domain.pose import PoseTrack
from formcheck.domain.skeleton import INDEX, LANDMARKS, SIDES, Side
from formcheck.errors import UsageError
from formcheck.gait.curves import angles_over_time
from formcheck.geometry.angles import lean_deg, slope_deg
from formcheck.geometry.sagittal import SagittalTrack, to_sagittal
from formcheck.result import AnalysisResult

FloatArray = NDArray[np.float64]

FEET = ("left_heel", "right_heel", "left_foot_index", "right_foot_index")
GROUND_PCT = 2.0
"""Feet are this rarely seen lower: there the ground is put."""


@dataclass(frozen=True, slots=True, eq=False)
class Motion:
    """One runner's movement in the sagittal frame.

    Attributes
    ----------
    name : str
        Of the clip, without suffix.
    track : PoseTrack
        In the picture.
    sagittal : SagittalTrack
    xy : ndarray, shape (T, 33, 2)
        Forward and up in ``unit``; forward from the first mid-hip, up from the ground.
    unit : {"m", "px"}
        Pixels where the scale is not known.
    events : tuple of EventRow
    behind : bool
        Seen from behind: what is forward in a side view points to the runner's right.
    """

    name: str
    track: PoseTrack
    sagittal: SagittalTrack
    xy: FloatArray
    unit: str
    events: tuple[EventRow, ...]
    behind: bool = False

    @property
    def time_s(self) -> FloatArray:
        """Capture time, shape (T,)."""
        return self.sagittal.time_s

    @property
    def seen(self) -> list[str]:
        """Landmarks that were seen in at least one frame."""
        return [n for n in LANDMARKS if np.isfinite(self.xy[:, INDEX[n]]).any()]

    def point(self, name: str) -> FloatArray:
        """One landmark, shape (T, 2)."""
        return self.xy[:, INDEX[name]]


def motion_of(result: AnalysisResult) -> Motion:
    """Return the movement of an analysis.

    Raises
    ------
    UsageError
        If the clip was refused or its landmarks are gone.
    """
    track, content = result.track, result.analysis
    if track is None or not isinstance(content, Measured):
        raise UsageError(
            f"{result.folder or content.clip.name}: there is no movement to export, "
            "because the clip was refused or landmarks.csv is missing",
            "analyse a clip that can be measured",
            code="nothing_to_export",
        )
    sagittal = to_sagittal(track, content.direction, content.view.roll_deg or 0.0)
    scale = content.scale
    xy = sagittal.xy_px * (scale.m_per_px if scale else 1.0)
    hips = (xy[:, INDEX["left_hip"], 0] + xy[:, INDEX["right_hip"], 0]) / 2
    start = hips[np.isfinite(hips)][0] if np.isfinite(hips).any() else 0.0
    heights = xy[:, [INDEX[name] for name in FEET], 1]
    ground = np.nanpercentile(heights, GROUND_PCT) if np.isfinite(heights).any() else 0.0
    return Motion(
        name=content.clip.name.rpartition(".")[0] or content.clip.name,
        track=track,
        sagittal=sagittal,
        xy=xy - (start, ground),
        unit="m" if scale else "px",
        events=content.events,
        behind=content.view.kind == "back",
    )


def film_frames(
    motion: Motion, values: FloatArray, names: Sequence[str] | None = None
) -> FloatArray:
    """Spread rows of the track over the frames of the film, from its first to the last tracked.

    Parameters
    ----------
    motion : Motion
    values : ndarray, shape (T, K, N)
        One row a frame of the track.
    names : sequence of str, optional
        Landmarks to keep, where K counts ours.

    Returns
    -------
    ndarray, shape (frames, K, N)
        NaN in frames that were not tracked.
    """
    kept = values if names is None else values[:, [INDEX[name] for name in names]]
    frames = np.full((int(motion.track.frame[-1]) + 1, *kept.shape[1:]), np.nan)
    frames[motion.track.frame] = kept
    return frames


def joint_angles_deg(motion: Motion) -> dict[str, FloatArray]:
    """Angles frame by frame, shape (T,) each; those that were never seen are left out.

    Flexion and forward lean are positive. ``hip_flexion`` is the thigh against the trunk,
    ``ankle_angle`` the line heel to toe against the shank (0 = square, + = toes up), not
    zeroed to a standing pose. From behind only ``trunk_side_lean`` shows, + = to the right.
    """
    columns: dict[str, FloatArray] = {}
    if motion.behind:
        track = motion.sagittal
        columns["trunk_side_lean"] = lean_deg(track.midpoint("hip"), track.midpoint("shoulder"))
        return {name: values for name, values in columns.items() if np.isfinite(values).any()}
    for side in SIDES:
        angles = angles_over_time(motion.sagittal, side)
        letter = side[0]
        columns["trunk_lean"] = angles["trunk_lean_deg"]
        columns[f"thigh_angle_{letter}"] = angles["thigh_angle_deg"]
        columns[f"shank_angle_{letter}"] = angles["shank_angle_deg"]
        columns[f"hip_flexion_{letter}"] = angles["thigh_angle_deg"] + angles["trunk_lean_deg"]
        columns[f"knee_angle_{letter}"] = angles["knee_flexion_deg"]
        foot = slope_deg(
            motion.sagittal.point(f"{side}_heel"), motion.sagittal.point(f"{side}_foot_index")
        )
        columns[f"foot_angle_{letter}"] = foot
        columns[f"ankle_angle_{letter}"] = foot - angles["shank_angle_deg"]
        columns[f"elbow_flexion_{letter}"] = 180.0 - angles["elbow_angle_deg"]
    return {name: values for name, values in columns.items() if np.isfinite(values).any()}


def stance(motion: Motion, side: Side) -> NDArray[np.bool_]:
    """Frames in which a foot is on the ground: from each contact to its toe-off."""
    own = sorted((e.time_s, e.event) for e in motion.events if e.side == side)
    inside = np.zeros(len(motion.time_s), dtype=bool)
    for (start_s, first), (end_s, second) in itertools.pairwise(own):
        if (first, second) == ("IC", "TO"):
            inside |= (motion.time_s >= start_s) & (motion.time_s < end_s)
    return inside


def marker_name(landmark: str) -> str:
    """``"left_foot_index"`` -> ``"LBigToe"``: names that OpenPose's followers understand."""
    words = landmark.replace("foot_index", "big_toe").split("_")
    side = next((word for word in words if word in SIDES), "")
    return side[:1].upper() + "".join(word.capitalize() for word in words if word != side)
