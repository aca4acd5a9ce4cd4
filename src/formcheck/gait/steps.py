"""Steps and strides from events."""

from collections.abc import Sequence

from formcheck.domain.gait import Event, Step

LONGEST_STANCE = 0.65
"""Of a stride. A toe-off later than this after a contact belongs to another contact."""
STEP_RANGE = (0.25, 0.75)
STRIDE_RANGE = (0.7, 1.3)
"""Of the median stride: outside these a contact in between was missed or invented."""


def build_steps(events: Sequence[Event], stride_s: float) -> tuple[Step, ...]:
    """Pair contacts and toe-offs into steps.

    Parameters
    ----------
    events : sequence of Event
        Both feet, in order of time.
    stride_s : float
        Median stride time.

    Returns
    -------
    tuple of Step
        One for every initial contact, also where the step is not complete.
    """
    contacts = [e for e in events if e.kind == "IC"]
    offs = [e for e in events if e.kind == "TO"]
    steps = []
    for number, contact in enumerate(contacts, start=1):
        later = contacts[number:]
        to_s = _first(offs, contact, same=True, within=(0.0, LONGEST_STANCE * stride_s))
        next_s = _first(later, contact, same=False, within=_scaled(STEP_RANGE, stride_s))
        end_s = _first(later, contact, same=True, within=_scaled(STRIDE_RANGE, stride_s))
        steps.append(Step(number, contact.side, contact.time_s, to_s, next_s, end_s))
    return tuple(steps)


def _scaled(share: tuple[float, float], stride_s: float) -> tuple[float, float]:
    return share[0] * stride_s, share[1] * stride_s


def _first(
    events: Sequence[Event], contact: Event, *, same: bool, within: tuple[float, float]
) -> float | None:
    for event in events:
        after_s = event.time_s - contact.time_s
        if within[0] < after_s <= within[1] and (event.side == contact.side) is same:
            return event.time_s
    return None
