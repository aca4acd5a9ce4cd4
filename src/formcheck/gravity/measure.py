"""Where down is, from a handful of frames: graded, with its standard deviation, or refused."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.domain.gravity import GravityGrade, Vertical
from formcheck.gravity.camera import USUAL_FOCAL
from formcheck.gravity.edges import Edges, Grey, steep_edges
from formcheck.gravity.scene import FEWEST_FRAMES, scene_of
from formcheck.gravity.vanishing import AGREES_DEG, COLUMNS, VerticalFit, fit_vertical

FloatArray = NDArray[np.float64]

LEAST_SD_DEG = {"good": 0.3, "fair": 0.5, "moving": 0.7}
"""What the vertical of films whose tilt is known is off by at least, by grade."""
FEWEST_COLUMNS, LEAST_SHARE, MOST_RIVAL, MOST_SD_DEG = 3, 0.38, 0.7, 1.0
LEAST_LENGTH, LEAST_LENGTH_MOVING = 0.7, 0.35
"""Picture heights of edge in a picture; of a moving camera each picture shows other edges."""
LEAST_HIGH, LEVEL_ROLL_DEG = 0.2, 4.0
"""Where only low things agree, machines with inclined uprights may do so as well: not believed
if they tell of a phone held at more than this."""
GOOD_COLUMNS, GOOD_LENGTH, GOOD_SHARE, GOOD_RIVAL, GOOD_SD_DEG = 5, 1.3, 0.5, 0.55, 0.25
PER_PICTURE_LENGTH = 0.25
UNKNOWN_DRIFT_DEG, DRIFT_FLOOR_DEG = 1.0, 0.2


@dataclass(frozen=True, slots=True)
class PictureVertical:
    """What the picture says.

    Attributes
    ----------
    vertical : Vertical or None
        None where it cannot be known.
    why_not : str
        What was missing; empty where it is known.
    """

    vertical: Vertical | None
    why_not: str = ""


def measure_vertical(
    frames: list[Grey],
    *,
    boxes: FloatArray | None = None,
    runner: tuple[float, float] = (0.5, 0.5),
    focal: float = USUAL_FOCAL,
) -> PictureVertical:
    """Read the vertical off some frames of one scene.

    Parameters
    ----------
    frames : list of ndarray of uint8, shape (height, width)
        Grey, upright, spread over the clip; the longer side about 960 px. Nine are enough.
    boxes : ndarray, shape (F, 4), optional
        The runner's box in each: left, top, right, bottom as shares of the picture; NaN where
        nobody was found. Left out of the pictures of a moving camera.
    runner : (float, float)
        Where the runner is, as shares of width and height: there the vertical is wanted.
    focal : float
        Focal length over the longer side. It scales the pitch and hardly moves the roll.
    """
    if len(frames) < FEWEST_FRAMES or any(f.shape != frames[0].shape for f in frames):
        return PictureVertical(None, "too few frames")
    scene = scene_of(frames, boxes)
    edges = steep_edges(scene.pictures, scene.keep, scene.columns)
    fit = fit_vertical(edges, focal, runner)
    if fit is None:
        return PictureVertical(None, "no upright edges")
    columns, sd_deg = fit.columns, fit.sd_deg
    if scene.moving:
        columns, sd_deg = _columns_in_a_picture(edges, fit), _sd_moving_deg(edges, fit)
    why_not = _why_not(fit, columns, sd_deg, LEAST_LENGTH_MOVING if scene.moving else LEAST_LENGTH)
    if why_not:
        return PictureVertical(None, why_not)
    grade: GravityGrade = "moving"
    if not scene.moving:
        grade = "good" if _is_good(fit, columns, sd_deg) else "fair"
    sd_deg = max(sd_deg, LEAST_SD_DEG[grade])
    return PictureVertical(Vertical(fit.runner_roll_deg, sd_deg, fit.pitch_deg, grade, "picture"))


def _columns_in_a_picture(edges: Edges, fit: VerticalFit) -> int:
    """Strips that agree in one picture; over a pan the same pillar passes through many."""
    strip = (edges.ends_px[:, 0] / edges.width * COLUMNS).astype(int)
    counts = [
        len(np.unique(strip[(edges.picture == number) & fit.agrees]))
        for number in range(edges.n_pictures)
    ]
    return int(np.median(counts))


def _sd_moving_deg(edges: Edges, fit: VerticalFit) -> float:
    """With how far single pictures stray: a hand that follows a runner does not hold still."""
    strays = []
    for number in range(edges.n_pictures):
        near = (edges.picture == number) & (np.abs(fit.residual_deg) < 2 * AGREES_DEG)
        ends = edges.ends_px[near]
        length = np.hypot(*(ends[:, 2:] - ends[:, :2]).T) / edges.height
        if length.sum() > PER_PICTURE_LENGTH:
            order = np.argsort(fit.residual_deg[near])
            half = np.searchsorted(np.cumsum(length[order]), length.sum() / 2)
            strays.append(fit.residual_deg[near][order][half])
    drift_deg = float(np.std(strays)) if len(strays) > 2 else UNKNOWN_DRIFT_DEG
    return float(np.hypot(fit.sd_deg, drift_deg / max(len(strays), 1) ** 0.5 + DRIFT_FLOOR_DEG))


def _why_not(fit: VerticalFit, columns: int, sd_deg: float, least_length: float) -> str:
    leaning = abs(fit.roll_deg) > LEVEL_ROLL_DEG
    doubts = (
        ("few things stand side by side", columns < FEWEST_COLUMNS),
        ("little upright length", fit.length < least_length),
        ("most steep edges disagree", fit.share < LEAST_SHARE),
        ("another answer is nearly as good", fit.rival > MOST_RIVAL),
        ("the edges scatter", sd_deg > MOST_SD_DEG),
        ("only low things agree", fit.high < LEAST_HIGH and leaning),
    )
    return "; ".join(text for text, doubtful in doubts if doubtful)


def _is_good(fit: VerticalFit, columns: int, sd_deg: float) -> bool:
    enough = columns >= GOOD_COLUMNS and fit.length >= GOOD_LENGTH and fit.share >= GOOD_SHARE
    return enough and fit.high >= LEAST_HIGH and fit.rival <= GOOD_RIVAL and sd_deg <= GOOD_SD_DEG
