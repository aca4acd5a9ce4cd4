"""What the cleaned landmarks say about the movement, before anything is measured."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from formcheck.cleaning.clean import CleanTrack, clean
from formcheck.domain.gait import Step
from formcheck.domain.gravity import Vertical
from formcheck.domain.metric import MetricView
from formcheck.domain.pose import CameraMotion, PoseTrack
from formcheck.domain.quality import Direction, Gait, Mode, View
from formcheck.domain.skeleton import Side
from formcheck.gait.behind import detect_behind, gait_behind, keeps_its_size, upright_behind
from formcheck.gait.detect import GaitEvents, detect_events
from formcheck.gait.foot_flat import (
    DRAWN_SLOPE_DEG,
    USUAL_SLOPE_DEG,
    foot_flat_slope_deg,
    too_tilted,
)
from formcheck.gait.kind import Locomotion, locomotion_of, usual_step_s
from formcheck.gait.steps import build_steps
from formcheck.gait.support import Support
from formcheck.geometry.sagittal import SagittalTrack, to_sagittal
from formcheck.geometry.vertical import (
    VerticalCues,
    combined,
    foot_sd_deg,
    from_foot,
    from_standing,
)
from formcheck.geometry.view import (
    facing,
    from_behind,
    view_of,
    yaw_from_picture_deg,
    yaw_of_film_deg,
)

FloatArray = NDArray[np.float64]

TILT_SHARE = 0.8
"""Of a tilt that is more than any belt's slope, what is taken as uncertainty of the vertical."""
PASSES_LEGS = 1.5
"""A runner whose hips travel farther than this many leg lengths is not on a treadmill."""


@dataclass(frozen=True, slots=True, eq=False)
class Movement:
    """One reading of one clip.

    Attributes
    ----------
    cleaned : CleanTrack
    sagittal : SagittalTrack
    facing : {"left", "right"}
    view : View
    mode : {"treadmill", "overground", "unknown"}
    gait : {"run", "walk", "none"}
    heights_hold : bool
        Whether vertical positions can be compared from frame to frame: the camera stands
        or its movement is known and taken out.
    camera_moves : bool
    events : GaitEvents
        Empty unless the gait is a run.
    steps : tuple of Step
    stride_s : float
        Median stride time, NaN without events.
    support : Support or None
        How the stance foot moves under the body; None where nobody steps steadily.
    seen_from : {"side", "back"}
        From where the runner is measured.
    foot_tilt_deg : float or None
        Tilt of the picture, if only that makes the stance foot's path slope; None where no
        foot tells or the vertical was known without it.
    """

    cleaned: CleanTrack
    sagittal: SagittalTrack
    facing: Direction
    view: View
    mode: Mode
    gait: Gait
    heights_hold: bool
    camera_moves: bool
    events: GaitEvents
    steps: tuple[Step, ...]
    stride_s: float
    support: Support | None = None
    foot_tilt_deg: float | None = None
    seen_from: MetricView = "side"

    @property
    def too_tilted(self) -> bool:
        """Whether the stance foot's path slopes so much that only a tilted picture does it."""
        tilt_deg = self.foot_tilt_deg
        return tilt_deg is not None and too_tilted(tilt_deg, self.view.yaw_deg)

    @property
    def near_side(self) -> Side:
        """The leg on the camera's side: a runner facing right shows the right side.

        Seen from behind both are as near; the picture's right is the runner's right.
        """
        return self.facing


def read_movement(
    track: PoseTrack,
    *,
    direction: Direction | None = None,
    step_s: float | None = None,
    vertical: Vertical | None = None,
    upright: VerticalCues | None = None,
) -> Movement:
    """Clean the landmarks and find direction, view, kind of gait and events.

    Parameters
    ----------
    track : PoseTrack
        As the model gave it, capture time; at least one leg visible somewhere.
    direction : {"left", "right"}, optional
        Where the runner faces, if that is known; it is read off the cleaned track otherwise.
    step_s : float, optional
        Step time, if the track is known to be steady stepping.
    vertical : Vertical, optional
        Where down is, as picture, phone or user say.
    upright : VerticalCues, optional
        What else may tell it, where they do not.
    """
    if from_behind(track):
        return _read_behind(track, step_s, vertical)
    cleaned = clean(track)
    heading = direction or facing(cleaned.track)
    camera, heights_hold = track.camera, track.heights_hold
    steadied = cleaned.track.without_camera()
    yaw_deg = (
        yaw_from_picture_deg(cleaned.track, cleaned.leg_length_px)
        if track.world_m is None
        else yaw_of_film_deg(cleaned.track, cleaned.leg_length_px, track.world_m)
    )

    def upright_track(roll_deg: float) -> SagittalTrack:
        return to_sagittal(steadied, heading, roll_deg, drawn_leg=track.source.drawn_leg)

    foot_tilt_deg = None
    sagittal = upright_track(vertical.roll_deg if vertical else 0.0)
    step_s = step_s or usual_step_s(cleaned.track)
    kind = locomotion_of(sagittal, step_s, heights_hold=heights_hold)
    reading = _read(sagittal, kind, heights_hold=heights_hold)
    if vertical is None:
        level = heights_hold and _mode(reading.sagittal, camera) == "treadmill"
        upright = replace(upright or VerticalCues(), drawn=track.source.in_pictures)
        readings, foot_tilt_deg = _readings(reading, yaw_deg, upright, level=level)
        vertical = combined(readings)
        if foot_tilt_deg is not None and too_tilted(foot_tilt_deg, yaw_deg):
            vertical = replace(
                vertical, sd_deg=max(vertical.sd_deg, TILT_SHARE * abs(foot_tilt_deg))
            )
        if vertical.roll_deg:
            reading = _read(upright_track(vertical.roll_deg), kind, heights_hold=heights_hold)
    sagittal = reading.sagittal
    return Movement(
        cleaned=cleaned,
        sagittal=sagittal,
        facing=heading,
        view=view_of(yaw_deg, vertical),
        mode=_mode(sagittal, camera),
        gait=kind.gait,
        heights_hold=heights_hold,
        camera_moves=camera is not None and camera.moves,
        events=reading.events,
        steps=reading.steps,
        stride_s=reading.stride_s,
        support=kind.support,
        foot_tilt_deg=foot_tilt_deg,
    )


def _read_behind(track: PoseTrack, step_s: float | None, vertical: Vertical | None) -> Movement:
    """Read a runner who is seen from behind: x to the runner's right, y up.

    No stance foot tells the vertical there, because its path leads into the picture.
    """
    cleaned = clean(track, legs_pass=False)
    vertical = vertical or combined(())
    world_m = cleaned.track.world_m
    yaw_deg = (
        yaw_from_picture_deg(cleaned.track, cleaned.leg_length_px)
        if world_m is None
        else yaw_of_film_deg(cleaned.track, cleaned.leg_length_px, world_m)
    )
    steadied = cleaned.track.without_camera()
    sagittal = upright_behind(steadied, vertical.roll_deg)
    step_s = step_s or usual_step_s(cleaned.track)
    gait: Gait = "none" if step_s is None else gait_behind(sagittal, step_s)
    events = detect_behind(sagittal) if gait == "run" else GaitEvents({})
    strides = [leg.template.stride_s for leg in events.legs.values()]
    stride_s = float(np.mean(strides)) if strides else float("nan")
    camera = track.camera
    moves = camera is not None and camera.moves
    stays = not moves and keeps_its_size(cleaned.track)
    return Movement(
        cleaned=cleaned,
        sagittal=sagittal,
        facing="right",
        view=view_of(yaw_deg, vertical),
        mode="treadmill" if stays else "overground",
        gait=gait,
        heights_hold=track.heights_hold,
        camera_moves=moves,
        events=events,
        steps=build_steps(events.all, stride_s) if strides else (),
        stride_s=stride_s,
        seen_from="back",
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Reading:
    """What is found once the landmarks stand upright."""

    sagittal: SagittalTrack
    events: GaitEvents
    steps: tuple[Step, ...]
    stride_s: float


def _read(sagittal: SagittalTrack, kind: Locomotion, *, heights_hold: bool) -> _Reading:
    is_run = kind.gait == "run"
    events = detect_events(sagittal, with_height=heights_hold) if is_run else GaitEvents({})
    strides = [leg.template.stride_s for leg in events.legs.values()]
    stride_s = float(np.mean(strides)) if strides else float("nan")
    steps = build_steps(events.all, stride_s) if strides else ()
    return _Reading(sagittal, events, steps, stride_s)


def _readings(
    reading: _Reading, yaw_deg: float | None, upright: VerticalCues, *, level: bool
) -> tuple[list[Vertical], float | None]:
    """What stance foot and standing frame say of the vertical, and the foot's tilt."""
    track, found = reading.sagittal, []
    if upright.standing_lean_deg is not None:
        found.append(from_standing(upright.standing_lean_deg, track.direction))
    slope_deg = foot_flat_slope_deg(track, reading.steps) if level else None
    if slope_deg is None:
        return found, None
    usual_deg = DRAWN_SLOPE_DEG if upright.drawn else USUAL_SLOPE_DEG
    tilt_deg = slope_deg - usual_deg - (upright.incline_deg or 0.0)
    sd_deg = foot_sd_deg(yaw_deg, upright, track.leg_length_px)
    found.append(from_foot(tilt_deg, track.direction, sd_deg))
    return found, tilt_deg


def _mode(track: SagittalTrack, camera: CameraMotion | None) -> Mode:
    x = track.midpoint("hip")[:, 0]
    seen = np.isfinite(x)
    if seen.sum() < 5:
        return "unknown"
    if camera is not None and camera.moves:
        return "overground"
    travelled = float(np.ptp(x[seen])) / track.leg_length_px
    return "overground" if travelled > PASSES_LEGS else "treadmill"
