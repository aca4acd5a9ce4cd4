"""What the guidelines make of the metrics: ratings, score, findings, lower back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from formcheck.domain.low_back import LowBack
from formcheck.domain.message import Message, Value
from formcheck.domain.metric import MetricSide
from formcheck.domain.quality import Gait, Mode
from formcheck.domain.skeleton import Side

Rating = Literal["good", "watch", "off", "borderline", "not_scored", "missing"]
Grade = Literal["A", "B", "C", "D"]
FindingKind = Literal["change", "watch", "keep"]
Urgency = Literal["emergency", "same_day", "soon"]


@dataclass(frozen=True, slots=True)
class Speed:
    """Running speed with its uncertainty.

    Attributes
    ----------
    value : float
        Metres a second.
    sd : float
        Standard deviation, metres a second; 0 where the speed is exact.
    source : str
        ``"user"`` or ``"planted_foot"``.
    """

    value: float
    sd: float = 0.0
    source: str = "user"


@dataclass(frozen=True, slots=True)
class Standing:
    """How the runner stood still and side-on before the run: the runner's own offsets.

    Attributes
    ----------
    side : {"left", "right"}
        The leg that was looked at, which is the near one.
    lean_deg : float
        Mid-hip to mid-shoulder from the vertical, + = forward.
    knee_flexion_deg : float
        Of that leg, 0 = straight.
    span_s : (float, float)
        First and last frame, capture time from the file's first frame.
    n_frames : int
    """

    side: Side
    lean_deg: float
    knee_flexion_deg: float
    span_s: tuple[float, float]
    n_frames: int


@dataclass(frozen=True, slots=True)
class RunnerContext:
    """What is known of the runner and the run besides the metrics.

    Attributes
    ----------
    speed_mps : Speed or None
    speed_disagrees : bool
        The speed that was told contradicts the stance foot, so that none is known.
    height_m, mass_kg, age : float or None
        Metres, kilograms, years.
    sex : str or None
        ``"f"`` or ``"m"``.
    incline_pct : float or None
        Slope of ground or belt; None counts as level.
    near_side : {"left", "right"}
        The leg on the camera's side, which is the one that is scored.
    observability : mapping of str to float
        How well the clip shows each metric, 0-1; 1 where nothing is said.
    back_pain : float or None
        0-10 as the runner gave it, 0 for no pain, None when not asked.
    pain_weeks : int or None
    leg_pain, morning_stiffness : bool
        As the runner told them.
    mode, gait : str
        As in :mod:`formcheck.domain.quality`.
    standing : Standing or None
        The runner's own offsets for trunk and knee, where the clip shows them standing.
    """

    near_side: Side
    speed_mps: Speed | None = None
    speed_disagrees: bool = False
    height_m: float | None = None
    mass_kg: float | None = None
    sex: str | None = None
    age: float | None = None
    incline_pct: float | None = None
    observability: Mapping[str, float] = field(default_factory=dict)
    back_pain: float | None = None
    pain_weeks: int | None = None
    leg_pain: bool = False
    morning_stiffness: bool = False
    mode: Mode = "unknown"
    gait: Gait = "run"
    standing: Standing | None = None


@dataclass(frozen=True, slots=True)
class Band:
    """A guideline with its numbers worked out for this runner and this speed.

    ``None`` for an edge means that the band is open there. Score along the axis: 100
    between the good edges, 60 at a watch edge, 0 one watch width beyond it.

    Attributes
    ----------
    unit : str
    good_low, good_high, watch_low, watch_high : float or None
    low_floor, high_floor : bool
        True where that side never becomes "off": the score stays at 60.
    expected, norm_sd : float or None
        What comparable runners do, and the spread between them.
    sd : float
        Uncertainty of the band itself (speed, age, definition), in ``unit``.
    standing_shift : float or None
        How far the edges were moved because of how this runner stands, None where they were not.
    levels_camera : bool
        True where a tilt of the camera moves edges and value alike.
    basis : tuple of Message
        For whom the numbers hold: speed, height, how the runner stands; empty for everybody.
    scored : bool
        False where the band gives a message but no score.
    note : Message or None
        What else a reader should know.
    grade : {"A", "B", "C", "D"}
    citations : tuple of str
    """

    unit: str
    good_low: float | None
    good_high: float | None
    watch_low: float | None
    watch_high: float | None
    low_floor: bool
    high_floor: bool
    expected: float | None
    norm_sd: float | None
    sd: float
    standing_shift: float | None
    levels_camera: bool
    basis: tuple[Message, ...]
    scored: bool
    note: Message | None
    grade: Grade
    citations: tuple[str, ...]

    @property
    def has_edges(self) -> bool:
        """Whether there is anything to be judged against."""
        return self.good_low is not None or self.good_high is not None


@dataclass(frozen=True, slots=True)
class MetricRating:
    """Verdict on one metric row.

    ``p_good + p_watch + p_off`` is 1 where the row was judged; all are None otherwise
    and ``why_not_scored`` says why. ``score`` is the expected score, 0-100.
    """

    metric: str
    side: MetricSide
    rating: Rating
    p_good: float | None = None
    p_watch: float | None = None
    p_off: float | None = None
    score: float | None = None
    band: Band | None = None
    why_not_scored: Message | None = None


@dataclass(frozen=True, slots=True)
class ScorePart:
    """One metric's share of the score; ``weight`` 0 and ``score`` None if not judged."""

    metric: str
    side: MetricSide
    score: float | None
    weight: float
    p_good: float | None
    p_watch: float | None
    p_off: float | None
    rating: Rating
    why_not_scored: Message | None = None


@dataclass(frozen=True, slots=True)
class ScoreDomain:
    """Parts that look at the same thing; ``score`` is their weighted mean.

    ``own_label`` is the name that a person's own guidelines give it.
    """

    domain: str
    score: float | None
    weight: float
    parts: tuple[ScorePart, ...]
    own_label: str | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of the whole score could be judged.

    ``weight_pct`` is the share of the full weight; ``missing`` names the metrics not judged.
    """

    judged: int
    of: int
    weight_pct: float
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """Form-guideline match, 0-100, rounded to 5, with its 90 % interval.

    ``exact`` is the same before rounding: sum of weight x score over all parts, divided
    by the sum of weights.
    """

    value: int
    ci_low: int
    ci_high: int
    exact: float
    coverage: Coverage
    domains: tuple[ScoreDomain, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do about a finding, each line with its dose."""

    drill: tuple[str, ...] = ()
    strength: tuple[str, ...] = ()
    stretch: tuple[str, ...] = ()
    cross_training: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FindingText:
    """The texts of a finding.

    ``cue`` is the one thing to try and ``worth`` what for; ``check`` how to know that it worked:
    which change exceeds the measurement.
    """

    title: str
    seen: str
    why: str
    cue: str
    check: str
    plan: Plan
    worth: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing worth telling the runner.

    Attributes
    ----------
    id : str
        Of its texts in the guidelines.
    kind : {"change", "watch", "keep"}
        A fault that is worth trying to change, something undecided, or a strength.
    metric, side : str
        The row it speaks of.
    values : mapping of str to value
        In the row's unit: ``value``, ``low``, ``high``, and where they are known the good
        ``edge``, the ``expected`` value, the ``change`` that exceeds the measurement, the
        ``target`` and ``limit``, five and ten percent more, and ``p``, how likely the value lies
        where the finding says.
    key_frame : {"IC", "midstance", "TO"} or None
    linked_to_back : bool
        Whether studies look at it together with the lower back.
    as_written : FindingText or None
        Its texts in a document that still held them (schema 1.0).
    """

    id: str
    kind: FindingKind
    metric: str
    side: MetricSide
    values: Mapping[str, Value]
    grade: Grade
    citations: tuple[str, ...]
    key_frame: str | None
    linked_to_back: bool
    as_written: FindingText | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """A full citation."""

    text: str
    url: str | None


@dataclass(frozen=True, slots=True)
class NormCurve:
    """What is typical over the stride, at 0-100 % of it: mean and SD between runners."""

    mean: tuple[float, ...]
    sd: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class StrideNorm:
    """Typical angles over the stride at this runner's speed, and where they come from."""

    speed_mps: float
    n_runners: int
    citation: str
    curves: dict[str, NormCurve]


@dataclass(frozen=True, slots=True)
class Assessment:
    """Everything the guidelines say about one analysis.

    Attributes
    ----------
    ratings : tuple of MetricRating
        One for each metric row, in the order of the rows.
    score : Score or None
    score_withheld : Message or None
        Why there is no score; None exactly where ``score`` is given.
    findings : tuple of Finding
        At most three, most useful first.
    stride_norm : StrideNorm or None
        None where the speed is not known or no runner was measured near it.
    low_back : LowBack
    references : dict of str to Reference
        Every citation key used anywhere in this assessment.
    guidelines : str
        Name and version of the set that was used.
    """

    ratings: tuple[MetricRating, ...]
    score: Score | None
    score_withheld: Message | None
    findings: tuple[Finding, ...]
    stride_norm: StrideNorm | None
    low_back: LowBack
    references: dict[str, Reference]
    guidelines: str
