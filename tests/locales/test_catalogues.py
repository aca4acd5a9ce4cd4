"""The catalogues: whole, current, with the placeholders of their source, in words we may say."""

import ast
import re
import string

import pytest
from tests.locales.catalogues import COMMAND, LAID_DOWN, LANGUAGES, missing, read
from tests.locales.extract import CALLS, ROOMS, SOURCE, everything

from locale_guard import HEADINGS, guard, violations

_NAMED = re.compile(r"%\((\w+)\)s")
_TAGS = re.compile(r"<[^>]+>")


@pytest.fixture(scope="module")
def messages():
    return everything()


@pytest.fixture(scope="module", params=LAID_DOWN)
def catalogue(request):
    """Return a catalogue, also of a language that is not offered yet."""
    return read(request.param)


def forms(message):
    """Return every translation of a message beside the source it must agree with."""
    sources = message.id if isinstance(message.id, tuple | list) else (message.id,)
    told = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return [(sources[min(i, len(sources) - 1)], text) for i, text in enumerate(told) if text]


def test_every_language_that_is_offered_has_its_catalogue():
    assert set(LANGUAGES) <= set(LAID_DOWN)


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_catalogue_holds_exactly_the_texts_there_are(code, messages):
    there = {(m.context, m.id if isinstance(m.id, str) else m.id[0]) for m in read(code) if m.id}
    wanted = {(m.context, m.text) for m in messages}
    new, gone = sorted(map(str, wanted - there)), sorted(map(str, there - wanted))
    assert not new, f"run `{COMMAND}` and translate: {new[:5]}"
    assert not gone, f"run `{COMMAND}`, which takes out: {gone[:5]}"


def test_no_text_is_looked_up_where_extraction_cannot_see_it():
    """Babel passes over what stands in an f-string: its text would never reach a translator."""
    unseen = [
        f"{path.name}:{call.lineno}"
        for path in SOURCE.rglob("*.py")
        for text in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in CALLS
    ]
    assert unseen == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_nothing_is_left_to_translate(code):
    left = missing(read(code))
    assert not left, f"run `{COMMAND}`; to translate in {code}: {left[:5]}"


def test_nothing_is_kept_that_was_only_guessed(catalogue):
    assert not [m.id for m in catalogue if m.fuzzy and m.id]


def test_placeholders_and_tags_are_those_of_the_source(catalogue):
    wrong = []
    for message in catalogue:
        for source, told in forms(message) if message.id else ():
            if message.context is None and (_NAMED.search(source) or "%%" in source):
                same = sorted(set(_NAMED.findall(source))) == sorted(set(_NAMED.findall(told)))
                same = same and _percents(source) == _percents(told)
            else:
                same = fields(source) == fields(told)
            marked = message.context not in ("error", "help")  # there <name> is no element
            if not same or (marked and tags(source) != tags(told)):
                wrong.append((source[:60], told[:60]))
    assert not wrong


def _percents(text):
    return len(re.findall(r"(?<!%)%(?!\(|%)", text.replace("%%", "")))


def fields(text):
    """Return the values of a sentence with the way in which each is written."""
    return sorted({(name, spec) for _, name, spec, _ in string.Formatter().parse(text) if name})


def tags(text):
    """Return the elements of a sentence without the words in their attributes."""
    return sorted(re.sub(r'data-imperial="[^"]*"', "", tag) for tag in _TAGS.findall(text))


def test_spaces_at_the_ends_are_those_of_the_source(catalogue):
    wrong = [
        source
        for message in catalogue
        for source, told in (forms(message) if message.id else ())
        if (source[0] == " ", source[-1] == " ") != (told[0] == " ", told[-1] == " ")
    ]
    assert not wrong


def test_no_text_gives_a_diagnosis_or_a_promise(catalogue):
    code = str(catalogue.locale)
    wrong = {
        told: found
        for message in catalogue
        for _, told in (forms(message) if message.id else ())
        if (found := violations(code, told))
    }
    assert not wrong


def test_the_guard_hears_what_must_not_be_said(catalogue):
    code = str(catalogue.locale)
    forbidden, heard = guard(code)["forbidden"], guard(code)["heard"]
    assert tuple(forbidden) == HEADINGS == tuple(heard)
    deaf = [
        heading
        for heading in HEADINGS
        if not re.search(rf"\b(?:{forbidden[heading]})", heard[heading], re.IGNORECASE)
    ]
    assert not deaf
    assert all(violations(code, text) for text in heard.values())


@pytest.mark.parametrize("room", ROOMS)
def test_no_template_sets_a_colon_between_two_values_itself(room):
    for path in sorted((SOURCE / room / "templates").iterdir()):
        source = path.read_text(encoding="utf-8")
        source = re.sub(r"{% trans.*?endtrans %}", "{{ text }}", source, flags=re.DOTALL)
        joined = re.findall(r"}}(?:</\w+>)*: *(?:<[^>]+>)*(?:{{|\w)", source)
        assert joined == [], f"{path.name}: say `what | labelled(text)`, French has a space there"
