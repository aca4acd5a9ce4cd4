"""Everything one analysis found: the value that all files and reports are views of."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from formcheck.domain.assessment import Assessment, Standing
from formcheck.domain.clip import Clip
from formcheck.domain.display import as_html, headline
from formcheck.domain.gait import Event, Step
from formcheck.domain.metric import MetricValue
from formcheck.domain.pose import PoseTrack
from formcheck.domain.quality import Direction, Gait, Mode, Quality, SlowMotion, View
from formcheck.domain.skeleton import Side
from formcheck.domain.watch import Watch

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """A quantity over the stride of one leg.

    Attributes
    ----------
    mean, sd : ndarray, shape (101,)
        At 0-100 % of the stride, from initial contact to initial contact.
    """

    mean: FloatArray
    sd: FloatArray


@dataclass(frozen=True, slots=True)
class KeyFrame:
    """One frame worth showing, with the landmarks and angles seen in it.

    Attributes
    ----------
    event : {"IC", "midstance", "TO", "view"}
        ``"view"`` is a frame that shows the situation of a refused clip.
    points : dict of str to (float, float)
        Pixels of the upright picture.
    angles : dict of str to float
        Read off these points, so that a drawing agrees with its numbers.
    crop_px : tuple of int
        x, y, width, height of the part to show.
    people : dict of int to (float, float, float, float)
        Where several people could be the runner: x, y, width, height in pixels of each, by the
        number that ``--person`` takes.
    """

    event: str
    side: Side | None
    time_s: float
    frame: int
    points: Mapping[str, tuple[float, float]]
    angles: Mapping[str, float]
    crop_px: tuple[int, int, int, int]
    people: Mapping[int, tuple[float, float, float, float]] = field(default_factory=dict)

    @property
    def picture(self) -> str:
        """Where its picture stands in the folder of the analysis."""
        number = f"_{self.frame}" if self.event == "view" else ""
        return f"pictures/{self.event.lower()}{number}.jpg"


@dataclass(frozen=True, slots=True)
class ContactPose:
    """Where the body is at one initial contact, pixels of the upright picture."""

    side: Side
    points: Mapping[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value with its 90 % interval and its source."""

    value: float
    ci_low: float
    ci_high: float
    source: str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AnalysisResult:
    """Result of one analysis; times are capture time in seconds from the file's first frame.

    A refused clip has no metrics, steps, events or curves; ``quality`` says why.

    Attributes
    ----------
    source : str
        The file that was read.
    clip : Clip
    settings : mapping
        What was said, by the names of :class:`formcheck.AnalysisSettings`.
    quality, view, slow_motion
        Verdict with reasons; where the camera stood (degrees); capture over playback rate.
    direction, near_side : {"left", "right"} or None
        Where the runner went in the picture; the leg on the camera's side.
    mode, gait
        Treadmill or overground; running, walking or neither.
    analysed_span_s : (float, float) or None
    speed, m_per_px : Quantity or None
        Metres a second; metres in one pixel at the runner.
    leg_length_px : float or None
    metrics : tuple of MetricValue
        One a metric and side, missing ones with their reason.
    per_step : mapping of str to mapping of int to float
        Metric id, then number of the step, to its value in the metric's unit.
    steps, events : tuple of Step, tuple of Event
        In order of time.
    curves : mapping of str to mapping of side to Curve
        Angles in degrees, the hip's height in % of leg length.
    key_frames, contact_poses : tuple of KeyFrame, tuple of ContactPose
    assessment : Assessment
        Ratings in the order of ``metrics``, score, findings, lower back.
    provenance : mapping
        Versions, model, what was repaired, how long it took.
    track, raw_track : PoseTrack or None
        Landmarks as used (cleaned), and as the pose model gave them; raw None for a table.
    from_table : bool
    watch : Watch or None
        What a watch said of the same run; it changes no number.
    standing : Standing or None
        How the runner stood before the run, where the clip shows it.
    """

    source: str
    clip: Clip
    settings: Mapping[str, Any]
    quality: Quality
    view: View
    direction: Direction | None
    near_side: Side | None
    mode: Mode
    gait: Gait
    slow_motion: SlowMotion
    analysed_span_s: tuple[float, float] | None
    speed: Quantity | None
    m_per_px: Quantity | None
    leg_length_px: float | None
    metrics: tuple[MetricValue, ...]
    per_step: Mapping[str, Mapping[int, float]]
    steps: tuple[Step, ...]
    events: tuple[Event, ...]
    curves: Mapping[str, Mapping[Side, Curve]]
    key_frames: tuple[KeyFrame, ...]
    contact_poses: tuple[ContactPose, ...]
    assessment: Assessment
    provenance: Mapping[str, Any]
    track: PoseTrack | None = None
    raw_track: PoseTrack | None = None
    from_table: bool = False
    watch: Watch | None = None
    standing: Standing | None = None

    def __repr__(self) -> str:
        return f"<AnalysisResult {self._headline()}>"

    def _repr_html_(self) -> str:
        rows = [
            asdict(row) | {"rating": judged.rating}
            for row, judged in zip(self.metrics, self.assessment.ratings, strict=True)
        ]
        reasons = [reason.code for reason in self.quality.reasons]
        return as_html(self._headline(), reasons, rows)

    def _headline(self) -> str:
        score = self.assessment.score
        found = None if score is None else (score.value, score.ci_low, score.ci_high)
        return headline(self.clip.name, self.quality.verdict, found)
