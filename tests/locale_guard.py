"""Words that this program must not say to a runner, in each language but English.

As in :mod:`word_guard`: no illness is found, no injury foretold, nothing promised.
"""

import re

FORBIDDEN = {
    "de": (
        r"diagnos\w*",
        r"beug\w* [^.]* vor\b|vorbeug\w*|verhinder\w*|schütz\w* vor",
        r"verursach\w*|ursache\w*",
        r"verletzungsrisik\w*|risiko\w*",
        r"(?:sagt|sagen)\b[^.]*verletzung\w*[^.]* voraus|vorhersag\w*",
        r"verletzungsfrei\w*|schmerzfrei\w*",
        r"garantier\w*|garantie|versprech\w*|verspricht",
        r"heil(?:t|en|ung|te|end)\b|kurier\w*",
        r"behandl\w*|therapie(?!\w)|rehabilit\w*",
        r"(?:schlechte|falsche|perfekte|ideale|richtige|korrekte)\w* (?:lauf)?(?:form|technik)",
        r"krankhaft\w*|patholog\w*|abnormal\w*|fehlfunktion\w*",
        r"beweist|bewiesen",
        r"gefährlich\w*|schädlich\w*",
    ),
}
ALLOWED = {
    "de": ("keine Diagnose",),
}


def violations(code: str, text: str) -> list[str]:
    """Return the words of a text that must not be said; none for a language without a list."""
    for denial in ALLOWED.get(code, ()):
        text = text.replace(denial, "")
    return [
        found.group()
        for pattern in FORBIDDEN[code]
        for found in re.finditer(rf"\b(?:{pattern})", text, re.IGNORECASE)
    ]
