"""Sentences for people: made here, from codes and values, for the reader's units."""

from formcheck.words.say import fix_of, say, sentence_of
from formcheck.words.units import IMPERIAL, METRIC, Units

__all__ = ["IMPERIAL", "METRIC", "Units", "fix_of", "say", "sentence_of"]
