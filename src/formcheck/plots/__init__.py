"""Figures for papers, slides and notebooks, drawn with matplotlib.

Each function takes an analysis (or its folder), a block or a comparison, draws into ``ax`` or a
figure of its own, and returns the axes; none opens a window. What is missing is drawn as missing,
with its reason.
"""

from formcheck.plots.comparison import comparison
from formcheck.plots.key_frame import key_frame
from formcheck.plots.metrics import metrics
from formcheck.plots.overview import overview
from formcheck.plots.steps import steps
from formcheck.plots.stride import stride
from formcheck.plots.style import current, style
from formcheck.plots.timeline import timeline
from formcheck.plots.trend import trend
from formcheck.plots.uncertainty import uncertainty

__all__ = [
    "comparison",
    "current",
    "key_frame",
    "metrics",
    "overview",
    "steps",
    "stride",
    "style",
    "timeline",
    "trend",
    "uncertainty",
]
