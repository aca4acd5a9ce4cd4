"""Words that this program must not say to a runner.

A video measures form. It finds no illness, foretells no injury and promises nothing, and no
sentence that a runner can read may sound as if it did. Tests run every text through
:func:`violations`; titles of other people's works are the only exception.
"""

import re

FORBIDDEN: tuple[tuple[str, str], ...] = (
    (r"diagnos\w*", "a video finds no illness"),
    (r"prevent\w*", "nothing here has been shown to keep harm away"),
    (r"caus(?:e|es|ed|ing|al|ality|ation)", "these are associations"),
    (r"injury[- ]risk|risk (?:of|for) (?:an? )?injur\w*|risk scores?|risk factors?", "no risk"),
    (r"(?:predict|foretell)\w* (?:an? )?injur\w*", "no injury can be foretold from form"),
    (r"injury[- ](?:free|proof)|pain[- ]free", "a promise"),
    (r"guarant\w*", "a promise"),
    (r"promis\w*", "a promise"),
    (r"cur(?:e|es|ed|ing|ative)", "nothing here heals"),
    (r"heal(?:s|ed|ing)?", "nothing here heals"),
    (r"treat(?:s|ing|ment|ments)?", "this is no care by a clinician"),
    (r"therap(?:y|ies|eutic)", "this is no care by a clinician"),
    (r"rehabilitat\w*", "this is no care by a clinician"),
    (
        r"(?:bad|wrong|perfect|ideal|correct|incorrect|poor) (?:running )?(?:form|technique)",
        "a ban",
    ),
    (r"patholog\w*|abnormal\w*|dysfunction\w*|defect\w*", "a healthy range is wide"),
    (r"proven to|proves? that", "too strong"),
    (r"you (?:must|will) (?:stop|never)", "advice, not orders"),
    (r"dangerous\w*|harmful", "frightens without ground"),
)
"""Pattern and why it is forbidden; matched on whole words, whatever their case."""

ALLOWED: tuple[str, ...] = (
    "not a diagnosis",
    "no diagnosis",
    "never a diagnosis",
    "does not diagnose",
    "not injury risk",
    "never injury risk",
    "no promise",
)
"""Explicit denials, taken out before the search."""

_PATTERNS = tuple(
    (re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE), why) for pattern, why in FORBIDDEN
)


def violations(text: str) -> list[str]:
    """Return what is wrong with a text, one line a word; empty if nothing is.

    Parameters
    ----------
    text : str
        Anything that a runner can read.

    Returns
    -------
    list of str
        Such as ``"'prevents': nothing here has been shown to keep harm away"``.
    """
    for phrase in ALLOWED:
        text = re.sub(re.escape(phrase), " ", text, flags=re.IGNORECASE)
    return [
        f"{match.group(0)!r}: {why}"
        for pattern, why in _PATTERNS
        for match in pattern.finditer(text)
    ]
