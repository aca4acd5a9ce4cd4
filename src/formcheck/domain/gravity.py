"""Which way is down in a clip, how sure that is, and who says so."""

from dataclasses import dataclass
from typing import Literal

GravityGrade = Literal["good", "fair", "moving", "none"]
GravitySource = Literal["picture", "phone", "user", "planted_foot", "standing", "combined", "none"]


@dataclass(frozen=True, slots=True)
class Vertical:
    """The vertical where the runner is.

    Attributes
    ----------
    roll_deg : float
        How far upright things there lean in the picture; positive = their top leans left, the
        picture's content is turned counter-clockwise.
    sd_deg : float
        Standard deviation of ``roll_deg``.
    pitch_deg : float or None
        How far the camera looks up (positive) or down; None where nothing tells.
    grade : {"good", "fair", "moving", "none"}
        How well it was measured; ``"none"``: not in the picture, nor told.
    source : str
        What it was learned from.
    """

    roll_deg: float
    sd_deg: float
    pitch_deg: float | None = None
    grade: GravityGrade = "none"
    source: GravitySource = "none"
