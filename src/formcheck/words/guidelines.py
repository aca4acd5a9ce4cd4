"""The texts of the guidelines, filled with what was measured."""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from formcheck.domain.assessment import Band, Finding, FindingText, Plan
from formcheck.domain.low_back import LowBack, PainLevel
from formcheck.domain.message import Message
from formcheck.domain.metric import MetricSide
from formcheck.guidelines.schema import MetricRule
from formcheck.guidelines.texts import ExerciseText, RedFlagTexts, WayBackTexts
from formcheck.locales import gettext, read_numbers_as
from formcheck.words.guideline_texts import built_in
from formcheck.words.numbers import up as round_up
from formcheck.words.say import phrase, say
from formcheck.words.units import IMPERIAL_UNITS, METRIC, Units
from formcheck.words.wording import inside, label, word

SURE = 0.9
"""From this probability on, a title states; below it, it says "probably"."""

WATCH = "watch_"
"""Begins the id of a finding that is undecided; the rest is the fault's."""


def basis_of(band: Band, units: Units = METRIC) -> str:
    """Return for whom a band holds, to be read after "comparable runners"."""
    return gettext(" and ").join(say(part, units) for part in band.basis) or say(
        Message("basis_any")
    )


def scored_metrics() -> tuple[str, ...]:
    """Return the metrics that the score is made of."""
    return tuple(part.metric for domain in built_in().domain for part in domain.parts)


def domain_label(name: str, own_label: str | None) -> str:
    """Return the name of an area of the score."""
    if own_label is not None:
        return own_label
    return next((d.label for d in built_in().domain if d.id == name), name.capitalize())


class Judged(Protocol):
    """A row with its band: of the document, or as it was rated."""

    @property
    def metric(self) -> str:
        """Id of the metric."""

    @property
    def side(self) -> MetricSide:
        """Side of the row."""

    @property
    def band(self) -> Band | None:
        """What it was judged by."""


def finding_text(finding: Finding, rows: Sequence[Judged], units: Units = METRIC) -> FindingText:
    """Return the texts of a finding; empty ones for a finding that nobody knows any more.

    Parameters
    ----------
    finding : Finding
    rows : sequence of MetricRow or MetricRating
        All rows of the analysis.
    units : Units
    """
    if finding.as_written is not None:
        return finding.as_written
    of = finding.metric, finding.side
    row = next((r for r in rows if (r.metric, r.side) == of), None)
    texts = built_in().texts
    change = {text.id: text for text in texts.change}
    keep = {text.id: text for text in texts.keep}
    filled = _Filled(finding, row, units)
    watch, name = texts.watch, finding.id
    if finding.kind == "watch" and (fault := change.get(name.removeprefix(WATCH))):
        return filled.text(watch.title, watch.seen, fault.why, watch.cue, watch.check)
    if finding.kind == "keep" and (good := keep.get(name)):
        return filled.text(good.title, good.seen, good.why, good.cue, good.check)
    fault = change.get(name)
    if fault is None:
        return FindingText(name, "", "", "", "", Plan())
    seen, plan = fault.seen.get(finding.metric, ""), fault.plan
    kinds = (plan.drill, plan.strength, plan.stretch, plan.cross_training)
    lines = [tuple(filled(built_in().exercises[name].line()) for name in kind) for kind in kinds]
    found = filled.text(fault.title, seen, fault.why, fault.cue, fault.check)
    return replace(found, plan=Plan(*lines), worth=fault.worth)


def filled_for(
    finding: Finding | None, rows: Sequence[Judged], units: Units = METRIC
) -> Callable[[str], str]:
    """Return what fills a template with the numbers of a finding; of none, nothing is filled."""
    if finding is None:
        return str
    of = finding.metric, finding.side
    row = next((r for r in rows if (r.metric, r.side) == of), None)
    return _Filled(finding, row, units)


@dataclass(frozen=True, slots=True)
class _Filled:
    """Fills templates with the numbers of one finding."""

    finding: Finding
    row: Judged | None
    units: Units

    def __call__(self, template: str) -> str:
        return template.format(**self._values())

    def text(self, title: str, seen: str, why: str, cue: str, check: str) -> FindingText:
        """Return the texts filled, without a plan."""
        return FindingText(self(title), self(seen), self(why), self(cue), self(check), Plan())

    def _values(self) -> dict[str, str]:
        rule = built_in().rule(self.finding.metric)
        side = "" if self.finding.side == "both" else word("leg", self.finding.side)
        band = self.row.band if self.row is not None else None
        if rule is None:
            return {"side": side}
        basis = basis_of(band, self.units) if band else ""
        short = len(rule.unit_text) <= 1
        return {
            "value": self._number("value", rule),
            "low": self._number("low", rule, unit=short),
            "high": self._number("high", rule, unit=short),
            "side": side,
            "comparison": self._comparison(band, rule, basis),
            "edge": self._number("edge", rule),
            "basis": basis,
            "standing": f", {basis}" if band and band.standing_shift is not None else "",
            "change": self._change(rule),
            "label": rule.label,
            "target": f"{self._value('target') or 0.0:.0f}",
            "limit": f"{self._value('limit') or 0.0:.0f}",
            "probably": "" if (self._value("p") or 1.0) >= SURE else f"{word('sure', 'probably')} ",
        }

    def _value(self, name: str) -> float | None:
        value = self.finding.values.get(name)
        return float(value) if isinstance(value, int | float) else None

    def _number(self, name: str, rule: MetricRule, *, unit: bool = True, up: bool = False) -> str:
        """Return a value with the decimals, and perhaps the unit, of its metric."""
        value = self._value(name)
        if value is None:
            return ""
        value = self.units.number(value, rule.unit)
        if up:
            value = round_up(value, rule.decimals)
        text = f"{value:.{rule.decimals}f}"
        text = text.lstrip("-") if float(text) == 0 else text
        text = read_numbers_as(text)
        if not unit:
            return text
        other = self.units.imperial and rule.unit in IMPERIAL_UNITS
        return text + (f" {self.units.name(rule.unit)}" if other else rule.unit_text)

    def _change(self, rule: MetricRule) -> str:
        change = self._number("change", rule, up=True)
        if not change or self.finding.values.get("change_of") in (None, self.finding.side):
            return change
        return phrase("mean_of_both_legs", value=change)

    def _comparison(self, band: Band | None, rule: MetricRule, basis: str) -> str:
        if band is None:
            return ""
        if band.expected is None:
            return say(band.note, self.units) if band.note else ""
        expected = self._number("expected", rule)
        return say(Message("basis_comparable", {"basis": basis, "expected": expected}))


@dataclass(frozen=True, slots=True)
class BackLinkText:
    """How a finding of this clip may relate to the lower back."""

    finding: str
    topic: str
    strength: str
    text: str
    citations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BackText:
    """The lower-back section in words.

    ``first`` is what the pain itself asks for, before anything that was measured; ``way_back``
    leads from less running to running, where the pain asks for less.
    """

    pain: float | None
    red_flags: tuple[RedFlagTexts, ...]
    first: tuple[str, ...]
    level: PainLevel
    hurts: bool
    when_to_see: tuple[str, ...]
    links: tuple[BackLinkText, ...]
    text: tuple[str, ...]
    unseen: str
    pain_rule: str
    base_programme: tuple[ExerciseText, ...]
    way_back: WayBackTexts | None
    safety: tuple[str, ...]
    citations: tuple[str, ...]


def back_text(back: LowBack) -> BackText:
    """Return the lower-back section: safety first, then what this clip can and cannot say."""
    texts = built_in().low_back
    change = {text.id: text for text in built_in().texts.change}
    linked = [
        (text, text.back)
        for link in back.links
        if (text := change.get(link.finding)) is not None and text.back is not None
    ]
    links = tuple(BackLinkText(t.id, t.topic, b.strength, b.text, b.citations) for t, b in linked)
    lines = texts.quiet if back.pain is None else texts.no_pain
    first: tuple[str, ...] = ()
    if back.hurts:
        lines = (*texts.with_pain, texts.about_links if links else _no_links(back))
        first = (*(texts.sign[sign] for sign in back.signs), texts.level[back.level])
    return BackText(
        pain=back.pain,
        red_flags=texts.red_flags,
        first=first,
        level=back.level,
        hurts=back.hurts,
        when_to_see=texts.when_to_see,
        links=links,
        text=lines,
        unseen=texts.not_seen_from_the_side,
        pain_rule=texts.pain_rule,
        base_programme=tuple(e for e in texts.base_programme if back.hurts or e.always)
        if back.level in ("none", "try")
        else (),
        way_back=texts.way_back if back.level == "reduce" else None,
        safety=texts.citations,
        citations=back.citations,
    )


def _no_links(back: LowBack) -> str:
    """Say that nothing stands out only of what was looked at."""
    texts = built_in().low_back
    if not back.not_judged:
        return texts.no_links
    linkable = {m for text in built_in().texts.change if text.back for m in text.metrics}
    if linkable <= set(back.not_judged):
        return texts.nothing_judged
    return texts.no_links_partly.format(
        metrics=", ".join(inside(label(m)) for m in back.not_judged)
    )


def glossary() -> dict[str, str]:
    """Return the terms that the report explains, as a dictionary orders them."""
    return dict(sorted(built_in().glossary.items(), key=lambda term: _plain_letters(term[0])))


def _plain_letters(text: str) -> str:
    """Return a text without case and accents: ``ángulo`` stands under a, not behind z."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
