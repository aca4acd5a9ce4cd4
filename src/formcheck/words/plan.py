"""Six weeks in words: the finding's exercises in the frame of every plan."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from formcheck.domain.analysis import Measured
from formcheck.domain.assessment import Finding
from formcheck.guidelines.exercises import Exercise
from formcheck.guidelines.plan import Day, Week
from formcheck.guidelines.texts import ChangeText
from formcheck.words.guidelines import built_in, filled_for, finding_text
from formcheck.words.numbers import write
from formcheck.words.units import METRIC, Units

WEEKS: Final = 6
STEP: Final = 1.10
"""Over the longest run of thirty days; more than that goes with more injuries."""


@dataclass(frozen=True, slots=True)
class PlannedExercise:
    """One exercise of the plan, and what it is for: ``drill``, ``strength``, ``core``, ..."""

    kind: str
    title: str
    exercise: Exercise


@dataclass(frozen=True, slots=True)
class PlanText:
    """The plan of one analysis; ``finding`` is None where there is nothing to change."""

    finding: Finding | None
    title: str
    cue: str
    exercises: tuple[PlannedExercise, ...]
    days: tuple[Day, ...]
    weeks: tuple[Week, ...]
    stop: tuple[str, ...]
    load: str
    retest: str
    not_proven: str
    until: str
    citations: tuple[str, ...]


def first_change(analysis: Measured) -> Finding | None:
    """Return the one finding to start with, if any asks for a change."""
    return next((f for f in analysis.findings if f.kind == "change"), None)


def plan_text(analysis: Measured, units: Units = METRIC) -> PlanText | None:
    """Return the plan, or None where the pain leaves no room for one, or nothing was judged."""
    judged = any(row.band is not None and row.rating != "not_scored" for row in analysis.metrics)
    if analysis.low_back.level not in ("none", "try") or not judged:
        return None
    frame, start = built_in().plan, first_change(analysis)
    change = {text.id: text for text in built_in().texts.change}
    text = None if start is None else change.get(start.id)
    until = retest_date(analysis)
    weeks: tuple[Week, ...] = frame.weeks
    if start is None or text is None:
        title, cue, weeks = "", "", (frame.steady,) * WEEKS
        retest = frame.retest_maintenance.format(date=until)
    else:
        told = finding_text(start, analysis.metrics, units)
        title, cue = told.title, told.cue
        _, _, counts = told.check.partition(". ")  # the date stands before it already
        retest = frame.retest.format(date=until, change=counts)
    return PlanText(
        finding=start if text is not None else None,
        title=title,
        cue=cue,
        exercises=_exercises(analysis, start, text, units),
        days=frame.days,
        weeks=weeks,
        stop=frame.stop,
        load=_load(analysis),
        retest=retest,
        not_proven=frame.not_proven,
        until=until,
        citations=frame.citations,
    )


def retest_date(analysis: Measured) -> str:
    """Return the day to film again: six weeks after the analysis."""
    day = _made(analysis.provenance.created_utc) + timedelta(weeks=WEEKS)
    return f"{day.day} {day:%B %Y}"


def _made(stamp: str) -> date:
    try:
        return datetime.fromisoformat(stamp).date()
    except ValueError:
        return datetime.now().astimezone().date()


def _load(analysis: Measured) -> str:
    longest_km = analysis.settings.get("longest_run_km")
    frame = built_in().plan
    if not isinstance(longest_km, int | float):
        return frame.load
    return frame.load_known.format(
        longest_km=write(longest_km, 1), limit_km=write(STEP * longest_km, 1)
    )


def _exercises(
    analysis: Measured, start: Finding | None, text: ChangeText | None, units: Units
) -> tuple[PlannedExercise, ...]:
    frame = built_in().plan
    named: dict[str, str] = {}
    if start is not None and text is not None:
        for kind in ("drill", "strength", "stretch", "cross_training"):
            named |= dict.fromkeys(getattr(text.plan, kind), kind)
        frame_parts = {"core": frame.core, "stretch": frame.stretch}
    else:
        frame_parts = {"strength": frame.maintenance, "stretch": frame.stretch}
    for kind, names in frame_parts.items():
        named |= {name: kind for name in names if name not in named}
    if not any(kind == "cross_training" for kind in named.values()):
        named |= {"swim": "cross_training", "cycle": "cross_training"}
    fill = filled_for(start, analysis.metrics, units)
    order = ("drill", "strength", "core", "stretch", "cross_training")
    return tuple(
        PlannedExercise(kind, fill(exercise.title), exercise)
        for wanted in order
        for name, kind in named.items()
        if kind == wanted
        for exercise in [built_in().exercises[name]]
    )
