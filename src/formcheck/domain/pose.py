"""Body landmarks over time."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from formcheck.domain.landmark_source import LABORATORY, LandmarkSource
from formcheck.domain.message import Message
from formcheck.domain.skeleton import INDEX, LANDMARKS, MIRROR, Side

FloatArray = NDArray[np.float64]

SAME_PERSON_HEIGHTS: Final = 1.2
"""From one look at everybody to the next (half a second) a person's box goes at most so far, in
heights."""


def _frozen(array: NDArray[np.generic]) -> NDArray[np.generic]:
    if array.flags.writeable:
        array = array.copy()
        array.flags.writeable = False
    return array


@dataclass(frozen=True, slots=True, eq=False)
class CameraMotion:
    """How far the picture itself moved since the first frame.

    Attributes
    ----------
    path_px : ndarray, shape (T, 2)
        Position of the background, x right, y down.
    moves : bool
        Whether that is more than a still camera shows.
    known : bool
        Whether the path is sure enough to be taken out of the landmarks.
    """

    path_px: FloatArray
    moves: bool
    known: bool

    @property
    def heights_hold(self) -> bool:
        """Whether vertical positions can be compared from frame to frame."""
        return self.known or not self.moves


@dataclass(frozen=True, slots=True, eq=False)
class PoseTrack:
    """Landmarks of one runner, frame by frame. Every stage returns a new track.

    Attributes
    ----------
    time_s : ndarray, shape (T,)
        Capture time in seconds, strictly increasing, from the file's first frame.
    frame : ndarray of int, shape (T,)
        Number of each frame in the file, from 0.
    xy_px : ndarray, shape (T, 33, 2)
        Pixels of the upright picture, x right, y down; NaN where not seen.
    visibility : ndarray, shape (T, 33)
        The model's own visibility, 0-1.
    width, height : int
        Size of the picture in pixels.
    history : tuple of Message
        What was done to the track, oldest first.
    seen : ndarray of bool, shape (T,), or None
        Frames that the pose model saw; those between follow from them. None = all were seen.
    source : LandmarkSource
        What found the landmarks.
    world_m : ndarray, shape (T, 33, 3), or None
        The model's landmarks in space, metres from the middle of the hips, x right, y down, z
        away from the camera; None for a table.
    camera : CameraMotion or None
        How the picture itself moved; None where that was taken out, or nothing is known of it.
    """

    time_s: FloatArray
    frame: NDArray[np.int64]
    xy_px: FloatArray
    visibility: FloatArray
    width: int
    height: int
    history: tuple[Message, ...] = ()
    seen: NDArray[np.bool_] | None = None
    source: LandmarkSource = LABORATORY
    world_m: FloatArray | None = None
    camera: CameraMotion | None = None

    def __post_init__(self) -> None:
        n = len(self.time_s)
        shapes = {
            "frame": (n,),
            "xy_px": (n, len(LANDMARKS), 2),
            "visibility": (n, len(LANDMARKS)),
        }
        if self.world_m is not None:
            shapes["world_m"] = (n, len(LANDMARKS), 3)
        if self.camera is not None and len(self.camera.path_px) != n:
            msg = f"the camera's path has {len(self.camera.path_px)} frames, expected {n}"
            raise ValueError(msg)
        for name, shape in shapes.items():
            if getattr(self, name).shape != shape:
                msg = f"{name} has shape {getattr(self, name).shape}, expected {shape}"
                raise ValueError(msg)
        if n > 1 and not np.all(np.diff(self.time_s) > 0):
            msg = "time_s must be strictly increasing"
            raise ValueError(msg)
        if self.seen is not None:
            object.__setattr__(self, "seen", _frozen(np.asarray(self.seen, bool)))
        for name in ("time_s", *shapes):
            object.__setattr__(self, name, _frozen(getattr(self, name)))

    def __len__(self) -> int:
        return len(self.time_s)

    @property
    def heights_hold(self) -> bool:
        """Whether vertical positions can be compared: the camera stands, or its way is known."""
        return self.camera is None or self.camera.heights_hold

    @property
    def fps(self) -> float:
        """Frames a second of capture time: one over the median interval (NaN if unknown)."""
        if len(self) < 2:
            return float("nan")
        return float(1.0 / np.median(np.diff(self.time_s)))

    def point(self, name: str) -> FloatArray:
        """Pixels of one landmark, shape (T, 2)."""
        return self.xy_px[:, INDEX[name]]

    def midpoint(self, part: str) -> FloatArray:
        """Middle between the left and right landmark of ``part``, shape (T, 2)."""
        return (self.point(f"left_{part}") + self.point(f"right_{part}")) / 2

    def has(self, *names: str) -> bool:
        """Whether every named landmark was seen in at least one frame."""
        return all(bool(np.isfinite(self.point(n)).any()) for n in names)

    def leg_visibility(self, side: Side) -> float:
        """Mean visibility of a leg's knee and ankle: low where the model mostly guessed it."""
        joints = [INDEX[f"{side}_{part}"] for part in ("knee", "ankle")]
        return float(self.visibility[:, joints].mean())

    def moved(
        self, xy_px: FloatArray, note: Message, *, visibility: FloatArray | None = None
    ) -> "PoseTrack":
        """Return a track with other positions and ``note`` added to its history."""
        seen = self.visibility if visibility is None else visibility
        return replace(self, xy_px=xy_px, visibility=seen, history=(*self.history, note))

    def span(self, start_s: float, end_s: float) -> "PoseTrack":
        """Return the frames whose time lies in ``[start_s, end_s)``."""
        return self.picked((self.time_s >= start_s) & (self.time_s < end_s))

    def picked(self, frames: NDArray[np.bool_] | NDArray[np.int64] | slice) -> "PoseTrack":
        """Return some of the frames, by mask of shape (T,) or by range."""
        return replace(
            self,
            time_s=self.time_s[frames],
            frame=self.frame[frames],
            xy_px=self.xy_px[frames],
            visibility=self.visibility[frames],
            seen=None if self.seen is None else self.seen[frames],
            world_m=None if self.world_m is None else self.world_m[frames],
            camera=self.camera
            and replace(self.camera, path_px=np.asarray(self.camera.path_px[frames])),
        )

    def only_seen(self) -> "PoseTrack":
        """Return the frames that the pose model saw: what is measured rests on them alone."""
        return self if self.seen is None else replace(self.picked(self.seen), seen=None)

    def without_camera(self) -> "PoseTrack":
        """Take the camera's own movement out of the landmarks, where it moves and is known."""
        if self.camera is None or not (self.camera.moves and self.camera.known):
            return self
        steady = self.moved(self.xy_px - self.camera.path_px[:, None], Message("camera_taken_out"))
        return replace(steady, camera=None)

    def mirrored(self) -> "PoseTrack":
        """Return the track of the mirrored picture: x reversed, sides exchanged."""
        xy = self.xy_px[:, MIRROR, :].copy()
        xy[..., 0] = self.width - 1 - xy[..., 0]
        across = np.array([-1.0, 1.0, 1.0])
        return replace(
            self,
            xy_px=xy,
            world_m=None if self.world_m is None else self.world_m[:, MIRROR] * across,
            camera=self.camera and replace(self.camera, path_px=self.camera.path_px * across[:2]),
            visibility=self.visibility[:, MIRROR],
            history=(*self.history, Message("mirrored")),
        )
