"""The written document: its schema, and that it comes back as it was."""

import json
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest

from formcheck import AnalysisSettings, analyze, publish
from formcheck.cli.app import main
from formcheck.document import as_json, parse
from formcheck.document.codec import schema
from formcheck.errors import UsageError

DATA = Path(__file__).parents[1] / "data"
FULL = AnalysisSettings(height_cm=178, mass_kg=70, speed_kmh=10, back_pain=3)
CASES = {
    "full": FULL,
    "bare": AnalysisSettings(),
    "short": AnalysisSettings(end_s=1.2),
    "refused": AnalysisSettings(end_s=0.5),
    "old": AnalysisSettings(height_cm=178, speed_kmh=10, age=80),
}


@pytest.fixture(scope="module", params=CASES, ids=list(CASES))
def folder(request, tmp_path_factory):
    place = tmp_path_factory.mktemp(request.param)
    result = analyze(DATA / "overstrider.csv", CASES[request.param], landmarks=True)
    before = analyze(DATA / "sound_runner.csv", FULL, landmarks=True).analysis
    return publish(result, place / "out", only_data=True, baseline=before)


def content_of(folder):
    return json.loads((folder / "analysis.json").read_text(encoding="utf-8"))


def valid(document):
    jsonschema.Draft202012Validator(schema()).validate(document)


def test_what_is_written_is_valid(folder):
    valid(content_of(folder))


def test_what_is_written_comes_back_whole(folder):
    content = content_of(folder)
    assert as_json(parse(content)) == content


def test_no_sentence_of_ours_is_in_it(folder):
    """Text with a full stop and a blank is a sentence; citations are other people's words."""
    content = content_of(folder)
    del content["references"]

    def texts(value):
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            for key, item in value.items():
                yield from (key, *texts(item))
        elif isinstance(value, list):
            for item in value:
                yield from texts(item)

    assert [text for text in texts(content) if text.count(" ") > 2] == []


def test_the_schema_in_the_package_is_that_of_the_code_and_is_printed(capsys):
    shipped = files("formcheck.document").joinpath("analysis.schema.json").read_text("utf-8")
    assert json.loads(shipped) == schema(), "write it anew: python tests/document/write_schema.py"
    assert main(["schema"]) == 0
    assert json.loads(capsys.readouterr().out) == schema()
    jsonschema.Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize(
    "spoil",
    [
        lambda d: d.pop("provenance"),
        lambda d: d["metrics"][0].pop("unit"),
        lambda d: d["metrics"][0].update(rating="splendid"),
        lambda d: d["view"].update(kind="from above"),
        lambda d: d["quality"].update(verdict="refused"),
        lambda d: d["events"][0].update(time_s="early"),
    ],
    ids=["provenance", "unit", "rating", "view", "verdict", "time"],
)
def test_what_is_spoilt_is_neither_valid_nor_opened(spoil):
    result = analyze(DATA / "overstrider.csv", FULL, landmarks=True)
    content = result.to_dict()
    valid(content)
    spoil(content)
    with pytest.raises(jsonschema.ValidationError):
        valid(content)
    with pytest.raises(UsageError, match="damaged"):
        parse(content)


def test_a_key_of_a_later_minor_version_is_passed_over():
    result = analyze(DATA / "overstrider.csv", FULL, landmarks=True)
    later = result.to_dict() | {"schema_version": "2.7", "weather": {"rain": True}}
    valid(later)
    assert replace(parse(later), schema_version="2.1") == parse(result.to_dict())
