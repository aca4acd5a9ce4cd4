"""What is found in one frame, and the same in half the memory."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from formcheck.pose.raw import N_LANDMARKS
from formcheck.video.frame_stats import StatsRow

if TYPE_CHECKING:
    from formcheck.pose.mediapipe import Body


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
        from formcheck.pose.mediapipe import Body

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
