"""Pages in another language: nothing English is left, numbers and days follow, nothing is cut."""

import html
import json
import re
from datetime import date
from pathlib import Path

import pytest
from tests.locales.extract import SOURCE
from tests.locales.pseudo import CODE, NOT_READ, english

from formcheck.batch.manifest import COLUMNS
from formcheck.cli.app import main
from formcheck.cli.card import card
from formcheck.cli.export import KINDS
from formcheck.cli.parser import COMMANDS
from formcheck.document import as_json
from formcheck.errors import UsageError
from formcheck.languages import LANGUAGES
from formcheck.locales import chosen, dates, language, negotiated, speaking
from formcheck.locales.errors import translated_error
from formcheck.report import render, render_plan
from formcheck.store.folder import read_analysis
from formcheck.words import catalogue, guidelines
from formcheck.words.catalogue import of_scripts
from formcheck.words.numbers import interval_text, write
from formcheck.words.wording import label
from report.example import faulty_run, typed
from report.page import Page

TABLE = Path(__file__).parents[1] / "data" / "overstrider.csv"
CLIP = r"overstrider|asymmetry|heavy"  # the clip's name, a metric's id, a model's name


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    folder = tmp_path_factory.mktemp("measured") / "run"
    words = ["--height-cm", "175", "--speed-kmh", "10", "--only-data", "--quiet"]
    words += ["--back-pain", "3", "--pain-weeks", "14", "--morning-stiffness"]
    assert main(["analyze", "--landmarks", str(TABLE), "--out", str(folder), *words]) == 0
    return read_analysis(folder), folder


@pytest.mark.usefixtures("pseudo")
def test_no_english_is_left_on_report_and_plan(measured):
    assert english(render(*measured), CLIP) == []
    assert english(render_plan(*measured), CLIP) == []


@pytest.mark.usefixtures("pseudo")
def test_no_english_is_left_on_the_report_of_a_refused_clip(tmp_path):
    rows = TABLE.read_text(encoding="utf-8").splitlines(keepends=True)
    short = tmp_path / "short.csv"
    short.write_text("".join(rows[:20]), encoding="utf-8")
    call = ("analyze", "--landmarks", str(short), "--out", str(tmp_path / "run"), "--only-data")
    assert main([*call, "--quiet"]) == 3
    refused = read_analysis(tmp_path / "run")
    assert english(render(refused, tmp_path / "run"), "short|heavy") == []


@pytest.mark.usefixtures("pseudo")
def test_no_english_is_left_on_the_card(measured):
    analysis, folder = measured
    lines = [line.text for line in card(analysis, folder)]
    assert english("\n".join(lines[:-1]), CLIP) == []


@pytest.mark.usefixtures("pseudo")
def test_no_english_is_left_in_what_scripts_say():
    for table in catalogue.SCRIPTS:
        said = {code: re.sub(r"{.*?}", "", text) for code, text in of_scripts(table).items()}
        assert english(" ".join(said.values())) == []


def test_scripts_ask_for_texts_that_there_are():
    known = {code for table in catalogue.SCRIPTS for code in of_scripts(table)}
    asked = set()
    for path in SOURCE.rglob("static/*.js"):
        asked |= set(re.findall(r'"(js_\w+)"', path.read_text(encoding="utf-8")))
    built = {name for name in known if re.fullmatch("js_(left|right)_(ground|air)", name)}
    built |= {name for name in known if re.fullmatch(r"js_card_\w+_unit", name)}
    assert asked == known - built


@pytest.mark.usefixtures("pseudo")
@pytest.mark.parametrize(
    ("call", "kept"),
    [
        ("analyze nowhere.mp4", "nowhere"),
        ("analyze --height-cm 9 run.mp4", ""),
        ("analyze --pace 99 run.mp4", ""),
        ("analyze --sex x run.mp4", ""),
        ("analyze --model tiny run.mp4", "heavy|tiny|full"),
        ("analyze", ""),
        ("compare one", ""),
        ("report nowhere", "nowhere"),
        ("batch nowhere", "nowhere"),
        ("export nowhere --to csv", "nowhere"),
        ("anlyze", "anlyze"),
        ("guidelines check", "mine|toml"),
        ("serve --host 8.8.8.8", ""),
    ],
)
def test_no_english_is_left_in_errors(call, kept, capsys, monkeypatch):
    monkeypatch.setenv("FORMCHECK_LANG", CODE)
    assert main(call.split()) == 2
    said = capsys.readouterr().err
    commands = "|".join(COMMANDS)
    assert re.search("[\u0440-\u047a]", said)
    assert english(said, rf"--[\w-]+|\b(?:{commands}|CLIP|height)\b|\w+\.\w+", kept or "^$") == []


def test_json_and_logs_stay_english(capsys, monkeypatch):
    monkeypatch.setenv("FORMCHECK_LANG", "de")
    assert main(["report", "nowhere", "--json"]) == 2
    out = capsys.readouterr()
    assert "holds no analysis" in json.loads(out.out)["error"]["what"]
    assert "liegt keine Auswertung" in out.err


@pytest.mark.usefixtures("pseudo")
@pytest.mark.parametrize("words", [["--help"], *([name, "--help"] for name in COMMANDS)])
def test_no_english_is_left_in_the_help(words, capsys, monkeypatch):
    monkeypatch.setenv("FORMCHECK_LANG", CODE)
    assert main(words) == 0
    said = capsys.readouterr().out
    usage, _, rest = said.partition("\n\n")
    assert "usage" not in usage
    choices = ("full", "heavy", "html", "show", "check", *KINDS)
    names = "|".join([*COMMANDS, *COLUMNS, *LANGUAGES, *choices])
    assert (
        english(rest, rf"--[\w-]+|\b(?:{names})\b|[A-Z|]{{2,}}|\w+[./]\w+|formcheck-results") == []
    )


OWN = """
[[metric]]
id = "cadence_spm"
grade = "Z"
[[metric.band]]
good_low = 5
good_high = 3
[[metric]]
id = "bounce"
label = 3
unit = "cm"
[[domain]]
id = "rhythm"
weight = "a"
parts = []
[scoring]
max_incline_pct = -1
more = 3
"""
KEYS = r"\b\w+(?:[._]\w+)+\b|\b[a-z]+\d{4}\b|\bmetric\b"


@pytest.mark.usefixtures("pseudo")
def test_no_english_is_left_in_the_guidelines_that_are_shown(capsys, monkeypatch):
    monkeypatch.setenv("FORMCHECK_LANG", CODE)
    assert main(["guidelines", "show"]) == 0
    assert english(capsys.readouterr().out, KEYS) == []
    assert main(["guidelines", "show", "--json"]) == 0
    assert "Steps a minute, both feet together." in capsys.readouterr().out


@pytest.mark.usefixtures("pseudo")
def test_no_english_is_left_in_faults_of_guidelines_of_ones_own(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("FORMCHECK_LANG", CODE)
    file = tmp_path / "mine.toml"
    file.write_text(OWN, encoding="utf-8")
    assert main(["guidelines", "check", str(file)]) == 2
    out = capsys.readouterr().out
    assert len(out.splitlines()) == 10
    assert english(out.partition("\n")[2], KEYS) == []
    assert main(["guidelines", "show", str(file)]) == 2
    kept = rf"{file}|{KEYS}|`.*?`"
    assert english(capsys.readouterr().err, kept) == []
    file.write_text("a b", encoding="utf-8")
    assert main(["guidelines", "check", str(file)]) == 2
    assert english(capsys.readouterr().err, kept) == []


def test_another_language_changes_no_number_of_the_document():
    analysis = typed(faulty_run())
    before = as_json(analysis)
    with speaking("de"):
        assert as_json(analysis) == before


def test_numbers_ranges_and_days_are_written_as_the_reader_writes_them():
    with speaking("de"):
        assert write(-2.25, 1) == "\N{MINUS SIGN}2,2"
        assert interval_text("deg", 5.8, 8.8) == "5,8 bis 8,8"
        assert dates.full_date(date(2026, 3, 12)) == "12. März 2026"
        assert label("cadence_spm") == "Schrittfrequenz"
    assert interval_text("deg", 5.8, 8.8) == "5.8 to 8.8"
    assert dates.full_date(date(2026, 3, 12)) == "12 March 2026"


def test_a_french_report_has_french_colons_and_no_decimal_point(measured):
    """What is put together from parts shows here: no catalogue holds its colon or its point."""
    with speaking("fr"):
        pages = (render(*measured), render_plan(*measured))
    for page in pages:
        text = html.unescape(re.sub("|".join([*NOT_READ, "<[^>]+>"]), "\n", page, flags=re.DOTALL))
        assert re.findall(r".*[^\W\d_][:;!?](?: .*|$)", text, re.MULTILINE) == []
        named = r"\d+\.\d+\.\d+|formcheck \d+\.\d+|\w+\.(?:csv|json)"
        assert re.findall(r".*\d\.\d.*", re.sub(named, "", text)) == []


def test_one_and_many_have_their_own_form():
    with speaking("de"):
        assert language.ngettext("%(count)s step", "%(count)s steps", 1) == "%(count)s Schritt"
        assert language.ngettext("%(count)s step", "%(count)s steps", 2) == "%(count)s Schritte"


def test_no_style_sheet_says_a_word():
    """What a style sheet writes is in one language: it takes words from an attribute."""
    said = re.compile(r"content:\s*[\"'][^\"']*[A-Za-z]{2}")
    sheets = list((Path(catalogue.__file__).parents[1]).rglob("static/*.css"))
    assert sheets
    assert [sheet.name for sheet in sheets if said.search(sheet.read_text("utf-8"))] == []


def test_a_glossary_is_in_the_order_of_a_dictionary():
    with speaking("es"):
        terms = list(guidelines.glossary())
    assert terms.index("ajuste a los valores de referencia") < terms.index("ángulo de pisada")
    assert terms.index("ángulo de pisada") < terms.index("apoyo") < terms.index("DT")


def test_the_report_names_its_language(tmp_path):
    with speaking("de"):
        page = render(typed(faulty_run()), tmp_path)
    assert '<html lang="de">' in page
    assert Page(page).one("h2", id="plan-title").text == "Deine sechs Wochen"


def test_a_language_is_asked_for_by_option_or_variable(monkeypatch):
    monkeypatch.setenv("FORMCHECK_LANG", "de_AT.UTF-8")
    assert chosen(None) == "de"
    assert chosen("en") == "en"
    with pytest.raises(UsageError):
        chosen("tlh")


def test_a_browser_gets_its_first_language_that_is_there():
    assert negotiated("it, de-CH;q=0.5, en;q=0.4") == "de"
    assert negotiated("en;q=0.4, de-CH;q=0.5, es;q=0") == "de"
    assert negotiated("it;q=x, *") == "en"


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        (
            "a.csv: line 2: there is no file b.mp4; line 3: no file is named.",
            "a.csv: Zeile 2: eine Datei b.mp4 gibt es nicht; Zeile 3: keine Datei genannt.",
        ),
        (
            "The guidelines in a cannot be used: b: field required; c: invalid value.",
            "Die Richtwerte in a sind nicht verwendbar: b: das Feld fehlt; c: ungültiger Wert.",
        ),
        (
            "a.csv: line 1: there is no column 'dat' (did you mean 'date'?).",
            "a.csv: Zeile 1: eine Spalte 'dat' gibt es nicht (meintest du 'date'?).",
        ),
        ("Nobody has said this; nor this.", "Nobody has said this; nor this."),
    ],
)
def test_several_faults_in_one_sentence_are_told_one_by_one(said, heard):
    with speaking("de"):
        assert translated_error(said) == heard


def test_an_error_nobody_translated_stays_as_it_is():
    with speaking("de"):
        assert translated_error("Nobody has ever said this.") == "Nobody has ever said this."
