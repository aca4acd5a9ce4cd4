"""Everything that is known of a metric beside how to measure it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal, get_args

from formcheck.domain.landmark_source import LandmarkNoise, NoiseColumn
from formcheck.domain.metric import MetricSide, Unit
from formcheck.domain.skeleton import SIDES

MetricView = Literal["side", "back", "front"]
SIDE_OR_BEHIND: Final[frozenset[MetricView]] = frozenset({"side", "back"})
BEHIND: Final[frozenset[MetricView]] = frozenset({"back"})
Lead = Literal["near", "both"]
Instant = Literal["IC", "midstance", "TO"]
Drawn = Literal["trunk", "reach", "shank", "knee", "thigh"]


class Need(StrEnum):
    """What must be there before a metric can be measured."""

    TRUNK = "trunk"
    HEELS = "heels"
    TOES = "toes"
    EARS = "ears"
    NEAR_ARM = "near_arm"
    TOE_OFF = "toe_off"
    STEADY_HEIGHTS = "steady_heights"
    SCALE = "scale"


class Timing(StrEnum):
    """How errors in the instants of contact and toe-off reach a metric.

    ``SHIFT``: the metric is measured again with all contacts, then all toe-offs, moved.
    ``SPAN``: a count over the time from the first contact to the last.
    ``STEP``: from one foot's contact to the other's, which may be dated differently.
    ``STRIDE``: between contacts of one foot, dated alike.
    """

    SHIFT = "shift"
    SPAN = "span"
    STEP = "step"
    STRIDE = "stride"


class Scaled(StrEnum):
    """What turns the metric into the runner's own measures, and hands on its own error."""

    BY_NOTHING = "nothing"
    BY_LEG_LENGTH = "leg_length"
    BY_SPEED = "speed"


Legs = tuple[float, float] | tuple[float, float, float]


def of_legs(*, film: Legs, table: Legs) -> dict[NoiseColumn, LandmarkNoise]:
    """Noise of a leg's metric, (near, far) or (near, far, mean) by where landmarks come from."""
    return {"pose_model": LandmarkNoise(*film), "table": LandmarkNoise(*table)}


def of_body(*, film: float, table: float) -> dict[NoiseColumn, LandmarkNoise]:
    """Noise of a metric that does not depend on the leg, by where the landmarks come from."""
    return {
        "pose_model": LandmarkNoise(film, film, body=True),
        "table": LandmarkNoise(table, table, body=True),
    }


FROM_EVENTS_ONLY: Final = of_body(film=0.0, table=0.0)
"""No landmark enters but through contact and toe-off, whose errors are the timing's."""


@dataclass(frozen=True, slots=True)
class CameraSensitivity:
    """How a metric feels where the camera stands.

    Attributes
    ----------
    roll : bool
        Whether the uncertainty of the vertical counts: the metric is measured again with the
        picture turned.
    foreshortened : bool
        Whether a camera off square shortens it with the cosine of the angle.
    sideways : float
        What the body's parts out of the sagittal plane add, in the metric's unit, seen end on;
        enters with the sine of the angle.
    """

    roll: bool = True
    foreshortened: bool = True
    sideways: float = 0.0


ANGLE: Final = CameraSensitivity(sideways=4.0)
FORWARD_CM: Final = CameraSensitivity(sideways=2.5)
FORWARD_PCT_LEG: Final = CameraSensitivity(sideways=3.0)
UPWARD: Final = CameraSensitivity(foreshortened=False)
NO_VIEW: Final = CameraSensitivity(roll=False, foreshortened=False)
"""A time, or a quantity whose view error is part of the scale's."""


CONVENTION_SOURCE: Final = (
    "BlazePose heavy, MoveNet Thunder (14 films, 13 runners) and an EfficientPose trained on MPII "
    "(11 films) on the same real films, near leg: sqrt(2 tau^2 + sigma^2), tau the spread between "
    "models that all films share, sigma the spread from film to film; a laboratory is taken to be "
    "one more such model."
)
"""Where each metric's ``convention_sd`` comes from."""


@dataclass(frozen=True, slots=True)
class MetricSpec:
    """One metric: the only place where its properties stand.

    Attributes
    ----------
    id : str
        Name with its unit, as in the files.
    unit : Unit
    label : str
        Name in plain words; the report's own wording comes before it.
    noise : mapping of {"pose_model", "table"} to LandmarkNoise
        From films and from measured data; an entry that is missing is an error. What another
        pose back end adds, that one says.
    camera : CameraSensitivity
    timing : Timing
    scaled : Scaled
    sides : tuple of side
        Rows that are reported.
    leads : {"near", "both"}
        Which row stands for the metric: the near leg's, which is seen best, or the one for both
        legs, for what belongs to the whole body.
    views : frozenset of {"side", "back", "front"}
        Where the camera may stand.
    needs : tuple of Need
        Checked in this order before anything is measured.
    legs_alike : bool
        Whether a pose model reads the near leg as it does the far one, so that one clip shows an
        asymmetry.
    asymmetry : bool
        Whether the difference of left and right is reported.
    mirrored : bool
        Whether an error adds to one side what it takes from the other, as a tilted picture does.
    instant : {"IC", "midstance", "TO"} or None
        The instant that it is read at and drawn at; None for a time or a mean.
    drawn : tuple of {"trunk", "reach", "shank", "knee", "thigh"}
        Parts of the drawing on a key frame that show it.
    convention_sd : float
        How differently pose models, and so laboratories, read it off the same film, in its unit:
        they put hip and knee elsewhere. Counts only where the value is judged against a band,
        see :data:`CONVENTION_SOURCE`; never between two clips.
    order : int
        Place in the tables; metrics of the same place stand by name.

    Raises
    ------
    ValueError
        An entry is missing or does not fit the others.
    """

    id: str
    unit: Unit
    label: str
    noise: Mapping[NoiseColumn, LandmarkNoise]
    camera: CameraSensitivity
    timing: Timing = Timing.SHIFT
    scaled: Scaled = Scaled.BY_NOTHING
    sides: tuple[MetricSide, ...] = (*SIDES, "both")
    leads: Lead = "near"
    views: frozenset[MetricView] = frozenset({"side"})
    needs: tuple[Need, ...] = ()
    asymmetry: bool = False
    legs_alike: bool = False
    mirrored: bool = False
    instant: Instant | None = None
    drawn: tuple[Drawn, ...] = ()
    convention_sd: float = 0.0
    order: int = 1000

    def __post_init__(self) -> None:
        if missing := [source for source in get_args(NoiseColumn) if source not in self.noise]:
            msg = f"{self.id}: no landmark noise is given for {', '.join(missing)}"
            raise ValueError(msg)
        object.__setattr__(self, "unit", Unit(self.unit))
        if self.scaled is Scaled.BY_LEG_LENGTH and self.unit is not Unit.CM:
            msg = f"{self.id}: the leg's length gives centimetres, not {self.unit}"
            raise ValueError(msg)
        if self.asymmetry and not self.by_side:
            msg = f"{self.id}: an asymmetry needs a row for each side"
            raise ValueError(msg)
        if not self.by_side and self.leads != "both":
            msg = f"{self.id}: only one row is there, so it leads"
            raise ValueError(msg)

    @property
    def by_side(self) -> bool:
        """Whether a step's value belongs to the foot that lands."""
        return len(self.sides) > 1
