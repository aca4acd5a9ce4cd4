"""Choose the at most three things worth saying, most useful first."""

from collections.abc import Sequence
from dataclasses import dataclass

from formcheck.assess.probability import measured
from formcheck.assess.rate import RatedRow
from formcheck.assess.score import headline_row
from formcheck.assess.values import values_of
from formcheck.domain.assessment import Finding, FindingKind, RunnerContext
from formcheck.domain.skeleton import Side
from formcheck.guidelines.schema import GuidelineSet, MetricRule
from formcheck.guidelines.texts import ChangeText, KeepText
from formcheck.metrics.registry import lead_of

MOST = 3

ODD_SD = 2.5
"""A value this many SDs from comparable runners is no strength: it may be the measurement."""


@dataclass(frozen=True, slots=True)
class Raised:
    """A finding with what it was made from."""

    finding: Finding
    text: ChangeText | None


@dataclass(frozen=True, slots=True)
class _Candidate:
    text: ChangeText
    row: RatedRow
    p: float
    rank: float


def find(
    rows: Sequence[RatedRow], context: RunnerContext, guidelines: GuidelineSet
) -> tuple[Raised, ...]:
    """Return at most three findings.

    Faults come first, one an area, by ``points lost x probability x evidence x how easily it
    is changed``; a fault needs a probability of at least ``scoring.decided_p`` of lying beyond
    its band. One strength follows where there is room. Without any fault there are strengths
    first, then at most one undecided thing to look at again. A strength needs that all it speaks
    of was judged good, and that no value of its areas lies beyond its range, judged or not.
    """
    candidates = [
        c for text in guidelines.texts.change if (c := _candidate(text, rows, context, guidelines))
    ]
    decided = guidelines.scoring.decided_p
    side = context.near_side
    faults = _one_an_area([c for c in candidates if c.p >= decided], guidelines)[:MOST]
    raised = [
        Raised(_finding(c.text.id, "change", c.row, c.text, rows, side), c.text) for c in faults
    ]
    busy = {area for c in candidates if c.p > 1 - decided for area in _areas(c, guidelines)}
    undecided = []
    if not faults:
        open_ = _one_an_area([c for c in candidates if 1 - decided < c.p < decided], guidelines)
        undecided = [
            Raised(_finding(f"watch_{c.text.id}", "watch", c.row, c.text, rows, side), None)
            for c in open_[:1]
        ]
    room = MOST - len(raised) - len(undecided)
    keeps = _keeps(rows, context, guidelines, busy)[: min(room, 1) if faults else room]
    if faults:
        return (*raised, *keeps)
    return (*keeps, *undecided)


def _candidate(
    text: ChangeText, rows: Sequence[RatedRow], context: RunnerContext, guidelines: GuidelineSet
) -> _Candidate | None:
    best: _Candidate | None = None
    for metric in text.metrics:
        rule = guidelines.rule(metric)
        row = _headline(rows, rule, context)
        seen = context.observability.get(metric, 1.0)
        if row is None or row.verdict is None or seen <= guidelines.scoring.min_observability:
            continue
        p = row.verdict.p_high if text.direction == "high" else row.verdict.p_low
        grade = guidelines.scoring.grade_weight[text.grade]
        rank = (1 - row.verdict.score / 100) * p * grade * text.actionability * seen
        if best is None or rank > best.rank:
            best = _Candidate(text, row, p, rank)
    return best


def _headline(
    rows: Sequence[RatedRow], rule: MetricRule | None, context: RunnerContext
) -> RatedRow | None:
    """Row to speak of: nothing is said of the whole body by the steps of one leg."""
    row = None if rule is None else headline_row(rows, rule, context)
    if row is None or (lead_of(row.metric.metric) == "both" and row.metric.side != "both"):
        return None
    return row


def _areas(candidate: _Candidate, guidelines: GuidelineSet) -> set[str]:
    return {_area(metric, guidelines) for metric in candidate.text.metrics}


def _area(metric: str, guidelines: GuidelineSet) -> str:
    for domain in guidelines.domain:
        if any(part.metric == metric for part in domain.parts):
            return domain.id
    return metric


def _one_an_area(candidates: list[_Candidate], guidelines: GuidelineSet) -> list[_Candidate]:
    kept: dict[str, _Candidate] = {}
    for candidate in sorted(candidates, key=lambda c: -c.rank):
        kept.setdefault(_area(candidate.text.metrics[0], guidelines), candidate)
    return list(kept.values())


def _finding(
    name: str,
    kind: FindingKind,
    row: RatedRow,
    text: ChangeText | KeepText,
    rows: Sequence[RatedRow],
    near_side: Side,
) -> Finding:
    return Finding(
        id=name,
        kind=kind,
        metric=row.metric.metric,
        side=row.metric.side,
        values=values_of(row, rows, near_side),
        grade=text.grade,
        citations=text.citations,
        key_frame=text.key_frame,
        linked_to_back=kind == "change" and isinstance(text, ChangeText) and text.back is not None,
    )


def _keeps(
    rows: Sequence[RatedRow],
    context: RunnerContext,
    guidelines: GuidelineSet,
    busy: set[str],
) -> list[Raised]:
    found: list[tuple[float, KeepText, RatedRow]] = []
    for text in guidelines.texts.keep:
        areas = {_area(metric, guidelines) for metric in text.metrics}
        judged = _all_good(text, rows, context, guidelines)
        if busy & areas or not judged or _beyond_in(areas, rows, context, guidelines):
            continue
        usual = [row for row in judged if not _odd(row)]
        if usual:
            row = max(usual, key=lambda r: r.rating.p_good or 0.0)
            rank = guidelines.scoring.grade_weight[text.grade] * (row.rating.p_good or 0.0)
            found.append((rank, text, row))
    found.sort(key=lambda item: -item[0])
    return [
        Raised(_finding(text.id, "keep", row, text, rows, context.near_side), None)
        for _, text, row in found
        if not any(set(text.metrics) < set(other.metrics) for _, other, _ in found)
    ]


def _all_good(
    text: KeepText, rows: Sequence[RatedRow], context: RunnerContext, guidelines: GuidelineSet
) -> list[RatedRow]:
    """Return the rows that a praise speaks of; none if one of them was not judged, or not good.

    A metric that the guidelines in force only describe is not waited for.
    """
    rules = [guidelines.rule(metric) for metric in text.metrics]
    judged = [
        _headline(rows, rule, context)
        for rule in rules
        if rule is not None and not rule.why_not_scored
    ]
    good = [row for row in judged if row is not None and row.scored and row.rating.rating == "good"]
    return good if len(good) == len(judged) else []


def _beyond_in(
    areas: set[str], rows: Sequence[RatedRow], context: RunnerContext, guidelines: GuidelineSet
) -> bool:
    """Whether a value of these areas lies beyond its range, judged or not: no praise beside it."""
    return any(
        row is not None and _beyond(row)
        for rule in guidelines.metric
        if _area(rule.id, guidelines) in areas
        for row in [headline_row(rows, rule, context)]
    )


def _beyond(row: RatedRow) -> bool:
    band, value = row.rating.band, row.metric.value
    if band is None or value is None:
        return False
    low = band.good_low is not None and value < band.good_low
    return low or (band.good_high is not None and value > band.good_high)


def _odd(row: RatedRow) -> bool:
    band = row.rating.band
    if band is None or band.expected is None or band.norm_sd is None:
        return False
    return abs(measured(row.metric)[0] - band.expected) > ODD_SD * band.norm_sd
