"""What stands beside a landmark table: the picture's size, the runner, the scale."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from numbers import Real
from pathlib import Path
from typing import Any, Final, Literal, get_args

from formcheck.domain.gravity import GravitySource
from formcheck.domain.metric import KMH_PER_MPS
from formcheck.errors import ClipError
from formcheck.settings import OPTIONS, AnalysisSettings

FIX = "A sidecar is one JSON object with fields such as width, height and speed_mps."


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
    roll_deg, roll_sd_deg : float or None
        How far upright things lean in the picture, top to the left positive, with its standard
        deviation.
    gravity_source : str or None
        What that was learned from.
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
    roll_deg: float | None = None
    roll_sd_deg: float | None = None
    gravity_source: str | None = None


def sidecar_fields(path: Path) -> dict[str, Any]:
    """Return the known fields of the sidecar at ``path``; empty where there is no file.

    Raises
    ------
    ClipError
        If the file is no JSON object, or a field's value cannot be meant.
    """
    if not path.is_file():
        return {}
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, UnicodeDecodeError) as error:
        raise ClipError(
            f"{path.name} is not valid JSON ({error}).", FIX, code="unreadable_file"
        ) from error
    if not isinstance(data, dict):
        raise ClipError(f"{path.name} is no JSON object.", FIX, code="unreadable_file")
    fields = {name: data[name] for name in Sidecar.__slots__ if data.get(name) is not None}
    for name, value in fields.items():
        if not _MEANT[name](value):
            raise ClipError(
                f"{path.name}: {name} cannot be {value!r}.", FIX, code="unreadable_file"
            )
    return fields


def with_sidecar(settings: AnalysisSettings, sidecar: Sidecar | None) -> AnalysisSettings:
    """Return settings with what stands beside a table where the user said nothing."""
    if sidecar is None:
        return settings
    return replace(
        settings,
        height_cm=settings.height_cm or _times(sidecar.runner_height_m, 100.0),
        mass_kg=settings.mass_kg or sidecar.mass_kg,
        sex=settings.sex or _sex(sidecar.sex),
        speed_kmh=settings.speed_kmh or _times(sidecar.speed_mps, KMH_PER_MPS),
    )


def _sex(text: str | None) -> Literal["f", "m"] | None:
    known: dict[str, Literal["f", "m"]] = {"f": "f", "m": "m"}
    return known.get((text or "").lower())


def _times(value: float | None, factor: float) -> float | None:
    return None if value is None else round(value * factor, 4)


def _positive(value: object) -> bool:
    return isinstance(value, Real) and 0 < float(value) < float("inf")


def _within(setting: str, factor: float) -> Callable[[object], bool]:
    option = OPTIONS[setting]
    return lambda value: isinstance(value, Real) and not option.fault(factor * float(value))


def _text(value: object) -> bool:
    return isinstance(value, str)


_MEANT: Final[dict[str, Callable[[object], bool]]] = {
    **dict.fromkeys(("width", "height", "fps", "scale_m_per_px", "roll_sd_deg"), _positive),
    "direction": lambda value: value in ("left", "right"),
    "speed_mps": _within("speed_kmh", KMH_PER_MPS),
    "runner_height_m": _within("height_cm", 100.0),
    "mass_kg": _within("mass_kg", 1.0),
    "roll_deg": _within("roll_deg", 1.0),
    "gravity_source": lambda value: value in get_args(GravitySource),
    **dict.fromkeys(("sex", "pose_model"), _text),
}
