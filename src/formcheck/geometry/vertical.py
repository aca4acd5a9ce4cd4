"""The vertical where no picture tells it: what the body on the ground says, by how sure it is."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from formcheck.domain.gravity import GravitySource, Vertical
from formcheck.domain.quality import Direction

PHONE_SD_DEG = 2.0
"""Roll of phones at real films: twelve, read by eye, have 2.0 degrees root mean square."""
FOOT_SD_DEG, DRAWN_FOOT_SD_DEG = 0.65, 2.0
"""Of the tilt that a stance foot tells, seen squarely on a slope that is known: of markers on
force-plate runners, and as a pose model draws it. On level renders that is 1.2 degrees; on three
real films whose tilt is known from the picture it was off by 2.5, 3.5 and, seen askew, by 14."""
SHARP_LEG_PX = 230.0
"""Leg of the renders that this was measured on; at half of it one foot was 6 degrees off."""
INCLINE_SD_DEG = 0.6
"""Of a belt whose incline nobody told: most run at 0-2 %."""
FOOT_SD_PER_YAW, DRAWN_SD_PER_YAW = 0.23, 0.5
"""Seen askew from above, a level belt slopes in the picture: degrees for each degree of yaw."""
FOOT_YAW_SD_DEG, FOOT_UNKNOWN_YAW_SD_DEG = 4.0, 5.5
STANDING_SD_DEG = 3.0
"""Of a standing person's trunk line about the vertical: body, landmarks and posture."""


@dataclass(frozen=True, slots=True)
class VerticalCues:
    """What may tell the vertical without a picture of it.

    Attributes
    ----------
    standing_lean_deg : float or None
        Forward lean of the runner's trunk line while standing, as it looks in the picture.
    incline_deg : float or None
        Slope of belt or road, where it was told.
    drawn : bool
        Whether a pose model drew the landmarks.
    """

    standing_lean_deg: float | None = None
    incline_deg: float | None = None
    drawn: bool = False


def forward_deg(roll_deg: float, direction: Direction) -> float:
    """How far a picture's roll lifts what lies ahead of the runner, degrees.

    Examples
    --------
    >>> forward_deg(2.0, "right"), forward_deg(2.0, "left")
    (2.0, -2.0)
    """
    return roll_deg if direction == "right" else -roll_deg


def foot_sd_deg(yaw_deg: float | None, upright: VerticalCues, leg_px: float) -> float:
    """How far off the tilt is that a stance foot tells, degrees.

    Parameters
    ----------
    yaw_deg : float or None
        Camera off square; seen askew, a level belt slopes.
    upright : VerticalCues
    leg_px : float
        Length of the leg: of a small runner the foot's path is a few pixels long.

    Examples
    --------
    >>> square = foot_sd_deg(0.0, VerticalCues(), leg_px=400)
    >>> askew = foot_sd_deg(15.0, VerticalCues(), leg_px=400)
    >>> drawn = foot_sd_deg(0.0, VerticalCues(drawn=True), leg_px=400)
    >>> round(square, 1), round(askew, 1), round(drawn, 1)
    (1.3, 3.7, 2.9)
    """
    own, per_yaw = FOOT_SD_DEG, FOOT_SD_PER_YAW
    if upright.drawn:
        own = DRAWN_FOOT_SD_DEG * max(1.0, SHARP_LEG_PX / leg_px)
        per_yaw = DRAWN_SD_PER_YAW
    off_sd = FOOT_UNKNOWN_YAW_SD_DEG if yaw_deg is None else FOOT_YAW_SD_DEG
    askew = per_yaw * float(np.hypot(yaw_deg or 0.0, off_sd))
    incline = INCLINE_SD_DEG if upright.incline_deg is None else 0.0
    return float(np.sqrt(own**2 + askew**2 + incline**2))


def from_foot(tilt_deg: float, direction: Direction, sd_deg: float) -> Vertical:
    """Return what a stance foot says whose path rises forwards by ``tilt_deg`` too much.

    Examples
    --------
    >>> from_foot(1.5, "left", sd_deg=0.7).roll_deg
    -1.5
    """
    return Vertical(forward_deg(tilt_deg, direction), sd_deg, source="planted_foot")


def from_standing(lean_deg: float, direction: Direction) -> Vertical:
    """Return what the trunk line of somebody who stands upright says.

    Examples
    --------
    >>> from_standing(1.5, "right").roll_deg  # looks bent forward: the phone leans
    -1.5
    """
    return Vertical(forward_deg(-lean_deg, direction), STANDING_SD_DEG, source="standing")


def combined(readings: Sequence[Vertical]) -> Vertical:
    """Weigh readings, and how people hold phones, by their inverse variances.

    Examples
    --------
    >>> round(combined([from_foot(3.0, "right", 1.0)]).roll_deg, 2)  # drawn towards level
    2.4
    >>> combined([]).source
    'none'
    """
    weights = [1 / reading.sd_deg**2 for reading in readings]
    total = sum(weights) + 1 / PHONE_SD_DEG**2
    roll = sum(w * r.roll_deg for w, r in zip(weights, readings, strict=True)) / total
    source: GravitySource = "none"
    if readings:
        source = readings[0].source if len(readings) == 1 else "combined"
    return Vertical(float(roll), float(total**-0.5), source=source)
