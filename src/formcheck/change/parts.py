"""The parts of the error of a difference, and a runner's own days: data, with their sources."""

import math
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal, TypeVar

from formcheck.domain.analysis import MetricRow
from formcheck.domain.metric import MetricSide, MetricValue
from formcheck.domain.skeleton import Side

Row = MetricRow | MetricValue
"""One value with the parts of its own error."""
R = TypeVar("R", MetricRow, MetricValue)
Leg = Literal["both", "near", "far"]
"""Seen from the camera; ``both`` is the mean of the two, or what belongs to the whole body."""


def leg_of(side: MetricSide, near_side: Side | None) -> Leg:
    """Name a row's leg as seen from the camera."""
    if side == "both":
        return "both"
    return "near" if side == near_side else "far"


def leading_row(rows: Iterable[R], near_side: Side | None) -> R | None:
    """Return the row of one metric that comparisons lead with: both legs', which is surest.

    The near leg's stands in where the legs have no mean; None where neither was measured.
    """
    measured = {leg_of(row.side, near_side): row for row in rows if row.value is not None}
    return measured.get("both") or measured.get("near")


@dataclass(frozen=True, slots=True)
class Parts:
    """Standard deviations of the error of a difference, in the metric's unit.

    Each but ``repeat`` is what a set-up that was not kept adds to it.

    Attributes
    ----------
    repeat : float
        Filmed again, nothing moved: what is left beside the spread of strides.
    put_back : float
        The phone back on its marks.
    camera : float
        The phone somewhere else at the runner's side.
    clothes : float
        Other clothes and light.
    side : float
        Filmed from the other side.
    rate : float
        Another frame rate.
    """

    repeat: float
    put_back: float = 0.0
    camera: float = 0.0
    clothes: float = 0.0
    side: float = 0.0
    rate: float = 0.0


@dataclass(frozen=True, slots=True)
class BetweenDayVariability:
    """How a runner's own value scatters from day to day.

    Attributes
    ----------
    sd : float
        Standard deviation of one day's value about the runner's mean.
    source : str
    dof : float
        Degrees of freedom it rests on; infinite for what is published.
    """

    sd: float
    source: str
    dof: float = math.inf


@cache
def _table(name: str) -> dict[str, Any]:
    text = files("formcheck.change").joinpath("data", name).read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def margin() -> float:
    """By how much the fitted parts are widened: few runners were at hand."""
    return float(_table("parts.toml")["margin"])


@cache
def both_sides_margin() -> float:
    """Return the same for left minus right."""
    return float(_table("parts.toml")["both_sides_margin"])


@cache
def all_parts() -> Mapping[tuple[str, Leg], Parts]:
    """Return the fitted parts by metric and leg."""
    return {
        (metric, leg): Parts(**values)
        for metric, legs in _table("parts.toml")["parts"].items()
        for leg, values in legs.items()
    }


@cache
def both_sides() -> Mapping[str, float]:
    """Return by metric what left minus right, averaged over clips from both sides, is off by."""
    return {metric: float(sd) for metric, sd in _table("parts.toml")["both_sides"].items()}


@cache
def all_days() -> Mapping[str, BetweenDayVariability]:
    """Return what is published of runners' own days, by metric."""
    found = _table("days.toml")["day"]
    return {
        metric: BetweenDayVariability(float(entry["sd"]), entry["source"])
        for metric, entry in found.items()
    }
