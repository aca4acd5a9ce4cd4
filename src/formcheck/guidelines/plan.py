"""Shape of the six weeks: what happens when, how it grows, when to stop."""

from typing import Literal

from pydantic import Field

from formcheck.guidelines.texts import Strict, Text

DAYS = 7
Slot = Literal["drill", "strength", "cross", "rest", "long", "easy"]


class PlanDay(Strict):
    """One day of the week: what it is for, what is done, and what where there is no drill."""

    day: Text
    slot: Slot
    text: Text
    steady: Text | None = None


class Week(Strict):
    """What one week asks: of the drill, of strength, of running."""

    drill: Text
    strength: Text
    run: Text


class PlanFrame(Strict):
    """The frame of every plan; the finding fills in its exercises.

    ``maintenance`` are the two exercises of a runner with nothing to change, ``core`` and
    ``stretch`` stand in every plan.
    """

    days: tuple[PlanDay, ...] = Field(min_length=DAYS, max_length=DAYS)
    weeks: tuple[Week, ...] = Field(min_length=6, max_length=6)
    maintenance: tuple[str, ...] = Field(min_length=2, max_length=2)
    core: tuple[str, ...]
    stretch: tuple[str, ...]
    stop: tuple[Text, ...] = Field(min_length=1)
    steady_lead: Text
    load: Text
    load_known: Text
    retest: Text
    retest_maintenance: Text
    not_proven: Text
    steady: Week
    citations: tuple[str, ...]

    @property
    def all_ids(self) -> tuple[str, ...]:
        """Ids of all exercises of the frame."""
        return (*self.maintenance, *self.core, *self.stretch)
