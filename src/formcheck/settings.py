"""What the user may say about a clip and its runner; nothing else can be set."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

DEFAULT_MODEL = "heavy"


@dataclass(frozen=True, slots=True)
class AnalysisSettings:
    """Settings of one analysis; None means not given.

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
        Whether faces are blurred in pictures and video.
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


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a stage has come; ``total`` is None while unknown."""

    stage: str
    done: int
    total: int | None = None
