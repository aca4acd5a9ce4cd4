"""Whether a clip can carry an answer, and why not."""

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["ok", "caution", "refused"]
ViewKind = Literal["side", "oblique", "front", "back", "unknown"]
Direction = Literal["left", "right"]
Mode = Literal["treadmill", "overground", "unknown"]
Gait = Literal["run", "walk", "none"]
SlowMotionSource = Literal["none", "user", "metadata", "duplicates", "physiology"]


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason behind a verdict: a code, one sentence, and what to do about it.

    ``withholds_score`` is true where the metrics may be shown but not scored.
    """

    code: str
    message: str
    fix: str
    withholds_score: bool = False


@dataclass(frozen=True, slots=True)
class Quality:
    """Verdict on a clip with its reasons, most important first."""

    verdict: Verdict
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """How the camera sees the runner.

    Attributes
    ----------
    kind : {"side", "oblique", "front", "back", "unknown"}
    yaw_deg : float or None
        Degrees off square; positive = the camera sees the runner from the front.
    roll_deg : float or None
        Tilt of the picture; positive = clockwise rotation of the camera.
    """

    kind: ViewKind
    yaw_deg: float | None = None
    roll_deg: float | None = None


@dataclass(frozen=True, slots=True)
class SlowMotion:
    """Capture rate over playback rate, and where that was learned."""

    factor: float = 1.0
    source: SlowMotionSource = "none"
