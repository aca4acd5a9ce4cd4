"""Read C3D files of a laboratory: markers, joint centres, or segments as Theia3D writes them."""

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from formcheck.domain.pose import PoseTrack
from formcheck.errors import ClipError, InstallationError
from formcheck.installation import with_extra
from formcheck.tables.markers import Recording, known_markers, to_track
from formcheck.tables.participants import Person, no_marker_twice
from formcheck.tables.sidecar import Sidecar

FloatArray = NDArray[np.float64]
SEGMENT_SUFFIX = "_4X4"


Content = Mapping[str, Any]
"""What ezc3d gives: header, parameters, data."""


def ezc3d_package() -> ModuleType:
    """Import ezc3d, which the extra ``lab`` brings.

    Raises
    ------
    InstallationError
        If it is not installed.
    """
    try:
        package = import_module("ezc3d")
    except ImportError as error:
        raise InstallationError(
            "C3D files need the package ezc3d, which is not installed.",
            with_extra("lab"),
            code="missing_extra",
        ) from error
    return package


def read_c3d(path: Path, person: Person = None) -> tuple[PoseTrack, Sidecar]:
    """Read a C3D file as landmarks.

    Raises
    ------
    ClipError
        If it cannot be read, or legs are not among its points.
    UsageError
        If it holds several participants and nobody said which.
    InstallationError
        If ezc3d is not installed.
    """
    ezc3d = ezc3d_package()
    try:
        content = ezc3d.c3d(str(path))
    except (OSError, RuntimeError, ValueError) as error:
        raise ClipError(
            f"{path.name} cannot be read as C3D ({error}).",
            "Export the trial again from the laboratory's program.",
            code="unreadable_file",
        ) from error
    labels = _labels(content)
    no_marker_twice(labels, known_markers(), path)
    points = {**_segments(content), **_markers(content, labels)}
    rate_hz = _rate_hz(content)
    n_frames = max((len(xyz) for xyz in points.values()), default=0)
    time_s = np.arange(n_frames) / rate_hz
    units = content["parameters"]["POINT"]["UNITS"]["value"]
    return to_track(Recording(time_s, points, "C3D", in_pixels=units == ["px"]), path, person)


def _rate_hz(content: Content) -> float:
    parameters = content["parameters"]
    group = "POINT" if len(parameters["POINT"]["LABELS"]["value"]) else "ROTATION"
    return float(parameters[group]["RATE"]["value"][0])


def _labels(content: Content) -> list[str]:
    """Names of the points; beyond 255 they go on in LABELS2, LABELS3 and so on."""
    group = content["parameters"]["POINT"]
    names = sorted((n for n in group if n.startswith("LABELS")), key=lambda n: (len(n), n))
    return [str(label) for name in names for label in group[name]["value"]]


def _markers(content: Content, labels: list[str]) -> dict[str, FloatArray]:
    points = np.moveaxis(content["data"]["points"][:3], 0, 2)
    return dict(zip(labels, points, strict=False))


def _segments(content: Content) -> dict[str, FloatArray]:
    """Origins of the segments; with them, heel and toe tip where Theia3D gives their place."""
    parameters = content["parameters"]
    if "ROTATION" not in parameters:
        return {}
    labels = [
        name.removesuffix(SEGMENT_SUFFIX) for name in parameters["ROTATION"]["LABELS"]["value"]
    ]
    poses = np.moveaxis(content["data"]["rotations"], (2, 3), (0, 1))
    found = {name: pose[:, :3, 3] for name, pose in zip(labels, poses, strict=True)}
    theia = parameters.get("THEIA3D", {})
    mm = 1000.0
    for side in ("l", "r"):
        heel, toe = theia.get(f"{side.upper()}HEEL_POS"), theia.get(f"{side.upper()}TOE_LENGTH")
        if heel is not None and f"{side}_foot" in labels:
            place = mm * np.asarray(heel["value"], dtype=float).ravel()
            found[f"{side}_heel"] = _placed(poses[labels.index(f"{side}_foot")], place)
        if toe is not None and f"{side}_toes" in labels:
            tip = mm * float(np.ravel(toe["value"])[0])
            found[f"{side}_toe"] = _placed(
                poses[labels.index(f"{side}_toes")], np.array([0.0, tip, 0.0])
            )
    return found


def _placed(pose: FloatArray, place: FloatArray) -> FloatArray:
    """Place a point fixed to a segment in space, shape (T, 3)."""
    return np.asarray(pose[:, :3, :3] @ place + pose[:, :3, 3])
