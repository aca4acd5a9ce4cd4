"""What the pose stage hands on: landmarks as the model gave them, and what was seen besides."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from formcheck.domain.landmark_source import LandmarkSource
from formcheck.domain.message import Message
from formcheck.domain.pose import PoseTrack
from formcheck.domain.skeleton import LANDMARKS
from formcheck.video.frame_stats import FrameStats
from formcheck.video.reader import ReadReport, Shown

FloatArray = NDArray[np.float64]
N_LANDMARKS: Final = len(LANDMARKS)


@dataclass(frozen=True, slots=True)
class Box:
    """One person found in one picture.

    Attributes
    ----------
    x_px, y_px, width_px, height_px : float
        Bounding box of the landmarks in full-size upright pixels.
    visibility : float
        Mean visibility of the landmarks, 0-1.
    """

    x_px: float
    y_px: float
    width_px: float
    height_px: float
    visibility: float

    @property
    def centre_px(self) -> tuple[float, float]:
        """Middle of the box."""
        return self.x_px + self.width_px / 2, self.y_px + self.height_px / 2


@dataclass(frozen=True, slots=True)
class Candidates:
    """Everybody found in one picture, the tallest first.

    Attributes
    ----------
    frame : int
    time_s : float
        Playback time.
    boxes : tuple of Box
        At most four; empty if nobody was found.
    """

    frame: int
    time_s: float
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True, eq=False)
class RawPose:
    """Landmarks of one person straight from the model, on the playback clock.

    Attributes
    ----------
    time_s : ndarray, shape (T,)
        Playback time since the file's first frame; strictly increasing.
    frame : ndarray of int, shape (T,)
        Number in the file, from 0, of each frame that the model saw.
    xy_px : ndarray, shape (T, 33, 2)
        Full-size upright pixels, x right, y down; NaN where nobody was found.
    visibility : ndarray, shape (T, 33)
        0-1; 0 where nobody was found.
    world_m : ndarray, shape (T, 33, 3)
        The model's own guess of the body in space, metres from the middle of the hips,
        x right, y down, z away from the camera; NaN where nobody was found.
    width, height : int
        Size of the upright picture in pixels.
    stats : FrameStats
    candidates : tuple of Candidates
        A look for up to four people about every half second.
    read : ReadReport
        How reading the file went.
    model, model_sha256 : str
        Name, and hash of the bundle that the model was made from (`ModelBundle.original_sha256`).
    person : int or None
        The person that was asked for, by rank of size, 1 = largest.
    film : Shown or None
        Every frame of the span; None where the model saw them all.
    """

    time_s: FloatArray
    frame: NDArray[np.int64]
    xy_px: FloatArray
    visibility: FloatArray
    world_m: FloatArray
    width: int
    height: int
    stats: FrameStats
    candidates: tuple[Candidates, ...]
    read: ReadReport
    model: str
    model_sha256: str
    person: int | None = None
    film: Shown | None = None

    def __post_init__(self) -> None:
        n = len(self.time_s)
        shapes = {
            "frame": (n,),
            "xy_px": (n, N_LANDMARKS, 2),
            "visibility": (n, N_LANDMARKS),
            "world_m": (n, N_LANDMARKS, 3),
        }
        for name, shape in shapes.items():
            if getattr(self, name).shape != shape:
                msg = f"{name} has shape {getattr(self, name).shape}, expected {shape}"
                raise ValueError(msg)
        for name in ("time_s", *shapes):
            array = getattr(self, name)
            if array.flags.writeable:
                array = array.copy()
                array.flags.writeable = False
                object.__setattr__(self, name, array)

    def __len__(self) -> int:
        return len(self.time_s)

    @property
    def frames_per_seen(self) -> float:
        """Of how many frames of the file the model saw one; 1.0 = of each."""
        if self.film is None or len(self) < 2:
            return 1.0
        return float(np.median(np.diff(self.frame)))

    @property
    def found(self) -> NDArray[np.bool_]:
        """Whether somebody was found in each frame, shape (T,)."""
        return np.asarray(np.isfinite(self.xy_px).any(axis=(1, 2)))

    def track(self, source: LandmarkSource, slow_motion_factor: float = 1.0) -> PoseTrack:
        """Return the landmarks as a track on the capture clock.

        Parameters
        ----------
        source : LandmarkSource
            Of the model, by :func:`formcheck.pose.backend.back_end_of`.
        slow_motion_factor : float > 0
            Capture rate over playback rate.
        """
        return PoseTrack(
            time_s=self.time_s / slow_motion_factor,
            frame=self.frame,
            xy_px=self.xy_px,
            visibility=self.visibility,
            width=self.width,
            height=self.height,
            history=(Message("pose_model", {"model": self.model}),),
            source=source,
            world_m=self.world_m,
        )
