"""How a runner's numbers go from clip to clip: small charts for the history."""

from dataclasses import dataclass
from math import hypot
from typing import Final

from formcheck.assess.probability import interval_sd
from formcheck.change.sd import ONE_METRIC
from formcheck.change.several import z_of
from formcheck.web.shelf import Clip
from formcheck.web.view import day

WIDTH: Final = 320.0
HEIGHT: Final = 96.0
_MARGIN: Final = 10.0
_FEWEST: Final = 3
_SHOWN: Final = 30
_METRICS: Final[dict[str, tuple[str, str]]] = {
    "score": ("Score", ""),
    "cadence_spm": ("Cadence", "steps/min"),
    "overstride_pct_leg": ("Landing ahead of the hip", "% of leg length"),
    "trunk_lean_deg": ("Trunk lean", "degrees"),
}


@dataclass(frozen=True, slots=True)
class Dot:
    """One clip in a chart; ``x``, ``y`` and the ends of its interval in drawing units."""

    x: float
    y: float
    top: float
    bottom: float
    words: str


@dataclass(frozen=True, slots=True)
class Trend:
    """One chart.

    Attributes
    ----------
    label, unit : str
    dots : tuple of Dot
        In the order of the clips, evenly spaced.
    first, last : str
        Values of the outer dots, for people.
    apart : bool
        Whether the first and the last dot differ by more than measuring does.
    """

    label: str
    unit: str
    dots: tuple[Dot, ...]
    first: str
    last: str
    apart: bool


def trends(clips: list[Clip]) -> list[Trend]:
    """Return a chart for each number that at least three clips have.

    Parameters
    ----------
    clips : list of Clip
        The oldest first.
    """
    done = [clip for clip in clips if clip.state == "done"][-_SHOWN:]
    return [found for metric in _METRICS if (found := _trend(metric, done)) is not None]


def _trend(metric: str, clips: list[Clip]) -> Trend | None:
    points = []
    for clip in clips:
        summary = clip.summary
        value = summary.get("score") if metric == "score" else summary["metrics"].get(metric)
        if value and value.get("ci_low") is not None:
            points.append((clip, value))
    if len(points) < _FEWEST:
        return None
    low: float = min(value["ci_low"] for _, value in points)
    high = max(value["ci_high"] for _, value in points)
    room: float = (HEIGHT - 2 * _MARGIN) / max(high - low, 1e-9)
    step = (WIDTH - 2 * _MARGIN) / (len(points) - 1)

    def y(value: float) -> float:
        return round(HEIGHT - _MARGIN - (value - low) * room, 1)

    dots = tuple(
        Dot(
            x=round(_MARGIN + number * step, 1),
            y=y(value["value"]),
            top=y(value["ci_high"]),
            bottom=y(value["ci_low"]),
            words=f"{clip.name}, {day(clip.created)}: {value['value']:.0f} "
            f"({value['ci_low']:.0f} to {value['ci_high']:.0f})",
        )
        for number, (clip, value) in enumerate(points)
    )
    first, last = points[0][1], points[-1][1]
    label, unit = _METRICS[metric]
    apart = abs(last["value"] - first["value"]) > z_of(ONE_METRIC) * hypot(
        *(interval_sd(v["ci_low"], v["ci_high"]) for v in (first, last))
    )
    return Trend(label, unit, dots, f"{first['value']:.0f}", f"{last['value']:.0f}", apart)
