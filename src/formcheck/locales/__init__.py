"""The reader's language: which one, its catalogue of translations, how it writes dates.

English is the source; ``<language>/LC_MESSAGES/formcheck.po`` beside this file holds the others.
``python -m tests.locales`` brings the catalogues up to date.
"""

from formcheck.languages import LANGUAGES, SOURCE, VARIABLE
from formcheck.locales.language import (
    chosen,
    current,
    gettext,
    known,
    labelled,
    listed,
    negotiated,
    ngettext,
    npgettext,
    pgettext,
    read_numbers_as,
    speaking,
)

__all__ = [
    "LANGUAGES",
    "SOURCE",
    "VARIABLE",
    "chosen",
    "current",
    "gettext",
    "known",
    "labelled",
    "listed",
    "negotiated",
    "ngettext",
    "npgettext",
    "pgettext",
    "read_numbers_as",
    "speaking",
]
