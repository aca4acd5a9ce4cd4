"""One person in one picture, and what finds people in pictures."""

from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from formcheck.domain.skeleton import INDEX, LANDMARKS
from formcheck.video.upright import Picture


class Body(NamedTuple):
    """Landmarks of one person in one picture, in the order of the back end's skeleton.

    ``xy`` (N, 2) as shares of the picture's width and height, NaN where not seen;
    ``visibility`` (N,) 0-1; ``world_m`` (N, 3) metres from the middle of the hips, x right,
    y down, z away from the camera, NaN from a back end that knows no depth.
    """

    xy: NDArray[np.float32]
    visibility: NDArray[np.float32]
    world_m: NDArray[np.float32]


def placed(body: Body, skeleton: tuple[str, ...]) -> Body:
    """Return a body of that skeleton in the order of `LANDMARKS`; what it lacks is not seen."""
    if skeleton == LANDMARKS:
        return body
    at = [INDEX[name] for name in skeleton]
    xy = np.full((len(LANDMARKS), 2), np.nan, np.float32)
    world_m = np.full((len(LANDMARKS), 3), np.nan, np.float32)
    visibility = np.zeros(len(LANDMARKS), np.float32)
    xy[at], visibility[at], world_m[at] = body
    return Body(xy, visibility, world_m)


class BodyTracker(Protocol):
    """Follows one body through consecutive pictures, without smoothing in time."""

    def track(self, image_rgb: Picture) -> Body | None:
        """Return the body in the next picture, C-contiguous RGB of shape (height, width, 3)."""

    def restart(self) -> None:
        """Forget the body: the next picture is searched as if it were the first."""

    def close(self) -> None:
        """Free what it holds."""


class PeopleFinder(Protocol):
    """Finds people in single pictures; used from several threads."""

    def find_all(self, image_rgb: Picture, known: Body | None = None) -> list[Body]:
        """Return everybody in a picture, of whom ``known`` was found already."""

    def close(self) -> None:
        """Free what it holds."""
