"""The language of the reader, and gettext in it.

The choice lies in a context variable: two requests of the web server, or a report inside a
batch, may speak different languages at once. Where nothing was chosen, ``FORMCHECK_LANG`` counts,
which worker processes inherit; without it English is spoken.
"""

import gettext as standard
import io
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, reduce
from typing import Final

from formcheck.errors import UsageError
from formcheck.languages import LANGUAGES, SOURCE, VARIABLE

FIGURES_TO_GROUP: Final = 5

_chosen: ContextVar[str | None] = ContextVar("formcheck_language", default=None)


def known(code: str) -> str:
    """Return the language that a code such as ``de``, ``de-AT`` or ``de_CH.UTF-8`` asks for.

    Raises
    ------
    UsageError
        If there is no such language.
    """
    language = code.strip().replace("_", "-").partition("-")[0].partition(".")[0].lower()
    if language not in LANGUAGES:
        names = ", ".join(f"{code} ({name})" for code, name in LANGUAGES.items())
        raise UsageError(
            f"There is no language {code!r} here.", f"Choose one of {names}.", code="usage"
        )
    return language


def current() -> str:
    """Return the language that is spoken here."""
    return _chosen.get() or _of_the_process(os.environ.get(VARIABLE, ""))


def _of_the_process(code: str) -> str:
    language = code.strip().replace("_", "-").partition("-")[0].partition(".")[0].lower()
    return language if language in LANGUAGES else SOURCE


def chosen(asked: str | None) -> str:
    """Return what was asked for, else what ``FORMCHECK_LANG`` says.

    Raises
    ------
    UsageError
        If either names a language that is not there.
    """
    code = asked or os.environ.get(VARIABLE, "")
    return known(code) if code else SOURCE


def negotiated(header: str) -> str:
    """Return the first language of an ``Accept-Language`` header that is there, else English.

    Examples
    --------
    >>> negotiated("de-CH, de;q=0.9, en;q=0.8"), negotiated("it, es;q=0.5"), negotiated("")
    ('de', 'es', 'en')
    """
    asked = []
    for place, part in enumerate(header.split(",")[:32]):
        code, _, quality = part.partition(";q=")
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            continue
        asked.append((-weight, place, code.strip().partition("-")[0].lower()))
    return next((code for weight, _, code in sorted(asked) if weight and code in LANGUAGES), SOURCE)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language within a block."""
    token = _chosen.set(language)
    try:
        yield
    finally:
        _chosen.reset(token)


@cache
def translations(language: str) -> standard.NullTranslations:
    """Return the catalogue of a language; that of English returns what it is given.

    It is read from the ``.po`` file once a process: a clone and a wheel hold the same files, and
    no compiled copy can be older than its source.
    """
    if language == SOURCE:
        return standard.NullTranslations()
    from importlib.resources import files

    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    place = files("formcheck.locales").joinpath(language, "LC_MESSAGES", "formcheck.po")
    with place.open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return standard.GNUTranslations(compiled)


def gettext(message: str) -> str:
    """Return a text in the reader's language."""
    return translations(current()).gettext(message)


def ngettext(one: str, many: str, number: float) -> str:
    """Return a text in the form that goes with a number."""
    return translations(current()).ngettext(one, many, int(number))


def pgettext(context: str, message: str) -> str:
    """Return a text that means something else elsewhere."""
    return translations(current()).pgettext(context, message)


def npgettext(context: str, one: str, many: str, number: float) -> str:
    """Return a text of a context in the form that goes with a number."""
    return translations(current()).npgettext(context, one, many, int(number))


def labelled(label: str, text: str) -> str:
    r"""Return a text behind what it is about, with the reader's colon: French sets it apart.

    Examples
    --------
    >>> with speaking("fr"):
    ...     labelled("Cadence", "basse")
    'Cadence\xa0: basse'
    """
    return gettext("{label}: {text}").format(label=label, text=text)


def listed(texts: Iterable[str]) -> str:
    """Return texts one behind the other, with the reader's semicolons between them.

    Examples
    --------
    >>> listed(["two spikes taken out", "one gap filled"])
    'two spikes taken out; one gap filled'
    """
    two = gettext("{first}; {second}")
    parts = [*texts] or [""]
    return reduce(lambda first, second: two.format(first=first, second=second), parts)


@cache
def _decimal_mark(language: str) -> str:
    if language == SOURCE:
        return "."
    from babel.numbers import get_decimal_symbol

    return get_decimal_symbol(language)


@cache
def _group_mark(language: str) -> str:
    if language == SOURCE:
        return ","
    from babel.numbers import get_group_symbol

    return get_group_symbol(language)


def read_numbers_as(text: str) -> str:
    """Return a number that Python has written, with the reader's marks.

    Thousands are set apart from five figures on: four are read at a glance, and Spanish and
    German, as the SI, write them together.

    Examples
    --------
    >>> with speaking("de"):
    ...     read_numbers_as("3.06"), read_numbers_as("2000"), read_numbers_as("12345.6")
    ('3,06', '2000', '12.345,6')
    """
    whole, point, rest = text.partition(".")
    if rest and not rest.isdigit():  # no plain number
        mark = _decimal_mark(current())
        return text if mark == "." else text.replace(".", mark)
    if len(figures := whole.lstrip("-\N{MINUS SIGN} ")) >= FIGURES_TO_GROUP and figures.isdigit():
        sign = whole.removesuffix(figures)
        whole = sign + f"{int(figures):,}".replace(",", _group_mark(current()))
    return whole + point.replace(".", _decimal_mark(current())) + rest
