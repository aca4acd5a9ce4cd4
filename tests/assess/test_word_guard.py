import ast
import tomllib
from dataclasses import asdict
from pathlib import Path

import pytest

from assess.example import ROOT, context, judged, rows, texts
from formcheck.words import say
from formcheck.words.guidelines import back_text
from word_guard import violations

PACKAGE = ROOT / "src" / "formcheck"
WITHOUT_TEXTS = ("references.toml", "markers.toml", "parts.toml")
DATA = [p for p in PACKAGE.rglob("*.toml") if p.name not in WITHOUT_TEXTS]
PAGES = [p for kind in ("*.html", "*.md", "*.j2", "*.jinja") for p in PACKAGE.rglob(kind)]
CODE = list(PACKAGE.rglob("*.py"))


def texts_in(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from texts_in(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from texts_in(item)


def sentences_in(path: Path):
    """String constants of a module that are no docstrings and hold more than one word."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        told = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if told and id(node) not in docs and " " in node.value:
            yield node.value


@pytest.mark.parametrize(
    "text",
    [
        "This prevents injuries.",
        "Overstriding causes back pain.",
        "We diagnosed a stiff hip.",
        "Your injury risk is high.",
        "A higher risk of injury.",
        "We guarantee a better time.",
        "Stretching cures it.",
        "It will heal.",
        "You have bad form.",
        "Stay injury-free.",
    ],
)
def test_guard_finds_what_it_must(text):
    assert violations(text)


@pytest.mark.parametrize(
    "text",
    [
        "This is not a diagnosis.",
        "Because the heel comes first, the curve is secure and healthy.",
        "Runners with injuries leaned further.",
    ],
)
def test_guard_lets_honest_sentences_pass(text):
    assert violations(text) == []


@pytest.mark.parametrize("path", DATA, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_guideline_texts(path):
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    texts = list(texts_in(content))
    assert texts
    assert [found for text in texts for found in violations(text)] == []


@pytest.mark.parametrize("path", [*PAGES, *CODE], ids=lambda p: str(p.relative_to(PACKAGE)))
def test_every_text_the_program_can_print(path):
    if path.suffix == ".py":
        texts = list(sentences_in(path))
    else:
        texts = path.read_text(encoding="utf-8").splitlines()
    assert [found for text in texts for found in violations(text)] == []


@pytest.mark.parametrize("pain", [None, 3, 5])
def test_a_filled_assessment(pain):
    result = judged(
        rows(overstride_pct_leg=40.0, cadence_spm=140.0, trunk_lean_deg=20.0),
        context(back_pain=pain),
    )
    told = [asdict(text) for text in texts(result)] + [vars_of(back_text(result.low_back))]
    told += [say(r.why_not_scored) for r in result.ratings if r.why_not_scored]
    assert len(list(texts_in(told))) > 40
    assert [found for text in texts_in(told) for found in violations(text)] == []


def vars_of(section):
    lists = (section.red_flags, section.base_programme)
    return [
        *(section.when_to_see, section.text, section.pain_rule, section.first, section.unseen),
        [asdict(link) for link in section.links],
        [entry.model_dump() for entries in lists for entry in entries],
    ]
