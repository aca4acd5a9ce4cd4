"""Which versions, model and settings made a result."""

import platform
from typing import Any

from formcheck.footage import Footage
from formcheck.version import __version__, installed

PACKAGES = ("mediapipe", "opencv-python", "av", "numpy", "scipy", "pandas")


def collect(footage: Footage) -> dict[str, Any]:
    """Describe the software and the pose model behind a result."""
    raw = footage.raw
    model: dict[str, str | None] | None = None
    if raw is not None:
        model = {"name": raw.model, "sha256": raw.model_sha256}
    elif footage.sidecar is not None and footage.sidecar.pose_model is not None:
        model = {"name": footage.sidecar.pose_model, "sha256": None}
    pose: dict[str, Any] = {"frames": len(footage.track)}
    if raw is not None:
        read = raw.read
        pose |= {
            "frames_with_a_person": int(raw.found.sum()),
            "truncated_file": read.truncated,
            "repeated_timestamps": read.repeated_timestamps,
            "missing_timestamps": read.missing_timestamps,
        }
    return {
        "formcheck": __version__,
        "python": platform.python_version(),
        "platform": platform.system(),
        "packages": {name: found for name in PACKAGES if (found := installed(name))},
        "model": model,
        "pose": pose,
    }
