"""From a message to its sentence."""

import string
from collections.abc import Mapping

from formcheck.domain.message import Message, Value
from formcheck.domain.quality import Reason
from formcheck.quality.reasons import catalogue as reasons
from formcheck.words.catalogue import sentences
from formcheck.words.units import METRIC, Units
from formcheck.words.wording import label, word, wording

AS_WRITTEN = "as_written"
"""Code of what is shown as an older document, or a person's own guidelines, have it."""


def say(message: Message, units: Units = METRIC) -> str:
    """Return the sentence of a message.

    Parameters
    ----------
    message : Message
    units : Units
        Of the reader.

    Raises
    ------
    KeyError
        If the catalogue lacks the code, or the message a value that its sentence speaks of.
    """
    return filled(sentences()[message.code], message.values, units)


def sentence_of(reason: Reason, units: Units = METRIC) -> str:
    """Return what was seen of a clip."""
    return say(reason.message, units)


def fix_of(reason: Reason, units: Units = METRIC) -> str:
    """Return what to do about a reason."""
    message = reason.message
    template = "{fix}" if message.code == AS_WRITTEN else reasons()[message.code]["fix"]
    return filled(template, message.values, units)


def filled(template: str, values: Mapping[str, Value], units: Units) -> str:
    """Return a template with its values.

    After the colon stands Python's format of a number, the kind of a quantity (``speed``,
    ``pace``, ``stature``), or the table that has the word for a token.
    """
    parts = []
    for text, name, spec, _ in string.Formatter().parse(template):
        parts.append(text)
        if name is not None:
            parts.append(_filled(values[name], spec or "", units))
    return "".join(parts)


def _filled(value: Value, spec: str, units: Units) -> str:
    if spec in QUANTITIES and isinstance(value, int | float):
        return QUANTITIES[spec](units, value)
    tokens = value if isinstance(value, tuple) else (str(value),)
    if spec == "metric":
        return ", ".join(label(token) for token in tokens)
    if spec in wording():
        return ", ".join(word(spec, token) for token in tokens)
    return format(value, spec)


QUANTITIES = {"speed": Units.speed, "pace": Units.pace, "stature": Units.stature}
