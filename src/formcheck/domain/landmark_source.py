"""Where landmarks come from, and all that follows from it: a pose back end, or a laboratory."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from formcheck.domain.metric import MetricSide
from formcheck.domain.skeleton import LANDMARKS, SIDES, Side

NoiseColumn = Literal["pose_model", "table"]
"""What the noise of every metric was measured on: renders and films seen by BlazePose, or force
plate runners whose markers a laboratory recorded."""
LANDING_CUES: Final = ("heel_slows", "knee_gives", "shank_tips")

SHARED_ERROR = 1.2
"""The two legs share the hips' error: their mean is hardly surer than one of them."""


@dataclass(frozen=True, slots=True)
class LandmarkNoise:
    """Standard deviation that landmarks add to a metric, constant for a clip.

    Measured as the spread of formcheck minus truth (renders for films, force-plate runners for
    tables); see the accuracy guide.

    Attributes
    ----------
    near, far : float
        Of each leg, in the metric's unit; in % of leg length where it is scaled by that.
    body : bool
        The same line of the body is measured at the contacts of either leg, so all sides have
        the error of ``near``.
    mean : float or None
        Of the mean of both legs, where their errors do not go together as they usually do.
    """

    near: float
    far: float
    mean: float | None = None
    body: bool = False

    def sd(self, side: MetricSide, near_side: Side) -> float:
        """Standard deviation of one row."""
        if self.body:
            return self.near
        if side in SIDES:
            return self.near if side == near_side else self.far
        if self.mean is not None:
            return self.mean
        return math.hypot(self.near, self.far) / 2 * SHARED_ERROR

    def times(self, factor: float) -> "LandmarkNoise":
        """Return the noise of landmarks that are noisier by a factor."""
        mean = None if self.mean is None else self.mean * factor
        return replace(self, near=self.near * factor, far=self.far * factor, mean=mean)


@dataclass(frozen=True, slots=True)
class EventNoise:
    """Standard deviations of one leg's contacts and toe-offs, constant for a clip.

    ``apart_s`` is that of one leg's contacts against the other's. What found contacts in place
    of the true ones move metrics by, over what a millisecond moves them by: renders for films,
    force plates for tables (``python -m tests.bench.parts``).
    """

    ic_s: float
    to_s: float
    apart_s: float


Rules = Mapping[tuple[str, ...], tuple[tuple[float, ...], float]]
"""Cues that were read, by name and in order -> a weight for each, and a constant in seconds."""


@dataclass(frozen=True, slots=True)
class CueDates:
    """How the cues of a stride date initial contact and toe-off (50 N).

    Cues are times in seconds after the anchor; :mod:`formcheck.gait.cues` reads them. Sets of
    cues that stand nowhere date nothing.

    Attributes
    ----------
    alone : mapping of str to (factor, constant_s)
        Contact by one cue of the landing: ``heel_slows``, ``knee_gives``, ``shank_tips``.
    contact : Rules
        Contact by those cues of the landing that were read.
    toe_off : Rules
        Toe-off by ``knee_flexes_again``, ``ankle_lifts`` and ``knee_gives``.
    odd_s : float
        A cue that speaks for another contact than the others by this much was misread.
    fewer_ic_s, fewer_to_s : float
        What an event is less sure by with fewer cues.
    """

    alone: Mapping[str, tuple[float, float]]
    contact: Rules
    toe_off: Rules
    odd_s: float
    fewer_ic_s: float
    fewer_to_s: float

    def __post_init__(self) -> None:
        if tuple(self.alone) != LANDING_CUES:
            msg = f"the cues of the landing are {', '.join(LANDING_CUES)}"
            raise ValueError(msg)
        rules = [*self.contact.items(), *self.toe_off.items()]
        if any(len(cues) != len(weights) for cues, (weights, _) in rules):
            msg = "each cue that dates an event needs its weight"
            raise ValueError(msg)


FORCE_PLATES: Final = CueDates(
    alone={
        "heel_slows": (1.323, -0.0091),
        "knee_gives": (1.070, -0.0289),
        "shank_tips": (0.796, -0.0266),
    },
    contact={
        ("heel_slows", "knee_gives", "shank_tips"): ((0.677, 0.228, 0.282), -0.0224),
        ("heel_slows", "knee_gives"): ((0.513, 0.481), -0.0132),
        ("heel_slows", "shank_tips"): ((0.737, 0.276), -0.0123),
        # beside the knee alone the shank adds nothing
        ("knee_gives", "shank_tips"): ((0.631, 0.0), -0.0062),
        ("heel_slows",): ((1.323,), -0.0091),
    },
    toe_off={
        ("knee_flexes_again", "ankle_lifts", "knee_gives"): ((0.765, 0.113, 0.266), -0.0304),
        ("knee_flexes_again", "knee_gives"): ((0.909, 0.252), -0.0398),
        ("knee_flexes_again", "ankle_lifts"): ((0.770, 0.117), -0.0183),
        ("knee_flexes_again",): ((0.920,), -0.0283),
    },
    odd_s=0.025,
    fewer_ic_s=0.006,
    fewer_to_s=0.004,
)
"""Fitted on force-plate data of treadmill runners (Fukuchi, Fukuchi and Duarte 2017, CC BY 4.0)
together with the shift that BlazePose adds to each cue; alone, each cue of the landing strays by
7 ms. Trousers hide the knee, or the heel is drawn where it is not: on force plates no cue speaks
for another contact by 25 ms. Leaving one runner out, contact by the heel alone spreads by 8.1
instead of 5.6 ms, toe-off without the knee's giving way by 8.3 for 7.4."""


@dataclass(frozen=True, slots=True)
class LandmarkSource:
    """What is known of landmarks by where they come from.

    Attributes
    ----------
    name : str
    skeleton : tuple of str
        Its landmarks in its own order, by formcheck's names for them (`LANDMARKS`). What it
        lacks is never seen, and what needs that is missing with this reason.
    noise_like : {"pose_model", "table"}
        Which of the measured noises of a metric holds, where it has none of its own.
    events : EventNoise
    drawn_leg : float
        Length of the leg between its landmarks over that between the joints.
    shoulders_leg : float
        Distance of its shoulders in leg lengths; beside a depth that the model gives as well.
    noise_times : float
        By how much its landmarks are noisier than those of ``noise_like``.
    noise : mapping of str to LandmarkNoise
        Its own noise, by metric, where it was measured.
    cues : CueDates

    Raises
    ------
    ValueError
        A landmark has no such name, or stands there twice.
    """

    name: str
    skeleton: tuple[str, ...]
    noise_like: NoiseColumn
    events: EventNoise
    drawn_leg: float = 1.0
    shoulders_leg: float = 0.40
    noise_times: float = 1.0
    noise: Mapping[str, LandmarkNoise] = field(default_factory=dict)
    cues: CueDates = FORCE_PLATES

    def __post_init__(self) -> None:
        unknown = sorted(set(self.skeleton) - set(LANDMARKS))
        if unknown or len(set(self.skeleton)) < len(self.skeleton):
            msg = f"{self.name}: {', '.join(unknown) or 'a landmark'} is unknown or given twice"
            raise ValueError(msg)

    @property
    def in_pictures(self) -> bool:
        """Whether a pose model found them in pictures, where one leg hides the other."""
        return self.noise_like == "pose_model"

    def draws(self, *parts: str) -> bool:
        """Whether it has these parts of the body on both sides."""
        return all(f"{side}_{part}" in self.skeleton for part in parts for side in SIDES)

    def noise_of(self, metric: str, measured: Mapping[NoiseColumn, LandmarkNoise]) -> LandmarkNoise:
        """Return the noise of a metric: its own, or what was measured on the like of it."""
        own = self.noise.get(metric)
        if own is not None:
            return own
        return measured[self.noise_like].times(self.noise_times)


LABORATORY: Final = LandmarkSource(
    "laboratory", LANDMARKS, "table", EventNoise(ic_s=0.0047, to_s=0.0052, apart_s=0.0048)
)
"""Markers or joint centres of a laboratory."""
