"""How long an analysis will take, by how long those before it took on this machine."""

import json
from datetime import datetime
from statistics import median
from typing import Any, Final

from formcheck.web import content
from formcheck.web.clip_repository import ClipRepository, StoredClip
from formcheck.web.form import ClipForm

_LATEST: Final = 40
_ENOUGH: Final = 8


def frames_to_read(facts: dict[str, Any], form: ClipForm) -> float:
    """Return how many frames of a clip are looked at: all, or those of the part that was chosen.

    A film from behind is looked at as a whole.
    """
    behind = content.frames_of(facts["rear"]) if "rear" in facts else 0
    frames = float(content.frames_of(facts) - behind)
    start_s: float = getattr(form, "start_s", None) or 0.0
    end_s: float | None = getattr(form, "end_s", None)
    if not start_s and end_s is None:
        return frames + behind
    long_s = facts["duration_s"] or 1.0
    share = (min(long_s, end_s or long_s) - start_s) / long_s
    return behind + frames * min(1.0, max(0.0, share))


class Pace:
    """What analyses have taken here for each frame, by the pose model that was chosen.

    Parameters
    ----------
    repository : ClipRepository
        Knows when earlier analyses began and ended.
    """

    def __init__(self, repository: ClipRepository) -> None:
        self._repository = repository
        self._known: dict[str | None, float | None] = {}

    def expected_s(self, clip: StoredClip) -> float | None:
        """Return how long the analysis of a clip should take.

        Returns
        -------
        float or None
            Seconds; None where no clip was measured by the same pose model before.
        """
        model: str | None = getattr(clip.form, "model", None)
        if model not in self._known:
            self._known[model] = self._learned(model)
        pace_s = self._known[model]
        if pace_s is None or not clip.facts:
            return None
        return pace_s * frames_to_read(clip.facts, clip.form)

    def learn(self) -> None:
        """Take in that another analysis has ended."""
        self._known.clear()

    def _learned(self, model: str | None) -> float | None:
        rows = self._repository.rows(
            "SELECT facts, form, started, finished FROM clip "
            "WHERE state = 'done' AND starts = 1 AND started < finished "
            "ORDER BY finished DESC LIMIT ?",
            _LATEST,
        )
        paces = []
        for row in rows:
            facts, form = json.loads(row["facts"]), ClipForm.model_validate_json(row["form"])
            frames = frames_to_read(facts, form) if facts else 0.0
            if frames and getattr(form, "model", None) == model:
                began, ended = (datetime.fromisoformat(row[w]) for w in ("started", "finished"))
                paces.append((ended - began).total_seconds() / frames)
        return median(paces[:_ENOUGH]) if paces else None
