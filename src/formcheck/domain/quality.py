"""Whether a clip can carry an answer, and why not."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from formcheck.domain.gravity import GravityGrade, GravitySource
from formcheck.domain.message import Message, Value

Verdict = Literal["ok", "caution", "refused"]
ViewKind = Literal["side", "oblique", "front", "back", "unknown"]
Direction = Literal["left", "right"]
Mode = Literal["treadmill", "overground", "unknown"]
Gait = Literal["run", "walk", "none"]
SlowMotionSource = Literal["none", "user", "metadata", "duplicates", "physiology"]


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason behind a verdict.

    Attributes
    ----------
    code : str
        As in the guide of reason codes.
    values : mapping of str to value
        What was measured, as in :class:`formcheck.domain.message.Message`.
    withholds_score : bool
        True where the metrics may be shown but not scored.
    variant : str or None
        The graver or milder form of the code that is meant, where there are several.
    """

    code: str
    values: Mapping[str, Value] = field(default_factory=dict)
    withholds_score: bool = False
    variant: str | None = None

    @property
    def message(self) -> Message:
        """What there is to say about it."""
        return Message(self.variant or self.code, self.values)


@dataclass(frozen=True, slots=True)
class Quality:
    """Verdict on a clip with its reasons, most important first."""

    verdict: Verdict
    reasons: tuple[Reason, ...] = ()

    def has(self, code: str) -> bool:
        """Whether a reason of this code is among them."""
        return any(reason.code == code for reason in self.reasons)


@dataclass(frozen=True, slots=True)
class View:
    """How the camera sees the runner.

    Attributes
    ----------
    kind : {"side", "oblique", "front", "back", "unknown"}
    yaw_deg : float or None
        Degrees off square; positive = the camera sees the runner from the front.
    roll_deg : float or None
        Angle by which landmarks were turned before anything was measured: the lean of upright
        things at the runner, positive = their top leans left in the picture.
    roll_sd_deg : float or None
        Its standard deviation.
    pitch_deg : float or None
        How far the camera looks up; None where nothing tells.
    gravity_grade, gravity_source : str
        How well the vertical was measured and what it was learned from, as in
        :class:`formcheck.domain.gravity.Vertical`.
    """

    kind: ViewKind
    yaw_deg: float | None = None
    roll_deg: float | None = None
    roll_sd_deg: float | None = None
    pitch_deg: float | None = None
    gravity_grade: GravityGrade = "none"
    gravity_source: GravitySource = "none"


@dataclass(frozen=True, slots=True)
class SlowMotion:
    """Capture rate over playback rate, and where that was learned."""

    factor: float = 1.0
    source: SlowMotionSource = "none"
