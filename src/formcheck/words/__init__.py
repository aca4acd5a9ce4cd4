"""Sentences for people: made here, from codes and values, for the reader's units."""

from formcheck.words.say import (
    fix_of,
    missing_text,
    phrase,
    say,
    sentence_of,
    withheld_text,
)
from formcheck.words.units import IMPERIAL, METRIC, Units

__all__ = [
    "IMPERIAL",
    "METRIC",
    "Units",
    "fix_of",
    "missing_text",
    "phrase",
    "say",
    "sentence_of",
    "withheld_text",
]
