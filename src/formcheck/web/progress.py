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
_FILM_BY_FILM: Final = ("pose", "video")
_BEGINS_AT: Final = 1.0
_LAST_LINES: Final = 20
_TELLING_PERCENT: Final = 1.0
_TELLING_S: Final = 1.0
_SURE_PERCENT: Final = 12.0


@dataclass
class Live:
    """A running analysis.

    Attributes
    ----------
    expected_s : float or None
        How long such clips have taken here, None where there was none.
    films : int
        Films of the clip; they are measured, and then drawn, one after the other.
    began_s, began_at : float
        When the first frames had been seen (monotonic clock), and the percent then: loading
        libraries and model says nothing about the pace.
    stage : str
        Name of the stage, "" before the first.
    percent : float
        0-99; it never goes back.
    last_words : deque of str
        Last lines of the error output that are no progress.
    """

    expected_s: float | None = None
    films: int = 1
    began_s: float = field(default_factory=time.monotonic)
    began_at: float = _BEGINS_AT
    stage: str = ""
    percent: float = 0.0
    last_words: deque[str] = field(default_factory=lambda: deque(maxlen=_LAST_LINES))
    _film: int = 0
    _share: float = 0.0

    def receive(self, line: str) -> None:
        """Take in one line of the error output."""
        told = _read(line)
        if told is None:
            self.last_words.append(line)
            return
        loading = self.percent <= _BEGINS_AT
        stage, share = told
        self._film = min(self._film_of(stage, share), self.films - 1)
        self.stage, self._share = told
        low, high = _SPANS[stage]
        films = self.films if stage in _FILM_BY_FILM else 1
        if stage != "numbers" or self._film == self.films - 1:
            part = share if films == 1 else (self._film + share) / films
            self.percent = max(self.percent, low + (high - low) * part)
        if loading:
            self.began_s, self.began_at = time.monotonic(), min(self.percent, _SURE_PERCENT)

    def _film_of(self, stage: str, share: float) -> int:
        """Return which film a stage is at, from 0: the next begins where a stage comes again."""
        if (self.stage, stage) == ("numbers", "pose"):
            return self._film + 1
        if stage == self.stage:
            return self._film + (stage == "video" and share < self._share)
        return self._film if stage == "numbers" else 0

    def left_s(self) -> float | None:
        """Return the time that is left in seconds, None while it is too early to tell.

        At first by what was expected, then more and more by the pace of this clip.
        """
        gone_s = time.monotonic() - self.began_s
        seen, to_come = self.percent - self.began_at, 100.0 - self.percent
        expected_s = None if self.expected_s is None else self.expected_s * to_come / 100.0
        if seen < (_TELLING_PERCENT if gone_s > _TELLING_S else _SURE_PERCENT):
            return expected_s
        by_pace_s = gone_s * to_come / seen
        if expected_s is None:
            return by_pace_s
        trust = min(1.0, seen / _SURE_PERCENT)
        return trust * by_pace_s + (1.0 - trust) * expected_s


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
