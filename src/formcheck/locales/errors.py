"""Errors in the reader's language.

An error carries English sentences with their values in them, because logs, JSON and programs
that wrap formcheck read them. At the edge, where a person reads, the sentence is found again
among the patterns that errors are raised with, and told in the person's language.
"""

import re
import string
from functools import cache
from typing import Final

from formcheck.locales.language import SOURCE, current, pgettext, translations

CONTEXT: Final = "error"


def told(sentence: str | None) -> str:
    """Return a sentence of an error in the reader's language; an unknown one as it stands."""
    if not sentence or current() == SOURCE:
        return sentence or ""
    plain = pgettext(CONTEXT, sentence)
    if plain != sentence:
        return plain
    for pattern, told_as in _patterns(current()):
        if found := pattern.fullmatch(sentence):
            return told_as.format(**found.groupdict())
    return sentence


@cache
def _patterns(language: str) -> list[tuple[re.Pattern[str], str]]:
    """Return what errors may say, the longest wording first, each with its translation."""
    catalogue: dict[str, str] = getattr(translations(language), "_catalog", {})
    lead = f"{CONTEXT}\x04"
    found = [
        (message.removeprefix(lead), told_as)
        for message, told_as in catalogue.items()
        if str(message).startswith(lead) and "{" in message
    ]
    found.sort(key=lambda pair: -sum(len(text) for text, *_ in string.Formatter().parse(pair[0])))
    return [(_pattern(message), told_as) for message, told_as in found]


def _pattern(message: str) -> re.Pattern[str]:
    parts, seen = [], set[str]()
    for text, name, _, _ in string.Formatter().parse(message):
        parts.append(re.escape(text))
        if name is not None:
            parts.append(f"(?P={name})" if name in seen else f"(?P<{name}>.+?)")
            seen.add(name)
    return re.compile("".join(parts), re.DOTALL)
