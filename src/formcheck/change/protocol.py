"""How to film again so that a small change shows, and how well two clips kept to it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from formcheck.domain.analysis import Measured
from formcheck.domain.setup import SetUps

ASKED = ("camera", "level", "clothes", "side", "speed", "rate", "strides")
"""What the protocol asks for, in the order in which it is told."""
STRIDES = 20
LEVEL_DEG = 1.5

Adherence = Literal["kept", "nearly", "not_kept", "not_known"]


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the protocol and how two clips kept it.

    Attributes
    ----------
    asked : str
        One of `ASKED`.
    kept : {"kept", "nearly", "not_kept", "not_known"}
    """

    asked: str
    kept: Adherence


def how_kept(one: Measured, two: Measured, filmed: SetUps) -> tuple[Item, ...]:
    """Say of each line of the protocol how two clips kept it."""
    return tuple(Item(asked, kept) for asked, kept in _lines(one, two, filmed))


def _lines(one: Measured, two: Measured, filmed: SetUps) -> Iterator[tuple[str, Adherence]]:
    camera: dict[str, Adherence] = {"kept": "kept", "put_back": "nearly", "other": "not_kept"}
    yield "camera", camera[filmed.camera]
    yield "level", _level(one, two)
    yield "clothes", "kept" if filmed.clothes == "kept" else "not_kept"
    yield "side", "kept" if filmed.side == "kept" else "not_kept"
    known = one.speed_mps is not None and two.speed_mps is not None
    speed: Adherence = "kept" if filmed.speed == "kept" else "not_kept"
    yield "speed", speed if known else "not_known"
    yield "rate", "kept" if filmed.rate == "kept" else "not_kept"
    fewest = min(strides_of_near(clip) for clip in (one, two))
    yield "strides", "kept" if fewest >= STRIDES else "not_kept"


def _level(one: Measured, two: Measured) -> Adherence:
    rolls = [clip.view.roll_deg for clip in (one, two)]
    if any(roll is None for roll in rolls):
        return "not_known"
    return "kept" if all(abs(roll or 0.0) <= LEVEL_DEG for roll in rolls) else "not_kept"


def strides_of_near(clip: Measured) -> int:
    """Count whole strides of the near leg."""
    own = (s for s in clip.steps if s.side == clip.near_side and s.stride_end_s is not None)
    return sum(1 for _ in own)
