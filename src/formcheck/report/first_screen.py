"""The first screen and the six weeks: the one thing to do, and what could not be judged."""

from typing import TYPE_CHECKING, Any, Final

from formcheck.domain.analysis import Analysis, Measured, MetricRow
from formcheck.domain.assessment import Finding
from formcheck.report.cards import leading, said
from formcheck.report.exercises import drawing
from formcheck.report.imperial import in_both, marked
from formcheck.words import IMPERIAL, METRIC, fix_of, missing_text, phrase
from formcheck.words.guidelines import back_text, scored_metrics
from formcheck.words.plan import advises, first_change, plan_text
from formcheck.words.wording import inside, label, word

if TYPE_CHECKING:
    from markupsafe import Markup

JUDGED = ("good", "watch", "off", "borderline")


def plans_open(analysis: Analysis) -> bool:
    """Whether anything is to be tried."""
    return isinstance(analysis, Measured) and advises(analysis)


def findings_title(analysis: Analysis) -> str:
    """Return the heading of the findings."""
    kinds = {f.kind for f in analysis.findings}
    work = "change" in kinds and plans_open(analysis)
    return phrase("work_on" if work else "stands_out")


def findings_intro(analysis: Analysis) -> str:
    """Say what the findings are, and of what nothing is said because it was not judged."""
    if not any(m.rating in JUDGED for m in analysis.metrics):
        return word("findings", "nothing_judged")
    if any(f.kind == "change" for f in analysis.findings):
        waits = analysis.low_back.level not in ("none", "try")
        why_not = "not_now" if waits else "no_ground"
        return word("findings", "work" if plans_open(analysis) else why_not)
    unseen = ", ".join(inside(label(row.metric)) for row in _not_judged(analysis))
    if unseen:
        return word("findings", "partly").format(metrics=unseen)
    return word("findings", "all_fine" if analysis.score else "fine")


def _not_judged(analysis: Analysis) -> list[MetricRow]:
    """Return the leading rows of the score's metrics that were not judged here."""
    if not isinstance(analysis, Measured):
        return []
    found = []
    for metric in scored_metrics():
        rows = [m for m in analysis.metrics if m.metric == metric]
        if rows and (row := leading(rows, analysis.near_side)).rating not in JUDGED:
            found.append(row)
    return found


def plan(analysis: Measured) -> dict[str, Any] | None:
    """Return the six weeks with a drawing of each exercise."""
    told, other = (plan_text(analysis, units) for units in (METRIC, IMPERIAL))
    if told is None or other is None:
        return None
    shown = [
        {
            "kind": word("plan", planned.kind),
            "title": planned.title,
            "dose": planned.exercise.dose,
            "how": planned.exercise.how,
            "drawing": drawing(planned.exercise.pose, planned.title),
        }
        for planned in told.exercises
    ]
    twins = {name: marked(getattr(told, name), getattr(other, name)) for name in _TWINS}
    same = {name: getattr(told, name) for name in ("days", "weeks", "stop", "until", "citations")}
    return {"exercises": shown, **same, **twins, "for_change": told.finding is not None}


_TWINS: Final = ("title", "cue", "load", "retest", "not_proven")
"""Texts of a plan that may hold lengths or speeds."""


def start(analysis: Measured) -> dict[str, Any]:
    """Return the one thing to do: wait, film again, try a change, keep going, or nothing."""
    back, change = analysis.low_back, first_change(analysis)
    if back.level not in ("none", "try"):
        return {"kind": "wait", "text": back_text(back).first}
    if change is not None:
        place = analysis.findings.index(change)
        return {"kind": "change", "place": place, "sure": _sure(change)}
    judged = any(m.rating in JUDGED for m in analysis.metrics)
    if not judged:
        text = findings_intro(analysis)
        return {"kind": "nothing", "text": text, "fix": _way_out(analysis)}
    if analysis.score is None:
        return {"kind": "film", "text": word("findings", "film_again"), "fix": _way_out(analysis)}
    fine = word("findings", "fine" if _not_judged(analysis) else "all_fine")
    return {"kind": "maintain", "text": fine}


def _way_out(analysis: Measured) -> "Markup | str":
    """Return what would let the next clip carry a score, as far as this one tells."""
    grave = [r for r in analysis.quality.reasons if r.withholds_score]
    # a speed that is doubted withholds what depends on it, which is nearly everything
    grave += [r for r in analysis.quality.reasons if r.code == "speed_disagrees"]
    return in_both(lambda units: fix_of(grave[0], units)) if grave else ""


def _sure(finding: Finding) -> str:
    p = finding.values.get("p")
    if not isinstance(p, int | float):
        return ""
    tenths = round(10 * p)
    return phrase("sure_more" if tenths >= 10 else "sure_tenths", tenths=tenths)


def unjudged(analysis: Measured) -> list[dict[str, Any]]:
    """Return the parts of the score that were not judged here, by the reason they share."""
    found: dict[Markup, list[str]] = {}
    for row in _not_judged(analysis):
        why = said(row.why_not_scored) if row.value is not None else None
        why = why or in_both(lambda units, row=row: missing_text(row, units))  # type: ignore[misc]
        found.setdefault(why, []).append(label(row.metric))
    return [{"labels": ", ".join(names), "why": why} for why, names in found.items()]
