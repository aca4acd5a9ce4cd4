"""The sentences there are, read from the tables beside this file."""

import tomllib
from collections.abc import Callable
from functools import cache
from importlib.resources import files

from formcheck.locales import current, gettext
from formcheck.quality.reasons import catalogue as reasons

SCRIPTS = ("script", "player")
"""Tables whose sentences scripts fill in, each on the pages that bring it."""

SENTENCES = (
    *("missing", "judging", "history", "methods", "page", "block", "card", "plots", "web"),
    *SCRIPTS,
)
"""Tables of sentences; no code stands in two of them."""


Gettext = Callable[[str], str]
"""From a text to its translation, as ``gettext`` does it."""


@cache
def _table(name: str) -> dict[str, str]:
    return tomllib.loads(
        files("formcheck.words").joinpath(f"{name}.toml").read_text(encoding="utf-8")
    )


def translated_sentences(translate: Gettext) -> dict[str, str]:
    """Return every sentence by its code as ``translate`` tells it."""
    found = {name: translate(entry["message"]) for name, entry in reasons().items()}
    for name in SENTENCES:
        found |= {code: translate(text) for code, text in _table(name).items()}
    return found


def translated_fixes(translate: Gettext) -> dict[str, str]:
    """Return by the name of each reason what to do about it, as ``translate`` tells it."""
    return {name: translate(entry["fix"]) for name, entry in reasons().items()}


@cache
def _in(_language: str) -> tuple[dict[str, str], dict[str, str]]:
    return translated_sentences(gettext), translated_fixes(gettext)


def sentences() -> dict[str, str]:
    """Return every sentence by its code; those of quality reasons say what was seen."""
    return _in(current())[0]


def of_scripts(table: str) -> dict[str, str]:
    """Return the sentences of one of ``SCRIPTS`` by their codes."""
    told = sentences()
    return {code: told[code] for code in _table(table)}


def fixes() -> dict[str, str]:
    """Return by the name of each reason what to do about it."""
    return _in(current())[1]
