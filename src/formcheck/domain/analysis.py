"""The document of one analysis: what is written, read, drawn, compared and exported.

``Analysis`` is :class:`Measured` or :class:`Refused`; which one, ``quality.verdict`` says. It holds
numbers, codes and tokens; sentences are made from it where they are read. In JSON the keys are the
names of the fields, see :mod:`formcheck.document`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from formcheck.domain.assessment import (
    Band,
    Finding,
    Rating,
    Reference,
    Score,
    Standing,
    StrideNorm,
)
from formcheck.domain.clip import Clip
from formcheck.domain.files import PICTURES
from formcheck.domain.gait import EventKind
from formcheck.domain.low_back import LowBack
from formcheck.domain.message import Message, Value
from formcheck.domain.metric import MetricSide, MetricView
from formcheck.domain.provenance import Provenance
from formcheck.domain.quality import Direction, Gait, Mode, Quality, SlowMotionSource, View
from formcheck.domain.setup import Attire, SetUpLabel, SetUps
from formcheck.domain.skeleton import Side

SCHEMA_VERSION = "2.1"
"""A key that is added raises the minor number, one that changes its meaning the major."""

STEP_TIMES = ("step", "side", "ic_s", "to_s", "next_ic_s", "stride_end_s")
"""Fields of a step beside its metrics."""

Setting = bool | int | float | str | None
KeyEvent = Literal["IC", "midstance", "TO", "view"]
ChangeVerdict = Literal["changed", "not_distinguishable", "missing"]
Lasting = Literal["shown", "not_shown", "unknown"]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value with its 90 % interval and its source."""

    value: float
    ci_low: float
    ci_high: float
    source: str


@dataclass(frozen=True, slots=True)
class Scale:
    """Metres in one pixel at the runner, with the relative standard deviation of that."""

    m_per_px: float
    source: str
    rel_sd: float


@dataclass(frozen=True, slots=True)
class MetricRow:
    """One metric of one side: what was measured and what the guidelines make of it.

    Attributes
    ----------
    metric : str
        Id as in the definitions, e.g. ``"trunk_lean_deg"``.
    side : {"left", "right", "both"}
    unit : str
    value, ci_low, ci_high : float or None
        With the 90 % interval, or all None with ``missing_reason``.
    n_steps : int
        Steps or strides that went into the value.
    missing_reason : str or None
        Code; ``missing_values`` holds what its sentence speaks of.
    sd_parts : mapping of str to float
        Standard deviations that make up the interval, by source, in ``unit``.
    rating : {"good", "watch", "off", "borderline", "not_scored", "missing"}
    p_good, p_watch, p_off, score : float or None
        Probabilities and expected score (0-100) where the row was judged.
    band : Band or None
    why_not_scored : Message or None
    view : {"side", "back", "front"}
        From where the runner was seen.
    """

    metric: str
    side: MetricSide
    unit: str
    value: float | None
    ci_low: float | None
    ci_high: float | None
    n_steps: int
    missing_reason: str | None
    sd_parts: Mapping[str, float]
    rating: Rating
    missing_values: Mapping[str, Value] = field(default_factory=dict)
    p_good: float | None = None
    p_watch: float | None = None
    p_off: float | None = None
    score: float | None = None
    band: Band | None = None
    why_not_scored: Message | None = None
    view: MetricView = "side"

    @property
    def measured(self) -> tuple[float, float, float]:
        """Value and the ends of its interval.

        Raises
        ------
        ValueError
            If the metric is missing.
        """
        if self.value is None or self.ci_low is None or self.ci_high is None:
            msg = f"{self.metric} is missing: {self.missing_reason}"
            raise ValueError(msg)
        return self.value, self.ci_low, self.ci_high


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step, half open ``[ic_s, next_ic_s)``, with its own metrics by id.

    ``step`` counts from 1 in order of time, both feet; ``side`` is the foot that lands.
    """

    step: int
    side: Side
    ic_s: float
    to_s: float | None
    next_ic_s: float | None
    stride_end_s: float | None
    metrics: Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class EventRow:
    """One initial contact (IC) or toe-off (TO); ``frame`` is fractional, ``confidence`` 0-1."""

    side: Side
    event: EventKind
    time_s: float
    frame: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Curve:
    """Mean and standard deviation of a quantity over the stride, at 0-100 % of it."""

    mean: tuple[float | None, ...]
    sd: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class StrideCurve:
    """A quantity over the stride of each leg; angles in degrees, heights in % of leg length."""

    phase_pct: tuple[float, ...]
    left: Curve | None = None
    right: Curve | None = None

    def of(self, side: Side) -> Curve | None:
        """Return the curve of one leg."""
        return self.left if side == "left" else self.right


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the picture, by the number that ``--person`` takes: x, y, width, height."""

    person: int
    box_px: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class KeyFrame:
    """One frame worth showing, with the landmarks and angles seen in it.

    Attributes
    ----------
    event : {"IC", "midstance", "TO", "view"}
        ``"view"`` is a frame that shows the situation of a refused clip.
    side : {"left", "right"} or None
    time_s : float
    frame : int
    picture : str
        Where its picture stands in the folder of the analysis, if there is one.
    crop_px : tuple of int
        x, y, width, height of the part to show.
    points : mapping of str to (float, float)
        Pixels of the upright picture.
    angles : mapping of str to float
        Read off these points, so that a drawing agrees with its numbers.
    people : tuple of Person
        Where several people could be the runner.
    """

    event: KeyEvent
    side: Side | None
    time_s: float
    frame: int
    picture: str
    crop_px: tuple[int, int, int, int]
    points: Mapping[str, Point]
    angles: Mapping[str, float | None] = field(default_factory=dict)
    people: tuple[Person, ...] = ()


def picture_of(event: KeyEvent, frame: int) -> str:
    """Name the picture of a key frame in the folder of the analysis."""
    number = f"_{frame}" if event == "view" else ""
    return f"{PICTURES}/{event.lower()}{number}.jpg"


@dataclass(frozen=True, slots=True)
class ContactPose:
    """Where the body is at one initial contact, pixels of the upright picture."""

    side: Side
    points: Mapping[str, Point]


@dataclass(frozen=True, slots=True)
class Change:
    """One metric row in both analyses.

    Attributes
    ----------
    metric, side, unit : str
    current, baseline : float or None
    delta : float or None
        Current minus baseline.
    sd : float or None
        Standard deviation of the error of the difference.
    threshold : float or None
        What the difference must exceed, all rows of the page judged together.
    verdict : {"changed", "not_distinguishable", "missing"}
        Whether these two clips differ.
    setup : {"same", "other"}
        Whether they were filmed alike.
    lasting : {"shown", "not_shown", "unknown"}
        Whether the difference is beyond what this runner's days do, too.
    lasting_threshold : float or None
        What it must exceed for that; None where nothing is known of the days.
    """

    metric: str
    side: str
    unit: str
    current: float | None
    baseline: float | None
    delta: float | None
    sd: float | None
    threshold: float | None
    verdict: ChangeVerdict
    setup: SetUpLabel = "other"
    lasting: Lasting = "unknown"
    lasting_threshold: float | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """The change against an earlier analysis, and what else differs between the clips.

    ``filmed`` is how alike the two were filmed, ``pain_before`` the low-back pain told then,
    0-10; None in documents that did not ask.
    """

    since: Clip
    rows: tuple[Change, ...]
    caveats: tuple[Message, ...] = ()
    filmed: SetUps | None = None
    pain_before: int | float | None = None


@dataclass(frozen=True, slots=True)
class WatchRow:
    """A watch's value of one metric beside ours, which may be missing."""

    metric: str
    watch: float
    value: float | None
    ci_low: float | None
    ci_high: float | None


@dataclass(frozen=True, slots=True)
class WatchRows:
    """What a watch said of the same run; it changes no number."""

    file: str
    n_records: int
    values: tuple[WatchRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _EveryAnalysis:
    """What is said of every clip.

    ``analysed_span_s`` counts in capture time from the file's first frame; ``settings`` holds what
    was told, by the names of the analysis settings; ``slow_motion_factor`` is capture rate over
    playback rate; ``rear`` is the document of the same run filmed from behind, if it was.
    """

    schema_version: str = SCHEMA_VERSION
    clip: Clip
    settings: Mapping[str, Setting]
    quality: Quality
    view: View
    mode: Mode
    gait: Gait
    slow_motion_factor: float
    slow_motion_source: SlowMotionSource
    analysed_span_s: tuple[float, float]
    key_frames: tuple[KeyFrame, ...]
    low_back: LowBack
    references: Mapping[str, Reference]
    provenance: Provenance
    watch: WatchRows | None = None
    rear: "Measured | Refused | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured(_EveryAnalysis):
    """A clip that was measured.

    ``near_side`` is the leg on the camera's side, which leads; ``leg_length_px`` the leg's length
    in the picture; ``attire`` what was worn in which light, None for a
    table; ``standing`` how the runner stood before the run. Either ``score`` is given, or
    ``score_withheld`` says why not.
    """

    direction: Direction
    near_side: Side
    leg_length_px: float
    metrics: tuple[MetricRow, ...]
    steps: tuple[StepRow, ...]
    events: tuple[EventRow, ...]
    curves: Mapping[str, StrideCurve]
    contact_poses: tuple[ContactPose, ...]
    speed_mps: Quantity | None = None
    scale: Scale | None = None
    standing: Standing | None = None
    score: Score | None = None
    score_withheld: Message | None = None
    findings: tuple[Finding, ...] = ()
    stride_norm: StrideNorm | None = None
    changes: Changes | None = None
    attire: Attire | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused(_EveryAnalysis):
    """A clip that was looked at and not measured; ``quality`` says why, and the rest is empty."""

    direction: Direction | None = None
    near_side: Side | None = None
    leg_length_px: float | None = None
    metrics: tuple[()] = ()
    steps: tuple[()] = ()
    events: tuple[()] = ()
    curves: Mapping[str, StrideCurve] = field(default_factory=dict)
    contact_poses: tuple[()] = ()
    speed_mps: None = None
    scale: None = None
    standing: None = None
    score: None = None
    score_withheld: Message | None = None
    findings: tuple[()] = ()
    stride_norm: None = None
    changes: None = None


Analysis = Measured | Refused
