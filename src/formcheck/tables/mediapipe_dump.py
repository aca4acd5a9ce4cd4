"""Read landmarks as MediaPipe gives them: frames of 33 normalised points, as JSON."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from formcheck.domain.message import Message
from formcheck.domain.pose import PoseTrack
from formcheck.domain.skeleton import LANDMARKS
from formcheck.errors import ClipError
from formcheck.tables.participants import Person, only_one
from formcheck.tables.sidecar import Sidecar, sidecar_fields

SIDECAR_SUFFIX = ".sidecar.json"
Point = dict[str, float] | list[float]
Frame = dict[str, Any] | list[Any] | None
FRAME_KEYS = ("landmarks", "pose_landmarks")


def _bad(path: Path, why: str, fix: str = "") -> ClipError:
    form = (
        'A dump is {"width": 1080, "height": 1920, "fps": 60, "frames": [...]}, a frame a list of '
        "33 points with x, y and visibility, or null."
    )
    return ClipError(f"{path.name}: {why}.", fix or form, code="unreadable_file")


def read_mediapipe(path: Path, person: Person = None) -> tuple[PoseTrack, Sidecar]:
    """Read a MediaPipe dump as landmarks.

    The file is an object with ``frames`` and the picture's ``width``, ``height`` and ``fps``, or
    a bare list of frames with those three in ``NAME.sidecar.json``. A frame is a list of 33
    points, ``null``, or an object with ``landmarks`` (or ``pose_landmarks``) and
    optionally ``time_s`` or ``timestamp_ms``.

    Raises
    ------
    ClipError
        If size or time are not known, or a frame has not 33 points.
    """
    only_one(path, person)
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, UnicodeDecodeError) as error:
        raise _bad(path, f"this is not valid JSON ({error})") from error
    known = sidecar_fields(path.with_suffix(SIDECAR_SUFFIX))
    if isinstance(content, dict):
        known |= {k: content[k] for k in Sidecar.__slots__ if content.get(k) is not None}
        content = content.get("frames")
    if not isinstance(content, list) or not content:
        raise _bad(path, "there are no frames")
    if not {"width", "height"} <= known.keys():
        raise _bad(
            path,
            "the points are shares of a picture whose width and height are not known",
            f"Give width, height and fps in the file, or in {path.stem}{SIDECAR_SUFFIX} beside it.",
        )
    sidecar = Sidecar(**{"pose_model": "mediapipe", **known})
    time_s = _times_s(path, content, sidecar.fps)
    seen = np.array([_points(path, i, frame) for i, frame in enumerate(content)])
    track = PoseTrack(
        time_s=time_s,
        frame=np.arange(len(content)),
        xy_px=seen[..., :2] * (sidecar.width, sidecar.height),
        visibility=np.nan_to_num(seen[..., 2]),
        width=sidecar.width,
        height=sidecar.height,
        history=(Message("mediapipe_dump"),),
    )
    return track, sidecar


def _times_s(path: Path, frames: list[Any], fps: float | None) -> np.ndarray:
    for key, seconds in (("time_s", 1.0), ("timestamp_ms", 0.001)):
        if all(isinstance(frame, dict) and key in frame for frame in frames):
            time_s = seconds * np.array([frame[key] for frame in frames], dtype=np.float64)
            if np.any(np.diff(time_s) <= 0):
                raise _bad(path, "time does not increase from frame to frame")
            return np.asarray(time_s - time_s[0])
    if not fps or fps <= 0:
        raise _bad(path, "neither fps nor the time of each frame is known")
    return np.arange(len(frames)) / fps


def _points(path: Path, number: int, frame: Frame) -> np.ndarray:
    """Points of one frame, shape (33, 3): x, y, visibility; NaN where nobody was seen."""
    if isinstance(frame, dict):
        frame = next((frame[key] for key in FRAME_KEYS if key in frame), None)
    if isinstance(frame, list) and len(frame) and isinstance(frame[0], list) and _is_people(frame):
        frame = frame[0]
    if not frame:
        return np.full((len(LANDMARKS), 3), np.nan)
    try:
        rows = [_row(point) for point in frame]
        return np.array(rows, dtype=np.float64).reshape(len(LANDMARKS), 3)
    except (TypeError, ValueError, KeyError, IndexError) as error:
        raise _bad(path, f"frame {number} does not hold 33 points ({error})") from error


def _is_people(frame: list[Any]) -> bool:
    """Whether a frame is a list of people rather than of points ``[x, y, ...]``."""
    return len(frame) != len(LANDMARKS) or isinstance(frame[0][0], list | dict)


def _row(point: Point) -> tuple[float, float, float]:
    if isinstance(point, dict):
        return float(point["x"]), float(point["y"]), float(point.get("visibility", 1.0))
    # [x, y], [x, y, visibility] or MediaPipe's [x, y, z, visibility]
    return float(point[0]), float(point[1]), float(point[-1]) if len(point) > 2 else 1.0
