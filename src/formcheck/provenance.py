"""Which versions, model and settings made a result."""

import math
import platform
from collections.abc import Mapping
from datetime import UTC, datetime

from formcheck.domain.provenance import PoseModel, PoseReading, Provenance
from formcheck.footage import Footage
from formcheck.gait.movement import Movement
from formcheck.version import __version__, installed

PACKAGES = ("mediapipe", "opencv-python", "av", "numpy", "scipy", "pandas")


def collect(
    footage: Footage, movement: Movement | None, duration_s: Mapping[str, float]
) -> Provenance:
    """Describe the software, the pose model and what was done to the landmarks."""
    track = movement.cleaned.track if movement else footage.track
    return Provenance(
        formcheck=__version__,
        python=platform.python_version(),
        platform=platform.system(),
        packages={name: found for name in PACKAGES if (found := installed(name))},
        model=_model(footage),
        pose=_pose(footage),
        history=track.history,
        created_utc=datetime.now(UTC).isoformat(timespec="seconds"),
        duration_s=duration_s,
    )


def _model(footage: Footage) -> PoseModel | None:
    if footage.raw is not None:
        return PoseModel(footage.raw.model, footage.raw.model_sha256)
    if footage.sidecar is not None and footage.sidecar.pose_model is not None:
        return PoseModel(footage.sidecar.pose_model, None)
    return None


def _pose(footage: Footage) -> PoseReading:
    raw = footage.raw
    if raw is None:
        return PoseReading(len(footage.track))
    fps = footage.track.fps
    return PoseReading(
        frames=len(footage.track),
        seen_fps=round(fps, 3) if math.isfinite(fps) else None,
        film_frames=len(raw) if raw.film is None else len(raw.film.frame),
        frames_with_a_person=int(raw.found.sum()),
        truncated_file=raw.read.truncated,
        repeated_timestamps=raw.read.repeated_timestamps,
        missing_timestamps=raw.read.missing_timestamps,
    )
