"""What there is to draw, worked out once for all frames before the first is drawn."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from formcheck.domain.analysis import Analysis, EventRow
from formcheck.domain.pose import PoseTrack
from formcheck.domain.skeleton import INDEX, SIDES, Side, other
from formcheck.gait.curves import angles_over_time
from formcheck.geometry.sagittal import to_sagittal
from formcheck.words import phrase, sentence_of

FloatArray = NDArray[np.float64]

FLASH_S: Final = 0.12
"""How long a contact or toe-off stays marked, capture time."""


@dataclass(frozen=True, slots=True)
class Flash:
    """A contact or toe-off that is marked in a frame.

    Attributes
    ----------
    event : EventRow
    age : float
        0 at the event, towards 1 as the mark fades.
    """

    event: EventRow
    age: float


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """Everything the drawing needs, row by row of the track.

    Attributes
    ----------
    track : PoseTrack
        The landmarks that were measured.
    near : {"left", "right"} or None
    ahead : int
        1 if the runner runs to the right in the picture, else -1.
    lean_deg, knee_deg : ndarray, shape (T,)
        Trunk lean and flexion of the near knee; NaN where they were not measured.
    cadence_spm : float or None
    stance_s : dict of side to list of (float, float or None)
        Contact and toe-off of each step.
    flashes : dict of int to list of Flash
        By row.
    refused : str or None
        Why nothing was measured.
    roll_deg : float
        Camera roll that was taken out; positive = upright things lean to the left.
    behind : bool
        Whether the runner was measured from behind: both legs are as near, and the trunk leans to
        the side.
    """

    track: PoseTrack
    near: Side | None
    ahead: int
    lean_deg: FloatArray
    knee_deg: FloatArray
    cadence_spm: float | None
    stance_s: dict[Side, list[tuple[float, float | None]]]
    flashes: dict[int, list[Flash]]
    refused: str | None
    roll_deg: float
    behind: bool = False

    @property
    def far(self) -> Side | None:
        """The leg away from the camera."""
        return None if self.near is None else other(self.near)

    @property
    def middle_side(self) -> Side:
        """The side to draw last; the right one while the near one is unknown."""
        return self.near or "right"

    def point(self, row: int, name: str) -> FloatArray | None:
        """Pixels of a landmark of the full-size picture, None where it was not seen."""
        xy = self.track.xy_px[row, INDEX[name]]
        return xy if math.isfinite(xy[0]) and math.isfinite(xy[1]) else None

    def midpoint(self, row: int, part: str) -> FloatArray | None:
        """Middle between the left and the right landmark, as the metrics use it."""
        left, right = self.point(row, f"left_{part}"), self.point(row, f"right_{part}")
        return None if left is None or right is None else (left + right) / 2


def scene_of(result: Analysis, track: PoseTrack) -> Scene:
    """Collect what is drawn on the frames of ``track``.

    Parameters
    ----------
    result : Analysis
    track : PoseTrack
        Its landmarks.
    """
    refused = result.quality.verdict == "refused"
    reasons = result.quality.reasons
    lean, knee = _angles(result, track)
    return Scene(
        track=track,
        near=result.near_side,
        ahead=-1 if result.direction == "left" else 1,
        lean_deg=lean,
        knee_deg=knee,
        cadence_spm=_value(result, "cadence_spm", "both"),
        stance_s={
            side: [(s.ic_s, s.to_s) for s in result.steps if s.side == side] for side in SIDES
        },
        flashes=_flashes(result.events, track),
        refused=(sentence_of(reasons[0]) if reasons else phrase("no_reason")) if refused else None,
        roll_deg=result.view.roll_deg or 0.0,
        behind=not refused and result.view.kind == "back",
    )


def _value(result: Analysis, metric: str, side: str | None) -> float | None:
    return next((m.value for m in result.metrics if m.metric == metric and m.side == side), None)


def _angles(result: Analysis, track: PoseTrack) -> tuple[FloatArray, FloatArray]:
    """Angles frame by frame, where the metric they belong to could be measured."""
    nothing = np.full(len(track), np.nan)
    near = result.near_side
    if result.direction is None or near is None:
        return nothing, nothing
    sagittal = to_sagittal(track, result.direction, result.view.roll_deg or 0.0)
    angles = angles_over_time(sagittal, near)
    leans = ("trunk_lean_deg", "trunk_side_lean_deg")
    has_lean = any(_value(result, name, "both") is not None for name in leans)
    has_knee = _value(result, "knee_flexion_peak_deg", near) is not None
    return (
        angles["trunk_lean_deg"] if has_lean else nothing,
        angles["knee_flexion_deg"] if has_knee else nothing,
    )


def _flashes(events: tuple[EventRow, ...], track: PoseTrack) -> dict[int, list[Flash]]:
    """Rows at which each event is marked: from the frame nearest to it on."""
    flashes: dict[int, list[Flash]] = {}
    for event in events:
        first = int(np.abs(track.time_s - event.time_s).argmin())
        last = int(np.searchsorted(track.time_s, event.time_s + FLASH_S))
        for row in range(first, max(last, first + 1)):
            age = (track.time_s[row] - event.time_s) / FLASH_S
            flashes.setdefault(row, []).append(Flash(event, float(np.clip(age, 0.0, 1.0))))
    return flashes
