"""Templates in the reader's language: every text in them is a message of the catalogues.

What stands between two tags, and in an attribute that is read aloud, is looked up as a whole
without being marked, so that no text can be forgotten. A sentence that holds a value or a tag
is marked with ``{% trans %}``, so that translators see it whole.
"""

import html
import re
from collections.abc import Iterator
from typing import Final

from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markupsafe import Markup, escape

from formcheck.locales import current, gettext

LOOKUP: Final = "spoken"
"""The function that templates call; extraction looks for it."""

READ_ALOUD: Final = frozenset({"aria-label", "alt", "title", "placeholder"})
AS_IT_STANDS: Final = frozenset({"script", "style", "code"})
NAMES: Final = frozenset({"formcheck", "A", "B", "· formcheck", ": formcheck", "web reading"})
"""Texts that are the same in every language."""

_PIECE: Final = re.compile(
    r"""(?P<open><(?P<slash>/?)(?P<tag>[A-Za-z][\w-]*))"""
    r"""|(?P<comment><!--.*?-->|<![^>]*>)"""
    r"""|(?P<text>[^<]+)""",
    re.DOTALL,
)
_ATTRIBUTE: Final = re.compile(
    r"""(?P<close>/?>)|(?P<name>[\w:-]+)="(?P<value>[^"]*)(?P<quote>"?)|(?P<rest>\s+|[^\s>"]+|")""",
    re.DOTALL,
)


def key(text: str) -> str:
    """Return the message of a text as it stands in a template."""
    return " ".join(html.unescape(text).replace("\xa0", "\x00").split()).replace("\x00", "\xa0")


def spoken(text: str) -> Markup:
    """Return a text of a template in the reader's language."""
    told = gettext(key(text))
    return Markup(text) if told == key(text) and current() == "en" else escape(told)  # noqa: S704


def is_text(text: str) -> bool:
    """Whether there is anything to translate."""
    plain = key(text)
    return bool(re.search(r"[A-Za-z]{2}", plain)) and plain not in NAMES


class Spoken(Extension):
    """Looks up every text of a template; see the module."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Return the tokens of a template with its texts replaced by look-ups."""
        reader = _PageReader()
        marked, before = False, ""
        for token in stream:
            if before == "block_begin" and token.value in ("trans", "endtrans"):
                marked = token.value == "trans"
            before = token.type
            if token.type == "data" and not marked:
                yield from reader.read(token)
            else:
                yield token


class _PageReader:
    """Reads a page piece by piece, as expressions cut it up, and knows where it stands."""

    def __init__(self) -> None:
        self.inside_tag = False
        self.inside_value = False
        self.tag = ""
        self.silent = ""

    def read(self, token: Token) -> Iterator[Token]:
        """Return the tokens of one stretch of a template."""
        line, rest = token.lineno, token.value
        while rest:
            take = self._in_tag if self.inside_tag else self._between
            plain, text, rest = take(rest)
            if text:
                lead = text[: len(text) - len(text.lstrip())]
                trail = text[len(text.rstrip()) :]
                yield Token(line, "data", plain + lead)
                yield from _call(line, text.strip())
                yield Token(line, "data", trail)
            else:
                yield Token(line, "data", plain)

    def _between(self, rest: str) -> tuple[str, str, str]:
        piece = _PIECE.match(rest)
        if piece is None:
            return rest[0], "", rest[1:]
        found, after = piece.group(), rest[piece.end() :]
        if piece["text"] and not self.silent and is_text(found):
            return "", found, after
        if piece["open"]:
            self.inside_tag, self.tag = True, piece["tag"].lower()
            if piece["slash"]:
                self.silent = "" if self.tag == self.silent else self.silent
                self.tag = ""
        return found, "", after

    def _in_tag(self, rest: str) -> tuple[str, str, str]:
        if self.inside_value:
            value, quote, after = rest.partition('"')
            self.inside_value = not quote
            return value + quote, "", after
        piece = _ATTRIBUTE.match(rest)
        if piece is None:
            return rest[0], "", rest[1:]
        found, after = piece.group(), rest[piece.end() :]
        if piece["close"]:
            self.inside_tag = False
            if self.tag in AS_IT_STANDS and found == ">":
                self.silent = self.tag
        elif piece["name"]:
            self.inside_value = not piece["quote"]
            value = piece["value"]
            if piece["quote"] and piece["name"] in READ_ALOUD and is_text(value):
                return f'{piece["name"]}="', value, '"' + after
        return found, "", after


def _call(line: int, text: str) -> Iterator[Token]:
    yield Token(line, "variable_begin", "{{")
    yield Token(line, "name", LOOKUP)
    yield Token(line, "lparen", "(")
    yield Token(line, "string", text)
    yield Token(line, "rparen", ")")
    yield Token(line, "variable_end", "}}")
