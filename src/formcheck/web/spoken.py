"""What reports say of the command line, said for people who use the page."""

import re
from typing import Final

from formcheck.locales import gettext
from formcheck.settings import OPTIONS, option_word
from formcheck.words import phrase

_NAMES: Final = {option_word(name): option.label for name, option in OPTIONS.items()}
_OPTION: Final = re.compile(r"(?:<code>)?(--[a-z]+(?:-[a-z]+)*)(?:</code>)?(?![-\w])")
_OTHER_SIDE: Final = re.compile(r"\s*:\s*formcheck compare \S+ \S+ --asymmetry\.")
_BATCH_AGAIN: Final = re.compile(r"\s*:[^:()]*formcheck batch[^:()]*(?=\))")
_STYLE: Final = re.compile(r"(<(style|script)\b.*?</\2>)", re.DOTALL)


def spoken(page: str) -> str:
    """Return a page that names the fields of the form in place of options.

    Parameters
    ----------
    page : str
        HTML, or a sentence of a report.
    """
    parts = _STYLE.split(page)
    # three parts at a time: text, a style or script as it stands, and that element's name
    return "".join(
        part if number % 3 == 1 else "" if number % 3 == 2 else _said(part)
        for number, part in enumerate(parts)
    )


def _said(text: str) -> str:
    text = _BATCH_AGAIN.sub("", _OTHER_SIDE.sub(phrase("other_side_too"), text))
    return _OPTION.sub(_field, text)


def _field(found: re.Match[str]) -> str:
    label = _NAMES.get(found[1])
    return gettext("“{label}”").format(label=gettext(label)) if label else found[0]
