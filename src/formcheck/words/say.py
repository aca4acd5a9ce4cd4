"""From a message to its sentence."""

import string
from collections.abc import Mapping

from formcheck.domain.analysis import Analysis, MetricRow
from formcheck.domain.message import Message, Value
from formcheck.domain.quality import Reason
from formcheck.guidelines.schema import MetricRule
from formcheck.locales import read_numbers_as
from formcheck.words.catalogue import fixes, sentences
from formcheck.words.guideline_texts import built_in
from formcheck.words.numbers import write
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
    if message.code in _IN_GUIDELINES:
        return _IN_GUIDELINES[message.code](message)
    return filled(sentences()[message.code], message.values, units)


def phrase(code: str, units: Units = METRIC, /, **values: Value) -> str:
    """Return the sentence of a code; see :func:`say`."""
    return say(Message(code, values), units)


def _rule(metric: str) -> MetricRule | None:
    return built_in().rule(metric)


def _band_note(message: Message) -> str:
    rule, index = _rule(str(message.values["metric"])), message.values["band"]
    known = rule is not None and isinstance(index, int) and index < len(rule.band)
    return rule.band[index].note if known else ""  # type: ignore[union-attr,index]


def _why_not_scored(message: Message) -> str:
    rule = _rule(str(message.values["metric"]))
    return rule.why_not_scored if rule is not None else ""


_IN_GUIDELINES = {"band_note": _band_note, "rule_says_why": _why_not_scored}
"""Sentences that stand with the rules of the guidelines."""


def withheld_text(analysis: Analysis, units: Units = METRIC) -> str | None:
    """Return why there is no score; of a refused clip, why it was refused."""
    if analysis.score_withheld is None:
        return None
    told = say(analysis.score_withheld, units)
    if analysis.score_withheld.code == "clip_refused" and analysis.quality.reasons:
        reason = sentence_of(analysis.quality.reasons[0], units)
        return say(Message("clip_refused_because", {"reason": reason}), units)
    return told


def missing_text(row: MetricRow, units: Units = METRIC) -> str:
    """Return why a metric has no value."""
    return say(Message(row.missing_reason or "not_measured", row.missing_values), units)


def sentence_of(reason: Reason, units: Units = METRIC) -> str:
    """Return what was seen of a clip."""
    return say(reason.message, units)


def fix_of(reason: Reason, units: Units = METRIC) -> str:
    """Return what to do about a reason."""
    message = reason.message
    template = "{fix}" if message.code == AS_WRITTEN else fixes()[message.code]
    return filled(template, message.values, units)


def filled(template: str, values: Mapping[str, Value], units: Units) -> str:
    """Return a template with its values.

    After the colon stands how many decimals a number has, or Python's format of it, the kind of
    a quantity (``speed``, ``pace``, ``stature``), or the table that has the word for a token.
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
    if spec.isdigit() and isinstance(value, int | float):
        return write(value, int(spec))
    tokens = value if isinstance(value, tuple) else (str(value),)
    if spec == "metric":
        return ", ".join(label(token) for token in tokens)
    if spec in wording():
        return ", ".join(word(spec, token) for token in tokens)
    written = format(value, spec)
    counted = isinstance(value, int) and not isinstance(value, bool)
    return read_numbers_as(written) if counted or isinstance(value, float) else written


QUANTITIES = {
    "speed": Units.speed,
    "metres_per_second": Units.metres_per_second,
    "pace": Units.pace,
    "stature": Units.stature,
}
