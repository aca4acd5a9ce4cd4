"""What the user may say about a clip and its runner; nothing else can be set."""

from dataclasses import dataclass
from numbers import Real
from pathlib import Path
from typing import Final, Literal, NamedTuple

from formcheck.errors import UsageError

DEFAULT_MODEL = "heavy"


class Range(NamedTuple):
    """Values that can be meant, both ends included; outside, the unit was mistaken."""

    low: float
    high: float
    unit: str


RANGES: Final[dict[str, Range]] = {
    "height_cm": Range(100, 230, "cm"),
    "mass_kg": Range(25, 250, "kg"),
    "age": Range(5, 110, "years"),
    "speed_kmh": Range(2, 45, "km/h"),  # from a slow walk to the fastest sprint on record
    "incline_pct": Range(-40, 40, "%"),
    "capture_fps": Range(10, 2000, "frames a second"),
    "back_pain": Range(0, 10, ""),
    "start_s": Range(0, 86400, "s"),
    "end_s": Range(0, 86400, "s"),
    "person": Range(1, 99, ""),
    "jobs": Range(1, 256, ""),
}
"""What each number may be, for everybody who asks for it."""


@dataclass(frozen=True, slots=True)
class AnalysisSettings:
    """Settings of one analysis; None means not given. :data:`RANGES` bounds the numbers.

    Raises
    ------
    UsageError
        If a number is out of its range, or ``end_s`` does not come after ``start_s``.

    Attributes
    ----------
    height_cm, mass_kg, sex, age : float, float, str, int or None
        The runner. Lengths in cm need the height.
    speed_kmh, incline_pct : float or None
        The run.
    capture_fps : float or None
        Rate at which the camera filmed, for slow-motion files.
    back_pain : int or None
        Low-back pain today, 0-10.
    start_s, end_s : float or None
        Span to analyse, seconds of the clip's own timeline.
    person : int or None
        Which runner, 1 = largest in the picture.
    model : str
        Pose bundle: ``"full"`` or ``"heavy"``.
    guidelines : Path or None
        A guideline file of the user's own.
    fit : Path or None
        FIT file of a watch worn in this run, to stand beside the result.
    jobs : int or None
        Processor cores to use, None = all.
    use_cache : bool
        Whether landmarks may be kept and found again in the user's cache folder.
    blur_faces : bool
        Whether the runner's face is blurred in pictures and video; other people's are not.
    """

    height_cm: float | None = None
    mass_kg: float | None = None
    sex: Literal["f", "m"] | None = None
    age: int | None = None
    speed_kmh: float | None = None
    incline_pct: float | None = None
    capture_fps: float | None = None
    back_pain: int | None = None
    start_s: float | None = None
    end_s: float | None = None
    person: int | None = None
    model: str = DEFAULT_MODEL
    guidelines: Path | None = None
    fit: Path | None = None
    jobs: int | None = None
    use_cache: bool = True
    blur_faces: bool = False

    def __post_init__(self) -> None:
        for name in RANGES:
            _check(name, getattr(self, name))
        if self.sex not in (None, "f", "m"):
            raise UsageError(f"sex = {self.sex!r} is not known.", "Say 'f' or 'm'.", code="usage")
        if self.end_s is not None and self.end_s <= (self.start_s or 0.0):
            raise UsageError(
                f"The end, {self.end_s:g} s, does not come after the start, "
                f"{self.start_s or 0.0:g} s.",
                "Give the end of the stretch in seconds from the beginning of the clip.",
                code="usage",
            )
        for name in ("guidelines", "fit"):  # a path may be given as text
            path = getattr(self, name)
            object.__setattr__(self, name, None if path is None else Path(path))


def _check(name: str, value: object) -> None:
    low, high, unit = RANGES[name]
    if value is None or (isinstance(value, Real) and low <= float(value) <= high):
        return
    span = f"{low:g} to {high:g} {unit}".rstrip()
    raise UsageError(f"{name} = {value!r} is outside {span}.", f"Give {span}.", code="usage")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a stage has come; ``total`` is None while unknown."""

    stage: str
    done: int
    total: int | None = None
