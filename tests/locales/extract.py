"""Every text for people, from where it is written."""

import ast
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from babel.messages.extract import extract_python

from formcheck.cli.parser import build_parser
from formcheck.locales.errors import CONTEXT, FEWEST_LETTERS, own_words
from formcheck.report.pages import environment
from formcheck.report.spoken import LOOKUP, key
from formcheck.settings import OPTIONS
from formcheck.words.catalogue import translated_fixes, translated_sentences
from formcheck.words.guideline_texts import translated_guidelines
from formcheck.words.wording import translated_wording

SOURCE = Path(__file__).resolve().parents[2] / "src" / "formcheck"
ROOMS = ("report", "block", "web")
FOREIGN = SOURCE / "locales" / "foreign.toml"
CALLS = {
    "gettext": None,
    "_": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
ERRORS = re.compile(
    r"(Usage|Clip|Installation|Formcheck|ArgumentType)Error|UnreadableError|Problem|Check"
    r"|_?unreadable|_error|_bad|_unusable|_wrong|not_a_film"
)
SENTENCE_NAMES = frozenset({"what", "fix", "why", "form", "hint", "fault", "more", "note"})
SENTENCE_NAMES |= {"FIX", "LIBRARIES", "SAVE_AS_CSV", "_AGAIN"}
"""Names that sentences of errors are kept under before they are raised."""
AT_AN_EDGE = ("settings.py", "options.py", "manifest.py", "form.py", "runners.py", "packed.py")
AT_AN_EDGE += ("schema.py",)
"""Where ValueErrors carry sentences for people, under names of their own."""
TELLING = frozenset({"allowed", "with_extra", "_other_content", "_header_faults"})
TELLING |= {"_fault", "_match"}
"""Functions that return, or yield, a part of a sentence."""


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
    parts = _tables(), _templates(), _code(), _settings(), _help(), _errors()
    for message in chain.from_iterable(parts):
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

    translated_sentences(plain)
    translated_fixes(plain)
    translated_wording(within)
    translated_guidelines(plain)
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


def _help() -> Iterator[Message]:
    found: list[str] = []

    def look(text: str) -> str:
        found.append(text)
        return text

    parser, by_name = build_parser()
    for spoken in (parser, *by_name.values()):
        spoken.translate(look)
    yield from (Message(text, "cli", "help") for text in found if re.search("[a-z]{2}", text))


def _settings() -> Iterator[Message]:
    for option in OPTIONS.values():
        for text in (option.label, option.why, option.unit):
            if re.search("[a-z]{4}" if text == option.unit else "[A-Za-z]", text):
                yield Message(text, "settings.py")


def _errors() -> Iterator[Message]:
    """Return what errors are raised with: sentences, with the names of the values in them."""
    for path in sorted(SOURCE.rglob("*.py")):
        where = path.relative_to(SOURCE).as_posix()
        names = SENTENCE_NAMES | ({"msg", "message", "where"} if path.name in AT_AN_EDGE else set())
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for value in _sentences(node, names):
                for text in _pattern(value):
                    if _is_sentence(text):
                        yield Message(text, where, CONTEXT)
    for sentences in tomllib.loads(FOREIGN.read_text(encoding="utf-8")).values():
        for text in sentences:
            yield Message(text, "locales/foreign.toml", CONTEXT)


def _is_sentence(text: str) -> bool:
    own = own_words(text)
    return sum(map(str.isalpha, own)) >= FEWEST_LETTERS and bool(
        re.search(r"[A-Za-z]{2}:? [A-Za-z{]|\} [a-z]{2}", re.sub(r"{.*?}", "{}", text))
    )


def _sentences(node: ast.AST, names: frozenset[str]) -> Iterator[ast.expr]:
    if isinstance(node, ast.Call):
        name = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
        if ERRORS.fullmatch(name) or ast.unparse(node.func) == "faults.append":
            yield from node.args
            yield from (word.value for word in node.keywords if word.arg in names)
    elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
        target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
        yield from [node.value] if getattr(target, "id", "") in names else []
    elif isinstance(node, ast.Dict):
        pairs = zip(node.keys, node.values, strict=True)
        yield from (v for k, v in pairs if getattr(k, "value", "") in {"what", "fix", "desktop"})
    elif isinstance(node, ast.FunctionDef):
        yield from _ends(node) if node.name == "fault" else _returned(node)


def _returned(function: ast.FunctionDef) -> Iterator[ast.expr]:
    """Return what a function returns that is known to tell something."""
    for part in ast.walk(function) if function.name in TELLING else ():
        if isinstance(part, ast.Return | ast.Yield):
            yield from [part.value] if not isinstance(part.value, ast.Tuple) else part.value.elts


def _ends(function: ast.FunctionDef) -> Iterator[ast.expr]:
    """Return the sentences that a function gives the ends of: what was given comes before."""
    given = ast.FormattedValue(ast.Name("given"), -1)
    for part in ast.walk(function):
        if isinstance(part, ast.Return) and isinstance(part.value, ast.IfExp):
            end = part.value.orelse
            parts = end.values if isinstance(end, ast.JoinedStr) else [end]
            yield ast.JoinedStr([given, ast.Constant(" "), *parts])


def _pattern(value: ast.expr) -> Iterator[str]:
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value.replace("{", "{{").replace("}", "}}")
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
