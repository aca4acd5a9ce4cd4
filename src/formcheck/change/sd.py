"""How sure the difference of one metric between two clips is.

What is wrong by the same amount in both clips drops out of their difference: scale, where the
pose model puts a joint, when it sees a foot land. What is left are the strides that happened to
be filmed, what a second film changes by itself, and what was set up differently.
"""

import math

from formcheck.change.parts import Leg, Row, all_parts, margin
from formcheck.change.several import z_of
from formcheck.domain.metric import Z90
from formcheck.domain.setup import SetUps

ONE_METRIC = 0.05
"""Chance of a false answer where a single metric was chosen beforehand."""
BY_CHANCE = "strides"
"""The part of a value's own error that is drawn again in every clip."""
MARKED = SetUps(camera="put_back", clothes="kept")
"""What the protocol for filming again asks for."""


def difference_sd(a: Row, b: Row, leg: Leg | None, filmed: SetUps) -> float:
    """Return the standard deviation of the error of ``b - a``.

    Parameters
    ----------
    a, b : Row
        The same metric of two clips of one runner, both measured.
    leg : {"both", "near", "far"} or None
        None where one leg is near in one clip and far in the other.
    filmed : SetUps

    Notes
    -----
    Where nothing is known of the difference (another pose model, a metric without fitted
    parts), nothing is taken to drop out.
    """
    if leg is None or not _known(a.metric, leg, filmed):
        return math.hypot(_own_sd(a), _own_sd(b))
    strides = (row.sd_parts.get(BY_CHANCE, 0.0) for row in (a, b))
    return math.hypot(*strides, set_up_sd(a.metric, leg, filmed))


def _known(metric: str, leg: Leg, filmed: SetUps) -> bool:
    return filmed.reading == "kept" and (metric, leg) in all_parts()


def _own_sd(row: Row) -> float:
    return ((row.ci_high or 0.0) - (row.ci_low or 0.0)) / (2 * Z90)


def set_up_sd(metric: str, leg: Leg, filmed: SetUps) -> float:
    """Return what a difference is off by beside its strides."""
    parts = all_parts()[metric, leg]
    camera = {"kept": 0.0, "put_back": parts.put_back, "other": parts.camera}[filmed.camera]
    return margin() * math.hypot(
        parts.repeat,
        camera,
        parts.clothes if filmed.clothes == "other" else 0.0,
        parts.side if filmed.side == "other" else 0.0,
        parts.rate if filmed.rate == "other" else 0.0,
    )


def with_other_strides(sd: float, old: Row, new: Row, leg: Leg | None, filmed: SetUps) -> float:
    """Return a difference's ``sd`` once one of its clips was measured again by other contacts."""
    if leg is None or not _known(new.metric, leg, filmed):
        before, after = _own_sd(old), _own_sd(new)
    else:
        before, after = (row.sd_parts.get(BY_CHANCE, 0.0) for row in (old, new))
    return math.sqrt(max(0.0, sd**2 - before**2) + after**2)


def retest_change(row: Row, leg: Leg, filmed: SetUps = MARKED) -> float:
    """Return the smallest change that a second film would show, made by the protocol.

    At 95 % for this one metric; a second film of as many strides is assumed.

    Parameters
    ----------
    row : Row
    leg : {"both", "near", "far"}
    filmed : SetUps, optional
        How the second film will be made, where not by the protocol.
    """
    return z_of(ONE_METRIC) * difference_sd(row, row, leg, filmed)
