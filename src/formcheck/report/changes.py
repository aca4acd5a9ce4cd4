"""The change against an earlier analysis, ready to be laid out."""

from dataclasses import dataclass

from formcheck.change import leading
from formcheck.domain.analysis import Analysis, Change
from formcheck.report.facts import day
from formcheck.words import METRIC, Units, phrase, say
from formcheck.words.guidelines import scored_metrics
from formcheck.words.numbers import decimals, suffix, write
from formcheck.words.wording import label, word

_TOLD = ("changed", "not_distinguishable")


@dataclass(frozen=True, slots=True)
class ChangeWords:
    """One metric then and now, in print."""

    label: str
    then: str
    now: str
    delta: str
    threshold: str
    verdict: str
    changed: bool
    leads: bool
    """Changed, or part of the score; the others wait below."""


@dataclass(frozen=True, slots=True)
class ChangesText:
    """The section: since which day or clip, its rows, one sentence on them, what else differs.

    ``legs`` says of which legs they are, empty where there is no row of both.
    ``pain`` stands beside them, without a word on what made what; empty where none was told.
    """

    since: str
    rows: tuple[ChangeWords, ...]
    words: str
    caveats: tuple[str, ...]
    pain: str = ""
    legs: str = ""


def changes(analysis: Analysis, units: Units = METRIC) -> ChangesText | None:
    """Return a row for each metric, as a comparison leads with it, or None without a baseline."""
    found = analysis.changes
    if found is None:
        return None
    rows = [
        row
        for row in found.rows
        if row.verdict in _TOLD
        and row.side in ("both", analysis.near_side)
        and not row.metric.startswith("asymmetry")
    ]
    lead = leading(rows)
    shown = tuple(_row(row, units) for row in rows if row in lead)
    legs = phrase("changes_of_both_legs") if any(row.side == "both" for row in lead) else ""
    changed = sum(row.changed for row in shown)
    code = "changes_found" if changed else "changes_no" if shown else "changes_none"
    told = phrase(code, changed=changed, of=len(shown))
    caveats = tuple(say(caveat, units) for caveat in found.caveats)
    pain = _pain(found.pain_before, analysis.low_back.pain)
    since = day(found.since.created) or found.since.name
    return ChangesText(since, shown, told, caveats, pain, legs)


def _pain(before: float | None, now: float | None) -> str:
    """Return the pain then and now, where it was told both times."""
    if before is None or now is None:
        return ""
    return phrase("pain_then_and_now", before=before, now=now)


def _row(row: Change, units: Units) -> ChangeWords:
    then, now, delta, threshold = (
        units.number(value or 0.0, row.unit)
        for value in (row.baseline, row.current, row.delta, row.threshold)
    )
    unit = units.unit(row.unit)
    places = decimals(unit, delta - threshold, delta + threshold)
    end = suffix(unit, "" if unit != row.unit else row.metric)
    return ChangeWords(
        label=label(row.metric),
        then=write(then, places) + end,
        now=write(now, places) + end,
        delta=("+" if delta > 0 else "") + write(delta, places),
        threshold=write(threshold, places),
        verdict=word("change_verdict", row.verdict),
        changed=row.verdict == "changed",
        leads=row.verdict == "changed" or row.metric in scored_metrics(),
    )
