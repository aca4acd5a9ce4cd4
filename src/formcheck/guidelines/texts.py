"""Shape of the texts: findings with their plans, lower back, references."""

import string
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from formcheck.domain.assessment import Grade, Urgency
from formcheck.domain.low_back import BackSign, PainLevel

Text = Annotated[str, Field(min_length=1)]

PLACEHOLDERS = frozenset(
    {
        *("value", "low", "high", "side", "comparison", "edge", "basis", "standing"),
        *("change", "label", "target", "limit", "probably"),
    }
)
"""What a sentence template may name in braces; filled by ``formcheck.assess.wording``."""


class Strict(BaseModel):
    """Frozen, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


def _known_placeholders(text: str) -> str:
    names = {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    if unknown := names - PLACEHOLDERS:
        msg = f"unknown placeholder {{{', '.join(sorted(unknown))}}} in {text!r}"
        raise ValueError(msg)
    return text


class ReferenceEntry(Strict):
    """A full citation, where to find it, and what of it was read, where."""

    text: Text
    url: str | None = None
    read: str = ""


class PlanTexts(Strict):
    """Exercises of one finding, by their ids."""

    drill: tuple[Text, ...] = Field(min_length=1)
    strength: tuple[Text, ...] = ()
    stretch: tuple[Text, ...] = ()
    cross_training: tuple[Text, ...] = ()

    @property
    def all_ids(self) -> tuple[str, ...]:
        """Ids of all exercises, most important first."""
        return (*self.drill, *self.strength, *self.stretch, *self.cross_training)


class LowBackEvidence(Strict):
    """What may tie a finding to the lower back, and how strongly."""

    strength: Text
    text: Text
    citations: tuple[str, ...] = ()


class ChangeText(Strict):
    """A finding that is raised when a metric lies beyond its band on one side."""

    id: Text
    topic: Text
    metrics: tuple[str, ...] = Field(min_length=1)
    direction: Literal["low", "high"]
    grade: Grade
    actionability: float = Field(gt=0, le=1)
    title: Text
    seen: dict[str, str]
    why: Text
    citations: tuple[str, ...] = Field(min_length=1)
    cue: Text
    worth: Text
    check: Text
    key_frame: Literal["IC", "midstance", "TO"] | None = None
    back: LowBackEvidence | None = None
    plan: PlanTexts

    @property
    def all_citations(self) -> tuple[str, ...]:
        """Keys of the finding and of its link to the back."""
        return (*self.citations, *(self.back.citations if self.back else ()))

    @field_validator("seen")
    @classmethod
    def _seen(cls, seen: dict[str, str]) -> dict[str, str]:
        return {metric: _known_placeholders(text) for metric, text in seen.items()}

    @field_validator("cue", "check", "why", "title")
    @classmethod
    def _templates(cls, text: str) -> str:
        return _known_placeholders(text)


class KeepText(Strict):
    """Something that goes well and is worth keeping."""

    id: Text
    metrics: tuple[str, ...] = Field(min_length=1)
    grade: Grade
    title: Text
    seen: Text
    why: Text
    citations: tuple[str, ...] = Field(min_length=1)
    cue: Text
    check: Text
    key_frame: Literal["IC", "midstance", "TO"] | None = None

    @field_validator("seen", "cue", "check", "why", "title")
    @classmethod
    def _templates(cls, text: str) -> str:
        return _known_placeholders(text)


class WatchText(Strict):
    """How an undecided finding is told: nothing to change, something to look at again."""

    title: Text
    seen: Text
    cue: Text
    check: Text

    @field_validator("title", "seen", "cue", "check")
    @classmethod
    def _templates(cls, text: str) -> str:
        return _known_placeholders(text)


class FindingTexts(Strict):
    """All findings: faults, the undecided, strengths."""

    change: tuple[ChangeText, ...]
    watch: WatchText
    keep: tuple[KeepText, ...]


class RedFlagTexts(Strict):
    """Signs that need a clinician, by how soon."""

    urgency: Urgency
    heading: Text
    items: tuple[Text, ...] = Field(min_length=1)


class ExerciseText(Strict):
    """One line of the base programme; ``always`` lines show without pain as well."""

    kind: Literal["core", "hips", "legs", "stretch", "swim", "cycle", "load"]
    title: Text
    dose: Text
    why: Text
    grade: Grade
    citations: tuple[str, ...] = ()
    exercises: tuple[str, ...] = ()
    always: bool = False


class WayBackTexts(Strict):
    """Run and walk, step by step, after less running."""

    heading: Text
    intro: Text
    steps: tuple[Text, ...] = Field(min_length=1)
    rules: tuple[Text, ...] = Field(min_length=1)
    basis: Text
    citations: tuple[str, ...] = Field(min_length=1)


class BackTexts(Strict):
    """The lower-back section."""

    red_flags: tuple[RedFlagTexts, ...] = Field(min_length=3)
    when_to_see: tuple[Text, ...] = Field(min_length=1)
    quiet: tuple[Text, ...] = Field(min_length=1)
    with_pain: tuple[Text, ...] = Field(min_length=1)
    about_links: Text
    no_links: Text
    no_links_partly: Text
    nothing_judged: Text
    not_seen_from_the_side: Text
    no_pain: tuple[Text, ...] = Field(min_length=1)
    level: dict[PainLevel, Text]
    way_back: WayBackTexts
    sign: dict[BackSign, Text]
    pain_rule: Text
    base_programme: tuple[ExerciseText, ...]
    citations: tuple[str, ...]
    citations_with_pain: tuple[str, ...] = ()

    @property
    def all_citations(self) -> tuple[str, ...]:
        """Every key of the section."""
        return (*self.citations, *self.citations_with_pain)
