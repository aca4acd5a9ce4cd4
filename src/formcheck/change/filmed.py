"""What was kept the same between two clips, found from what was measured in them."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from statistics import median

from formcheck.domain.analysis import Analysis, Measured, Quantity
from formcheck.domain.message import Message
from formcheck.domain.metric import Z90
from formcheck.domain.setup import CameraKept, Kept, SetUpLabel, SetUps

SIZE_KEPT, SIZE_PUT_BACK = 1.012, 1.045
"""Ratio of the leg's lengths in two pictures. One camera that was not moved gives 1.007 at most
where the clothes are the same; put back on marks, 3 cm off at 4 m, 1.03."""
GROUND_KEPT, GROUND_PUT_BACK = 0.008, 0.02
"""Of the picture's height: how high in it the near foot lands."""
PLACE_KEPT, PLACE_PUT_BACK = 0.02, 0.05
"""Of the picture's height: where along the belt the hip is."""
YAW_KEPT_DEG, YAW_PUT_BACK_DEG = 2.5, 4.5
"""The direction is read off the pose and scatters by a degree or two in one set-up."""
TILT_KEPT_DEG, TILT_PUT_BACK_DEG = 0.6, 1.5
"""Roll and pitch, beyond what the two are sure of."""
COLOURS_APART = {"trunk": 18.0, "thigh": 8.0, "shin": 8.0, "around": 4.0}
"""Distances of colours in CIE L*a*b*. Rendered runners in one dress and light: trunk, which the arm
crosses, up to 16, legs 5, around 2; in another at least 11, 12, 14 and 4."""
RATE_APART = 1.1
SPEED_SHARE = 0.02


@dataclass(frozen=True, slots=True)
class CameraPlacement:
    """Where the camera stood, as far as the picture tells.

    Attributes
    ----------
    size : float
        Leg length over the picture's height.
    ground : float
        How far below the picture's top the near foot lands, over the picture's height.
    place : float or None
        How far ahead of the rear edge the near hip is then, likewise; None over ground.
    yaw_deg, roll_deg, pitch_deg : float or None
    shape : float
        Width over height.
    """

    size: float
    ground: float
    place: float | None
    yaw_deg: float | None
    roll_deg: float | None
    pitch_deg: float | None
    shape: float


def set_ups(a: Analysis, b: Analysis, setup: SetUpLabel | None = None) -> SetUps:
    """Find what was kept the same between two clips of one runner.

    Parameters
    ----------
    a, b : Analysis
    setup : {"same", "other"}, optional
        What the user says of camera, clothes and light.

    Returns
    -------
    SetUps
        In doubt nothing was kept.
    """
    camera, clothes = _camera(a, b), _clothes(a, b)
    if setup == "same":
        camera, clothes = "kept" if camera == "kept" else "put_back", "kept"
    elif setup == "other":
        camera, clothes = "other", "other"
    found = SetUps(
        camera=camera,
        clothes=clothes,
        side=_kept(alike=a.near_side == b.near_side),
        rate=_kept(alike=_ratio(_rate(a), _rate(b)) <= RATE_APART),
        reading=_kept(alike=_read_alike(a, b)),
        speed=_kept(alike=not speeds_differ(a.speed_mps, b.speed_mps)),
        told=setup,
    )
    return replace(found, differs=tuple(_differs(found)))


def _kept(*, alike: bool) -> Kept:
    return "kept" if alike else "other"


def _differs(found: SetUps) -> Iterator[Message]:
    if found.camera != "kept" and found.told is None:
        yield Message(f"camera_{found.camera}")
    if found.clothes == "other" and found.told is None:
        yield Message("clothes_other")
    if found.rate == "other":
        yield Message("rate_other")


def _ratio(one: float, two: float) -> float:
    return max(one, two) / min(one, two) if min(one, two) > 0 else math.inf


def _rate(analysis: Analysis) -> float:
    """Frames a second of capture time."""
    return analysis.clip.fps * analysis.slow_motion_factor


def _read_alike(a: Analysis, b: Analysis) -> bool:
    models = [x.provenance.model and x.provenance.model.name for x in (a, b)]
    return models[0] == models[1] and not other_version(a, b)


def other_version(a: Analysis, b: Analysis) -> bool:
    """Whether two versions of formcheck measured the two: their numbers may differ by that."""
    return a.provenance.formcheck != b.provenance.formcheck


def speeds_differ(now: Quantity | None, before: Quantity | None) -> bool:
    """Whether two speeds, where both are known, differ by more than they are sure of."""
    if not now or not before:
        return False
    sd = math.hypot(*((q.ci_high - q.ci_low) / (2 * Z90) for q in (now, before)))
    return abs(now.value - before.value) > max(1.96 * sd, SPEED_SHARE * before.value)


def _clothes(a: Analysis, b: Analysis) -> Kept:
    if a.clip.sha256 == b.clip.sha256:
        return "kept"
    one, two = (x.attire if isinstance(x, Measured) else None for x in (a, b))
    if one is None or two is None:
        return "other"
    apart = ((n, math.dist(getattr(one, n), getattr(two, n))) for n in COLOURS_APART)
    return _kept(alike=all(by <= COLOURS_APART[name] for name, by in apart))


def _camera(a: Analysis, b: Analysis) -> CameraKept:
    one, two = camera_of(a), camera_of(b)
    if one is None or two is None or _ratio(one.shape, two.shape) > 1.01:
        return "other"
    size = _ratio(one.size, two.size)
    moved = (
        (size, SIZE_KEPT, SIZE_PUT_BACK),
        (abs(one.ground - two.ground), GROUND_KEPT, GROUND_PUT_BACK),
        (_apart(one.place, two.place), PLACE_KEPT, PLACE_PUT_BACK),
        (_apart(one.yaw_deg, two.yaw_deg, unknown=math.inf), YAW_KEPT_DEG, YAW_PUT_BACK_DEG),
        (_apart(one.roll_deg, two.roll_deg), TILT_KEPT_DEG, TILT_PUT_BACK_DEG),
        (_apart(one.pitch_deg, two.pitch_deg), TILT_KEPT_DEG, TILT_PUT_BACK_DEG),
    )
    if all(by <= kept for by, kept, _ in moved):
        return "kept"
    return "put_back" if all(by <= put_back for by, _, put_back in moved) else "other"


def _apart(one: float | None, two: float | None, unknown: float = 0.0) -> float:
    return unknown if one is None or two is None else abs(one - two)


def camera_of(analysis: Analysis) -> CameraPlacement | None:
    """Return where the camera stood; None where the picture does not tell."""
    if not isinstance(analysis, Measured):
        return None
    clip, side, view = analysis.clip, analysis.near_side, analysis.view
    wanted = f"{side}_ankle", f"{side}_hip"
    near = [p.points for p in analysis.contact_poses if p.side == side]
    poses = [points for points in near if all(name in points for name in wanted)]
    if not poses or not clip.height or not analysis.leg_length_px:
        return None
    hip_px = median(points[wanted[1]][0] for points in poses)
    behind_px = hip_px if analysis.direction == "right" else clip.width - hip_px
    return CameraPlacement(
        size=analysis.leg_length_px / clip.height,
        ground=median(points[wanted[0]][1] for points in poses) / clip.height,
        place=behind_px / clip.height if analysis.mode == "treadmill" else None,
        yaw_deg=view.yaw_deg,
        roll_deg=view.roll_deg,
        pitch_deg=view.pitch_deg,
        shape=clip.width / clip.height,
    )
