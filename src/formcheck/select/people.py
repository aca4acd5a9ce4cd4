"""Whether somebody else in the picture could be the runner as well."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.domain.pose import SAME_PERSON_HEIGHTS, PoseTrack
from formcheck.gait.kind import body_height_px

FloatArray = NDArray[np.float64]

AS_TALL = 0.6
"""A rival is at least so tall as the runner in the picture; reflections and passers-by in the
background are smaller."""
ELSEWHERE = 0.35
"""... and stands at least so far from the runner, in heights of the runner."""
STILL_HEIGHTS, STILL_SHAPE = 0.12, 0.08
"""Somebody who stays put and keeps the same outline is no runner: a coach, a statue."""
RIVAL_SHARE = 0.3


@dataclass(frozen=True, slots=True, eq=False)
class Detections:
    """Everybody found in one picture.

    Attributes
    ----------
    frame : int
        Number of the picture in the file.
    boxes_px : ndarray, shape (N, 4)
        x, y, width, height of each body.
    """

    frame: int
    boxes_px: FloatArray


def has_rival(detections: Sequence[Detections], track: PoseTrack) -> bool:
    """Whether another person of about the same size moves through a good part of the clip.

    Parameters
    ----------
    detections : sequence of Detections
    track : PoseTrack
        The person who was followed.
    """
    first, last = int(track.frame[0]), int(track.frame[-1])
    inside = [picture for picture in detections if first <= picture.frame <= last]
    height_px = body_height_px(track)
    found = [
        others for picture in inside if (others := _others(picture, track, height_px)) is not None
    ]
    if not found:
        return False
    moving = [path for path in _paths(found) if not _is_still(path)]
    seen = {index for path in moving for index, _ in path}
    return len(seen) >= RIVAL_SHARE * len(found)


def _others(picture: Detections, track: PoseTrack, height_px: float) -> FloatArray | None:
    """Boxes that are not the runner's, in heights of the runner; None if the runner is lost."""
    body = track.xy_px[int(np.abs(track.frame - picture.frame).argmin())]
    body = body[np.isfinite(body).all(axis=1)]
    if len(body) == 0 or height_px <= 0:
        return None
    boxes = picture.boxes_px / height_px
    centres = boxes[:, :2] + boxes[:, 2:] / 2
    middle = (body.min(axis=0) + body.max(axis=0)) / 2 / height_px
    away = np.linalg.norm(centres - middle, axis=1)
    return np.asarray(boxes[(boxes[:, 3] >= AS_TALL) & (away >= ELSEWHERE)])


_Path = list[tuple[int, FloatArray]]


def _paths(found: Sequence[FloatArray]) -> list[_Path]:
    """Link the others of each picture to those of the picture before."""
    paths: list[_Path] = []
    for index, boxes in enumerate(found):
        for box in boxes:
            near = [p for p in paths if p[-1][0] == index - 1 and _near(p[-1][1], box)]
            if near:
                near[0].append((index, box))
            else:
                paths.append([(index, box)])
    return paths


def _near(before: FloatArray, box: FloatArray) -> bool:
    moved = (box[:2] + box[2:] / 2) - (before[:2] + before[2:] / 2)
    return bool(np.linalg.norm(moved) < SAME_PERSON_HEIGHTS)


def _is_still(path: _Path) -> bool:
    if len(path) < 2:
        return False
    boxes = np.array([box for _, box in path])
    centres = boxes[:, :2] + boxes[:, 2:] / 2
    shape = boxes[:, 2] / boxes[:, 3]
    stays = np.ptp(centres, axis=0).max() < STILL_HEIGHTS
    return bool(stays and shape.std() < STILL_SHAPE)
