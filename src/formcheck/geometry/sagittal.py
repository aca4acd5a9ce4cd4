"""The sagittal frame: x forward in the running direction, y up against gravity."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from formcheck.domain.landmark_source import LABORATORY, LandmarkSource
from formcheck.domain.pose import PoseTrack
from formcheck.domain.quality import Direction
from formcheck.domain.skeleton import INDEX, SIDES, Side

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class SagittalTrack:
    """A pose track turned into the runner's own frame.

    Attributes
    ----------
    time_s : ndarray, shape (T,)
    frame : ndarray of int, shape (T,)
    xy_px : ndarray, shape (T, 33, 2)
        x forward, y up, in pixels; NaN where not seen.
    visibility : ndarray, shape (T, 33)
    leg_length_px : float
        Hip to knee plus knee to ankle, median over frames, mean of both legs.
    direction : {"left", "right"}
        Where the runner goes in the picture.
    roll_deg : float
        Camera roll that has been taken out.
    source : LandmarkSource
    """

    time_s: FloatArray
    frame: NDArray[np.int64]
    xy_px: FloatArray
    visibility: FloatArray
    leg_length_px: float
    direction: Direction
    roll_deg: float = 0.0
    source: LandmarkSource = LABORATORY

    def __len__(self) -> int:
        return len(self.time_s)

    @property
    def fps(self) -> float:
        """Frames a second of capture time."""
        return float(1.0 / np.median(np.diff(self.time_s)))

    def point(self, name: str) -> FloatArray:
        """One landmark, shape (T, 2)."""
        return self.xy_px[:, INDEX[name]]

    def midpoint(self, part: str) -> FloatArray:
        """Middle between the left and right landmark, shape (T, 2)."""
        return (self.point(f"left_{part}") + self.point(f"right_{part}")) / 2

    def at(self, time_s: float) -> FloatArray:
        """All landmarks at one instant between frames, shape (33, 2), by interpolation."""
        after = int(np.clip(np.searchsorted(self.time_s, time_s), 1, len(self) - 1))
        t0, t1 = self.time_s[after - 1], self.time_s[after]
        share = (time_s - t0) / (t1 - t0)
        return np.asarray((1 - share) * self.xy_px[after - 1] + share * self.xy_px[after])

    def within(self, start_s: float, end_s: float) -> NDArray[np.bool_]:
        """Mask of the frames in ``[start_s, end_s)``."""
        return (self.time_s >= start_s) & (self.time_s < end_s)


def leg_length_px(track: PoseTrack, side: Side) -> float:
    """Hip to knee plus knee to ankle of one leg, median over frames (NaN if never seen)."""
    hip, knee, ankle = (track.point(f"{side}_{part}") for part in ("hip", "knee", "ankle"))
    length = np.linalg.norm(knee - hip, axis=1) + np.linalg.norm(ankle - knee, axis=1)
    return float(np.nanmedian(length)) if np.isfinite(length).any() else float("nan")


def mean_leg_px(track: PoseTrack) -> float:
    """Mean length of the legs that are seen, NaN where none is."""
    legs = [px for side in SIDES if np.isfinite(px := leg_length_px(track, side))]
    return float(np.mean(legs)) if legs else float("nan")


def to_sagittal(
    track: PoseTrack, direction: Direction, roll_deg: float = 0.0, *, drawn_leg: float = 1.0
) -> SagittalTrack:
    """Turn a cleaned track into the sagittal frame.

    Parameters
    ----------
    track : PoseTrack
    direction : {"left", "right"}
        Running direction in the picture.
    roll_deg : float
        Camera roll to take out; positive = the camera was turned clockwise, so that
        upright things lean to the left in the picture.
    drawn_leg : float
        Length of the leg between the landmarks over that between the joints.
    """
    centre = np.array([track.width / 2, track.height / 2])
    xy = track.xy_px - centre
    xy[..., 1] *= -1
    if roll_deg:
        c, s = np.cos(np.radians(-roll_deg)), np.sin(np.radians(-roll_deg))
        xy = xy @ np.array([[c, s], [-s, c]])
    if direction == "left":
        xy[..., 0] *= -1
    return SagittalTrack(
        time_s=track.time_s,
        frame=track.frame,
        xy_px=xy,
        visibility=track.visibility,
        leg_length_px=mean_leg_px(track) / drawn_leg,
        direction=direction,
        roll_deg=roll_deg,
        source=track.source,
    )


def to_picture(way: FloatArray, track: SagittalTrack) -> FloatArray:
    """Turn ways of the sagittal frame back into the picture's, shape (..., 2): no origin."""
    picture = way * (-1.0 if track.direction == "left" else 1.0, 1.0)
    c, s = np.cos(np.radians(track.roll_deg)), np.sin(np.radians(track.roll_deg))
    return np.asarray(picture @ np.array([[c, s], [-s, c]]) * (1.0, -1.0))


def turned(track: SagittalTrack, angle_deg: float) -> SagittalTrack:
    """Tilt the runner backwards by an angle (taking out a forward tilt of the camera)."""
    c, s = np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))
    x, y = track.xy_px[..., 0], track.xy_px[..., 1]
    return replace(track, xy_px=np.stack([c * x - s * y, s * x + c * y], axis=-1))
