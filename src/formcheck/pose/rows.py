"""What is found in one frame, and the same in half the memory."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from formcheck.domain.clip import Clip
from formcheck.pose.raw import N_LANDMARKS
from formcheck.video.frame_stats import StatsRow

if TYPE_CHECKING:
    from formcheck.pose.body import Body


class Row(NamedTuple):
    """What one worker found in one frame; ``stats`` is None where the frame was a warm-up."""

    frame: int
    time_s: float
    body: "Body | None"
    stats: StatsRow | None
    people: "list[Body] | None"


class PackedRow(NamedTuple):
    """A row in half the memory, in one piece: a long clip has tens of thousands."""

    frame: int
    time_s: float
    body: bytes
    stats: bytes
    people: "list[Body] | None"

    @classmethod
    def of(cls, row: Row) -> "PackedRow":
        """Pack a row; what is missing takes no bytes."""
        parts = [] if row.body is None else [part.ravel() for part in row.body]
        body = np.concatenate(parts).tobytes() if parts else b""
        stats = b"" if row.stats is None else np.hstack(row.stats).tobytes()
        return cls(row.frame, row.time_s, body, stats, row.people)

    def row(self) -> Row:
        """Unpack it."""
        from formcheck.pose.body import Body

        body, stats = None, None
        if self.body:
            numbers = np.frombuffer(self.body, np.float32)
            n = N_LANDMARKS
            body = Body(
                numbers[: 2 * n].reshape(n, 2),
                numbers[2 * n : 3 * n],
                numbers[3 * n :].reshape(n, 3),
            )
        if self.stats:
            luma, sharpness, change, dx, dy, response, *border = np.frombuffer(self.stats)
            stats = StatsRow(luma, sharpness, change, (dx, dy), response, tuple(border))
        return Row(self.frame, self.time_s, body, stats, self.people)


def landmark_arrays(rows: Sequence[Row], clip: Clip) -> dict[str, Any]:
    """Return time, frame and landmarks of rows, as `RawPose` holds them."""
    visibility = np.zeros((len(rows), N_LANDMARKS))
    world = np.full((len(rows), N_LANDMARKS, 3), np.nan)
    for i, row in enumerate(rows):
        if row.body is not None:
            visibility[i] = row.body.visibility
            world[i] = row.body.world_m
    return {
        "time_s": np.array([row.time_s for row in rows], np.float64),
        "frame": np.array([row.frame for row in rows], np.int64),
        "xy_px": pixels(rows, clip),
        "visibility": visibility,
        "world_m": world,
    }


def pixels(rows: Sequence[Row], clip: Clip) -> NDArray[np.float64]:
    """Return landmarks of each row in pixels, shape (T, 33, 2); NaN where nobody was found."""
    size = np.array([clip.width, clip.height], np.float32)
    xy = np.full((len(rows), N_LANDMARKS, 2), np.nan)
    for i, row in enumerate(rows):
        if row.body is not None:
            xy[i] = row.body.xy * size
    return xy
