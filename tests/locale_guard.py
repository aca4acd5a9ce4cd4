"""Words that this program must not say to a runner, in each language but English.

As in :mod:`word_guard`: no illness is found, no injury foretold, nothing promised. Each language
has its list in ``locales/guard/CODE.toml``, under these headings:

=================  ==================================================================
diagnosis          a video finds no illness
keeping_harm_away  nothing here has been shown to prevent anything
cause              these are associations
risk               no risk of injury is stated
foretelling        no injury can be foretold from form
free_of_harm       "injury-free", "pain-free": a promise
promise            guarantee, promise
healing            cure, heal
treatment          treatment, therapy, rehabilitation: this is no care by a clinician
ban                wrong, bad, perfect, ideal, correct form or technique
illness            pathological, abnormal, dysfunction, defect
proof              "proven to": too strong
fright             dangerous, harmful
=================  ==================================================================
"""

import re
import tomllib
from functools import cache
from pathlib import Path

LISTS = Path(__file__).parent / "locales" / "guard"
HEADINGS = tuple(re.findall(r"^(\w+)  +\S", __doc__, re.MULTILINE))


@cache
def guard(code):
    """Return the list of a language: forbidden, allowed, heard."""
    return tomllib.loads((LISTS / f"{code}.toml").read_text(encoding="utf-8"))


def violations(code: str, text: str) -> list[str]:
    """Return the words of a text that must not be said."""
    for denial in guard(code)["allowed"]["denials"]:
        text = re.sub(re.escape(denial), " ", text, flags=re.IGNORECASE)
    return [
        found.group()
        for pattern in guard(code)["forbidden"].values()
        for found in re.finditer(rf"\b(?:{pattern})", text, re.IGNORECASE)
    ]
