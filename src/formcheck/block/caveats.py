"""What else differs between the sessions of a block and could look like a change."""

from collections import Counter
from collections.abc import Sequence
from statistics import fmean

from formcheck.block.values import SessionValue
from formcheck.change.filmed import RATE_APART
from formcheck.domain.message import Message

YAW_APART_DEG = 4.0
"""Camera directions further apart than this are spoken of."""
MOSTLY = 0.6
"""Share of sessions with one shoe that makes it the shoe of that time."""


def of_sessions(
    sessions: Sequence[SessionValue], used: Sequence[SessionValue]
) -> tuple[Message, ...]:
    """Say which sessions are left out, and what is not known of the others.

    Parameters
    ----------
    sessions, used : sequence of SessionValue
        All of them, and those that enter the verdict.
    """
    found = []
    if left := len(sessions) - len(used):
        found.append(Message("filmed_otherwise", {"left": left, "of": len(sessions)}))
    known = [s for s in used if s.speed_mps is not None]
    if known and len(known) < len(used):
        found.append(Message("speed_unknown_in_some"))
    elif not known:
        found.append(Message("speed_unknown"))
    elif not all(s.speed_given for s in used):
        found.append(Message("speed_read_off"))
    return tuple(found)


def coincidences(used: Sequence[SessionValue], first_after: int) -> tuple[Message, ...]:
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
    return tuple(message for message in found if message is not None)


def _shoe(before: Sequence[SessionValue], after: Sequence[SessionValue]) -> Message | None:
    first, second = _usual_shoe(before), _usual_shoe(after)
    if not first or not second or first == second:
        return None
    return Message("other_shoe", {"before": first, "after": second})


def _usual_shoe(sessions: Sequence[SessionValue]) -> str | None:
    counted = Counter(s.shoe for s in sessions if s.shoe)
    if not counted:
        return None
    shoe, n = counted.most_common(1)[0]
    return shoe if n >= MOSTLY * len(sessions) else None


def _yaw(before: Sequence[SessionValue], after: Sequence[SessionValue]) -> Message | None:
    first, second = ([s.yaw_deg for s in part if s.yaw_deg is not None] for part in (before, after))
    if not first or not second or abs(fmean(second) - fmean(first)) < YAW_APART_DEG:
        return None
    turned = abs(fmean(second) - fmean(first))
    return Message("other_camera_direction", {"turned_deg": turned})


def _rate(before: Sequence[SessionValue], after: Sequence[SessionValue]) -> Message | None:
    first, second = (
        [s.capture_fps for s in part if s.capture_fps is not None] for part in (before, after)
    )
    if not first or not second:
        return None
    low, high = sorted((fmean(first), fmean(second)))
    if high < RATE_APART * low:
        return None
    return Message("other_frame_rate", {"before_fps": fmean(first), "after_fps": fmean(second)})
