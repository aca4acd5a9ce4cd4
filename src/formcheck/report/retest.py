"""Film again: what to keep the same, and from which change on a second film shows it."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from formcheck.change import leading_row, leg_of, retest_change
from formcheck.change.difference import TOGETHER, lasting_change
from formcheck.change.protocol import ASKED, STRIDES, strides_of_near
from formcheck.domain.analysis import Measured
from formcheck.domain.setup import SetUps
from formcheck.words import phrase
from formcheck.words.guideline_texts import built_in
from formcheck.words.numbers import decimals, suffix, up, write
from formcheck.words.wording import label, word

MOVED = SetUps(camera="other", clothes="other")
"""A second film that kept to nothing but side, speed and frame rate."""


@dataclass(frozen=True, slots=True)
class SmallestChange:
    """From which change on one metric shows it, in print; ``lasting`` is empty if not known."""

    label: str
    marked: str
    moved: str
    lasting: str


def retest(analysis: Measured) -> dict[str, Any] | None:
    """Return the box on filming again, or None where nothing was measured."""
    rows = list(_smallest(analysis))
    strides = strides_of_near(analysis)
    few = phrase("again_few_strides", strides=strides, asked=STRIDES) if strides < STRIDES else ""
    asked = [word("protocol", name) for name in ASKED]
    return {"asked": asked, "rows": rows, "few": few} if rows else None


def _smallest(analysis: Measured) -> Iterator[SmallestChange]:
    for metric in TOGETHER:
        own = (row for row in analysis.metrics if row.metric == metric)
        row = leading_row(own, analysis.near_side)
        if row is None:
            continue
        leg = leg_of(row.side, analysis.near_side)
        lasting = lasting_change(row, leg)
        changes = (retest_change(row, leg), retest_change(row, leg, MOVED), lasting)
        yield SmallestChange(
            label(metric), *(_print(change, metric, row.unit) for change in changes)
        )


def _print(change: float | None, metric: str, unit: str) -> str:
    """Return a change with its unit, rounded up as the findings do it."""
    if change is None or not math.isfinite(change):
        return ""
    rule = built_in().rule(metric)
    places = decimals(unit) if rule is None else rule.decimals
    return write(up(change, places), places) + suffix(unit, metric)
