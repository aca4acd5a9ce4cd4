"""A lay person can read the texts: short sentences, short words, terms explained."""

import re
import statistics

import pytest

from assess.example import context, guidelines, judged, rows
from formcheck.words.guidelines import back_text
from formcheck.words.wording import wording

TERMS = (
    "initial contact",
    "toe-off",
    "stance",
    "midstance",
    "stride",
    "cadence",
    "trunk lean",
    "shank",
    "leg length",
    "bounce",
    "duty factor",
    "interval",
    "borderline",
    *("reach", "flight", "cue", "drill", "core", "cross-training", "disc", "pelvis", "median"),
)


def syllables(word: str) -> int:
    groups = re.findall(r"[aeiouy]+", word.lower())
    silent = word.lower().endswith("e") and not word.lower().endswith(("le", "ee"))
    return max(1, len(groups) - silent)


def words_of(text: str) -> list[str]:
    return re.findall(r"[A-Za-z]+(?:'[a-z]+)?", text)


def sentences_of(text: str) -> list[str]:
    return [s for s in re.split(r"(?<=[.!?:;])\s+", text) if words_of(s)]


def reading_ease(text: str) -> float:
    """Flesch's formula: 70 to 80 is read at twelve, 30 needs a college student."""
    words = words_of(text)
    per_sentence = len(words) / len(sentences_of(text))
    per_word = sum(map(syllables, words)) / len(words)
    return 206.835 - 1.015 * per_sentence - 84.6 * per_word


def lay_texts() -> dict[str, str]:
    texts = {}
    for pain in (None, 3):
        result = judged(
            rows(overstride_pct_leg=40.0, cadence_spm=140.0, trunk_lean_deg=20.0),
            context(back_pain=pain),
        )
        back = back_text(result.low_back)
        texts[f"back, pain {pain}"] = " ".join([*back.text, back.pain_rule, back.unseen])
        low_back = guidelines().low_back
        texts["pain"] = " ".join([*low_back.level.values(), *low_back.sign.values()])
        texts["red flags"] = " ".join(i for flags in back.red_flags for i in flags.items)
        texts["programme"] = " ".join(line.why for line in back.base_programme)
    for text in guidelines().texts.change:
        texts[text.id] = " ".join([text.title + ".", text.why, text.cue])
    for text in guidelines().texts.keep:
        texts[text.id] = " ".join([text.title + ".", text.why, text.cue])
    frame = guidelines().plan
    texts["plan"] = " ".join([*frame.stop, frame.load, frame.not_proven, frame.retest_maintenance])
    texts["steady plan"] = frame.steady_lead.format(date="8 January 2027")
    way = guidelines().low_back.way_back
    texts["way back"] = " ".join([way.intro, *way.rules])
    texts["exercises"] = " ".join(e.how for e in guidelines().exercises.values())
    texts["cards"] = " ".join(entry["means"] for entry in wording()["card"].values())
    texts["curves"] = " ".join(wording()["curve"].values())
    texts["glossary"] = " ".join(guidelines().glossary.values())
    return texts


def test_formula_knows_plain_from_hard():
    assert reading_ease("The cat sat on the mat.") > 100
    assert reading_ease("Biomechanical considerations necessitate individualisation.") < 0


@pytest.mark.parametrize("name", lay_texts())
def test_text_is_plain_english(name):
    assert reading_ease(lay_texts()[name]) >= 70


@pytest.mark.parametrize("name", lay_texts())
def test_sentences_are_short(name):
    lengths = [len(words_of(s)) for s in sentences_of(lay_texts()[name])]
    assert max(lengths) <= 30
    assert statistics.mean(lengths) <= 16


@pytest.mark.parametrize("term", TERMS)
def test_terms_are_explained(term):
    assert term in guidelines().glossary
