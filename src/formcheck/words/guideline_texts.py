"""The built-in guidelines with their texts in the reader's language."""

from collections.abc import Callable
from functools import cache
from typing import Any, Final

from formcheck.guidelines import GuidelineSet, load
from formcheck.languages import SOURCE
from formcheck.locales import current, gettext
from formcheck.locales.tables import translated

_TEXTS: Final[dict[str, tuple[str, ...]]] = {
    "domain": ("label",),
    "metric": ("label", "unit_text", "note", "why_not_scored", "definition", "population"),
    "texts": ("topic", "title", "seen", "why", "cue", "worth", "check", "strength", "text"),
    "low_back": (
        *("when_to_see", "quiet", "no_pain", "with_pain", "about_links", "no_links"),
        *("no_links_partly", "nothing_judged", "not_seen_from_the_side", "pain_rule"),
        *("level", "sign", "heading", "items", "title", "dose", "why"),
        *("intro", "steps", "rules", "basis"),
    ),
    "exercises": ("title", "dose", "how"),
    "plan": (
        *("day", "text", "steady", "drill", "strength", "run", "stop", "steady_lead", "load"),
        *("load_known", "retest", "retest_maintenance", "not_proven"),
    ),
}
"""Part of the guidelines -> names of the entries that hold texts for people."""

_IDS: Final = {"texts": ("plan",)}
"""Entries below which only ids of exercises stand."""


def translated_guidelines(
    translate: Callable[[str], str], guidelines: GuidelineSet | None = None
) -> dict[str, Any]:
    """Return guidelines, formcheck's own or others, as tables with translated texts."""
    whole = (guidelines or load()).model_dump()
    told = {
        part: translated(whole[part], translate, keys, leave=_IDS.get(part, ()))
        for part, keys in _TEXTS.items()
    }
    glossary = {translate(term): translate(meaning) for term, meaning in whole["glossary"].items()}
    return {**whole, **told, "glossary": glossary}


@cache
def _in(language: str) -> GuidelineSet:
    if language == SOURCE:
        return load()
    return in_words(load())


def in_words(guidelines: GuidelineSet) -> GuidelineSet:
    """Return guidelines in the reader's language; what a person wrote stays as it is."""
    if current() == SOURCE:
        return guidelines
    return GuidelineSet.model_validate(translated_guidelines(gettext, guidelines))


def built_in() -> GuidelineSet:
    """Return formcheck's own guidelines, whose texts these are."""
    return _in(current())
