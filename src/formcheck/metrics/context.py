"""Scale and speed: what turns pixels into the runner's own measures."""

import math
from dataclasses import dataclass, replace

from formcheck.domain.message import Message
from formcheck.domain.metric import KMH_PER_MPS
from formcheck.domain.skeleton import SIDES, Side
from formcheck.gait.foot_flat import foot_flat_speed_px_s
from formcheck.gait.movement import Movement
from formcheck.geometry.view import YAW_SD_DEG
from formcheck.metrics.base import Estimate, GaitContext
from formcheck.settings import AnalysisSettings
from formcheck.tables.sidecar import Sidecar

LEG_OF_STATURE, LEG_OF_STATURE_SD = 0.479, 0.014
"""Hip to knee plus knee to ankle over stature: mean and SD of 26 runners."""
SIDECAR_SCALE_SD = 0.005
FOOT_FLAT_SPEED_SD = 0.045
"""Relative, on top of the scale's."""
TOLD_SPEED_SD = 0.03
"""Relative: what a belt's display or a watch is off by."""
ADULT_M, ADULT_SD_M = 1.70, 0.14
"""Stature of people whose height is not known, children of ten left out."""
DISAGREES_SD = 3.0
LEAST_VISIBLE = 0.35


def build_context(
    movement: Movement,
    settings: AnalysisSettings,
    sidecar: Sidecar | None,
    film_fps: float | None = None,
    *,
    speed_disagrees: bool = False,
) -> GaitContext:
    """Put together what the metrics may look at.

    Parameters
    ----------
    movement : Movement
    settings : AnalysisSettings
        What is known of the runner.
    sidecar : Sidecar or None
    film_fps : float, optional
        Rate at which the camera filmed, where the track holds only some of the frames.
    speed_disagrees : bool
        Whether the stance foot contradicts the speed that was told (:func:`speed_conflict`):
        then neither is believed.
    """
    stature_m = _stature_m(settings)
    leg_px = movement.sagittal.leg_length_px
    m_per_px = _scale(stature_m, sidecar, leg_px)
    leg_m = (
        Estimate(m_per_px.value * leg_px, m_per_px.sd * leg_px, m_per_px.source)
        if m_per_px
        else None
    )
    if settings.speed_kmh is None:
        speed = None if m_per_px is None else _foot_flat_speed(movement, m_per_px)
    else:
        speed = None if speed_disagrees else Estimate(settings.speed_kmh / KMH_PER_MPS, 0.0, "user")
    return GaitContext(
        track=movement.sagittal,
        gait=movement.events,
        steps=movement.steps,
        near_side=movement.near_side,
        hidden=_hidden_legs(movement),
        heights_hold=movement.heights_hold,
        m_per_px=m_per_px,
        leg_length_m=leg_m,
        speed_mps=speed,
        no_speed="speed_unsure" if speed_disagrees else "needs_speed",
        stature_m=stature_m,
        mass_kg=settings.mass_kg,
        mode=movement.mode,
        film_fps=film_fps,
        view=movement.seen_from,
    )


def _scale(stature_m: float | None, sidecar: Sidecar | None, leg_px: float) -> Estimate | None:
    if sidecar is not None and sidecar.scale_m_per_px is not None:
        value = sidecar.scale_m_per_px
        return Estimate(value, SIDECAR_SCALE_SD * value, "sidecar")
    if stature_m is None:
        return None
    value = LEG_OF_STATURE * stature_m / leg_px
    return Estimate(value, value * LEG_OF_STATURE_SD / LEG_OF_STATURE, "stature")


@dataclass(frozen=True, slots=True)
class SpeedConflict:
    """A speed that was told, and the one that the stance foot shows instead."""

    given_mps: float
    read: Estimate


def speed_conflict(
    movement: Movement, settings: AnalysisSettings, sidecar: Sidecar | None
) -> SpeedConflict | None:
    """Return what the stance foot says of the speed, where it contradicts the one that was told.

    Parameters
    ----------
    movement : Movement
    settings : AnalysisSettings
        What is known of the runner, with what the sidecar says.
    sidecar : Sidecar or None

    Returns
    -------
    SpeedConflict or None
        Metres a second; None where no speed was told, none could be read, or both agree within
        three standard deviations of reading and telling together.
    """
    if settings.speed_kmh is None:
        return None
    given_mps, stature_m = settings.speed_kmh / KMH_PER_MPS, _stature_m(settings)
    m_per_px = _scale(stature_m, sidecar, movement.sagittal.leg_length_px)
    spread = 0.0
    if m_per_px is None:
        m_per_px = _scale(ADULT_M, None, movement.sagittal.leg_length_px)
        spread = ADULT_SD_M / ADULT_M
    read = None if m_per_px is None else _foot_flat_speed(movement, m_per_px)
    if read is None or read.value <= 0:
        return None
    relative = math.hypot(read.sd / read.value, spread, TOLD_SPEED_SD)
    if abs(math.log(given_mps / read.value)) <= DISAGREES_SD * relative:
        return None
    read = replace(read, sd=read.value * math.hypot(read.sd / read.value, spread))
    return SpeedConflict(given_mps, read)


def _stature_m(settings: AnalysisSettings) -> float | None:
    return None if settings.height_cm is None else settings.height_cm / 100


def _foot_flat_speed(movement: Movement, m_per_px: Estimate) -> Estimate | None:
    against_hips = movement.mode != "treadmill"
    if movement.seen_from != "side":
        return None
    px_s = foot_flat_speed_px_s(movement.sagittal, movement.steps, against_hips=against_hips)
    if px_s is None:
        return None
    # A camera off square sees the way shortened.
    yaw_rad = math.radians(movement.view.yaw_deg or 0.0)
    value = px_s * m_per_px.value / math.cos(yaw_rad)
    yaw_sd = math.tan(abs(yaw_rad)) * math.radians(YAW_SD_DEG)
    relative = math.hypot(m_per_px.sd / m_per_px.value, FOOT_FLAT_SPEED_SD, yaw_sd)
    return Estimate(value, value * relative, "planted_foot")


def _hidden_legs(movement: Movement) -> dict[Side, Message]:
    """Legs whose landmarks the model mostly guessed."""
    hidden: dict[Side, Message] = {}
    track = movement.cleaned.track
    for side in SIDES:
        if not track.has(f"{side}_knee", f"{side}_ankle"):
            hidden[side] = Message("leg_not_seen")
        elif track.leg_visibility(side) < LEAST_VISIBLE:
            hidden[side] = Message("leg_hidden")
    return hidden
