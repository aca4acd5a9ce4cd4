"""Shape of the bands and domains in a guideline file, checked at load."""

import itertools
from typing import Literal

from pydantic import Field, model_validator

from formcheck.domain.assessment import Grade
from formcheck.guidelines.exercises import Exercises
from formcheck.guidelines.plan import PlanFrame
from formcheck.guidelines.stride_norms import StrideNorms
from formcheck.guidelines.texts import BackTexts, FindingTexts, ReferenceEntry, Strict, Text

Variable = Literal["speed_mps", "speed_kmh", "height_m", "mass_kg", "age_y", "female"]
Edge = Literal["good_low", "good_high", "watch_low", "watch_high"]
Relative = Literal["absolute", "offset", "percent"]
Unit = Literal["spm", "deg", "%", "cm", "ms", "m", "m/s", "kN/m"]


class LinearModel(Strict):
    """Expected value: ``intercept + sum(term * (variable - centre))``."""

    intercept: float
    terms: dict[Variable, float] = Field(default_factory=dict)
    centre: dict[Variable, float] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _centre_has_term(self) -> "LinearModel":
        if extra := set(self.centre) - set(self.terms):
            msg = f"centre names {sorted(extra)}, which terms does not"
            raise ValueError(msg)
        return self


class Shift(Strict):
    """Moves one edge by ``by`` above a speed."""

    edge: Edge
    above_speed_kmh: float
    by: float


class StandingRule(Strict):
    """What a runner seen standing changes: edges move by ``share`` of the standing angle.

    ``sd`` stands in for the band's ``extra_sd`` and holds what a standing frame leaves open.
    ``levels_camera``: what a tilted camera adds is in the standing angle in full, so that part
    of the metric's uncertainty does not count against the band.
    """

    angle: Literal["lean_deg", "knee_flexion_deg"]
    share: float = Field(gt=0, le=1)
    sd: float = Field(ge=0)
    levels_camera: bool = False


class Group(Strict):
    """A group of healthy runners in a cited study."""

    mean: float
    sd: float = Field(gt=0)
    n: int = Field(gt=0)


class BandRule(Strict):
    """One way to judge a metric; the first whose ``needs`` are known is used.

    Edges are values (``absolute``), or distances from ``expected`` in the metric's unit
    (``offset``) or in percent of it (``percent``). A side with a good edge and a floor
    never becomes "off". ``healthy`` are groups of runners of cited studies, where there is no
    line with a spread.
    """

    needs: tuple[Literal["speed", "height"], ...] = ()
    relative: Relative = "absolute"
    expected: LinearModel | None = None
    norm_sd: float | None = Field(default=None, gt=0)
    healthy: tuple[Group, ...] = ()
    good_low: float | None = None
    good_high: float | None = None
    watch_low: float | None = None
    watch_high: float | None = None
    low_floor: bool = False
    high_floor: bool = False
    shifts: tuple[Shift, ...] = ()
    extra_sd: float = Field(default=0.0, ge=0)
    standing: StandingRule | None = None
    scored: bool = True
    note: str = ""

    @property
    def has_edges(self) -> bool:
        """Whether the rule judges anything."""
        return self.good_low is not None or self.good_high is not None

    @model_validator(mode="after")
    def _edges_in_order(self) -> "BandRule":
        order = (self.watch_low, self.good_low, self.good_high, self.watch_high)
        given = [edge for edge in order if edge is not None]
        if any(a >= b for a, b in itertools.pairwise(given)):
            msg = "edges must rise: watch_low < good_low < good_high < watch_high"
            raise ValueError(msg)
        for side in ("low", "high"):
            good, watch = getattr(self, f"good_{side}"), getattr(self, f"watch_{side}")
            if (good is None) != (watch is None):
                msg = f"good_{side} and watch_{side} must be given together"
                raise ValueError(msg)
        if self.relative != "absolute" and self.expected is None:
            msg = f"relative = {self.relative!r} needs an expected value"
            raise ValueError(msg)
        return self


class MetricRule(Strict):
    """Everything the guidelines know about one metric.

    A value outside ``plausible`` is taken for an error of the measurement and not judged, nor
    is any other metric of the same ``joint`` on that side: one landmark makes both.
    ``max_incline_pct`` takes the place of the set's for this metric.
    ``own`` marks a rule whose words come from a person's own file.
    """

    id: Text
    label: Text
    unit: Unit
    unit_text: str
    decimals: int = Field(default=0, ge=0, le=2)
    definition: Text
    population: str = ""
    view: Literal["side"] = "side"
    grade: Grade = "D"
    citations: tuple[str, ...] = ()
    max_incline_pct: float | None = Field(default=None, gt=0)
    plausible: tuple[float, float] | None = None
    joint: str = ""
    why_not_scored: str = ""
    band: tuple[BandRule, ...] = ()
    own: bool = False

    @model_validator(mode="after")
    def _band_or_reason(self) -> "MetricRule":
        judged = any(rule.has_edges for rule in self.band)
        if judged == bool(self.why_not_scored):
            msg = "needs either a band with edges or why_not_scored, not both or neither"
            raise ValueError(msg)
        if judged and not self.citations:
            msg = "a band needs at least one citation"
            raise ValueError(msg)
        if judged and not self.population:
            msg = "a band must say for whom it holds (population)"
            raise ValueError(msg)
        if self.plausible is not None and self.plausible[0] >= self.plausible[1]:
            msg = "plausible must rise"
            raise ValueError(msg)
        return self


class MetricShare(Strict):
    """A metric's share within its domain."""

    metric: Text
    share: float = Field(gt=0, le=1)


class DomainRule(Strict):
    """Metrics that look at the same thing and are counted once together."""

    id: Text
    label: Text
    own: bool = False
    weight: float = Field(gt=0, le=1)
    parts: tuple[MetricShare, ...] = Field(min_length=1)


class Assumed(Strict):
    """What stands in for an unknown variable: a typical value and how far it may be off."""

    value: float
    sd: float = Field(ge=0)


class Scoring(Strict):
    """The few numbers of the score itself."""

    grade_weight: dict[Grade, float]
    decided_p: float = Field(gt=0.5, lt=1)
    min_domains: int = Field(ge=1)
    min_observability: float = Field(ge=0, le=1)
    min_weight_pct: float = Field(ge=0, le=100)
    ages_y: tuple[float, float]
    max_incline_pct: float = Field(gt=0)
    speeds_mps: tuple[float, float]
    draws: int = Field(ge=200, le=20000)
    seed: int


class GuidelineSet(Strict):
    """A complete, checked set: bands, domains, texts and references."""

    name: Text
    version: Text
    scoring: Scoring
    assumed: dict[Variable, Assumed]
    metric: tuple[MetricRule, ...]
    domain: tuple[DomainRule, ...]
    references: dict[str, ReferenceEntry]
    texts: FindingTexts
    low_back: BackTexts
    stride_norms: StrideNorms
    glossary: dict[str, str]
    exercises: Exercises
    plan: PlanFrame

    def rule(self, metric: str) -> MetricRule | None:
        """Rule for a metric id; ``asymmetry_pct.x`` and ``asymmetry.x`` are ``asymmetry_pct``."""
        kind = metric.split(".", maxsplit=1)[0]
        for wanted in (metric, "asymmetry_pct" if kind == "asymmetry" else kind):
            for rule in self.metric:
                if rule.id == wanted:
                    return rule
        return None

    @model_validator(mode="after")
    def _ids_resolve(self) -> "GuidelineSet":
        ids = [rule.id for rule in self.metric]
        if double := {i for i in ids if ids.count(i) > 1}:
            msg = f"metric given twice: {', '.join(sorted(double))}"
            raise ValueError(msg)
        for domain in self.domain:
            for part in domain.parts:
                rule = self.rule(part.metric)
                if rule is None:
                    msg = f"domain {domain.id}: unknown metric {part.metric!r}"
                    raise ValueError(msg)
            total = sum(part.share for part in domain.parts)
            if abs(total - 1) > 1e-6:
                msg = f"domain {domain.id}: shares add up to {total:g}, not 1"
                raise ValueError(msg)
        told = [(f.id, f.metrics) for f in self.texts.change]
        told += [(f.id, f.metrics) for f in self.texts.keep]
        for finding, metrics in told:
            for metric in metrics:
                if self.rule(metric) is None:
                    msg = f"finding {finding}: unknown metric {metric!r}"
                    raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _variables_known(self) -> "GuidelineSet":
        for rule in self.metric:
            for i, band in enumerate(rule.band):
                for variable in band.expected.terms if band.expected else ():
                    base = variable.replace("speed_kmh", "speed_mps")
                    if base.split("_")[0] not in band.needs and base not in self.assumed:
                        msg = f"metric {rule.id}, band {i}: {variable} is not in needs or assumed"
                        raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _exercises_resolve(self) -> "GuidelineSet":
        used = [(f"finding {f.id}", f.plan.all_ids) for f in self.texts.change]
        used += [(e.title, e.exercises) for e in self.low_back.base_programme]
        used += [("plan", self.plan.all_ids)]
        for where, names in used:
            if lost := [name for name in names if name not in self.exercises]:
                msg = f"{where}: no exercise {', '.join(lost)}"
                raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _citations_resolve(self) -> "GuidelineSet":
        used = [(f"metric {r.id}", r.citations) for r in self.metric]
        used += [(f"finding {f.id}", f.all_citations) for f in self.texts.change]
        used += [(f"keep {f.id}", f.citations) for f in self.texts.keep]
        used += [("low_back", self.low_back.all_citations)]
        used += [
            (f"base programme: {line.title}", line.citations)
            for line in self.low_back.base_programme
        ]
        used += [("way back", self.low_back.way_back.citations), ("plan", self.plan.citations)]
        used += [("stride_norms", (self.stride_norms.citation,))]
        for where, keys in used:
            if lost := [key for key in keys if key not in self.references]:
                msg = f"{where}: no reference for citation {', '.join(lost)}"
                raise ValueError(msg)
        return self
