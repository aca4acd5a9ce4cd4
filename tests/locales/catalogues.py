"""The catalogues as files: read, brought up to date, written."""

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from tests.locales.extract import SOURCE as PACKAGE
from tests.locales.extract import everything

from formcheck.locales.language import LANGUAGES as SPOKEN
from formcheck.locales.language import SOURCE

LANGUAGES = tuple(code for code in SPOKEN if code != SOURCE)
"""Those that are offered, but for the source."""
LAID_DOWN = tuple(
    sorted(path.parents[1].name for path in PACKAGE.glob("locales/*/LC_MESSAGES/formcheck.po"))
)
"""Those that have a catalogue, whole or not."""
COMMAND = "python -m tests.locales"


def place(code: str) -> Path:
    """Return the file of a language's catalogue."""
    return PACKAGE / "locales" / code / "LC_MESSAGES" / "formcheck.po"


def read(code: str) -> Catalog:
    """Return a language's catalogue as it lies there, an empty one for a new language."""
    path = place(code)
    if not path.is_file():
        return Catalog(locale=code)
    with path.open("rb") as file:
        return read_po(file, locale=code)


def updated(code: str) -> Catalog:
    """Return a language's catalogue with exactly the texts that there are now."""
    old, new = read(code), Catalog(locale=code, project="formcheck", fuzzy=False)
    for message in everything():
        ids = (message.text, message.many) if message.many else message.text
        known = old.get(message.text, message.context)
        kept = known.string if known is not None else ""
        if message.many and not isinstance(kept, tuple | list):
            kept = (kept,) * new.num_plurals
        if not message.many and isinstance(kept, tuple | list):
            kept = kept[0]
        new.add(ids, kept, locations=[(message.where, None)], context=message.context)
    return new


def write(catalogue: Catalog, path: Path) -> None:
    """Write a catalogue; nothing in it depends on the day or the machine."""
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue.header_comment = "# Translations of formcheck.\n#"
    with path.open("wb") as file:
        write_po(file, catalogue, width=100, omit_header=False, include_lineno=False)
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    dated = ('"POT-Creation-Date', '"PO-Revision-Date', '"Generated-By', '"Last-Translator')
    path.write_text("".join(line for line in lines if not line.startswith(dated)), encoding="utf-8")


def missing(catalogue: Catalog) -> list[str]:
    """Return the texts that have no translation, or lack one of its forms."""
    found = []
    for message in catalogue:
        told = message.string if isinstance(message.string, tuple | list) else (message.string,)
        if message.id and not all(told):
            found.append(message.id if isinstance(message.id, str) else message.id[0])
    return found
