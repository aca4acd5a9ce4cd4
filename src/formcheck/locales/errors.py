"""Errors in the reader's language.

An error carries English sentences with their values in them, because logs, JSON and programs
that wrap formcheck read them. At the edge, where a person reads, the sentence is found again
among the patterns that errors are raised with, and told in the person's language.
"""

import re
import string
from functools import cache
from typing import Final

from formcheck.languages import SOURCE
from formcheck.locales.language import (
    current,
    gettext,
    labelled,
    listed,
    pgettext,
    read_numbers_as,
    translations,
)

CONTEXT: Final = "error"
FEWEST_LETTERS: Final = 4
"""Of a sentence's own words: with fewer it would be found in any text."""

SEVERAL: Final = "several"
"""Name of a value that is a list of sentences, with a semicolon between any two."""

_RANGE: Final = re.compile(r"(-?[\d.]+) to (-?[\d.]+)(.*)")
_ONE_OF: Final = re.compile(r"(?<=['\"]) or (?=['\"])")


def translated_error(sentence: str | None) -> str:
    """Return a sentence of an error in the reader's language; an unknown one as it stands."""
    if not sentence or current() == SOURCE:
        return sentence or ""
    return _whole(sentence) or _in_parts(sentence)


def _whole(sentence: str) -> str | None:
    """Return a sentence, or several with semicolons between them; None if it is in no catalogue.

    A value swallows a semicolon only where nothing else is found: what follows it is mostly
    another sentence.
    """
    end = "." if sentence.endswith(".") else ""
    found = _found(sentence, several=False)
    if found is None and "; " in sentence:
        parts = [_part(part) for part in sentence.removesuffix(end).split("; ")]
        known = [part for part in parts if part is not None]
        found = listed(known) + end if len(known) == len(parts) else None
    return found or _found(sentence)


def _part(sentence: str) -> str | None:
    if found := _found(sentence, several=False):
        return found
    head, mark, tail = sentence.partition(": ")
    found = _part(tail) if mark else None
    return None if found is None else labelled(translated_error(head), found)


def _found(sentence: str, *, several: bool = True) -> str | None:
    for text in (sentence, sentence[:1].lower() + sentence[1:]):
        plain = pgettext(CONTEXT, text)
        if plain != text:
            return plain
        for pattern, translation in _patterns(current()):
            found = pattern.fullmatch(text)
            if found and (several or not _swallows(found)):
                values = {name: _value(name, given) for name, given in found.groupdict().items()}
                return translation.format(**values)
    return None


def _swallows(found: re.Match[str]) -> bool:
    return any("; " in given for name, given in found.groupdict().items() if name != SEVERAL)


def _in_parts(sentence: str) -> str:
    """Return a sentence that was put together from several, each part by itself."""
    if sentence.endswith("."):
        return translated_error(sentence[:-1]) + "."
    head, mark, tail = sentence.partition(": ")
    if mark:
        return labelled(translated_error(head), translated_error(tail))
    head, mark, tail = sentence.partition("; ")
    if mark:
        return listed([translated_error(head), translated_error(tail)])
    return sentence


def _value(name: str, text: str) -> str:
    """Return what stands in a sentence: a number, a range, or another sentence."""
    if re.fullmatch(r"-?\d+\.\d+", text) and name != "version":
        return read_numbers_as(text)
    if found := _RANGE.fullmatch(text):
        low, high, rest = found.groups()
        between = gettext("{low} to {high}")
        return between.format(low=read_numbers_as(low), high=read_numbers_as(high)) + rest
    between = pgettext("between two choices", "or")
    text = _ONE_OF.sub(f" {between} ", text)
    return _whole(text) or _in_parts(text)


@cache
def _patterns(language: str) -> list[tuple[re.Pattern[str], str]]:
    """Return what errors may say, the longest wording first, each with its translation."""
    catalogue: dict[str, str] = getattr(translations(language), "_catalog", {})
    lead = f"{CONTEXT}\x04"
    found = [
        (message.removeprefix(lead), translation)
        for message, translation in catalogue.items()
        if str(message).startswith(lead) and "{" in message
    ]
    found.sort(key=lambda pair: -len(own_words(pair[0])))
    return [(_pattern(message), translation) for message, translation in found]


def own_words(message: str) -> str:
    """Return what a sentence says itself, without the values in it."""
    return "".join(text for text, *_ in string.Formatter().parse(message))


def _pattern(message: str) -> re.Pattern[str]:
    parts, seen = [], set[str]()
    for text, name, _, _ in string.Formatter().parse(message):
        parts.append(re.escape(text))
        if name is not None:
            parts.append(f"(?P={name})" if name in seen else f"(?P<{name}>.+?)")
            seen.add(name)
    return re.compile("".join(parts), re.DOTALL)
