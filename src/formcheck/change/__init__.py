"""Has anything changed? The error of a difference between clips of one runner."""

from formcheck.change.difference import by_camera, by_side, differences, judged, leading
from formcheck.change.filmed import set_ups
from formcheck.change.parts import leading_row, leg_of
from formcheck.change.sd import difference_sd, retest_change, with_other_strides
from formcheck.change.several import holm

__all__ = [
    "by_camera",
    "by_side",
    "difference_sd",
    "differences",
    "holm",
    "judged",
    "leading",
    "leading_row",
    "leg_of",
    "retest_change",
    "set_ups",
    "with_other_strides",
]
