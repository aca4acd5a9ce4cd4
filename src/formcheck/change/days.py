"""A runner's own days: what several sessions tell of them, beside what is published.

A few sessions say little of how a runner's days scatter, and what is published holds for others.
The two are weighed by how many days each stands for.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from formcheck.change.parts import BetweenDayVariability, all_days

PUBLISHED_DAYS = 4.0
"""As so many of the runner's own days a published figure counts: runners' spreads differ by a
third and more, which is what four days leave open too."""
ENOUGH_DAYS = 7.0
"""From so many degrees of freedom the runner's own days stand alone, where nothing is published."""
FEWEST_DAYS = 3.0


@dataclass(frozen=True, slots=True)
class OwnDays:
    """How one metric of a runner scattered over sessions, a change that was found taken off.

    Attributes
    ----------
    sd : float
        Standard deviation of one session's value.
    dof : float
        Degrees of freedom it rests on.
    sd_measured : float
        What measuring alone makes of it.
    sessions : int
    """

    sd: float
    dof: float
    sd_measured: float
    sessions: int


def informed(own: Mapping[str, OwnDays]) -> dict[str, BetweenDayVariability]:
    """Return how days scatter, by metric, where a runner's own sessions have a say."""
    published = all_days()
    found = {name: _weighed(days, published.get(name)) for name, days in own.items()}
    return {name: day for name, day in found.items() if day is not None}


def _weighed(own: OwnDays, published: BetweenDayVariability | None) -> BetweenDayVariability | None:
    if own.dof < (FEWEST_DAYS if published else ENOUGH_DAYS):
        return None
    variance = max(own.sd**2 - own.sd_measured**2, 0.0)
    source = f"{own.sessions} sessions of this runner"
    if published is None:
        return BetweenDayVariability(math.sqrt(variance), source, own.dof)
    dof = own.dof + PUBLISHED_DAYS
    variance = (own.dof * variance + PUBLISHED_DAYS * published.sd**2) / dof
    return BetweenDayVariability(math.sqrt(variance), f"{source}; {published.source}", dof)
