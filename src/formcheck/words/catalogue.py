"""The sentences there are, read from the tables beside this file."""

import tomllib
from functools import cache
from importlib.resources import files

from formcheck.quality.reasons import catalogue as reasons

SENTENCES = ("missing", "judging", "history", "methods", "page", "block", "card", "plots", "web")
"""Tables of sentences; no code stands in two of them."""


@cache
def _table(name: str) -> dict[str, str]:
    return tomllib.loads(
        files("formcheck.words").joinpath(f"{name}.toml").read_text(encoding="utf-8")
    )


@cache
def sentences() -> dict[str, str]:
    """Return every sentence by its code; those of quality reasons say what was seen."""
    found = {name: entry["message"] for name, entry in reasons().items()}
    for name in SENTENCES:
        found |= _table(name)
    return found
