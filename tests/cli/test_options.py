"""One declaration of a setting serves Python, the command line, the manifest and the web form."""

from dataclasses import fields

import pytest

from formcheck.batch.manifest import COLUMNS
from formcheck.cli import options
from formcheck.cli.parser import build_parser, parse
from formcheck.errors import UsageError
from formcheck.settings import OPTIONS, AnalysisSettings, option_word
from formcheck.web.form import ClipForm

SAID = {
    "height_cm": 171.0,
    "mass_kg": 61.5,
    "sex": "f",
    "age": 40,
    "athlete": "Ann B",
    "back_pain": 0,
    "pain_weeks": 3,
    "leg_pain": True,
    "morning_stiffness": True,
    "longest_run_km": 12.5,
    "speed_kmh": 11.5,
    "incline_pct": -2.0,
    "capture_fps": 240.0,
    "roll_deg": 1.5,
    "person": 2,
    "start_s": 1.0,
    "end_s": 9.0,
    "model": "full",
    "blur_faces": True,
}


def test_every_setting_stands_in_the_help_of_analyze():
    _, parsers = build_parser(["analyze"])
    text = " ".join(parsers["analyze"].format_help().split())
    for setting in fields(AnalysisSettings):
        option = OPTIONS[setting.name]
        word = option_word(setting.name)
        word = word if setting.default is not True else word.replace("--", "--no-", 1)
        assert word in text
        assert option.help in text
        assert option.group in text


def test_what_the_form_asks_is_what_the_command_line_reads():
    assert set(SAID) == {name for name, option in OPTIONS.items() if option.label}
    form = ClipForm(name="run.mp4", **SAID)
    args = parse(["analyze", "run.mp4", *form.words()])
    assert options.settings(args) == AnalysisSettings(**SAID)


def test_columns_of_a_manifest_and_their_help():
    _, parsers = build_parser(["batch"])
    text = " ".join(parsers["batch"].format_help().split())
    assert all(f"{name}" in text for name in COLUMNS)
    assert {name for name, option in OPTIONS.items() if option.column} < set(COLUMNS)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"age": 30.5}, "5 to 110 years"),
        ({"age": 200}, "5 to 110 years"),
        ({"model": "huge"}, "'full' or 'heavy'"),
        ({"speed_kmh": float("nan")}, "2 to 45 km/h"),
        ({"sex": "x"}, "'f' or 'm'"),
        ({"athlete": "a" * 81}, "up to 80 letters"),
        ({"note": "two\nlines"}, "on one line"),
        ({"letterhead": "logo.svg"}, ".png, .jpg, .jpeg"),
    ],
)
def test_python_is_held_to_the_same_ranges(told, said):
    with pytest.raises(UsageError) as caught:
        AnalysisSettings(**told)
    assert said in caught.value.what


def test_no_cache_and_nothing_said():
    assert options.settings(parse(["analyze", "a.mp4"])) == AnalysisSettings()
    assert not options.settings(parse(["analyze", "a.mp4", "--no-cache"])).use_cache
    assert options.settings(parse(["analyze", "a.mp4", "--pace", "5:00"])).speed_kmh == 12.0
