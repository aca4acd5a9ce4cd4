"""Six weeks in words: the finding's exercises in the frame of every plan."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from formcheck.domain.analysis import Measured
from formcheck.domain.assessment import Finding
from formcheck.guidelines.exercises import Exercise
from formcheck.guidelines.plan import PlanDay, Week
from formcheck.guidelines.texts import ChangeText
from formcheck.locales.dates import full_date
from formcheck.words.guideline_texts import built_in
from formcheck.words.guidelines import SURE, filled_for, finding_text
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
    """The plan of one analysis; ``finding`` is None where there is nothing to change.

    ``title`` is then the whole lead, and there is no ``cue``.
    """

    finding: Finding | None
    title: str
    cue: str
    exercises: tuple[PlannedExercise, ...]
    days: tuple[PlanDay, ...]
    weeks: tuple[Week, ...]
    stop: tuple[str, ...]
    load: str
    retest: str
    not_proven: str
    until: str
    citations: tuple[str, ...]


def first_change(analysis: Measured) -> Finding | None:
    """Return the one finding to start with, if any asks for a change.

    Where the clip carries no score, a finding that is only probable is no ground for six weeks.
    """
    return next((f for f in analysis.findings if f.kind == "change" and _holds(f, analysis)), None)


def _holds(finding: Finding, analysis: Measured) -> bool:
    p = finding.values.get("p")
    return analysis.score is not None or (isinstance(p, int | float) and p >= SURE)


def advises(analysis: Measured) -> bool:
    """Whether anything is to be tried: the pain leaves room for it, and the clip carries it."""
    carries = analysis.score is not None or first_change(analysis) is not None
    return carries and analysis.low_back.level in ("none", "try")


def plan_text(analysis: Measured, units: Units = METRIC) -> PlanText | None:
    """Return the plan, or None where pain or clip leave no room for one."""
    if not advises(analysis):
        return None
    frame, start = built_in().plan, first_change(analysis)
    change = {text.id: text for text in built_in().texts.change}
    text = None if start is None else change.get(start.id)
    until = retest_date(analysis)
    weeks, days = frame.weeks, frame.days
    if start is None or text is None:
        title, cue, weeks = frame.steady_lead.format(date=until), "", (frame.steady,) * WEEKS
        days = tuple(day.model_copy(update={"text": day.steady or day.text}) for day in days)
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
        days=days,
        weeks=weeks,
        stop=frame.stop,
        load=_load(analysis, units),
        retest=retest,
        not_proven=frame.not_proven,
        until=until,
        citations=frame.citations,
    )


def retest_date(analysis: Measured) -> str:
    """Return the day to film again: six weeks after the analysis."""
    return full_date(retest_day(analysis))


def retest_day(analysis: Measured) -> date:
    """Return the same as a date."""
    return _made(analysis.provenance.created_utc) + timedelta(weeks=WEEKS)


def _made(stamp: str) -> date:
    try:
        return datetime.fromisoformat(stamp).date()
    except ValueError:
        return datetime.now().astimezone().date()


def _load(analysis: Measured, units: Units) -> str:
    longest_km = analysis.settings.get("longest_run_km")
    frame = built_in().plan
    if not isinstance(longest_km, int | float):
        return frame.load
    return frame.load_known.format(
        longest=units.distance(longest_km), limit=units.distance(STEP * longest_km)
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
