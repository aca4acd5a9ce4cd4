"""How a runner's numbers go from clip to clip: small charts for the history."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from formcheck.block.compare import Comparison, compare
from formcheck.change.toward import Toward
from formcheck.errors import UsageError
from formcheck.web.shelf import StoredClip
from formcheck.web.view import day
from formcheck.words.guidelines import scored_metrics

FolderOf = Callable[[str], Path]

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
class TrendChart:
    """One chart.

    Attributes
    ----------
    label, unit : str
    dots : tuple of Dot
        In the order of the clips, evenly spaced.
    first, last : str
        Values of the outer dots, for people.
    toward : {"better", "worse", "differs", "no_change", "missing"}
        What a comparison of the clips of the first and the last dot says.
    """

    label: str
    unit: str
    dots: tuple[Dot, ...]
    first: str
    last: str
    toward: Toward


def trends(clips: list[StoredClip], folder_of: FolderOf) -> list[TrendChart]:
    """Return a chart for each number that at least three clips have.

    Parameters
    ----------
    clips : list of StoredClip
        The oldest first.
    folder_of : callable
        Where the analysis of a clip lies, by the clip's id.
    """
    done = [clip for clip in clips if clip.state == "done"][-_SHOWN:]

    @cache
    def compared(first: str, last: str) -> Comparison | None:
        try:
            return compare(folder_of(first), folder_of(last))
        except UsageError:  # deleted meanwhile
            return None

    return [found for metric in _METRICS if (found := _trend(metric, done, compared)) is not None]


def _trend(
    metric: str, clips: list[StoredClip], compared: Callable[[str, str], Comparison | None]
) -> TrendChart | None:
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
    (one, first), (other, last) = points[0], points[-1]
    rise = last["value"] - first["value"]
    toward = _toward(metric, rise, compared(one.id, other.id))
    label, unit = _METRICS[metric]
    return TrendChart(label, unit, dots, f"{first['value']:.0f}", f"{last['value']:.0f}", toward)


def _toward(metric: str, rise: float, comparison: Comparison | None) -> Toward:
    """Say what the comparison says; a score has changed where a metric behind it has, that way."""
    if comparison is None:
        return "missing"
    said = {row.metric: row.toward for row in comparison.headline}
    if metric != "score":
        return said.get(metric, "missing")
    wanted: Toward = "better" if rise > 0 else "worse"
    behind = [said.get(name) for name in scored_metrics()]
    return wanted if rise and wanted in behind else "no_change"
