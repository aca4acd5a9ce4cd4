"""A language that nobody speaks: every letter of every text in the catalogue is another one.

What no catalogue would hold stays as it is, so that a text that extraction does not see is found
on the page as English.
"""

import gettext
import re
from contextlib import contextmanager
from functools import cache

from tests.locales.extract import everything

from formcheck.languages import LANGUAGES
from formcheck.locales import errors, language, speaking
from formcheck.words import catalogue, guideline_texts, wording

CODE = "eo"
KEPT = re.compile(r"\{[^{}]*\}|%\(\w+\)s|%%|<[^>]+>|&\w+;|--[\w-]+|\b[\w.-]+\.(?:json|csv|html)\b")
NAMES = frozenset(
    [
        *("formcheck", "MediaPipe", "BlazePose", "PyAV", "SHA", "Python", "analysis", "json"),
        *("csv", "imperial", "English", "Deutsch", *LANGUAGES.values()),
    ]
)
NOT_READ = (
    r"<script.*?</script>",
    r"<style.*?</style>",
    r'<ol class="references">.*?</ol>',
    r'<dt class="code">[^<]*</dt>',
    r'<dd class="code">.*?</dd>',
    r"<dt>[a-z][\w-]*</dt>",  # a package and its version
    r"<code>.*?</code>",
    r'<p class="languages">.*?</p>',
    r"Novembro|Januaro|Decembro|Februaro|Marto|Aprilo|Majo|Junio|Julio|Aŭgusto|Septembro|Oktobro",
)


class Pseudo(gettext.NullTranslations):
    """Turns what the catalogue holds."""

    def __init__(self, known):
        super().__init__()
        self._known = known
        self._catalog = {
            f"{context}\x04{text}": turn(text) for context, text in known if context == "error"
        }

    def gettext(self, message):
        return turn(message) if (None, message) in self._known else message

    def pgettext(self, context, message):
        return turn(message) if (context, message) in self._known else message

    def ngettext(self, one, many, n):
        return turn(one if n == 1 else many) if (None, one) in self._known else one

    def npgettext(self, context, one, many, n):
        return turn(one if n == 1 else many) if (context, one) in self._known else one


def turn(message):
    """Return a text of which only placeholders, tags and names of files can still be read."""
    last, parts = 0, []
    for kept in KEPT.finditer(message):
        parts += [_other_letters(message[last : kept.start()]), kept.group()]
        last = kept.end()
    return "".join([*parts, _other_letters(message[last:])])


def _other_letters(text):
    return re.sub("[A-Za-z]", lambda m: chr(0x400 + ord(m.group())), text)


@cache
def known():
    """Return every text there is, with its context."""
    return frozenset((m.context, m.text) for m in everything())


@contextmanager
def in_use(monkeypatch):
    """Let everything in this process know the language, and speak it here."""
    made = Pseudo(known())
    real = language.translations
    monkeypatch.setitem(LANGUAGES, CODE, "Pseudo")
    for module in (language, errors):
        monkeypatch.setattr(
            module, "translations", lambda code: made if code == CODE else real(code)
        )
    _forget()
    with speaking(CODE):
        yield
    _forget()


def _forget():
    for keeper in (catalogue._in, guideline_texts._in, wording._in, errors._patterns):
        keeper.cache_clear()


def english(page, *without):
    """Return the words with Latin letters that a reader still meets, also in what is read aloud."""
    for part in (*NOT_READ, *without):
        page = re.sub(part, " ", page, flags=re.DOTALL)
    aloud = re.findall(r'\b(?:aria-label|alt|title|placeholder)="([^"]*)"', page)
    text = " ".join([re.sub(r"<[^>]+>", " ", page), *aloud])
    text = re.sub(r"&\w+;", " ", text)
    return sorted({word for word in re.findall(r"[A-Za-z]{4,}", text) if word not in NAMES})
