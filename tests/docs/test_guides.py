"""The guides name everything that exists, and only what exists."""

import re
import tomllib
from importlib import import_module
from itertools import pairwise
from pathlib import Path

import pytest

from docs import commands, reasons
from docs.commands import hidden
from formcheck.cli.parser import COMMANDS, build_parser
from formcheck.exchange.export import FORMATS
from formcheck.guidelines import load
from formcheck.metrics.registry import all_metrics
from formcheck.tables.landmarks import READERS

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "formcheck"
GUIDES = PACKAGE / "guides"
PAGES = sorted(GUIDES.rglob("*.md"))
TEXT = {path.name: path.read_text(encoding="utf-8") for path in PAGES}
EVERYWHERE = "\n".join([*TEXT.values(), (ROOT / "README.md").read_text(encoding="utf-8")])
EXCHANGE, METRICS = TEXT["exchange.md"], TEXT["metrics.md"]

_, PARSERS = build_parser()
OPTIONS = sorted(
    {
        (name, option)
        for name, parser in PARSERS.items()
        for option, action in parser._option_string_actions.items()
        if option.startswith("--") and not hidden(action)
    }
)
SECTION = re.DOTALL | re.MULTILINE
UNITS = {"steps/min": "steps/min", "% leg length": "% of leg length"}


def words(text, word):
    return re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text) is not None


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_stands_in_a_guide(name):
    assert f"formcheck {name}" in "\n".join(TEXT.values())


def test_the_command_guide_is_the_command_line_s_own():
    again = "make it anew: python tests/docs/commands.py"
    assert TEXT["commands.md"] == commands.page(), again


def test_the_guide_of_reasons_is_the_data_s_own():
    again = "make it anew: python tests/docs/reasons.py"
    assert TEXT["reasons.md"] == reasons.page(), again


@pytest.mark.parametrize(("command", "option"), OPTIONS)
def test_every_option_stands_in_a_guide(command, option):
    section = re.search(
        rf"^## `formcheck {command}`\n(.*?)(?=^## |\Z)", TEXT["commands.md"], SECTION
    )
    everywhere = re.search(r"^## everywhere\n(.*?)(?=^## )", TEXT["commands.md"], SECTION)
    assert words(section[1] + everywhere[1], option)


def test_every_option_says_what_it_does():
    rows = re.findall(r"^\| `--[^`]*` \| (.*)\|$", TEXT["commands.md"], re.MULTILINE)
    assert len(rows) > 30
    assert not [row for row in rows if not row.strip()]


@pytest.mark.parametrize("metric", all_metrics(), ids=lambda metric: metric.spec.id)
def test_every_metric_is_defined_with_its_unit(metric):
    row = re.search(rf"^\| `{metric.spec.id}` \|(.*)$", METRICS, re.MULTILINE)
    assert row, f"no row for {metric.spec.id}"
    assert row[1].split("|")[0].strip() == UNITS.get(metric.spec.unit, metric.spec.unit)


def test_every_asymmetry_is_named_and_no_other():
    named = set(re.findall(r"`asymmetry_pct\.([a-z_]+)`", METRICS))
    assert named == {m.spec.id for m in all_metrics() if m.spec.asymmetry}


def test_no_metric_is_defined_that_does_not_exist():
    defined = set(re.findall(r"^\| `([a-z_]+)` \|", METRICS, re.MULTILINE))
    every = (*all_metrics(), *all_metrics("back"))
    assert defined == {metric.spec.id for metric in every}


def test_every_reason_code_is_explained():
    codes = tomllib.loads((PACKAGE / "quality" / "reasons.toml").read_text(encoding="utf-8"))
    known = {entry.get("code", key) for key, entry in codes.items() if isinstance(entry, dict)}
    text = "\n".join(TEXT.values())
    assert not {code for code in known if not words(text, code)}


def test_every_guideline_stands_in_a_guide():
    text = "\n".join(TEXT.values())
    missing = {rule.id for rule in load().metric if not words(text, rule.id)}
    assert not missing


@pytest.mark.parametrize("kind", FORMATS)
def test_every_export_format_is_explained(kind):
    row = re.search(rf"^\| `{kind}` \| `run([^`]*)`", EXCHANGE, re.MULTILINE)
    assert row[1] == FORMATS[kind].ending


@pytest.mark.parametrize("suffix", READERS)
def test_every_kind_of_landmark_file_is_explained(suffix):
    assert f"| `{suffix}` |" in EXCHANGE


def test_markers_of_the_guide_are_those_of_the_data():
    text = (PACKAGE / "tables" / "markers.toml").read_text(encoding="utf-8")
    known = {
        part
        for choices in tomllib.loads(text)["landmarks"].values()
        for choice in choices
        for part in [choice, *choice.split("+")]
    }
    known |= {"LASI", "RASI", "LPSI", "RPSI", "SACR", "Anna:"}
    table = EXCHANGE.split("| landmark | understood")[1].split("\n\n")[0]
    named = set(re.findall(r"`([^`]+)`", table))
    assert named <= known


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", text)
    missing = [
        target
        for target in targets
        if not target.startswith("http") and not (page.parent / target).exists()
    ]
    assert not missing


def test_examples_use_options_that_exist():
    blocks = "".join(re.findall(r"```sh\n(.*?)```", EVERYWHERE, re.DOTALL))
    used = re.findall(r"^\s*(?:uv run )?formcheck ([a-z]+)(.*)$", blocks, re.MULTILINE)
    assert used
    for name, rest in used:
        assert name in COMMANDS, name
        for option in re.findall(r"(--[a-z-]+)", rest):
            assert option in PARSERS[name]._option_string_actions, f"{name} {option}"


def test_rooms_of_the_architecture_guide_exist():
    guide = TEXT["architecture.md"]
    rooms = set(re.findall(r"`([a-z]+)/`", guide))
    folders = {
        path.name for path in PACKAGE.iterdir() if path.is_dir() and (path / "__init__.py").exists()
    }
    assert rooms == folders
    named = set(re.findall(r"`([a-z_]+\.py)`", guide)) - {"shank_angle.py"}
    assert named == {path.name for path in PACKAGE.glob("[a-z]*.py")}


def test_rooms_of_the_architecture_guide_stand_in_the_order_in_which_they_may_be_used():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contract = project["tool"]["importlinter"]["contracts"][0]["layers"]
    floor = {
        room: number
        for number, layer in enumerate(reversed(contract))
        for room in re.findall(r"\w+", layer)
    }
    table = TEXT["architecture.md"].split("| room |")[1].split("\n\n")[0]
    rows = [
        re.findall(r"`([a-z]+)(?:/|\.py)`", line.split("|")[1]) for line in table.split("\n")[2:]
    ]
    floors = [[floor[room] for room in row] for row in rows]
    assert len(floors) > 20
    for above, below in pairwise(floors):
        assert max(above) <= min(below)


def test_names_of_code_in_the_guides_are_in_the_code():
    code = "\n".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
    pages = [*TEXT.values(), (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")]
    named = {name for page in pages for name in re.findall(r"`([A-Z][a-z]+[A-Z]\w+)[`(]", page)}
    assert named
    assert not {name for name in named if not words(code, name)}
    files = {name for page in pages for name in re.findall(r"`([a-z_]+/[a-z_/]+\.py)", page)}
    homes = (PACKAGE, ROOT, ROOT / "src")
    assert not {name for name in files if not any((home / name).exists() for home in homes)}


def test_decision_records_are_numbered_without_gaps():
    numbers = sorted(int(path.name[:4]) for path in (GUIDES / "decisions").glob("*.md"))
    assert numbers == list(range(1, len(numbers) + 1))


def test_every_command_has_a_module_with_a_purpose():
    for name in COMMANDS:
        assert import_module(f"formcheck.cli.{name}").__doc__


@pytest.mark.parametrize("page", [p for p in PAGES if p.parent == GUIDES], ids=lambda p: p.name)
def test_the_readme_leads_to_every_guide(page):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"(src/formcheck/guides/{page.name})" in readme
