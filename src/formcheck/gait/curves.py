"""Joint angles over the stride, and the frames that show it best."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from formcheck.domain.analysis import (
    ContactPose,
    Curve,
    KeyEvent,
    KeyFrame,
    StrideCurve,
    picture_of,
)
from formcheck.domain.gait import Step
from formcheck.domain.pose import PoseTrack
from formcheck.domain.skeleton import LANDMARKS, SIDES, Side
from formcheck.gait.detect import GaitEvents
from formcheck.geometry.angles import inner_angle_deg, knee_flexion_deg, lean_deg, reach_deg
from formcheck.geometry.sagittal import SagittalTrack
from formcheck.signal.filters import along_cubic

FloatArray = NDArray[np.float64]

PHASE_POINTS = 101
CROP_MARGIN = 0.12


def angles_over_time(track: SagittalTrack, side: Side) -> dict[str, FloatArray]:
    """Angles of one side and of the trunk frame by frame, shape (T,) each."""
    hip, knee, ankle = (track.point(f"{side}_{part}") for part in ("hip", "knee", "ankle"))
    shoulder, elbow, wrist = (
        track.point(f"{side}_{part}") for part in ("shoulder", "elbow", "wrist")
    )
    middle = track.midpoint("hip")
    return {
        "knee_flexion_deg": knee_flexion_deg(hip, knee, ankle),
        "thigh_angle_deg": reach_deg(hip, knee),
        "shank_angle_deg": reach_deg(knee, ankle),
        "trunk_lean_deg": lean_deg(middle, track.midpoint("shoulder")),
        "elbow_angle_deg": inner_angle_deg(shoulder, elbow, wrist),
        "hip_height_pct_leg": 100 * middle[:, 1] / track.leg_length_px,
    }


def stride_curves(track: SagittalTrack, steps: tuple[Step, ...]) -> dict[str, StrideCurve]:
    """Mean and spread of each angle over the strides of each leg."""
    return _curves_of(track, steps, {side: angles_over_time(track, side) for side in SIDES})


def sway_curves(track: SagittalTrack, steps: tuple[Step, ...]) -> dict[str, StrideCurve]:
    """Side lean, + = to the runner's right, and hip height over the strides of each leg."""
    angles = {
        "trunk_side_lean_deg": lean_deg(track.midpoint("hip"), track.midpoint("shoulder")),
        "hip_height_pct_leg": 100 * track.midpoint("hip")[:, 1] / track.leg_length_px,
    }
    return _curves_of(track, steps, dict.fromkeys(SIDES, angles))


def _curves_of(
    track: SagittalTrack,
    steps: tuple[Step, ...],
    angles: Mapping[Side, Mapping[str, FloatArray]],
) -> dict[str, StrideCurve]:
    curves: dict[str, dict[Side, Curve]] = {}
    for side in SIDES:
        strides = [
            (s.ic_s, s.stride_end_s) for s in steps if s.side == side and s.stride_end_s is not None
        ]
        for name, values in angles[side].items():
            curve = _over_strides(track.time_s, values, strides, centred=name.endswith("_leg"))
            if curve is not None:
                curves.setdefault(name, {})[side] = curve
    phase = tuple(range(PHASE_POINTS))
    return {name: StrideCurve(phase, **sides) for name, sides in curves.items()}


def _over_strides(
    time_s: FloatArray, values: FloatArray, strides: list[tuple[float, float]], *, centred: bool
) -> Curve | None:
    good = np.isfinite(values)
    if good.mean() < 0.5 or len(strides) < 2:
        return None
    share = np.linspace(0, 1, PHASE_POINTS)
    rows = []
    for start_s, end_s in strides:
        row = along_cubic(time_s, values, start_s + share * (end_s - start_s))
        rows.append(row - row.mean() if centred else row)
    stack = np.array(rows)
    mean, sd = np.median(stack, axis=0), stack.std(axis=0, ddof=1)
    return Curve(*(tuple(round(float(v), 3) for v in values) for values in (mean, sd)))


def key_frames(
    pose: PoseTrack,
    track: SagittalTrack,
    steps: tuple[Step, ...],
    near_side: Side,
    overstride: Mapping[int, float],
) -> tuple[KeyFrame, ...]:
    """Contact, midstance and toe-off of a typical step of the near leg.

    Of the steps whose overstride lies in the middle half, the one whose contact falls
    closest to a frame is taken; without a known toe-off only the contact is shown.
    """
    step = _typical([s for s in steps if s.side == near_side], track, overstride)
    if step is None:
        return ()
    instants: dict[KeyEvent, float] = {"IC": step.ic_s}
    if step.to_s is not None:
        instants |= {"midstance": (step.ic_s + step.to_s) / 2, "TO": step.to_s}
    angles = {**angles_over_time(track, near_side)}
    hip, ankle = track.point(f"{near_side}_hip"), track.point(f"{near_side}_ankle")
    angles["overstride_pct_leg"] = 100 * (ankle - hip)[:, 0] / track.leg_length_px
    return _frames(pose, track, near_side, instants, angles)


def key_frames_behind(
    pose: PoseTrack, track: SagittalTrack, steps: tuple[Step, ...], events: GaitEvents
) -> tuple[KeyFrame, ...]:
    """Contact and midstance of the step whose midstance falls closest to a frame."""
    middle = {
        s.number: s.ic_s + after_s
        for s in steps
        if (after_s := events.legs[s.side].midstance_s) is not None
    }
    inside = [s for s in steps if s.number in middle and middle[s.number] <= track.time_s[-1]]
    if not inside:
        return ()
    off_s = [float(np.abs(track.time_s - middle[s.number]).min()) for s in inside]
    step = inside[int(np.argmin(off_s))]
    lean = lean_deg(track.midpoint("hip"), track.midpoint("shoulder"))
    angles = {"trunk_side_lean_deg": lean if step.side == "right" else -lean}
    instants: dict[KeyEvent, float] = {"IC": step.ic_s, "midstance": middle[step.number]}
    return _frames(pose, track, step.side, instants, angles)


def _frames(
    pose: PoseTrack,
    track: SagittalTrack,
    side: Side,
    instants: Mapping[KeyEvent, float],
    angles: Mapping[str, FloatArray],
) -> tuple[KeyFrame, ...]:
    frames = []
    shown = {e: int(np.abs(track.time_s - t).argmin()) for e, t in instants.items()}
    crops = same_size([crop_around(pose, i) for i in shown.values()], pose.width, pose.height)
    for (event, i), crop_px in zip(shown.items(), crops, strict=True):
        frames.append(
            KeyFrame(
                event=event,
                side=side,
                time_s=round(float(track.time_s[i]), 5),
                frame=int(track.frame[i]),
                picture=picture_of(event, int(track.frame[i])),
                points=visible_points(pose, i),
                angles={
                    k: round(float(v[i]), 2)
                    for k, v in angles.items()
                    if np.isfinite(v[i]) and k != "hip_height_pct_leg"
                },
                crop_px=crop_px,
            )
        )
    return tuple(frames)


def _typical(
    steps: list[Step], track: SagittalTrack, overstride: Mapping[int, float]
) -> Step | None:
    whole = [s for s in steps if s.to_s is not None] or steps
    known = [s for s in whole if s.number in overstride]
    if known:
        values = np.array([overstride[s.number] for s in known])
        off = np.abs(values - np.median(values))
        whole = [s for s, d in zip(known, off, strict=True) if d <= np.median(off) + 1e-9]
    return min(whole, key=lambda s: float(np.abs(track.time_s - s.ic_s).min()), default=None)


def contact_poses(pose: PoseTrack, steps: tuple[Step, ...], side: Side) -> tuple[ContactPose, ...]:
    """Landmarks of one leg and the trunk at each of its contacts, between frames."""
    names = [
        f"{side}_{part}" for part in ("shoulder", "hip", "knee", "ankle", "heel", "foot_index")
    ]
    poses = []
    for step in steps:
        if step.side != side:
            continue
        points = {}
        for name in names:
            path = pose.point(name)
            x, y = (float(np.interp(step.ic_s, pose.time_s, path[:, axis])) for axis in (0, 1))
            if np.isfinite(x) and np.isfinite(y):
                points[name] = (round(x, 1), round(y, 1))
        poses.append(ContactPose(side, points))
    return tuple(poses)


def visible_points(pose: PoseTrack, i: int) -> dict[str, tuple[float, float]]:
    """Landmarks of one frame that were seen, in pixels."""
    return {
        name: (round(float(x), 1), round(float(y), 1))
        for name, (x, y) in zip(LANDMARKS, pose.xy_px[i], strict=True)
        if np.isfinite(x) and np.isfinite(y)
    }


def crop_around(pose: PoseTrack, i: int) -> tuple[int, int, int, int]:
    """Rectangle around the runner in one frame, with margin, inside the picture."""
    xy = pose.xy_px[i][np.isfinite(pose.xy_px[i]).all(axis=1)]
    if len(xy) == 0:
        return 0, 0, pose.width, pose.height
    low, high = xy.min(axis=0), xy.max(axis=0)
    margin = CROP_MARGIN * (high[1] - low[1])
    x0, y0 = (int(max(0, v)) for v in (low[0] - margin, low[1] - margin))
    x1 = int(min(pose.width, high[0] + margin))
    y1 = int(min(pose.height, high[1] + margin))
    return x0, y0, max(1, x1 - x0), max(1, y1 - y0)


def same_size(
    crops: list[tuple[int, int, int, int]], width: int, height: int
) -> list[tuple[int, int, int, int]]:
    """Widen rectangles inside a picture to one size, so that they stand side by side."""
    w, h = (max(crop[k] for crop in crops) for k in (2, 3))
    return [
        (
            min(max(0, x + (own_w - w) // 2), width - w),
            min(max(0, y + own_h - h), height - h),
            w,
            h,
        )
        for x, y, own_w, own_h in crops
    ]
