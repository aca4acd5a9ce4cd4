"""Every text for people, from where it is written."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.extract import extract_javascript, extract_python

from formcheck.locales.errors import CONTEXT
from formcheck.report.pages import environment
from formcheck.report.spoken import LOOKUP, key
from formcheck.settings import OPTIONS
from formcheck.words.catalogue import fixes_told, sentences_told
from formcheck.words.guideline_texts import guidelines_told
from formcheck.words.wording import wording_told

SOURCE = Path(__file__).resolve().parents[2] / "src" / "formcheck"
ROOMS = ("report", "block", "web")
CALLS = {
    "gettext": None,
    "_": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
ERRORS = re.compile(
    r"(Usage|Clip|Installation|Formcheck|ArgumentType)Error|UnreadableError|Problem|Check|_unreadable"
)
SENTENCE_NAMES = frozenset({"what", "fix"})


@dataclass(frozen=True)
class Message:
    """One text; ``many`` is its plural form, ``where`` the file that it stands in."""

    text: str
    where: str
    context: str | None = None
    many: str | None = None


def everything() -> list[Message]:
    """Return every text once, in the order in which a reader meets them."""
    found: dict[tuple[str | None, str], Message] = {}
    for message in (*_tables(), *_templates(), *_code(), *_scripts(), *_settings(), *_errors()):
        old = found.setdefault((message.context, message.text), message)
        if old.many is None and message.many is not None:
            found[message.context, message.text] = message
    return list(found.values())


def _tables() -> Iterator[Message]:
    found: list[Message] = []

    def plain(text: str) -> str:
        found.append(Message(text, "tables"))
        return text

    def within(context: str, text: str) -> str:
        found.append(Message(text, "words/wording.toml", context))
        return text

    sentences_told(plain)
    fixes_told(plain)
    wording_told(within)
    guidelines_told(plain)
    yield from (message for message in found if re.search(r"[A-Za-z]", message.text))


def _templates() -> Iterator[Message]:
    functions = ("_", "gettext", "ngettext", "pgettext", "npgettext", LOOKUP)
    for room in ROOMS:
        made = environment(f"formcheck.{room}")
        for path in sorted((SOURCE / room / "templates").iterdir()):
            source = path.read_text(encoding="utf-8")
            where = f"{room}/templates/{path.name}"
            extension = made.extensions["jinja2.ext.InternationalizationExtension"]
            for _, function, text in extension._extract(source, functions):
                yield from _called(function, text, where)


def _called(function: str, text: object, where: str) -> Iterator[Message]:
    parts = [*text] if isinstance(text, tuple) else [text]
    needed = {"ngettext": 2, "pgettext": 2}.get(function, 1)
    if len(parts) < needed or not all(parts[:needed]):
        return  # the text is a value: it is taken from where that is written
    if function == LOOKUP:
        yield Message(key(parts[0]), where)
    elif function == "ngettext":
        yield Message(parts[0], where, many=parts[1])
    elif function == "pgettext":
        yield Message(parts[1], where, parts[0])
    else:
        yield Message(parts[0], where)


def _code() -> Iterator[Message]:
    for path in sorted(SOURCE.rglob("*.py")):
        where = path.relative_to(SOURCE).as_posix()
        with path.open("rb") as file:
            for _, function, text, _ in extract_python(file, CALLS, [], {}):
                yield from _called(function, text, where)


def _scripts() -> Iterator[Message]:
    for path in sorted(SOURCE.rglob("static/*.js")):
        with path.open("rb") as file:
            for _, _, text, _ in extract_javascript(file, {"told": None}, [], {}):
                if isinstance(text, str):
                    yield Message(text, path.relative_to(SOURCE).as_posix())
                elif isinstance(text, tuple) and text[0]:
                    yield Message(text[0], path.relative_to(SOURCE).as_posix())


def _settings() -> Iterator[Message]:
    for option in OPTIONS.values():
        for text in (option.label, option.why):
            if text:
                yield Message(text, "settings.py")


def _errors() -> Iterator[Message]:
    """Return what errors are raised with: sentences, with the names of the values in them."""
    for path in sorted(SOURCE.rglob("*.py")):
        where = path.relative_to(SOURCE).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for value in _sentences(node):
                for text in _pattern(value):
                    if re.search(r"[A-Za-z]{2} [A-Za-z{]", re.sub(r"{.*?}", "{}", text)):
                        yield Message(text, where, CONTEXT)


def _sentences(node: ast.AST) -> Iterator[ast.expr]:
    if isinstance(node, ast.Call):
        name = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
        if ERRORS.fullmatch(name):
            yield from node.args
            yield from (word.value for word in node.keywords if word.arg in SENTENCE_NAMES)
    elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in SENTENCE_NAMES:
        yield node.value


def _pattern(value: ast.expr) -> Iterator[str]:
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value
    elif isinstance(value, ast.IfExp):
        yield from _pattern(value.body)
        yield from _pattern(value.orelse)
    elif isinstance(value, ast.JoinedStr):
        yield "".join(_part(part, place) for place, part in enumerate(value.values))


def _part(part: ast.expr, place: int) -> str:
    if isinstance(part, ast.Constant):
        return str(part.value).replace("{", "{{").replace("}", "}}")
    inner = part.value if isinstance(part, ast.FormattedValue) else part
    name = ast.unparse(inner)
    return "{" + (name if name.isidentifier() else f"value_{place}") + "}"
