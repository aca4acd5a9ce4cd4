"""What stands beside a landmark table: the picture's size, the runner, the scale."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from formcheck.errors import ClipError


@dataclass(frozen=True, slots=True)
class Sidecar:
    """What is known of a landmark table beside its points; None where nothing is known.

    Attributes
    ----------
    width, height : int
        Size of the picture in pixels.
    fps : float or None
    direction : {"left", "right"} or None
    speed_mps, runner_height_m, mass_kg : float or None
    sex : str or None
    scale_m_per_px : float or None
        Metres in one pixel at the runner.
    pose_model : str or None
        The pose model that found the points in a film; None for markers of a laboratory.
    """

    width: int
    height: int
    fps: float | None = None
    direction: str | None = None
    speed_mps: float | None = None
    runner_height_m: float | None = None
    mass_kg: float | None = None
    sex: str | None = None
    scale_m_per_px: float | None = None
    pose_model: str | None = None


def sidecar_fields(path: Path) -> dict[str, Any]:
    """Return the known fields of the sidecar at ``path``; empty where there is no file.

    Raises
    ------
    ClipError
        If the file is no JSON object.
    """
    if not path.is_file():
        return {}
    fix = "A sidecar is one JSON object with fields such as width, height and speed_mps."
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, UnicodeDecodeError) as error:
        raise ClipError(
            f"{path.name} is not valid JSON ({error}).", fix, code="unreadable_file"
        ) from error
    if not isinstance(data, dict):
        raise ClipError(f"{path.name} is no JSON object.", fix, code="unreadable_file")
    return {name: data[name] for name in Sidecar.__slots__ if data.get(name) is not None}
