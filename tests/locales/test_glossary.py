"""The catalogues speak the glossary's terms; its sources can be looked up."""

import re
import tomllib
from collections import Counter

import pytest
from tests.locales.catalogues import LANGUAGES, PACKAGE, read

GLOSSARY = tomllib.loads((PACKAGE / "locales" / "glossary.toml").read_text(encoding="utf-8"))
TERMS = GLOSSARY["term"]


def texts(code):
    """Return the translated texts of a catalogue, each English form beside its translation.

    What errors and the help of commands say is left out: it speaks of files and options.
    """
    for message in read(code):
        if message.id and message.context not in ("error", "help"):
            sources = message.id if isinstance(message.id, tuple | list) else (message.id,)
            told = message.string if isinstance(message.string, tuple | list) else (message.string,)
            yield from ((sources[min(i, len(sources) - 1)], t) for i, t in enumerate(told) if t)


def in_source(term):
    return re.compile(term.get("within", rf"\b{re.escape(term['en'])}\b"), re.IGNORECASE)


def in_language(entry):
    return re.compile(entry.get("stem", re.escape(entry["term"])), re.IGNORECASE)


def excepted(code):
    return [(e["en"], e["starts"]) for e in GLOSSARY["exception"] if e["language"] == code]


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_text_with_a_term_has_the_term_of_the_language(code):
    catalogue, allowed, used = list(texts(code)), excepted(code), Counter()
    wrong, heard = [], 0
    for term in TERMS:
        source, found = in_source(term), in_language(term[code])
        for english, told in catalogue:
            if not source.search(english):
                continue
            heard += 1
            if found.search(told):
                continue
            exception = next(
                (a for a in allowed if a[0] == term["en"] and english.startswith(a[1])), None
            )
            used[exception] += 1
            if exception is None:
                wrong.append((term["en"], term[code]["term"], english[:60], told[:60]))
    assert not wrong, "say the glossary's term, or list the exception with its reason"
    assert set(allowed) == set(used), "an exception is not needed any more"
    assert heard > 400


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_term_names_a_source_in_its_own_language_or_none(code):
    sources = GLOSSARY["sources"]
    named = [term[code]["source"] for term in TERMS if "source" in term[code]]
    assert {sources[name]["language"] for name in named} == {code}
    assert all(in_language(term[code]).search(term[code]["term"]) for term in TERMS)


def test_the_glossary_holds_the_fields_terms_once():
    names = [term["en"] for term in TERMS]
    assert len(names) == len(set(names)) >= 60
    named = {term[code].get("source") for term in TERMS for code in LANGUAGES}
    assert set(GLOSSARY["sources"]) == named - {None}


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_guide_says_how_many_terms_were_read(code):
    name = {"de": "German", "es": "Spanish", "fr": "French"}[code]
    read_in_a_text = sum("source" in term[code] for term in TERMS)
    guide = (PACKAGE / "guides" / "translations.md").read_text(encoding="utf-8")
    assert f"| {name} | {len(TERMS)} | {read_in_a_text} |" in guide


FORMAL = {
    "de": r"(?<=[a-zäöüß,] )(?:Ihre?[nmrs]?|Ihnen|Sie)\b",
    "es": r"\b(?:usted|ustedes|vosotros|vos)\b",
    "fr": r"\b(?:tu|toi|ton|ta|tes)\b|\bt’",
}
"""Words of another form of address than the one that was chosen."""


@pytest.mark.parametrize("code", LANGUAGES)
def test_one_form_of_address_is_kept(code):
    assert not [told for _, told in texts(code) if re.search(FORMAL[code], told)]
    assert code in GLOSSARY["address"]
