import re
import string
from pathlib import Path

import pytest

from formcheck.domain.message import Message
from formcheck.quality.reasons import catalogue, found
from formcheck.words import IMPERIAL, fix_of, say, sentence_of
from formcheck.words.catalogue import SENTENCES, _table, sentences
from formcheck.words.say import QUANTITIES
from formcheck.words.wording import wording
from word_guard import violations

PACKAGE = Path(__file__).parents[2] / "src" / "formcheck"


def fields_of(template):
    return [(name, spec) for _, name, spec, _ in string.Formatter().parse(template) if name]


def values_for(template):
    """A value for each field, of the kind that its form asks for."""
    return {
        name: 3.25 if spec in QUANTITIES or spec not in {*wording(), "", "metric"} else "left"
        for name, spec in fields_of(template)
    }


@pytest.mark.parametrize("code", sorted(sentences()))
def test_every_sentence_can_be_said_and_says_nothing_forbidden(code):
    template = sentences()[code]
    told = say(Message(code, values_for(template)))
    assert "{" not in told
    assert not violations(told)


@pytest.mark.parametrize("name", sorted(catalogue()))
def test_every_fix_can_be_said_from_what_its_sentence_needs(name):
    entry = catalogue()[name]
    needed = values_for(entry["message"])
    assert {field for field, _ in fields_of(entry["fix"])} <= set(needed)
    reason = found(name, **needed).reason
    assert sentence_of(reason)
    assert fix_of(reason).endswith(".")


def test_no_code_stands_in_two_tables():
    tables = [set(catalogue()), *(set(_table(name)) for name in SENTENCES)]
    assert sum(len(table) for table in tables) == len(set().union(*tables))


def test_every_form_of_a_value_is_known():
    for code, template in sentences().items():
        for name, spec in fields_of(template):
            known = spec in QUANTITIES or spec in wording() or spec == "metric"
            assert known or re.fullmatch(r"(\d|6?\.\d+[fg]|\.3g|g)?", spec), (code, name, spec)


def test_reasons_for_missing_are_a_closed_set():
    """What the core may give as reason is in the table, and the table holds nothing else."""
    rooms = [PACKAGE / room for room in ("metrics", "gait", "uncertainty")]
    code = "\n".join(p.read_text(encoding="utf-8") for room in rooms for p in room.rglob("*.py"))
    raised = set(re.findall(r'NotMeasurable\(\s*"([a-z_]+)"', code))
    raised |= set(re.findall(r'Message\("([a-z_]+)"', code)) - set(_table("history"))
    assert raised - {"unknown"} <= set(_table("missing"))
    assert all(f'"{name}"' in code for name in _table("missing"))


def test_tokens_become_words_and_quantities_the_reader_s_units():
    assert say(Message("needs_told", {"what": ("speed", "mass")})) == (
        "Needs the runner's speed, mass."
    )
    beyond = Message("speed_without_norms", {"speed_mps": 8.0, "low_mps": 2.0, "high_mps": 5.5})
    assert say(beyond) == "No norms at this speed: 28.8 km/h is outside 7.2 km/h to 19.8 km/h."
    assert "17.9 mph is outside 4.5 mph" in say(beyond, IMPERIAL)


def test_a_code_that_nobody_knows_is_an_error():
    with pytest.raises(KeyError):
        say(Message("no_such_code"))
