"""What every metric gets, and what it gives back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, wraps
from typing import Final

import numpy as np
from numpy.typing import NDArray

from formcheck.domain.gait import Step
from formcheck.domain.message import Message, Value
from formcheck.domain.metric import MetricSide, MetricView
from formcheck.domain.quality import Mode
from formcheck.domain.skeleton import SIDES, Side
from formcheck.gait.detect import GaitEvents
from formcheck.gait.sampling import LegSampler
from formcheck.geometry.angles import lean_deg
from formcheck.geometry.sagittal import SagittalTrack
from formcheck.metrics.spec import MetricSpec, Need

FloatArray = NDArray[np.float64]


class NotMeasurable(Exception):
    """A metric's own needs are not met.

    Parameters
    ----------
    code : str
        Key of a sentence in ``words/missing.toml``.
    **values : value
        What that sentence speaks of, as in :class:`formcheck.domain.message.Message`.
    """

    def __init__(self, code: str, **values: Value) -> None:
        super().__init__(code)
        self.reason = Message(code, values)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A quantity with its standard deviation and where it came from."""

    value: float
    sd: float
    source: str


@dataclass(frozen=True, eq=False)
class GaitContext:
    """All that a metric may look at.

    Attributes
    ----------
    track : SagittalTrack
    gait : GaitEvents
    steps : tuple of Step
    near_side : {"left", "right"}
    hidden : dict of Side to Message
        Legs that cannot be measured, with the reason.
    heights_hold : bool
        Whether vertical positions can be compared from frame to frame.
    m_per_px : Estimate or None
        Scale at the runner.
    leg_length_m : Estimate or None
    speed_mps : Estimate or None
    no_speed : str
        Why the speed is not known, where it is not.
    stature_m, mass_kg : float or None
    mode : {"treadmill", "overground", "unknown"}
    view : {"side", "back"}
        From where the runner is measured; from behind x points to the runner's right.
    film_fps : float or None
        Rate at which the camera filmed, where the track holds only some of the frames.
    """

    track: SagittalTrack
    gait: GaitEvents
    steps: tuple[Step, ...]
    near_side: Side
    hidden: Mapping[Side, Message] = field(default_factory=dict)
    heights_hold: bool = True
    m_per_px: Estimate | None = None
    leg_length_m: Estimate | None = None
    speed_mps: Estimate | None = None
    no_speed: str = "needs_speed"
    stature_m: float | None = None
    mass_kg: float | None = None
    mode: Mode = "unknown"
    film_fps: float | None = None
    view: MetricView = "side"

    @property
    def capture_fps(self) -> float:
        """Rate at which the camera filmed, frames a second of capture time."""
        return self.film_fps or self.track.fps

    @cached_property
    def samplers(self) -> dict[Side, LegSampler]:
        """Sub-frame access to each leg that was found."""
        frame_s = float(np.median(np.diff(self.track.time_s)))
        return {side: LegSampler(leg.template, frame_s) for side, leg in self.gait.legs.items()}

    @cached_property
    def trunk_lean_deg(self) -> FloatArray:
        """Mid-hip to mid-shoulder from the vertical, + = forward, shape (T,); NaN where unseen."""
        return lean_deg(self.track.midpoint("hip"), self.track.midpoint("shoulder"))

    def cm_per_leg(self) -> float:
        """Centimetres in one leg length, or NotMeasurable without a scale."""
        if self.leg_length_m is None:
            raise NotMeasurable("needs_height")
        return 100.0 * self.leg_length_m.value

    def require(self, *landmarks: str) -> None:
        """Raise NotMeasurable unless every landmark was seen in half of the frames."""
        for name in landmarks:
            seen = np.isfinite(self.track.point(name)).all(axis=1).mean()
            if seen < 0.5:
                part = name.removeprefix("left_").removeprefix("right_")
                raise NotMeasurable("part_not_seen", part=part)

    def usable_steps(self, *needs: str) -> list[Step]:
        """Steps of measurable legs with the given ends (``"to_s"``, ``"next_ic_s"``, ...)."""
        return [
            step
            for step in self.steps
            if step.side not in self.hidden
            and step.side in self.gait.legs
            and all(getattr(step, need) is not None for need in needs)
        ]


@dataclass(frozen=True, slots=True)
class StepValues:
    """Values of one metric, step by step.

    Attributes
    ----------
    per_step : dict of int to float
        Step number to value, in the metric's unit.
    summary : dict of side to float
        Values that are not the median over the steps.
    reasons : dict of side to Message
        Why a side is missing.
    se : dict of side to float
        Standard errors, from the runner's own spread, that the values step by step do not give.
    """

    per_step: Mapping[int, float]
    summary: Mapping[MetricSide, float] = field(default_factory=dict)
    reasons: Mapping[MetricSide, Message] = field(default_factory=dict)
    se: Mapping[MetricSide, float] = field(default_factory=dict)


MetricFunction = Callable[[GaitContext], StepValues]


@dataclass(frozen=True, slots=True)
class Metric:
    """A specification and the function that measures it."""

    spec: MetricSpec
    measure: MetricFunction


REGISTRY: dict[str, Metric] = {}


def metric(spec: MetricSpec) -> Callable[[MetricFunction], MetricFunction]:
    """Register a function as the way to measure ``spec``; its needs are checked before it runs."""

    def register(function: MetricFunction) -> MetricFunction:
        @wraps(function)
        def measure(ctx: GaitContext) -> StepValues:
            for need in spec.needs:
                _CHECKS[need](ctx)
            return function(ctx)

        REGISTRY[spec.id] = Metric(spec, measure)
        return measure

    return register


def _require_toe_offs(ctx: GaitContext) -> None:
    if all(step.to_s is None for step in ctx.steps):
        reasons = [leg.offsets.to_reason for leg in ctx.gait.legs.values()]
        raise NotMeasurable(next((r for r in reasons if r), "no_toe_off"))


def _require_steady_heights(ctx: GaitContext) -> None:
    if not ctx.heights_hold:
        raise NotMeasurable("camera_height_unknown")


def _require_both(*parts: str) -> Callable[[GaitContext], object]:
    return lambda ctx: ctx.require(*(f"{side}_{part}" for part in parts for side in SIDES))


def _require_near_arm(ctx: GaitContext) -> None:
    ctx.require(*(f"{ctx.near_side}_{part}" for part in ("shoulder", "elbow", "wrist")))


_CHECKS: Final[Mapping[Need, Callable[[GaitContext], object]]] = {
    Need.TRUNK: _require_both("hip", "shoulder"),
    Need.HEELS: _require_both("heel"),
    Need.TOES: _require_both("foot_index"),
    Need.EARS: _require_both("ear"),
    Need.NEAR_ARM: _require_near_arm,
    Need.TOE_OFF: _require_toe_offs,
    Need.STEADY_HEIGHTS: _require_steady_heights,
    Need.SCALE: GaitContext.cm_per_leg,
}
