"""Runners: whose clips these are, so that those of several people never mix."""

import json
import uuid
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from formcheck.settings import OPTIONS
from formcheck.web.clip_repository import ID, ClipRepository, StoredClip, now
from formcheck.web.form import plain_text
from formcheck.web.problem import Problem

NOBODY: Final = "nobody"
"""Stands for the clips that have been given to no runner."""
MOST_RUNNERS: Final = 200
_NAME_LENGTH: Final = 80
_HEIGHT: Final = OPTIONS["height_cm"]


class Profile(BaseModel):
    """What is known of a runner and need not be typed again."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    name: Annotated[str, Field(max_length=1000)]
    height_cm: Annotated[float | None, Field(ge=_HEIGHT.low, le=_HEIGHT.high)] = None
    sex: Literal["f", "m"] | None = None
    born: Annotated[int | None, Field(ge=1900, le=2100, description="Year of birth")] = None
    units: Literal["km", "miles"] = "km"

    @field_validator("name")
    @classmethod
    def _name(cls, text: str) -> str:
        name = plain_text(text, _NAME_LENGTH)
        if not name:
            message = "a runner needs a name"
            raise ValueError(message)
        return name


class PainNote(BaseModel):
    """Pain on one day; without a number the note is taken away."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    day: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d$")]
    pain: Annotated[int | None, Field(ge=0, le=10)] = None

    @field_validator("day")
    @classmethod
    def _day(cls, text: str) -> str:
        return date.fromisoformat(text).isoformat()


@dataclass(frozen=True, slots=True)
class Runner:
    """A runner with an id of their own.

    Attributes
    ----------
    id : str
        A uuid4, or ``nobody``.
    profile : Profile or None
        None for nobody.
    """

    id: str
    profile: Profile | None

    def as_json(self) -> dict[str, Any]:
        """Return the runner as the API tells it; ``age`` as of this year."""
        if self.profile is None:
            return {"id": self.id, "name": ""}
        born = self.profile.born
        age = date.today().year - born if born else None  # noqa: DTZ011 - the user's own year
        return {"id": self.id, **self.profile.model_dump(), "age": age}


@dataclass(frozen=True, slots=True)
class Roster:
    """All runners of a repository, their clips and their pain."""

    repository: ClipRepository

    def all(self) -> list[Runner]:
        """Return the runners by name."""
        found = [_runner(row) for row in self.repository.rows("SELECT * FROM runner")]
        return sorted(found, key=lambda r: r.profile.name.casefold() if r.profile else "")

    def get(self, runner_id: str) -> Runner:
        """Return one runner; ``nobody`` is one, too.

        Raises
        ------
        Problem
            404 for an id that nobody has.
        """
        if runner_id == NOBODY:
            return Runner(NOBODY, None)
        known = ID.fullmatch(runner_id) is not None
        rows = self.repository.rows("SELECT * FROM runner WHERE id = ?", runner_id) if known else []
        if not rows:
            raise no_such_runner()
        return _runner(rows[0])

    def add(self, profile: Profile) -> Runner:
        """Take a runner in.

        Raises
        ------
        Problem
            429 where there are too many.
        """
        if len(self.repository.rows("SELECT id FROM runner")) >= MOST_RUNNERS:
            what = f"There are {MOST_RUNNERS} runners already."
            raise Problem(429, what, "Remove some of them.", code="too_many_runners")
        runner_id = str(uuid.uuid4())
        values = runner_id, profile.model_dump_json(), now()
        self.repository.write("INSERT INTO runner VALUES (?, ?, ?)", *values)
        return Runner(runner_id, profile)

    def change(self, runner: Runner, profile: Profile) -> Runner:
        """Replace what is known of a runner."""
        text = profile.model_dump_json()
        self.repository.write("UPDATE runner SET profile = ? WHERE id = ?", text, runner.id)
        return Runner(runner.id, profile)

    def remove(self, runner: Runner) -> None:
        """Forget a runner and their pain; their clips stay, and are nobody's."""
        self.repository.write("DELETE FROM pain WHERE runner = ?", runner.id)
        self.repository.write("DELETE FROM runner WHERE id = ?", runner.id)
        self.repository.block(runner.id).unlink(missing_ok=True)

    def clips(self, runner: Runner) -> list[StoredClip]:
        """Return the clips of a runner, the oldest first."""
        known = {r.id for r in self.all()}
        own = runner.id if runner.profile else None
        clips = self.repository.find()
        return [c for c in clips if (c.form.runner if c.form.runner in known else None) == own]

    def note(self, runner: Runner, noted: PainNote) -> None:
        """Keep the pain of a day, in place of what was noted for it before."""
        if noted.pain is None:
            sql = "DELETE FROM pain WHERE runner = ? AND day = ?"
            self.repository.write(sql, runner.id, noted.day)
            return
        sql = "INSERT INTO pain VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET pain = excluded.pain"
        self.repository.write(sql, runner.id, noted.day, noted.pain)

    def pain(self, runner: Runner) -> list[tuple[str, int]]:
        """Return what was noted, day by day."""
        sql = "SELECT day, pain FROM pain WHERE runner = ? ORDER BY day"
        return [(row["day"], row["pain"]) for row in self.repository.rows(sql, runner.id)]

    def retest(self, runner: Runner) -> date | None:
        """Return the day to film again, after the newest clip that was measured."""
        days = [c.summary.get("retest") for c in self.clips(runner) if c.state == "done"]
        return date.fromisoformat(days[-1]) if days and days[-1] else None


def _runner(row: Any) -> Runner:  # noqa: ANN401 - a row
    return Runner(row["id"], Profile(**json.loads(row["profile"])))


def no_such_runner() -> Problem:
    """Return the answer to an id that no runner has."""
    return Problem(404, "There is no such runner here.", "Look at the list.", code="no_such_runner")
