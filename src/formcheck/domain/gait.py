"""Contacts of the feet with the ground, and the steps between them."""

from dataclasses import dataclass
from typing import Literal

from formcheck.domain.skeleton import Side

EventKind = Literal["IC", "TO"]


@dataclass(frozen=True, slots=True, order=True)
class Event:
    """One initial contact (IC) or toe-off (TO).

    Attributes
    ----------
    time_s : float
        Capture time at which the vertical ground force would pass 50 N.
    side : {"left", "right"}
    kind : {"IC", "TO"}
    frame : float
        The same instant as a fractional frame number of the file.
    confidence : float
        0-1; how well this stride's frames follow the runner's own mean stride.
    """

    time_s: float
    side: Side
    kind: EventKind
    frame: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Step:
    """One step, half open ``[ic_s, next_ic_s)``.

    Attributes
    ----------
    number : int
        From 1, in order of time, both feet.
    side : {"left", "right"}
        The foot that lands at ``ic_s``.
    ic_s : float
        Initial contact of this foot.
    to_s : float or None
        Toe-off of this foot, if it was found.
    next_ic_s : float or None
        Initial contact of the other foot, which ends the step.
    stride_end_s : float or None
        Next initial contact of this foot, which ends the stride.
    """

    number: int
    side: Side
    ic_s: float
    to_s: float | None
    next_ic_s: float | None
    stride_end_s: float | None
