"""What else differs between the sessions of a block and could look like a change."""

from collections import Counter
from collections.abc import Sequence
from statistics import fmean

from formcheck.block.values import SessionValue

YAW_APART_DEG = 4.0
"""Camera directions further apart than this are spoken of."""
RATE_APART = 1.1
MOSTLY = 0.6
"""Share of sessions with one shoe that makes it the shoe of that time."""


def of_sessions(sessions: Sequence[SessionValue], used: Sequence[SessionValue]) -> tuple[str, ...]:
    """Say which sessions are left out, and what is not known of the others.

    Parameters
    ----------
    sessions, used : sequence of SessionValue
        All of them, and those that enter the verdict.
    """
    found = []
    if left := len(sessions) - len(used):
        found.append(
            f"{left} of {len(sessions)} sessions were filmed or read otherwise (other side, frame "
            "rate, treadmill or ground, pose model) and are shown hollow, outside the verdict."
        )
    known = [s for s in used if s.speed_mps is not None]
    if known and len(known) < len(used):
        found.append("The speed of some sessions is not known, and speed moves most metrics.")
    elif not known:
        found.append("No speed is known, and speed moves most metrics.")
    elif not all(s.speed_told for s in used):
        found.append(
            "Speeds were read off the clips, less surely than a treadmill or watch tells them."
        )
    return tuple(found)


def coincidences(used: Sequence[SessionValue], first_after: int) -> tuple[str, ...]:
    """Say what else was different after a change.

    Parameters
    ----------
    used : sequence of SessionValue
        Compared ones, in order of time.
    first_after : int
        First session after a step; 0 for a drift, whose halves are compared.
    """
    split = first_after or len(used) // 2
    before, after = used[:split], used[split:]
    found = (_shoe(before, after), _yaw(before, after), _rate(before, after))
    return tuple(words for words in found if words)


def _shoe(before: Sequence[SessionValue], after: Sequence[SessionValue]) -> str:
    first, second = _usual_shoe(before), _usual_shoe(after)
    if not first or not second or first == second:
        return ""
    return f"The shoe was another too: mostly {first} before, mostly {second} after."


def _usual_shoe(sessions: Sequence[SessionValue]) -> str | None:
    counted = Counter(s.shoe for s in sessions if s.shoe)
    if not counted:
        return None
    shoe, n = counted.most_common(1)[0]
    return shoe if n >= MOSTLY * len(sessions) else None


def _yaw(before: Sequence[SessionValue], after: Sequence[SessionValue]) -> str:
    first, second = ([s.yaw_deg for s in part if s.yaw_deg is not None] for part in (before, after))
    if not first or not second or abs(fmean(second) - fmean(first)) < YAW_APART_DEG:
        return ""
    turned = abs(fmean(second) - fmean(first))
    return f"The camera looked from a direction about {turned:.0f} degrees different after."


def _rate(before: Sequence[SessionValue], after: Sequence[SessionValue]) -> str:
    first, second = (
        [s.capture_fps for s in part if s.capture_fps is not None] for part in (before, after)
    )
    if not first or not second:
        return ""
    low, high = sorted((fmean(first), fmean(second)))
    if high < RATE_APART * low:
        return ""
    return (
        f"The frame rate was about {fmean(first):.0f} a second before and "
        f"{fmean(second):.0f} after, which can move times."
    )
