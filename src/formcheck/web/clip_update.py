"""A clip that has ended gets new facts: name, notes, shoe, and what it is measured by."""

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any, Final

from formcheck.settings import OPTIONS
from formcheck.web.bounds import ask
from formcheck.web.clip_repository import ClipRepository, StoredClip
from formcheck.web.form import ClipForm
from formcheck.web.limits import Limits
from formcheck.web.problem import Problem
from formcheck.web.queue import Queue
from formcheck.web.remeasure import LONGEST_S, OF_THE_FILM
from formcheck.web.summary import summary_of

_KEPT: Final = ("keep_original", "language", "rear_name", "rear_size")
_SETTINGS: Final = tuple(name for name in OPTIONS if name in ClipForm.model_fields)


@dataclass(frozen=True, slots=True)
class ClipUpdate:
    """Changes what was said of clips that have ended, one after the other.

    Attributes
    ----------
    repository : ClipRepository
    queue : Queue
    limits : Limits
    turn : Semaphore
    """

    repository: ClipRepository
    queue: Queue
    limits: Limits
    turn: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))

    async def __call__(self, clip: StoredClip, said: ClipForm) -> StoredClip:
        """Measure again by what is said now.

        From the film where that was kept and is needed, else from the landmarks; a clip that
        was never measured only keeps the words.

        Raises
        ------
        Problem
            409: the film would be needed and is gone, or nothing can be measured from this.
        """
        kept = {name: getattr(clip.form, name) for name in _KEPT}
        form = said.model_copy(update={"size": clip.size, **kept})
        changed = {n for n in _SETTINGS if getattr(form, n) != getattr(clip.form, n)}
        words = {"form": form.model_dump_json(), "name": form.name}
        film = self.repository.original(clip.id).is_file()
        if film and changed and (changed & {*OF_THE_FILM} or clip.state != "done"):
            self.repository.set(clip.id, "waiting", **words, starts=0, error={})
            self.queue.wake()
            return self.repository.get(clip.id)
        if changed & {*OF_THE_FILM}:
            raise Problem(
                409,
                "For this the video itself is needed, and it was deleted after the analysis.",
                "Send the clip again, and untick 'Delete my video' to change such things later.",
                code="film_gone",
            )
        if clip.state not in {"done", "refused"}:
            return self.repository.set(clip.id, clip.state, **words)
        await self._measure(clip, form, changed)
        told = summary_of(self.repository.results(clip.id))
        return self.repository.set(clip.id, clip.state, **words, summary=told or clip.summary)

    async def _measure(self, clip: StoredClip, form: ClipForm, changed: set[str]) -> None:
        settings: dict[str, Any] = {name: getattr(form, name) for name in changed}
        if form.notes != clip.form.notes:
            settings["note"] = form.notes or None
        task = {
            "name": form.name,
            "settings": settings,
            "memory_bytes": self.limits.memory_bytes,
        }
        if not settings and form.name == clip.name:
            return
        async with self.turn:
            folder = self.repository.results(clip.id)
            words = ("formcheck.web.remeasure", folder, json.dumps(task))
            answer = await ask(*words, longest_s=LONGEST_S)
        if answer is None:
            error = {"what": "The clip could not be measured again.", "fix": "Send it again."}
        else:
            error = answer.get("error") or {}
        if error:
            raise Problem(409, error["what"], error["fix"], code="not_measured_again")
