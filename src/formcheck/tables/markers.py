"""Points in space (a laboratory's markers or joint centres) seen from the runner's right side.

Which way is up, which way the runner faces and in which unit the file is written is read off
the points themselves: ankles lie below knees, toes ahead of heels, and a shank has the length
of a shank. The picture is a projection along the runner's left-right axis, without perspective,
at :data:`M_PER_PX` metres a pixel.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from formcheck.domain.message import Message
from formcheck.domain.pose import PoseTrack
from formcheck.domain.skeleton import INDEX, LANDMARKS
from formcheck.errors import ClipError
from formcheck.tables.participants import Person, of_one, plain
from formcheck.tables.sidecar import Sidecar, sidecar_fields

FloatArray = NDArray[np.float64]

M_PER_PX = 0.002
MARGIN_PX = 40
SPACE_UP_SD_DEG, PLANE_UP_SD_DEG = 0.3, 1.0
"""How well a file's own upward axis stands: of a calibrated laboratory, and of one camera."""
LEAST_HIP_WIDTH_M = 0.03
"""Hips closer together than this stand for a recording in one plane (Sports2D)."""
UNIT_BELOW = ((2.0, 1.0), (100.0, 0.01), (float("inf"), 0.001))
"""Shank length below a bound -> metres in one unit of the file: m, cm, mm."""
HEEL_ALONG, HEEL_ACROSS = -0.16, 0.55
"""Heel from the ankle in lengths of ankle to toe joint, towards the toes and down from that line:
the foot of Theia3D's model, for recordings of joint centres without a heel."""
NEEDED = ("left_knee", "right_knee", "left_ankle", "right_ankle")


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """Named points in space over time.

    Attributes
    ----------
    time_s : ndarray, shape (T,)
        From the first frame, strictly increasing.
    points : mapping of str to ndarray, shape (T, 3)
        In the file's own unit and axes (right-handed); NaN where not seen.
    source : str
        Kind of file, for the track's history.
    in_pixels : bool
        Whether the unit is known to be pixels, so that there is no scale.
    """

    time_s: FloatArray
    points: Mapping[str, FloatArray]
    source: str
    in_pixels: bool = False


@cache
def _mapping() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Landmark -> alternatives, best first; an alternative is points to average."""
    text = files("formcheck.tables").joinpath("markers.toml").read_text("utf-8")
    found = tomllib.loads(text)["landmarks"]
    return {
        name: tuple(tuple(plain(part) for part in choice.split("+")) for choice in choices)
        for name, choices in found.items()
    }


PELVIS = ("lasi", "rasi", "lpsi", "rpsi", "sacr")


@cache
def known_markers() -> frozenset[str]:
    """All markers that stand for something, as `plain` writes them."""
    parts = (part for choices in _mapping().values() for choice in choices for part in choice)
    return frozenset((*parts, *PELVIS))


@cache
def _leg_markers() -> frozenset[str]:
    return frozenset(p for name in NEEDED for choice in _mapping()[name] for p in choice)


def to_track(recording: Recording, path: Path, person: Person = None) -> tuple[PoseTrack, Sidecar]:
    """Turn points in space into landmarks in a picture.

    Parameters
    ----------
    recording : Recording
    path : Path
        The file; a sidecar beside it may tell speed and runner.
    person : int, str or None
        Which participant, where the labels have several prefixes.

    Returns
    -------
    PoseTrack, Sidecar
        The runner faces right unless the recording is flat; ``scale_m_per_px`` is set unless
        the file is in pixels.

    Raises
    ------
    ClipError
        If knees and ankles are not among the points, or time does not increase.
    UsageError
        If there are several participants and nobody said which.
    """
    if len(recording.time_s) == 0 or np.any(np.diff(recording.time_s) <= 0):
        raise _unusable(path, "it has no frames, or its time does not increase")
    own = of_one(recording.points, known_markers(), _leg_markers(), path, person)
    points = {name: seen_only(recording.points[label]) for name, label in own.items()}
    points = {name: xyz for name, xyz in points.items() if np.isfinite(xyz).any()}
    named = _named(points)
    if missing := [name for name in NEEDED if name not in named]:
        raise _unusable(path, f"no marker stands for {', '.join(missing)}")
    # A pixel stays a pixel where the file has no scale.
    unit_m = M_PER_PX if recording.in_pixels else _unit_m(named)
    named = {name: unit_m * xyz for name, xyz in named.items()}
    if "left_hip" not in named or "right_hip" not in named:
        named |= hips_from_pelvis({name: unit_m * xyz for name, xyz in points.items()})
    if "left_hip" not in named or "right_hip" not in named:
        raise _unusable(path, "neither hip joints nor the four pelvis markers are named")
    known = sidecar_fields(path.with_suffix(".json"))
    up_sd_deg = SPACE_UP_SD_DEG
    if _hip_width_m(named) < LEAST_HIP_WIDTH_M:
        # One plane means one camera: these points were found by some pose model.
        known.setdefault("pose_model", "unknown")
        up_sd_deg = PLANE_UP_SD_DEG
    if "roll_deg" not in known:
        known |= {"roll_deg": 0.0, "roll_sd_deg": up_sd_deg}
    return _pictured(recording, _with_heels(_side_view(named)), known)


def seen_only(xyz: FloatArray) -> FloatArray:
    """Points without those at the origin, which is how a marker that was not seen is written."""
    return np.where((xyz == 0).all(axis=1, keepdims=True), np.nan, xyz)


def _unusable(path: Path, why: str) -> ClipError:
    return ClipError(
        f"{path.name}: {why}.",
        "The guide on exchange lists the marker names that are understood.",
        code="unreadable_file",
    )


def _named(points: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
    named = {}
    for landmark, choices in _mapping().items():
        for choice in choices:
            if all(name in points for name in choice):
                named[landmark] = np.mean([points[name] for name in choice], axis=0)
                break
    return named


def _unit_m(named: Mapping[str, FloatArray]) -> float:
    shank = np.linalg.norm(named["right_knee"] - named["right_ankle"], axis=1)
    length = float(np.nanmedian(shank))
    return next(metres for bound, metres in UNIT_BELOW if length < bound)


def hips_from_pelvis(points_m: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
    """Hip joint centres from the four pelvis markers, by the regression of Harrington 2007.

    Parameters
    ----------
    points_m : mapping of str to ndarray, shape (T, 3)
        In metres; ``lasi``, ``rasi``, ``lpsi``, ``rpsi`` (or ``sacr``) are used.

    Returns
    -------
    dict of str to ndarray, shape (T, 3)
        ``left_hip`` and ``right_hip``, or nothing where a marker is missing.

    References
    ----------
    Harrington ME et al. (2007), J Biomech 40:595-602, doi:10.1016/j.jbiomech.2006.02.003.
    """
    if "sacr" in points_m:
        back = points_m["sacr"]
    elif "lpsi" in points_m and "rpsi" in points_m:
        back = (points_m["lpsi"] + points_m["rpsi"]) / 2
    else:
        return {}
    if "lasi" not in points_m or "rasi" not in points_m:
        return {}
    left, right = points_m["lasi"], points_m["rasi"]
    front = (left + right) / 2
    rightwards, width = _unit(right - left)
    ahead = front - back
    ahead -= (ahead * rightwards).sum(axis=1, keepdims=True) * rightwards
    forward, _ = _unit(ahead)
    up = np.cross(rightwards, forward)
    width_mm = 1000 * float(np.nanmedian(width))
    depth_mm = 1000 * float(np.nanmedian(np.linalg.norm(front - back, axis=1)))
    behind_m = (0.24 * depth_mm + 9.9) / 1000
    below_m = (0.30 * width_mm + 10.9) / 1000
    beside_m = (0.33 * width_mm + 7.3) / 1000
    middle = front - behind_m * forward - below_m * up
    return {
        "left_hip": middle - beside_m * rightwards,
        "right_hip": middle + beside_m * rightwards,
    }


def _unit(vectors: FloatArray) -> tuple[FloatArray, FloatArray]:
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / length, length[:, 0]


def _hip_width_m(named: Mapping[str, FloatArray]) -> float:
    return float(np.linalg.norm(np.nanmean(named["right_hip"] - named["left_hip"], axis=0)))


def _side_view(named: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
    """Forward and up in metres, shape (T, 2) each."""
    hips = (named["left_hip"] + named["right_hip"]) / 2
    ankles = (named["left_ankle"] + named["right_ankle"]) / 2
    rise = np.nanmean(hips - ankles, axis=0)
    axis = int(np.abs(rise).argmax())
    up = np.zeros(3)
    up[axis] = np.sign(rise[axis])
    rightwards = np.nanmean(named["right_hip"] - named["left_hip"], axis=0)
    rightwards[axis] = 0.0
    width_m = float(np.linalg.norm(rightwards))
    if width_m < LEAST_HIP_WIDTH_M:
        # Flat: what is neither up nor empty is the picture's own x.
        forward = np.eye(3)[0 if axis != 0 else 1]
    else:
        forward = np.cross(up, rightwards / width_m) * _handedness(named, up, rightwards)
    return {name: np.stack([xyz @ forward, xyz @ up], axis=1) for name, xyz in named.items()}


def _with_heels(xy_m: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
    """Add each heel that is not named, as a fixed point of the foot."""
    found = dict(xy_m)
    for side in ("left", "right"):
        ankle, toe = xy_m[f"{side}_ankle"], xy_m.get(f"{side}_foot_index")
        if f"{side}_heel" in found or toe is None:
            continue
        along = toe - ankle
        down = np.stack([along[:, 1], -along[:, 0]], axis=1)
        found[f"{side}_heel"] = ankle + HEEL_ALONG * along + HEEL_ACROSS * down
    return found


def _handedness(named: Mapping[str, FloatArray], up: FloatArray, rightwards: FloatArray) -> float:
    """-1 where the file's axes are left-handed, so that toes would point backwards."""
    ahead = np.cross(up, rightwards)
    for side in ("left", "right"):
        toe = named.get(f"{side}_foot_index")
        if toe is not None:
            return float(np.sign(np.nanmean((toe - named[f"{side}_ankle"]) @ ahead))) or 1.0
    return 1.0


def _pictured(
    recording: Recording, xy_m: Mapping[str, FloatArray], known: dict[str, Any]
) -> tuple[PoseTrack, Sidecar]:
    n = len(recording.time_s)
    xy = np.full((n, len(LANDMARKS), 2), np.nan)
    for name, points in xy_m.items():
        xy[:, INDEX[name]] = points / M_PER_PX
    xy[..., 1] *= -1
    xy += MARGIN_PX - np.nanmin(xy, axis=(0, 1))
    size = np.ceil(np.nanmax(xy, axis=(0, 1)) + MARGIN_PX).astype(int)
    track = PoseTrack(
        time_s=recording.time_s,
        frame=np.arange(n),
        xy_px=xy,
        visibility=np.isfinite(xy).all(axis=2).astype(float),
        width=int(size[0]),
        height=int(size[1]),
        history=(Message("markers_from_side", {"kind": recording.source}),),
    )
    ours: dict[str, Any] = {"width": track.width, "height": track.height, "fps": track.fps}
    if not recording.in_pixels:
        ours["scale_m_per_px"] = M_PER_PX
    return track, Sidecar(**{**known, **ours})
