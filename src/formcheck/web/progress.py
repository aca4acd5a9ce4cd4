"""How far an analysis has come, from what its process says on its error output."""

import json
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Final

# Share of the whole at which each stage begins and ends, in percent.
_SPANS: Final[dict[str, tuple[float, float]]] = {
    "pose": (1.0, 80.0),
    "numbers": (80.0, 81.0),
    "video": (81.0, 97.0),
    "report": (97.0, 99.0),
}
_LAST_LINES: Final = 20
_TELLING_PERCENT: Final = 4.0


@dataclass
class Live:
    """A running analysis.

    Attributes
    ----------
    began_s : float
        When the first stage began, monotonic clock.
    stage : str
        Name of the stage, "" before the first.
    percent : float
        0-99; it never goes back.
    last_words : deque of str
        Last lines of the error output that are no progress.
    """

    began_s: float = field(default_factory=time.monotonic)
    stage: str = ""
    percent: float = 0.0
    last_words: deque[str] = field(default_factory=lambda: deque(maxlen=_LAST_LINES))

    def hear(self, line: str) -> None:
        """Take in one line of the error output."""
        told = _read(line)
        if told is None:
            self.last_words.append(line)
            return
        if not self.stage:  # loading the libraries says nothing about the pace
            self.began_s = time.monotonic()
        self.stage, share = told
        low, high = _SPANS[self.stage]
        self.percent = max(self.percent, low + (high - low) * share)

    def left_s(self) -> float | None:
        """Return the time that is left in seconds, None while it is too early to tell."""
        if self.percent < _TELLING_PERCENT:
            return None
        gone_s = time.monotonic() - self.began_s
        return gone_s * (100.0 - self.percent) / self.percent


def _read(line: str) -> tuple[str, float] | None:
    """Return the stage and the share of it that is done, None for any other line."""
    if not line.startswith("{"):
        return None
    try:
        told = json.loads(line)
        stage, done, total = told["stage"], int(told["done"]), int(told["total"] or 0)
    except (ValueError, KeyError, TypeError):
        return None
    if stage not in _SPANS:
        return None
    return stage, min(1.0, done / total) if total > 0 else 0.0
