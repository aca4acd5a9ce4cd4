"""Shape of the exercises: what they are called, how much, how, and how they are drawn."""

from typing import Annotated, Literal

from pydantic import Field

from formcheck.guidelines.texts import Strict, Text
from formcheck.locales import labelled

Limb = tuple[float, float]
Prop = Literal[
    "", "wall", "plumb", "ceiling", "slope", "beat", "box", "bench", "chair", "band", "weight",
    "strap", "roll", "water", "deep", "bike",
]  # fmt: skip


class Position(Strict):
    """One position of the figure; angles in degrees, clockwise from straight up.

    ``legs`` are thigh and shank, ``arms`` upper and lower arm, near side first. ``up`` is how
    far the figure hangs above the floor.
    """

    trunk: float
    legs: tuple[Limb, Limb]
    arms: tuple[Limb, Limb]
    up: float = 0.0


class Pose(Position):
    """A position with what stands around it, and perhaps a second one, ``to``."""

    to: Position | None = None
    prop: Prop = ""
    lying: bool = False
    tiptoe: bool = False


class Exercise(Strict):
    """One exercise; ``title`` may hold a placeholder of the finding that asks for it."""

    title: Text
    dose: Text
    how: Text
    pose: Pose

    def line(self) -> str:
        """Return title and dose in one line."""
        return labelled(self.title, f"{self.dose}.")


Exercises = Annotated[dict[str, Exercise], Field(min_length=1)]
