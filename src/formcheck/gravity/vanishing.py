"""The vertical vanishing point of steep edges: roll and pitch of the camera.

Pairs of edges propose where they meet; a proposal counts for as much of the picture's width as
agrees with it. What one column of the picture may add is capped, so that one long thing that
leans cannot win against several short ones that stand. The best proposal is refined by
reweighted least squares; how far whole columns pull it apart gives its error, because edges of
one pillar err together.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.gravity.camera import below_horizon, down, roll_at_deg, roll_pitch_deg
from formcheck.gravity.edges import Edges

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

ROLL_SD_DEG, PITCH_SD_DEG = 5.0, 16.0
"""How people hold phones."""
LARGEST_ROLL_DEG, LARGEST_PITCH_DEG = 15.0, 32.0
AGREES_DEG = 0.8
COLUMNS, COLUMN_CAP = 24, 0.30
"""Strips of the picture, and how much edge one may add, in picture heights."""
COLUMN_COUNTS = 0.06
"""Edge of one picture, in picture heights, with which a strip agrees."""
LOW_WEIGHT, LOW_BAND = 0.6, 0.12
"""Weight of what stays below the horizon: machines, whose uprights may be inclined by design;
walls and pillars rise above it."""
STAIRS_PX = 45.0
"""Much shorter edges are stairs of pixels more than lines."""
EXACT_DEG, EXACT_WEIGHT, DRAWN_LENGTH = 0.12, 0.2, 0.8
"""Edges as exactly upright in the picture as this may be graphics; a column that holds more of
them than most of the picture's height is a bar, a frame or a drawn line."""
PROPOSALS, ALONE = 700, 60
RIVAL_DEG = 2.0
EDGE_SD_DEG = 0.35
EDGE_UNIT = 0.1
"""Of edge, in picture heights, that counts as one observation."""
ROUNDS = 12
PROBE_DEG = 0.01


@dataclass(frozen=True, slots=True, eq=False)
class VerticalFit:
    """The best vertical and what speaks for it.

    Attributes
    ----------
    roll_deg, pitch_deg : float
        At the picture's centre.
    runner_roll_deg, sd_deg : float
        Lean of upright things where the runner is, and its standard deviation from the edges.
    agrees : ndarray of bool, shape (N,)
        Edges within 0.8 degrees.
    residual_deg : ndarray, shape (N,)
        Lean of each edge less what the vertical lets expect.
    columns : int
        Strips of the picture (of 24) that agree.
    length : float
        Edge that agrees, in picture heights, for each picture.
    share : float
        Of the steep edges' length, what agrees.
    high : float
        Of what agrees, the share that reaches over the horizon.
    rival : float
        Support of the best answer at least 2 degrees away, over that of this one.
    """

    roll_deg: float
    pitch_deg: float
    runner_roll_deg: float
    sd_deg: float
    agrees: BoolArray
    residual_deg: FloatArray
    columns: int
    length: float
    share: float
    high: float
    rival: float


@dataclass(frozen=True, slots=True, eq=False)
class _Lines:
    """Edges in focal lengths from the centre, with their weights."""

    upper: FloatArray
    lower: FloatArray
    lean_deg: FloatArray
    length: FloatArray
    weight: FloatArray
    column: NDArray[np.int64]

    @property
    def middle(self) -> FloatArray:
        return (self.upper + self.lower) / 2

    def by_column(self, weight: FloatArray) -> FloatArray:
        """Sum over the edges of each strip, shape (..., COLUMNS)."""
        return np.asarray(weight @ np.eye(COLUMNS)[self.column])

    def rising(self, direction: FloatArray) -> FloatArray:
        """1 for edges over the horizon, the weight of low things for those below."""
        over = np.clip(0.5 - below_horizon(direction, self.middle) / LOW_BAND, 0.0, 1.0)
        return np.asarray(LOW_WEIGHT + (1 - LOW_WEIGHT) * over)


def fit_vertical(edges: Edges, focal: float, runner: tuple[float, float]) -> VerticalFit | None:
    """Find the vertical that the edges agree on.

    Parameters
    ----------
    edges : Edges
    focal : float
        Focal length over the picture's longer side.
    runner : (float, float)
        Where the runner is, as shares of width and height.

    Returns
    -------
    VerticalFit or None
        None where there are too few edges for any answer.
    """
    if len(edges) < 3:
        return None
    lines, at = _lines(edges, focal), _place(edges, focal, runner)
    proposals = _proposals(lines)
    if not len(proposals):
        return None
    best, rival = _best(lines, proposals, at)
    roll_pitch, weight = _refined(lines, best)
    direction = down(*roll_pitch)
    residual = lines.lean_deg - roll_at_deg(direction, lines.middle)
    agrees = (np.abs(residual) < AGREES_DEG) & (lines.weight > 0)
    counts = lines.by_column(lines.weight * agrees) > COLUMN_COUNTS / edges.n_pictures
    columns = int(counts.sum())
    agreed = float((lines.length * agrees).sum())
    rising = lines.rising(direction) > LOW_WEIGHT + 0.3 * (1 - LOW_WEIGHT)
    return VerticalFit(
        roll_deg=float(roll_pitch[0]),
        pitch_deg=float(roll_pitch[1]),
        runner_roll_deg=float(roll_at_deg(direction, at)[0]),
        sd_deg=_sd_deg(lines, roll_pitch, weight * agrees, at, columns),
        agrees=agrees,
        residual_deg=residual,
        columns=columns,
        length=agreed / edges.n_pictures,
        share=agreed / float(lines.length.sum()),
        high=float((lines.length * agrees * rising).sum()) / max(agreed, 1e-9),
        rival=rival,
    )


def _place(edges: Edges, focal: float, runner: tuple[float, float]) -> FloatArray:
    size = np.array([edges.width, edges.height])
    return np.asarray([(np.array(runner) - 0.5) * size / (focal * size.max())])


def _lines(edges: Edges, focal: float) -> _Lines:
    high, wide = edges.height, edges.width
    ends = (edges.ends_px - np.tile([wide / 2, high / 2], 2)) / (focal * max(high, wide))
    along = ends[:, 2:] - ends[:, :2]
    lean = np.degrees(np.arctan2(along[:, 0], along[:, 1]))
    length_px = np.hypot(*(edges.ends_px[:, 2:] - edges.ends_px[:, :2]).T)
    length = length_px / high
    middle_x = (edges.ends_px[:, 0] + edges.ends_px[:, 2]) / 2
    column = (middle_x / wide * COLUMNS).astype(int).clip(0, COLUMNS - 1)
    exact = np.abs(lean) < EXACT_DEG
    weight = length / edges.n_pictures / (1 + (STAIRS_PX / length_px) ** 2)
    weight = weight * np.where(exact, EXACT_WEIGHT, 1.0)
    drawn = np.bincount(column, length * exact, COLUMNS)[column] > DRAWN_LENGTH
    weight[exact & drawn] = 0.0
    return _Lines(ends[:, :2], ends[:, 2:], lean, length, weight, column)


def _proposals(lines: _Lines) -> FloatArray:
    """Directions of down, shape (P, 3): where two edges meet, and each long edge alone."""
    n, total = len(lines.weight), float(lines.weight.sum())
    if total <= 0:
        return np.zeros((0, 3))
    rng = np.random.default_rng(0)
    first, second = rng.choice(n, (2, PROPOSALS), p=lines.weight / total)
    ones = np.ones((n, 1))
    planes = np.cross(np.hstack([lines.upper, ones]), np.hstack([lines.lower, ones]))
    meet = np.cross(planes[first], planes[second])
    meet = meet[np.linalg.norm(meet, axis=1) > 1e-9]
    meet /= np.linalg.norm(meet, axis=1, keepdims=True)
    meet[meet[:, 1] < 0] *= -1
    longest = lines.lean_deg[np.argsort(-lines.weight)[:ALONE]]
    directions = np.concatenate([meet, down(longest, np.zeros(len(longest)))])
    roll, pitch = roll_pitch_deg(directions)
    likely = (np.abs(roll) < LARGEST_ROLL_DEG) & (np.abs(pitch) < LARGEST_PITCH_DEG)
    return np.asarray(directions[likely])


def _best(lines: _Lines, proposals: FloatArray, at: FloatArray) -> tuple[FloatArray, float]:
    """Roll and pitch of the best proposal, and how good the best other answer is."""
    residual = lines.lean_deg - roll_at_deg(proposals, lines.middle)
    near = np.clip(1 - (residual / AGREES_DEG) ** 2, 0.0, None) * lines.rising(proposals)
    support = np.minimum(lines.by_column(near * lines.weight), COLUMN_CAP).sum(axis=1)
    roll, pitch = roll_pitch_deg(proposals)
    usual = np.exp(-0.5 * (pitch / PITCH_SD_DEG) ** 2) / (1 + (roll / ROLL_SD_DEG) ** 2)
    score = support * usual
    best = int(score.argmax())
    here = roll_at_deg(proposals, at)[:, 0]
    other = np.abs(here - here[best]) > RIVAL_DEG
    rival = 0.0
    if other.any() and score[best] > 0:
        rival = float(max(score[other].max() / score[best], support[other].max() / support[best]))
    return np.array([roll[best], pitch[best]]), rival


def _slopes(lines_at: FloatArray, roll_pitch: FloatArray) -> FloatArray:
    """Change of the lean at points with roll and with pitch, shape (N, 2)."""
    here = roll_at_deg(down(*roll_pitch), lines_at)
    ahead = [roll_at_deg(down(*(roll_pitch + step)), lines_at) for step in PROBE_DEG * np.eye(2)]
    return np.stack([(lean - here) / PROBE_DEG for lean in ahead], axis=1)


def _information(slopes: FloatArray, weight: FloatArray) -> FloatArray:
    """Inverse covariance of roll and pitch if every edge erred on its own, with the priors."""
    observed = (slopes.T * weight) @ slopes / EDGE_UNIT / EDGE_SD_DEG**2
    return np.asarray(observed + np.diag([1 / LARGEST_ROLL_DEG**2, 1 / PITCH_SD_DEG**2]))


def _refined(lines: _Lines, start: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Reweighted least squares (Tukey's biweight, strips capped), and the last weights."""
    x, weight = start, lines.weight
    for _ in range(ROUNDS):
        direction = down(*x)
        residual = lines.lean_deg - roll_at_deg(direction, lines.middle)
        slopes = _slopes(lines.middle, x)
        biweight = np.clip(1 - (residual / (2 * AGREES_DEG)) ** 2, 0.0, None) ** 2
        weight = lines.weight * biweight * lines.rising(direction)
        full = np.maximum(lines.by_column(weight), 1e-9)
        weight = weight * np.minimum(1.0, COLUMN_CAP / full)[lines.column]
        pull = (slopes.T * weight) @ residual / EDGE_UNIT / EDGE_SD_DEG**2
        pull -= np.array([0.0, x[1] / PITCH_SD_DEG**2])  # phones are held level, more or less
        step = np.linalg.solve(_information(slopes, weight), pull)
        x = x + np.clip(step, -3.0, 3.0)
        if np.abs(step).max() < 1e-3:
            break
    return x, weight


def _sd_deg(
    lines: _Lines, roll_pitch: FloatArray, weight: FloatArray, at: FloatArray, columns: int
) -> float:
    """Standard deviation of the lean at a place, from how strips pull (sandwich estimate)."""
    slopes = _slopes(lines.middle, roll_pitch)
    residual = lines.lean_deg - roll_at_deg(down(*roll_pitch), lines.middle)
    pulls = slopes * (weight * residual)[:, None] / EDGE_UNIT / EDGE_SD_DEG**2
    by_column = np.eye(COLUMNS)[lines.column].T @ pulls
    inverse = np.linalg.inv(_information(slopes, weight))
    few = columns / max(columns - 2, 0.5)
    covariance = few * inverse @ by_column.T @ by_column @ inverse + inverse
    gradient = _slopes(at, roll_pitch)[0]
    return float(np.sqrt(gradient @ covariance @ gradient))
