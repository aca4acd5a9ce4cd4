"""What every page of formcheck is made with: templates and our own styles and scripts."""

import base64
import json
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from formcheck.locales import (
    current,
    gettext,
    labelled,
    ngettext,
    npgettext,
    pgettext,
    read_numbers_as,
)
from formcheck.locales.dates import clock_time, full_date, iso_day
from formcheck.locales.errors import translated_error
from formcheck.report.spoken import Spoken, spoken
from formcheck.version import documentation
from formcheck.words.catalogue import of_scripts
from formcheck.words.numbers import fixed
from formcheck.words.wording import inside, word


@cache
def environment(package: str) -> Environment:
    """Return the templates of a room, e.g. ``"formcheck.report"``; they escape by themselves.

    They speak the language that is current while they are filled.
    """
    made = Environment(
        loader=PackageLoader(package, "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", Spoken],
    )
    made.globals["documentation"] = documentation()
    made.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    made.globals["script_words"] = script_words
    made.globals |= {"spoken": spoken, "language": current, "word": word}
    made.globals["translated_error"] = translated_error
    made.filters |= {"fixed": fixed, "number": read_numbers_as, "inside": inside}
    made.filters |= {"full_date": full_date, "iso_day": iso_day, "clock_time": clock_time}
    made.filters["labelled"] = labelled
    made.policies["ext.i18n.trimmed"] = True
    return made


def script_words(table: str) -> Markup:
    """Return what a page's scripts say, to stand in a ``<script>`` that holds data."""
    text = json.dumps(of_scripts(table), ensure_ascii=False).replace("</", "<\\/")
    return Markup(text)  # noqa: S704


TYPEFACES = {"Report Serif": "source-serif-4", "Report Sans": "source-sans-3"}


@cache
def typefaces(*families: str) -> Markup:
    """Return the page's own typefaces, so that it looks the same everywhere and asks no one.

    All of them where none is named.
    """
    rules = []
    for family in families or TYPEFACES:
        file = files("formcheck.report").joinpath("static", "fonts", f"{TYPEFACES[family]}.woff2")
        data = base64.b64encode(file.read_bytes()).decode("ascii")
        rules.append(
            f'@font-face {{ font-family: "{family}"; font-weight: 200 900; font-display: swap; '
            f'src: url("data:font/woff2;base64,{data}") format("woff2"); }}\n'
        )
    return Markup("".join(rules))  # noqa: S704


def static(package: str, name: str) -> Markup:
    """Return one of our own style sheets or scripts, to stand inside a page.

    They hold no ``</style`` or ``</script``, which a test keeps true.
    """
    return Markup(files(package).joinpath("static", name).read_text(encoding="utf-8"))  # noqa: S704
