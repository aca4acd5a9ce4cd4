"""What the lower-back section stands on, and what a pain leaves open."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

PainLevel = Literal["none", "try", "reduce", "see_someone"]
BackSign = Literal["age_under_20", "age_over_50", "leg_pain", "morning_stiffness", "pain_weeks"]

REDUCE_FROM, SEE_SOMEONE_FROM = 4, 6
"""Pain of 10: up to 3 is a common limit for running on; from 6 somebody looks first."""

LOOKED_AT_FIRST: frozenset[BackSign] = frozenset({"leg_pain", "age_under_20"})
"""Signs with which somebody looks first, however small the pain."""


def pain_level(
    pain: float | None, signs: Sequence[BackSign] = (), weeks: float | None = None
) -> PainLevel:
    """Return what a pain leaves open.

    Pain that goes down a leg, or in somebody young, is not trained against before somebody has
    looked at it; who tells only for how long it has hurt, hurts.
    """
    if (pain and pain >= SEE_SOMEONE_FROM) or LOOKED_AT_FIRST.intersection(signs):
        return "see_someone"
    if pain and pain >= REDUCE_FROM:
        return "reduce"
    return "try" if pain or signs or (pain is None and weeks) else "none"


@dataclass(frozen=True, slots=True)
class BackLink:
    """A finding of this clip that may relate to the lower back."""

    finding: str
    metric: str


@dataclass(frozen=True, slots=True)
class LowBack:
    """What the lower-back section stands on. There is no number for the back.

    Attributes
    ----------
    pain : int, float or None
        0-10 as the runner gave it, None when not asked.
    links : tuple of BackLink
    citations : tuple of str
    signs : tuple of str
        Of what the runner told, that which stands in the lists of signs for a clinician.
    not_judged : tuple of str
        Metrics that could be linked to the back and were not judged in this clip.
    level : {"none", "try", "reduce", "see_someone"}
        What the pain leaves open: everything, trying with care, only less load, or somebody
        to look at it first.
    """

    pain: int | float | None
    links: tuple[BackLink, ...]
    citations: tuple[str, ...]
    signs: tuple[BackSign, ...] = ()
    not_judged: tuple[str, ...] = ()
    level: PainLevel = "none"

    @property
    def hurts(self) -> bool:
        """Whether there is pain, or a sign of it; a pain of 0 is none."""
        return self.level != "none"

    @property
    def asked(self) -> bool:
        """Whether anything was said about pain."""
        return self.pain is not None or self.hurts
