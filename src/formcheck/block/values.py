"""What the trends of a block are made of: readings of clips, values of sessions, verdicts."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from formcheck.assess.probability import interval_sd
from formcheck.change.toward import Toward
from formcheck.domain.assessment import Band
from formcheck.domain.message import Message

CANCELS = ("landmarks", "scale")
"""Parts of the error that stay the same while one runner is filmed and read the same way."""

TrendVerdict = Literal["changed", "not_distinguishable", "too_few"]
Shape = Literal["step", "drift"]


class Condition(NamedTuple):
    """How a clip was filmed and read. Only clips alike in this are compared.

    Attributes
    ----------
    near_side : str or None
        None where the metric is the same from either side (pure timing of both feet).
    mode : str
        Treadmill or over ground.
    model : str
        Pose model, or ``table`` for a landmark table.
    rate : int
        Class of the capture rate: the nearest power of two times 30 a second.
    height_cm : float or None
        Only for metrics in cm, whose scale follows from it.
    version : str
        Of formcheck: what two versions differ by is no change of the runner's.
    """

    near_side: str | None
    mode: str
    model: str
    rate: int
    height_cm: float | None = None
    version: str = ""


@dataclass(frozen=True, slots=True)
class ClipValue:
    """One metric in one clip.

    Attributes
    ----------
    clip, session : str
    day : float
        Days; only differences matter.
    value, ci_low, ci_high : float
        With the 90 % interval, in the metric's unit.
    sd_parts : mapping of str to float
        Standard deviation by source; empty if not known.
    condition : Condition
    speed_mps, km : float or None
        Running speed; kilometres into the run.
    shoe : str or None
    speed_source : str or None
        ``user`` where it was told; otherwise it was read off the clip.
    yaw_deg : float or None
        How far the camera stood off square; positive = it sees the runner from the front.
    capture_fps : float or None
    sd_model : float or None
        Error that another clip of the runner may differ by, filmed by the protocol; None where
        nothing is fitted for the metric, and the parts of the clip's own error are taken.
    """

    clip: str
    session: str
    day: float
    value: float
    ci_low: float
    ci_high: float
    sd_parts: Mapping[str, float]
    condition: Condition
    speed_mps: float | None = None
    km: float | None = None
    shoe: str | None = None
    speed_source: str | None = None
    yaw_deg: float | None = None
    capture_fps: float | None = None
    sd_model: float | None = None

    def sd_within_runner(self) -> float:
        """Measurement error that can make two clips of one runner differ."""
        if self.sd_model is not None:
            return self.sd_model
        if not self.sd_parts:
            return interval_sd(self.ci_low, self.ci_high)
        parts = [sd for name, sd in self.sd_parts.items() if name not in CANCELS]
        return math.sqrt(sum(sd * sd for sd in parts))


@dataclass(frozen=True, slots=True)
class Series:
    """One metric over the block, as it was read clip by clip.

    Attributes
    ----------
    metric, unit : str
    readings : tuple of ClipValue
    band : Band or None
        The range of healthy runners in the latest clip that has one.
    moved_sd : float or None
        Difference that phone or clothes, set up otherwise, could make (standard deviation).
    """

    metric: str
    unit: str
    readings: tuple[ClipValue, ...]
    band: Band | None = None
    moved_sd: float | None = None


@dataclass(frozen=True, slots=True)
class SessionValue:
    """One metric in one session.

    Attributes
    ----------
    session : str
    day : float
    n_clips : int
    value : float
        Mean over its clips.
    sd : float
        Measurement error within one runner, of this mean.
    sd_strides : float
        What the spread of strides alone adds to it.
    ci_low, ci_high : float
        Full 90 % interval, landmarks included.
    speed_mps, km : float or None
        Means; None if not known for all clips.
    shoe : str or None
        None if not known or not the same for all clips.
    comparable : bool
        Filmed like most sessions; only these enter the verdict.
    clips : tuple of str
    yaw_deg, capture_fps : float or None
        Means; None if not known for all clips.
    speed_given : bool
        Whether the speed was told for all clips, not read off them.
    """

    session: str
    day: float
    n_clips: int
    value: float
    sd: float
    sd_strides: float
    ci_low: float
    ci_high: float
    speed_mps: float | None
    km: float | None
    shoe: str | None
    comparable: bool
    clips: tuple[str, ...]
    yaw_deg: float | None = None
    capture_fps: float | None = None
    speed_given: bool = True


@dataclass(frozen=True, slots=True)
class Trend:
    """What a block says about one metric.

    Attributes
    ----------
    metric, unit : str
    sessions : tuple of SessionValue
        In order of time, those not comparable included.
    verdict : {"changed", "not_distinguishable", "too_few"}
    shape : {"step", "drift"} or None
        What fits best, if changed.
    at_day : float or None
        Day of the first session after a step.
    delta, ci_low, ci_high : float or None
        Change (after minus before the step, or last minus first) with its 90 % interval.
    p : float or None
        Probability of so clear a pattern when nothing changes, before the correction for
        looking at several metrics.
    sd_between, sd_within : float or None
        Spread of the runner's sessions once speed and change are taken off, and of repeated
        clips within a session.
    dof_between : int or None
        Degrees of freedom that ``sd_between`` rests on.
    sd_stated : float or None
        Measurement error of a session, from the clips' own intervals.
    sdc : float or None
        Smallest change between two single sessions that stands out (95 %).
    visible : float or None
        Step in mid-block that a block like this would find eight times of ten.
    lag1 : float
        Correlation of neighbouring sessions that was allowed for.
    speed : Message or None
        How differing speeds were dealt with.
    alike : tuple of float
        Values of `compared` as they would be at the block's mean speed; empty where nothing
        was taken off.
    caveats : tuple of Message
    toward : {"better", "worse", "differs"} or None
        What a change means against the range of healthy runners.
    """

    metric: str
    unit: str
    sessions: tuple[SessionValue, ...]
    verdict: TrendVerdict
    shape: Shape | None = None
    at_day: float | None = None
    delta: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    p: float | None = None
    sd_between: float | None = None
    dof_between: int | None = None
    sd_within: float | None = None
    sd_stated: float | None = None
    sdc: float | None = None
    visible: float | None = None
    lag1: float = 0.0
    speed: Message | None = None
    alike: tuple[float, ...] = ()
    caveats: tuple[Message, ...] = ()
    toward: Toward | None = None

    @property
    def compared(self) -> tuple[SessionValue, ...]:
        """The sessions that enter the verdict."""
        return tuple(s for s in self.sessions if s.comparable)


@dataclass(frozen=True, slots=True)
class Effect:
    """Difference of one metric with a condition: kilometres into the run, or the shoe.

    Attributes
    ----------
    metric, unit : str
    delta, ci_low, ci_high : float
        Per kilometre, or second shoe minus first, with the 90 % interval.
    verdict : {"changed", "not_distinguishable"}
    p : float
        Before the correction for looking at several metrics.
    """

    metric: str
    unit: str
    delta: float
    ci_low: float
    ci_high: float
    verdict: TrendVerdict
    p: float
